"""The trash: hidden everywhere, seen and emptied by those who may delete, and restored whole."""

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient
from sqlalchemy import orm

from app.models.deletable import Deletable
from app.models.users import DEFAULT_ROLE
from app.security.rules import ADMIN
from app.services.hiding import references
from tests.building import Case, Person, make_user, missing_id, wire
from tests.cases import ALL_CASES

every_entity = pytest.mark.parametrize("case", ALL_CASES.values(), ids=ALL_CASES.keys())


def trash(case: Case, record_id: Any = None, action: str = "") -> str:
    one = f"/{record_id}" if record_id is not None else ""
    return f"{case.path}/trash{one}{action}"


def shown(client: TestClient, url: str, person: Person) -> set[Any]:
    response = client.get(url, headers=person.headers)
    assert response.status_code == 200, response.text
    return {item["id"] for item in response.json()["items"]}


def case_of(model: type[Any]) -> Case:
    return next(case for case in ALL_CASES.values() if case.resource.model is model)


@every_entity
def test_away_and_back_as_it_was(
    case: Case, client: TestClient, db: orm.Session, admin: Person
) -> None:
    url = case.url(case.build(db, admin.user).id)
    before = client.get(url, headers=admin.headers).json()

    assert client.delete(url, headers=admin.headers).status_code == 204

    assert client.get(url, headers=admin.headers).status_code == 404
    assert before["id"] not in shown(client, case.path, admin)
    assert before["id"] in shown(client, trash(case), admin)
    assert client.patch(url, json={}, headers=admin.headers).status_code == 404
    assert client.delete(url, headers=admin.headers).status_code == 404

    restored = client.post(trash(case, before["id"], "/restore"), headers=admin.headers)

    assert restored.status_code == 200, restored.text
    assert restored.json() == before
    assert client.get(url, headers=admin.headers).json() == before
    assert shown(client, trash(case), admin) == set()


@every_entity
def test_lists_do_not_count_it(
    case: Case, client: TestClient, db: orm.Session, admin: Person
) -> None:
    kept = case.build(db, admin.user)
    gone = case.build(db, admin.user)
    client.delete(case.url(gone.id), headers=admin.headers)

    page = client.get(case.path, headers=admin.headers).json()

    assert (page["total"], [item["id"] for item in page["items"]]) == (1, [wire(kept.id)])
    assert db.scalar(sa.select(sa.func.count()).select_from(case.resource.model)) == 1
    assert db.get(case.resource.model, gone.id, populate_existing=True) is None
<% if app.admin_dashboard %>
    stats = client.get("/api/v1/admin/stats", headers=admin.headers).json()
    counted = stats["entities"][list(ALL_CASES.values()).index(case)]
    assert counted["total"] == 1
    recent = [(item["entity"], item["id"]) for item in stats["recent"]]
    assert (counted["entity"], wire(gone.id)) not in recent
<% endif %>


@every_entity
def test_nothing_can_point_at_it(
    case: Case, client: TestClient, db: orm.Session, admin: Person
) -> None:
    for link in case.resource.links:
        column = case.resource.model.__table__.columns.get(link.key)
        if column is None or not issubclass(link.target, Deletable):
            continue
        payload = case.payload(db, admin.user)
        if link.key not in payload:
            continue
        target = case_of(link.target)
        client.delete(target.url(payload[link.key]), headers=admin.headers)

        response = client.post(case.path, json=payload, headers=admin.headers)

        assert response.status_code == 422
        assert response.json()["error"]["details"][0]["field"] == link.key


@every_entity
def test_parts_go_and_come_with_the_whole(
    case: Case, client: TestClient, db: orm.Session, admin: Person
) -> None:
    for part, column in references(case.resource.model, "CASCADE"):
        of_part = case_of(part)
        record = of_part.build(db, admin.user)
        whole = getattr(record, column.key)
        # Of somebody else: of some kinds everybody has one at most of a whole.
        other = of_part.build(db, make_user(db, DEFAULT_ROLE), **{column.key: whole})
        client.delete(of_part.url(other.id), headers=admin.headers)

        assert client.delete(case.url(whole), headers=admin.headers).status_code == 204
        assert client.get(of_part.url(record.id), headers=admin.headers).status_code == 404
        assert wire(record.id) in shown(client, trash(of_part), admin)
        alone = client.post(trash(of_part, record.id, "/restore"), headers=admin.headers)
        assert alone.status_code == 409

        assert client.post(trash(case, whole, "/restore"), headers=admin.headers).is_success
        assert client.get(of_part.url(record.id), headers=admin.headers).status_code == 200
        # What was deleted before its whole was stays deleted.
        assert client.get(of_part.url(other.id), headers=admin.headers).status_code == 404


@every_entity
def test_deleted_for_good(case: Case, client: TestClient, db: orm.Session, admin: Person) -> None:
    record_id = case.build(db, admin.user).id
    assert client.delete(trash(case, record_id), headers=admin.headers).status_code == 404
    client.delete(case.url(record_id), headers=admin.headers)

    assert client.delete(trash(case, record_id), headers=admin.headers).status_code == 204

    assert shown(client, trash(case), admin) == set()
    restored = client.post(trash(case, record_id, "/restore"), headers=admin.headers)
    assert restored.status_code == 404


@every_entity
def test_the_trash_follows_the_rule_of_deletion(
    case: Case, client: TestClient, db: orm.Session, person: Callable[[str], Person]
) -> None:
    rule = case.resource.rule("delete")
    stranger = make_user(db, DEFAULT_ROLE)
    for role in sorted({DEFAULT_ROLE, ADMIN} | rule.roles | rule.own_roles):
        caller = person(role)
        foreign = case.build(db, stranger)
        mine = case.build(db, caller.user)
        for record in (foreign, mine):
            client.delete(case.url(record.id), headers=person(ADMIN).headers)
        urls = [trash(case), trash(case, mine.id, "/restore"), trash(case, mine.id)]
        if not rule.covers_any(caller.user) and not rule.covers_own(caller.user):
            answers = [
                client.get(urls[0], headers=caller.headers),
                client.post(urls[1], headers=caller.headers),
                client.delete(urls[2], headers=caller.headers),
            ]
            assert [answer.status_code for answer in answers] == [403, 403, 403]
            continue
        found = shown(client, trash(case), caller)
        assert wire(mine.id) in found
        assert (wire(foreign.id) in found) == rule.covers_any(caller.user)
        taken = client.post(trash(case, foreign.id, "/restore"), headers=caller.headers)
        assert taken.status_code == (200 if rule.covers_any(caller.user) else 404)
        if not rule.covers_any(caller.user):
            emptied = client.delete(trash(case, foreign.id), headers=caller.headers)
            assert emptied.status_code == 404
        back = client.post(trash(case, mine.id, "/restore"), headers=caller.headers)
        assert back.status_code == 200


@every_entity
def test_visitors_have_no_trash(case: Case, client: TestClient) -> None:
    assert client.get(trash(case)).status_code == 401
    assert client.post(trash(case, missing_id(), "/restore")).status_code == 401
    assert client.delete(trash(case, missing_id())).status_code == 401


@every_entity
def test_nobody_sets_the_mark_themself(
    case: Case, client: TestClient, db: orm.Session, admin: Person
) -> None:
    mark = {"deleted_at": None}
    record = case.build(db, admin.user)
    payload = {**case.payload(db, admin.user), **mark}

    assert client.post(case.path, json=payload, headers=admin.headers).status_code == 422
    assert client.patch(case.url(record.id), json=mark, headers=admin.headers).status_code == 422
