"""Messages to webhooks: what is sent, byte by byte the same at each attempt, and how that went."""

import datetime as dt
from typing import Literal

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Id, Record, UtcDateTime

DeliveryState = Literal["waiting", "delivered", "failed"]


class WebhookDelivery(Record):
    __tablename__ = "webhook_deliveries"

    webhook_id: Mapped[Id] = mapped_column(
        sa.ForeignKey("webhooks.id", ondelete="CASCADE"), index=True
    )
    message_id: Mapped[str] = mapped_column(sa.String(40), unique=True)
    event: Mapped[str] = mapped_column(sa.String(80))
    body: Mapped[str] = mapped_column(sa.Text)
    state: Mapped[DeliveryState] = mapped_column(sa.String(16), default="waiting")
    attempts: Mapped[int] = mapped_column(sa.Integer, default=0)
    # Of the last attempt.
    attempted_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    duration_ms: Mapped[int | None] = mapped_column(sa.Integer)
    status: Mapped[int | None] = mapped_column(sa.Integer)
    answer: Mapped[str | None] = mapped_column(sa.String(500))
    error: Mapped[str | None] = mapped_column(sa.String(200))
