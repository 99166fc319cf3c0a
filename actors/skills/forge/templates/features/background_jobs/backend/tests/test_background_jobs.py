"""Background jobs: none is lost, none is done by two at once, and what fails for good is given up."""

import datetime as dt
import os
import signal
import threading
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
<% if not test_server %>
from pathlib import Path
<% endif %>
from typing import Any

import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import orm

from app import cli
from app.config import Settings
from app.database import make_engine, make_sessions
<% if test_server %>
from app.models import BackgroundJob, RefreshToken
<% else %>
from app.models import BackgroundJob, Base, RefreshToken
<% endif %>
from app.models.base import utc_now
<% if on.multi_tenancy %>
from app.organisation_scope import EVERYWHERE, SCOPE
<% endif %>
from app.services import job_queue, job_upkeep, job_worker
from app.services.job_queue import ATTEMPTS_MAX, JobError, JobKind, Running
from app.services.job_registry import JOB_KINDS
from app.services.job_worker import Worker, enqueue_recurring, is_in_server
from tests.building import Person, missing_id, wire

JOBS = "/api/v1/admin/jobs"
SECRET = "a secret that a job was given"
# Longer than anything here takes, on a busy machine too.
SOON_S = 20.0

Sessions = orm.sessionmaker[orm.Session]


<% if test_server %>
@pytest.fixture
def queue_url(database_url: str) -> str:
    return database_url
<% else %>
@pytest.fixture
def queue_url(tmp_path: Path) -> str:
    """A file: a database in memory has one connection, which threads cannot share."""
    url = f"sqlite:///{tmp_path}/queue.db"
    engine = make_engine(url)
    Base.metadata.create_all(engine)
    engine.dispose()
    return url
<% endif %>


@pytest.fixture
def sessions(queue_url: str) -> Iterator[Sessions]:
    engine = make_engine(queue_url)
<% if on.multi_tenancy %>
    made = make_sessions(engine)
    # The queue itself is nobody's.
    made.configure(info={SCOPE: EVERYWHERE})
    yield made
<% else %>
    yield make_sessions(engine)
<% endif %>
    engine.dispose()


@pytest.fixture
def put(sessions: Sessions) -> Callable[..., None]:
    """Puts jobs into the queue and commits."""

    def put(kind: str = "test", count: int = 1, **payload: Any) -> None:
        with sessions() as db:
            for number in range(count):
                job_queue.enqueue(db, kind, {"number": number, **payload})
            db.commit()

    return put


@pytest.fixture
def make(sessions: Sessions, settings: Settings) -> Callable[..., Worker]:
    def make(run: Callable[[Running], None], *, threads: int = 1, **options: Any) -> Worker:
        kinds = {"test": JobKind(run, **options)}
        return Worker(sessions, settings, threads=threads, kinds=kinds)

    return make


def only(sessions: Sessions) -> BackgroundJob:
    with sessions() as db:
        return db.scalars(sa.select(BackgroundJob)).one()


def make_due(sessions: Sessions) -> None:
    """As if what everybody waits for had passed: pauses and leases."""
    past = utc_now() - dt.timedelta(seconds=1)
    with sessions() as db:
        for column in (BackgroundJob.run_after, BackgroundJob.locked_until):
            db.execute(sa.update(BackgroundJob).where(column.is_not(None)).values({column: past}))
        db.commit()


def nothing(_job: Running) -> None:
    pass


def breaks(_job: Running) -> None:
    raise ValueError(SECRET)


def test_a_job_that_is_done_is_done_once(
    put: Callable[..., None], make: Callable[..., Worker], sessions: Sessions
) -> None:
    done: list[Any] = []
    worker = make(lambda job: done.append(job.payload["number"]))
    put()

    assert (worker.work_off(), worker.work_off()) == (1, 0)

    job = only(sessions)
    assert done == [0]
    assert (job.state, job.attempts, job.run_after, job.locked_until) == ("done", 1, None, None)
    assert job.finished_at is not None


def test_a_job_goes_with_the_transaction_that_puts_it_there(sessions: Sessions) -> None:
    with sessions() as db:
        job_queue.enqueue(db, "test", {})
        db.rollback()
        job_queue.enqueue(db, "test", {}, unique_key="once")
        db.rollback()

        assert db.scalars(sa.select(BackgroundJob)).all() == []


def test_a_key_is_there_once(sessions: Sessions) -> None:
    with sessions() as db:
        assert job_queue.enqueue(db, "test", {"first": True}, unique_key="once")
        assert not job_queue.enqueue(db, "test", {"first": False}, unique_key="once")
        db.commit()
        assert not job_queue.enqueue(db, "test", {"first": False}, unique_key="once")
        db.commit()

    assert only(sessions).payload == {"first": True}


def test_jobs_wait_for_their_time(sessions: Sessions, make: Callable[..., Worker]) -> None:
    with sessions() as db:
        later = utc_now() + dt.timedelta(hours=1)
        job_queue.enqueue(db, "test", {}, run_after=later)
        db.commit()

    assert make(nothing).work_off() == 0

    make_due(sessions)
    assert make(nothing).work_off() == 1


def test_several_workers_at_once_do_each_job_once(
    put: Callable[..., None], make: Callable[..., Worker], sessions: Sessions
) -> None:
    count = 40
    done: Counter[int] = Counter()
    lock = threading.Lock()
    over = threading.Event()

    def note(job: Running) -> None:
        with lock:
            done[job.payload["number"]] += 1
            if len(done) == count:
                over.set()

    put(count=count)
    workers = [make(note, threads=2) for _ in range(2)]
    for worker in workers:
        worker.start()
    assert over.wait(SOON_S)
    for worker in workers:
        worker.stop(SOON_S)

    assert done == Counter(dict.fromkeys(range(count), 1))
    with sessions() as db:
        states = db.execute(sa.select(BackgroundJob.state, BackgroundJob.attempts)).all()
    assert set(states) == {("done", 1)}


def test_nobody_else_gets_a_job_within_its_lease(
    put: Callable[..., None], sessions: Sessions
) -> None:
    put()
    with sessions() as one, sessions() as other:
        first = job_queue.take(one)
        assert first is not None
        assert job_queue.take(other) is None

        # The worker is lost: no word comes, and the lease runs out.
        make_due(sessions)
        second = job_queue.take(other)
        assert second is not None
        assert (second.id, second.attempt) == (first.id, 2)

        # What the lost one says afterwards does not count.
        assert not job_queue.finish(one, first)
        assert not job_queue.fail(one, first, "late", 1)
        assert not job_queue.give_back(one, first)
        one.rollback()
        assert job_queue.finish(other, second)
        other.commit()

    assert (only(sessions).state, only(sessions).attempts) == ("done", 2)


def test_who_lost_the_lease_takes_back_what_it_changed(
    put: Callable[..., None], make: Callable[..., Worker], sessions: Sessions
) -> None:
    def slow(job: Running) -> None:
        make_due(sessions)
        with sessions() as other:
            assert job_queue.take(other) is not None
        job_queue.enqueue(job.db, "follows", {})

    put()
    make(slow)._do_one()

    job = only(sessions)
    assert (job.kind, job.state, job.attempts) == ("test", "running", 2)


def test_what_a_job_changes_counts_only_if_it_is_done(
    put: Callable[..., None], make: Callable[..., Worker], sessions: Sessions
) -> None:
    def half(job: Running) -> None:
        job_queue.enqueue(job.db, "follows", {})
        if job.attempt == 1:
            message = "not yet"
            raise JobError(message)

    put()
    make(half).work_off()
    job = only(sessions)
    assert (job.state, job.attempts, job.last_error) == ("queued", 1, "not yet")
    assert job.run_after is not None
    assert job.run_after > utc_now()

    make_due(sessions)
    make(half)._do_one()
    with sessions() as db:
        kinds = db.scalars(sa.select(BackgroundJob.kind).order_by(BackgroundJob.kind)).all()
    assert kinds == ["follows", "test"]


def test_what_always_fails_dies_and_tells_nothing_that_it_was_given(
    put: Callable[..., None], make: Callable[..., Worker], sessions: Sessions
) -> None:
    put(secret=SECRET)
    for _ in range(ATTEMPTS_MAX + 2):
        make(breaks).work_off()
        make_due(sessions)

    job = only(sessions)
    assert (job.state, job.attempts, job.run_after) == ("dead", ATTEMPTS_MAX, None)
    assert job.last_error == "ValueError: see the log of the worker."


def test_what_takes_its_worker_down_each_time_dies_too(
    put: Callable[..., None], make: Callable[..., Worker], sessions: Sessions
) -> None:
    put()
    for _ in range(2):
        with sessions() as db:
            assert job_queue.take(db) is not None
        make_due(sessions)

    make(nothing, attempts_max=2).work_off()

    assert (only(sessions).state, only(sessions).last_error) == ("dead", job_queue.LOST)


def test_a_kind_that_nobody_knows_is_told(
    put: Callable[..., None], make: Callable[..., Worker], sessions: Sessions
) -> None:
    put("gone")

    make(nothing).work_off()

    assert only(sessions).last_error == job_worker.UNKNOWN


def test_pauses_grow_and_differ() -> None:
    pauses = [job_queue.pause(attempt).total_seconds() for attempt in (1, 2, 3, 30)]

    assert pauses == sorted(pauses)
    assert pauses[0] >= 7.5
    assert pauses[-1] <= job_queue.RETRY_LONGEST_S * 1.25
    assert len({job_queue.pause(1) for _ in range(5)}) > 1


def test_who_stops_ends_the_job_at_hand_and_takes_no_more(
    put: Callable[..., None], make: Callable[..., Worker], sessions: Sessions
) -> None:
    begun, end = threading.Event(), threading.Event()

    def slow(_job: Running) -> None:
        begun.set()
        assert end.wait(SOON_S)

    put(count=2)
    worker = make(slow)
    worker.start()
    assert begun.wait(SOON_S)
    threading.Timer(0.2, end.set).start()
    worker.stop(SOON_S)

    with sessions() as db:
        states = db.scalars(sa.select(BackgroundJob.state).order_by(BackgroundJob.state)).all()
    assert states == ["done", "queued"]


def test_what_does_not_end_in_time_is_given_back(
    put: Callable[..., None], make: Callable[..., Worker], sessions: Sessions
) -> None:
    begun, end = threading.Event(), threading.Event()

    def endless(job: Running) -> None:
        begun.set()
        assert end.wait(SOON_S)
        job_queue.enqueue(job.db, "follows", {})

    put()
    worker = make(endless)
    worker.start()
    assert begun.wait(SOON_S)
    worker.stop(0.1)

    job = only(sessions)
    assert (job.state, job.attempts, job.lease) == ("queued", 0, None)
    end.set()
    worker.stop(SOON_S)
    assert only(sessions).state == "queued"


def test_a_database_that_is_away_ends_no_worker(
    put: Callable[..., None],
    make: Callable[..., Worker],
    sessions: Sessions,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(job_worker, "TROUBLE_S", 0.05)
    over = threading.Event()
    take, failures = job_queue.take, iter([True])

    def shaky(db: orm.Session) -> job_queue.Taken | None:
        if next(failures, False):
            raise sa.exc.OperationalError("", {}, Exception())
        return take(db)

    monkeypatch.setattr(job_queue, "take", shaky)
    put()
    worker = make(lambda _job: over.set())
    worker.start()
    assert over.wait(SOON_S)
    worker.stop(SOON_S)

    assert only(sessions).state == "done"


def test_what_recurs_is_there_once_in_each_interval(
    sessions: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    kinds = {
        "hourly": JobKind(nothing, every=dt.timedelta(hours=1)),
        "never": JobKind(nothing),
    }
    now = dt.datetime(2030, 1, 15, 10, 0, tzinfo=dt.UTC)
    for minutes, expected in ((0, 1), (59, 1), (60, 2), (61, 2)):
        moment = now + dt.timedelta(minutes=minutes)
        monkeypatch.setattr(job_worker, "utc_now", lambda moment=moment: moment)
        # Two workers that look at the same moment.
        with sessions() as one, sessions() as other:
            for db in (one, other):
                enqueue_recurring(db, kinds)
                db.commit()
            jobs = one.scalars(sa.select(BackgroundJob.kind)).all()
            assert jobs == ["hourly"] * expected


def test_what_is_over_is_forgotten(db: orm.Session, settings: Settings, member: Person) -> None:
    now = utc_now()
    ages = {"done": job_upkeep.DONE_KEPT, "dead": job_upkeep.DEAD_KEPT}
    for state, kept in ages.items():
        for name, age in (("old", kept + dt.timedelta(days=1)), ("young", kept / 2)):
            job = {"kind": name, "payload": {}, "state": state, "finished_at": now - age}
            db.add(BackgroundJob(**job))
    db.add(BackgroundJob(kind="waiting", payload={}, run_after=now - dt.timedelta(days=365)))
    session = {"user_id": member.user.id, "family_id": uuid.uuid4()}
    for name, days in (("old", -1), ("young", 1)):
        expires_at = now + dt.timedelta(days=days)
        db.add(RefreshToken(**session, token_hash=name, expires_at=expires_at))
    db.commit()

    for kind in ("jobs.forget_finished", "sessions.forget_expired"):
        JOB_KINDS[kind].run(Running(db=db, settings=settings, payload={}))
    db.commit()

    left = db.scalars(sa.select(BackgroundJob.kind).order_by(BackgroundJob.kind)).all()
    assert left == ["waiting", "young", "young"]
    assert db.scalars(sa.select(RefreshToken.token_hash)).all() == ["young"]


@pytest.mark.parametrize(
    ("setting", "environment", "expected"),
    [
        ("development", "development", True),
        ("development", "production", False),
        ("always", "production", True),
        ("never", "development", False),
    ],
)
def test_where_jobs_are_done(
    settings: Settings, setting: str, environment: str, expected: bool
) -> None:
    changes = {"jobs_in_server": setting, "environment": environment}

    assert is_in_server(settings.model_copy(update=changes)) is expected


def test_the_server_does_jobs_as_long_as_it_serves(
    app: FastAPI,
    settings: Settings,
    queue_url: str,
    sessions: Sessions,
    put: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    changes = {"jobs_in_server": "always", "database_url": queue_url}
    monkeypatch.setitem(app.state._state, "settings", settings.model_copy(update=changes))
    put("jobs.forget_finished")
    over = threading.Event()
    forgotten = JobKind(lambda _job: over.set())
    monkeypatch.setitem(JOB_KINDS, "jobs.forget_finished", forgotten)

    with job_worker.serving(app):
        assert over.wait(SOON_S)

    with sessions() as db:
        held = sa.select(BackgroundJob).where(BackgroundJob.lease.is_not(None))
        assert db.scalars(held).all() == []


def test_a_server_that_does_no_jobs_leaves_them(app: FastAPI) -> None:
    before = threading.active_count()

    with job_worker.serving(app):
        assert threading.active_count() == before


def test_the_worker_s_command_ends_when_it_is_told_to(
    queue_url: str,
    settings: Settings,
    sessions: Sessions,
    put: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    key = settings.secret_key.get_secret_value()
    monkeypatch.setenv("DATABASE_URL", queue_url)
    monkeypatch.setenv("SECRET_KEY", key)

    def stop(_job: Running) -> None:
        # It is at this very job when it is told to stop, and ends it.
        os.kill(os.getpid(), signal.SIGTERM)

    monkeypatch.setitem(JOB_KINDS, "sessions.forget_expired", JobKind(stop))
    put("sessions.forget_expired")
    before = signal.getsignal(signal.SIGTERM)

    assert cli.main(["work", "--threads=2"]) == 0

    assert signal.getsignal(signal.SIGTERM) is before
    with sessions() as db:
        mine = sa.select(BackgroundJob.state).where(BackgroundJob.unique_key.is_(None))
        assert db.scalars(mine).all() == ["done"]


def test_administrators_see_the_queue_and_nothing_that_jobs_were_given(
    client: TestClient, db: orm.Session, admin: Person
) -> None:
    job_queue.enqueue(db, "test", {"secret": SECRET})
    db.add(BackgroundJob(kind="over", payload={}, state="done", finished_at=utc_now()))
    db.commit()

    counts = client.get(f"{JOBS}/counts", headers=admin.headers).json()
    everything = client.get(JOBS, headers=admin.headers)
    done = client.get(JOBS, params={"state": "done"}, headers=admin.headers).json()

    assert counts == {"queued": 1, "running": 0, "done": 1, "dead": 0}
    assert everything.json()["total"] == 2
    assert SECRET not in everything.text
    assert "payload" not in everything.text
    assert [job["kind"] for job in done["items"]] == ["over"]


def test_administrators_run_dead_jobs_again(
    client: TestClient, db: orm.Session, admin: Person
) -> None:
    dead = BackgroundJob(
        kind="test", payload={}, state="dead", attempts=ATTEMPTS_MAX, finished_at=utc_now()
    )
    db.add(dead)
    db.commit()
    url = f"{JOBS}/{dead.id}/retry"

    again = client.post(url, headers=admin.headers)

    assert again.status_code == 200, again.text
    shown = again.json()
    assert (shown["id"], shown["state"], shown["attempts"]) == (wire(dead.id), "queued", 0)
    assert shown["finished_at"] is None
    assert client.post(url, headers=admin.headers).status_code == 409
    missing = f"{JOBS}/{missing_id()}/retry"
    assert client.post(missing, headers=admin.headers).status_code == 404


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", JOBS), ("GET", f"{JOBS}/counts"), ("POST", f"{JOBS}/{missing_id()}/retry")],
)
def test_nobody_else_sees_the_queue(
    client: TestClient, member: Person, method: str, path: str
) -> None:
    assert client.request(method, path).status_code == 401
    assert client.request(method, path, headers=member.headers).status_code == 403
