"""Notifications and how one is told, as people see them."""

import datetime as dt
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from app.models.notification_preferences import Channel
from app.models.notifications import Event
from app.schemas.base import NO_NUL, UNSET, Input, Output, PageQuery, Patch, RecordId, RecordKey

UnsubscribeToken = Annotated[str, StringConstraints(max_length=500, pattern=NO_NUL)]


class NotificationQuery(PageQuery):
    order: Literal["unread", "newest"] = "unread"


class NotifiedRecord(Output):
    # The table: `posts`.
    kind: str
    id: RecordId
    # Empty for a record without a name of its own.
    label: str


class NotificationOut(Output):
    id: RecordId
    event: Event
    happened_at: dt.datetime
    read_at: dt.datetime | None
    # Empty when the account is gone.
    actor: str
    record: NotifiedRecord
    # What was added to the record, or points at it.
    part: NotifiedRecord | None
    # Whether the record is the reader's own.
    own: bool
    # The state that the record came into, or empty.
    state: str


class UnreadNotifications(Output):
    # Counted up to a hundred: more is told nobody.
    unread: int = Field(ge=0, le=100)


class ReadUntil(Input):
    """The newest notification that was seen: what came since stays unread."""

    until: RecordKey


class PreferencesOut(Output):
    added: Channel
    changed: Channel
    linked: Channel
<% if py.workflows %>
    moved: Channel
    waiting: Channel
<% endif %>


class PreferencesUpdate(Patch):
    added: Channel = UNSET
    changed: Channel = UNSET
    linked: Channel = UNSET
<% if py.workflows %>
    moved: Channel = UNSET
    waiting: Channel = UNSET
<% endif %>
