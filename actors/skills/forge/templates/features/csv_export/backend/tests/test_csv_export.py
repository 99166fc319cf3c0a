"""Exports: what the list shows, to those who may see the list, and nothing that a spreadsheet would run."""

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import orm

from app.models.users import DEFAULT_ROLE
from app.security.rules import ADMIN
from app.services import csv_export
from tests.building import Case, Person, make_user
from tests.cases import ALL_CASES

every_entity = pytest.mark.parametrize("case", ALL_CASES.values(), ids=ALL_CASES.keys())


def export(client: TestClient, case: Case, headers: Any = None, **query: Any) -> Any:
    return client.get(f"{case.path}/export", params=query, headers=headers)


def rows(response: Any) -> list[dict[str, str]]:
    assert response.status_code == 200, response.text
    text = response.content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


@every_entity
def test_every_record_with_all_that_is_shown(
    case: Case, client: TestClient, db: orm.Session, admin: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    # More than one part.
    monkeypatch.setattr(csv_export, "PART_SIZE", 2)
    made = [case.build(db, admin.user) for _ in range(3)]

    response = export(client, case, admin.headers, sort="created_at")

    assert response.headers["Content-Type"].startswith("text/csv")
    assert response.headers["Content-Disposition"].startswith("attachment; filename=")
    found = rows(response)
    assert [row["id"] for row in found] == [str(record.id) for record in made]
    shown = client.get(case.url(made[0].id), headers=admin.headers).json()
    for name, value in shown.items():
        if isinstance(value, str) and name not in ("created_at", "updated_at"):
            assert found[0][name].removeprefix("'") == value
        if isinstance(value, dict):
            assert found[0][f"{name}_id"] == str(value["id"])
            assert found[0][name].removeprefix("'") == value["label"]


@every_entity
def test_newest_first_unless_asked_otherwise(
    case: Case, client: TestClient, db: orm.Session, admin: Person
) -> None:
    made = [case.build(db, admin.user) for _ in range(2)]

    found = rows(export(client, case, admin.headers))

    assert [row["id"] for row in found] == [str(record.id) for record in reversed(made)]
    assert export(client, case, admin.headers, sort="password_hash").status_code == 422


@every_entity
def test_filters_hold(case: Case, client: TestClient, db: orm.Session, admin: Person) -> None:
    record = case.build(db, admin.user)
    for name in case.resource.filters:
        value = getattr(record, name)
        if value is not None:
            found = rows(export(client, case, admin.headers, **{name: str(value)}))
            assert [row["id"] for row in found] == [str(record.id)]


<% if py.searchable %>
@every_entity
def test_the_search_holds(case: Case, client: TestClient, db: orm.Session, admin: Person) -> None:
    case.build(db, admin.user)
    if case.resource.search:
        assert rows(export(client, case, admin.headers, q="no record has this in it")) == []


<% endif %>
@every_entity
def test_nobody_exports_what_the_list_keeps_from_them(
    case: Case, client: TestClient, db: orm.Session, person: Callable[[str], Person]
) -> None:
    rule = case.resource.rule("list")
    stranger = make_user(db, DEFAULT_ROLE)
    for role in sorted(rule.roles | rule.own_roles | {ADMIN}):
        caller = person(role)
        mine = case.build(db, caller.user)
        foreign = case.build(db, stranger)

        shown = {row["id"] for row in rows(export(client, case, caller.headers))}

        assert str(mine.id) in shown
        assert (str(foreign.id) in shown) == rule.covers_any(caller.user)


@every_entity
def test_who_may_not_list_may_not_export(
    case: Case, client: TestClient, person: Callable[[str], Person]
) -> None:
    rule = case.resource.rule("list")
    assert export(client, case).status_code == (200 if rule.anonymous else 401)
    caller = person(DEFAULT_ROLE)
    listed = client.get(case.path, headers=caller.headers).status_code
    assert export(client, case, caller.headers).status_code == listed


@every_entity
def test_formulas_become_text(
    case: Case, client: TestClient, db: orm.Session, admin: Person
) -> None:
    evil = "=1+1"
    short = [name for name in case.texts if name not in case.uniques]
    record = case.build(db, admin.user, **dict.fromkeys(short, evil))

    found = rows(export(client, case, admin.headers))

    assert [row["id"] for row in found] == [str(record.id)]
    for name in short:
        assert found[0][name] == f"'{evil}"


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@a", "\t=1", " =1", "\r", "\uff1d1"])
def test_what_would_run_is_made_plain(text: str) -> None:
    assert csv_export.plain(text) == f"'{text}"


def test_numbers_and_plain_text_stay() -> None:
    assert [csv_export.cell(value) for value in (-5, True, False, None, "a=b")] == [
        "-5",
        "true",
        "false",
        "",
        "a=b",
    ]
