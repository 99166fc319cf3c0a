"""The queue as administrators see it: never what a job was given."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.errors import ConflictError, NotFoundError
from app.models import BackgroundJob, Id
from app.models.base import utc_now
from app.schemas.job_admin import JobCounts, JobQuery
from app.services.records import page_of


def list_jobs(db: Session, query: JobQuery) -> tuple[Sequence[BackgroundJob], int]:
    statement = sa.select(BackgroundJob)
    if query.state is not None:
        statement = statement.where(BackgroundJob.state == query.state)
    newest = statement.order_by(BackgroundJob.created_at.desc(), BackgroundJob.id)
    return page_of(db, newest, query)


def count(db: Session) -> JobCounts:
    counted = sa.select(BackgroundJob.state, sa.func.count()).group_by(BackgroundJob.state)
    return JobCounts.model_validate(dict(db.execute(counted).all()))


def retry(db: Session, job_id: Id) -> BackgroundJob:
    """A dead job as if it were new; in the same statement, so that of two requests one is too late."""
    statement = (
        sa.update(BackgroundJob)
        .where(BackgroundJob.id == job_id, BackgroundJob.state == "dead")
        .values(state="queued", attempts=0, run_after=utc_now(), finished_at=None)
        .execution_options(synchronize_session=False)
        .returning(BackgroundJob.id)
    )
    is_retried = db.scalars(statement).one_or_none() is not None
    db.commit()
    job = db.get(BackgroundJob, job_id)
    if job is None:
        message = "There is no such job."
        raise NotFoundError(message)
    if not is_retried:
        message = f"This job is {job.state}, not dead: only dead jobs are run again."
        raise ConflictError(message)
    return job
