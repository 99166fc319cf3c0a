"""Connections of live updates: who gets one, what ends it, and what it may cost."""

import asyncio
import datetime as dt
import itertools
import json
import socket
import uuid
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import jwt
import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import orm
from sqlalchemy.exc import OperationalError
from starlette.websockets import WebSocketDisconnect
from websockets.exceptions import InvalidStatus

from app.config import Settings
from app.models import Id, RefreshToken, User
from app.models.base import utc_now
from app.models.users import DEFAULT_ROLE
from app.security.permissions import RULES
from app.security.rules import ADMIN
<% if on.password_policy %>
from app.services import live_access, live_connection, password_policy, sessions
<% else %>
from app.services import live_access, live_connection, sessions
<% endif %>
from app.services.live_audience import NOBODY, Audience
from app.services.live_connection import code_of
from app.services.live_hub import WAITING_MAX, Hub, Inbox
from app.services.live_news import Change, News
<% if on.password_policy %>
from app.services.password_policy import PasswordExpiredError
<% endif %>
from tests.building import PASSWORD, Person, make_user
from tests.conftest import ORIGIN
from tests.live_listening import listening, live_server, opened, sign_in, wait_until

EVERYONE = Audience(everyone=True)


@pytest.fixture(scope="module")
def address(app: FastAPI) -> Iterator[str]:
    with live_server(app) as url:
        yield url


@pytest.fixture
def hub(app: FastAPI, monkeypatch: pytest.MonkeyPatch) -> Hub:
    found: Hub = app.state.live_hub
    monkeypatch.setattr(found, "pace", found.pace)
    monkeypatch.setattr(found, "settings", found.settings)
    return found


@pytest.fixture
def token(db: orm.Session, settings: Settings, member: Person) -> str:
    return sign_in(db, settings, member.user)


def numbered(number: int) -> Id:
<% if uuid %>
    return Id(int=number)
<% else %>
    return number
<% endif %>


def news(count: int, first: int = 1) -> News:
    ids = range(first, first + count)
    return News([Change("things", numbered(it), NOBODY, EVERYONE) for it in ids])


def signed(settings: Settings, user: User, session_id: uuid.UUID, **changes: Any) -> str:
    now = utc_now()
    claims = {
        "sub": str(user.id),
        "sid": str(session_id),
        "type": "access",
        "exp": now + dt.timedelta(minutes=5),
        **changes,
    }
    return jwt.encode(claims, settings.secret_key.get_secret_value(), algorithm="HS256")


def session_of(db: orm.Session, user: User) -> uuid.UUID:
    found = db.scalars(sa.select(RefreshToken.family_id).where(RefreshToken.user_id == user.id))
    return found.one()


def refused(address: str, token: Any) -> int:
    with opened(address) as ear:
        ear.say({"type": "hello", "token": token})
        return ear.code()


def test_tokens_that_are_not_good(
    address: str, db: orm.Session, settings: Settings, member: Person, token: str
) -> None:
    user, session_id = member.user, session_of(db, member.user)
    assert refused(address, "nonsense") == 4401
    assert refused(address, f"ak_{'x' * 43}") == 4401
    over = utc_now() - dt.timedelta(seconds=1)
    assert refused(address, signed(settings, user, session_id, exp=over)) == 4401
    assert refused(address, signed(settings, user, session_id, type="other")) == 4401
    assert refused(address, signed(settings, user, session_id, sub="nobody")) == 4401
    assert refused(address, signed(settings, user, uuid.uuid4())) == 4401
    # Somebody else's session.
    other = make_user(db, DEFAULT_ROLE)
    assert refused(address, signed(settings, other, session_id)) == 4401
    assert refused(address, 7) == 4400
    with listening(address, signed(settings, user, session_id)):
        pass
    user.is_active = False
    db.commit()
    assert refused(address, token) == 4401


def test_sessions_that_are_over(address: str, db: orm.Session, member: Person, token: str) -> None:
    db.execute(sa.update(RefreshToken).values(expires_at=utc_now()))
    db.commit()
    assert refused(address, token) == 4401
    # This one was never revoked.
    assert session_of(db, member.user)


def test_visitors_listen_where_they_may_read(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if any(rules["read"].anonymous for rules in RULES.values()):
        with listening(address, None) as ear:
            assert ear
    closed = {"things": {"read": replace(next(iter(RULES.values()))["read"], anonymous=False)}}
    monkeypatch.setattr(live_access, "RULES", closed)
    assert refused(address, None) == 4401


def test_a_page_of_another_site_gets_no_connection(address: str, token: str) -> None:
    for origin in ("https://evil.example", "null"):
        with pytest.raises(InvalidStatus) as caught, opened(address, origin=origin):
            pass
        assert caught.value.response.status_code == 403
    host = address.split("/")[2]
    for origin in (ORIGIN, f"http://{host}"):
        with opened(address, origin=origin) as ear:
            ear.say({"type": "hello", "token": token})
            assert ear.hear()["type"] == "ready"


def test_no_token_is_taken_from_the_address(address: str, token: str) -> None:
    with opened(f"{address}?token={token}") as ear:
        ear.say({"type": "hello", "token": "nonsense"})
        assert ear.code() == 4401


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("no JSON", 4400),
        ("[]", 4400),
        ('{"type": 7}', 4400),
        ('{"type": "pong"}', 4400),
        (b"bytes", 4400),
        (json.dumps({"type": "hello", "token": "x" * 5000}), 1009),
        (json.dumps({"type": "hello", "token": "x" * 20_000}), 1009),
    ],
    ids=["text", "list", "type", "no greeting", "bytes", "long", "very long"],
)
def test_wrong_messages(said: str | bytes, code: int, address: str) -> None:
    with opened(address) as ear:
        ear.socket.send(said)
        assert ear.code() == code


def test_wrong_messages_later(address: str, token: str) -> None:
    with listening(address, token) as ear:
        ear.say({"type": "hello", "token": token})
        assert ear.code() == 4400


def test_too_many_messages(address: str, token: str) -> None:
    with listening(address, token) as ear:
        for _ in range(live_connection.MESSAGES_PER_MINUTE):
            ear.say({"type": "pong"})
        assert ear.code() == 4400


def test_who_says_nothing_is_gone(address: str, hub: Hub) -> None:
    hub.pace = replace(hub.pace, hello=0.05)
    with opened(address) as ear:
        assert ear.code() == 4408


def test_signs_of_life(address: str, hub: Hub, token: str) -> None:
    hub.pace = replace(hub.pace, beat=0.05)
    with listening(address, token) as ear:
        for _ in range(3):
            assert ear.hear() == {"type": "ping"}
            ear.say({"type": "pong"})
        hub.pace = replace(hub.pace, silence=0.2)
        assert ear.code() == 4408


def test_a_session_that_is_ended(address: str, client: TestClient, db: orm.Session) -> None:
    user = make_user(db, DEFAULT_ROLE)
    settings: Settings = client.app.state.settings  # type: ignore[attr-defined]
    ending = sessions.issue(db, settings, user.id, uuid.uuid4())
    db.commit()
    staying = sign_in(db, settings, user)
    with listening(address, ending.access) as gone, listening(address, staying) as there:
        sessions.logout(db, ending.refresh)
        assert gone.code() == 4401
        assert there.told(db) == []


def test_renewing_a_session_ends_nothing(
    address: str, db: orm.Session, settings: Settings, member: Person
) -> None:
    first = sessions.issue(db, settings, member.user.id, uuid.uuid4())
    db.commit()
    with listening(address, first.access) as ear:
        renewed = sessions.refresh(db, settings, first.refresh)
        ear.say({"type": "token", "token": renewed.access})
        assert ear.hear()["expires_in"] > 0
        assert ear.told(db) == []


def test_an_account_that_is_closed_or_has_another_role(
    address: str, client: TestClient, db: orm.Session, settings: Settings, admin: Person
) -> None:
    for change, code in (({"role": ADMIN}, 4409), ({"is_active": False}, 4401)):
        user = make_user(db, DEFAULT_ROLE)
        bystander = make_user(db, DEFAULT_ROLE)
        with (
            listening(address, sign_in(db, settings, user)) as ear,
            listening(address, sign_in(db, settings, bystander)) as other,
        ):
            url = f"/api/v1/users/{user.id}"
            assert client.patch(url, json=change, headers=admin.headers).status_code == 200
            assert ear.code() == code
            assert other.told(db) == []


def test_what_nobody_told_is_found_out_in_time(
    address: str, hub: Hub, db: orm.Session, settings: Settings, member: Person
) -> None:
    """As when somebody changes the database by hand."""
    hub.pace = replace(hub.pace, beat=0.05, check=0.1)
    with listening(address, sign_in(db, settings, member.user)) as ear:
        with db.connection() as connection:
            connection.execute(sa.update(User).values(is_active=False))
            connection.commit()
        assert ear.code() == 4401


def test_a_database_that_is_away_ends_nothing(
    address: str, hub: Hub, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with listening(address, token) as ear:

        def away(*_: object) -> bool:
            asked.append(1)
            raise OperationalError("SELECT", {}, Exception("away"))

        asked: list[int] = []
        monkeypatch.setattr(live_access, "still_holds", away)
        hub.pace = replace(hub.pace, beat=0.02, check=0.0)
        hub.tell(News(reset=True))
        hub.tell(news(1))
        wait_until(lambda: len(asked) > 1 or ear.hear())
        assert ear.hear()["type"] in ("ping", "changes", "reset")


def test_nobody_is_let_in_while_the_database_is_away(
    address: str, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> None:
        raise OperationalError("SELECT", {}, Exception("away"))

    monkeypatch.setattr(live_access, "admit", away)
    assert refused(address, token) == 1013


<% if on.password_policy %>
def test_a_password_that_is_over(
    address: str, hub: Hub, member: Person, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def over(*_: object) -> None:
        raise PasswordExpiredError

    with listening(address, token) as ear:
        monkeypatch.setattr(password_policy, "refuse_expired", over)
        assert refused(address, token) == 4401
        hub.tell(News(accounts=[str(member.user.id)]))
        assert ear.code() == 4401


<% endif %>
def test_a_connection_ends_with_its_token_unless_there_is_another(
    address: str, db: orm.Session, settings: Settings, member: Person, token: str
) -> None:
    session_id = session_of(db, member.user)
    soon = utc_now() + dt.timedelta(seconds=2)
    short = signed(settings, member.user, session_id, exp=soon)
    with listening(address, short) as ending, listening(address, short) as renewed:
        renewed.say({"type": "token", "token": token})
        ready = renewed.hear()
        assert ready["type"] == "ready"
        assert 60 < ready["expires_in"] <= settings.access_token_minutes * 60
        assert ending.code() == 4401
        assert renewed.told(db) == []


def test_another_accounts_token_and_a_bad_one(
    address: str, db: orm.Session, settings: Settings, token: str
) -> None:
    other = sign_in(db, settings, make_user(db, DEFAULT_ROLE))
    for next_token, code in ((other, 4409), ("nonsense", 4401)):
        with listening(address, token) as ear:
            ear.say({"type": "token", "token": next_token})
            assert ear.code() == code


def test_limits(
    address: str, hub: Hub, db: orm.Session, settings: Settings, member: Person, token: str
) -> None:
    wait_until(lambda: len(hub) == 0)
    hub.settings = settings.model_copy(update={"live_connections_per_account": 1})
    with listening(address, token):
        assert refused(address, token) == 4429
        with listening(address, sign_in(db, settings, make_user(db, DEFAULT_ROLE))):
            pass
    wait_until(lambda: len(hub) == 0)
    with listening(address, token):
        pass
    for limit in ("live_connections", "live_connections_per_address"):
        wait_until(lambda: hub._addresses.total() == 0)
        hub.settings = settings.model_copy(update={limit: 1})
        with listening(address, token), pytest.raises(InvalidStatus), opened(address):
            pass


def test_of_each_record_once_and_in_order(address: str, hub: Hub, token: str) -> None:
    with listening(address, token) as ear:
        hub.tell(news(3))
        updated = [replace(it, before=EVERYONE) for it in news(2).changes]
        hub.tell(News(updated))
        hub.tell(News([replace(it, after=NOBODY) for it in updated[:1]], reset=True))
        told = ear.until_reset()
    assert {it[:2] for it in told} == {("things", str(numbered(it))) for it in (1, 2, 3)}
    last = {it[1]: it[2] for it in told}
    assert last[str(numbered(1))] == "deleted"
    assert last[str(numbered(3))] == "created"


def test_a_client_that_is_told_too_much_is_let_go(address: str, hub: Hub, token: str) -> None:
    with listening(address, token) as ear:
        hub.tell(news(WAITING_MAX + 1))
        assert ear.code() == 1013


def test_a_client_that_takes_nothing_is_let_go(address: str, hub: Hub, token: str) -> None:
    wait_until(lambda: len(hub) == 0)
    hub.pace = replace(hub.pace, send=0.2)
    host, port = address.split("/")[2].split(":")
    narrow = socket.socket()
    narrow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    narrow.connect((host, int(port)))
    with opened(address, sock=narrow, compression=None, max_queue=1) as ear:
        ear.say({"type": "hello", "token": token})
        wait_until(lambda: len(hub) == 1)
        told = itertools.count(1)

        def is_gone() -> bool:
            # Nobody is waited for meanwhile, and what waits does not grow.
            hub.tell(news(400, 1000 * next(told)))
            return len(hub) == 0

        wait_until(is_gone)
        ear.socket.socket.close()
    narrow.close()


def test_what_nobody_foresaw_is_no_secret() -> None:
    unknown = BaseExceptionGroup("", [ValueError("what")])
    with pytest.raises(BaseExceptionGroup):
        code_of(unknown)
    gone = BaseExceptionGroup("", [WebSocketDisconnect(1001), live_connection.EndError(4401)])
    assert code_of(gone) == 0


def test_a_listener_whose_loop_is_over_harms_nobody() -> None:
    async def arrive() -> Inbox:
        return Inbox()

    inbox = asyncio.run(arrive())
    inbox.put([], reset=True, doubted=False)
    assert inbox.take() == []


def test_a_password_is_changed_elsewhere(
    address: str, client: TestClient, db: orm.Session, settings: Settings, member: Person
) -> None:
    """Whoever knew the old one is out, and hears nothing more."""
    mine = sign_in(db, settings, member.user)
    theirs = sign_in(db, settings, member.user)
    with listening(address, theirs) as other, listening(address, mine) as own:
        body = {"current_password": PASSWORD, "new_password": f"another {PASSWORD} 7Q"}
        headers = {"Authorization": f"Bearer {mine}"}
        changed = client.post("/api/v1/auth/password", json=body, headers=headers)
        assert changed.status_code == 204, changed.text
        assert other.code() == 4401
        assert own.told(db) == []
