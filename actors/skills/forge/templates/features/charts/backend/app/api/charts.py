"""Charts, for administrators."""

from typing import Annotated

from fastapi import APIRouter, Query

from app.api.deps import CurrentAdmin, Db
from app.errors import NotFoundError, responses
from app.models.base import utc_now
from app.schemas.charts import ChartKind, ChartQuery, Charts
from app.services import charting
from app.services.charted import CHARTED

router = APIRouter(prefix="/admin/charts", tags=["charts"])


@router.get(
    "/{kind}",
    operation_id="get_charts",
    summary="What was made of one kind over time, by state and choice, and what its numbers sum up to",
    responses=responses(401, 403, 404, 422),
)
def get_charts(
    db: Db, _admin: CurrentAdmin, kind: ChartKind, query: Annotated[ChartQuery, Query()]
) -> Charts:
    charted = CHARTED.get(kind)
    if charted is None:
        message = "There is no such kind of record."
        raise NotFoundError(message)
    return charting.collect(db, charted, query.period, utc_now())
