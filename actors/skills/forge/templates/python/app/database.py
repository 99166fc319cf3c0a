"""Engines and sessions. One engine lives as long as the application; one session as long as a request."""

<% if has_sqlite %>
from typing import Any

<% endif %>
import sqlalchemy as sa
from sqlalchemy.orm import Session, sessionmaker
<% if has_sqlite %>
from sqlalchemy.pool import StaticPool
<% endif %>


def make_engine(url: str) -> sa.Engine:
<% if has_sqlite %>
    parsed = sa.make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return sa.create_engine(url, pool_pre_ping=True)
    options: dict[str, Any] = {"connect_args": {"check_same_thread": False}}
    if parsed.database in (None, "", ":memory:"):
        # A database in memory is gone with its connection, so all sessions share one.
        options["poolclass"] = StaticPool
    engine = sa.create_engine(url, **options)
    sa.event.listen(engine, "connect", _enforce_foreign_keys)
    return engine
<% else %>
    return sa.create_engine(url, pool_pre_ping=True)
<% endif %>


def make_sessions(engine: sa.Engine) -> sessionmaker[Session]:
    return sessionmaker(engine, expire_on_commit=False)
<% if has_sqlite %>


def _enforce_foreign_keys(connection: Any, _record: object) -> None:  # noqa: ANN401
    """SQLite checks foreign keys only when each connection asks for it."""
    cursor = connection.cursor()
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()
<% endif %>
