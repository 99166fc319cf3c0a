"""Payments as administrators see them, and giving money back."""

import logging
import uuid
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.errors import ConflictError, NotFoundError
from app.models import Id, OnlinePayment, User
from app.models.base import utc_now
from app.schemas.online_payments import PaymentListQuery, PaymentRow
from app.services import payment_settling
from app.services.payment_gateway import ProviderRefusedError
from app.services.payment_money import in_words
from app.services.payment_setup import Desk
from app.services.payment_views import values_of
from app.services.records import page_of

logger = logging.getLogger(__name__)


def list_payments(db: Session, query: PaymentListQuery) -> tuple[Sequence[PaymentRow], int]:
    statement = sa.select(OnlinePayment)
    if query.state is not None:
        statement = statement.where(OnlinePayment.state == query.state)
    if query.in_question is not None:
        is_fine = OnlinePayment.problem.is_(None)
        statement = statement.where(~is_fine if query.in_question else is_fine)
    newest = statement.order_by(OnlinePayment.created_at.desc(), OnlinePayment.id)
    found, total = page_of(db, newest, query)
    return rows(db, found), total


def rows(db: Session, payments: Sequence[OnlinePayment]) -> Sequence[PaymentRow]:
    ids = {it.user_id for it in payments}
    named = sa.select(User.id, User.display_name).where(User.id.in_(ids))
    names: dict[Id | None, str] = dict(db.execute(named).all())
    return [row(payment, names.get(payment.user_id)) for payment in payments]


def row(payment: OnlinePayment, payer: str | None) -> PaymentRow:
    received = payment.received_minor
    values = {
        **values_of(payment),
        "about": payment.about,
        "payer": payer,
        "received": None if received is None else in_words(received, payment.currency),
        "refunded": in_words(payment.refunded_minor, payment.currency),
        "problem": payment.problem,
        "refund_asked_at": payment.refund_asked_at,
    }
    return PaymentRow.model_validate(values)


def refund(db: Session, desk: Desk, admin: User, payment_id: Id) -> PaymentRow:
    """All of it; the provider refuses a second time, whoever asks for it."""
    payment = db.get(OnlinePayment, payment_id, with_for_update=True)
    if payment is None:
        message = "There is no such payment."
        raise NotFoundError(message)
    if payment.state != "paid" or payment.intent_id is None:
        message = f"This payment is {payment.state}: only what is paid can be given back."
        raise ConflictError(message)
    payment.refund_asked_at = utc_now()
    payment.refund_asked_by_id = admin.id
    # Nothing is held while the provider is asked.
    db.commit()
    try:
        is_done = desk.gateway.refund(payment.intent_id, f"refund-{uuid.uuid4().hex}")
    except ProviderRefusedError as error:
        payment.refund_asked_at = None
        db.commit()
        message = "The payment service refused to give this back."
        raise ConflictError(message) from error
    if is_done:
        whole = payment.received_minor or payment.amount_minor
        payment_settling.give_back(db, payment, whole, is_whole=True)
    db.commit()
    logger.info("payment %s is given back by %s", payment.reference, admin.id)
    return rows(db, [payment])[0]
