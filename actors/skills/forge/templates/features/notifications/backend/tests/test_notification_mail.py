"""E-mails of notifications: for those who asked, after the change, by a real server's protocol, and turned off by their links."""

import datetime as dt
import re
import socket
import uuid
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import jwt
import pytest
<% if on.account_mail %>
import sqlalchemy as sa
<% endif %>
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import orm

from app.config import Settings
from app.models import Id, Record, User<% if on.account_mail %>, VerifiedAddress<% endif %>

from app.models.base import utc_now
from app.schemas.notifications import NotificationOut, NotifiedRecord
from app.security.rate_limit import RateLimiter
from app.security.rules import ADMIN
from app.security.tokens import ALGORITHM, make_access_token
from app.services import notification_mail, notifying
from app.services.mail import Mail, SmtpMailer, message
from app.services.outbox import Outbox
from tests.building import Person
from tests.cases import ALL_CASES
from tests.mailboxes import Held, Mailbox

OWN = "/api/v1/notifications"
PREFERENCES = f"{OWN}/preferences"
UNSUBSCRIBE = f"{OWN}/unsubscribe"
TOKEN = re.compile(r"[\w-]+\.[\w-]+\.[\w-]+")


@pytest.fixture
def mailbox() -> Mailbox:
    return Mailbox()


@pytest.fixture
def held() -> Held:
    return Held()


@pytest.fixture(autouse=True)
def sent_to_the_mailbox(app: FastAPI, mailbox: Mailbox, held: Held) -> Iterator[None]:
    before = app.state.notification_outbox
    app.state.notification_outbox = Outbox(app.state.sessions, mailbox, held)
    limits = (notification_mail.MAILS_MAX, notification_mail.MAILS_WINDOW_S)
    app.state.notification_limiter = RateLimiter(*limits)
    yield
    app.state.notification_outbox = before


@pytest.fixture
def someone(db: orm.Session, client: TestClient, person: Callable[[str], Person]) -> Person:
    """Somebody who asked for e-mails, and whose address is known to be theirs where that matters."""
    someone = person(ADMIN)
<% if on.account_mail %>
    db.add(VerifiedAddress(user_id=someone.user.id))
    db.commit()
<% endif %>
    client.patch(PREFERENCES, json={"linked": "email"}, headers=someone.headers)
    return someone


def record_of(db: orm.Session, someone: Person) -> Record:
    return next(iter(ALL_CASES.values())).build(db, someone.user)


def note(db: orm.Session, actor: User, someone: Person, record: Record) -> None:
    """As an operation notes that a record points at somebody; nothing is committed."""
    db.info["actor"] = actor
    about = notifying.About(record.__tablename__, record.id, None)
    notice = notifying.Notice("linked", actor.id, someone.user.id, about)
    notifying.write(db, actor, [notice])


def told(db: orm.Session, actor: Person, someone: Person) -> Record:
    record = record_of(db, someone)
    note(db, actor.user, someone, record)
    db.commit()
    return record


def test_only_who_asked_is_sent_any(
    client: TestClient,
    db: orm.Session,
    admin: Person,
    someone: Person,
    person: Callable[[str], Person],
    mailbox: Mailbox,
    held: Held,
) -> None:
    other = person(ADMIN)
    told(db, admin, other)
    assert held.waiting == []

    record = told(db, admin, someone)

    # Nothing is written or sent before the change is there and answered.
    assert (mailbox.mails, len(held.waiting)) == ([], 1)
    held.run()
    [mail] = mailbox.mails
    assert mail.to == someone.user.email
    assert admin.user.display_name in mail.subject
    assert str(record.id) in mail.text
    for reader in (someone, other):
        assert client.get(f"{OWN}/unread", headers=reader.headers).json() == {"unread": 1}


def test_the_same_again_is_sent_once(
    db: orm.Session, admin: Person, someone: Person, mailbox: Mailbox, held: Held
) -> None:
    record = told(db, admin, someone)
    note(db, admin.user, someone, record)
    db.commit()
    held.run()

    assert len(mailbox.mails) == 1


def test_what_is_taken_back_is_not_sent(
    db: orm.Session, admin: Person, someone: Person, mailbox: Mailbox, held: Held
) -> None:
    record = record_of(db, someone)
    note(db, admin.user, someone, record)
    db.rollback()
    db.commit()
    assert held.waiting == []

    with db.begin_nested():
        note(db, admin.user, someone, record)
    # A savepoint is no end.
    assert held.waiting == []
    db.commit()
    held.run()
    assert len(mailbox.mails) == 1


def test_whoever_changed_their_mind_meanwhile_is_sent_none(
    client: TestClient,
    db: orm.Session,
    admin: Person,
    someone: Person,
    mailbox: Mailbox,
    held: Held,
) -> None:
    told(db, admin, someone)
    client.patch(PREFERENCES, json={"linked": "product"}, headers=someone.headers)
    held.run()
    client.patch(PREFERENCES, json={"linked": "email"}, headers=someone.headers)

    told(db, admin, someone)
    [newest, _] = client.get(OWN, headers=someone.headers).json()["items"]
    client.post(f"{OWN}/read", json={"until": newest["id"]}, headers=someone.headers)
    held.run()

    told(db, admin, someone)
    url = f"/api/v1/users/{someone.user.id}"
    assert client.patch(url, json={"is_active": False}, headers=admin.headers).status_code == 200
    held.run()

    assert mailbox.mails == []


def test_nothing_is_sent_of_a_record_that_is_gone(
    client: TestClient,
    db: orm.Session,
    admin: Person,
    someone: Person,
    mailbox: Mailbox,
    held: Held,
) -> None:
    record = told(db, admin, someone)
    case = next(iter(ALL_CASES.values()))
    assert client.delete(case.url(record.id), headers=admin.headers).status_code == 204
    held.run()

    assert mailbox.mails == []


def test_nobody_s_mailbox_is_flooded(
    app: FastAPI,
    client: TestClient,
    db: orm.Session,
    admin: Person,
    someone: Person,
    mailbox: Mailbox,
    held: Held,
) -> None:
    app.state.notification_limiter = RateLimiter(2, notification_mail.MAILS_WINDOW_S)
    for _ in range(3):
        told(db, admin, someone)
    held.run()

    assert len(mailbox.mails) == 2
    assert client.get(f"{OWN}/unread", headers=someone.headers).json() == {"unread": 3}
<% if on.account_mail %>


def test_an_address_that_is_not_confirmed_is_sent_none(
    db: orm.Session, admin: Person, someone: Person, mailbox: Mailbox, held: Held
) -> None:
    db.execute(sa.delete(VerifiedAddress))
    db.commit()
    told(db, admin, someone)
    held.run()

    assert mailbox.mails == []
<% endif %>


def test_what_fails_harms_nobody(
    app: FastAPI,
    client: TestClient,
    db: orm.Session,
    admin: Person,
    someone: Person,
    held: Held,
    caplog: pytest.LogCaptureFixture,
) -> None:
    class Away:
        def send(self, _mail: Mail) -> None:
            message = "no server"
            raise OSError(message)

    app.state.notification_outbox = Outbox(app.state.sessions, Away(), held)
    told(db, admin, someone)
    held.run()
    assert "an e-mail was not sent" in caplog.text

    app.state.notification_outbox = None
    told(db, admin, someone)
    assert "was not handed over" in caplog.text

    assert client.get(f"{OWN}/unread", headers=someone.headers).json() == {"unread": 2}


def token_of(mail: Mail) -> str:
    found = TOKEN.search(mail.unsubscribe.partition("token=")[2])
    assert found is not None
    assert found[0] in mail.text
    return found[0]


def a_mail(db: orm.Session, admin: Person, someone: Person, mailbox: Mailbox, held: Held) -> Mail:
    told(db, admin, someone)
    held.run()
    return mailbox.mails[-1]


def test_one_click_turns_them_off(
    client: TestClient,
    db: orm.Session,
    admin: Person,
    someone: Person,
    mailbox: Mailbox,
    held: Held,
) -> None:
    token = token_of(a_mail(db, admin, someone, mailbox, held))
    client.patch(PREFERENCES, json={"added": "none"}, headers=someone.headers)

    # As mail programs do it (RFC 8058, 3.2): signed out, with a form.
    for _ in range(2):
        answer = client.post(
            UNSUBSCRIBE, params={"token": token}, data={"List-Unsubscribe": "One-Click"}
        )
        assert answer.status_code == 204, answer.text

    chosen = client.get(PREFERENCES, headers=someone.headers).json()
    assert chosen["linked"] == "product"
    assert chosen["added"] == "none"
    told(db, admin, someone)
    assert held.waiting == []


def test_looking_at_the_address_turns_nothing_off(
    client: TestClient,
    db: orm.Session,
    admin: Person,
    someone: Person,
    mailbox: Mailbox,
    held: Held,
) -> None:
    token = token_of(a_mail(db, admin, someone, mailbox, held))

    answer = client.get(UNSUBSCRIBE, params={"token": token}, follow_redirects=False)

<% if app.parts.frontend %>
    assert answer.status_code == 303
    assert answer.headers["location"].endswith(f"/turn-off-emails#token={token}")
<% else %>
    assert answer.status_code == 405
<% endif %>
    assert client.get(PREFERENCES, headers=someone.headers).json()["linked"] == "email"


def test_no_other_token_turns_them_off(
    client: TestClient, settings: Settings, someone: Person
) -> None:
    secret = settings.secret_key.get_secret_value()
    user_id = someone.user.id
    good = {"sub": str(user_id), "type": "unsubscribe", "exp": utc_now() + dt.timedelta(days=1)}

    def signed(key: str = secret, algorithm: str = ALGORITHM, **changes: Any) -> str:
        claims = {**good, **changes}
        kept = {name: value for name, value in claims.items() if value is not None}
        return jwt.encode(kept, key, algorithm=algorithm)

    token = notification_mail.make_token(settings, user_id)
    for wrong in (
        make_access_token(settings, user_id, uuid.uuid4()),
        signed(type="access"),
        signed(type=None),
        signed(exp=None),
        signed(exp=utc_now() - dt.timedelta(seconds=1)),
        signed(sub="nobody"),
        signed(key="another secret of at least 32 characters"),
        signed(key="", algorithm="none"),
        token[:-2],
        "",
        "x" * 500,
        "x" * 501,
        "\0",
    ):
        answer = client.post(UNSUBSCRIBE, params={"token": wrong})
        assert answer.status_code == 422, wrong
        assert str(user_id) not in answer.text.replace(wrong, "")
    assert client.post(UNSUBSCRIBE).status_code == 422
    assert client.get(PREFERENCES, headers=someone.headers).json()["linked"] == "email"

    assert client.post(UNSUBSCRIBE, params={"token": signed()}).status_code == 204


def test_the_token_is_good_for_nothing_else(
    client: TestClient, settings: Settings, someone: Person
) -> None:
    token = notification_mail.make_token(settings, someone.user.id)
    headers = {"Authorization": f"Bearer {token}"}

    for path in (OWN, "/api/v1/auth/me"):
        assert client.get(path, headers=headers).status_code == 401


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


<% if uuid %>
SOME_ID: Id = uuid.uuid4()
<% else %>
SOME_ID: Id = 1
<% endif %>
EVIL = "Hello\r\nBcc: everybody@example.com\r\n\r\nPay here\u2028\u202e\x07" + "!" * 500


def shown(label: str, actor: str, event: Any = "linked", **changes: Any) -> NotificationOut:
    values = {"part": None, "own": True, "state": "", **changes}
    return NotificationOut.model_construct(event=event, actor=actor, record=named(label), **values)


def named(label: str) -> NotifiedRecord:
    kind = next(iter(ALL_CASES.values())).resource.model.__tablename__
    return NotifiedRecord.model_construct(kind=kind, id=SOME_ID, label=label)


def test_a_real_server_gets_it_with_the_way_to_turn_it_off(
    settings: Settings, someone: Person, received: tuple[Received, int]
) -> None:
    handler, port = received
    changes = {
        "smtp_host": "127.0.0.1",
        "smtp_port": port,
        "smtp_security": "none",
        "public_url": "https://a-rather-long-name.of-a-product.example.com/",
    }
    there = settings.model_copy(update=changes)
    mail = notification_mail.written(there, someone.user, shown("Grüße", "Bea"))

    SmtpMailer(there).send(mail)

    [got] = handler.messages
    address = got["List-Unsubscribe"]
    assert address == f"<{mail.unsubscribe}>"
    assert address.startswith(f"<https://a-rather-long-name.of-a-product.example.com{UNSUBSCRIBE}?")
    assert got["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert got["To"] == someone.user.email


def test_titles_and_names_begin_no_header_and_no_line(
    settings: Settings, someone: Person, received: tuple[Received, int]
) -> None:
    handler, port = received
    changes = {"smtp_host": "127.0.0.1", "smtp_port": port, "smtp_security": "none"}
    there = settings.model_copy(update=changes)
    mail = notification_mail.written(there, someone.user, shown(EVIL, EVIL))

    SmtpMailer(there).send(mail)

    [got] = handler.messages
    assert got["Bcc"] is None
    assert got["To"] == someone.user.email
    assert got["X-RcptTo"] == someone.user.email
    assert mail.text.count("\n") == shown_lines(there, someone)
    for text in (mail.subject, mail.text):
        assert not {"\r", "\u2028", "\u202e", "\x07"} & set(text)
    assert len(mail.subject) < 300


def shown_lines(settings: Settings, someone: Person) -> int:
    plain = notification_mail.written(settings, someone.user, shown("Plain", "Bea"))
    return plain.text.count("\n")


def test_a_line_break_in_any_header_is_refused(settings: Settings) -> None:
    good = Mail(to="a@example.com", subject="s", text="t", unsubscribe="https://example.com")
    for name in ("to", "subject", "unsubscribe"):
        mail = replace(good, **{name: "x\nBcc: b@example.com"})
        with pytest.raises(ValueError, match="linefeed"):
            message(mail, settings.mail_from)


def test_sentences() -> None:
    case = next(iter(ALL_CASES.values()))
    title, part = case.resource.title, named("")
<% if on.i18n %>
    for expected, notification in (
        (f"Bea changed {title} (yours) “T”", shown("T", "Bea", "changed")),
        (f"Bea added {title} to {title} (yours) “T”", shown("T", "Bea", "added", part=part)),
        (f"Bea linked {title} to {title} (yours) “T”", shown("T", "Bea", part=part)),
        (f"Somebody named you in {title}", shown("", "", own=False)),
<% if py.workflows %>
        (
            f"Bea moved {title} (yours) on: it is in review",
            shown("", "Bea", "moved", state="in_review"),
        ),
        (
            f"Bea brought {title} to you: it is open",
            shown("", "Bea", "waiting", own=False, state="open"),
        ),
<% endif %>
    ):
        assert notification_mail.sentence(notification, "en") == expected
<% else %>
    a_part = notification_mail.a(title)
    assert (notification_mail.a("order"), notification_mail.a("post")) == ("an order", "a post")
    for expected, notification in (
        (f"Bea changed your {title} “T”", shown("T", "Bea", "changed")),
        (f"Bea added {a_part} to your {title} “T”", shown("T", "Bea", "added", part=part)),
        (f"Bea linked {a_part} to your {title} “T”", shown("T", "Bea", part=part)),
        (f"Somebody named you in the {title}", shown("", "", own=False)),
<% if py.workflows %>
        (
            f"Bea moved your {title} on: it is in review",
            shown("", "Bea", "moved", state="in_review"),
        ),
        (
            f"Bea brought the {title} to you: it is open",
            shown("", "Bea", "waiting", own=False, state="open"),
        ),
<% endif %>
    ):
        assert notification_mail.sentence(notification) == expected
<% endif %>
