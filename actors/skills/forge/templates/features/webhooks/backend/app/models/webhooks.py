"""Addresses of other programs, and which changes each is told of."""

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Record, UtcDateTime


class Webhook(Record):
    __tablename__ = "webhooks"

    url: Mapped[str] = mapped_column(sa.String(2048))
    events: Mapped[list[str]] = mapped_column(sa.JSON)
    # The secret is made of this and of a key that is not in the database.
    seed: Mapped[str] = mapped_column(sa.String(64))
    # Since when nothing has arrived there.
    failing_since: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    disabled_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    disabled_why: Mapped[str | None] = mapped_column(sa.String(200))

    @property
    def is_active(self) -> bool:
        return self.disabled_at is None

    @property
    def label(self) -> str:
        return self.url
