"""Beginning to pay: what is asked for is computed here, and a record has one payment at a time."""

import uuid
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.errors import ConflictError, ForbiddenError
from app.models import Id, OnlinePayment, Record, User
from app.schemas.online_payments import CheckoutOut
from app.services import payment_settling, records
from app.services.payable import Payable, amount_of, basis_of, live_key, takes_payment
from app.services.payment_gateway import Checkout, ProviderRefusedError, Wanted
from app.services.payment_money import AmountError, to_minor
from app.services.payment_setup import Desk

# Of two requests at the same moment one has to look again; more than this is somebody else's hurry.
TURNS = 4


@dataclass(frozen=True)
class Quote:
    """What a record comes to now, and what that is for."""

    amount_minor: int
    currency: str
    basis: str


def start(db: Session, desk: Desk, payable: Payable, user: User, record_id: Id) -> CheckoutOut:
    """Where the owner pays for the record; the same page as long as nothing is different."""
    for _ in range(TURNS):
        record = own_record(db, payable, user, record_id)
        payment = live_payment(db, payable, record_id)
        if payment is not None and payment.state == "paid":
            message = f"This {payable.resource.title} is paid already."
            raise ConflictError(message)
        if payment is not None and payment.state == "processing":
            message = "A payment is under way. Wait until it is decided."
            raise ConflictError(message)
        asked = quote(db, desk, payable, record)
        if payment is None:
            payment = begin(db, payable, user, record, asked)
        url = None if payment is None else page_of(db, desk, payable, payment, asked)
        if payment is not None and url is not None:
            return CheckoutOut(payment_id=payment.id, url=url)
    message = "The payment is changing just now. Try again in a moment."
    raise ConflictError(message)


def own_record(db: Session, payable: Payable, user: User, record_id: Id) -> Record:
    """Locked, so that it stays as it is until its payment is there."""
    record: Record = records.get_record(db, payable.resource, user, record_id)
    if not records.owns(user, record):
        message = f"Only whose {payable.resource.title} it is can pay for it."
        raise ForbiddenError(message)
    db.refresh(record, with_for_update=True)
    return record


def live_payment(db: Session, payable: Payable, record_id: Id) -> OnlinePayment | None:
    wanted = sa.select(OnlinePayment).where(OnlinePayment.live_key == live_key(payable, record_id))
    return db.scalars(wanted.execution_options(populate_existing=True)).one_or_none()


def quote(db: Session, desk: Desk, payable: Payable, record: Record) -> Quote:
    if not takes_payment(payable, record):
        message = f"This {payable.resource.title} cannot be paid as it is now."
        raise ConflictError(message)
    amount = amount_of(db, payable, record)
    if amount is None:
        message = f"This {payable.resource.title} has no amount yet."
        raise ConflictError(message)
    try:
        minor = to_minor(amount, desk.currency)
    except AmountError as error:
        raise ConflictError(str(error)) from error
    return Quote(minor, desk.currency, basis_of(db, payable, record))


def begin(
    db: Session, payable: Payable, user: User, record: Record, asked: Quote
) -> OnlinePayment | None:
    """Kept before anybody is asked for money; nothing where another request was faster."""
    title = payable.resource.title
    payment = OnlinePayment(
        user_id=user.id,
        kind=payable.model.__tablename__,
        record_id=record.id,
        about=f"{title[:1].upper()}{title[1:]}: {record.label}"[:200],
        reference=uuid.uuid4().hex,
        live_key=live_key(payable, record.id),
        state="starting",
        amount_minor=asked.amount_minor,
        currency=asked.currency,
        basis=asked.basis,
    )
    db.add(payment)
    try:
        db.commit()
    except IntegrityError:
        db.rollback()
        return None
    return payment


def page_of(
    db: Session, desk: Desk, payable: Payable, payment: OnlinePayment, asked: Quote
) -> str | None:
    """Nothing where the payment is over, so that the caller looks again."""
    same = asked == Quote(payment.amount_minor, payment.currency, payment.basis)
    # Nothing is held while the provider is asked.
    db.commit()
    if payment.session_id is None:
        if not same:
            give_up(db, payment, "expired")
            return None
        return open_page(db, desk, payable, payment)
    found = desk.gateway.find_checkout(payment.session_id)
    if found is not None and found.state == "complete":
        # Its message is late, or lost: what the provider answers counts as much.
        payment_settling.hear_of_end(db, payment, found)
        db.commit()
        return None
    if found is not None and found.state == "open":
        if same:
            return found.url
        if not desk.gateway.close_checkout(payment.session_id):
            return None
    give_up(db, payment, "expired")
    return None


def open_page(db: Session, desk: Desk, payable: Payable, payment: OnlinePayment) -> str | None:
    wanted = Wanted(
        reference=payment.reference,
        about=payment.about,
        currency=payment.currency,
        amount_minor=payment.amount_minor,
        success_url=f"{desk.home}/payment-done?payment={payment.id}",
        cancel_url=f"{desk.home}/{payable.page}/{payment.record_id}",
    )
    try:
        checkout = desk.gateway.open_checkout(wanted)
    except ProviderRefusedError as error:
        give_up(db, payment, "failed")
        message = "The payment service refused this payment."
        raise ConflictError(message) from error
    if keep_page(db, payment, checkout):
        return checkout.url
    # Given up meanwhile by a request that asks for another amount: nobody gets to this page.
    desk.gateway.close_checkout(checkout.session_id)
    return None


def keep_page(db: Session, payment: OnlinePayment, checkout: Checkout) -> bool:
    """Whether it is the payment's page, by this request or by another that was sent at the same moment."""
    statement = (
        sa.update(OnlinePayment)
        .where(OnlinePayment.id == payment.id, OnlinePayment.state == "starting")
        .values(state="open", session_id=checkout.session_id, checkout_url=checkout.url)
        .execution_options(synchronize_session=False)
    )
    db.execute(statement)
    db.commit()
    db.refresh(payment)
    return payment.state == "open" and payment.session_id == checkout.session_id


def give_up(db: Session, payment: OnlinePayment, state: str) -> None:
    statement = (
        sa.update(OnlinePayment)
        .where(OnlinePayment.id == payment.id, OnlinePayment.state.in_(("starting", "open")))
        .values(state=state, live_key=None)
        .execution_options(synchronize_session=False)
    )
    db.execute(statement)
    db.commit()
