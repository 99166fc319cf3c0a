"""Accounts whose owners have shown that they read the mail of their address."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Id, Record


class VerifiedAddress(Record):
    __tablename__ = "verified_addresses"

    user_id: Mapped[Id] = mapped_column(sa.ForeignKey("users.id", ondelete="CASCADE"), unique=True)
