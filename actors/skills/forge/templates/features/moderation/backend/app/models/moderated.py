"""Records that wait for approval before others see them; what hides them is in `app/services/moderating.py`."""

import datetime as dt
from typing import Literal

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Record, UtcDateTime

REASON_LENGTH_MAX = 500

ModerationState = Literal["approved", "pending", "rejected"]


class Moderated(Record):
    __abstract__ = True

    # When it was written, changed or rejected; None for what everybody may see. It tells one version from another.
    moderation_held_at: Mapped[dt.datetime | None] = mapped_column(
        UtcDateTime, index=True, sort_order=3
    )
    # Why it was rejected.
    moderation_reason: Mapped[str | None] = mapped_column(
        sa.String(REASON_LENGTH_MAX), sort_order=3
    )
    # When somebody reported it; None when that was decided on.
    moderation_reported_at: Mapped[dt.datetime | None] = mapped_column(
        UtcDateTime, index=True, sort_order=3
    )

    @property
    def moderation(self) -> ModerationState:
        if self.moderation_held_at is None:
            return "approved"
        return "pending" if self.moderation_reason is None else "rejected"

    @property
    def moderation_version(self) -> str:
        """Another one after each change by its author, and after each decision."""
        held_at = self.moderation_held_at
        return "approved" if held_at is None else held_at.isoformat()
