"""Sign-in through Google and GitHub (OAuth 2.0 with PKCE), and the identities of one's own account."""

import logging
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import RedirectResponse

<% if cookie %>
from app.api.auth import answer, set_cookie
<% else %>
from app.api.auth import answer
<% endif %>
from app.api.deps import CurrentSettings, CurrentUser, Db, HashingTurn, Required, take_turn
from app.config import Settings
from app.errors import responses
from app.models.social_identities import ProviderName
from app.schemas.auth import AccessToken
from app.schemas.base import RecordId
from app.schemas.social_login import (
    CallbackQuery,
    FirstPassword,
    LinkStarted,
    ProviderOut,
    SignInWays,
    StartQuery,
)
from app.security.addresses import client_network
<% if cookie %>
from app.security.origin import refuse_foreign_origin
<% endif %>
from app.security.rate_limit import RateLimiter
from app.services import social_flows, social_login
from app.services.social_flows import Flow
from app.services.social_login import Problem, RefusedError
from app.services.social_providers import Profile, ProviderError, configured

router = APIRouter(prefix="/auth/social", tags=["social login"])
logger = logging.getLogger(__name__)

FLOW_COOKIE = "social_flow"
FLOW_COOKIE_PATH = "/api/v1/auth/social"
# The page of the client that people come back to.
PAGE = "signed-in"
# Providers asked at a time: while one is slow, those who come back from it wait and hold nothing.
CALLS_MAX = 8
ProviderTurn = Depends(take_turn, scope="function", max_concurrency=CALLS_MAX)


async def get_social_limiter(request: Request) -> RateLimiter:
    limiter: RateLimiter = request.app.state.social_limiter
    return limiter


async def count_attempt(
    request: Request, limiter: Annotated[RateLimiter, Depends(get_social_limiter)]
) -> None:
    limiter.attempt(f"{client_network(request)} {request.url.path}")


async def get_flow(request: Request, settings: CurrentSettings) -> Flow | None:
    return social_flows.unseal(settings, request.cookies.get(FLOW_COOKIE))


Counted = Depends(count_attempt)
CurrentFlow = Annotated[Flow | None, Depends(get_flow)]


@dataclass(frozen=True)
class Heard:
    flow: Flow
    profile: Profile


def hear(
    settings: CurrentSettings,
    flow: CurrentFlow,
    provider: ProviderName,
    query: Annotated[CallbackQuery, Query()],
) -> Heard | RefusedError:
    """Asks the provider who came back. Named before `Db`, so that a slow provider keeps no turn there."""
    asked = social_login.provider_of(settings, provider)
    begun = flow is not None and flow.purpose != "session" and flow.provider == provider
    if flow is None or not begun or not flow.fits(query.state):
        return RefusedError("expired")
    if query.error or not query.code:
        return RefusedError("denied" if query.error == "access_denied" else "failed")
    try:
        return Heard(flow, asked.identify(query.code, flow.proof()))
    except ProviderError as error:
        logger.warning("%s confirmed nobody: %s", asked.title, error)
        return RefusedError("failed")


@router.get(
    "",
    operation_id="list_social_providers",
    summary="The providers that people can sign in with",
)
async def list_social_providers(settings: CurrentSettings) -> list[ProviderOut]:
    offered = configured(settings).values()
    return [ProviderOut(name=it.name, title=it.title) for it in offered]


@router.get(
    "/identities",
    operation_id="list_social_identities",
    summary="How one can sign in to one's own account",
    responses=responses(401, 403),
)
def list_social_identities(db: Db, user: CurrentUser) -> SignInWays:
    return social_login.sign_in_ways(db, user)


@router.delete(
    "/identities/{identity_id}",
    operation_id="unlink_social_identity",
    summary="Unlink an identity from one's own account, unless nothing else signs in to it",
    status_code=204,
    responses=responses(401, 403, 404, 409, 422),
)
def unlink_social_identity(
    db: Db, settings: CurrentSettings, signed_in: Required, identity_id: RecordId
) -> None:
    social_login.unlink(db, settings, signed_in.user, signed_in.session_id, identity_id)


@router.post(
    "/password",
    operation_id="choose_first_password",
    summary="Choose a password for one's own account that has none",
    status_code=204,
    dependencies=[HashingTurn],
    responses=responses(401, 403, 409, 422),
)
def choose_first_password(db: Db, signed_in: Required, body: FirstPassword) -> None:
    social_login.choose_first_password(db, signed_in.user, signed_in.session_id, body.new_password)


@router.post(
    "/session",
    operation_id="open_social_session",
    summary="Trade a finished sign-in, which this browser's cookie names, for tokens",
<% if cookie %>
    dependencies=[Counted, Depends(refuse_foreign_origin)],
<% else %>
    dependencies=[Counted],
<% endif %>
    responses=responses(403, 429),
)
def open_social_session(
    response: Response, db: Db, settings: CurrentSettings, flow: CurrentFlow
) -> AccessToken:
    """Tokens are in the answer to the client's own request, never in an address."""
    tokens = social_login.open_session(db, settings, flow)
    forget_flow(response)
<% if cookie %>
    set_cookie(response, settings, tokens.refresh)
<% endif %>
    return answer(tokens, settings)


@router.get(
    "/{provider}/start",
    operation_id="start_social_login",
    summary="Send the browser to a provider to sign in",
    status_code=303,
    response_class=RedirectResponse,
    dependencies=[Counted],
    responses=responses(404, 422, 429),
)
async def start_social_login(
    settings: CurrentSettings, provider: ProviderName, query: Annotated[StartQuery, Query()]
) -> RedirectResponse:
    asked = social_login.provider_of(settings, provider)
    flow = social_flows.begin("sign_in", provider, query.next)
    response = RedirectResponse(asked.page(flow.proof()), 303)
    keep_flow(response, settings, flow)
    return response


@router.post(
    "/{provider}/link",
    operation_id="link_social_identity",
    summary="Begin to link an identity to one's own account",
    responses=responses(401, 403, 404, 409, 422),
)
def link_social_identity(
    response: Response,
    db: Db,
    settings: CurrentSettings,
    signed_in: Required,
    provider: ProviderName,
) -> LinkStarted:
    asked = social_login.provider_of(settings, provider)
    social_login.require_fresh(db, signed_in.session_id)
    social_login.refuse_more(db, signed_in.user)
    flow = social_flows.begin("link", provider, "/account", signed_in.user.id)
    keep_flow(response, settings, flow)
    return LinkStarted(url=asked.page(flow.proof()))


@router.get(
    "/{provider}/callback",
    operation_id="finish_social_login",
    summary="Where a provider sends the browser back to",
    status_code=303,
    response_class=RedirectResponse,
    dependencies=[Counted, ProviderTurn],
    responses=responses(404, 422, 429),
)
def finish_social_login(
    settings: CurrentSettings,
    provider: ProviderName,
    flow: CurrentFlow,
    heard: Annotated[Heard | RefusedError, Depends(hear)],
    db: Db,
) -> RedirectResponse:
    path = flow.next if flow else "/"
    try:
        if isinstance(heard, RefusedError):
            raise heard
        user = social_login.arrive(db, heard.flow, heard.profile)
    except RefusedError as refused:
        return to_page(settings, provider, path, problem=refused.problem)
    if heard.flow.purpose == "link":
        return to_page(settings, provider, path, linked=True)
    session = social_flows.begin("session", provider, path, user.id)
    return to_page(settings, provider, path, session=session)


def to_page(
    settings: Settings,
    provider: ProviderName,
    path: str,
    *,
    problem: Problem | None = None,
    linked: bool = False,
    session: Flow | None = None,
) -> RedirectResponse:
    """To one page of the client, with words of our own alone: nothing of what the provider said is handed on."""
    query = {"provider": provider, "next": path}
    if problem is not None:
        query["problem"] = problem
    if linked:
        query["linked"] = "yes"
    response = RedirectResponse(f"{settings.social_login_url}/{PAGE}?{urlencode(query)}", 303)
    if session is None:
        forget_flow(response)
    else:
        keep_flow(response, settings, session)
    return response


def keep_flow(response: Response, settings: Settings, flow: Flow) -> None:
    """Lax, since the browser comes back from another site: by a plain visit, which is all that Lax lets through."""
    response.set_cookie(
        FLOW_COOKIE,
        social_flows.seal(settings, flow),
        max_age=int(social_flows.GOOD_FOR[flow.purpose].total_seconds()),
        path=FLOW_COOKIE_PATH,
        httponly=True,
        samesite="lax",
        secure=settings.environment != "development",
    )


def forget_flow(response: Response) -> None:
    response.delete_cookie(FLOW_COOKIE, path=FLOW_COOKIE_PATH)
