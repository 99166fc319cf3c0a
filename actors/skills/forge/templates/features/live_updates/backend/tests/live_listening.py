"""Listening to live updates as a page does: a real server, and a real client of it."""

import json
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import uvicorn
from fastapi import FastAPI
from sqlalchemy import orm
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from app.config import Settings
from app.models import User
from app.services import live_relay, sessions
from app.services.live_audience import NOBODY, Audience
from app.services.live_news import Change, News
<% if not uuid %>
from tests.building import next_number
<% endif %>

DEADLINE_S = 20.0

# Kind, id as text, what happened.
Told = tuple[str, str, str]


@contextmanager
def live_server(app: FastAPI) -> Iterator[str]:
    """The application on a port of its own; its engine stays when the server ends."""
    config = uvicorn.Config(
        app, host="127.0.0.1", port=0, lifespan="off", log_level="warning", ws_max_size=16384
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    wait_until(lambda: server.started)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
<% if postgres %>
        with live_relay.serving(app):
            yield f"ws://127.0.0.1:{port}/api/v1/live"
<% else %>
        yield f"ws://127.0.0.1:{port}/api/v1/live"
<% endif %>
    finally:
        server.should_exit = True
        thread.join(DEADLINE_S)


def wait_until(condition: Any) -> None:
    deadline = time.monotonic() + DEADLINE_S
    while not condition():
        assert time.monotonic() < deadline, "it did not come to that"
        time.sleep(0.01)


def sign_in(db: orm.Session, settings: Settings, user: User) -> str:
    """The access token of a session that can be ended."""
    tokens = sessions.issue(db, settings, user.id, uuid.uuid4())
    db.commit()
    return tokens.access


class Ear:
    """Somebody with a page open."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket

    def say(self, message: Any) -> None:
        self.socket.send(json.dumps(message))

    def hear(self) -> dict[str, Any]:
        message: dict[str, Any] = json.loads(self.socket.recv(timeout=DEADLINE_S))
        return message

    def told(self, db: orm.Session) -> list[Told]:
        """What was told till now: a mark is sent the same way as changes are, and waited for."""
<% if uuid %>
        mark = uuid.uuid4()
<% else %>
        mark = next_number()
<% endif %>
        live_relay.publish(db, News([Change("marks", mark, NOBODY, Audience(everyone=True))]))
        db.commit()
        found: list[Told] = []
        while ("marks", str(mark), "created") not in found:
            found.extend(changes_in(self.hear()))
        return [it for it in found if it[0] != "marks"]

    def until_reset(self) -> list[Told]:
        found: list[Told] = []
        while (message := self.hear())["type"] != "reset":
            found.extend(changes_in(message))
        return [it for it in found if it[0] != "marks"]

    def drain(self) -> None:
        while True:
            self.socket.recv(timeout=DEADLINE_S)

    def code(self) -> int:
        """How the connection ends."""
        with pytest.raises(ConnectionClosed) as caught:
            self.drain()
        assert caught.value.rcvd is not None, "it ended without a word"
        return caught.value.rcvd.code


def changes_in(message: dict[str, Any]) -> list[Told]:
    changes = message.get("changes", [])
    return [(it["kind"], str(it["id"]), it["happened"]) for it in changes]


@contextmanager
def opened(address: str, **options: Any) -> Iterator[Ear]:
    with connect(address, open_timeout=DEADLINE_S, close_timeout=1, **options) as socket:
        yield Ear(socket)


@contextmanager
def listening(address: str, token: str | None) -> Iterator[Ear]:
    with opened(address) as ear:
        ear.say({"type": "hello", "token": token})
        assert ear.hear()["type"] == "ready"
        yield ear
