"""One search over everything that the caller may read."""

from typing import Annotated

from fastapi import APIRouter, Query

from app.api.deps import Db, Viewer
from app.errors import responses
from app.schemas.base import ResultPage
from app.schemas.full_text_search import (
    FullTextPageQuery,
    FullTextQuery,
    SearchHit,
    SearchKind,
    SearchResults,
)
from app.services import full_text_search

router = APIRouter(prefix="/search", tags=["search"])


@router.get(
    "",
    operation_id="search_everything",
    summary="The best hits of every kind that the caller may read",
    responses=responses(401, 422),
)
def search_everything(
    db: Db, viewer: Viewer, query: Annotated[FullTextQuery, Query()]
) -> SearchResults:
    return full_text_search.search(db, viewer, query.q)


@router.get(
    "/{kind}",
    operation_id="search_kind",
    summary="All hits of one kind, page by page",
    responses=responses(401, 403, 404, 422),
)
def search_kind(
    db: Db, viewer: Viewer, kind: SearchKind, query: Annotated[FullTextPageQuery, Query()]
) -> ResultPage[SearchHit]:
    found, total = full_text_search.search_kind(db, viewer, kind, query.q, query.first, query.count)
    return ResultPage.of(SearchHit, found, total, query)
