"""Password reset and verification of addresses."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request

from app.api.deps import CurrentOutbox, CurrentSettings, CurrentUser, Db, HashingTurn
from app.errors import responses
from app.schemas.account_mail import (
    ResetConfirmation,
    ResetRequest,
    VerificationConfirmation,
    VerificationState,
)
from app.security.rate_limit import RateLimiter
from app.services import account_mail

router = APIRouter(prefix="/auth", tags=["account e-mail"])


async def get_mail_limiter(request: Request) -> RateLimiter:
    limiter: RateLimiter = request.app.state.mail_limiter
    return limiter


MailLimiter = Annotated[RateLimiter, Depends(get_mail_limiter)]


@router.post(
    "/password-reset",
    operation_id="request_password_reset",
    summary="Have a link for a new password sent, if there is such an account",
    status_code=202,
    responses=responses(422, 429),
)
def request_password_reset(
    outbox: CurrentOutbox, settings: CurrentSettings, limiter: MailLimiter, body: ResetRequest
) -> None:
    limiter.attempt(f"reset {body.email}")
    outbox.do(account_mail.reset_mail(settings, body.email))


@router.post(
    "/password-reset/confirm",
    operation_id="confirm_password_reset",
    summary="Choose a new password with the token of such a link",
    status_code=204,
    dependencies=[HashingTurn],
    responses=responses(422),
)
def confirm_password_reset(db: Db, body: ResetConfirmation) -> None:
    account_mail.reset_password(db, body.token, body.password)


@router.get(
    "/email-verification",
    operation_id="get_email_verification",
    summary="Whether one's own address is confirmed",
    responses=responses(401, 403),
)
def get_email_verification(db: Db, user: CurrentUser) -> VerificationState:
    return VerificationState(verified_at=account_mail.verified_at(db, user))


@router.post(
    "/email-verification",
    operation_id="request_email_verification",
    summary="Have a link that confirms one's own address sent",
    status_code=202,
    responses=responses(401, 403, 409, 429),
)
def request_email_verification(
    db: Db,
    outbox: CurrentOutbox,
    settings: CurrentSettings,
    limiter: MailLimiter,
    user: CurrentUser,
) -> None:
    account_mail.refuse_verified(db, user)
    limiter.attempt(f"verify {user.email}")
    outbox.do(account_mail.verification_mail(settings, user.id))


@router.post(
    "/email-verification/confirm",
    operation_id="confirm_email",
    summary="Confirm an address with the token of such a link",
    status_code=204,
    responses=responses(422),
)
def confirm_email(db: Db, body: VerificationConfirmation) -> None:
    account_mail.verify(db, body.token)
