"""Engines and sessions. One engine lives as long as the application; one session as long as a request."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, sessionmaker
<% if has_sqlite %>
from sqlalchemy.pool import StaticPool
<% endif %>
<% if on.multi_tenancy %>

from app.organisation_fence import fence
<% endif %>

# Requests that use the database at a time; the others wait their turn and hold nothing meanwhile.
# Without a limit, requests that wait for a connection take every thread, and those that have one never get on.
REQUESTS_MAX = 15
# One connection more, so that the health check answers while all of them are busy<% if on.live_updates %>; two for who listens<% endif %>.
POOL: dict[str, Any] = {"pool_size": REQUESTS_MAX + <<= 3 if on.live_updates else 1 =>>, "max_overflow": 0, "pool_timeout": 5}
<% if postgres %>
CONNECT_TIMEOUT_S = 5
# What takes longer is a mistake, and ends before it holds up everybody else.
TIME_LIMITS = {
    "statement_timeout": "15s",
    "lock_timeout": "5s",
    "idle_in_transaction_session_timeout": "30s",
}
<% endif %>


def make_engine(url: str) -> sa.Engine:
<% if postgres and not has_sqlite %>
    connecting = {"connect_timeout": CONNECT_TIMEOUT_S}
    return sa.create_engine(url, pool_pre_ping=True, connect_args=connecting, **POOL)
<% else %>
    parsed = sa.make_url(url)
<% if postgres %>
    if parsed.get_backend_name() != "sqlite":
        connecting = {"connect_timeout": CONNECT_TIMEOUT_S}
        return sa.create_engine(url, pool_pre_ping=True, connect_args=connecting, **POOL)
<% endif %>
    options: dict[str, Any] = {"connect_args": {"check_same_thread": False}, **POOL}
    if parsed.database in (None, "", ":memory:"):
        # A database in memory is gone with its connection, so all sessions share one.
        options = {"connect_args": {"check_same_thread": False}, "poolclass": StaticPool}
    engine = sa.create_engine(url, **options)
    sa.event.listen(engine, "connect", _enforce_foreign_keys)
    return engine
<% endif %>


def make_sessions(engine: sa.Engine) -> sessionmaker[Session]:
<% if on.multi_tenancy %>
    sessions = sessionmaker(engine, expire_on_commit=False)
    fence(engine, sessions)
    return sessions
<% else %>
    return sessionmaker(engine, expire_on_commit=False)
<% endif %>
<% if postgres %>


def limit_times(engine: sa.Engine) -> None:
    """For what serves requests; a migration may take its time."""
    if engine.dialect.name == "postgresql":
        sa.event.listen(engine, "connect", _set_time_limits)


def _set_time_limits(connection: Any, _record: object) -> None:  # noqa: ANN401
    with connection.cursor() as cursor:
        for name, limit in TIME_LIMITS.items():
            cursor.execute("SELECT set_config(%s, %s, false)", (name, limit))
    connection.commit()
<% endif %>
<% if has_sqlite %>


def _enforce_foreign_keys(connection: Any, _record: object) -> None:  # noqa: ANN401
    """SQLite checks foreign keys only when each connection asks for it."""
    cursor = connection.cursor()
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()
<% endif %>
