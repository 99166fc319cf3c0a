"""Invitations into an organisation: each for one address, good once and for a while; kept as hashes."""

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Id, Record, UtcDateTime
from app.models.users import RoleName


class OrganisationInvitation(Record):
    __tablename__ = "organisation_invitations"

    email: Mapped[str] = mapped_column(sa.String(254))
    role: Mapped[RoleName] = mapped_column(sa.String(60))
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    expires_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    accepted_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    withdrawn_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    invited_by_id: Mapped[Id | None] = mapped_column(
        sa.ForeignKey("users.id", ondelete="SET NULL"), index=True
    )

    @property
    def label(self) -> str:
        return self.email
