"""Who changed what, for administrators."""

from typing import Annotated

import sqlalchemy as sa
from fastapi import APIRouter, Query

from app.api.deps import CurrentAdmin, Db
from app.errors import responses
from app.models import AuditEntry
from app.schemas.audit_log import AuditEntryOut, AuditQuery
from app.schemas.base import ResultPage
from app.services.records import page_of

router = APIRouter(prefix="/admin/audit-log", tags=["audit log"])


@router.get(
    "",
    operation_id="list_audit_entries",
    summary="Who changed what, newest first",
    responses=responses(401, 403, 422),
)
def list_audit_entries(
    db: Db, _admin: CurrentAdmin, query: Annotated[AuditQuery, Query()]
) -> ResultPage[AuditEntryOut]:
    statement = sa.select(AuditEntry)
    for name in ("actor_id", "kind", "record_id"):
        wanted = getattr(query, name)
        if wanted is not None:
            statement = statement.where(getattr(AuditEntry, name) == wanted)
    statement = statement.order_by(AuditEntry.created_at.desc(), AuditEntry.id)
    found, total = page_of(db, statement, query)
    return ResultPage.of(AuditEntryOut, found, total, query)
