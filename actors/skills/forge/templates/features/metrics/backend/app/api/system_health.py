"""Metrics and health: for monitors beside the API, for administrators in it."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
<% if not on.multi_tenancy %>
from fastapi.concurrency import run_in_threadpool
<% endif %>

<% if on.multi_tenancy %>
from app.api.deps import Credentials, CurrentSettings
<% else %>
from app.api.deps import (
    Credentials,
    CurrentAdmin,
    CurrentSettings,
    SignedIn,
    get_signed_in,
    require_admin,
    require_signed_in,
)
<% endif %>
from app.errors import <% if on.multi_tenancy %>ForbiddenError, UnauthenticatedError, <% endif %>responses
from app.models.base import utc_now
from app.schemas.system_health import HealthOut, MetricsSummary, Readiness
from app.services import metrics_report, metrics_text
from app.services.health_setup import is_metrics_token
from app.services.request_metrics import BOUNDS_S
from app.services.system_health import HealthBoard, Reading

# Beside the API, where load balancers and monitors look for them.
monitoring = APIRouter(tags=["health"])
router = APIRouter(prefix="/metrics", tags=["health"])

IN_TEXT: dict[str, Any] = {"content": {"text/plain": {"schema": {"type": "string"}}}}
# Without these nothing can be answered; that e-mails wait is no reason to send people away.
NEEDED = ("database", "migrations")


<% if on.multi_tenancy %>
async def require_reader(settings: CurrentSettings, credentials: Credentials) -> None:
<% else %>
async def require_reader(
    request: Request, settings: CurrentSettings, credentials: Credentials
) -> None:
<% endif %>
<% if on.multi_tenancy %>
    """With the metrics token alone: what is measured is the whole product, and administrators are of one organisation each."""
<% else %>
    """With the metrics token, which needs no database and so is good while there is none; or an administrator."""
<% endif %>
    if credentials is not None and is_metrics_token(settings, credentials.credentials):
        return
<% if on.multi_tenancy %>
    if credentials is None:
        raise UnauthenticatedError
    raise ForbiddenError
<% else %>

    def find() -> SignedIn | None:
        with request.app.state.sessions() as db:
            return get_signed_in(<% if on.api_keys or on.password_policy %>request, <% endif %>db, settings, credentials)

    await require_admin(await require_signed_in(await run_in_threadpool(find)))
<% endif %>


# Not in the line of those who use the database, since it is looked at when that line is long; so one at a time.
Reader = Depends(require_reader, scope="function", max_concurrency=1)


def get_reading(request: Request) -> Reading:
    board: HealthBoard = request.app.state.health_board
    return board.read()


CurrentReading = Annotated[Reading, Depends(get_reading)]


@monitoring.get(
    "/ready",
    operation_id="get_ready",
    summary="Whether the service can answer requests, for load balancers",
    responses={503: {"model": Readiness, "description": "It cannot."}},
)
def get_ready(reading: CurrentReading, response: Response) -> Readiness:
    if reading.is_up(NEEDED):
        return Readiness(status="ready")
    response.status_code = 503
    return Readiness(status="not_ready")


@monitoring.get(
    "/health/components",
    operation_id="get_health_components",
    summary="The state of each component",
    dependencies=[Reader],
    response_model=HealthOut,
    responses=responses(401, 403),
)
def get_health_components(reading: CurrentReading) -> Reading:
    return reading


@monitoring.get(
    "/metrics",
    operation_id="get_metrics",
    summary="Metrics in Prometheus' text format",
    dependencies=[Reader],
    response_class=Response,
    responses={200: IN_TEXT, **responses(401, 403)},
)
def get_metrics(request: Request, reading: CurrentReading) -> Response:
    text = metrics_text.render(metrics_report.families(request.app, reading))
    return Response(text, media_type=metrics_text.CONTENT_TYPE)


@router.get(
    "/summary",
    operation_id="get_metrics_summary",
    summary="The state of each component, the busiest and the slowest routes",
<% if on.multi_tenancy %>
    dependencies=[Reader],
<% endif %>
    responses=responses(401, 403),
)
<% if on.multi_tenancy %>
def get_metrics_summary(request: Request, reading: CurrentReading) -> MetricsSummary:
<% else %>
def get_metrics_summary(
    request: Request, _admin: CurrentAdmin, reading: CurrentReading
) -> MetricsSummary:
<% endif %>
    figures = metrics_report.route_figures(request.app.state.request_metrics.snapshot())
    return MetricsSummary(
        read_at=utc_now(),
        started_at=request.app.state.started_at,
        longest_ms=BOUNDS_S[-1] * 1000,
        health=HealthOut.model_validate(reading),
        busiest=metrics_report.busiest(figures),
        slowest=metrics_report.slowest(figures),
    )
