"""Cursors that nobody was given: made up to see more, to reach the database, or to make the server fail."""

import base64
import json
from collections.abc import Iterator
from typing import Any

import httpx2
import pytest
from sqlalchemy import orm

from app.models import User
from app.security import cursors
from app.security.rules import ADMIN
from attacks.target import Account, Target
from tests.building import Case
from tests.cases import ALL_CASES

SIZE = "<% if page %>size<% else %>limit<% endif %>"
BIG = "<<= app.choices.page_size_max =>>"
# Before and after everything, what no column holds, and what is no list at all.
POSITIONS: tuple[Any, ...] = (
    ["t0001-01-01T00:00:00+00:00", 0],
    ["t9999-12-31T23:59:59+00:00", 2**31 - 1],
    ["s' OR 1=1 --", "s' OR 1=1 --"],
    ["x", "x"],
    [None, None],
    [[[[]]], {}],
    {"sort": "password_hash"},
    "t2030-01-01",
    10**400,
)
every_entity = pytest.mark.parametrize("case", ALL_CASES.values(), ids=ALL_CASES)


def text(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def made_up(good: str, account: Account) -> Iterator[str]:
    """Unsigned, signed with what outsiders know, or a good signature on something else."""
    mac = base64.urlsafe_b64decode(good + "=" * (-len(good) % 4))[: cursors.MAC_BYTES]
    for position in POSITIONS:
        body = json.dumps(position).encode()
        yield text(body)
        yield text(bytes(cursors.MAC_BYTES) + body)
        yield text(mac + body)
        for key in (b"", b"secret", account.access.encode(), str(account.user.id).encode()):
            yield cursors.sealed(key, "", body)
    yield text(mac)
    yield text(mac + b"[" * 5000)
    yield text(mac + b"\xff\xfe\x00")


def first_cursor(stranger: httpx2.Client, case: Case, account: Account) -> str:
    answer = stranger.get(case.path, params={SIZE: 1}, headers=account.headers)
    assert answer.status_code == 200, answer.text
    cursor: str = answer.json()["next_cursor"]
    return cursor


@every_entity
def attack_with_a_cursor_that_is_made_up(
    case: Case, target: Target, stranger: httpx2.Client, db: orm.Session, owner: User
) -> None:
    """Each is refused as what it is, and none reaches the database or breaks the server."""
    for _ in range(3):
        case.build(db, owner)
    admin = target.somebody(ADMIN)
    good = first_cursor(stranger, case, admin)
    for cursor in made_up(good, admin):
        answer = stranger.get(case.path, params={"cursor": cursor}, headers=admin.headers)
        assert answer.status_code == 422, (cursor, answer.text)


@every_entity
def attack_with_somebody_elses_cursor(
    case: Case,
    target: Target,
    stranger: httpx2.Client,
    db: orm.Session,
    owner: User,
    intruder: Account,
) -> None:
    """An administrator's cursor shows nobody a record that their own list does not."""
    for _ in range(3):
        case.build(db, owner)
    cursor = first_cursor(stranger, case, target.somebody(ADMIN))
    for headers in (intruder.headers, {}):
        plain = stranger.get(case.path, params={SIZE: BIG}, headers=headers)
        asked = {SIZE: BIG, "cursor": cursor}
        answer = stranger.get(case.path, params=asked, headers=headers)
        assert answer.status_code == plain.status_code
        if answer.status_code != 200:
            continue
        for item in answer.json()["items"]:
            one = stranger.get(case.url(item["id"]), headers=headers)
            assert one.status_code == 200, "it is not for them"
