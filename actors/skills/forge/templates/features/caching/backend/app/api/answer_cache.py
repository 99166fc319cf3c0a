"""The cache, for administrators."""

from fastapi import APIRouter

from app.api.deps import CurrentAdmin, CurrentCache, CurrentSettings
from app.errors import ConflictError, responses
from app.schemas.answer_cache import CacheState
from app.services.answer_cache import AnswerCache
<% if on.multi_tenancy %>
from app.services.cached_records import organisation_kind
<% endif %>

router = APIRouter(prefix="/admin/cache", tags=["cache"])


@router.get(
    "",
    operation_id="get_cache",
    summary="Whether answers are kept, and how often that saved reading the database",
    responses=responses(401, 403),
)
<% if on.multi_tenancy %>
def get_cache(cache: CurrentCache, settings: CurrentSettings, admin: CurrentAdmin) -> CacheState:
    counts = cache.counts_of(organisation_kind(admin))
    return CacheState(
        state=state_of(cache),
        hits=counts.hits,
        misses=counts.misses,
<% else %>
def get_cache(cache: CurrentCache, settings: CurrentSettings, _admin: CurrentAdmin) -> CacheState:
    return CacheState(
        state=state_of(cache),
        hits=cache.counts.hits,
        misses=cache.counts.misses,
<% endif %>
        seconds=settings.cache_ttl_seconds,
    )


@router.delete(
    "",
    operation_id="empty_cache",
    summary="Forget all answers that are kept",
    status_code=204,
    responses=responses(401, 403, 409),
)
<% if on.multi_tenancy %>
def empty_cache(cache: CurrentCache, admin: CurrentAdmin) -> None:
    """Of one's own organisation."""
    if cache.store is not None and not cache.forget_kind(organisation_kind(admin)):
<% else %>
def empty_cache(cache: CurrentCache, _admin: CurrentAdmin) -> None:
    if cache.store is not None and not cache.forget_all():
<% endif %>
        message = "The cache does not answer now; it is emptied as soon as it does."
        raise ConflictError(message)


def state_of(cache: AnswerCache) -> str:
    if cache.store is None:
        return "off"
    return "away" if cache.is_away else "on"
