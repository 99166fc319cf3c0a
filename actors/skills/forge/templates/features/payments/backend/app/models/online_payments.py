"""Payments: what was asked for, and what the provider says became of it."""

import datetime as dt
from typing import Literal

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Id, Record, UtcDateTime

# `starting` until the provider has a page for it, `processing` while a slow method is under way.
PaymentState = Literal["starting", "open", "processing", "paid", "failed", "expired", "refunded"]
# What keeps a payment from settling what it was for, so that somebody has to look.
Problem = Literal["amount", "record_changed", "record_gone", "record_state", "twice"]


class OnlinePayment(Record):
    __tablename__ = "online_payments"

    user_id: Mapped[Id | None] = mapped_column(
        sa.ForeignKey("users.id", ondelete="SET NULL"), index=True
    )
    # What is paid for, by table and id and not by a key: a payment outlives its record.
    kind: Mapped[str] = mapped_column(sa.String(63))
    record_id: Mapped[Id] = mapped_column(index=True)
    about: Mapped[str] = mapped_column(sa.String(200))
    # How the provider calls it, and what makes a request that is sent again the same one.
    reference: Mapped[str] = mapped_column(sa.String(32), unique=True)
    # Of kind and record as long as it may still be paid or is: there is one at a time.
    live_key: Mapped[str | None] = mapped_column(sa.String(120), unique=True)
    state: Mapped[PaymentState] = mapped_column(sa.String(16), default="starting")
    currency: Mapped[str] = mapped_column(sa.String(3))
    # In the smallest unit of the currency.
    amount_minor: Mapped[int] = mapped_column(sa.BigInteger)
    # A fingerprint of what is paid for.
    basis: Mapped[str] = mapped_column(sa.String(64))
    session_id: Mapped[str | None] = mapped_column(sa.String(255), index=True)
    checkout_url: Mapped[str | None] = mapped_column(sa.Text)
    intent_id: Mapped[str | None] = mapped_column(sa.String(255), index=True)
    received_minor: Mapped[int | None] = mapped_column(sa.BigInteger)
    refunded_minor: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    problem: Mapped[Problem | None] = mapped_column(sa.String(16))
    paid_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    refunded_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    refund_asked_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    refund_asked_by_id: Mapped[Id | None] = mapped_column(
        sa.ForeignKey("users.id", ondelete="SET NULL"), index=True
    )
