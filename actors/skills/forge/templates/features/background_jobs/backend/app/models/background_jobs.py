"""Work to be done apart from requests. A job that is done or dead waits for nothing: it is due at no time."""

import datetime as dt
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Record, UtcDateTime

JobState = Literal["queued", "running", "done", "dead"]


class BackgroundJob(Record):
    __tablename__ = "background_jobs"

    kind: Mapped[str] = mapped_column(sa.String(100))
    payload: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    state: Mapped[JobState] = mapped_column(sa.String(16), default="queued", index=True)
    # How often it was begun.
    attempts: Mapped[int] = mapped_column(sa.Integer, default=0)
    # While it is queued: not before this moment.
    run_after: Mapped[dt.datetime | None] = mapped_column(UtcDateTime, index=True)
    # While it is running: whose it is, and until when. Afterwards somebody else may take it.
    locked_until: Mapped[dt.datetime | None] = mapped_column(UtcDateTime, index=True)
    lease: Mapped[str | None] = mapped_column(sa.String(32))
    last_error: Mapped[str | None] = mapped_column(sa.String(500))
    # There is one job of a key, however often it is enqueued.
    unique_key: Mapped[str | None] = mapped_column(sa.String(200), unique=True)
    finished_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime, index=True)
