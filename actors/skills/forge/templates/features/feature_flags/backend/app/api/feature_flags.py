"""Feature flags: what holds for the caller, and for whom administrators have switched what on."""

from collections.abc import Sequence

from fastapi import APIRouter

from app.api.deps import CurrentAdmin, Db, Viewer
from app.errors import responses
from app.models import FeatureFlagChange
from app.schemas.feature_flags import FlagChangeOut, FlagOut, FlagUpdate
from app.services import flag_admin
from app.services.feature_flags import FlagKey

router = APIRouter(prefix="/feature-flags", tags=["feature flags"])


@router.get(
    "",
    operation_id="get_feature_flags",
    summary="Which feature flags are on for the caller",
    responses=responses(401),
)
def get_feature_flags(db: Db, viewer: Viewer) -> dict[FlagKey, bool]:
    return flag_admin.evaluate(db, viewer)


@router.get(
    "/rules",
    operation_id="list_feature_flag_rules",
    summary="For whom each feature flag is on",
    responses=responses(401, 403),
)
def list_feature_flag_rules(db: Db, _admin: CurrentAdmin) -> list[FlagOut]:
    return flag_admin.list_flags(db)


@router.patch(
    "/rules/{key}",
    operation_id="update_feature_flag_rule",
    summary="Change for whom a feature flag is on",
    responses=responses(401, 403, 409, 422),
)
def update_feature_flag_rule(
    db: Db, admin: CurrentAdmin, key: FlagKey, body: FlagUpdate
) -> FlagOut:
    return flag_admin.change(db, admin, key, body)


@router.get(
    "/changes",
    operation_id="list_feature_flag_changes",
    summary="The last changes of feature flags, the newest first",
    response_model=list[FlagChangeOut],
    responses=responses(401, 403),
)
def list_feature_flag_changes(db: Db, _admin: CurrentAdmin) -> Sequence[FeatureFlagChange]:
    return flag_admin.history(db)
