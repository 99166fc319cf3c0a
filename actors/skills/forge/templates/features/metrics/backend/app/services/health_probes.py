"""How the state of each component is found out. Reasons are for administrators and monitors: no address, no secret."""

<% if on.attachments %>
import os
import shutil
<% endif %>
<% if mail %>
import socket
<% endif %>
import time
from collections.abc import Callable, Mapping, Sequence
<% if on.background_jobs %>
from dataclasses import dataclass, field
<% else %>
from dataclasses import dataclass
<% endif %>
from functools import cache, partial
from pathlib import Path

import sqlalchemy as sa
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from fastapi import FastAPI
from sqlalchemy.exc import SQLAlchemyError

<% if on.attachments %>
from app.config import ENV_FILE, Settings
<% elif mail %>
from app.config import Settings
<% endif %>
<% if on.background_jobs %>
from app.models import BackgroundJob
from app.models.base import utc_now
<% endif %>
from app.schemas.system_health import State
from app.services.system_health import Component, Probe

ALEMBIC = Path(__file__).resolve().parents[2] / "alembic.ini"
# A query that reads nothing takes a few milliseconds.
SLOW_MS = 1000
NOT_KNOWN = "Not known while the database does not answer."
<% if on.attachments %>
MEBIBYTE = 2**20
# Below the first, uploads are refused.
DISK_DOWN_BYTES = 100 * MEBIBYTE
DISK_DEGRADED_BYTES = 1024 * MEBIBYTE
<% endif %>
<% if mail %>
CONNECT_TIMEOUT_S = 2
<% endif %>
<% if on.background_jobs %>
# How long a job that is due may have waited: a worker looks for one every second.
JOBS_DEGRADED_S = 2 * 60
JOBS_DOWN_S = 15 * 60
WAITING = ("queued", "running", "dead")
<% endif %>


@dataclass(frozen=True)
class Finding:
    state: State
    reason: str
<% if on.background_jobs %>
    figures: Mapping[str, int] = field(default_factory=dict)
<% endif %>


# Of what stands in the database.
Check = Callable[[sa.Connection], Finding]


def probes(app: FastAPI) -> list[Probe]:
    checks: dict[str, Check] = {"migrations": check_migrations}
<% if on.background_jobs %>
    checks["background_jobs"] = check_jobs
<% endif %>
    of_database = Probe(("database", *checks), partial(check_database, app.state.engine, checks))
<% if on.attachments or mail %>
    found = [of_database]
    settings: Settings = app.state.settings
<% endif %>
<% if on.attachments %>
    folder = ENV_FILE.parent / settings.files_folder
    found.append(alone("file_storage", partial(check_disk, folder)))
<% endif %>
<% if mail %>
    # Where there is no server nothing can be wrong with it.
    if settings.smtp_host:
        server = (settings.smtp_host, settings.smtp_port)
        found.append(alone("mail_server", partial(check_mail_server, server)))
<% endif %>
<% if on.attachments or mail %>
    return found
<% else %>
    return [of_database]
<% endif %>


def timed(name: str, check: Callable[[], Finding]) -> Component:
    began = time.perf_counter()
    finding = check()
    milliseconds = round((time.perf_counter() - began) * 1000, 1)
    return Component(name, finding.state, finding.reason, milliseconds<% if on.background_jobs %>, finding.figures<% endif %>)
<% if on.attachments or mail %>


def alone(name: str, check: Callable[[], Finding]) -> Probe:
    return Probe((name,), lambda: [timed(name, check)])
<% endif %>


def check_database(engine: sa.Engine, checks: Mapping[str, Check]) -> Sequence[Component]:
    """One connection for all that is read from the database: checks must not use up what requests need."""
    began = time.perf_counter()
    try:
        with engine.connect() as connection:
            connection.execute(sa.text("SELECT 1"))
            milliseconds = round((time.perf_counter() - began) * 1000, 1)
            database = Component("database", *answered(milliseconds), milliseconds)
            others = [read(name, check, connection) for name, check in checks.items()]
    except SQLAlchemyError:
        lost = [Component(name, "down", NOT_KNOWN) for name in checks]
        return [Component("database", "down", "The database does not answer."), *lost]
    return [database, *others]


def answered(milliseconds: float) -> tuple[State, str]:
    if milliseconds > SLOW_MS:
        return "degraded", "It answers slowly."
    return "ok", "It answers."


def read(name: str, check: Check, connection: sa.Connection) -> Component:
    """A table that is missing is not the end of the connection."""
    try:
        return timed(name, lambda: check(connection))
    except SQLAlchemyError:
        connection.rollback()
        return Component(name, "down", "The database refuses to tell: are its tables there?")


@dataclass(frozen=True)
class Revisions:
    heads: frozenset[str]
    known: frozenset[str]


@cache
def program_revisions() -> Revisions:
    """What this program wants the database to be at, from the migrations that came with it."""
    scripts = ScriptDirectory.from_config(Config(ALEMBIC))
    known = frozenset(it.revision for it in scripts.walk_revisions())
    return Revisions(frozenset(scripts.get_heads()), known)


def check_migrations(connection: sa.Connection) -> Finding:
    at = frozenset(MigrationContext.configure(connection).get_current_heads())
    return compared(at, program_revisions())


def compared(at: frozenset[str], program: Revisions) -> Finding:
    if at == program.heads:
        return Finding("ok", f"The tables are at revision {listed(at)}, as the program wants it.")
    if not at:
        return Finding("down", "No migration was run: run `alembic upgrade head`.")
    if at <= program.known:
        wanted = listed(program.heads)
        reason = f"The tables are at revision {listed(at)}, the program wants {wanted}."
        return Finding("down", f"{reason} Run `alembic upgrade head`.")
    return Finding("degraded", "The tables are newer than the program: a newer one is there too.")


def listed(revisions: frozenset[str]) -> str:
    return ", ".join(sorted(revisions))
<% if on.attachments %>


def check_disk(folder: Path) -> Finding:
    # Where nothing was kept yet, the first file makes the folder.
    place = next(it for it in (folder, *folder.parents) if it.exists())
    if not os.access(place, os.W_OK):
        return Finding("down", "The folder for files cannot be written to.")
    free = shutil.disk_usage(place).free
    told = f"{free // MEBIBYTE} MiB are free."
    if free < DISK_DOWN_BYTES:
        return Finding("down", f"{told} No more files are taken.")
    if free < DISK_DEGRADED_BYTES:
        return Finding("degraded", f"{told} Soon no more files are taken.")
    return Finding("ok", told)
<% endif %>
<% if mail %>


def check_mail_server(server: tuple[str, int]) -> Finding:
    """No word is exchanged: whether it takes e-mails shows when one is sent."""
    try:
        socket.create_connection(server, timeout=CONNECT_TIMEOUT_S).close()
    except TimeoutError:
        return Finding("down", f"No connection within {CONNECT_TIMEOUT_S} seconds.")
    except (OSError, UnicodeError):
        return Finding("down", "It takes no connections, or its name is not known.")
    return Finding("ok", "It takes connections.")
<% endif %>
<% if on.background_jobs %>


def check_jobs(connection: sa.Connection) -> Finding:
    # By the index of states, and without those that are done, which are most.
    counted = (
        sa.select(BackgroundJob.state, sa.func.count())
        .where(BackgroundJob.state.in_(WAITING))
        .group_by(BackgroundJob.state)
    )
    figures = dict.fromkeys(WAITING, 0)
    for state, count in connection.execute(counted):
        figures[state] = count
    now = utc_now()
    # What is done or dead is due at no time.
    due = sa.select(BackgroundJob.run_after).where(BackgroundJob.run_after <= now)
    oldest = connection.scalar(due.order_by(BackgroundJob.run_after).limit(1))
    waited_s = 0.0 if oldest is None else (now - oldest).total_seconds()
    return Finding(*waited(waited_s), figures)


def waited(seconds: float) -> tuple[State, str]:
    if seconds < JOBS_DEGRADED_S:
        return "ok", "No job waits long."
    reason = f"A job has been due for {seconds / 60:.0f} minutes: does a worker run?"
    return ("down" if seconds >= JOBS_DOWN_S else "degraded"), reason
<% endif %>
