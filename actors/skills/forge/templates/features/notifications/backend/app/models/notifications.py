"""What concerned somebody, until they have read and forgotten it. Labels and names are not kept: they are read when it is shown."""

import datetime as dt
from typing import Literal

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Id, Record, UtcDateTime, utc_now

Event = Literal["added", "changed", "linked"<% if py.workflows %>, "moved", "waiting"<% endif %>]


class Notification(Record):
    __tablename__ = "notifications"

    user_id: Mapped[Id] = mapped_column(sa.ForeignKey("users.id", ondelete="CASCADE"), index=True)
    # Who did it; empty when the account is gone.
    actor_id: Mapped[Id | None] = mapped_column(
        sa.ForeignKey("users.id", ondelete="SET NULL"), index=True
    )
    event: Mapped[Event] = mapped_column(sa.String(16))
    # The record that it is about, by its table; no foreign key, since it can be of any kind.
    kind: Mapped[str] = mapped_column(sa.String(63))
    record_id: Mapped[Id]
    # What was added to the record, or points at it.
    part_kind: Mapped[str | None] = mapped_column(sa.String(63))
    part_id: Mapped[Id | None]
    # The state that the record came into; empty where that is not what happened.
    state: Mapped[str] = mapped_column(sa.String(63))
    happened_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, default=utc_now, index=True)
    read_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
