"""How the running product is, as administrators and monitors read it."""

import datetime as dt
from typing import Literal

from pydantic import BaseModel

from app.schemas.base import Output

State = Literal["ok", "degraded", "down"]


class Readiness(BaseModel):
    status: Literal["ready", "not_ready"]


class ComponentOut(Output):
    name: str
    state: State
    reason: str
    latency_ms: float


class HealthOut(Output):
    # The worst of the components'.
    status: State
    checked_at: dt.datetime
    components: list[ComponentOut]


class RouteFigures(BaseModel):
    method: str
    # Its template: `/api/v1/users/{user_id}`.
    route: str
    requests: int
    # Of answers that were the server's own fault, from 0 to 1.
    error_share: float
    # Estimated from a histogram, whose last bound stands for anything longer.
    p50_ms: float
    p95_ms: float


class MetricsSummary(BaseModel):
    """Of this process, since it was started."""

    read_at: dt.datetime
    started_at: dt.datetime
    longest_ms: float
    health: HealthOut
    busiest: list[RouteFigures]
    slowest: list[RouteFigures]
