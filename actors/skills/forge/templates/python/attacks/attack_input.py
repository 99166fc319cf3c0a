"""Input that is meant for the database, for the file system, for the parser, or for the memory."""

import contextlib
import json
import secrets
from typing import Any

import httpx2
import pytest
from sqlalchemy import orm

from app.security.rules import ADMIN
from attacks.target import AUTH, Account, Target
from tests.building import Case
from tests.cases import ALL_CASES

every_entity = pytest.mark.parametrize("case", ALL_CASES.values(), ids=ALL_CASES)
# The database sleeps longer than an answer is waited for, should one of them reach it.
SQL = [
    "' OR '1'='1",
    "'; SELECT pg_sleep(60); --",
    "' UNION SELECT NULL, password_hash FROM users --",
    "1; DROP TABLE users",
    "\\'; --",
    "%' AND (SELECT COUNT(*) FROM users) > 0 --",
    "${7*7}{{7*7}}#{7*7}",
    "$(sleep 60)",
    "../../../../etc/passwd",
]
NOT_JSON: dict[str, bytes] = {
    "deep": b"[" * 100_000,
    "deep objects": b'{"a":' * 50_000,
    "no UTF-8": b'{"display_name": "\xff\xfe"}',
    "half a surrogate": b'{"display_name": "\\ud800"}',
    "a null byte": b'{"display_name": "a\\u0000b"}',
    "a number without end": b'{"display_name": ' + b"9" * 100_000 + b"}",
    "not a number": b'{"display_name": NaN}',
    "infinite": b'{"display_name": 1e999}',
    "a name twice": b'{"display_name": "a", "display_name": {}}',
    "eight megabytes": b'{"display_name": "' + b"a" * (8 << 20) + b'"}',
}


@pytest.fixture
def admin(target: Target) -> Account:
    return target.somebody(ADMIN)


@every_entity
@pytest.mark.parametrize("payload", SQL)
def attack_on_the_database(
    payload: str, case: Case, stranger: httpx2.Client, db: orm.Session, admin: Account
) -> None:
    case.build(db, admin.user)
    count = case.count(db)
    for name in ("q", "sort", "page", "size", "id", "offset", "filter"):
        answer = stranger.get(case.path, params={name: payload}, headers=admin.headers)
        assert answer.status_code in (200, 422), (name, answer.text)
    search = {"q": payload + secrets.token_hex(8)}
    found = stranger.get(case.path, params=search, headers=admin.headers).json()
    # Lists without a search leave the word alone and show all.
    assert found["total"] in (0, count)
    by_id = stranger.get(case.url("x") + payload, headers=admin.headers)
    assert by_id.status_code in (404, 405, 422)
    login = stranger.post(f"{AUTH}/login", json={"login": payload, "password": payload})
    assert login.status_code in (401, 422, 429)

    assert case.count(db) == count


@every_entity
def attack_that_is_kept(
    case: Case, stranger: httpx2.Client, admin: Account, db: orm.Session
) -> None:
    """Stored text stays what it was, letter for letter: it is never run, and nothing is taken out of it in silence."""
    for payload in SQL:
        body = {**case.payload(db, admin.user), **dict.fromkeys(case.texts, payload)}
        answer = stranger.post(case.path, json=body, headers=admin.headers)

        assert answer.status_code in (201, 409, 422), answer.text
        if answer.status_code == 201:
            kept = stranger.get(case.url(answer.json()["id"]), headers=admin.headers).json()
            assert {kept[name] for name in case.texts} <= {payload}


@pytest.mark.parametrize("body", NOT_JSON.values(), ids=NOT_JSON)
def attack_on_the_parser(body: bytes, stranger: httpx2.Client, intruder: Account) -> None:
    headers = {"Content-Type": "application/json", **intruder.headers}

    answer = stranger.patch(f"{AUTH}/me", content=body, headers=headers)

    assert answer.status_code in (400, 413, 422), answer.text[:200]
    assert len(answer.content) < 10_000
    assert stranger.get("/health").status_code == 200


@pytest.mark.parametrize(
    "value", [-1, 0, 2**31, 2**63, 10**30, 1e308, True, [], {}, None, "", "x" * 5000]
)
def attack_with_odd_values(
    value: Any, stranger: httpx2.Client, admin: Account, db: orm.Session
) -> None:
    """Each field of each kind of record, with values of other kinds and beyond every bound."""
    for case in ALL_CASES.values():
        made = case.payload(db, admin.user)
        for name in made:
            content = json.dumps({**made, name: value}).encode()
            answer = stranger.post(
                case.path,
                content=content,
                headers={"Content-Type": "application/json", **admin.headers},
            )
            assert answer.status_code in (201, 404, 409, 422), (name, answer.text[:200])


@pytest.mark.parametrize(
    "path",
    [
        "/../../etc/passwd",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/..%2f..%2fetc%2fpasswd",
        "/docs/../../.env",
        "/.env",
        "/.git/config",
        "/app/config.py",
        "/static/../app/config.py",
        "//etc/passwd",
    ],
)
def attack_on_files(path: str, stranger: httpx2.Client) -> None:
    answer = stranger.get(path)

    assert answer.status_code == 404
    assert "SECRET" not in answer.text
    assert "root:" not in answer.text


def attack_on_large_headers(stranger: httpx2.Client) -> None:
    """Refused or cut off; whoever comes next is served."""
    with contextlib.suppress(httpx2.TransportError):
        answer = stranger.get("/health", headers={"X-Large": "a" * 200_000})
        assert answer.status_code in (400, 431)
    assert stranger.get("/health").status_code == 200


def attack_that_makes_errors_talk(stranger: httpx2.Client, intruder: Account) -> None:
    """Errors name no file, no library, no statement."""
    asked = [
        stranger.get("/api/v1/nowhere"),
        stranger.post(f"{AUTH}/login", content=b"{"),
        stranger.get("/api/v1/users/%00", headers=intruder.headers),
        stranger.patch(f"{AUTH}/me", json=[], headers=intruder.headers),
    ]
    for answer in asked:
        assert answer.status_code >= 400
        for word in ("Traceback", "sqlalchemy", "psycopg", "site-packages", 'File "', "SELECT "):
            assert word not in answer.text
