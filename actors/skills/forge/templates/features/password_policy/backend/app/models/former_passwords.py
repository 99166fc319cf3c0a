"""Passwords that accounts had, as hashes: one that is chosen anew must be none of the last."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Id, Record


class FormerPassword(Record):
    """Made when the password is replaced: `created_at` says since when its successor is used."""

    __tablename__ = "former_passwords"

    user_id: Mapped[Id] = mapped_column(sa.ForeignKey("users.id", ondelete="CASCADE"), index=True)
    password_hash: Mapped[str] = mapped_column(sa.String(255))
