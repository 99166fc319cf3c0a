"""Tallies of records: numbers for whoever may read the record, names for nobody."""

from typing import Annotated

from fastapi import APIRouter, Query

from app.api.deps import Db, Viewer
from app.errors import NotFoundError, responses
from app.schemas.tallies import TalliedRecords, Tallies, TalliesQuery
from app.services import tallying
from app.services.tallied import TALLIED

router = APIRouter(prefix="/tallies", tags=["tallies"])


@router.get(
    "/{records}",
    operation_id="get_tallies",
    summary="How many ballots records have, and which are the caller's own",
    responses=responses(401, 403, 404, 422),
)
def get_tallies(
    db: Db, viewer: Viewer, records: TalliedRecords, query: Annotated[TalliesQuery, Query()]
) -> Tallies:
    tallied = TALLIED.get(records)
    if tallied is None:
        message = "There are no tallies of such records."
        raise NotFoundError(message)
    return Tallies(items=tallying.tally(db, tallied, viewer, query.of))
