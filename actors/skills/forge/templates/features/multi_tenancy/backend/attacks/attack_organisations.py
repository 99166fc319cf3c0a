"""Reaching another organisation's data: as the administrator of one that anybody can make by signing up."""

import secrets
from typing import Any

import httpx2
import pytest
from sqlalchemy import orm

from app.models import Record, User
from app.models.users import DEFAULT_ROLE
from app.security.rules import ADMIN
from attacks.target import AUTH, Account, Target
from tests.building import PASSWORD, Case, missing_id, wire
from tests.cases import ALL_CASES
from tests.joining import invited

METHODS = {"list": "GET", "read": "GET", "create": "POST", "update": "PATCH", "delete": "DELETE"}
ORGANISATION = "/api/v1/organisation"
every_entity = pytest.mark.parametrize("case", ALL_CASES.values(), ids=ALL_CASES)


@pytest.fixture
def founder(target: Target, stranger: httpx2.Client) -> dict[str, str]:
    """Somebody who has just made an organisation, with all that an administrator may."""
    name = f"f{secrets.token_hex(8)}"
    body = {
        "organisation": "Intruders",
        "email": f"{name}@example.com",
<% if username %>
        "username": name,
<% endif %>
        "display_name": "Founder",
        "password": PASSWORD,
    }
    made = stranger.post(f"{AUTH}/register", json=body)
    assert made.status_code == 201, made.text
    assert made.json()["role"] == ADMIN
    target.confided.append(PASSWORD)
    login = {"login": body["<<= py.login_column =>>"], "password": PASSWORD}
    answer = stranger.post(f"{AUTH}/login", json=login)
    return {"Authorization": f"Bearer {answer.json()['access_token']}"}


@every_entity
def attack_by_ids_of_another_organisation(
    case: Case,
    stranger: httpx2.Client,
    db: orm.Session,
    owner: User,
    founder: dict[str, str],
) -> None:
    """Reading, changing, deleting, and every transition: answered as if the record did not exist."""
    record = case.build(db, owner)
    before, count = record.updated_at, case.count(db)
    steps = [it.name for it in getattr(case.resource, "transitions", ())]
    for action in ("read", "update", "delete", *steps):
        url = case.url(record.id, "" if action in METHODS else action)
        gone = case.url(str(missing_id()), "" if action in METHODS else action)
        body = case.fields() if action == "update" else None
        answers = [
            stranger.request(METHODS.get(action, "POST"), it, json=body, headers=founder)
            for it in (url, gone)
        ]
        assert [it.status_code for it in answers] == [404, 404], action
        assert answers[0].json() == answers[1].json()

    db.expire_all()
    assert case.count(db) == count
    assert db.get_one(type(record), record.id).updated_at == before


@every_entity
def attack_by_pointing_at_another_organisation(
    case: Case,
    stranger: httpx2.Client,
    db: orm.Session,
    owner: User,
    founder: dict[str, str],
) -> None:
    """A relation to another's record is refused as one to nothing is, and tells nothing of it."""
    payload = case.payload(db, owner)
    for link in case.resource.links:
        if link.key not in payload:
            continue
        nothing: Any = missing_id()
        answers = [
            stranger.post(case.path, json={**payload, link.key: it}, headers=founder)
            for it in (
                payload[link.key],
                [nothing] if isinstance(payload[link.key], list) else nothing,
            )
        ]
        assert [it.status_code for it in answers] == [422, 422], link.key
        assert answers[0].json() == answers[1].json()


@every_entity
def attack_by_lists_of_another_organisation(
    case: Case,
    stranger: httpx2.Client,
    db: orm.Session,
    owner: User,
    founder: dict[str, str],
) -> None:
    """Neither pages, nor orders, nor searches, nor filters, nor counts tell of them."""
    record = case.build(db, owner)
    words = [str(getattr(record, name)) for name in case.texts if getattr(record, name)]
    queries: list[dict[str, Any]] = [{}, *({"sort": it} for it in case.sorts)]
    queries += [{"q": word} for word in words]
    queries += [{name: str(getattr(record, name))} for name in case.resource.filters]
    for query in queries:
        answer = stranger.get(case.path, params=query, headers=founder)
        if answer.status_code == 200:
            assert answer.json()["total"] == 0, query
            assert answer.json()["items"] == [], query
        else:
            assert answer.status_code == 422, query


def attack_by_naming_the_organisation(
    stranger: httpx2.Client, db: orm.Session, owner: User, founder: dict[str, str]
) -> None:
    """Whose a row is stands in no request: not in bodies, queries, headers or cookies."""
    theirs = str(owner.organisation_id)
    asked = {"organisation_id": theirs, "organisation": theirs, "tenant": theirs}
    for name, value in asked.items():
        headers = {**founder, f"X-{name.replace('_', '-')}": value, "Cookie": f"{name}={value}"}
        listed = stranger.get("/api/v1/users", headers=headers)
        assert [it["display_name"] for it in listed.json()["items"]] == ["Founder"]
        queried = stranger.get("/api/v1/users", params={name: value}, headers=headers)
        assert queried.status_code == 422 or queried.json()["total"] == 1
        for case in ALL_CASES.values():
            record: Record = case.build(db, owner)
            body = {**case.fields(), name: value}
            made = stranger.post(case.path, json=body, headers=headers)
            assert made.status_code == 422, case.path
            changed = stranger.patch(case.url(record.id), json=body, headers=headers)
            assert changed.status_code in (404, 422)
    renamed = {"name": "Mine", "id": theirs}
    assert stranger.patch(ORGANISATION, json=renamed, headers=founder).status_code == 422


def attack_on_accounts_of_another_organisation(
    stranger: httpx2.Client, db: orm.Session, owner: User, founder: dict[str, str]
) -> None:
    url = f"/api/v1/users/{wire(owner.id)}"
    for change in ({"role": ADMIN}, {"is_active": False}, {}):
        assert stranger.patch(url, json=change, headers=founder).status_code == 404
    for query in ({}, {"q": owner.display_name}, {"q": owner.email}):
        listed = stranger.get("/api/v1/users", params=query, headers=founder).json()
        assert wire(owner.id) not in {it["id"] for it in listed["items"]}
    db.expire_all()
    assert (db.get_one(User, owner.id).role, db.get_one(User, owner.id).is_active) == (
        DEFAULT_ROLE,
        True,
    )


def attack_by_inviting_oneself(
    stranger: httpx2.Client, db: orm.Session, intruder: Account, founder: dict[str, str]
) -> None:
    """Members invite nobody, invitations lead into one's own organisation, and others' cannot be withdrawn."""
    body = {"email": f"{secrets.token_hex(8)}@example.com", "role": ADMIN}
    invitations = f"{ORGANISATION}/invitations"
    assert stranger.post(invitations, json=body).status_code == 401
    assert stranger.post(invitations, json=body, headers=intruder.headers).status_code == 403
    made = stranger.post(invitations, json=body, headers=founder)
    assert made.status_code == 201
    shown = stranger.post(f"{AUTH}/invitation", json={"token": made.json()["token"]}).json()
    assert shown["organisation"] == "Intruders"

    token = invited(db, f"{secrets.token_hex(8)}@example.com")
    listed = stranger.get(invitations, headers=founder).json()
    assert [it["email"] for it in listed["items"]] == [body["email"]]
    join = {"token": token, "display_name": "X", "password": PASSWORD, "role": ADMIN}
    assert stranger.post(f"{AUTH}/join", json=join).status_code == 422


def attack_by_guessing_invitations(stranger: httpx2.Client, db: orm.Session) -> None:
    email = f"{secrets.token_hex(8)}@example.com"
    token = invited(db, email)
    refused = stranger.post(f"{AUTH}/invitation", json={"token": "x" * 43})
    for guess in (token[:-1], token.swapcase(), f"{token}x", "%", "' OR 1=1 --"):
        answer = stranger.post(f"{AUTH}/invitation", json={"token": guess})
        assert answer.status_code == 422
        assert answer.json() == refused.json()
    assert stranger.post(f"{AUTH}/invitation", json={"token": token}).json()["email"] == email
