"""What every test runs on: the application, its migrated database, and people who call it."""

import re
import secrets
from collections.abc import Callable, Iterator

import httpx2
import pytest
<% if test_server %>
import sqlalchemy as sa
<% endif %>
from alembic import command
from fastapi import FastAPI
from fastapi.testclient import TestClient
<% if test_server %>
from pydantic_settings import BaseSettings, SettingsConfigDict
<% endif %>
from sqlalchemy import orm

from app.config import <% if test_server %>ENV_FILE, <% endif %>DatabaseSettings, <% if on.password_policy %>PasswordSettings, <% endif %><% if on.full_text_search %>SearchSettings, <% endif %>Settings
<% if test_server %>
from app.database import make_engine
<% endif %>
from app.main import create_app
from app.models import Base
from app.models.users import DEFAULT_ROLE
from app.security.rate_limit import RateLimiter
from app.security.rules import ADMIN
from tests.building import Person, <% if on.multi_tenancy %>at_home, <% endif %>make_person
<% if on.caching %>
from tests.cache_memory import MemoryStore
<% endif %>
from tests.migrating import alembic_config

ORIGIN = "https://app.example.com"
SENTENCE = re.compile(r"(?!XX)[A-Z“].*[a-z]")


@pytest.fixture(scope="session", autouse=True)
def no_env_file() -> Iterator[None]:
    """Tests say what they need; a person's own `.env` changes nothing."""
    with pytest.MonkeyPatch.context() as patch:
        for settings in (DatabaseSettings, <% if on.password_policy %>PasswordSettings, <% endif %><% if on.full_text_search %>SearchSettings, <% endif %>Settings):
            patch.setitem(settings.model_config, "env_file", None)
        yield


<% if test_server %>
class DatabaseServer(BaseSettings):
    model_config = SettingsConfigDict(env_file=ENV_FILE, extra="ignore")

    test_database_url: str = ""


@pytest.fixture(scope="session")
def database_url() -> Iterator[str]:
    """A schema of this run's own in the database that TEST_DATABASE_URL names; dropped at the end."""
    server = DatabaseServer().test_database_url
    if not server:
        pytest.exit("set TEST_DATABASE_URL to a PostgreSQL database that tests may use", 4)
    schema = f"test_{secrets.token_hex(6)}"
    engine = make_engine(server)
    with engine.begin() as connection:
        connection.execute(sa.schema.CreateSchema(schema))
    url = sa.make_url(server).update_query_dict({"options": f"-csearch_path={schema}"})
    yield url.render_as_string(hide_password=False)
    with engine.begin() as connection:
        connection.execute(sa.schema.DropSchema(schema, cascade=True))
    engine.dispose()
<% else %>
@pytest.fixture(scope="session")
def database_url() -> str:
    """A database in memory: nothing to start and nothing left over."""
    return "sqlite://"
<% endif %>


@pytest.fixture(scope="session")
def settings(no_env_file: None, database_url: str) -> Settings:
    return Settings.model_validate(
        {
            "environment": "test",
            "secret_key": secrets.token_hex(32),
            "database_url": database_url,
            "cors_origins": [ORIGIN],
            "login_attempts_per_minute": 3,
<% if on.rate_limits %>
            # Tests are faster than people.
            "rate_limit_reads_per_minute": 1_000_000,
            "rate_limit_writes_per_minute": 1_000_000,
<% endif %>
        }
    )


@pytest.fixture(scope="session")
def app(settings: Settings) -> Iterator[FastAPI]:
    app = create_app(settings)
<% if on.caching %>
    # Every test is one of the cache, too: what it keeps must make no difference.
    app.state.answer_cache.store = MemoryStore()
<% endif %>
    with app.state.engine.begin() as connection:
        command.upgrade(alembic_config(connection), "head")
    yield app
    app.state.engine.dispose()


@pytest.fixture
def db(app: FastAPI) -> Iterator[orm.Session]:
    with app.state.sessions() as session:
<% if on.multi_tenancy %>
        at_home(session)
<% endif %>
        yield session


@pytest.fixture
def app_sessions(app: FastAPI) -> orm.sessionmaker[orm.Session]:
    sessions: orm.sessionmaker[orm.Session] = app.state.sessions
    return sessions


@pytest.fixture(autouse=True)
def clean(app: FastAPI, settings: Settings) -> Iterator[None]:
    """Every test starts from empty tables and forgotten failures."""
    app.state.login_limiter = RateLimiter(settings.login_attempts_per_minute, window_s=60)
    yield
    with app.state.engine.begin() as connection:
<% if on.payments %>
        # Before what they hold.
        connection.execute(Base.metadata.tables["online_payments"].delete())
<% endif %>
        for table in reversed(Base.metadata.sorted_tables):
            connection.execute(table.delete())


@pytest.fixture
def client(app: FastAPI) -> TestClient:
    # Secure cookies come back over HTTPS only.
    client = TestClient(app, base_url="https://testserver")
    client.event_hooks = {"response": [check_words]}
    return client


def check_words(response: httpx2.Response) -> None:
    """Every refusal says in words for people what is wrong."""
    if response.is_error and response.headers.get("Content-Type") == "application/json":
        response.read()
        error = response.json().get("error")
        assert error is None or SENTENCE.match(error["message"]), error


@pytest.fixture
def person(db: orm.Session, settings: Settings) -> Callable[[str], Person]:
    """Makes somebody of a role, signed in."""
    return lambda role: make_person(db, settings, role)


@pytest.fixture
def admin(person: Callable[[str], Person]) -> Person:
    return person(ADMIN)


@pytest.fixture
def member(person: Callable[[str], Person]) -> Person:
    """Somebody as registration makes them."""
    return person(DEFAULT_ROLE)
