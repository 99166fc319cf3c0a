"""The audit log: every change is in it, with who made it; no secret is; only administrators read it."""

from typing import Any

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient
from sqlalchemy import orm

from app.models import AuditEntry
from app.models.audit_entries import HIDDEN, note_deletion
from app.models.users import DEFAULT_ROLE
from app.security.rules import ADMIN
from tests.building import PASSWORD, Case, Person, missing_id, next_number, wire
from tests.cases import ALL_CASES
<% if on.multi_tenancy %>
from tests.joining import invited, joining
<% endif %>

LOG = "/api/v1/admin/audit-log"

every_entity = pytest.mark.parametrize("case", ALL_CASES.values(), ids=ALL_CASES.keys())


def entries(client: TestClient, admin: Person, **query: Any) -> list[dict[str, Any]]:
    response = client.get(LOG, params=query, headers=admin.headers)
    assert response.status_code == 200, response.text
    items: list[dict[str, Any]] = response.json()["items"]
    return items


@every_entity
def test_a_record_s_life_is_noted(
    case: Case, client: TestClient, db: orm.Session, admin: Person
) -> None:
    kind = case.resource.model.__tablename__
    payload = case.payload(db, admin.user)
    created = client.post(case.path, json=payload, headers=admin.headers).json()
    url = case.url(created["id"])
    changes = case.fields()
    client.patch(url, json=changes, headers=admin.headers)
    client.delete(url, headers=admin.headers)

    found = entries(client, admin, kind=kind, record_id=str(created["id"]))

    # Where all fields are the same again, nothing was changed.
    assert [entry["action"] for entry in found] in (
        ["delete", "update", "create"],
        ["delete", "create"],
    )
    assert {entry["actor_id"] for entry in found} == {wire(admin.user.id)}
    assert {entry["actor_name"] for entry in found} == {admin.user.display_name}
    for name in case.texts:
        assert found[-1]["changes"][name] == [None, payload[name]]
        if len(found) == 3 and changes[name] != payload[name]:
            assert found[1]["changes"][name] == [payload[name], changes[name]]


@every_entity
def test_a_refused_change_leaves_no_entry(
    case: Case, client: TestClient, db: orm.Session, admin: Person
) -> None:
    record = case.build(db, admin.user)
    before = entries(client, admin, record_id=str(record.id))

    client.delete(case.url(record.id))
    client.patch(case.url(record.id), json={"no_such_field": 1}, headers=admin.headers)
    client.delete(case.url(str(missing_id())), headers=admin.headers)

    assert entries(client, admin, record_id=str(record.id)) == before


def test_roles_are_noted_with_who_gave_them(
    client: TestClient, admin: Person, member: Person
) -> None:
    url = f"/api/v1/users/{member.user.id}"
    client.patch(url, json={"role": ADMIN}, headers=admin.headers)

    newest = entries(client, admin, kind="users", actor_id=str(admin.user.id))[0]

    assert newest["record_id"] == str(member.user.id)
    assert newest["changes"] == {"role": [DEFAULT_ROLE, ADMIN]}


def test_secrets_are_never_noted(client: TestClient, db: orm.Session, admin: Person) -> None:
<% if on.multi_tenancy %>
    token = invited(db, f"new{next_number()}@example.com")
    assert client.post("/api/v1/auth/join", json=joining(token)).status_code == 201
<% else %>
    number = next_number()
    registration = {
        "email": f"new{number}@example.com",
<% if username %>
        "username": f"new{number}",
<% endif %>
        "display_name": "New Person",
        "password": PASSWORD,
    }
    assert client.post("/api/v1/auth/register", json=registration).status_code == 201
<% endif %>

    newest = entries(client, admin, kind="users")[0]

    assert (newest["action"], newest["actor_id"], newest["actor_name"]) == ("create", None, "")
    assert newest["changes"]["password_hash"] == [None, HIDDEN]
    for entry in db.scalars(sa.select(AuditEntry)):
        assert PASSWORD not in str(entry.changes)
        assert "argon2" not in str(entry.changes)
    assert entries(client, admin, kind="refresh_tokens") == []


def test_only_administrators_and_nobody_changes_it(
    client: TestClient, admin: Person, member: Person
) -> None:
    assert client.get(LOG).status_code == 401
    assert client.get(LOG, headers=member.headers).status_code == 403
    entry = entries(client, admin)[0]
    for method in ("POST", "PATCH", "DELETE"):
        for path in (LOG, f"{LOG}/{entry['id']}"):
            assert client.request(method, path, headers=admin.headers).status_code in (404, 405)


def test_pages_and_filters(client: TestClient, db: orm.Session, admin: Person) -> None:
    case = next(iter(ALL_CASES.values()))
    for _ in range(3):
        case.build(db, admin.user)
    kind = case.resource.model.__tablename__

<% if page %>
    page = client.get(LOG, params={"kind": kind, "size": 2}, headers=admin.headers).json()
<% else %>
    page = client.get(LOG, params={"kind": kind, "limit": 2}, headers=admin.headers).json()
<% endif %>

    assert (len(page["items"]), page["total"]) == (2, 3)
    assert entries(client, admin, kind="no_such_table") == []


def test_statements_that_name_no_rows_are_left_alone(db: orm.Session, admin: Person) -> None:
    """Emptying a table is what tests and migrations do, not people."""
    assert admin.user.id is not None
    before = db.scalar(sa.select(sa.func.count()).select_from(AuditEntry))

    db.execute(sa.delete(next(iter(ALL_CASES.values())).resource.model))

    assert db.scalar(sa.select(sa.func.count()).select_from(AuditEntry)) == before
    assert sa.event.contains(orm.Session, "do_orm_execute", note_deletion)
