"""Guessing: one account many times, many accounts once, from one address that says it is many, and defaults."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx2
import pytest
from sqlalchemy import orm

from app.config import Settings
from app.services.sessions import ADDRESS_LOGINS
from attacks.target import AUTH, Account, Target, running
from tests.building import PASSWORD

LIMIT = Settings.model_fields["login_attempts_per_minute"].default
WRONG = "not the password 1"


@pytest.fixture(scope="module")
def target(
    sessions: orm.sessionmaker[orm.Session], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Target]:
    """A server of their own: in the end it hardly listens to this address any more."""
    with running(tmp_path_factory.mktemp("guessed") / "output.log", sessions) as target:
        yield target


def guess(client: httpx2.Client, login: str, password: str = WRONG, **headers: str) -> int:
    body = {"login": login, "password": password}
    return client.post(f"{AUTH}/login", json=body, headers=headers).status_code


def attack_one_account(stranger: httpx2.Client, victim: Account) -> None:
    answers = [guess(stranger, victim.login, f"{WRONG}{number}") for number in range(3 * LIMIT)]

    assert answers == [401] * LIMIT + [429] * (2 * LIMIT)
    # Even the right one tells nothing now.
    assert guess(stranger, victim.login, PASSWORD) == 429


def attack_one_account_at_once(target: Target, victim: Account) -> None:
    """No more pass side by side than one after another."""

    def once(number: int) -> int:
        with target.client() as client:
            return guess(client, victim.login, f"{WRONG}{number}")

    with ThreadPoolExecutor(4 * LIMIT) as threads:
        answers = list(threads.map(once, range(4 * LIMIT)))

    assert answers.count(401) == LIMIT
    assert answers.count(429) == 3 * LIMIT


def attack_under_other_names(stranger: httpx2.Client, victim: Account) -> None:
    """Spellings that are the same account share its limit; others are no account."""
    spellings = [victim.login.upper(), victim.login.title(), victim.login]
    answers = [guess(stranger, spellings[number % 3]) for number in range(2 * LIMIT)]

    assert answers.count(401) == LIMIT
    for other in (f" {victim.login}", f"{victim.login}\t"):
        assert guess(stranger, other, PASSWORD) in (401, 422)


def attack_from_addresses_that_are_made_up(stranger: httpx2.Client, victim: Account) -> None:
    answers = []
    for number in range(3 * LIMIT):
        forged = f"203.0.113.{number + 1}"
        headers = {
            "X-Forwarded-For": forged,
            "X-Real-IP": forged,
            "Forwarded": f"for={forged}",
            "CF-Connecting-IP": forged,
            "True-Client-IP": forged,
        }
        answers.append(guess(stranger, victim.login, **headers))

    assert answers.count(401) == LIMIT


def attack_with_defaults(stranger: httpx2.Client) -> None:
    for login, password in (("admin", "admin"), ("admin@example.com", "changeme")):
        assert guess(stranger, login, password) in (401, 422)


def attack_by_telling_accounts_apart(stranger: httpx2.Client, victim: Account) -> None:
    """Who exists and who does not, with a wrong password, word for word."""
    answers = [
        stranger.post(f"{AUTH}/login", json={"login": login, "password": WRONG})
        for login in (victim.login, f"nobody-{victim.login}")
    ]

    assert answers[0].status_code == answers[1].status_code
    assert answers[0].json() == answers[1].json()


def attack_with_what_another_product_lost(
    sessions: orm.sessionmaker[orm.Session], tmp_path: Path
) -> None:
    """One password each for many accounts: the address has a limit too, and an own account does not lift it."""
    with running(tmp_path / "output.log", sessions) as target, target.client() as stranger:
        own = target.account()
        answers = []
        for number in range(ADDRESS_LOGINS * LIMIT + 10):
            answers.append(guess(stranger, f"leaked{number}@example.com"))
            if number % 10 == 0:
                guess(stranger, own.login, PASSWORD)

    assert answers == [401] * (ADDRESS_LOGINS * LIMIT) + [429] * 10
