"""How somebody wants to be told, for each kind of event; who chose nothing is told in the product alone."""

from typing import Literal

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Id, Record

# `email` is in the product and by e-mail.
Channel = Literal["product", "email", "none"]
DEFAULT_CHANNEL: Channel = "product"


class NotificationPreference(Record):
    __tablename__ = "notification_preferences"

    user_id: Mapped[Id] = mapped_column(sa.ForeignKey("users.id", ondelete="CASCADE"), unique=True)
    added: Mapped[Channel] = mapped_column(sa.String(16), default=DEFAULT_CHANNEL)
    changed: Mapped[Channel] = mapped_column(sa.String(16), default=DEFAULT_CHANNEL)
    linked: Mapped[Channel] = mapped_column(sa.String(16), default=DEFAULT_CHANNEL)
    moved: Mapped[Channel] = mapped_column(sa.String(16), default=DEFAULT_CHANNEL)
    waiting: Mapped[Channel] = mapped_column(sa.String(16), default=DEFAULT_CHANNEL)
