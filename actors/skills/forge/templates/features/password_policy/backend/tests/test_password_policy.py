"""Passwords that are refused, wherever one is chosen."""

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient
from sqlalchemy import orm

from app import cli
from app.config import Settings
<% if on.account_mail %>
from app.errors import InvalidError
<% endif %>
from app.models import FormerPassword, User
from app.models.base import utc_now
from app.security.password_rules import Holder, weakness
from app.services import <% if on.account_mail %>account_mail, <% endif %>password_policy
from tests.building import PASSWORD, Person

AUTH = "/api/v1/auth"
HOLDER = Holder(email="ada.byron@analytical.example", display_name="Augusta King")
NEW_PASSWORD = "another horse battery staple"

Hold = Callable[..., None]


@pytest.fixture
def hold(app_sessions: orm.sessionmaker[orm.Session], settings: Settings) -> Iterator[Hold]:
    """Runs the rest of the test under other rules."""

    def change(**values: Any) -> None:
        password_policy.hold(app_sessions, settings.model_copy(update=values))

    yield change
    password_policy.hold(app_sessions, settings)


def registration(password: str) -> dict[str, str]:
    return {
        "email": "grace.hopper@example.com",
<% if username %>
        "username": "amazing",
<% endif %>
<% if on.multi_tenancy %>
        "organisation": "Amazing",
<% endif %>
        "display_name": "Grace Hopper",
        "password": password,
    }


def change(client: TestClient, person: Person, old: str, new: str) -> Any:
    body = {"current_password": old, "new_password": new}
    return client.post(f"{AUTH}/password", json=body, headers=person.headers)


@pytest.mark.parametrize(
    "password",
    [
        "password123456",
        "P4$$w0rd!2024!",
        "passwordpassword",
        "iloveyou-sunshine",
        "qwertyuiopasdf",
        "1q2w3e4r5t6y7u",
        "123456789012",
        "aaaaaaaaaaaaaaa",
        "abcabcabcabcabc",
        "zyxwvutsrqponm",
        "Summer2024!!!!",
        "adminADMINadmin",
        "ｐａｓｓｗｏｒｄ１２３４５６",
        "analytical2024",
        "ada.byron-rowing-42",
        "AugustaKing-of-hearts",
        "@ugu5ta King rides",
    ],
)
def test_what_is_guessed_first_is_refused(password: str) -> None:
    assert weakness(password, "Zebra", HOLDER)


@pytest.mark.parametrize(
    "password",
    [
        "correct horse battery staple",
        "summer rain on tin roofs",
        "83920175638291",
        "T7#kq9!vLm2x",
        "dragon monkey shadow banana",
        "привет-тихая-река",
        "passwords are for otters",
    ],
)
def test_what_nobody_guesses_is_taken(password: str) -> None:
    assert weakness(password, "Zebra", HOLDER) is None


def test_the_product_s_own_name_counts_for_nothing() -> None:
    assert weakness("otterhouse-2024", "Otter House", HOLDER)
    assert weakness("otterhouse-2024", "Zebra", HOLDER) is None


def test_registration_says_what_is_wrong(client: TestClient, db: orm.Session) -> None:
    for password in ("password123456", "grace.hopper and her moth"):
        refused = client.post(f"{AUTH}/register", json=registration(password))
        assert refused.status_code == 422
        assert [it["field"] for it in refused.json()["error"]["details"]] == ["password"]
        assert password not in refused.text
    assert db.scalars(sa.select(User)).all() == []
    taken = client.post(f"{AUTH}/register", json=registration("moths in the relays"))
    assert taken.status_code == 201


def test_the_last_passwords_are_not_chosen_again(
    client: TestClient, db: orm.Session, member: Person, hold: Hold
) -> None:
    hold(password_reuse_refused=2)
    assert change(client, member, PASSWORD, PASSWORD).status_code == 422
    assert change(client, member, PASSWORD, NEW_PASSWORD).status_code == 204
    again = change(client, member, NEW_PASSWORD, PASSWORD)
    assert again.status_code == 422
    assert again.json()["error"]["details"][0]["field"] == "new_password"
    third = "a third horse, of bronze"
    assert change(client, member, NEW_PASSWORD, third).status_code == 204
    # The first is forgotten by now.
    assert change(client, member, third, PASSWORD).status_code == 204
    assert len(db.scalars(sa.select(FormerPassword)).all()) <= 2


def test_nothing_is_compared_where_that_is_set(
    client: TestClient, member: Person, hold: Hold
) -> None:
    hold(password_reuse_refused=0)
    assert change(client, member, PASSWORD, PASSWORD).status_code == 204


def test_a_change_needs_the_present_password_first(client: TestClient, member: Person) -> None:
    """Whoever finds an open session learns nothing of former passwords."""
    refused = change(client, member, "not the password", PASSWORD)
    assert [it["field"] for it in refused.json()["error"]["details"]] == ["current_password"]


def test_former_passwords_go_with_their_account(
    client: TestClient, db: orm.Session, member: Person
) -> None:
    assert change(client, member, PASSWORD, NEW_PASSWORD).status_code == 204
    db.execute(sa.delete(User).where(User.id == member.user.id))
    db.commit()
    assert db.scalars(sa.select(FormerPassword)).all() == []


@pytest.mark.parametrize(
    ("setting", "lacking", "having"),
    [
        ("password_needs_upper", "moths in the relays", "Moths in the relays"),
        ("password_needs_digit", "moths in the relays", "moths in 3 relays"),
        ("password_needs_sign", "moths in the relays", "moths in the relays!"),
    ],
)
def test_kinds_of_characters_are_asked_for_where_that_is_set(
    client: TestClient, hold: Hold, setting: str, lacking: str, having: str
) -> None:
    hold(**{setting: True})
    assert client.post(f"{AUTH}/register", json=registration(lacking)).status_code == 422
    assert client.post(f"{AUTH}/register", json=registration(having)).status_code == 201


def test_a_password_runs_out_where_that_is_set(
    client: TestClient, db: orm.Session, admin: Person, hold: Hold
) -> None:
    admin.user.created_at = utc_now() - dt.timedelta(days=91)
    db.commit()
    users = "/api/v1/users"
    assert client.get(users, headers=admin.headers).status_code == 200
    hold(password_expires_days=90)
    refused = client.get(users, headers=admin.headers)
    assert (refused.status_code, refused.json()["error"]["code"]) == (403, "password_expired")
    assert client.get(f"{AUTH}/me", headers=admin.headers).status_code == 200
    assert change(client, admin, PASSWORD, NEW_PASSWORD).status_code == 204
    assert client.get(users, headers=admin.headers).status_code == 200


def test_the_policy_is_told_to_anybody(client: TestClient) -> None:
    policy = client.get(f"{AUTH}/password-policy").json()
    assert policy["length_min"] == <<= app.choices.password_length_min =>>
    assert (policy["needs_upper"], policy["expires_days"]) == (False, 0)


def test_an_administrator_s_password_is_held_to_it(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    database_url: str,
    app_sessions: orm.sessionmaker[orm.Session],
) -> None:
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("ADMIN_PASSWORD", "administrator1234")
    monkeypatch.setattr(cli, "make_sessions", lambda _engine: app_sessions)
    arguments = ["create-admin", "--email=root@example.com", "--display-name=Root"]
<% if username %>
    arguments.append("--username=root")
<% endif %>
    assert cli.main(arguments) == 1
    output = capsys.readouterr()
    assert "easy to guess" in output.err
    assert "administrator1234" not in output.out + output.err
<% if on.account_mail %>


def test_a_reset_is_held_to_it_and_the_link_stays_good(db: orm.Session, member: Person) -> None:
    token = account_mail.issue(db, member.user.id, "reset")
    for password in ("password123456", PASSWORD):
        with pytest.raises(InvalidError):
            account_mail.reset_password(db, token, password)
        db.rollback()
    account_mail.reset_password(db, token, NEW_PASSWORD)
<% endif %>
