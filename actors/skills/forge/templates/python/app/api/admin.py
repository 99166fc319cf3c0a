"""Numbers for the administrators' dashboard."""

from fastapi import APIRouter

from app.api.deps import CurrentAdmin, Db
from app.errors import responses
from app.schemas.admin import Stats
from app.services import stats

router = APIRouter(prefix="/admin", tags=["admin"])


@router.get(
    "/stats",
    operation_id="get_admin_stats",
    summary="Numbers for the dashboard",
    responses=responses(401, 403),
)
def get_admin_stats(db: Db, _admin: CurrentAdmin) -> Stats:
    return stats.collect(db)
