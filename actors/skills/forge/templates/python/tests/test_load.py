"""Many requests at the same moment: all are answered, and none gets more than its share."""

import asyncio
from collections import Counter
from typing import Any

<% if py.spans or not test_server %>
import pytest
<% endif %>
<% if not test_server %>
from alembic import command
<% endif %>
from fastapi import FastAPI
from httpx2 import ASGITransport, AsyncClient, Response
from sqlalchemy import orm

from app.config import Settings
from app.database import REQUESTS_MAX
<% if not test_server %>
from app.main import create_app
<% endif %>
from app.models.users import DEFAULT_ROLE
<% if py.spans %>
from app.security.rules import ADMIN
from tests.building import Case, Span, make_person
<% else %>
from tests.building import make_person
<% endif %>
<% if not test_server %>
from tests.migrating import alembic_config
<% endif %>
<% if py.spans %>
from tests.test_constraints import each
<% endif %>

AUTH = "/api/v1/auth"
# More than there are connections and threads together: Starlette has forty threads.
AT_ONCE = REQUESTS_MAX + 60
<% if not test_server %>


@pytest.fixture
def app(settings: Settings, tmp_path: Any) -> Any:
    """On a file: a database in memory has one connection, and it is everybody's."""
    url = f"sqlite:///{tmp_path}/load.db"
    app = create_app(settings.model_copy(update={"database_url": url}))
    with app.state.engine.begin() as connection:
        command.upgrade(alembic_config(connection), "head")
    yield app
    app.state.engine.dispose()
<% endif %>


def at_once(app: FastAPI, method: str, path: str, count: int, **options: Any) -> list[Response]:
    async def ask() -> list[Response]:
        transport = ASGITransport(app=app)
        async with AsyncClient(transport=transport, base_url="https://testserver") as client:
            requests = (client.request(method, path, **options) for _ in range(count))
            return await asyncio.gather(*requests)

    return asyncio.run(ask())


def test_more_requests_than_connections_and_threads(
    app: FastAPI, db: orm.Session, settings: Settings
) -> None:
    person = make_person(db, settings, DEFAULT_ROLE)

    answers = at_once(app, "GET", f"{AUTH}/me", AT_ONCE, headers=person.headers)

    assert Counter(answer.status_code for answer in answers) == {200: AT_ONCE}


def test_guesses_at_the_same_moment_are_all_counted(
    app: FastAPI, db: orm.Session, settings: Settings
) -> None:
    person = make_person(db, settings, DEFAULT_ROLE)
    guess = {"login": person.user.<<= py.login_column =>>, "password": "not the password"}

    answers = at_once(app, "POST", f"{AUTH}/login", 8, json=guess)

    allowed = settings.login_attempts_per_minute
    assert Counter(answer.status_code for answer in answers) == {401: allowed, 429: 8 - allowed}
<% if py.spans %>


@pytest.mark.parametrize(("case", "span"), each("spans"))
def test_of_many_at_the_same_moment_one_gets_the_time(
    case: Case, span: Span, app: FastAPI, db: orm.Session, settings: Settings
) -> None:
    person = make_person(db, settings, ADMIN)
    times = dict(zip(span.columns, span.between(10, 12), strict=True))
    payload = {**case.payload(db, person.user), **times}

    answers = at_once(app, "POST", case.path, 6, json=payload, headers=person.headers)

    assert Counter(answer.status_code for answer in answers) == {201: 1, 409: 5}
<% endif %>
