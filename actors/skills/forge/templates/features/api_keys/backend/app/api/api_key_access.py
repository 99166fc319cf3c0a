"""One's own API keys."""

from collections.abc import Sequence

from fastapi import APIRouter

from app.api.deps import CurrentUser, Db
from app.errors import responses
from app.models import ApiKey
from app.schemas.api_key_access import ApiKeyCreate, ApiKeyMade, ApiKeyOut
from app.schemas.base import RecordId
from app.services import api_key_access

router = APIRouter(prefix="/auth/api-keys", tags=["api keys"])


@router.get(
    "",
    operation_id="list_api_keys",
    summary="One's own API keys",
    response_model=list[ApiKeyOut],
    responses=responses(401, 403),
)
def list_api_keys(db: Db, user: CurrentUser) -> Sequence[ApiKey]:
    return api_key_access.list_keys(db, user)


@router.post(
    "",
    operation_id="create_api_key",
    summary="Make an API key, which is shown this once",
    status_code=201,
    responses=responses(401, 403, 409, 422),
)
def create_api_key(db: Db, user: CurrentUser, body: ApiKeyCreate) -> ApiKeyMade:
    return api_key_access.create(db, user, body)


@router.delete(
    "/{key_id}",
    operation_id="revoke_api_key",
    summary="Revoke one of one's own API keys",
    status_code=204,
    responses=responses(401, 403, 404, 422),
)
def revoke_api_key(db: Db, user: CurrentUser, key_id: RecordId) -> None:
    api_key_access.revoke(db, user, key_id)
