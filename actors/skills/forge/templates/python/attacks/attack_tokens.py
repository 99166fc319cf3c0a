"""Sessions that are forged, stolen, used twice, or kept beyond their end."""

import base64
import datetime as dt
import json
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx2
import jwt
import pytest

from app.security.rules import ADMIN
from app.services.sessions import REPEAT_WITHIN
from attacks.target import AUTH, Account, Target, refresh_token
from tests.building import PASSWORD, wire

NEW_PASSWORD = "another horse battery staple 7"


def claims(account: Account, **changes: Any) -> dict[str, Any]:
    now = dt.datetime.now(dt.UTC)
    return {
        "sub": str(account.user.id),
        "sid": str(uuid.uuid4()),
        "type": "access",
        "iat": now,
        "exp": now + dt.timedelta(minutes=5),
        "jti": uuid.uuid4().hex,
        **changes,
    }


def part(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def unsigned(account: Account, algorithm: str, signature: str = "") -> str:
    body = {**claims(account), "iat": 0, "exp": 2**33}
    return f"{part({'alg': algorithm, 'typ': 'JWT'})}.{part(body)}.{signature}"


def forgeries(victim: Account, intruder: Account) -> dict[str, str]:
    """Tokens that say they are the victim's, made without the secret."""
    head, _, signature = intruder.access.split(".")
    theirs = victim.access.split(".")
    own_key = {"jwk": {"kty": "oct", "k": base64.urlsafe_b64encode(b"k" * 32).decode()}}
    return {
        "no signature": unsigned(victim, "none"),
        "no signature, spelled otherwise": unsigned(victim, "NoNe"),
        "a signature that belongs to another": f"{head}.{theirs[1]}.{signature}",
        "a signature that is cut": ".".join([*theirs[:2], theirs[2][:-4]]),
        "a signature left out": ".".join([*theirs[:2], ""]),
        "a well-known key": jwt.encode(claims(victim), "secret" * 8, algorithm="HS256"),
        "a key of zeros": jwt.encode(claims(victim), "\0" * 32, algorithm="HS256"),
        "a key in its own header": jwt.encode(
            claims(victim), b"k" * 32, algorithm="HS256", headers=own_key
        ),
        "a file for a key": jwt.encode(
            claims(victim), b"\0" * 32, algorithm="HS256", headers={"kid": "../../../dev/null"}
        ),
        "another algorithm": jwt.encode(claims(victim), "secret" * 12, algorithm="HS512"),
        "the refresh token": victim.refresh,
        "no token": "null",
    }


def attack_by_forging(target: Target, victim: Account, intruder: Account) -> None:
    taken_in = [
        how
        for how, token in forgeries(victim, intruder).items()
        if target.me(token).status_code != 401
    ]

    assert taken_in == []


@pytest.mark.parametrize(
    "changes",
    [
        {"exp": dt.datetime(2020, 1, 1, tzinfo=dt.UTC)},
        {"exp": None},
        {"type": "refresh"},
        {"type": "verification"},
        {"sub": "1 OR 1=1"},
        {"sub": ""},
        {"sid": "nothing"},
    ],
    ids=str,
)
def attack_with_the_right_key(changes: dict[str, Any], target: Target, victim: Account) -> None:
    """Even a signature that is good opens nothing when what is signed is not an access token that holds."""
    body = {name: it for name, it in claims(victim, **changes).items() if it is not None}

    assert target.me(jwt.encode(body, target.secret, algorithm="HS256")).status_code == 401


def attack_by_other_ways_in(target: Target, stranger: httpx2.Client, victim: Account) -> None:
    """A token counts in its header alone, not in addresses, which logs keep, and not in cookies, which browsers send unasked."""
    # This one is written down, in the addresses below.
    target.confided.remove(victim.access)
    ways: list[dict[str, Any]] = [
        {"params": {"access_token": victim.access}},
        {"params": {"token": victim.access}},
        {"headers": {"Cookie": f"access_token={victim.access}"}},
        {"headers": {"X-Access-Token": victim.access}},
        {"headers": {"Authorization": victim.access}},
        {"headers": {"Authorization": f"Basic {victim.access}"}},
    ]
    for way in ways:
        assert stranger.get(f"{AUTH}/me", **way).status_code == 401, way


def attack_by_using_a_refresh_token_twice(target: Target, victim: Account) -> None:
    """Whoever stole one ends the session with it, also the thief's."""
    traded = target.renew(victim.refresh)
    assert traded.status_code == 200
    newer = refresh_token(traded)
    # A lost answer may be asked for again for a moment; a theft shows after it.
    time.sleep(REPEAT_WITHIN.total_seconds() + 1)

    assert target.renew(victim.refresh).status_code == 401
    assert target.renew(newer).status_code == 401


def attack_by_trading_one_token_many_times_at_once(target: Target, victim: Account) -> None:
    """One of all that were given out is good in the end."""
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda _: target.renew(victim.refresh), range(8)))
    time.sleep(REPEAT_WITHIN.total_seconds() + 1)

    tokens = {refresh_token(answer) for answer in answers if answer.status_code == 200}
    good = [token for token in tokens if target.renew(token).status_code == 200]
    assert len(good) <= 1


def attack_after_log_out(target: Target, victim: Account) -> None:
    assert target.log_out(victim.refresh).status_code == 204

    assert target.renew(victim.refresh).status_code == 401


def attack_after_a_change_of_password(target: Target, victim: Account) -> None:
    """Somebody who was in before is out; the old password is no way back."""
    thief = target.sign_in(victim.user, victim.login)
    with target.client() as client:
        changed = client.post(
            f"{AUTH}/password",
            json={"current_password": PASSWORD, "new_password": NEW_PASSWORD},
            headers=victim.headers,
        )
        assert changed.status_code == 204, changed.text
        old = client.post(f"{AUTH}/login", json={"login": victim.login, "password": PASSWORD})

    assert target.renew(thief.refresh).status_code == 401
    assert old.status_code == 401


def attack_after_being_shut_out(target: Target, stranger: httpx2.Client, victim: Account) -> None:
    """A deactivated account is out at once, whatever tokens it holds."""
    admin = target.somebody(ADMIN)
    path = f"/api/v1/users/{wire(victim.user.id)}"
    shut = stranger.patch(path, json={"is_active": False}, headers=admin.headers)
    assert shut.status_code == 200, shut.text

    assert target.me(victim.access).status_code == 401
    assert target.renew(victim.refresh).status_code == 401
    again = stranger.post(f"{AUTH}/login", json={"login": victim.login, "password": PASSWORD})
    assert again.status_code == 401
