"""What the provider says: believed if it is signed and fresh, taken once, and compared with what was asked for."""

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import orm

from app.errors import ConflictError
from app.models import OnlinePayment, PaymentMessage, Record
<% if on.multi_tenancy %>
from app.organisation_scope import everywhere
<% endif %>
from app.services import payment_settling, payment_starting, stripe_signature
from tests.building import Person
from tests.payment_samples import (
    MINOR,
<% if py.workflows %>
    PAYABLE_KIND,
<% endif %>
    begin,
    build,
    change,
    charge,
    desk_of,
    event,
<% if py.workflows %>
    goal,
<% endif %>
    look,
    newest,
    owner_of,
    part_of,
    send,
    session,
    signature,
    start,
<% if py.workflows %>
    state_of,
<% endif %>
    tell,
)

COMPLETED = "checkout.session.completed"
LATE = "checkout.session.async_payment_succeeded"
FAILED = "checkout.session.async_payment_failed"
EXPIRED = "checkout.session.expired"
REFUNDED = "charge.refunded"


@pytest.fixture
def owner(person: Callable[[str], Person]) -> Person:
    return owner_of(person)


@pytest.fixture
def record(db: orm.Session, owner: Person) -> Record:
    return build(db, owner)


@pytest.fixture
def payment(client: TestClient, db: orm.Session, owner: Person, record: Record) -> OnlinePayment:
    return begin(client, db, owner, record)


def messages(db: orm.Session) -> list[str]:
<% if on.multi_tenancy %>
    # Messages are the whole product's.
    with everywhere(db):
        wanted = sa.select(PaymentMessage.outcome).order_by(PaymentMessage.created_at)
        return list(db.scalars(wanted))
<% else %>
    return list(db.scalars(sa.select(PaymentMessage.outcome).order_by(PaymentMessage.created_at)))
<% endif %>


def test_a_paid_session_pays_the_record(
    app: FastAPI,
    client: TestClient,
    db: orm.Session,
    owner: Person,
    record: Record,
    payment: OnlinePayment,
) -> None:
    answer = tell(client, app, COMPLETED, session(payment))

    assert (answer.status_code, answer.json()) == (200, {"received": True})
    shown = look(client, owner, record)
    assert shown["can_pay"] is False
    assert shown["payment"]["state"] == "paid"
    assert shown["payment"]["in_question"] is False
    assert shown["payment"]["paid_at"] is not None
    assert newest(db, record).received_minor == MINOR
<% if py.workflows %>
    if PAYABLE_KIND.paid_by:
        assert state_of(db, record) == goal(PAYABLE_KIND.paid_by)
<% endif %>
    assert start(client, owner, record).status_code == 409


def test_the_signature_is_as_the_provider_documents_it() -> None:
    # Computed with `openssl dgst -sha256 -hmac whsec_test` over `1700000000.{"id":"evt_1"}`.
    known = "c89214b5b5da833daed6f0b8c5bb6bd58cea9022bd80ccc78230f3942d632925"
    assert stripe_signature.sign("whsec_test", 1_700_000_000, b'{"id":"evt_1"}') == known


def spoiled(name: str, secret: str, body: bytes) -> tuple[bytes, str]:
    """A message that must not be believed, and its signature."""
    good = signature(secret, body)
    moment, proof = good.split(",")
    hour_later = f"t={int(time.time()) + 60}"
    return {
        "another secret": (body, signature("whsec_other", body)),
        "another body": (body.replace(b"complete", b"Complete"), good),
        "a space more": (body + b" ", good),
        "another time": (body, f"{hour_later},{proof}"),
        "too old": (body, signature(secret, body, time.time() - 302)),
        "of the future": (body, signature(secret, body, time.time() + 303)),
        "no signature": (body, moment),
        "no time": (body, proof),
        "two times": (body, f"{moment},{good}"),
        "another scheme": (body, f"{moment},v0={proof.removeprefix('v1=')}"),
        "cut": (body, good[:-1]),
        "empty signature": (body, f"{moment},v1="),
        "time in letters": (body, f"t=now,{proof}"),
        "time below zero": (body, f"t=-1,{proof}"),
        "no pairs": (body, "nonsense"),
        "letters beyond ASCII": (body, f"{moment},v1=\u00e9".encode().decode("latin-1")),
    }[name]


@pytest.mark.parametrize(
    "name",
    [
        "another secret",
        "another body",
        "a space more",
        "another time",
        "too old",
        "of the future",
        "no signature",
        "no time",
        "two times",
        "another scheme",
        "cut",
        "empty signature",
        "time in letters",
        "time below zero",
        "no pairs",
        "letters beyond ASCII",
    ],
)
def test_what_is_not_signed_changes_nothing(
    name: str,
    app: FastAPI,
    client: TestClient,
    db: orm.Session,
    record: Record,
    payment: OnlinePayment,
) -> None:
    secret = desk_of(app).signing_secrets[0]
    body, header = spoiled(name, secret, event(COMPLETED, session(payment)))

    answer = client.post(
        "/api/v1/payments/webhook",
        content=body,
        headers={b"stripe-signature": header.encode("utf-8")},
    )

    assert answer.status_code == 400
    assert newest(db, record).state == "open"
    assert messages(db) == []


def test_a_message_without_a_signature_is_refused(client: TestClient) -> None:
    assert client.post("/api/v1/payments/webhook", content=b"{}").status_code == 422


def test_five_minutes_are_not_too_old() -> None:
    body = b"{}"
    header = signature("whsec_a", body, 1000)
    assert stripe_signature.is_signed(["whsec_a"], body, header, now=1300)
    assert not stripe_signature.is_signed(["whsec_a"], body, header, now=1301)
    assert not stripe_signature.is_signed(["whsec_a"], body, header, now=699)
    assert not stripe_signature.is_signed(["", ""], body, signature("", body, 1000), now=1000)


def test_one_good_signature_among_several_is_enough_while_secrets_change() -> None:
    body = b'{"a": 1}'
    old, new = signature("whsec_old", body, 1000), signature("whsec_new", body, 1000)
    both = f"{old},{new.split(',')[1]},v0=zzz"
    for secrets in (["whsec_old"], ["whsec_new"], ["whsec_next", "whsec_new"]):
        assert stripe_signature.is_signed(secrets, body, both, now=1000)
    assert not stripe_signature.is_signed(["whsec_next"], body, both, now=1000)


@pytest.mark.parametrize(
    "body", [b"{}", b"no JSON", b'{"id": "", "type": "a", "data": {"object": {}}}']
)
def test_what_is_signed_and_no_message_is_refused(
    body: bytes, app: FastAPI, client: TestClient, db: orm.Session
) -> None:
    header = signature(desk_of(app).signing_secrets[0], body)
    assert send(client, body, header).status_code == 400
    assert messages(db) == []


def test_a_message_that_is_too_long_is_refused(client: TestClient) -> None:
    assert send(client, b" " * (256 * 1024 + 1), "t=1,v1=a").status_code == 413


def test_a_message_that_comes_again_is_taken_once(
    app: FastAPI, client: TestClient, db: orm.Session, record: Record, payment: OnlinePayment
) -> None:
    failed = session(payment, payment_status="unpaid")
    for _ in range(2):
        assert tell(client, app, FAILED, failed, "evt_same").status_code == 200
    # Its id is what counts: with it even something else is not taken.
    assert tell(client, app, COMPLETED, session(payment), "evt_same").status_code == 200

    assert newest(db, record).state == "failed"
    assert messages(db) == ["applied"]


def test_what_another_event_says_again_changes_nothing(
    app: FastAPI, client: TestClient, db: orm.Session, record: Record, payment: OnlinePayment
) -> None:
    tell(client, app, COMPLETED, session(payment))
    paid_at = newest(db, record).paid_at

    tell(client, app, LATE, session(payment))

    assert newest(db, record).paid_at == paid_at
    assert messages(db) == ["applied", "known"]


@pytest.mark.parametrize(
    "changes", [{"amount_total": 1}, {"amount_total": None}, {"currency": "xxx"}]
)
def test_another_amount_than_was_asked_for_pays_nothing(
    changes: dict[str, Any],
    app: FastAPI,
    client: TestClient,
    db: orm.Session,
    owner: Person,
    record: Record,
    payment: OnlinePayment,
) -> None:
<% if py.workflows %>
    before = state_of(db, record)
<% endif %>
    tell(client, app, COMPLETED, session(payment, **changes))

    kept = newest(db, record)
    assert (kept.state, kept.problem) == ("paid", "amount")
<% if py.workflows %>
    assert state_of(db, record) == before
<% endif %>
    assert look(client, owner, record)["payment"]["in_question"] is True
    # Money is there: nobody is asked for more of it until somebody has looked.
    assert start(client, owner, record).status_code == 409


def test_a_record_that_changed_meanwhile_is_not_paid(
    app: FastAPI,
    client: TestClient,
    db: orm.Session,
    owner: Person,
    record: Record,
    payment: OnlinePayment,
) -> None:
<% if py.workflows %>
    before = state_of(db, record)
<% endif %>
    change(db, owner, record)
    db.commit()

    tell(client, app, COMPLETED, session(payment))

    kept = newest(db, record)
    assert (kept.state, kept.problem) == ("paid", "record_changed")
<% if py.workflows %>
    assert state_of(db, record) == before
<% endif %>


def test_what_is_paid_for_stays_what_it_was(
    app: FastAPI,
    client: TestClient,
    db: orm.Session,
    owner: Person,
    record: Record,
    payment: OnlinePayment,
) -> None:
    tell(client, app, COMPLETED, session(payment))

    change(db, owner, record)
    with pytest.raises(ConflictError):
        db.commit()
    db.rollback()

    tell(client, app, REFUNDED, charge(payment, MINOR))
    db.expire_all()
    change(db, owner, record)
    db.commit()


def test_a_record_that_is_gone_leaves_its_payment(
    app: FastAPI, client: TestClient, db: orm.Session, record: Record, payment: OnlinePayment
) -> None:
    # Given up here, while whoever pays is still on its page.
    payment_starting.give_up(db, payment, "expired")
    for gone in {part_of(db, record), record} - {record}:
        db.execute(sa.delete(type(gone)).where(type(gone).id == gone.id))
    db.execute(sa.delete(type(record)).where(type(record).id == record.id))
    db.commit()

    assert tell(client, app, COMPLETED, session(payment)).status_code == 200

    db.expire_all()
    kept = db.get_one(OnlinePayment, payment.id)
    assert (kept.state, kept.problem) == ("paid", "record_gone")


def test_a_record_that_can_no_longer_be_paid_stays_where_it_is(
    app: FastAPI,
    client: TestClient,
    db: orm.Session,
    record: Record,
    payment: OnlinePayment,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(payment_settling, "takes_payment", lambda *_: False)
    tell(client, app, COMPLETED, session(payment))
    kept = newest(db, record)
    assert (kept.state, kept.problem) == ("paid", "record_state")


def test_a_slow_payment_is_under_way_until_it_is_decided(
    app: FastAPI,
    client: TestClient,
    db: orm.Session,
    owner: Person,
    record: Record,
    payment: OnlinePayment,
) -> None:
    tell(client, app, COMPLETED, session(payment, payment_status="unpaid"))
    assert newest(db, record).state == "processing"
    assert start(client, owner, record).status_code == 409
    assert look(client, owner, record)["can_pay"] is False

    tell(client, app, LATE, session(payment))
    assert newest(db, record).state == "paid"


def test_a_payment_that_fails_can_be_begun_anew(
    app: FastAPI,
    client: TestClient,
    db: orm.Session,
    owner: Person,
    record: Record,
    payment: OnlinePayment,
) -> None:
    tell(client, app, COMPLETED, session(payment, payment_status="unpaid"))
    tell(client, app, FAILED, session(payment, payment_status="unpaid"))
    assert newest(db, record).state == "failed"
    assert look(client, owner, record)["can_pay"] is True

    again = begin(client, db, owner, record)
    assert again.id != payment.id
    assert again.state == "open"


def test_an_expired_session_frees_the_record(
    app: FastAPI,
    client: TestClient,
    db: orm.Session,
    owner: Person,
    record: Record,
    payment: OnlinePayment,
) -> None:
    tell(client, app, EXPIRED, session(payment, status="expired", payment_status="unpaid"))
    assert newest(db, record).state == "expired"
    assert begin(client, db, owner, record).id != payment.id


@pytest.mark.parametrize(
    ("kinds", "state"),
    [
        ([COMPLETED, EXPIRED], "paid"),
        ([COMPLETED, FAILED], "paid"),
        ([EXPIRED, COMPLETED], "paid"),
        ([FAILED, LATE], "paid"),
        ([FAILED, EXPIRED], "failed"),
        ([EXPIRED, FAILED], "expired"),
    ],
)
def test_messages_in_any_order_come_to_the_same(
    kinds: list[str],
    state: str,
    app: FastAPI,
    client: TestClient,
    db: orm.Session,
    record: Record,
    payment: OnlinePayment,
) -> None:
    for kind in kinds:
        assert tell(client, app, kind, session(payment)).status_code == 200
    assert newest(db, record).state == state


def test_a_session_that_ends_unpaid_after_it_failed_is_no_payment(
    app: FastAPI, client: TestClient, db: orm.Session, record: Record, payment: OnlinePayment
) -> None:
    unpaid = session(payment, payment_status="unpaid")
    tell(client, app, FAILED, unpaid)
    tell(client, app, COMPLETED, unpaid)
    assert newest(db, record).state == "failed"


def test_money_for_a_payment_that_was_given_up_counts_once(
    app: FastAPI,
    client: TestClient,
    db: orm.Session,
    owner: Person,
    record: Record,
    payment: OnlinePayment,
) -> None:
    tell(client, app, EXPIRED, session(payment))
    second = begin(client, db, owner, record)
    tell(client, app, COMPLETED, session(second))
    tell(client, app, COMPLETED, session(payment))

    db.expire_all()
    assert db.get_one(OnlinePayment, second.id).problem is None
    assert db.get_one(OnlinePayment, payment.id).problem == "twice"


def test_a_refund_that_is_heard_of_first_stays(
    app: FastAPI, client: TestClient, db: orm.Session, record: Record, payment: OnlinePayment
) -> None:
<% if py.workflows %>
    before = state_of(db, record)
<% endif %>
    tell(client, app, REFUNDED, charge(payment, MINOR))
    tell(client, app, COMPLETED, session(payment))
    assert newest(db, record).state == "refunded"
<% if py.workflows %>
    assert state_of(db, record) == before
<% endif %>


def test_a_refund_is_found_by_what_was_charged(
    app: FastAPI, client: TestClient, db: orm.Session, record: Record, payment: OnlinePayment
) -> None:
    tell(client, app, COMPLETED, session(payment))

    tell(client, app, REFUNDED, charge(payment, 1, metadata={}))
    kept = newest(db, record)
    assert (kept.state, kept.refunded_minor) == ("paid", 1)

    tell(client, app, REFUNDED, charge(payment, MINOR, metadata=None))
    kept = newest(db, record)
    assert (kept.state, kept.refunded_minor) == ("refunded", MINOR)
<% if py.workflows %>
    if PAYABLE_KIND.refunded_by:
        assert state_of(db, record) == goal(PAYABLE_KIND.refunded_by)
<% endif %>


@pytest.mark.parametrize(
    ("kind", "about", "outcome"),
    [
        ("customer.created", {"id": "cus_1"}, "ignored"),
        (COMPLETED, {"id": "cs_1"}, "unknown"),
        (REFUNDED, {"id": "ch_1"}, "unknown"),
        (REFUNDED, {"payment_intent": "pi_other", "amount_refunded": 5}, "unknown"),
        (REFUNDED, {"payment_intent": "pi_other", "amount_refunded": "5"}, "unknown"),
    ],
)
def test_what_is_nothing_of_ours_is_noted_and_left(
    kind: str,
    about: dict[str, Any],
    outcome: str,
    app: FastAPI,
    client: TestClient,
    db: orm.Session,
) -> None:
    assert tell(client, app, kind, about).status_code == 200
    assert messages(db) == [outcome]


def test_other_events_and_other_sessions_of_ours_change_nothing(
    app: FastAPI, client: TestClient, db: orm.Session, record: Record, payment: OnlinePayment
) -> None:
    tell(client, app, "checkout.session.something_new", session(payment))
    tell(client, app, COMPLETED, session(payment, id="cs_of_somebody"))
    tell(client, app, COMPLETED, session(payment, id="cs_none", client_reference_id="other"))
    assert newest(db, record).state == "open"
    assert messages(db) == ["ignored", "unknown", "unknown"]


def test_a_message_may_be_faster_than_the_answer_that_names_the_session(
    app: FastAPI, client: TestClient, db: orm.Session, record: Record, payment: OnlinePayment
) -> None:
    about = session(payment)
    payment.state, payment.session_id, payment.checkout_url = "starting", None, None
    db.commit()
    tell(client, app, COMPLETED, about)
    assert newest(db, record).state == "paid"


def test_a_session_is_found_without_our_reference(
    app: FastAPI, client: TestClient, db: orm.Session, record: Record, payment: OnlinePayment
) -> None:
    tell(client, app, COMPLETED, session(payment, client_reference_id=None))
    assert newest(db, record).state == "paid"


def test_what_fails_half_way_is_as_if_it_had_not_come(
    app: FastAPI,
    client: TestClient,
    db: orm.Session,
    record: Record,
    payment: OnlinePayment,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def crash(*_: object) -> None:
        raise RuntimeError

    settle = payment_settling.settle

    def half(*things: Any) -> None:
        settle(*things)
        crash()

    monkeypatch.setattr(payment_settling, "settle", half)
    about = session(payment)
    assert tell(client, app, COMPLETED, about, "evt_again").status_code == 500
    assert newest(db, record).state == "open"
    assert messages(db) == []

    monkeypatch.undo()
    assert tell(client, app, COMPLETED, about, "evt_again").status_code == 200
    assert newest(db, record).state == "paid"


def test_secrets_of_the_settings_are_all_good(app: FastAPI, client: TestClient) -> None:
    desk = desk_of(app)
    body = event("customer.created", {})
    app.state.payment_desk = replace(desk, signing_secrets=["whsec_new", "whsec_old"])
    try:
        assert send(client, body, signature("whsec_old", body)).status_code == 200
        assert send(client, body, signature("whsec_older", body)).status_code == 400
    finally:
        app.state.payment_desk = desk
