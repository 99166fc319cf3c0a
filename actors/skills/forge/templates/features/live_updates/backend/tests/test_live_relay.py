<% if postgres %>
"""How changes get from one process to another."""

import threading
from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from sqlalchemy import orm
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg

from app.services import live_relay
from app.services.live_hub import Hub
from app.services.live_news import News
from tests.live_listening import wait_until

Dialect: Any = PGDialect_psycopg


class Heard:
    """A hub that only remembers."""

    def __init__(self, app: FastAPI) -> None:
        self.url = app.state.engine.url
        self.news: list[News] = []

    def tell(self, news: News) -> None:
        self.news.append(news)


class Server:
    """The side of the database: one connection after another, each with what is told on it until it breaks."""

    def __init__(self) -> None:
        self.told: list[list[str]] = []
        self.said: list[str] = []
        self.closed = 0
        self.driver_connection = self
        self.info = self
        self.backend_pid = 7
        self.autocommit = False
        self.dialect = Dialect()

    def raw_connection(self) -> "Server":
        return self

    def close(self) -> None:
        self.closed += 1

    def execute(self, statement: str) -> "Server":
        assert self.autocommit
        self.said.append(statement)
        return self

    def fetchone(self) -> tuple[str]:
        return ('odd"name',)

    def notifies(self, timeout: float) -> Iterator[Any]:
        assert timeout < 1
        for payload in self.told.pop(0) if self.told else ():
            if payload == "break":
                raise ConnectionError
            yield type("Notice", (), {"payload": payload})
        threading.Event().wait(0.01)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Server:
    made = Server()
    monkeypatch.setattr(sa, "create_engine", lambda *_, **__: made)
    monkeypatch.setattr(live_relay, "RETRY_S", 0.01)
    return made


def listening(hub: Any) -> live_relay.Listening:
    return live_relay.Listening(hub)


def test_what_others_tell_is_handed_on(app: FastAPI, server: Server) -> None:
    hub = Heard(app)
    mine = listening(hub)
    news = News(accounts=["7"])
    server.told = [[], [news.to_wire(), news.to_wire()]]
    mine.start()
    wait_until(lambda: len(hub.news) == 3)
    mine.stop()
    assert not mine.is_alive()
    # What was told before it listened is not known.
    assert hub.news == [News(reset=True), news, news]
    assert server.said[:2] == ["SELECT current_schema()", 'LISTEN "live_odd""name"']
    assert (mine.backend, server.closed) == (7, 1)


def test_after_a_break_everything_is_read_anew(
    app: FastAPI, server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    hub = Heard(app)
    mine = listening(hub)
    server.told = [["break"]]
    mine.start()
    wait_until(lambda: len(hub.news) == 2)
    mine.stop()
    assert hub.news == [News(reset=True), News(reset=True)]
    assert server.closed == 2
    assert "are not heard" in caplog.text


def test_a_connection_is_looked_at_now_and_then(
    app: FastAPI, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live_relay, "ALIVE_EVERY", 1)
    mine = listening(Heard(app))
    mine.start()
    wait_until(lambda: "SELECT 1" in server.said)
    mine.stop()


<% if has_sqlite %>
def test_it_is_part_of_the_transaction() -> None:
    class Session:
        """Of a database that tells others itself."""

        def __init__(self) -> None:
            self.info: dict[str, Any] = {}
            self.dialect = Dialect()
            self.statements: list[str] = []

        def get_bind(self) -> "Session":
            return self

        def connection(self) -> "Session":
            return self

        def execute(self, statement: Any) -> None:
            compiled = statement.compile(dialect=self.dialect)
            self.statements.append(str(compiled))
            assert News(reset=True).to_wire() in compiled.params.values()

    session: Any = Session()
    live_relay.publish(session, News(reset=True))
    [statement] = session.statements
    assert "pg_notify(concat(" in statement
    assert "current_schema()" in statement
    assert session.info == {}


def test_serving_listens_where_the_database_tells(
    app: FastAPI, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    with live_relay.serving(app):
        assert server.said == []
    monkeypatch.setattr(app.state.engine.dialect, "name", "postgresql")
    with live_relay.serving(app):
        assert any(it.startswith("LISTEN") for it in server.said)
    wait_until(lambda: server.closed == 1)


<% else %>
def test_a_connection_that_the_database_ends(app: FastAPI) -> None:
    hub = Heard(app)
    mine = listening(hub)
    mine.start()
    wait_until(lambda: len(hub.news) == 1)
    with app.state.engine.begin() as connection:
        assert connection.scalar(sa.select(sa.func.pg_terminate_backend(mine.backend)))
    wait_until(lambda: len(hub.news) == 2)
    mine.stop()
    assert not mine.is_alive()


<% endif %>
def test_a_change_is_heard_in_other_processes_only_when_it_is_there(
    app: FastAPI, db: orm.Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub = Hub(app.state.engine.url, app.state.settings)
    heard: list[News] = []
    monkeypatch.setattr(hub, "tell", heard.append)
    with live_relay.serving(app):
<% if test_server %>
        mine = listening(hub)
        mine.start()
        assert mine.began.wait(20)
<% endif %>
        live_relay.publish(db, News(accounts=["1"]))
        db.connection()
        db.rollback()
        db.commit()
        live_relay.publish(db, News(accounts=["2"]))
        db.commit()
        wait_until(lambda: any(it.accounts for it in heard))
<% if test_server %>
        mine.stop()
<% endif %>
    assert [it.accounts for it in heard if it.accounts] == [["2"]]
<% else %>
"""How changes get to those who listen."""

import pytest
from fastapi import FastAPI
from sqlalchemy import orm

from app.services import live_relay
from app.services.live_hub import Hub
from app.services.live_news import News


def test_a_change_is_told_only_when_it_is_there(
    app: FastAPI, db: orm.Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub = Hub(app.state.engine.url, app.state.settings)
    heard: list[News] = []
    monkeypatch.setattr(hub, "tell", heard.append)
    live_relay.publish(db, News(accounts=["1"]))
    db.connection()
    db.rollback()
    db.commit()
    live_relay.publish(db, News(accounts=["2"]))
    db.commit()
    assert [it.accounts for it in heard] == [["2"]]
<% endif %>
