"""Tags: the same however they are written, given by those who may change the record, and telling of nothing hidden."""

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient
from sqlalchemy import orm

from app.models import Id, Tag
from app.models.users import DEFAULT_ROLE
from app.security.rules import ADMIN
from app.services import tagging
from tests.building import Case, Person, make_user, missing_id, wire
from tests.cases import ALL_CASES

TAGGED = {
    name: case for name, case in ALL_CASES.items() if tagging.RELATION in case.resource.related
}

every_kind = pytest.mark.parametrize("case", TAGGED.values(), ids=TAGGED.keys())


def add(client: TestClient, case: Case, record_id: Id | str, name: str, person: Person) -> Any:
    url = case.url(record_id, "tags")
    return client.post(url, json={"name": name}, headers=person.headers)


def names(record: dict[str, Any]) -> list[str]:
    return [tag["label"] for tag in record["tagged_with"]]


def found(client: TestClient, case: Case, tag: str, person: Person) -> list[Any]:
    response = client.get(case.path, params={"tag": tag}, headers=person.headers)
    assert response.status_code == 200, response.text
    return [item["id"] for item in response.json()["items"]]


def used(client: TestClient, case: Case, person: Person) -> dict[str, int]:
    response = client.get(f"{case.path}/tags", headers=person.headers)
    assert response.status_code == 200, response.text
    return {tag["name"]: tag["count"] for tag in response.json()["items"]}


@every_kind
def test_given_shown_and_taken_off(
    case: Case, client: TestClient, db: orm.Session, admin: Person
) -> None:
    record = case.build(db, admin.user)

    tagged = add(client, case, record.id, "Rust", admin)

    assert tagged.status_code == 200, tagged.text
    assert names(tagged.json()) == ["Rust"]
    shown = client.get(case.url(record.id), headers=admin.headers).json()
    assert shown["tagged_with"] == tagged.json()["tagged_with"]
    url = case.url(record.id, f"tags/{shown['tagged_with'][0]['id']}")
    assert client.delete(url, headers=admin.headers).status_code == 204
    assert names(client.get(case.url(record.id), headers=admin.headers).json()) == []
    assert client.delete(url, headers=admin.headers).status_code == 404


@every_kind
def test_however_it_is_written_it_is_one_tag(
    case: Case, client: TestClient, db: orm.Session, admin: Person
) -> None:
    record = case.build(db, admin.user)
    for name in ("Straße", "STRASSE", " straße ", "stra\u00dfe"):
        assert names(add(client, case, record.id, name, admin).json()) == ["Straße"]
    # Wide letters and an accent of its own are the same letters.
    for name in ("caf\u00e9", "cafe\u0301", "\uff23\uff21\uff26\u00c9"):
        add(client, case, record.id, name, admin)

    assert len(db.scalars(sa.select(Tag)).all()) == 2


@every_kind
def test_lists_are_narrowed_by_a_tag(
    case: Case, client: TestClient, db: orm.Session, admin: Person
) -> None:
    tagged, _other = case.build(db, admin.user), case.build(db, admin.user)
    add(client, case, tagged.id, "Rust", admin)

    assert found(client, case, "rUST", admin) == [wire(tagged.id)]
    assert found(client, case, "python", admin) == []
    blank = client.get(case.path, params={"tag": " "}, headers=admin.headers)
    assert blank.status_code == 422
<% if on.csv_export %>
    exported = client.get(f"{case.path}/export", params={"tag": "rust"}, headers=admin.headers)
    assert str(tagged.id) in exported.text
    assert exported.text.count("\r\n") == 2
<% endif %>


@every_kind
def test_the_most_used_come_first(
    case: Case, client: TestClient, db: orm.Session, admin: Person
) -> None:
    for tags in (("b", "a"), ("b",)):
        record = case.build(db, admin.user)
        for tag in tags:
            add(client, case, record.id, tag, admin)

    assert list(used(client, case, admin).items()) == [("b", 2), ("a", 1)]


@every_kind
def test_the_rule_of_changes_decides(
    case: Case, client: TestClient, db: orm.Session, person: Callable[[str], Person]
) -> None:
    rule = case.resource.rule("update")
    stranger = make_user(db, DEFAULT_ROLE)
    for role in sorted({DEFAULT_ROLE, ADMIN} | rule.roles | rule.own_roles):
        caller = person(role)
        for owner in (caller.user, stranger):
            record = case.build(db, owner)
            changed = client.patch(case.url(record.id), json={}, headers=caller.headers)

            answer = add(client, case, record.id, "Rust", caller)

            assert answer.status_code == changed.status_code
            if answer.status_code != 200:
                gone = case.url(record.id, f"tags/{missing_id()}")
                refused = client.delete(gone, headers=caller.headers)
                assert refused.status_code == changed.status_code


@every_kind
def test_tags_tell_of_nothing_that_is_hidden(
    case: Case, client: TestClient, db: orm.Session, admin: Person, person: Callable[[str], Person]
) -> None:
    rule = case.resource.rule("list")
    record = case.build(db, make_user(db, DEFAULT_ROLE))
    add(client, case, record.id, "secret plan", admin)
    for role in sorted(rule.roles | rule.own_roles):
        caller = person(role)
        assert ("secret plan" in used(client, case, caller)) == rule.covers_any(caller.user)
        listed = found(client, case, "secret plan", caller)
        assert bool(listed) == rule.covers_any(caller.user)
    visitor = client.get(f"{case.path}/tags")
    assert visitor.status_code == (200 if rule.anonymous else 401)


@every_kind
def test_a_deleted_record_counts_no_more(
    case: Case, client: TestClient, db: orm.Session, admin: Person
) -> None:
    record = case.build(db, admin.user)
    add(client, case, record.id, "Rust", admin)

    assert client.delete(case.url(record.id), headers=admin.headers).status_code == 204

    assert used(client, case, admin) == {}
<% if on.soft_delete %>
    restored = f"{case.path}/trash/{record.id}/restore"
    assert names(client.post(restored, headers=admin.headers).json()) == ["Rust"]
<% endif %>


@every_kind
def test_there_is_a_limit(
    case: Case, client: TestClient, db: orm.Session, admin: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tagging, "TAGS_MAX", 2)
    record = case.build(db, admin.user)
    answers = [add(client, case, record.id, name, admin) for name in ("a", "b", "c", "A")]

    assert [answer.status_code for answer in answers] == [200, 200, 409, 200]
    assert used(client, case, admin) == {"a": 1, "b": 1}


@every_kind
@pytest.mark.parametrize(
    "body",
    [
        {},
        {"name": ""},
        {"name": "   "},
        {"name": "a" * 41},
        {"name": "a\u0000b"},
        {"name": "a\u200bb"},
        {"name": "\ufdfa" * 3},
        {"name": 1},
        {"name": "a", "key": "b"},
    ],
    ids=str,
)
def test_names_that_are_refused(
    case: Case, body: Any, client: TestClient, db: orm.Session, admin: Person
) -> None:
    url = case.url(case.build(db, admin.user).id, "tags")

    assert client.post(url, json=body, headers=admin.headers).status_code == 422


@every_kind
def test_visitors_and_unknown_records(case: Case, client: TestClient, admin: Person) -> None:
    url = case.url(str(missing_id()), "tags")

    assert add(client, case, str(missing_id()), "Rust", admin).status_code == 404
    assert client.post(url, json={"name": "Rust"}).status_code in (401, 404)


def test_two_who_make_a_tag_at_once_get_the_same(
    db: orm.Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = tagging.find_or_make(db, "Rust")
    db.commit()
    look_up = db.scalars
    looks = iter([look_up(sa.select(Tag).where(sa.false()))])
    monkeypatch.setattr(db, "scalars", lambda statement: next(looks, None) or look_up(statement))

    assert tagging.find_or_make(db, "RUST").id == first.id
<% if on.audit_log %>


def test_tagging_is_noted(client: TestClient, db: orm.Session, admin: Person) -> None:
    case = next(iter(TAGGED.values()))
    record = case.build(db, admin.user)
    add(client, case, record.id, "Rust", admin)

    query = {"record_id": str(record.id)}
    log = client.get("/api/v1/admin/audit-log", params=query, headers=admin.headers).json()

    assert log["items"][0]["changes"] == {"tagged_with": [[], ["Rust"]]}
<% endif %>
