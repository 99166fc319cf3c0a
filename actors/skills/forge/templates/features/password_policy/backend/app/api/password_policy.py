"""What a new password has to be."""

from fastapi import APIRouter

from app.api.deps import CurrentSettings
from app.schemas.password_policy import PasswordPolicy

router = APIRouter(prefix="/auth", tags=["auth"])


@router.get(
    "/password-policy",
    operation_id="get_password_policy",
    summary="What a new password has to be",
)
async def get_password_policy(settings: CurrentSettings) -> PasswordPolicy:
    return PasswordPolicy(
        length_min=<<= app.choices.password_length_min =>>,
        needs_upper=settings.password_needs_upper,
        needs_digit=settings.password_needs_digit,
        needs_sign=settings.password_needs_sign,
        reuse_refused=settings.password_reuse_refused,
        expires_days=settings.password_expires_days,
    )
