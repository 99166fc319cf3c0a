"""Accounts, as administrators see and change them."""

from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import orm

from app.models.users import DEFAULT_ROLE
from app.security.rules import ADMIN
from tests.building import PASSWORD, Person, make_user, missing_id, wire

USERS = "/api/v1/users"


def test_only_administrators(client: TestClient, member: Person) -> None:
    url = f"{USERS}/{member.user.id}"

    assert client.get(USERS).status_code == 401
    assert client.get(USERS, headers=member.headers).status_code == 403
    assert client.patch(url, json={}).status_code == 401
    assert client.patch(url, json={"role": ADMIN}, headers=member.headers).status_code == 403


def test_list_and_search(client: TestClient, db: orm.Session, admin: Person) -> None:
    wanted = make_user(db, DEFAULT_ROLE, display_name="Ada Lovelace")
    make_user(db, DEFAULT_ROLE)

    everyone = client.get(USERS, headers=admin.headers).json()
    found = client.get(USERS, params={"q": "LOVELACE"}, headers=admin.headers).json()

    assert everyone["total"] == 3
    assert [user["id"] for user in found["items"]] == [wire(wanted.id)]
    assert "password_hash" not in everyone["items"][0]


def test_role_and_state(client: TestClient, admin: Person, member: Person) -> None:
    url = f"{USERS}/{member.user.id}"
    login = {"login": member.user.<<= py.login_column =>>, "password": PASSWORD}
    assert client.post("/api/v1/auth/login", json=login).status_code == 200

    promoted = client.patch(url, json={"role": ADMIN}, headers=admin.headers)
    assert promoted.json()["role"] == ADMIN
    assert client.get(USERS, headers=member.headers).status_code == 200

    closed = client.patch(url, json={"is_active": False}, headers=admin.headers)
    assert closed.json()["is_active"] is False
    assert client.get(USERS, headers=member.headers).status_code == 401
<% if cookie %>
    assert client.post("/api/v1/auth/refresh").status_code == 401
<% endif %>


@pytest.mark.parametrize("change", [{"role": DEFAULT_ROLE}, {"is_active": False}], ids=str)
def test_administrators_cannot_lock_themselves_out(
    change: dict[str, Any], client: TestClient, admin: Person
) -> None:
    url = f"{USERS}/{admin.user.id}"

    assert client.patch(url, json=change, headers=admin.headers).status_code == 409
    assert client.patch(url, json={"role": ADMIN}, headers=admin.headers).status_code == 200


def test_bad_changes(client: TestClient, admin: Person, member: Person) -> None:
    url = f"{USERS}/{member.user.id}"

    for change in ({"role": "emperor"}, {"email": "a@example.com"}, {"is_active": "yes"}):
        assert client.patch(url, json=change, headers=admin.headers).status_code == 422
    nobody = client.patch(f"{USERS}/{missing_id()}", json={}, headers=admin.headers)
    assert nobody.status_code == 404
