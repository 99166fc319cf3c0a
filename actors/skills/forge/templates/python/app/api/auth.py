"""Registration, login, token refresh, log-out, and one's own account."""

<% if cookie %>
from typing import Annotated

from fastapi import APIRouter, Cookie, Depends, Request, Response
<% else %>
from fastapi import APIRouter, Request
<% endif %>

from app.api.deps import (
<% if on.account_mail %>
    CurrentOutbox,
<% endif %>
    CurrentSettings,
    CurrentUser,
    Db,
    HashingTurn,
    LoginLimiter,
    Required,
)
<% if cookie %>
from app.config import Settings
<% endif %>
from app.errors import responses
from app.models import User
<% if cookie %>
from app.schemas.auth import AccessToken, Login, PasswordChange, Registration, Token
<% else %>
from app.schemas.auth import AccessToken, Login, PasswordChange, Refresh, Registration
<% endif %>
from app.schemas.users import AccountUpdate, UserOut
from app.security.addresses import client_network
<% if cookie %>
from app.security.origin import refuse_foreign_origin
<% endif %>
from app.services import <% if on.account_mail %>account_mail, <% endif %>accounts, sessions

router = APIRouter(prefix="/auth", tags=["auth"])
<% if cookie %>

COOKIE = "refresh_token"
COOKIE_PATH = "/api/v1/auth"
RefreshCookie = Annotated[Token | None, Cookie(alias=COOKIE)]
<% endif %>


@router.post(
    "/register",
    operation_id="register",
    summary="Make an account",
    status_code=201,
    response_model=UserOut,
    dependencies=[HashingTurn],
    responses=responses(<% if on.feature_flags %>403, <% endif %>409, 422),
)
<% if on.account_mail %>
def register(db: Db, outbox: CurrentOutbox, settings: CurrentSettings, body: Registration) -> User:
    user = accounts.register(db, body)
    outbox.do(account_mail.verification_mail(settings, user.id))
    return user
<% else %>
def register(db: Db, body: Registration) -> User:
    return accounts.register(db, body)
<% endif %>


@router.post(
    "/login",
    operation_id="login",
    summary="Sign in",
    dependencies=[HashingTurn],
    responses=responses(401, 422, 429),
)
def login(
    request: Request,
<% if cookie %>
    response: Response,
<% endif %>
    db: Db,
    settings: CurrentSettings,
    limiter: LoginLimiter,
    body: Login,
) -> AccessToken:
    tokens = sessions.login(db, settings, limiter, body, client_network(request))
<% if cookie %>
    set_cookie(response, settings, tokens.refresh)
<% endif %>
    return answer(tokens, settings)


@router.post(
    "/refresh",
    operation_id="refresh",
    summary="Trade a refresh token for a new pair",
<% if cookie %>
    dependencies=[Depends(refuse_foreign_origin)],
    responses=responses(401, 403, 422),
<% else %>
    responses=responses(401, 422),
<% endif %>
)
<% if cookie %>
def refresh(
    response: Response,
    db: Db,
    settings: CurrentSettings,
    refresh_token: RefreshCookie = None,
) -> AccessToken:
    tokens = sessions.refresh(db, settings, refresh_token)
    set_cookie(response, settings, tokens.refresh)
    return answer(tokens, settings)
<% else %>
def refresh(db: Db, settings: CurrentSettings, body: Refresh) -> AccessToken:
    return answer(sessions.refresh(db, settings, body.refresh_token), settings)
<% endif %>


@router.post(
    "/logout",
    operation_id="logout",
    summary="End this session",
    status_code=204,
<% if cookie %>
    dependencies=[Depends(refuse_foreign_origin)],
    responses=responses(403, 422),
<% else %>
    responses=responses(422),
<% endif %>
)
<% if cookie %>
def logout(response: Response, db: Db, refresh_token: RefreshCookie = None) -> None:
    sessions.logout(db, refresh_token)
    response.delete_cookie(COOKIE, path=COOKIE_PATH)
<% else %>
def logout(db: Db, body: Refresh) -> None:
    sessions.logout(db, body.refresh_token)
<% endif %>


@router.get(
    "/me",
    operation_id="get_me",
    summary="The account that is signed in",
    response_model=UserOut,
    responses=responses(401),
)
def get_me(user: CurrentUser) -> User:
    return user


@router.patch(
    "/me",
    operation_id="update_me",
    summary="Change one's own account",
    response_model=UserOut,
    responses=responses(401, 409, 422),
)
def update_me(db: Db, user: CurrentUser, body: AccountUpdate) -> User:
    return accounts.update_own(db, user, body)


@router.post(
    "/password",
    operation_id="change_password",
    summary="Change one's own password",
    status_code=204,
    dependencies=[HashingTurn],
    responses=responses(401, 422, 429),
)
def change_password(
    db: Db, limiter: LoginLimiter, signed_in: Required, body: PasswordChange
) -> None:
    sessions.change_password(db, limiter, signed_in.user, body, signed_in.session_id)


def answer(tokens: sessions.Tokens, settings: CurrentSettings) -> AccessToken:
    return AccessToken(
        access_token=tokens.access,
<% if not cookie %>
        refresh_token=tokens.refresh,
<% endif %>
        expires_in=settings.access_token_minutes * 60,
    )
<% if cookie %>


def set_cookie(response: Response, settings: Settings, token: str) -> None:
    """Out of reach of scripts, sent to the auth operations alone, and never by another site."""
    response.set_cookie(
        COOKIE,
        token,
        max_age=settings.refresh_token_days * 24 * 60 * 60,
        path=COOKIE_PATH,
        httponly=True,
        samesite="strict",
        secure=settings.environment != "development",
    )
<% endif %>
