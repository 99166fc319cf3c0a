"""The audit log as administrators read it."""

import datetime as dt
from typing import Annotated, Any

from pydantic import StringConstraints

from app.models.audit_entries import Action
from app.schemas.base import NO_NUL, Output, PageQuery, RecordId

Kind = Annotated[str, StringConstraints(max_length=63, pattern=NO_NUL)]
RecordText = Annotated[str, StringConstraints(max_length=36, pattern=NO_NUL)]


class AuditEntryOut(Output):
    id: RecordId
    created_at: dt.datetime
    actor_id: RecordId | None
    actor_name: str
    action: Action
    kind: str
    record_id: str
    label: str
    changes: dict[str, list[Any]]


class AuditQuery(PageQuery):
    actor_id: RecordId | None = None
    kind: Kind | None = None
    record_id: RecordText | None = None
