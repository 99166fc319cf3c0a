"""What this process counts of the requests it answers: how many, how long they took, how many are under way.

Bounded: series are kept by the template of a route, never by the path that was asked for.
"""

import threading
import time
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import NamedTuple

from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# Upper bounds of the buckets in seconds; what took longer than all is in one more.
BOUNDS_S = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
METHODS = frozenset({"DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"})
# Whatever else is sent is one of each: clients open no series.
OTHER_METHOD = "other"
UNMATCHED = "unmatched"


class Route(NamedTuple):
    method: str
    # `/api/v1/users/{user_id}`
    template: str


class Outcome(NamedTuple):
    method: str
    template: str
    status: int


@dataclass(frozen=True)
class Latency:
    """A histogram: how many requests are in each bucket and in no lower one."""

    counts: tuple[int, ...]
    sum_s: float

    @property
    def count(self) -> int:
        return sum(self.counts)

    def cumulative(self) -> tuple[int, ...]:
        return tuple(accumulate(self.counts))


@dataclass(frozen=True)
class Snapshot:
    outcomes: Mapping[Outcome, int]
    latencies: Mapping[Route, Latency]
    in_progress: int


class RequestMetrics:
    """The server's thread counts while others read."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._outcomes: Counter[Outcome] = Counter()
        self._buckets: dict[Route, list[int]] = {}
        self._sums_s: dict[Route, float] = {}
        self._in_progress = 0

    def begin(self) -> None:
        with self._lock:
            self._in_progress += 1

    def end(self, method: str, template: str, status: int, seconds: float) -> None:
        method = method if method in METHODS else OTHER_METHOD
        route = Route(method, template)
        with self._lock:
            self._in_progress -= 1
            self._outcomes[Outcome(method, template, status)] += 1
            buckets = self._buckets.setdefault(route, [0] * (len(BOUNDS_S) + 1))
            # A request that took just as long as a bound is within it.
            buckets[bisect_left(BOUNDS_S, seconds)] += 1
            self._sums_s[route] = self._sums_s.get(route, 0.0) + seconds

    def snapshot(self) -> Snapshot:
        with self._lock:
            latencies = {
                route: Latency(tuple(buckets), self._sums_s[route])
                for route, buckets in self._buckets.items()
            }
            return Snapshot(dict(self._outcomes), latencies, self._in_progress)


def quantile(counts: Sequence[int], share: float) -> float | None:
    """Seconds within which this share of requests was answered: linear within a bucket, as Prometheus estimates it.

    Of what took longer than the last bound nothing more is known, so the bound is the answer.
    """
    rank = share * sum(counts)
    below, lower = 0, 0.0
    for count, upper in zip(counts, BOUNDS_S, strict=False):
        if count and below + count >= rank:
            return lower + (upper - lower) * (rank - below) / count
        below, lower = below + count, upper
    return BOUNDS_S[-1] if sum(counts) else None


class MetricsMiddleware:
    """The outermost, so that what others refuse is counted too."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        metrics: RequestMetrics,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        self.app = app
        self.metrics = metrics
        self._clock = clock
        self._templates: dict[int, str] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        # What ends without an answer failed.
        status = 500

        async def watched_send(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        self.metrics.begin()
        began = self._clock()
        try:
            await self.app(scope, receive, watched_send)
        finally:
            seconds = self._clock() - began
            self.metrics.end(scope["method"], self._template(scope), status, seconds)

    def _template(self, scope: Scope) -> str:
        """A route alone does not know below which prefix it was included; the application does."""
        if not self._templates:
            self._templates = templates(scope["app"])
        return self._templates.get(id(scope.get("route")), UNMATCHED)


def templates(app: FastAPI) -> dict[int, str]:
    """By the identity of each route."""
    contexts = iter_route_contexts(app.routes)
    return {id(it.original_route): it.path_format for it in contexts if it.path_format}
