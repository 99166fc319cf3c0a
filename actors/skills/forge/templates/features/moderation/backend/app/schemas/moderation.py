"""What moderators see and decide, and what people report."""

import datetime as dt
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from app.models.moderated import REASON_LENGTH_MAX
from app.models.moderation_reports import ReportReason
from app.schemas.base import NO_NUL, Input, Output, PageQuery, RecordKey, Reference

# Records decided on at a time.
DECISIONS_MAX = 100

Reason = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True, min_length=1, max_length=REASON_LENGTH_MAX, pattern=NO_NUL
    ),
]
Version = Annotated[str, StringConstraints(max_length=40, pattern=NO_NUL)]
Note = Annotated[str, StringConstraints(max_length=REASON_LENGTH_MAX, pattern=NO_NUL)]


class ModerationQuery(PageQuery):
    # Open is what waits for approval and what was reported.
    state: Literal["open", "rejected"] = "open"


class ModerationCount(Output):
    # The table of the kind of record.
    kind: str
    open: int


class ReportOut(Output):
    reason: ReportReason
    note: str
    reporter: Reference
    created_at: dt.datetime


class Queued(Output):
    # What a decision names, so that it holds for what was seen.
    version: str
    held_at: dt.datetime | None
    reported_at: dt.datetime | None
    reports: list[ReportOut]


class Seen(Input):
    """A record as the moderator saw it: one that was changed since is another."""

    id: RecordKey
    version: Version


SeenRecords = Annotated[list[Seen], Field(min_length=1, max_length=DECISIONS_MAX)]


class Approval(Input):
    records: SeenRecords


class Rejection(Input):
    records: SeenRecords
    reason: Reason


class Decided(Output):
    done: int
    # Those that were changed or deleted meanwhile.
    missed: list[RecordKey]


class Report(Input):
    reason: ReportReason
    note: Note = ""
