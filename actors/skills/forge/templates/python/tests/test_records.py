"""Creating, reading, changing and deleting every kind of record."""

from typing import Any

import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import orm

from app.models import User
from app.schemas.base import PAGE_SIZE, PAGE_SIZE_MAX
from tests.building import Case, Person, missing_id, wire
from tests.cases import ALL_CASES

every_entity = pytest.mark.parametrize("case", ALL_CASES.values(), ids=ALL_CASES.keys())


def pairs(attribute: str) -> list[Any]:
    """One parameter set for each case and each of its names."""
    return [
        pytest.param(case, name, id=f"{entity}.{name}")
        for entity, case in ALL_CASES.items()
        for name in getattr(case, attribute)
    ]


@every_entity
def test_a_record_lives(case: Case, client: TestClient, db: orm.Session, admin: Person) -> None:
    payload = case.payload(db, admin.user)

    created = client.post(case.path, json=payload, headers=admin.headers)

    assert created.status_code == 201, created.text
    record = created.json()
    for name in case.fields():
        assert record[name] == payload[name]
    if case.resource.model.owner_key is not None:
        owner = record[case.resource.model.owner_key.removesuffix("_id")]
        assert owner == {"id": wire(admin.user.id), "label": admin.user.display_name}
    url = case.url(record["id"])
    assert client.get(url, headers=admin.headers).json() == record

    changes = case.fields()
    changed = client.patch(url, json=changes, headers=admin.headers)
    assert changed.status_code == 200, changed.text
    assert {name: changed.json()[name] for name in changes} == changes
    assert changed.json()["created_at"] == record["created_at"]

    assert client.delete(url, headers=admin.headers).status_code == 204
    assert client.get(url, headers=admin.headers).status_code == 404


@every_entity
def test_links_show_what_they_point_at(
    case: Case, client: TestClient, db: orm.Session, admin: Person
) -> None:
    payload = case.payload(db, admin.user)

    record = client.post(case.path, json=payload, headers=admin.headers).json()

    for link in case.resource.links:
        shown = record[link.attribute]
        if link.key not in payload:
            assert not shown
            continue
        wanted = payload[link.key]
        ids = [item["id"] for item in shown] if isinstance(shown, list) else shown["id"]
        assert ids == wanted
        kept = client.patch(case.url(record["id"]), json={link.key: wanted}, headers=admin.headers)
        assert kept.json()[link.attribute] == shown


@every_entity
def test_an_empty_change_is_no_change(
    case: Case, client: TestClient, db: orm.Session, admin: Person
) -> None:
    record = case.build(db, admin.user)

    response = client.patch(case.url(record.id), json={}, headers=admin.headers)

    assert response.status_code == 200


@every_entity
@pytest.mark.parametrize("method", ["GET", "PATCH", "DELETE"])
def test_a_record_that_is_not_there(
    case: Case, method: str, client: TestClient, admin: Person
) -> None:
    body: dict[str, Any] | None = {} if method == "PATCH" else None

    response = client.request(method, case.url(str(missing_id())), json=body, headers=admin.headers)

    assert response.status_code == 404
    assert response.json()["error"]["code"] == "not_found"


@every_entity
def test_an_id_that_is_none(case: Case, client: TestClient, admin: Person) -> None:
    assert client.get(case.url("0"), headers=admin.headers).status_code == 422


@every_entity
@pytest.mark.parametrize("name", ["id", "created_at", "updated_at", "is_admin"])
def test_nobody_sets_what_is_not_theirs_to_set(
    case: Case, name: str, client: TestClient, db: orm.Session, admin: Person
) -> None:
    payload = {**case.payload(db, admin.user), name: wire(admin.user.id)}

    response = client.post(case.path, json=payload, headers=admin.headers)

    assert response.status_code == 422
    assert response.json()["error"]["details"][0]["field"] == name


@every_entity
def test_nobody_gives_a_record_to_somebody_else(
    case: Case, client: TestClient, db: orm.Session, admin: Person, member: Person
) -> None:
    owner_key = case.resource.model.owner_key or "owner_id"
    record = case.build(db, admin.user)
    gift = {owner_key: wire(member.user.id)}

    assert client.patch(case.url(record.id), json=gift, headers=admin.headers).status_code == 422


@pytest.mark.parametrize(("case", "name"), pairs("required"))
def test_a_required_field_is_required(
    case: Case, name: str, client: TestClient, db: orm.Session, admin: Person
) -> None:
    payload = case.payload(db, admin.user)
    payload.pop(name)

    response = client.post(case.path, json=payload, headers=admin.headers)

    assert response.status_code == 422
    error = response.json()["error"]
    assert error["code"] == "validation_failed"
    assert error["details"][0]["field"] == name
    record = case.build(db, admin.user)
    emptied = client.patch(case.url(record.id), json={name: None}, headers=admin.headers)
    assert emptied.status_code == 422


@every_entity
def test_wrong_values_are_refused(
    case: Case, client: TestClient, db: orm.Session, admin: Person
) -> None:
    payload = case.payload(db, admin.user)
    for name, value in case.wrongs:
        response = client.post(case.path, json={**payload, name: value}, headers=admin.headers)

        assert response.status_code == 422, (name, value)
        assert response.json()["error"]["details"][0]["field"].startswith(name)


@pytest.mark.parametrize(("case", "name"), pairs("texts"))
def test_text_has_limits(
    case: Case, name: str, client: TestClient, db: orm.Session, admin: Person
) -> None:
    for text in ("a\x00b", "a" * 50_001):
        payload = {**case.payload(db, admin.user), name: text}

        response = client.post(case.path, json=payload, headers=admin.headers)

        assert response.status_code == 422


<% if py.uniques %>
@pytest.mark.parametrize(("case", "name"), pairs("uniques"))
def test_a_unique_value_is_taken_once(
    case: Case, name: str, client: TestClient, db: orm.Session, admin: Person
) -> None:
    first = case.payload(db, admin.user)
    assert client.post(case.path, json=first, headers=admin.headers).status_code == 201
    second = {**case.payload(db, admin.user), name: first[name]}

    response = client.post(case.path, json=second, headers=admin.headers)

    assert response.status_code == 409
    assert response.json()["error"]["details"][0]["field"] == name


<% endif %>
@every_entity
def test_a_link_to_nothing_is_refused(
    case: Case, client: TestClient, db: orm.Session, admin: Person
) -> None:
    for link in case.resource.links:
        nothing: object = missing_id()
<% if py.links %>
        if link.many:
            nothing = [nothing]
<% endif %>
        payload = {**case.payload(db, admin.user), link.key: nothing}

        response = client.post(case.path, json=payload, headers=admin.headers)

        assert response.status_code == 422
        assert response.json()["error"]["details"][0]["field"] == link.key


<% if py.self_links %>
@every_entity
def test_a_record_does_not_point_at_itself(
    case: Case, client: TestClient, db: orm.Session, admin: Person
) -> None:
    record = case.build(db, admin.user)
    for link in case.resource.links:
        if link.target is not case.resource.model:
            continue
        change = {link.key: wire(record.id)}
        response = client.patch(case.url(record.id), json=change, headers=admin.headers)
        assert response.status_code == 422


<% endif %>
@every_entity
def test_what_others_need_stays(
    case: Case, client: TestClient, db: orm.Session, admin: Person
) -> None:
    model = case.resource.model
    for link in case.resource.links:
        column = model.__table__.columns.get(link.key)
        if column is None or link.target is User:
            continue
        (foreign_key,) = column.foreign_keys
        target = next(it for it in ALL_CASES.values() if it.resource.model is link.target)
        record = case.build(db, admin.user)
        target_id = getattr(record, link.key)
        if target_id is None:
            continue

        response = client.delete(target.url(target_id), headers=admin.headers)

        assert response.status_code == (409 if foreign_key.ondelete == "RESTRICT" else 204)


@every_entity
def test_lists_come_in_pages(
    case: Case, client: TestClient, db: orm.Session, admin: Person
) -> None:
    for _ in range(3):
        case.build(db, admin.user)

<% if page %>
    first = client.get(case.path, params={"size": 2}, headers=admin.headers).json()
    second = client.get(case.path, params={"size": 2, "page": 2}, headers=admin.headers).json()
    everything = client.get(case.path, headers=admin.headers).json()
<% else %>
    first = client.get(case.path, params={"limit": 2}, headers=admin.headers).json()
    second = client.get(case.path, params={"limit": 2, "offset": 2}, headers=admin.headers).json()
    everything = client.get(case.path, headers=admin.headers).json()
<% endif %>

    assert [len(first["items"]), len(second["items"])] == [2, 1]
    assert first["items"] + second["items"] == everything["items"]
    assert first["total"] == second["total"] == everything["total"] == 3
<% if page %>
    assert (first["page"], first["size"], first["pages"]) == (1, 2, 2)
    assert everything["size"] == PAGE_SIZE
<% else %>
    assert (second["offset"], second["limit"]) == (2, 2)
    assert everything["limit"] == PAGE_SIZE
<% endif %>


@every_entity
@pytest.mark.parametrize(
    "query",
    [
<% if page %>
        {"size": PAGE_SIZE_MAX + 1},
        {"size": 0},
        {"page": 0},
        {"page": 10**9},
<% else %>
        {"limit": PAGE_SIZE_MAX + 1},
        {"limit": 0},
        {"offset": -1},
        {"offset": 10**9},
<% endif %>
        {"sort": "password_hash"},
    ],
    ids=str,
)
def test_lists_have_limits(
    case: Case, query: dict[str, Any], client: TestClient, admin: Person
) -> None:
    assert client.get(case.path, params=query, headers=admin.headers).status_code == 422


@pytest.mark.parametrize(("case", "name"), pairs("sorts"))
def test_lists_are_sorted(
    case: Case, name: str, client: TestClient, db: orm.Session, admin: Person
) -> None:
    for _ in range(3):
        case.build(db, admin.user)
    model = case.resource.model
    order = getattr(model, name)
    for sort, clause in ((name, order.asc()), (f"-{name}", order.desc())):
        wanted = db.scalars(sa.select(model.id).order_by(clause, model.id)).all()

        response = client.get(case.path, params={"sort": sort}, headers=admin.headers)

        assert [item["id"] for item in response.json()["items"]] == [wire(it) for it in wanted]


@every_entity
def test_lists_are_filtered(case: Case, client: TestClient, db: orm.Session, admin: Person) -> None:
    record = case.build(db, admin.user)
    for name in case.resource.filters:
        value = getattr(record, name)
        if value is None:
            continue
        found = client.get(case.path, params={name: str(value)}, headers=admin.headers).json()
        assert [item["id"] for item in found["items"]] == [wire(record.id)]
        if not name.endswith("_id"):
            other = client.get(case.path, params={name: "no_such"}, headers=admin.headers)
            assert other.status_code == 422
            continue
        nothing = client.get(case.path, params={name: missing_id()}, headers=admin.headers).json()
        assert nothing["items"] == []


<% if py.searchable %>
@every_entity
def test_search_looks_in_text(
    case: Case, client: TestClient, db: orm.Session, admin: Person
) -> None:
    record = case.build(db, admin.user)
    for name in case.resource.search:
        text: str = getattr(record, name)
        found = client.get(case.path, params={"q": text.upper()}, headers=admin.headers).json()
        assert wire(record.id) in [item["id"] for item in found["items"]]
    if case.resource.search:
        # A wildcard of the database is a plain character here.
        nothing = client.get(case.path, params={"q": "%_%"}, headers=admin.headers).json()
        assert nothing["items"] == []


<% endif %>
@every_entity
def test_a_longer_list_costs_no_more_queries(
    case: Case, app: FastAPI, client: TestClient, db: orm.Session, admin: Person
) -> None:
    def queries() -> int:
        statements: list[str] = []

        def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
            statements.append(statement)

        sa.event.listen(app.state.engine, "before_cursor_execute", note)
        try:
            assert client.get(case.path, headers=admin.headers).status_code == 200
        finally:
            sa.event.remove(app.state.engine, "before_cursor_execute", note)
        return len(statements)

    case.build(db, admin.user)
    few = queries()
    for _ in range(4):
        case.build(db, admin.user)

    assert queries() == few
