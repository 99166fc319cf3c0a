"""One running application for all attacks, and an empty, migrated database below it."""

import subprocess
import sys
from collections.abc import Iterator

import httpx2
import pytest
from sqlalchemy import orm

from app.config import DatabaseSettings
from app.database import make_engine, make_sessions
from app.models import User
from attacks.target import BACKEND, Account, Target, running
<% if on.multi_tenancy %>
from tests.building import at_home
<% endif %>


@pytest.fixture(scope="session")
def sessions() -> Iterator[orm.sessionmaker[orm.Session]]:
    migrate = [sys.executable, "-m", "alembic", "upgrade", "head"]
    subprocess.run(migrate, cwd=BACKEND, check=True)
    engine = make_engine(DatabaseSettings().database_url)
    yield make_sessions(engine)
    engine.dispose()


@pytest.fixture(scope="session")
def target(
    sessions: orm.sessionmaker[orm.Session], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Target]:
    log = tmp_path_factory.mktemp("server") / "output.log"
    with running(log, sessions) as target:
        yield target


@pytest.fixture
def stranger(target: Target) -> Iterator[httpx2.Client]:
    """Somebody without an account."""
    with target.client() as client:
        yield client


@pytest.fixture
def db(target: Target) -> Iterator[orm.Session]:
    """The database itself, to see what an attack left there."""
    with target.sessions() as session:
<% if on.multi_tenancy %>
        at_home(session)
<% endif %>
        yield session


@pytest.fixture
def owner(target: Target) -> User:
    """Whose records they are; not there when it happens."""
    return target.user()


@pytest.fixture
def victim(target: Target) -> Account:
    """Somebody of their own for each attack, signed in."""
    return target.account()


@pytest.fixture
def intruder(target: Target) -> Account:
    """Somebody with an account like everybody's."""
    return target.somebody()
