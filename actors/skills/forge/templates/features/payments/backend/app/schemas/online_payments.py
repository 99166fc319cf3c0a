"""Payments as their owners and administrators see them."""

import datetime as dt

from pydantic import BaseModel

from app.models.online_payments import PaymentState, Problem
from app.schemas.base import Output, PageQuery, RecordId


class PaymentOut(Output):
    """One payment; amounts are written as people write them, with the currency's own number of digits."""

    id: RecordId
    state: PaymentState
    amount: str
    currency: str
    # Of the page and the record that it was for.
    page: str
    record_id: RecordId
    # Somebody has to look at it before it counts.
    in_question: bool
    created_at: dt.datetime
    paid_at: dt.datetime | None
    refunded_at: dt.datetime | None


class RecordPayment(BaseModel):
    """Of one record: what it comes to now, whether the caller can pay it, and its last payment."""

    amount: str | None
    currency: str
    can_pay: bool
    payment: PaymentOut | None


class CheckoutOut(BaseModel):
    payment_id: RecordId
    # Where the browser goes to pay.
    url: str


class PaymentRow(PaymentOut):
    """As administrators see it."""

    about: str
    payer: str | None
    received: str | None
    refunded: str
    problem: Problem | None
    refund_asked_at: dt.datetime | None


class PaymentListQuery(PageQuery):
    state: PaymentState | None = None
    in_question: bool | None = None


class MessageTaken(BaseModel):
    received: bool = True
