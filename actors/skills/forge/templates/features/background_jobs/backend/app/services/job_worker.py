"""Doing background jobs: threads that take one job after another until they are told to stop."""

import datetime as dt
import logging
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from fastapi import FastAPI
from sqlalchemy.orm import Session, sessionmaker

from app.config import Settings
from app.database import make_engine, make_sessions
from app.models.base import utc_now
<% if on.multi_tenancy %>
from app.organisation_scope import enter, see_all
<% endif %>
from app.services import <% if on.caching %>caching, <% endif %>job_queue<% if on.live_updates %>, live_changes<% endif %>

from app.services.job_queue import JobError, JobKind, Running, Taken
from app.services.job_registry import JOB_KINDS

logger = logging.getLogger(__name__)
# How often an idle thread looks for work.
POLL_S = 1.0
# How often jobs that recur are looked after.
RECURRING_S = 30.0
# The database is away: asking all the time would not bring it back.
TROUBLE_S = 5.0
# How long jobs at hand may take when the worker is to stop.
GRACE_S = 20.0
UNKNOWN = "Nothing here does jobs of this kind."


class LeaseLostError(Exception):
    """The job took longer than it was ours; what it changed is taken back, since somebody else does it."""


class Worker:
    def __init__(
        self,
        sessions: sessionmaker[Session],
        settings: Settings,
        *,
        threads: int = 1,
        kinds: Mapping[str, JobKind] = JOB_KINDS,
    ) -> None:
        self._sessions = sessions
<% if on.live_updates %>
        live_changes.watch(sessions)
<% endif %>
        self._settings = settings
        self._kinds = kinds
        self._stopping = threading.Event()
        self._held: dict[str, Taken] = {}
        self._recurring_at = 0.0
        self._threads = [
            # Nobody waits for a thread that does not come to an end: its job was given back.
            threading.Thread(
                target=self._run, args=(number == 0,), name=f"job-{number}", daemon=True
            )
            for number in range(threads)
        ]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self, grace_s: float = GRACE_S) -> None:
        """Takes no more jobs, lets those at hand end, and gives back what does not."""
        self._stopping.set()
        deadline = time.monotonic() + grace_s
        for thread in self._threads:
            thread.join(max(0.0, deadline - time.monotonic()))
        for taken in list(self._held.values()):
            with self._sessions() as db:
<% if on.multi_tenancy %>
                see_all(db)
<% endif %>
                if job_queue.give_back(db, taken):
                    logger.warning("job %s (%s) is given back", taken.id, taken.kind)
                db.commit()

    def work_off(self) -> int:
        """Does what is due now, one job after another; how many it were."""
        count = 0
        while self._do_one():
            count += 1
        return count

    def _run(self, looks_after_recurring: bool) -> None:
        while not self._stopping.is_set():
            try:
                if looks_after_recurring:
                    self._enqueue_recurring()
                pause = 0.0 if self._do_one() else POLL_S
            except Exception:
                logger.exception("the queue of background jobs does not answer")
                pause = TROUBLE_S
            self._stopping.wait(pause)

    def _enqueue_recurring(self) -> None:
        if time.monotonic() < self._recurring_at:
            return
        self._recurring_at = time.monotonic() + RECURRING_S
        with self._sessions() as db:
<% if on.multi_tenancy %>
            see_all(db)
<% endif %>
            enqueue_recurring(db, self._kinds)
            db.commit()

    def _do_one(self) -> bool:
        with self._sessions() as db:
<% if on.multi_tenancy %>
            see_all(db)
<% endif %>
            taken = job_queue.take(db)
        if taken is None:
            return False
        self._held[taken.lease] = taken
        try:
            self._do(taken)
        finally:
            del self._held[taken.lease]
        return True

    def _do(self, taken: Taken) -> None:
        kind = self._kinds.get(taken.kind)
        attempts_max = kind.attempts_max if kind else job_queue.ATTEMPTS_MAX
        try:
            if taken.attempt > attempts_max:
                # It was begun that often, and no worker lived to say how it went.
                raise JobError(job_queue.LOST)
            if kind is None:
                raise JobError(UNKNOWN)
            self._call(kind, taken)
        except LeaseLostError:
            logger.warning("job %s (%s) took too long: it is not ours now", taken.id, taken.kind)
        except Exception as error:
            self._note_failure(taken, error, attempts_max)
        else:
            logger.info("job %s (%s) is done", taken.id, taken.kind)

    def _call(self, kind: JobKind, taken: Taken) -> None:
        with self._sessions() as db:
<% if on.multi_tenancy %>
            if taken.organisation_id is None:
                see_all(db)
            else:
                enter(db, taken.organisation_id)
<% endif %>
            kind.run(
                Running(
                    db=db,
                    settings=self._settings,
                    payload=taken.payload,
                    attempt=taken.attempt,
                    attempts_max=kind.attempts_max,
                )
            )
            if not job_queue.finish(db, taken):
                db.rollback()
                raise LeaseLostError
            db.commit()

    def _note_failure(self, taken: Taken, error: Exception, attempts_max: int) -> None:
        name = type(error).__name__
        if isinstance(error, JobError):
            told = str(error)
            logger.warning("job %s (%s) failed: %s", taken.id, taken.kind, told)
        else:
            # What nobody foresaw may quote what the job was given; the log is for operators alone.
            told = f"{name}: see the log of the worker."
            logger.error("job %s (%s) failed", taken.id, taken.kind, exc_info=error)
        with self._sessions() as db:
<% if on.multi_tenancy %>
            see_all(db)
<% endif %>
            job_queue.fail(db, taken, told, attempts_max)
            db.commit()


def enqueue_recurring(db: Session, kinds: Mapping[str, JobKind]) -> None:
    """Each recurring job once in each interval: the interval is part of its key, which there is once."""
    now = utc_now()
    for name, kind in kinds.items():
        if kind.every is not None:
            began = int(now.timestamp() // kind.every.total_seconds() * kind.every.total_seconds())
            moment = dt.datetime.fromtimestamp(began, dt.UTC)
            job_queue.enqueue(db, name, {}, unique_key=f"{name} {moment.isoformat()}")


def is_in_server(settings: Settings) -> bool:
    if settings.jobs_in_server == "development":
        return settings.environment == "development"
    return settings.jobs_in_server == "always"


@contextmanager
def serving(app: FastAPI) -> Iterator[None]:
    """As long as the application serves, its server does jobs too, if the settings say so."""
    settings: Settings = app.state.settings
    if not is_in_server(settings):
        yield
        return
    # Connections of its own: requests keep theirs.
    engine = make_engine(settings.database_url)
<% if on.caching %>
    caching.attach(engine, settings)
<% endif %>
    worker = Worker(make_sessions(engine), settings)
    worker.start()
    try:
        yield
    finally:
        worker.stop()
        engine.dispose()
