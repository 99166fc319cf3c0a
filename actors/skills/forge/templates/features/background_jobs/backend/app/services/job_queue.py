"""The queue of background jobs: jobs are put in, taken for a while, and done, tried again or given up."""

import datetime as dt
import secrets
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.config import Settings
from app.models import BackgroundJob, Id, Record
from app.models.base import utc_now

# How long a worker has a job to itself; one that takes longer is taken to be lost.
LEASE = dt.timedelta(minutes=5)
# A job is begun this often before it is given up: over about ten hours.
ATTEMPTS_MAX = 8
RETRY_FIRST_S = 10
RETRY_FACTOR = 4
RETRY_LONGEST_S = 6 * 60 * 60
ERROR_LENGTH_MAX = 500
LOST = "Its worker was lost each time it was begun."

INSERTS: dict[str, Any] = {"postgresql": postgresql.insert, "sqlite": sqlite.insert}
_chance = secrets.SystemRandom()


class JobError(Exception):
    """Why a job is to be tried again, in words that administrators may read: no secrets."""


@dataclass(frozen=True)
class Running:
    """What the function behind a job is given. What it changes by `db` counts only if the job is done."""

    db: Session
    settings: Settings
    payload: Mapping[str, Any]
    # From 1.
    attempt: int = 1
    attempts_max: int = ATTEMPTS_MAX

    @property
    def is_last(self) -> bool:
        return self.attempt >= self.attempts_max


@dataclass(frozen=True)
class JobKind:
    run: Callable[[Running], None]
    # For one that recurs by itself.
    every: dt.timedelta | None = None
    attempts_max: int = ATTEMPTS_MAX


@dataclass(frozen=True)
class Taken:
    """A job that is ours for a while; the lease proves it."""

    id: Id
    kind: str
    payload: dict[str, Any]
    attempt: int
    lease: str
<% if on.multi_tenancy %>
    # Whose it is; nobody's for what looks after the whole database.
    organisation_id: Id | None = None
<% endif %>


def enqueue(
    db: Session,
    kind: str,
    payload: Mapping[str, Any],
    *,
    run_after: dt.datetime | None = None,
    unique_key: str | None = None,
) -> bool:
    """Puts a job into the queue in the caller's transaction; false if one of that key is there already."""
    values = {
        "kind": kind,
        "payload": dict(payload),
        "run_after": run_after or utc_now(),
        "unique_key": unique_key,
    }
    if unique_key is None:
        db.execute(sa.insert(BackgroundJob).values(values))
        return True
    return insert_once(db, BackgroundJob, values, "unique_key")


def insert_once(db: Session, model: type[Record], values: Mapping[str, Any], key: str) -> bool:
    """False if there is a row with this value in the column `key` already, whoever came first."""
    insert = INSERTS[db.get_bind().dialect.name](model).values(values)
    once = insert.on_conflict_do_nothing(index_elements=[key]).returning(model.id)
    return db.scalars(once).one_or_none() is not None


def take(db: Session) -> Taken | None:
    """The job that has waited longest, now ours. Of several workers that ask at once, each gets another one."""
    now = utc_now()
    # A job is either queued or running: one of the two moments is empty.
    due = sa.or_(BackgroundJob.run_after <= now, BackgroundJob.locked_until <= now)
    waiting = sa.select(BackgroundJob.id).where(due)
    if db.scalars(waiting.limit(1)).first() is None:
        # Looking takes no lock, and most of the time there is nothing to do.
        db.rollback()
        return None
    db.rollback()
    oldest = sa.func.coalesce(BackgroundJob.run_after, BackgroundJob.locked_until)
    # PostgreSQL passes over rows that others have locked; SQLite, which has one writer at a time, needs no such words.
    first = waiting.order_by(oldest).limit(1).with_for_update(skip_locked=True).scalar_subquery()
    lease = uuid.uuid4().hex
    statement = (
        sa.update(BackgroundJob)
        .where(BackgroundJob.id == first, due)
        .values(
            state="running",
            attempts=BackgroundJob.attempts + 1,
            run_after=None,
            locked_until=now + LEASE,
            lease=lease,
        )
<% if on.multi_tenancy %>
        .returning(
            BackgroundJob.id,
            BackgroundJob.kind,
            BackgroundJob.payload,
            BackgroundJob.attempts,
            BackgroundJob.organisation_id,
        )
<% else %>
        .returning(
            BackgroundJob.id, BackgroundJob.kind, BackgroundJob.payload, BackgroundJob.attempts
        )
<% endif %>
        .execution_options(synchronize_session=False)
    )
    row = db.execute(statement).one_or_none()
    db.commit()
<% if on.multi_tenancy %>
    if row is None:
        return None
    return Taken(row.id, row.kind, row.payload, row.attempts, lease, row.organisation_id)
<% else %>
    return None if row is None else Taken(row.id, row.kind, row.payload, row.attempts, lease)
<% endif %>


def finish(db: Session, taken: Taken) -> bool:
    """Whether it was still ours to finish; the caller commits, or takes everything back."""
    return _settle(db, taken, state="done", finished_at=utc_now(), last_error=None)


def fail(db: Session, taken: Taken, error: str, attempts_max: int) -> bool:
    values: dict[str, Any] = {"last_error": error[:ERROR_LENGTH_MAX]}
    if taken.attempt >= attempts_max:
        values |= {"state": "dead", "finished_at": utc_now()}
    else:
        values |= {"state": "queued", "run_after": utc_now() + pause(taken.attempt)}
    return _settle(db, taken, **values)


def give_back(db: Session, taken: Taken) -> bool:
    """Undoes the taking: somebody else begins it at once, and it is not held against it."""
    values = {"state": "queued", "attempts": taken.attempt - 1, "run_after": utc_now()}
    return _settle(db, taken, **values)


def pause(attempt: int) -> dt.timedelta:
    """Longer after each attempt, and never quite the same, so that what failed together does not come back together."""
    seconds = min(RETRY_FIRST_S * RETRY_FACTOR ** (attempt - 1), RETRY_LONGEST_S)
    return dt.timedelta(seconds=seconds * _chance.uniform(0.75, 1.25))


def _settle(db: Session, taken: Taken, **values: Any) -> bool:  # noqa: ANN401
    ours = sa.and_(BackgroundJob.id == taken.id, BackgroundJob.lease == taken.lease)
    statement = (
        sa.update(BackgroundJob)
        .where(ours)
        .values(lease=None, locked_until=None, **values)
        .returning(BackgroundJob.id)
        .execution_options(synchronize_session=False)
    )
    return db.scalars(statement).one_or_none() is not None
