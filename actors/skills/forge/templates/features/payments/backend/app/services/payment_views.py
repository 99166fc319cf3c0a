"""Payments as they are shown to whoever pays."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.errors import ConflictError, ForbiddenError, NotFoundError
from app.models import Id, OnlinePayment, Record, User
from app.schemas.online_payments import PaymentOut, RecordPayment
from app.security.rules import ADMIN
from app.services import payment_starting, records
from app.services.payable import Payable, amount_of
from app.services.payable_kinds import PAYABLE
from app.services.payment_money import AmountError, in_words, to_minor
from app.services.payment_setup import Desk


def values_of(payment: OnlinePayment) -> dict[str, Any]:
    payable = PAYABLE.get(payment.kind)
    return {
        "id": payment.id,
        "state": payment.state,
        "amount": in_words(payment.amount_minor, payment.currency),
        "currency": payment.currency.upper(),
        "page": "" if payable is None else payable.page,
        "record_id": payment.record_id,
        "in_question": payment.problem is not None,
        "created_at": payment.created_at,
        "paid_at": payment.paid_at,
        "refunded_at": payment.refunded_at,
    }


def of_record(
    db: Session, desk: Desk, payable: Payable, user: User, record_id: Id
) -> RecordPayment:
    """For its owner and for administrators: whether others have paid is nobody else's business."""
    record: Record = records.get_record(db, payable.resource, user, record_id)
    is_owner = records.owns(user, record)
    if not is_owner and user.role != ADMIN:
        raise ForbiddenError
    payment = payment_starting.live_payment(db, payable, record_id)
    is_settled = payment is not None and payment.state in ("paid", "processing")
    try:
        payment_starting.quote(db, desk, payable, record)
    except ConflictError:
        can_pay = False
    else:
        can_pay = is_owner and not is_settled
    last = payment or last_payment(db, payable, record_id)
    return RecordPayment(
        amount=written(db, desk, payable, record),
        currency=desk.currency.upper(),
        can_pay=can_pay,
        payment=None if last is None else PaymentOut.model_validate(values_of(last)),
    )


def written(db: Session, desk: Desk, payable: Payable, record: Record) -> str | None:
    amount = amount_of(db, payable, record)
    try:
        return None if amount is None else in_words(to_minor(amount, desk.currency), desk.currency)
    except AmountError:
        return str(amount)


def last_payment(db: Session, payable: Payable, record_id: Id) -> OnlinePayment | None:
    of_the_record = sa.select(OnlinePayment).where(
        OnlinePayment.kind == payable.model.__tablename__, OnlinePayment.record_id == record_id
    )
    newest = of_the_record.order_by(OnlinePayment.created_at.desc(), OnlinePayment.id.desc())
    return db.scalars(newest.limit(1)).one_or_none()


def own(db: Session, user: User, payment_id: Id) -> PaymentOut:
    payment = db.get(OnlinePayment, payment_id)
    if payment is None or (payment.user_id != user.id and user.role != ADMIN):
        message = "There is no such payment."
        raise NotFoundError(message)
    return PaymentOut.model_validate(values_of(payment))
