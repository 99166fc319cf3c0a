"""Jobs that recur: what is over and done with is forgotten."""

import datetime as dt

import sqlalchemy as sa

from app.models import BackgroundJob, RefreshToken
from app.models.base import utc_now
from app.services.job_queue import Running

DONE_KEPT = dt.timedelta(days=7)
# Somebody may still want to run them again.
DEAD_KEPT = dt.timedelta(days=90)


def forget_finished(job: Running) -> None:
    for state, kept in (("done", DONE_KEPT), ("dead", DEAD_KEPT)):
        over = sa.and_(BackgroundJob.state == state, BackgroundJob.finished_at < utc_now() - kept)
        job.db.execute(sa.delete(BackgroundJob).where(over))


def forget_expired_sessions(job: Running) -> None:
    """A login forgets its own account's; this is for accounts that nobody signs in to any more."""
    job.db.execute(sa.delete(RefreshToken).where(RefreshToken.expires_at <= utc_now()))
