<% if postgres %>
"""From the session that changes something to those who listen, in whichever process they are: by PostgreSQL's own notifications."""

import logging
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

import sqlalchemy as sa
from fastapi import FastAPI
from sqlalchemy.orm import Session

from app.database import CONNECT_TIMEOUT_S
from app.services.live_hub import Hub, tell_hubs
from app.services.live_news import News

logger = logging.getLogger(__name__)
# Where a session keeps what is told in this process when its change is there.
READY = "live_ready"
# A schema of its own hears nothing of others.
CHANNEL = "live_"
# How often a listener looks whether it is to stop, whether its connection lives, and tries again when it does not.
LOOK_S = 0.5
ALIVE_EVERY = 20
RETRY_S = 2.0
START_S = 5.0
# The network ends a connection that nobody answers on.
KEEP_ALIVE = {"keepalives_idle": 15, "keepalives_interval": 5, "keepalives_count": 3}


def publish(session: Session, news: News) -> None:
    """Part of the transaction: sent when it is there, and never if it is taken back."""
    payloads = list(news.payloads())
    if session.get_bind().dialect.name != "postgresql":
        session.info[READY] = payloads
        return
    channel = sa.func.concat(CHANNEL, sa.func.current_schema())
    for payload in payloads:
        session.connection().execute(sa.select(sa.func.pg_notify(channel, payload)))


def deliver(session: Session) -> None:
    if not session.in_nested_transaction():
        tell_hubs(session.get_bind().engine.url, session.info.pop(READY, ()))


class Listening(threading.Thread):
    """Hears what all processes tell, on a connection of its own."""

    def __init__(self, hub: Hub) -> None:
        super().__init__(name="live-listening", daemon=True)
        self.hub = hub
        self.began = threading.Event()
        # The process of the database that it is connected to.
        self.backend = 0
        self._stopping = threading.Event()

    def run(self) -> None:
        while not self._stopping.is_set():
            try:
                self._listen()
            except Exception:
                logger.warning("changes of other processes are not heard", exc_info=True)
                self._stopping.wait(RETRY_S)

    def stop(self) -> None:
        self._stopping.set()
        self.join(START_S)

    def _listen(self) -> None:
        options: dict[str, Any] = {"connect_timeout": CONNECT_TIMEOUT_S, **KEEP_ALIVE}
        engine = sa.create_engine(self.hub.url, poolclass=sa.NullPool, connect_args=options)
        with closing(engine.raw_connection()) as held:
            connection: Any = held.driver_connection
            connection.autocommit = True
            self.backend = connection.info.backend_pid
            [schema] = connection.execute("SELECT current_schema()").fetchone()
            name = engine.dialect.identifier_preparer.quote_identifier(f"{CHANNEL}{schema}")
            connection.execute(f"LISTEN {name}")
            # What was told before is not known: whoever listens reads everything again.
            self.hub.tell(News(reset=True))
            self.began.set()
            while not self._stopping.is_set():
                self._hear(connection)
                connection.execute("SELECT 1")

    def _hear(self, connection: Any) -> None:  # noqa: ANN401
        for _ in range(ALIVE_EVERY):
            for notice in connection.notifies(timeout=LOOK_S):
                self.hub.tell(News.of_wire(notice.payload))
            if self._stopping.is_set():
                return


@contextmanager
def serving(app: FastAPI) -> Iterator[None]:
<% if has_sqlite %>
    if app.state.engine.dialect.name != "postgresql":
        yield
        return
<% endif %>
    listening = Listening(app.state.live_hub)
    listening.start()
    # A database that is away now is asked again later; requests are answered meanwhile.
    listening.began.wait(START_S)
    try:
        yield
    finally:
        listening.stop()
<% else %>
"""From the session that changes something to those who listen: within this process, since SQLite tells no other."""

from sqlalchemy.orm import Session

from app.services.live_hub import tell_hubs
from app.services.live_news import News

# Where a session keeps what is told when its change is there.
READY = "live_ready"


def publish(session: Session, news: News) -> None:
    session.info[READY] = list(news.payloads())


def deliver(session: Session) -> None:
    if not session.in_nested_transaction():
        tell_hubs(session.get_bind().engine.url, session.info.pop(READY, ()))
<% endif %>
