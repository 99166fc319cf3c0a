"""API keys: shown once, good for records alone, and over when they are revoked."""

import datetime as dt
from typing import Any

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient
from sqlalchemy import orm

from app.models import ApiKey
from app.models.base import utc_now
from app.models.users import DEFAULT_ROLE
from app.security.rules import ADMIN
from app.services.api_key_access import KEYS_MAX, PREFIX
from tests.building import Case, Person, missing_id
from tests.cases import ALL_CASES

KEYS = "/api/v1/auth/api-keys"
CASE: Case = next(iter(ALL_CASES.values()))


def make(client: TestClient, person: Person, **values: Any) -> dict[str, Any]:
    body = {"name": "robot", "scope": "write", **values}
    response = client.post(KEYS, json=body, headers=person.headers)
    assert response.status_code == 201, response.text
    made: dict[str, Any] = response.json()
    return made


def bearer(made: dict[str, Any]) -> dict[str, str]:
    return {"Authorization": f"Bearer {made['key']}"}


def test_a_key_is_shown_once_and_kept_as_a_hash(
    client: TestClient, db: orm.Session, admin: Person
) -> None:
    made = make(client, admin, days=30)

    assert made["key"].startswith(PREFIX)
    assert made["key"].startswith(made["start"])
    listed = client.get(KEYS, headers=admin.headers).json()
    assert [key["id"] for key in listed] == [made["id"]]
    assert not {"key", "key_hash"} & listed[0].keys()
    stored = db.scalars(sa.select(ApiKey)).one()
    assert made["key"] not in (stored.key_hash, stored.name, stored.start)
    assert made["key"] != make(client, admin)["key"]


def test_a_key_does_what_its_owner_may(client: TestClient, db: orm.Session, admin: Person) -> None:
    made = make(client, admin)

    created = client.post(CASE.path, json=CASE.payload(db, admin.user), headers=bearer(made))

    assert created.status_code == 201, created.text
    url = CASE.url(created.json()["id"])
    assert client.get(url, headers=bearer(made)).status_code == 200
    assert client.delete(url, headers=bearer(made)).status_code == 204
    assert client.get(KEYS, headers=admin.headers).json()[0]["last_used_at"] is not None


def test_a_key_that_reads_changes_nothing(
    client: TestClient, db: orm.Session, admin: Person
) -> None:
    made = make(client, admin, scope="read")
    record = CASE.build(db, admin.user)
    url = CASE.url(record.id)

    assert client.get(CASE.path, headers=bearer(made)).status_code == 200
    payload = CASE.payload(db, admin.user)
    answers = [
        client.post(CASE.path, json=payload, headers=bearer(made)),
        client.patch(url, json=CASE.fields(), headers=bearer(made)),
        client.delete(url, headers=bearer(made)),
    ]
    assert [answer.status_code for answer in answers] == [403, 403, 403]
    assert CASE.count(db) == 1


def deleting_others(person: Person) -> tuple[int, ...]:
    """What they are answered: where everybody may delete what others made, a key may as well."""
    return (204,) if CASE.resource.rule("delete").covers_any(person.user) else (403, 404)


def test_the_owner_s_role_is_the_limit(
    client: TestClient, db: orm.Session, admin: Person, member: Person
) -> None:
    made = make(client, member)
    first, second = CASE.build(db, admin.user), CASE.build(db, admin.user)

    with_key = client.delete(CASE.url(first.id), headers=bearer(made))
    signed_in = client.delete(CASE.url(second.id), headers=member.headers)

    assert with_key.status_code == signed_in.status_code
    assert with_key.status_code in deleting_others(member)


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", KEYS, None),
        ("POST", KEYS, {"name": "more", "scope": "write"}),
        ("GET", "/api/v1/users", None),
        ("GET", "/api/v1/auth/me", None),
        ("PATCH", "/api/v1/auth/me", {"display_name": "Taken over"}),
        (
            "POST",
            "/api/v1/auth/password",
            {"current_password": "a", "new_password": "b" * 64},
        ),
    ],
)
def test_no_key_reaches_accounts_or_keys(
    method: str, path: str, body: Any, client: TestClient, admin: Person
) -> None:
    made = make(client, admin)

    assert client.request(method, path, json=body, headers=bearer(made)).status_code == 403
    own = client.delete(f"{KEYS}/{made['id']}", headers=bearer(made))
    assert own.status_code == 403


def test_a_revoked_key_is_over(client: TestClient, admin: Person) -> None:
    made = make(client, admin)
    url = f"{KEYS}/{made['id']}"

    assert client.delete(url, headers=admin.headers).status_code == 204

    assert client.get(CASE.path, headers=bearer(made)).status_code == 401
    assert client.get(KEYS, headers=admin.headers).json() == []
    assert client.delete(url, headers=admin.headers).status_code == 404


def test_a_key_runs_out(client: TestClient, db: orm.Session, admin: Person) -> None:
    made = make(client, admin, days=1)
    assert client.get(CASE.path, headers=bearer(made)).status_code == 200
    db.execute(sa.update(ApiKey).values(expires_at=utc_now() - dt.timedelta(seconds=1)))
    db.commit()

    assert client.get(CASE.path, headers=bearer(made)).status_code == 401


def test_a_closed_account_s_keys_are_over(
    client: TestClient, db: orm.Session, admin: Person, member: Person
) -> None:
    made = make(client, member)
    url = f"/api/v1/users/{member.user.id}"
    client.patch(url, json={"is_active": False}, headers=admin.headers)

    assert client.get(CASE.path, headers=bearer(made)).status_code == 401


def test_a_role_that_is_taken_away_is_taken_from_the_key(
    client: TestClient, db: orm.Session, admin: Person, member: Person
) -> None:
    url = f"/api/v1/users/{member.user.id}"
    client.patch(url, json={"role": ADMIN}, headers=admin.headers)
    made = make(client, member)
    record = CASE.build(db, admin.user)
    client.patch(url, json={"role": DEFAULT_ROLE}, headers=admin.headers)

    answer = client.delete(CASE.url(record.id), headers=bearer(made))

    assert answer.status_code in deleting_others(member)


def test_keys_are_their_owner_s_alone(client: TestClient, admin: Person, member: Person) -> None:
    made = make(client, member)

    assert client.get(KEYS, headers=admin.headers).json() == []
    assert client.delete(f"{KEYS}/{made['id']}", headers=admin.headers).status_code == 404
    assert client.delete(f"{KEYS}/{missing_id()}", headers=admin.headers).status_code == 404
    listed = client.get(CASE.path, headers=member.headers).status_code
    assert client.get(CASE.path, headers=bearer(made)).status_code == listed


def test_visitors_have_no_keys(client: TestClient) -> None:
    assert client.get(KEYS).status_code == 401
    assert client.post(KEYS, json={"name": "a", "scope": "read"}).status_code == 401
    assert client.delete(f"{KEYS}/{missing_id()}").status_code == 401
    forged = {"Authorization": f"Bearer {PREFIX}{'a' * 43}"}
    assert client.get(CASE.path, headers=forged).status_code == 401


@pytest.mark.parametrize(
    "values",
    [
        {"scope": "admin"},
        {"name": ""},
        {"days": 0},
        {"days": 10**6},
        {"user_id": 1},
        {"key_hash": "a" * 64},
        {"revoked_at": None},
    ],
    ids=str,
)
def test_keys_that_are_refused(values: dict[str, Any], client: TestClient, admin: Person) -> None:
    body = {"name": "robot", "scope": "read", **values}

    assert client.post(KEYS, json=body, headers=admin.headers).status_code == 422


def test_there_is_a_limit(client: TestClient, admin: Person) -> None:
    for _ in range(KEYS_MAX):
        make(client, admin)

    one_more = {"name": "one more", "scope": "read"}

    assert client.post(KEYS, json=one_more, headers=admin.headers).status_code == 409
