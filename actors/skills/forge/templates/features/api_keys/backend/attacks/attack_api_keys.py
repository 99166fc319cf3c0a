"""Keys for programs in the wrong hands: more than they may, longer than they are good."""

from typing import Any

import httpx2
from sqlalchemy import orm

from app.security.rules import ADMIN
from attacks.target import AUTH, Account, Target
from tests.test_api_keys import CASE, KEYS


def made(client: httpx2.Client, owner: Account, **values: Any) -> dict[str, Any]:
    body = {"name": "robot", "scope": "write", **values}
    answer = client.post(KEYS, json=body, headers=owner.headers)
    assert answer.status_code == 201, answer.text
    key: dict[str, Any] = answer.json()
    return key


def bearer(key: dict[str, Any]) -> dict[str, str]:
    return {"Authorization": f"Bearer {key['key']}"}


def attack_on_the_account_behind_a_key(
    target: Target, stranger: httpx2.Client, victim: Account
) -> None:
    """Whoever finds a key takes over no account: no password, no other key, no profile."""
    key = made(stranger, victim)
    target.confided.append(key["key"])
    tried = [
        stranger.get(f"{AUTH}/me", headers=bearer(key)),
        stranger.patch(f"{AUTH}/me", json={"display_name": "x"}, headers=bearer(key)),
        stranger.post(KEYS, json={"name": "more", "scope": "write"}, headers=bearer(key)),
        stranger.get(KEYS, headers=bearer(key)),
        stranger.delete(f"{KEYS}/{key['id']}", headers=bearer(key)),
        stranger.get("/api/v1/users", headers=bearer(key)),
    ]
    assert {answer.status_code for answer in tried} <= {401, 403}


def attack_with_a_key_that_reads(target: Target, stranger: httpx2.Client, db: orm.Session) -> None:
    """It changes nothing, although whoever made it may change everything."""
    admin = target.somebody(ADMIN)
    key = made(stranger, admin, scope="read")
    record = CASE.build(db, admin.user)
    count = CASE.count(db)
    body = CASE.payload(db, admin.user)

    assert stranger.post(CASE.path, json=body, headers=bearer(key)).status_code == 403
    assert stranger.delete(CASE.url(record.id), headers=bearer(key)).status_code == 403
    assert CASE.count(db) == count


def attack_with_a_key_of_before(
    stranger: httpx2.Client, victim: Account, intruder: Account
) -> None:
    """Somebody else cannot take a key back; once it is, it opens nothing."""
    key = made(stranger, victim)
    path = f"{KEYS}/{key['id']}"
    assert stranger.delete(path, headers=intruder.headers).status_code == 404
    assert stranger.get(CASE.path, headers=bearer(key)).status_code == 200

    assert stranger.delete(path, headers=victim.headers).status_code == 204

    assert stranger.get(CASE.path, headers=bearer(key)).status_code == 401
