"""API keys as they are asked for and shown."""

import datetime as dt
from typing import Annotated

from pydantic import Field, StringConstraints

from app.models.api_keys import Scope
from app.schemas.base import NO_NUL, Input, Output, RecordId

DAYS_MAX = 3650

KeyName = Annotated[str, StringConstraints(min_length=1, max_length=100, pattern=NO_NUL)]


class ApiKeyCreate(Input):
    name: KeyName
    scope: Scope
    # None for a key that does not run out.
    days: Annotated[int, Field(ge=1, le=DAYS_MAX, strict=True)] | None = None


class ApiKeyOut(Output):
    id: RecordId
    name: str
    start: str
    scope: Scope
    created_at: dt.datetime
    expires_at: dt.datetime | None
    last_used_at: dt.datetime | None


class ApiKeyMade(ApiKeyOut):
    # The key itself: it is in this answer and nowhere else.
    key: str
