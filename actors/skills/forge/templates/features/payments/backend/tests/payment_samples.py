"""Records to pay for, and what the payment provider says of them, written from its documentation and apart from the product's code."""

import decimal
import hashlib
import hmac
import json
import secrets
import time
from collections.abc import Callable
from typing import Any

import httpx2
import sqlalchemy as sa
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import orm

from app.models import OnlinePayment, Record
from app.services.local_stripe import LocalStripe
from app.services.payable_kinds import PAYABLE
from app.services.payment_setup import Desk
from tests.building import Case, Person, wire
from tests.cases import ALL_CASES
from tests.payable_samples import ENTITY, OWNER_ROLE, PART, PRICE, QUANTITY, TABLE

WEBHOOK = "/api/v1/payments/webhook"
PAYABLE_KIND = PAYABLE[TABLE]
CASE: Case = ALL_CASES[ENTITY]
TOTAL = decimal.Decimal(PRICE) * QUANTITY
MINOR = int(TOTAL * 100)


def owner_of(person: Callable[[str], Person]) -> Person:
    return person(OWNER_ROLE)


def part_of(db: orm.Session, record: Record) -> Record:
    """What holds the quantity, and the price or the key to it."""
    parts = PAYABLE_KIND.parts
    if parts is None:
        return record
    wanted = sa.select(parts.model).where(getattr(parts.model, parts.key) == record.id)
    return db.scalars(wanted).one()


def build(db: orm.Session, owner: Person) -> Record:
    """A record of theirs that can be paid, and comes to `TOTAL`."""
    columns: dict[str, Any] = {}
<% if py.workflows %>
    for step in PAYABLE_KIND.resource.transitions:
        if step.name in PAYABLE_KIND.paid_by:
            columns[PAYABLE_KIND.resource.status_field] = sorted(step.from_states)[0]
<% endif %>
    record = CASE.build(db, owner.user, **columns)
    if PAYABLE_KIND.parts is not None:
        ALL_CASES[PART].build(db, owner.user, **{PAYABLE_KIND.parts.key: record.id})
    price, part = PAYABLE_KIND.price, part_of(db, record)
    holder = part if price.thing is None else db.get_one(price.thing, getattr(part, price.key))
    setattr(holder, price.field, decimal.Decimal(PRICE))
    if price.quantity:
        setattr(part, price.quantity, QUANTITY)
    db.commit()
    return record


def change(db: orm.Session, owner: Person, record: Record) -> None:
    """The owner would get something else for the same money."""
    price, part = PAYABLE_KIND.price, part_of(db, record)
    if price.quantity:
        setattr(part, price.quantity, getattr(part, price.quantity) + 1)
    elif price.thing is None:
        setattr(part, price.field, getattr(part, price.field) + 1)
    else:
        other = part_of(db, build(db, owner))
        setattr(part, price.key, getattr(other, price.key))


def url_of(record: Record) -> str:
    return f"{CASE.url(record.id)}/payment"


def start(client: TestClient, owner: Person, record: Record) -> httpx2.Response:
    return client.post(url_of(record), headers=owner.headers)


def begin(client: TestClient, db: orm.Session, owner: Person, record: Record) -> OnlinePayment:
    answer = start(client, owner, record)
    assert answer.status_code == 200, answer.text
    return newest(db, record)


def newest(db: orm.Session, record: Record) -> OnlinePayment:
    db.expire_all()
    payments = sa.select(OnlinePayment).where(OnlinePayment.record_id == record.id)
    return db.scalars(payments.order_by(OnlinePayment.created_at.desc())).first() or missing()


def missing() -> OnlinePayment:
    message = "there is no payment"
    raise AssertionError(message)


def count(db: orm.Session) -> int:
    return db.scalar(sa.select(sa.func.count()).select_from(OnlinePayment)) or 0


def desk_of(app: FastAPI) -> Desk:
    desk: Desk = app.state.payment_desk
    return desk


def double_of(app: FastAPI) -> LocalStripe:
    double: LocalStripe = app.state.local_stripe
    return double


def session(payment: OnlinePayment, **changes: Any) -> dict[str, Any]:
    """A session of Checkout that was paid, as the API's reference shows it."""
    shown = {
        "id": payment.session_id or "cs_test_unknown",
        "object": "checkout.session",
        "amount_subtotal": payment.amount_minor,
        "amount_total": payment.amount_minor,
        "automatic_tax": {"enabled": False, "status": None},
        "client_reference_id": payment.reference,
        "currency": payment.currency,
        "livemode": False,
        "metadata": {"reference": payment.reference},
        "mode": "payment",
        "payment_intent": f"pi_{payment.reference}",
        "payment_status": "paid",
        "status": "complete",
        "url": None,
    }
    return {**shown, **changes}


def charge(payment: OnlinePayment, amount: int, **changes: Any) -> dict[str, Any]:
    """A charge of which something was given back."""
    shown = {
        "id": "ch_1",
        "object": "charge",
        "amount": payment.amount_minor,
        "amount_refunded": amount,
        "currency": payment.currency,
        "metadata": {"reference": payment.reference},
        "payment_intent": f"pi_{payment.reference}",
        "refunded": amount >= payment.amount_minor,
    }
    return {**shown, **changes}


def event(kind: str, about: dict[str, Any], event_id: str = "") -> bytes:
    shown = {
        "id": event_id or f"evt_{secrets.token_hex(8)}",
        "object": "event",
        "api_version": "2025-06-30.basil",
        "created": int(time.time()),
        "data": {"object": about},
        "livemode": False,
        "type": kind,
    }
    return json.dumps(shown).encode()


def signature(secret: str, body: bytes, moment: float | None = None) -> str:
    """Written from the provider's text, apart from the code that signs."""
    seconds = int(time.time() if moment is None else moment)
    signed = str(seconds).encode() + b"." + body
    return f"t={seconds},v1={hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()}"


def send(client: TestClient, body: bytes, header: str) -> httpx2.Response:
    headers = {"Stripe-Signature": header, "Content-Type": "application/json"}
    return client.post(WEBHOOK, content=body, headers=headers)


def tell(
    client: TestClient, app: FastAPI, kind: str, about: dict[str, Any], event_id: str = ""
) -> httpx2.Response:
    body = event(kind, about, event_id)
    return send(client, body, signature(desk_of(app).signing_secrets[0], body))


def look(client: TestClient, person: Person, record: Record) -> Any:
    answer = client.get(url_of(record), headers=person.headers)
    assert answer.status_code == 200, answer.text
    return answer.json()


def shown_id(payment: OnlinePayment) -> str:
    return str(wire(payment.id))
<% if py.workflows %>


def state_of(db: orm.Session, record: Record) -> str | None:
    """Where it is in its workflow, if it has one."""
    field = PAYABLE_KIND.resource.status_field
    db.refresh(record)
    return str(getattr(record, field)) if field else None


def goal(names: tuple[str, ...]) -> str | None:
    """Where the first of these transitions leads."""
    steps = (step for step in PAYABLE_KIND.resource.transitions if step.name in names)
    return next((step.to_state for step in steps), None)
<% endif %>
