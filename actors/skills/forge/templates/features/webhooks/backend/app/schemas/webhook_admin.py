"""Webhooks as administrators send and see them."""

import datetime as dt
from typing import Annotated, get_args

from pydantic import AfterValidator, BaseModel, Field, StringConstraints

from app.models.webhook_deliveries import DeliveryState
from app.schemas.base import UNSET, Flag, Input, Output, Patch, RecordId
from app.schemas.webhook_events import EventName

# A message that means nothing, to see whether it arrives.
TEST_EVENT = "test"
EVENTS_MAX = len(get_args(EventName))


def _once_each(events: list[EventName]) -> list[EventName]:
    return sorted(set(events))


WebhookUrl = Annotated[str, StringConstraints(max_length=2048, pattern=r"^https?://[!-~]+$")]
EventNames = Annotated[
    list[EventName],
    Field(min_length=1, max_length=EVENTS_MAX),
    AfterValidator(_once_each),
]


class WebhookCreate(Input):
    url: WebhookUrl
    events: EventNames


class WebhookUpdate(Patch):
    url: WebhookUrl = UNSET
    events: EventNames = UNSET
    is_active: Flag = UNSET


class WebhookOut(Output):
    id: RecordId
    url: str
    events: list[str]
    is_active: bool
    disabled_why: str | None
    failing_since: dt.datetime | None
    created_at: dt.datetime


class WebhookMade(WebhookOut):
    # What messages are signed with: it is in this answer and nowhere else.
    secret: str


class WebhookDeliveryOut(Output):
    id: RecordId
    message_id: str
    event: str
    state: DeliveryState
    attempts: int
    created_at: dt.datetime
    attempted_at: dt.datetime | None
    duration_ms: int | None
    status: int | None
    answer: str | None
    error: str | None


class MessageAccepted(BaseModel):
    status: str = "accepted"
