"""Two organisations with like data: an administrator of one reaches nothing of the other by any operation."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient
from sqlalchemy import orm

from app.config import Settings
from app.models import Record
from app.models.users import DEFAULT_ROLE
from app.security.rules import ADMIN
from tests.building import Case, make_user, wire
from tests.cases import ALL_CASES
from tests.likeness import AWAY, MARK, Neighbours, neighbours
from tests.scenarios import SCENARIOS

METHODS = {"list": "GET", "read": "GET", "create": "POST", "update": "PATCH", "delete": "DELETE"}
every_entity = pytest.mark.parametrize("case", ALL_CASES.values(), ids=ALL_CASES)

# What stands in paths and is no id of a row.
WORDS = {"kind", "key", "provider", "source"}
# The tables of other ids, where the name of the parameter does not say it.
TABLES = {
    "delivery_id": "webhook_deliveries",
    "file_id": "attached_files",
    "identity_id": "social_identities",
    "invitation_id": "organisation_invitations",
    "job_id": "background_jobs",
    "key_id": "api_keys",
    "notification_id": "notifications",
    "payment_id": "online_payments",
    "tag_id": "tags",
    "user_id": "users",
    "webhook_id": "webhooks",
}


@pytest.fixture
def both(app: FastAPI, db: orm.Session, settings: Settings) -> Iterator[Neighbours]:
    with app.state.sessions() as other:
        yield neighbours(db, other, settings)


def operations() -> list[tuple[str, str]]:
    """Every line of the permission matrix: the kind and what is done to it."""
    return sorted({(it.entity, it.action) for it in SCENARIOS})


def ids_at_home(case: Case, db: orm.Session) -> set[str | int]:
    return {wire(it) for it in db.scalars(sa.select(case.resource.model.id))}


@pytest.mark.parametrize(("entity", "action"), operations(), ids=lambda it: it)
def test_matrix(
    entity: str, action: str, client: TestClient, db: orm.Session, both: Neighbours
) -> None:
    """Whatever an administrator may do at home is, away from it, done to nothing."""
    case = ALL_CASES[entity]
    record = case.build(db, both.rows["users"])
    before, count = record.updated_at, case.count(db)
    url, body = case.path, None
    if action == "create":
        # All that it points at is another organisation's.
        body = case.payload(db, both.rows["users"])
        count = case.count(db)
    elif action != "list":
        url = case.url(record.id, "" if action in METHODS else action)
        body = case.fields() if action == "update" else None

    answer = client.request(METHODS.get(action, "POST"), url, json=body, headers=both.away.headers)

    if action == "list":
        shown = {it["id"] for it in answer.json()["items"]}
        assert answer.json()["total"] == case.count(both.session) >= 1
        assert shown.isdisjoint(ids_at_home(case, db))
    elif action == "create":
        pointing = [it.key for it in case.resource.links if it.key in (body or {})]
        assert answer.status_code == (422 if pointing else 201), answer.text
        if pointing:
            assert answer.json()["error"]["details"][0]["field"] in pointing
    else:
        assert answer.status_code == 404, answer.text
    db.expire_all()
    assert case.count(db) == count
    assert db.get_one(type(record), record.id).updated_at == before


@every_entity
def test_an_id_of_another_organisation_answers_as_one_that_nobody_has(
    case: Case, client: TestClient, both: Neighbours
) -> None:
    theirs = both.rows[case.resource.model.__tablename__].id
    client.delete(case.url(theirs), headers=both.away.headers)
    there = client.get(case.url(theirs), headers=both.away.headers)
    gone = make_gone(case, client, both)

    assert (there.status_code, there.json()) == (gone.status_code, gone.json())


def make_gone(case: Case, client: TestClient, both: Neighbours) -> Any:
    unknown = <% if uuid %>"00000000-0000-4000-8000-000000000000"<% else %>2**31 - 1<% endif %>

    return client.get(case.url(unknown), headers=both.away.headers)


@every_entity
def test_lists_searches_and_filters_find_nothing_of_another(
    case: Case, client: TestClient, db: orm.Session, both: Neighbours
) -> None:
    theirs = both.rows[case.resource.model.__tablename__]
    queries: list[dict[str, Any]] = [{"sort": it} for it in case.sorts]
    queries += [{"q": MARK}, {"q": "home"}]
    queries += [
        {name: str(getattr(theirs, name))}
        for name in case.resource.filters
        if getattr(theirs, name) is not None
    ]
    for query in queries:
        answer = client.get(case.path, params=query, headers=both.away.headers)
        if answer.status_code == 422:
            # A list that cannot be asked so.
            continue
        shown = {it["id"] for it in answer.json()["items"]}
        assert shown.isdisjoint(ids_at_home(case, db)), query
        assert answer.json()["total"] <= case.count(both.session), query


<% if py.uniques %>
@every_entity
def test_a_value_is_unique_in_each_organisation(
    case: Case, client: TestClient, db: orm.Session, both: Neighbours
) -> None:
    theirs = case.payload(db, both.rows["users"])
    case.build(db, both.rows["users"], **{name: theirs[name] for name in case.uniques})
    for name in case.uniques:
        values = case.payload(both.session, both.away.user)
        first = {**values, name: theirs[name]}
        assert client.post(case.path, json=first, headers=both.away.headers).status_code == 201
        second = {**case.payload(both.session, both.away.user), name: theirs[name]}
        taken = client.post(case.path, json=second, headers=both.away.headers)
        assert taken.status_code == 409
        assert taken.json()["error"]["details"][0]["field"] == name


<% endif %>
def test_administrators_see_their_own_accounts_alone(
    client: TestClient, db: orm.Session, both: Neighbours
) -> None:
    theirs = make_user(db, DEFAULT_ROLE, display_name=f"{MARK} somebody")
    url = f"/api/v1/users/{theirs.id}"

    listed = client.get("/api/v1/users", headers=both.away.headers).json()
    found = client.get("/api/v1/users", params={"q": MARK}, headers=both.away.headers).json()
    changed = client.patch(url, json={"role": ADMIN}, headers=both.away.headers)

    assert MARK not in json.dumps([it for it in listed["items"] if it["id"] == wire(theirs.id)])
    assert wire(theirs.id) not in {it["id"] for it in [*listed["items"], *found["items"]]}
    assert changed.status_code == 404
    db.refresh(theirs)
    assert theirs.role == DEFAULT_ROLE


def routes(app: FastAPI) -> Iterator[APIRoute]:
    for route in app.routes:
        if isinstance(route, APIRoute):
            yield route


def test_every_id_in_every_path_is_tried(app: FastAPI, both: Neighbours) -> None:
    """A route with an id of a new kind fails here until `TABLES` says of which table it is."""
    for route in routes(app):
        for name in re.findall(r"{(\w+)}", route.path):
            assert name in WORDS or row_of(route, name, both) is not None, route.path


def row_of(route: APIRoute, name: str, both: Neighbours) -> Record | None:
    tables = [TABLES[name]] if name in TABLES else []
    # `{book_id}`, and `{record_id}` below `/books`.
    kinds = [it for it in ALL_CASES.values() if route.path.startswith(f"{it.path}/")]
    tables += [it.resource.model.__tablename__ for it in kinds]
    return next((both.rows[it] for it in tables if it in both.rows), None)


def test_no_route_answers_with_what_is_another_organisation_s(
    app: FastAPI, client: TestClient, db: orm.Session, both: Neighbours
) -> None:
    """Every route, with ids of the other organisation wherever it takes some, by an administrator and by nobody."""
    secret = {str(it.id) for it in both.rows.values()<% if not uuid %> if it.id > 10**6<% endif %>}
    for route in routes(app):
        names = re.findall(r"{(\w+)}", route.path)
        path = route.path
        for name in names:
            row = None if name in WORDS else row_of(route, name, both)
            path = path.replace(f"{{{name}}}", "x" if row is None else str(row.id))
        for method in sorted((route.methods or set()) - {"HEAD", "OPTIONS"}):
            if route.path.startswith("/api/v1/auth/log"):
                continue
            for headers in (both.away.headers, None):
                body: dict[str, Any] | None = {} if method in ("POST", "PATCH") else None
                answer = client.request(
                    method, path, json=body, headers=headers, follow_redirects=False
                )
                told = answer.text + str(answer.headers)
                assert answer.status_code < 500, (method, path, answer.text)
                assert MARK not in told.replace(path, ""), (method, path)
                if answer.status_code < 300:
                    assert not any(it in told for it in secret), (method, path)
                    assert not any(name not in WORDS for name in names), (method, path)
    db.expire_all()
    for table, row in both.rows.items():
        assert db.get(type(row), row.id) is not None, table
    assert AWAY not in {it.organisation_id for it in both.rows.values()}


def test_nobody_reads_without_an_account(client: TestClient, both: Neighbours) -> None:
    for case in ALL_CASES.values():
        record = both.rows[case.resource.model.__tablename__]
        for url in (case.path, case.url(record.id)):
            assert client.get(url).status_code == 401, url
