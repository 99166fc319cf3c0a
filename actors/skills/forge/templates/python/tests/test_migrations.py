"""Migrations: complete, and with a way back."""

<% if test_server %>
import secrets
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from alembic import command

from app.database import make_engine
from tests.migrating import alembic_config


@pytest.fixture
def engine(database_url: str) -> Iterator[sa.Engine]:
    """A schema of its own, so that the other tests' tables stay."""
    schema = f"test_{secrets.token_hex(6)}"
    url = sa.make_url(database_url).update_query_dict({"options": f"-csearch_path={schema}"})
    engine = make_engine(url.render_as_string(hide_password=False))
    with engine.begin() as connection:
        connection.execute(sa.schema.CreateSchema(schema))
    yield engine
    with engine.begin() as connection:
        connection.execute(sa.schema.DropSchema(schema, cascade=True))
    engine.dispose()
<% else %>
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from alembic import command

from app.database import make_engine
from tests.migrating import alembic_config


@pytest.fixture
def engine() -> Iterator[sa.Engine]:
    """A database of its own, so that the other tests' tables stay."""
    engine = make_engine("sqlite://")
    yield engine
    engine.dispose()
<% endif %>


def test_up_and_down_and_up(engine: sa.Engine) -> None:
    with engine.begin() as connection:
        config = alembic_config(connection)
        command.upgrade(config, "head")
        assert "users" in sa.inspect(connection).get_table_names()
        command.downgrade(config, "base")
        assert sa.inspect(connection).get_table_names() == ["alembic_version"]
        command.upgrade(config, "head")


def test_migrations_match_the_models(engine: sa.Engine) -> None:
    with engine.begin() as connection:
        config = alembic_config(connection)
        command.upgrade(config, "head")
        command.check(config)
