"""What operations ask for: a database session, the settings, and who is calling."""

import uuid
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import Annotated

<% if on.multi_tenancy %>
import sqlalchemy as sa
<% endif %>
from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from sqlalchemy.orm import Session

from app.config import Settings
from app.database import REQUESTS_MAX
from app.errors import ForbiddenError, UnauthenticatedError
from app.models import <% if on.multi_tenancy %>Id, <% endif %>User
<% if on.multi_tenancy %>
from app.organisation_scope import enter_by
<% endif %>
from app.security.passwords import HASHES_MAX
from app.security.rate_limit import RateLimiter
from app.security.rules import ADMIN
from app.security.tokens import InvalidTokenError, read_access_token
<% if on.api_keys and on.password_policy %>
from app.services import api_key_access, password_policy
<% elif on.api_keys %>
from app.services import api_key_access
<% elif on.password_policy %>
from app.services import password_policy
<% endif %>
<% if on.caching %>
from app.services.answer_cache import AnswerCache
<% endif %>
<% if on.i18n %>
from app.services.languages import remember
<% endif %>
<% if on.account_mail %>
from app.services.outbox import Outbox
<% endif %>

<% if on.api_keys %>
bearer = HTTPBearer(auto_error=False, description="The access token of a login, or an API key.")
NO_SESSION = uuid.UUID(int=0)
<% else %>
bearer = HTTPBearer(auto_error=False, description="The access token of a login.")
<% endif %>


def get_db(request: Request) -> Iterator[Session]:
    session: Session = request.app.state.sessions()
    with session:
        yield session


async def get_settings(request: Request) -> Settings:
    settings: Settings = request.app.state.settings
    return settings


async def get_login_limiter(request: Request) -> RateLimiter:
    limiter: RateLimiter = request.app.state.login_limiter
    return limiter


<% if on.account_mail %>
async def get_outbox(request: Request) -> Outbox:
    outbox: Outbox = request.app.state.outbox
    return outbox


<% endif %>
<% if on.caching %>
async def get_answer_cache(request: Request) -> AnswerCache:
    cache: AnswerCache = request.app.state.answer_cache
    return cache


<% endif %>
async def take_turn() -> AsyncIterator[None]:
    yield


# Waiting for a turn takes no thread. Both end before the answer is sent: a slow reader keeps nobody waiting.
Db = Annotated[Session, Depends(get_db, scope="function", max_concurrency=REQUESTS_MAX)]
# For operations that hash a password; named before `Db`, so that who waits here keeps no turn there.
HashingTurn = Depends(take_turn, scope="function", max_concurrency=HASHES_MAX)
CurrentSettings = Annotated[Settings, Depends(get_settings)]
LoginLimiter = Annotated[RateLimiter, Depends(get_login_limiter)]
<% if on.account_mail %>
CurrentOutbox = Annotated[Outbox, Depends(get_outbox)]
<% endif %>
<% if on.caching %>
CurrentCache = Annotated[AnswerCache, Depends(get_answer_cache)]
<% endif %>
Credentials = Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)]


@dataclass(frozen=True)
class SignedIn:
    user: User
    session_id: uuid.UUID
<% if on.api_keys %>
    # A program with a key, not a person with a session.
    by_key: bool = False
<% endif %>


<% if on.api_keys or on.password_policy or on.i18n %>
def get_signed_in(
    request: Request, db: Db, settings: CurrentSettings, credentials: Credentials
) -> SignedIn | None:
<% else %>
def get_signed_in(db: Db, settings: CurrentSettings, credentials: Credentials) -> SignedIn | None:
<% endif %>
    """Who is calling. A token that is not good is refused, not taken for nobody."""
    if credentials is None:
        return None
<% if on.api_keys %>
    if credentials.credentials.startswith(api_key_access.PREFIX):
        holder = api_key_access.holder(db, credentials.credentials, request.method)
<% if on.i18n %>
        remember(request, holder.language)
<% endif %>
<% if actor %>
        db.info["actor"] = holder
<% endif %>
        return SignedIn(user=holder, session_id=NO_SESSION, by_key=True)
<% endif %>
    try:
        claims = read_access_token(settings, credentials.credentials)
<% if on.multi_tenancy %>
        # From here on the request works in this account's organisation.
        user = enter_by(db, sa.select(User).where(User.id == Id(claims.user_id)))
<% elif uuid %>
        user = db.get(User, uuid.UUID(claims.user_id))
<% else %>
        user = db.get(User, int(claims.user_id))
<% endif %>
    except (InvalidTokenError, ValueError) as error:
        message = "The access token is not valid."
        raise UnauthenticatedError(message) from error
    if user is None or not user.is_active:
        message = "The access token is not valid."
        raise UnauthenticatedError(message)
<% if actor %>
    db.info["actor"] = user
<% endif %>
<% if on.i18n %>
    remember(request, user.language)
<% endif %>
<% if on.password_policy %>
    password_policy.refuse_expired(db, user, request.url.path)
<% endif %>
    return SignedIn(user=user, session_id=claims.session_id)


MaybeSignedIn = Annotated[SignedIn | None, Depends(get_signed_in)]


async def get_viewer(signed_in: MaybeSignedIn) -> User | None:
    return signed_in.user if signed_in else None


async def require_signed_in(signed_in: MaybeSignedIn) -> SignedIn:
    if signed_in is None:
        raise UnauthenticatedError
<% if on.api_keys %>
    if signed_in.by_key:
        message = "An API key may not do this: sign in."
        raise ForbiddenError(message)
<% endif %>
    return signed_in


Required = Annotated[SignedIn, Depends(require_signed_in)]


async def require_user(signed_in: Required) -> User:
    return signed_in.user


async def require_admin(signed_in: Required) -> User:
    if signed_in.user.role != ADMIN:
        raise ForbiddenError
    return signed_in.user


# Nobody, or somebody: the rules of access decide.
Viewer = Annotated[User | None, Depends(get_viewer)]
CurrentUser = Annotated[User, Depends(require_user)]
CurrentAdmin = Annotated[User, Depends(require_admin)]
