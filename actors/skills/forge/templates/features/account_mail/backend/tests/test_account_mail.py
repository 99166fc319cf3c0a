"""Links by e-mail: sent by a real server's protocol, good once, and telling nobody who has an account."""

import datetime as dt
import re
import socket
from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import orm

from app.config import Settings
from app.models import AccountToken, User, VerifiedAddress
from app.models.base import utc_now
from app.security.passwords import verify_password
from app.security.rate_limit import RateLimiter
from app.services import account_mail, outbox
from app.services.mail import LoggingMailer, Mail, SmtpMailer, mailer_for, message
from app.services.outbox import Outbox
from tests.building import PASSWORD, Person, next_number
<% if on.multi_tenancy %>
from tests.joining import invited, joining
<% endif %>
from tests.mailboxes import Held, Mailbox

AUTH = "/api/v1/auth"
NEW_PASSWORD = "another horse battery staple"
TOKEN = re.compile(r"[A-Za-z0-9_-]{43}(?![A-Za-z0-9_-])")


@pytest.fixture
def mailbox() -> Mailbox:
    return Mailbox()


@pytest.fixture
def held() -> Held:
    return Held()


@pytest.fixture(autouse=True)
def sent_to_the_mailbox(app: FastAPI, mailbox: Mailbox, held: Held) -> Iterator[None]:
    before = app.state.outbox
    app.state.outbox = Outbox(app.state.sessions, mailbox, held)
    app.state.mail_limiter = RateLimiter(account_mail.MAILS_MAX, account_mail.MAILS_WINDOW_S)
    yield
    app.state.outbox = before


def ask(client: TestClient, email: str) -> Any:
    return client.post(f"{AUTH}/password-reset", json={"email": email})


def confirm(client: TestClient, token: str, password: str = NEW_PASSWORD) -> int:
    body = {"token": token, "password": password}
    return client.post(f"{AUTH}/password-reset/confirm", json=body).status_code


def verify(client: TestClient, token: str) -> int:
    url = f"{AUTH}/email-verification/confirm"
    return client.post(url, json={"token": token}).status_code


def token_in(mail: Mail) -> str:
    found = TOKEN.search(mail.text)
    assert found is not None, mail.text
    return found[0]


def reset_token(client: TestClient, user: User, mailbox: Mailbox, held: Held) -> str:
    assert ask(client, user.email).status_code == 202
    held.run()
    return token_in(mailbox.mails[-1])


def sign_in(client: TestClient, user: User, password: str) -> int:
    body = {"login": user.<<= py.login_column =>>, "password": password}
    return client.post(f"{AUTH}/login", json=body).status_code


def test_a_forgotten_password_is_chosen_anew(
    client: TestClient, member: Person, mailbox: Mailbox, held: Held
) -> None:
    assert sign_in(client, member.user, PASSWORD) == 200
    token = reset_token(client, member.user, mailbox, held)

    assert confirm(client, token) == 204

    assert [mail.to for mail in mailbox.mails] == [member.user.email]
    assert sign_in(client, member.user, PASSWORD) == 401
    # Whoever had a session from before is out.
<% if cookie %>
    assert client.post(f"{AUTH}/refresh").status_code == 401
<% endif %>
    assert sign_in(client, member.user, NEW_PASSWORD) == 200


def test_a_link_is_good_once(
    client: TestClient, member: Person, mailbox: Mailbox, held: Held
) -> None:
    token = reset_token(client, member.user, mailbox, held)

    assert confirm(client, token) == 204
    assert confirm(client, token, "a third horse battery staple") == 422
    assert sign_in(client, member.user, NEW_PASSWORD) == 200


def test_a_password_that_is_refused_leaves_the_link_good(
    client: TestClient, member: Person, mailbox: Mailbox, held: Held
) -> None:
    token = reset_token(client, member.user, mailbox, held)

    assert confirm(client, token, "short") == 422
    assert confirm(client, token) == 204


def test_the_newest_link_replaces_the_others(
    client: TestClient, member: Person, mailbox: Mailbox, held: Held
) -> None:
    first = reset_token(client, member.user, mailbox, held)
    second = reset_token(client, member.user, mailbox, held)

    assert confirm(client, first) == 422
    assert confirm(client, second) == 204


def test_a_link_runs_out(
    client: TestClient, db: orm.Session, member: Person, mailbox: Mailbox, held: Held
) -> None:
    token = reset_token(client, member.user, mailbox, held)
    db.execute(sa.update(AccountToken).values(expires_at=utc_now() - dt.timedelta(seconds=1)))
    db.commit()

    assert confirm(client, token) == 422


def test_a_link_is_for_one_purpose(
    client: TestClient, member: Person, mailbox: Mailbox, held: Held
) -> None:
    reset = reset_token(client, member.user, mailbox, held)
    client.post(f"{AUTH}/email-verification", headers=member.headers)
    held.run()
    verification = token_in(mailbox.mails[-1])

    assert verify(client, reset) == 422
    assert confirm(client, verification) == 422
    assert verify(client, verification) == 204


def test_a_closed_account_s_link_is_over(
    client: TestClient, admin: Person, member: Person, mailbox: Mailbox, held: Held
) -> None:
    token = reset_token(client, member.user, mailbox, held)
    url = f"/api/v1/users/{member.user.id}"
    client.patch(url, json={"is_active": False}, headers=admin.headers)

    assert confirm(client, token) == 422
    assert ask(client, member.user.email).status_code == 202
    held.run()
    assert len(mailbox.mails) == 1


def test_tokens_are_kept_as_hashes(
    client: TestClient, db: orm.Session, member: Person, mailbox: Mailbox, held: Held
) -> None:
    token = reset_token(client, member.user, mailbox, held)

    kept = db.scalars(sa.select(AccountToken)).one()
    assert token not in str(vars(kept))
    assert confirm(client, kept.token_hash) == 422


def test_nobody_learns_who_has_an_account(
    client: TestClient, db: orm.Session, member: Person, mailbox: Mailbox, held: Held
) -> None:
    known = ask(client, member.user.email)
    unknown = ask(client, "nobody@example.com")

    assert (known.status_code, known.content) == (unknown.status_code, unknown.content)
    # Nothing is looked up, written or sent before the answer: its time cannot tell either.
    assert len(held.waiting) == 2
    assert db.scalars(sa.select(AccountToken)).all() == []
    held.run()
    assert [mail.to for mail in mailbox.mails] == [member.user.email]


def test_nobody_floods_a_mailbox(client: TestClient, member: Person) -> None:
    for address in (member.user.email, "nobody@example.com"):
        answers = [ask(client, address) for _ in range(account_mail.MAILS_MAX + 1)]
        assert [answer.status_code for answer in answers] == [202] * account_mail.MAILS_MAX + [429]
        assert "Retry-After" in answers[-1].headers


def test_a_new_account_confirms_its_address(
    client: TestClient, db: orm.Session, mailbox: Mailbox, held: Held
) -> None:
    number = next_number()
<% if on.multi_tenancy %>
    email = f"new{number}@example.com"
    evil = "Click here\nhttps://evil.example"
    body = joining(invited(db, email), display_name=evil)
    assert client.post(f"{AUTH}/join", json=body).status_code == 201
    held.run()
    mail = mailbox.mails[0]

    assert mail.to == email
<% else %>
    registration = {
        "email": f"new{number}@example.com",
<% if username %>
        "username": f"new{number}",
<% endif %>
        "display_name": "Click here\nhttps://evil.example",
        "password": PASSWORD,
    }
    assert client.post(f"{AUTH}/register", json=registration).status_code == 201
    held.run()
    mail = mailbox.mails[0]

    assert mail.to == registration["email"]
<% endif %>
    # The address may be somebody else's: they get no words of a stranger.
    assert "evil" not in mail.text + mail.subject
    assert db.scalars(sa.select(VerifiedAddress)).all() == []
    assert verify(client, token_in(mail)) == 204
    assert db.scalars(sa.select(VerifiedAddress)).one().user_id is not None
    assert verify(client, token_in(mail)) == 422


def test_a_confirmed_address_is_shown_and_needs_no_link(
    client: TestClient, member: Person, mailbox: Mailbox, held: Held
) -> None:
    url = f"{AUTH}/email-verification"
    assert client.get(url, headers=member.headers).json() == {"verified_at": None}
    token = reset_token(client, member.user, mailbox, held)
    # One more waits from before.
    assert client.post(url, headers=member.headers).status_code == 202

    assert confirm(client, token) == 204

    assert client.get(url, headers=member.headers).json()["verified_at"] is not None
    assert client.post(url, headers=member.headers).status_code == 409
    held.run()
    assert len(mailbox.mails) == 1


def test_visitors_confirm_nothing_of_their_own(client: TestClient) -> None:
    assert client.get(f"{AUTH}/email-verification").status_code == 401
    assert client.post(f"{AUTH}/email-verification").status_code == 401
    assert verify(client, "a" * 43) == 422
    assert confirm(client, "a" * 43) == 422


def test_a_reset_keeps_the_hash_current(
    client: TestClient, db: orm.Session, member: Person, mailbox: Mailbox, held: Held
) -> None:
    assert confirm(client, reset_token(client, member.user, mailbox, held)) == 204

    user = db.get(User, member.user.id, populate_existing=True)
    assert user is not None
    assert verify_password(NEW_PASSWORD, user.password_hash)


def test_what_fails_is_noted_and_the_rest_goes_on(
    app: FastAPI, mailbox: Mailbox, held: Held, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(_db: orm.Session) -> Mail | None:
        message = "no server"
        raise OSError(message)

    post = Outbox(app.state.sessions, mailbox, held)
    post.do(broken)
    post.do(lambda _db: Mail(to="a@example.com", subject="s", text="t"))
    held.run()

    assert [mail.to for mail in mailbox.mails] == ["a@example.com"]
    assert "an e-mail was not sent" in caplog.text


def test_what_waits_is_limited(
    app: FastAPI,
    mailbox: Mailbox,
    held: Held,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(outbox, "WAITING_MAX", 1)
    post = Outbox(app.state.sessions, mailbox, held)
    for _ in range(2):
        post.do(lambda _db: None)

    assert len(held.waiting) == 1
    assert "one is dropped" in caplog.text
    held.run()
    post.do(lambda _db: None)
    assert len(held.waiting) == 1


class Received(Message):
    def __init__(self) -> None:
        super().__init__()
        self.messages: list[Any] = []

    def handle_message(self, message: Any) -> None:
        self.messages.append(message)


@pytest.fixture
def received() -> Iterator[tuple[Received, int]]:
    handler = Received()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    server = Controller(handler, hostname="127.0.0.1", port=port)
    server.start()
    yield handler, port
    server.stop()


def over_smtp(settings: Settings, port: int, **values: Any) -> SmtpMailer:
    plain = {"smtp_host": "127.0.0.1", "smtp_port": port, "smtp_security": "none", **values}
    return SmtpMailer(settings.model_copy(update=plain))


def test_a_real_server_gets_the_message(settings: Settings, received: tuple[Received, int]) -> None:
    handler, port = received
    mail = Mail(to="ada@example.com", subject="Grüße", text="https://example.com/#token=a\n")

    over_smtp(settings, port).send(mail)

    [message] = handler.messages
    assert (message["To"], message["From"]) == ("ada@example.com", settings.mail_from)
    assert message["Auto-Submitted"] == "auto-generated"
    assert "https://example.com/#token=a" in message.get_payload()


def test_a_server_that_speaks_in_the_clear_gets_nothing_unless_it_may(
    settings: Settings, received: tuple[Received, int]
) -> None:
    handler, port = received
    mail = Mail(to="ada@example.com", subject="s", text="t")

    for security in ("starttls", "tls"):
        with pytest.raises(OSError):  # noqa: PT011
            over_smtp(settings, port, smtp_security=security).send(mail)
    with pytest.raises(OSError):  # noqa: PT011
        over_smtp(settings, port, smtp_username="somebody").send(mail)

    assert handler.messages == []


def test_a_line_break_begins_no_header(settings: Settings) -> None:
    for mail in (
        Mail(to="a@example.com\nBcc: b@example.com", subject="s", text="t"),
        Mail(to="a@example.com", subject="s\nBcc: b@example.com", text="t"),
    ):
        with pytest.raises(ValueError, match="linefeed"):
            message(mail, settings.mail_from)


def test_without_a_server_only_development_shows_the_text(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    mail = Mail(to="ada@example.com", subject="s", text="the-token")
    for environment in ("production", "development"):
        caplog.clear()
        mailer = mailer_for(settings.model_copy(update={"environment": environment}))
        assert isinstance(mailer, LoggingMailer)
        mailer.send(mail)
        assert ("the-token" in caplog.text) == (environment == "development")
    assert isinstance(mailer_for(settings.model_copy(update={"smtp_host": "x"})), SmtpMailer)
