"""Organisations: made by registering, joined by invitations, administered by their own administrators."""

import datetime as dt
from typing import Any

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient
from sqlalchemy import orm

from app.models import Organisation, OrganisationInvitation, User
from app.models.base import utc_now
from app.models.users import DEFAULT_ROLE
from app.organisation_scope import everywhere
from app.security.rules import ADMIN
from app.services.own_organisation import GOOD_FOR
from tests.building import HOME, PASSWORD, Person, missing_id, next_number, wire
from tests.joining import invited, joining

ORGANISATION = "/api/v1/organisation"
INVITATIONS = f"{ORGANISATION}/invitations"
AUTH = "/api/v1/auth"


def registration(**values: Any) -> dict[str, Any]:
    number = next_number()
    return {
        "organisation": "Acme",
        "email": f"new{number}@example.com",
<% if username %>
        "username": f"new{number}",
<% endif %>
        "display_name": "New Person",
        "password": PASSWORD,
        **values,
    }


def sign_in(client: TestClient, login: str) -> dict[str, str]:
    answer = client.post(f"{AUTH}/login", json={"login": login, "password": PASSWORD})
    assert answer.status_code == 200, answer.text
    return {"Authorization": f"Bearer {answer.json()['access_token']}"}


def test_registering_makes_an_organisation_and_its_administrator(
    client: TestClient, db: orm.Session
) -> None:
    body = registration(organisation="  Acme  ")
    answer = client.post(f"{AUTH}/register", json=body)
    assert answer.status_code == 201, answer.text
    assert answer.json()["role"] == ADMIN

    headers = sign_in(client, body["<<= py.login_column =>>"])
    own = client.get(ORGANISATION, headers=headers).json()
    assert own["name"] == "Acme"
    assert own["id"] != wire(HOME)
    listed = client.get("/api/v1/users", headers=headers).json()
    assert [it["id"] for it in listed["items"]] == [answer.json()["id"]]
    # Two of one name are two.
    assert client.post(f"{AUTH}/register", json=registration()).status_code == 201
    with everywhere(db):
        names = db.scalars(sa.select(Organisation.name).where(Organisation.id != HOME)).all()
    assert list(names) == ["Acme", "Acme"]


@pytest.mark.parametrize("name", ["", "   ", "a" * 101, "a\x00b", None])
def test_an_organisation_has_a_name(name: str | None, client: TestClient, admin: Person) -> None:
    refused = client.post(f"{AUTH}/register", json=registration(organisation=name))
    assert refused.status_code == 422
    assert refused.json()["error"]["details"][0]["field"] == "organisation"
    changed = client.patch(ORGANISATION, json={"name": name}, headers=admin.headers)
    assert changed.status_code == 422


def test_who_is_refused_leaves_no_organisation_behind(
    client: TestClient, db: orm.Session, member: Person
) -> None:
    body = registration(email=member.user.email)
    assert client.post(f"{AUTH}/register", json=body).status_code == 409
    with everywhere(db):
        assert [it.id for it in db.scalars(sa.select(Organisation))] == [HOME]


def test_only_administrators_rename_and_invite(client: TestClient, member: Person) -> None:
    assert client.get(ORGANISATION).status_code == 401
    assert client.get(ORGANISATION, headers=member.headers).json()["name"] == "Home"
    invitation = {"email": "a@example.com", "role": DEFAULT_ROLE}
    for method, url, body in (
        ("PATCH", ORGANISATION, {"name": "Mine"}),
        ("GET", INVITATIONS, None),
        ("POST", INVITATIONS, invitation),
        ("DELETE", f"{INVITATIONS}/{missing_id()}", None),
    ):
        assert client.request(method, url, json=body).status_code == 401
        assert client.request(method, url, json=body, headers=member.headers).status_code == 403


def test_renaming(client: TestClient, admin: Person) -> None:
    changed = client.patch(ORGANISATION, json={"name": " Works "}, headers=admin.headers)
    assert changed.json()["name"] == "Works"
    assert client.get(ORGANISATION, headers=admin.headers).json()["name"] == "Works"


def test_joining_by_an_invitation(client: TestClient, db: orm.Session, admin: Person) -> None:
    body = {"email": "Ada@Example.com", "role": DEFAULT_ROLE}
    made = client.post(INVITATIONS, json=body, headers=admin.headers)
    assert made.status_code == 201, made.text
    token = made.json()["token"]
    listed = client.get(INVITATIONS, headers=admin.headers).json()
    assert [it["email"] for it in listed["items"]] == ["ada@example.com"]
    assert "token" not in listed["items"][0]
    stored = db.scalars(sa.select(OrganisationInvitation)).one()
    assert token not in (stored.token_hash, str(vars(stored)))

    shown = client.post(f"{AUTH}/invitation", json={"token": token}).json()
    assert (shown["organisation"], shown["email"]) == ("Home", "ada@example.com")
    joined = client.post(f"{AUTH}/join", json=joining(token))
    assert joined.status_code == 201, joined.text
    user = joined.json()
    assert (user["email"], user["role"]) == ("ada@example.com", DEFAULT_ROLE)
    assert db.scalars(sa.select(User).where(User.email == "ada@example.com")).one() is not None
    assert client.get(INVITATIONS, headers=admin.headers).json()["total"] == 0

    # Good once.
    again = client.post(f"{AUTH}/join", json=joining(token))
    assert again.status_code == 422
    assert client.post(f"{AUTH}/invitation", json={"token": token}).json() == again.json()
    # Who is a member is not invited again.
    assert client.post(INVITATIONS, json=body, headers=admin.headers).status_code == 409


@pytest.mark.parametrize(
    "over",
    [
        {"expires_at": utc_now() - dt.timedelta(seconds=1)},
        {"accepted_at": utc_now()},
        {"withdrawn_at": utc_now()},
    ],
    ids=lambda it: next(iter(it)),
)
def test_what_is_over_answers_as_what_never_was(
    over: dict[str, Any], client: TestClient, db: orm.Session
) -> None:
    token = invited(db, "ada@example.com", **over)

    for path, body in (("invitation", {"token": token}), ("join", joining(token))):
        answer = client.post(f"{AUTH}/{path}", json=body)
        unknown = client.post(f"{AUTH}/{path}", json={**body, "token": "x" * 43})
        assert answer.status_code == unknown.status_code == 422
        assert answer.json() == unknown.json()
    assert db.scalars(sa.select(User)).all() == []


def test_the_invitation_says_address_role_and_organisation(
    client: TestClient, db: orm.Session
) -> None:
    for slipped_in in ("email", "role", "organisation_id", "organisation", "is_active"):
        token = invited(db, "ada@example.com")
        body = {**joining(token), slipped_in: ADMIN}
        answer = client.post(f"{AUTH}/join", json=body)
        assert answer.status_code == 422
        assert answer.json()["error"]["details"][0]["field"] == slipped_in


def test_a_newer_invitation_takes_the_place_of_the_older(client: TestClient, admin: Person) -> None:
    body = {"email": "ada@example.com", "role": DEFAULT_ROLE}
    first, second = (
        client.post(INVITATIONS, json=body, headers=admin.headers).json()["token"] for _ in range(2)
    )
    assert client.post(f"{AUTH}/invitation", json={"token": first}).status_code == 422
    assert client.post(f"{AUTH}/invitation", json={"token": second}).status_code == 200


def test_a_withdrawn_invitation_is_over(client: TestClient, admin: Person) -> None:
    body = {"email": "ada@example.com", "role": ADMIN}
    made = client.post(INVITATIONS, json=body, headers=admin.headers).json()
    url = f"{INVITATIONS}/{made['id']}"

    assert client.delete(url, headers=admin.headers).status_code == 204
    assert client.delete(url, headers=admin.headers).status_code == 404
    assert client.post(f"{AUTH}/join", json=joining(made["token"])).status_code == 422


def test_an_invitation_lasts_a_week(client: TestClient, admin: Person) -> None:
    body = {"email": "ada@example.com", "role": DEFAULT_ROLE}
    made = client.post(INVITATIONS, json=body, headers=admin.headers).json()
    until = dt.datetime.fromisoformat(made["expires_at"])
    assert abs(until - utc_now() - GOOD_FOR) < dt.timedelta(minutes=1)


def test_a_taken_address_joins_nothing_and_keeps_the_invitation(
    client: TestClient, db: orm.Session, member: Person
) -> None:
    """Addresses are unique in the whole product."""
    token = invited(db, member.user.email)

    assert client.post(f"{AUTH}/join", json=joining(token)).status_code == 409

    assert client.post(f"{AUTH}/invitation", json={"token": token}).status_code == 200


@pytest.mark.parametrize(
    "body",
    [
        {"email": "nobody", "role": DEFAULT_ROLE},
        {"email": "a@example.com", "role": "emperor"},
        {"email": "a@example.com"},
        {"role": DEFAULT_ROLE},
    ],
    ids=str,
)
def test_invitations_that_are_refused(
    body: dict[str, Any], client: TestClient, admin: Person
) -> None:
    assert client.post(INVITATIONS, json=body, headers=admin.headers).status_code == 422
