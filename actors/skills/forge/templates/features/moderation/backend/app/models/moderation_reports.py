"""Reports: who thinks that a record should not be there, and why."""

import datetime as dt
from typing import Literal

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Id, Record, UtcDateTime
from app.models.moderated import REASON_LENGTH_MAX
from app.models.users import User

ReportReason = Literal["spam", "abuse", "illegal", "other"]


class ModerationReport(Record):
    __tablename__ = "moderation_reports"

    # The table of the record, its id, and when it was made: an id can be given again when its record is gone.
    kind: Mapped[str] = mapped_column(sa.String(63))
<% if uuid %>
    record_id: Mapped[Id] = mapped_column(sa.Uuid, index=True)
<% else %>
    record_id: Mapped[Id] = mapped_column(sa.Integer, index=True)
<% endif %>
    written_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    reporter_id: Mapped[Id] = mapped_column(
        sa.ForeignKey("users.id", ondelete="CASCADE"), index=True
    )
    reason: Mapped[ReportReason] = mapped_column(sa.String(16))
    note: Mapped[str] = mapped_column(sa.String(REASON_LENGTH_MAX))
    # The same for all that one person says of one record.
    key: Mapped[str] = mapped_column(sa.String(200), unique=True)
    reporter: Mapped[User] = relationship(lazy="raise")
