"""Messages of other programs, each kept once."""

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Record, UtcDateTime


class WebhookMessage(Record):
    __tablename__ = "webhook_messages"

    source: Mapped[str] = mapped_column(sa.String(40))
    message_id: Mapped[str] = mapped_column(sa.String(256))
    # Of source and id together: the same id of two sources is two messages.
    message_key: Mapped[str] = mapped_column(sa.String(64), unique=True)
    body: Mapped[str] = mapped_column(sa.Text)
    handled_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
