"""What the payment provider says, checked and taken once; it alone says that something is paid."""

import logging
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal

import sqlalchemy as sa
from pydantic import BaseModel, StringConstraints, ValidationError
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.errors import ApiError
from app.models import OnlinePayment, PaymentMessage, Record, User
from app.models.base import utc_now
from app.models.online_payments import Problem
<% if on.multi_tenancy %>
from app.organisation_scope import enter, enter_by, everywhere
<% endif %>
<% if py.workflows %>
from app.services import records, stripe_signature
<% else %>
from app.services import stripe_signature
<% endif %>
from app.services.payable import Payable, basis_of, live_key, takes_payment
from app.services.payable_kinds import PAYABLE
from app.services.payment_gateway import Checkout
from app.services.stripe_gateway import session_of

logger = logging.getLogger(__name__)
BODY_BYTES_MAX = 256 * 1024
# Of whoever a session of the database works for; what features note is noted as theirs.
ACTOR = "actor"
UNSETTLED = ("starting", "open")
Outcome = Literal["applied", "known", "unknown", "ignored"]
ShortText = Annotated[str, StringConstraints(min_length=1, max_length=255, pattern=r"^[!-~]+$")]


class BadMessageError(ApiError):
    status = 400
    code = "bad_request"


class Told(BaseModel):
    object: dict[str, Any]


class Event(BaseModel):
    id: ShortText
    type: ShortText
    data: Told


def take(db: Session, secrets: Sequence[str], body: bytes, signature: str) -> None:
    """One message, in one transaction with all that it brings about: what fails is as if it had not come."""
    if not stripe_signature.is_signed(secrets, body, signature):
        message = "The signature is not good, or too old."
        raise BadMessageError(message)
    try:
        event = Event.model_validate_json(body)
    except ValidationError as error:
        message = "This is no message of the payment provider."
        raise BadMessageError(message) from error
    kept = PaymentMessage(message_id=event.id, kind=event.type[:80], outcome="known")
<% if on.multi_tenancy %>
    try:
        # Whose payment it is about is found out below; the message itself is the whole product's.
        with everywhere(db):
            db.add(kept)
    except IntegrityError:
<% else %>
    db.add(kept)
    try:
        db.flush()
    except IntegrityError:
<% endif %>
        # It was here before; what it says is done.
        db.rollback()
        return
<% if on.multi_tenancy %>
    outcome = handle(db, event.type, event.data.object)
    # What was changed was changed in the payment's organisation, and is told there.
    with everywhere(db):
        kept.outcome = outcome
<% else %>
    kept.outcome = handle(db, event.type, event.data.object)
<% endif %>
    db.commit()
    logger.info("payment message %s (%s): %s", event.id, event.type, kept.outcome)


def handle(db: Session, kind: str, about: Mapping[str, Any]) -> Outcome:
    if kind == "charge.refunded":
        return hear_of_refund(db, about)
    if not kind.startswith("checkout.session."):
        return "ignored"
    checkout = session_of(about)
    payment = None if checkout is None else payment_of(db, checkout)
    if checkout is None or payment is None:
        return "unknown"
    match kind.removeprefix("checkout.session."):
        case "completed" | "async_payment_succeeded":
            return hear_of_end(db, payment, checkout)
        case "async_payment_failed":
            return end(db, payment, "failed", (*UNSETTLED, "processing"))
        case "expired":
            return end(db, payment, "expired", UNSETTLED)
    return "ignored"


def payment_of(db: Session, checkout: Checkout) -> OnlinePayment | None:
    """By our own reference first: the message may be faster than the answer that names the session."""
    wanted = sa.select(OnlinePayment).where(OnlinePayment.session_id == checkout.session_id)
    if checkout.reference is not None:
        by_reference = OnlinePayment.reference == checkout.reference
        wanted = sa.select(OnlinePayment).where(by_reference)
<% if on.multi_tenancy %>
    payment = enter_by(db, wanted)
<% else %>
    payment = db.scalars(wanted).one_or_none()
<% endif %>
    if payment is None or payment.session_id in (None, checkout.session_id):
        return payment
    # Of another page than the one that people were sent to.
    return None


def lock(db: Session, payment: OnlinePayment) -> tuple[Payable | None, Record | None]:
    """The record first and then its payment, as whoever begins one does; read anew."""
    if payment.user_id is not None and ACTOR not in db.info:
        db.info[ACTOR] = db.get(User, payment.user_id)
    payable = PAYABLE.get(payment.kind)
    record: Record | None = None
    if payable is not None:
        model = payable.model
        wanted = sa.select(model).where(model.id == payment.record_id).with_for_update(of=model)
        found = db.scalars(wanted.execution_options(populate_existing=True))
        record = found.one_or_none()
    db.refresh(payment, with_for_update=True)
    return payable, record


def hear_of_end(db: Session, payment: OnlinePayment, checkout: Checkout) -> Outcome:
    """The page is done with: paid, or by a method that takes its time."""
    payable, record = lock(db, payment)
    if payment.state in ("paid", "refunded"):
        return "known"
    payment.session_id = checkout.session_id
    payment.intent_id = checkout.intent_id
    if checkout.is_paid:
        settle(db, payment, checkout, payable, record)
    elif payment.state in UNSETTLED:
        payment.state = "processing"
    else:
        return "known"
    return "applied"


def settle(
    db: Session,
    payment: OnlinePayment,
    checkout: Checkout,
    payable: Payable | None,
    record: Record | None,
) -> None:
    """Money has come in: that is kept whatever else is wrong, and the record moves on only if nothing is."""
    payment.problem = problem_of(db, payment, checkout, payable, record)
    payment.state = "paid"
    payment.paid_at = utc_now()
    payment.received_minor = checkout.amount_minor
    payment.live_key = f"{payment.kind}:{payment.record_id}"
    if payment.problem == "twice":
        payment.live_key = None
    if payment.problem is not None:
        logger.error("payment %s is in question: %s", payment.reference, payment.problem)
<% if py.workflows %>
    elif payable is not None and record is not None:
        move(payable, record, payable.paid_by)
<% endif %>


def problem_of(
    db: Session,
    payment: OnlinePayment,
    checkout: Checkout,
    payable: Payable | None,
    record: Record | None,
) -> Problem | None:
    asked = (payment.amount_minor, payment.currency)
    if (checkout.amount_minor, checkout.currency) != asked:
        return "amount"
    if payable is None or record is None:
        return "record_gone"
    others = sa.select(OnlinePayment.id).where(
        OnlinePayment.live_key == live_key(payable, record.id), OnlinePayment.id != payment.id
    )
    if db.scalars(others).first() is not None:
        return "twice"
    if basis_of(db, payable, record) != payment.basis:
        return "record_changed"
    return None if takes_payment(payable, record) else "record_state"


def end(
    db: Session, payment: OnlinePayment, state: Literal["failed", "expired"], before: Sequence[str]
) -> Outcome:
    """Nobody can pay it any more, so that another can begin."""
    lock(db, payment)
    if payment.state not in before:
        return "known"
    payment.state = state
    payment.live_key = None
    return "applied"


def hear_of_refund(db: Session, charge: Mapping[str, Any]) -> Outcome:
    reference = (charge.get("metadata") or {}).get("reference")
    intent, amount = charge.get("payment_intent"), charge.get("amount_refunded")
    ways = [OnlinePayment.reference == reference] if isinstance(reference, str) else []
    if isinstance(intent, str):
        ways.append(OnlinePayment.intent_id == intent)
    if not ways or not isinstance(amount, int):
        return "unknown"
<% if on.multi_tenancy %>
    with everywhere(db):
        payment = db.scalars(sa.select(OnlinePayment).where(sa.or_(*ways))).first()
    if payment is None:
        return "unknown"
    enter(db, payment.organisation_id)
<% else %>
    payment = db.scalars(sa.select(OnlinePayment).where(sa.or_(*ways))).first()
    if payment is None:
        return "unknown"
<% endif %>
    return give_back(db, payment, amount, is_whole=charge.get("refunded") is True)


def give_back(db: Session, payment: OnlinePayment, minor: int, *, is_whole: bool) -> Outcome:
    """A part of it, or all: then the record may be paid again, if it is where it can be."""
<% if py.workflows %>
    payable, record = lock(db, payment)
<% else %>
    lock(db, payment)
<% endif %>
    if payment.state == "refunded":
        return "known"
    payment.refunded_minor = max(payment.refunded_minor, minor)
    if not is_whole:
        return "applied"
<% if py.workflows %>
    counted = payment.state == "paid" and payment.problem is None
<% endif %>
    payment.state = "refunded"
    payment.refunded_at = utc_now()
    payment.live_key = None
<% if py.workflows %>
    if counted and payable is not None and record is not None:
        # Without what makes it paid for, the record may change again.
        db.flush()
        move(payable, record, payable.refunded_by)
<% endif %>
    return "applied"
<% if py.workflows %>


def move(payable: Payable, record: Record, names: Sequence[str]) -> None:
    """Along the first of the transitions that begins where the record is, as if somebody had taken it."""
    for step in payable.resource.transitions:
        state: str = getattr(record, payable.resource.status_field)
        if step.name in names and state in step.from_states:
            records.take_step(payable.resource, record, step.name)
            return
<% endif %>
