"""Accounts, as administrators see and change them."""

import datetime as dt
from typing import Any

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient
from sqlalchemy import orm

from app.models import RefreshToken, User
from app.models.base import utc_now
from app.models.users import DEFAULT_ROLE
from app.security.rules import ADMIN
from tests.building import PASSWORD, Person, make_user, missing_id, wire

USERS = "/api/v1/users"


def days(number: float) -> dt.timedelta:
    return dt.timedelta(days=number)


def sessions_of(db: orm.Session, user: User) -> list[RefreshToken]:
    tokens = sa.select(RefreshToken).where(RefreshToken.user_id == user.id)
    return list(db.scalars(tokens.execution_options(populate_existing=True)))


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
    # A per cent sign is one, and stands for nothing else.
    nobody = client.get(USERS, params={"q": "%"}, headers=admin.headers).json()
    assert (nobody["total"], nobody["items"]) == (0, [])


def test_the_newest_come_first(client: TestClient, db: orm.Session, admin: Person) -> None:
    times = [utc_now() + days(number) for number in (2, 1, 3)]
    users = [make_user(db, DEFAULT_ROLE, created_at=time) for time in times]

    listed = client.get(USERS, headers=admin.headers).json()["items"]

    expected = [users[2], users[0], users[1], admin.user]
    assert [user["id"] for user in listed] == [wire(user.id) for user in expected]


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


def test_who_is_closed_out_is_so_everywhere_and_alone(
    client: TestClient, db: orm.Session, admin: Person, member: Person
) -> None:
    other = make_user(db, DEFAULT_ROLE)
    for user in (member.user, other):
        body = {"login": user.<<= py.login_column =>>, "password": PASSWORD}
        assert client.post("/api/v1/auth/login", json=body).status_code == 200
    ended = sessions_of(db, member.user)
    ended[0].revoked_at = utc_now() - days(1)
    db.commit()
    body = {"login": member.user.<<= py.login_column =>>, "password": PASSWORD}
    assert client.post("/api/v1/auth/login", json=body).status_code == 200

    url = f"{USERS}/{member.user.id}"
    assert client.patch(url, json={"is_active": False}, headers=admin.headers).status_code == 200

    ends = [it.revoked_at for it in sessions_of(db, member.user) if it.revoked_at]
    assert len(ends) == 2
    # When one ended is not told anew.
    assert min(ends) < utc_now() - days(0.9)
    assert [session.revoked_at for session in sessions_of(db, other)] == [None]


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
