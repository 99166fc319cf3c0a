"""The state of each component, and that looking after it harms nothing."""

import datetime as dt
<% if on.attachments %>
import os
import shutil
<% endif %>
<% if mail %>
import socket
<% endif %>
import threading
from collections.abc import Iterator, Sequence
<% if on.attachments %>
from pathlib import Path
<% endif %>
from typing import Any

import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from fastapi.testclient import TestClient
<% if on.multi_tenancy %>
from pydantic import SecretStr
<% endif %>
<% if on.background_jobs %>
from sqlalchemy import orm
<% endif %>

<% if mail or on.multi_tenancy %>
from app.config import Settings
<% endif %>
<% if on.background_jobs %>
from app.models import BackgroundJob
from app.models.base import utc_now
<% endif %>
from app.schemas.system_health import State
from app.services import health_probes, system_health
from app.services.health_probes import Revisions, check_migrations, compared
from app.services.system_health import Component, HealthBoard, Probe, Reading
<% if on.multi_tenancy %>
<% else %>
from tests.building import Person
<% endif %>

COMPONENTS = "/health/components"


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


class Counted:
    """A probe that counts how often it was run, and waits at a gate if it is told to."""

    def __init__(self, state: State = "ok") -> None:
        self.runs = 0
        self.begun = threading.Event()
        self.gate = threading.Event()
        self.gate.set()
        self.state = state

    def __call__(self) -> Sequence[Component]:
        self.runs += 1
        self.begun.set()
        assert self.gate.wait(10)
        return [Component("thing", self.state, "So it is.")]


@pytest.fixture
def board(app: FastAPI, monkeypatch: pytest.MonkeyPatch) -> HealthBoard:
    """One that has not looked yet."""
    fresh = HealthBoard(health_probes.probes(app))
    monkeypatch.setitem(app.state._state, "health_board", fresh)
    return fresh


<% if on.multi_tenancy %>
@pytest.fixture
def monitor(app: FastAPI, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    token = "metrics-token-of-the-tests-0123456789"
    known = settings.model_copy(update={"metrics_token": SecretStr(token)})
    monkeypatch.setitem(app.state._state, "settings", known)
    return {"Authorization": f"Bearer {token}"}


<% endif %>
def by_name(reading: Reading) -> dict[str, Component]:
    return {it.name: it for it in reading.components}


@pytest.mark.usefixtures("board")
<% if on.multi_tenancy %>
def test_all_is_well(client: TestClient, monitor: dict[str, str]) -> None:
    body = client.get(COMPONENTS, headers=monitor).json()
<% else %>
def test_all_is_well(client: TestClient, admin: Person) -> None:
    body = client.get(COMPONENTS, headers=admin.headers).json()
<% endif %>
    found = {it["name"]: it for it in body["components"]}
    assert body["status"] == "ok", body
    assert found["database"]["reason"] == "It answers."
    assert "as the program wants it" in found["migrations"]["reason"]
    assert all(it["latency_ms"] >= 0 for it in body["components"])
    # Of a server that nobody set up nothing is told.
    assert "mail_server" not in found


@pytest.mark.usefixtures("board")
def test_ready_tells_everybody_and_nothing_more(client: TestClient) -> None:
    answer = client.get("/ready")
    assert (answer.status_code, answer.json()) == (200, {"status": "ready"})


def test_without_a_database(
    client: TestClient, <% if not on.multi_tenancy %>admin: Person, <% endif %>monkeypatch: pytest.MonkeyPatch, board: HealthBoard
) -> None:
    def refuse(_engine: sa.Engine) -> sa.Connection:
        raise sa.exc.OperationalError("SELECT 1", None, Exception("db.internal:5432 refused"))

    monkeypatch.setattr(sa.Engine, "connect", refuse)
    answer = client.get("/ready")
    assert (answer.status_code, answer.json()) == (503, {"status": "not_ready"})
    found = by_name(board.read())
    assert found["database"].state == found["migrations"].state == "down"
    assert "db.internal" not in repr(found)
<% if not on.multi_tenancy %>
    # Nobody can be told apart, so nobody is let in.
    assert client.get(COMPONENTS, headers=admin.headers).status_code == 503
<% endif %>


@pytest.mark.parametrize(
    ("states", "worst"),
    [
        ((), "ok"),
        (("ok", "ok"), "ok"),
        (("ok", "degraded"), "degraded"),
        (("down", "degraded", "ok"), "down"),
    ],
)
def test_the_whole_is_as_good_as_its_worst_part(states: Any, worst: str) -> None:
    assert system_health.worst(states) == worst


def test_what_is_not_needed_keeps_nobody_away() -> None:
    parts = (Component("database", "degraded", ""), Component("mail_server", "down", ""))
    reading = Reading(dt.datetime.now(dt.UTC), parts)
    assert reading.is_up(("database",))
    assert not reading.is_up(("database", "mail_server"))
    assert reading.status == "down"


def test_within_a_few_seconds_nothing_is_looked_at_again() -> None:
    probe, clock = Counted(), Clock()
    board = HealthBoard([Probe(("thing",), probe)], clock=clock)
    first = board.read()
    clock.now += system_health.FRESH_S - 0.1
    assert board.read() is first
    assert probe.runs == 1
    clock.now += 0.2
    assert board.read() is not first
    assert probe.runs == 2


def test_while_one_finds_out_the_others_do_not_wait() -> None:
    probe, clock = Counted(), Clock()
    board = HealthBoard([Probe(("thing",), probe)], clock=clock)
    first = board.read()
    clock.now += system_health.FRESH_S
    probe.gate.clear()
    probe.begun.clear()
    other = threading.Thread(target=board.read)
    other.start()
    assert probe.begun.wait(10)
    assert board.read() is first
    probe.gate.set()
    other.join()
    assert board.read() is not first
    assert probe.runs == 2


def test_of_many_that_come_first_one_looks() -> None:
    probe = Counted()
    board = HealthBoard([Probe(("thing",), probe)])
    probe.gate.clear()
    readers = [threading.Thread(target=board.read) for _ in range(10)]
    for reader in readers:
        reader.start()
    probe.gate.set()
    for reader in readers:
        reader.join()
    assert probe.runs == 1


def test_what_never_comes_back_is_down_and_not_begun_again() -> None:
    probe, clock = Counted(), Clock()
    probe.gate.clear()
    board = HealthBoard([Probe(("thing", "other"), probe)], timeout_s=0.02, clock=clock)
    found = by_name(board.read())
    assert found["thing"] == Component("thing", "down", system_health.NO_ANSWER, 20.0)
    assert found["other"].state == "down"
    clock.now += 100
    board.read()
    assert probe.runs == 1
    probe.gate.set()
    for thread in threading.enumerate():
        if thread.name == "health-thing":
            thread.join()
    clock.now += 100
    assert board.read().components[0].state == "ok"
    assert probe.runs == 2


def test_a_check_that_fails_says_so_without_its_error(caplog: pytest.LogCaptureFixture) -> None:
    def broken() -> Sequence[Component]:
        message = "password=hunter2"
        raise RuntimeError(message)

    reading = HealthBoard([Probe(("thing",), broken)]).read()
    assert reading.components == (Component("thing", "down", system_health.FAILED),)
    assert "thing could not be found out" in caplog.text


def test_a_slow_database_is_degraded() -> None:
    assert health_probes.answered(health_probes.SLOW_MS)[0] == "ok"
    assert health_probes.answered(health_probes.SLOW_MS + 1)[0] == "degraded"


@pytest.fixture
def empty() -> Iterator[sa.Engine]:
    engine = sa.create_engine("sqlite://")
    yield engine
    engine.dispose()


def test_tables_that_are_missing_are_told(empty: sa.Engine) -> None:
    checks = {"migrations": check_migrations, "broken": read_nothing}
    database, migrations, broken = health_probes.check_database(empty, checks)
    assert database.state == "ok"
    assert migrations.state == "down"
    assert migrations.reason.startswith("No migration was run")
    assert (broken.state, broken.name) == ("down", "broken")


def read_nothing(connection: sa.Connection) -> health_probes.Finding:
    connection.execute(sa.text("SELECT 1 FROM no_such_table"))
    return health_probes.Finding("ok", "")


@pytest.mark.parametrize(
    ("at", "state", "words"),
    [
        ({"0002"}, "ok", "revision 0002, as the program wants it"),
        ({"0001"}, "down", "revision 0001, the program wants 0002. Run"),
        ({"0003"}, "degraded", "newer than the program"),
        (set(), "down", "No migration was run"),
    ],
)
def test_revisions_are_compared(at: set[str], state: str, words: str) -> None:
    program = Revisions(heads=frozenset({"0002"}), known=frozenset({"0001", "0002"}))
    found = compared(frozenset(at), program)
    assert found.state == state
    assert words in found.reason
<% if on.attachments %>


@pytest.mark.parametrize(
    ("mebibytes", "state"), [(99, "down"), (100, "degraded"), (1023, "degraded"), (1024, "ok")]
)
def test_a_disk_that_fills(
    mebibytes: int, state: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Usage:
        free = mebibytes * 2**20

    monkeypatch.setattr(shutil, "disk_usage", lambda _place: Usage)
    # The folder is not there before the first file.
    found = health_probes.check_disk(tmp_path / "not" / "yet")
    assert found.state == state
    assert f"{mebibytes} MiB" in found.reason
    assert str(tmp_path) not in found.reason


def test_a_folder_that_cannot_be_written_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "access", lambda _place, _mode: False)
    assert health_probes.check_disk(tmp_path).state == "down"
<% endif %>
<% if mail %>


def test_a_mail_server_that_listens(app: FastAPI, settings: Settings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        there = settings.model_copy(
            update={"smtp_host": "127.0.0.1", "smtp_port": server.getsockname()[1]}
        )
        own = FastAPI()
        own.state.settings, own.state.engine = there, app.state.engine
        found = by_name(HealthBoard(health_probes.probes(own)).read())
    assert found["mail_server"].state == "ok"


def test_a_mail_server_that_is_away() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    for host in ("127.0.0.1", "no such host", "a" * 64 + ".example"):
        found = health_probes.check_mail_server((host, port))
        assert found.state == "down"
        assert host not in found.reason


def test_a_mail_server_that_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def wait(_server: Any, **_options: Any) -> None:
        raise TimeoutError

    monkeypatch.setattr(socket, "create_connection", wait)
    assert "2 seconds" in health_probes.check_mail_server(("192.0.2.1", 25)).reason
<% endif %>
<% if on.background_jobs %>


def waiting(db: orm.Session, minutes: float, state: Any = "queued") -> None:
    since = utc_now() - dt.timedelta(minutes=minutes)
    due = since if state == "queued" else None
    db.add(BackgroundJob(kind="tests.nothing", payload={}, attempts=0, state=state, run_after=due))
    db.commit()


@pytest.mark.parametrize(
    ("minutes", "state"), [(-5, "ok"), (1, "ok"), (3, "degraded"), (20, "down")]
)
def test_a_job_that_waits_long(
    minutes: float, state: str, db: orm.Session, board: HealthBoard
) -> None:
    waiting(db, minutes)
    waiting(db, 500, "done")
    waiting(db, 500, "dead")
    found = by_name(board.read())["background_jobs"]
    assert found.state == state
    assert found.figures == {"queued": 1, "running": 0, "dead": 1}
    assert (state == "ok") == (found.reason == "No job waits long.")
<% endif %>
