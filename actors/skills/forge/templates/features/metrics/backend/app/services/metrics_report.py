"""What is told of the running process: to Prometheus as families of metrics, to administrators as a summary."""

import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from fastapi import FastAPI
from sqlalchemy.pool import QueuePool

from app.schemas.system_health import RouteFigures
<% if on.caching %>
from app.services.answer_cache import Counts
<% endif %>
from app.services.metrics_text import Family, Sample, histogram
from app.services.request_metrics import (
    BOUNDS_S,
    Latency,
    RequestMetrics,
    Route,
    Snapshot,
    quantile,
)
from app.services.system_health import STATES, Reading

STATM = Path("/proc/self/statm")
# The busiest and the slowest, so many of each.
ROUTES_SHOWN = 8
# What people use; probes and scrapes would be the busiest of all.
SHOWN = "/api/"
P50, P95 = 0.5, 0.95


def families(app: FastAPI, reading: Reading) -> Iterator[Family]:
    metrics: RequestMetrics = app.state.request_metrics
    yield from of_requests(metrics.snapshot())
    yield from of_process(app)
    yield from of_health(reading)
<% if on.caching %>
    yield of_cache(app.state.answer_cache.counts)
<% endif %>


def of_requests(taken: Snapshot) -> Iterator[Family]:
    yield Family(
        "http_requests_total",
        "counter",
        "Requests that were answered, by method, template of the route, and status.",
        [
            Sample(count, {"method": it.method, "route": it.template, "status": str(it.status)})
            for it, count in sorted(taken.outcomes.items())
        ],
    )
    yield Family(
        "http_request_duration_seconds",
        "histogram",
        "Time from the first byte of a request to the last byte of its answer.",
        [sample for it in sorted(taken.latencies.items()) for sample in _durations(*it)],
    )
    yield Family(
        "http_requests_in_progress",
        "gauge",
        "Requests that are being answered, this one among them.",
        [Sample(taken.in_progress)],
    )


def _durations(route: Route, latency: Latency) -> Iterator[Sample]:
    labels = {"method": route.method, "route": route.template}
    return histogram(labels, BOUNDS_S, latency.cumulative(), latency.sum_s)


def of_process(app: FastAPI) -> Iterator[Family]:
    build = {"product": app.title, "version": app.version}
    yield Family("app_build_info", "gauge", "The product; always 1.", [Sample(1, build)])
    started = app.state.started_at.timestamp()
    yield Family(
        "process_start_time_seconds", "gauge", "Unix time of the start.", [Sample(started)]
    )
    resident = resident_bytes()
    if resident is not None:
        yield Family("process_resident_memory_bytes", "gauge", "Memory in use.", [Sample(resident)])
    pool = app.state.engine.pool
    if isinstance(pool, QueuePool):
        yield Family(
            "database_connections_in_use",
            "gauge",
            "Connections of the pool that are at work.",
            [Sample(pool.checkedout())],
        )
        yield Family(
            "database_connections_max", "gauge", "Size of the pool.", [Sample(pool.size())]
        )


def resident_bytes() -> int | None:
    """Only Linux tells it in this way."""
    try:
        pages = int(STATM.read_text().split()[1])
    except (OSError, ValueError, IndexError):
        return None
    return pages * os.sysconf("SC_PAGE_SIZE")


def of_health(reading: Reading) -> Iterator[Family]:
    yield Family(
        "health_component_state",
        "gauge",
        "1 for the state that a component is in, 0 for the others.",
        [
            Sample(int(state == it.state), {"component": it.name, "state": state})
            for it in reading.components
            for state in STATES
        ],
    )
<% if on.background_jobs %>
    jobs = [
        Sample(count, {"state": state})
        for it in reading.components
        for state, count in it.figures.items()
    ]
    if jobs:
        yield Family("background_jobs", "gauge", "Background jobs that are not done.", jobs)
<% endif %>


<% if on.caching %>
def of_cache(counts: Counts) -> Family:
    return Family(
        "cache_answers_total",
        "counter",
        "Answers that were in the cache, and those that were not.",
        [Sample(counts.hits, {"found": "yes"}), Sample(counts.misses, {"found": "no"})],
    )


<% endif %>
def busiest(figures: Iterable[RouteFigures]) -> list[RouteFigures]:
    return _most(figures, lambda it: float(it.requests))


def slowest(figures: Iterable[RouteFigures]) -> list[RouteFigures]:
    return _most(figures, lambda it: it.p95_ms)


def _most(
    figures: Iterable[RouteFigures], measure: Callable[[RouteFigures], float]
) -> list[RouteFigures]:
    return sorted(figures, key=lambda it: (-measure(it), it.route, it.method))[:ROUTES_SHOWN]


def route_figures(taken: Snapshot) -> list[RouteFigures]:
    return [
        _figures(route, latency, taken)
        for route, latency in taken.latencies.items()
        if route.template.startswith(SHOWN)
    ]


def _figures(route: Route, latency: Latency, taken: Snapshot) -> RouteFigures:
    failed = sum(
        count
        for it, count in taken.outcomes.items()
        if (it.method, it.template) == route and it.status >= 500
    )
    return RouteFigures(
        method=route.method,
        route=route.template,
        requests=latency.count,
        error_share=failed / latency.count,
        p50_ms=_milliseconds(quantile(latency.counts, P50)),
        p95_ms=_milliseconds(quantile(latency.counts, P95)),
    )


def _milliseconds(seconds: float | None) -> float:
    return round((seconds or 0) * 1000, 1)
