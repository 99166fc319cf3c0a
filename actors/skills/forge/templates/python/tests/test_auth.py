"""Registration, login, rotation of refresh tokens, and one's own account."""

import datetime as dt
from typing import Any

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient
from sqlalchemy import orm

from app.config import Settings
from app.models import RefreshToken, User
from app.models.base import utc_now
from app.models.users import DEFAULT_ROLE
<% if on.multi_tenancy %>
from app.organisation_scope import everywhere
<% endif %>
from app.security.passwords import verify_password
from app.security.rules import ADMIN
from app.security.tokens import read_access_token
from app.services.sessions import ADDRESS_LOGINS, REPEAT_WITHIN
from tests.building import PASSWORD, Person, make_person, next_number

AUTH = "/api/v1/auth"
NEW_PASSWORD = "another horse battery staple"


def registration(**values: Any) -> dict[str, Any]:
    number = next_number()
    return {
        "email": f"new{number}@example.com",
<% if username %>
        "username": f"new{number}",
<% endif %>
<% if on.multi_tenancy %>
        "organisation": "New",
<% endif %>
        "display_name": "New Person",
        "password": PASSWORD,
        **values,
    }


def login(client: TestClient, user: User, password: str = PASSWORD) -> Any:
    return client.post(f"{AUTH}/login", json={"login": user.<<= py.login_column =>>, "password": password})


<% if cookie %>
def refresh(client: TestClient, **options: Any) -> Any:
    return client.post(f"{AUTH}/refresh", **options)


def refresh_token(client: TestClient, _answer: Any) -> str:
    token = client.cookies.get("refresh_token")
    assert token is not None
    return token


def refresh_with(client: TestClient, token: str) -> Any:
    client.cookies.clear()
    return refresh(client, headers={"Cookie": f"refresh_token={token}"})
<% else %>
def refresh_token(_client: TestClient, answer: Any) -> str:
    token: str = answer.json()["refresh_token"]
    return token


def refresh_with(client: TestClient, token: str) -> Any:
    return client.post(f"{AUTH}/refresh", json={"refresh_token": token})
<% endif %>


def bearer(answer: Any) -> dict[str, str]:
    return {"Authorization": f"Bearer {answer.json()['access_token']}"}


def test_registration(client: TestClient, db: orm.Session) -> None:
    body = registration(email="Mixed.Case@Example.com")

    response = client.post(f"{AUTH}/register", json=body)

    assert response.status_code == 201, response.text
    user = response.json()
    assert user["email"] == "mixed.case@example.com"
    assert (user["role"], user["is_active"]) == (<% if on.multi_tenancy %>ADMIN<% else %>DEFAULT_ROLE<% endif %>, True)
    assert not {"password", "password_hash"} & user.keys()
<% if on.multi_tenancy %>
    with everywhere(db):
        stored = db.scalars(sa.select(User)).one()
<% else %>
    stored = db.scalars(sa.select(User)).one()
<% endif %>
    assert stored.password_hash.startswith("$argon2id$")
    assert login(client, stored).status_code == 200


@pytest.mark.parametrize("name", [<% if username %>"email", "username"<% else %>"email"<% endif %>])
def test_a_login_is_taken_once(name: str, client: TestClient) -> None:
    first = registration()
    client.post(f"{AUTH}/register", json=first)

    response = client.post(f"{AUTH}/register", json=registration(**{name: first[name].upper()}))

    assert response.status_code == 409
    error = response.json()["error"]
    assert error["code"] == "conflict"
    assert error["details"][0]["field"] == name


@pytest.mark.parametrize(
    "values",
    [
        {"email": "nobody"},
        {"password": "short"},
        {"password": "a" * 129},
        {"display_name": ""},
        pytest.param({"display_name": "a\x00b"}, id="a character that no text may hold"),
        {"role": ADMIN},
        {"is_active": True},
<% if username %>
        {"username": "with space"},
<% endif %>
    ],
    ids=str,
)
def test_registrations_that_are_refused(values: dict[str, Any], client: TestClient) -> None:
    response = client.post(f"{AUTH}/register", json=registration(**values))

    assert response.status_code == 422
    assert response.json()["error"]["details"][0]["field"] == next(iter(values))


def test_login(client: TestClient, member: Person, settings: Settings) -> None:
    response = login(client, member.user)

    assert response.status_code == 200
    body = response.json()
    assert body["token_type"] == "bearer"
    assert body["expires_in"] == settings.access_token_minutes * 60
    assert read_access_token(settings, body["access_token"]).user_id == str(member.user.id)
    assert client.get(f"{AUTH}/me", headers=bearer(response)).status_code == 200


<% if cookie %>
def test_the_cookie_is_out_of_reach(client: TestClient, member: Person) -> None:
    cookie = login(client, member.user).headers["set-cookie"]

    for attribute in ("HttpOnly", "Secure", "SameSite=strict", f"Path={AUTH}"):
        assert attribute in cookie


@pytest.mark.parametrize("operation", ["refresh", "logout"])
def test_another_site_cannot_use_the_cookie(
    operation: str, client: TestClient, member: Person
) -> None:
    login(client, member.user)

    foreign = client.post(f"{AUTH}/{operation}", headers={"Origin": "https://evil.example"})
    own = client.post(f"{AUTH}/{operation}", headers={"Origin": "https://testserver"})

    assert foreign.status_code == 403
    assert own.is_success


<% endif %>
def test_who_does_not_exist_and_who_is_wrong_look_the_same(
    client: TestClient, member: Person
) -> None:
    wrong = login(client, member.user, "not the password")
    nobody = client.post(f"{AUTH}/login", json={"login": "nobody", "password": PASSWORD})

    assert wrong.status_code == nobody.status_code == 401
    assert wrong.json() == nobody.json()


def test_failed_logins_are_limited(client: TestClient, member: Person, admin: Person) -> None:
    for _ in range(3):
        assert login(client, member.user, "not the password").status_code == 401

    limited = login(client, member.user)

    assert limited.status_code == 429
    assert limited.json()["error"]["code"] == "rate_limited"
    assert int(limited.headers["Retry-After"]) > 0
    # What is refused to one account is not held against the others of the address.
    for _ in range(3 * ADDRESS_LOGINS + 1):
        assert login(client, member.user).status_code == 429
    assert login(client, admin.user).status_code == 200


def test_a_right_password_makes_up_for_wrong_ones(client: TestClient, member: Person) -> None:
    for _ in range(2):
        assert login(client, member.user, "not the password").status_code == 401
        assert login(client, member.user, "not the password").status_code == 401
        assert login(client, member.user).status_code == 200


def test_one_password_on_many_accounts_is_limited(
    client: TestClient, member: Person, settings: Settings
) -> None:
    for number in range(settings.login_attempts_per_minute * ADDRESS_LOGINS):
        guess = {"login": f"leaked{number}@example.com", "password": PASSWORD}
        assert client.post(f"{AUTH}/login", json=guess).status_code == 401
        if number == 0:
            # What is right is no failure, and takes none back that others had.
            assert login(client, member.user).status_code == 200

    assert login(client, member.user).status_code == 429


def test_made_up_names_wash_no_failures_away(
    client: TestClient, member: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.security.rate_limit.KEYS_MAX", 40)
    for _ in range(3):
        assert login(client, member.user, "not the password").status_code == 401

    for number in range(60):
        client.post(f"{AUTH}/login", json={"login": f"nobody{number}", "password": PASSWORD})

    assert login(client, member.user).status_code == 429


def test_addresses_of_one_network_have_their_guesses_together(
    client: TestClient, member: Person
) -> None:
    def at(number: int) -> TestClient:
        return TestClient(client.app, client=(f"2001:db8::{number}", 50000))

    for number in range(3):
        assert login(at(number), member.user, "not the password").status_code == 401

    assert login(at(4), member.user).status_code == 429
    assert login(client, member.user).status_code == 200


def test_a_weak_hash_is_renewed(
    client: TestClient, db: orm.Session, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = make_person(db, settings, DEFAULT_ROLE)
    before = person.user.password_hash
    monkeypatch.setattr("app.services.sessions.is_outdated", lambda _hash: True)

    assert login(client, person.user).status_code == 200

    db.refresh(person.user)
    assert person.user.password_hash != before


def test_refresh_tokens_rotate(client: TestClient, member: Person) -> None:
    first = refresh_token(client, login(client, member.user))

    answer = refresh_with(client, first)

    assert answer.status_code == 200, answer.text
    second = refresh_token(client, answer)
    assert second != first
    assert refresh_with(client, second).status_code == 200


def test_a_login_leaves_those_before_it(client: TestClient, member: Person, admin: Person) -> None:
    first = refresh_token(client, login(client, member.user))
    somebody_elses = refresh_token(client, login(client, admin.user))

    assert login(client, member.user).status_code == 200

    assert refresh_with(client, first).status_code == 200
    assert refresh_with(client, somebody_elses).status_code == 200


def a_while_later(db: orm.Session) -> None:
    """Every token that was traded or revoked was so longer ago than an answer is on its way."""
    for token in db.scalars(sa.select(RefreshToken).execution_options(populate_existing=True)):
        if token.revoked_at is not None:
            token.revoked_at -= REPEAT_WITHIN
    db.commit()


def test_a_lost_answer_can_be_asked_for_again(
    client: TestClient, db: orm.Session, member: Person
) -> None:
    first = refresh_token(client, login(client, member.user))
    lost = refresh_token(client, refresh_with(client, first))

    answer = refresh_with(client, first)

    assert answer.status_code == 200, answer.text
    again = refresh_token(client, answer)
    a_while_later(db)
    assert refresh_with(client, again).status_code == 200
    a_while_later(db)
    assert refresh_with(client, lost).status_code == 401


def test_a_used_refresh_token_ends_its_family(
    client: TestClient, db: orm.Session, member: Person
) -> None:
    first = refresh_token(client, login(client, member.user))
    second = refresh_token(client, refresh_with(client, first))
    a_while_later(db)

    stolen = refresh_with(client, first)

    assert stolen.status_code == 401
    assert refresh_with(client, second).status_code == 401


def test_a_token_does_not_grow_younger(client: TestClient, db: orm.Session, member: Person) -> None:
    first = refresh_token(client, login(client, member.user))
    second = refresh_token(client, refresh_with(client, first))
    a_while_later(db)
    assert refresh_with(client, second).status_code == 200

    # Its family was renewed just now, it itself was traded long ago.
    assert refresh_with(client, first).status_code == 401


def test_other_logins_outlive_a_stolen_token(
    client: TestClient, db: orm.Session, member: Person
) -> None:
    first = refresh_token(client, login(client, member.user))
    other = refresh_token(client, login(client, member.user))
    refresh_with(client, first)
    a_while_later(db)
    assert refresh_with(client, first).status_code == 401

    assert refresh_with(client, other).status_code == 200


def test_an_expired_refresh_token(client: TestClient, db: orm.Session, member: Person) -> None:
    token = refresh_token(client, login(client, member.user))
    db.execute(sa.update(RefreshToken).values(expires_at=utc_now() - dt.timedelta(seconds=1)))
    db.commit()

    assert refresh_with(client, token).status_code == 401
    login(client, member.user)
    assert db.scalar(sa.select(sa.func.count()).select_from(RefreshToken)) == 1


def test_unknown_refresh_tokens(client: TestClient) -> None:
    assert refresh_with(client, "made-up").status_code == 401
<% if cookie %>
    client.cookies.clear()
    assert refresh(client).status_code == 401
<% endif %>


def test_logout_ends_the_session(client: TestClient, member: Person) -> None:
    token = refresh_token(client, login(client, member.user))
<% if cookie %>

    assert client.post(f"{AUTH}/logout").status_code == 204

    assert client.cookies.get("refresh_token") is None
    assert client.post(f"{AUTH}/logout").status_code == 204
<% else %>

    assert client.post(f"{AUTH}/logout", json={"refresh_token": token}).status_code == 204

    unknown = client.post(f"{AUTH}/logout", json={"refresh_token": "made-up"})
    assert unknown.status_code == 204
<% endif %>
    assert refresh_with(client, token).status_code == 401


def change_password(client: TestClient, headers: Any, old: str, new: str) -> Any:
    body = {"current_password": old, "new_password": new}
    return client.post(f"{AUTH}/password", json=body, headers=headers)


def test_changing_the_password_ends_other_sessions(
    client: TestClient, db: orm.Session, member: Person, admin: Person
) -> None:
    other = refresh_token(client, login(client, member.user))
    somebody_elses = refresh_token(client, login(client, admin.user))
    answer = login(client, member.user)
    mine = refresh_token(client, answer)

    response = change_password(client, bearer(answer), PASSWORD, NEW_PASSWORD)

    assert response.status_code == 204
    db.refresh(member.user)
    assert verify_password(NEW_PASSWORD, member.user.password_hash)
    assert refresh_with(client, mine).status_code == 200
    assert refresh_with(client, other).status_code == 401
    assert refresh_with(client, somebody_elses).status_code == 200


def test_changing_the_password_needs_the_old_one(
    client: TestClient, member: Person, admin: Person
) -> None:
    def guess(person: Person) -> Any:
        return change_password(client, person.headers, "not the password", NEW_PASSWORD)

    answers = [guess(member) for _ in range(4)]

    assert [answer.status_code for answer in answers] == [422, 422, 422, 429]
    assert answers[0].json()["error"]["details"][0]["field"] == "current_password"
    # Each account has guesses of its own, and a right one makes up for those before it.
    assert [guess(admin).status_code for _ in range(2)] == [422, 422]
    assert change_password(client, admin.headers, PASSWORD, NEW_PASSWORD).status_code == 204
    assert [guess(admin).status_code for _ in range(4)] == [422, 422, 422, 429]


def test_own_account(client: TestClient, member: Person) -> None:
    changed = client.patch(f"{AUTH}/me", json={"display_name": "Renamed"}, headers=member.headers)

    assert changed.status_code == 200
    assert changed.json()["display_name"] == "Renamed"
    assert client.get(f"{AUTH}/me", headers=member.headers).json() == changed.json()


@pytest.mark.parametrize("change", [{"role": ADMIN}, {"is_active": False}, {"email": "a@b.com"}])
def test_nobody_promotes_themself(
    change: dict[str, Any], client: TestClient, member: Person
) -> None:
    assert client.patch(f"{AUTH}/me", json=change, headers=member.headers).status_code == 422


@pytest.mark.parametrize("token", ["", "nonsense", "a.b.c"])
def test_a_bad_token_is_refused(token: str, client: TestClient) -> None:
    response = client.get(f"{AUTH}/me", headers={"Authorization": f"Bearer {token}"})

    assert response.status_code == 401
    assert response.json()["error"]["code"] == "unauthenticated"
    assert response.headers["WWW-Authenticate"] == "Bearer"


def test_a_deactivated_account_is_out(client: TestClient, db: orm.Session, member: Person) -> None:
    token = refresh_token(client, login(client, member.user))
    member.user.is_active = False
    db.add(member.user)
    db.commit()

    assert client.get(f"{AUTH}/me", headers=member.headers).status_code == 401
    assert refresh_with(client, token).status_code == 401
    assert login(client, member.user).status_code == 401


def test_the_role_is_read_from_the_database(
    client: TestClient, db: orm.Session, admin: Person
) -> None:
    assert client.get("/api/v1/users", headers=admin.headers).status_code == 200
    admin.user.role = DEFAULT_ROLE
    db.add(admin.user)
    db.commit()

    assert client.get("/api/v1/users", headers=admin.headers).status_code == 403
