"""Metrics: what is counted, under which names, how it is written, and who may read it."""

import math
import re
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from fastapi.testclient import TestClient
from pydantic import SecretStr

from app.config import Settings
from app.main import create_app
from app.services import health_setup, metrics_report, metrics_text
from app.services.health_probes import probes
from app.services.metrics_text import Family, Sample
from app.services.request_metrics import (
    BOUNDS_S,
    UNMATCHED,
    Latency,
    MetricsMiddleware,
    Outcome,
    RequestMetrics,
    Route,
    Snapshot,
    quantile,
)
from app.services.system_health import HealthBoard
from tests.building import Person, missing_id

TOKEN = "metrics-token-of-the-tests-0123456789"
WITH_TOKEN = {"Authorization": f"Bearer {TOKEN}"}
SUMMARY = "/api/v1/metrics/summary"
READ = ("/metrics", "/health/components")
USERS = "/api/v1/users"
# A line of the format: a name, labels, a value.
LINE = re.compile(r'[a-z_]+(\{[a-z_]+="(\\.|[^"\\])*"(,[a-z_]+="(\\.|[^"\\])*")*\})? \S+')


@pytest.fixture(autouse=True)
def token(app: FastAPI, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    known = settings.model_copy(update={"metrics_token": SecretStr(TOKEN)})
    monkeypatch.setitem(app.state._state, "settings", known)


@pytest.fixture
def metrics(client: TestClient) -> RequestMetrics:
    """The application's own, as it was built: the middleware holds it from the first request on."""
    app: Any = client.app
    found: RequestMetrics = app.state.request_metrics
    return found


def count(metrics: RequestMetrics, method: str, template: str, status: int) -> int:
    return metrics.snapshot().outcomes.get(Outcome(method, template, status), 0)


def test_requests_are_counted_by_the_template_of_their_route(
    client: TestClient, metrics: RequestMetrics, admin: Person
) -> None:
    template = f"{USERS}/{{user_id}}"
    before = count(metrics, "PATCH", template, 404)
    for _ in range(2):
        path = f"{USERS}/{missing_id()}"
        client.patch(path, json={"is_active": False}, headers=admin.headers)
    assert count(metrics, "PATCH", template, 404) == before + 2
    assert metrics.snapshot().latencies[Route("PATCH", template)].count >= 2


def test_whatever_is_asked_for_no_client_opens_series(
    client: TestClient, metrics: RequestMetrics
) -> None:
    before = count(metrics, "GET", UNMATCHED, 404)
    for number in range(50):
        client.get(f"/nowhere/{number}")
        client.request(f"X{number}", f"/nowhere/{number}")
    taken = metrics.snapshot()
    assert count(metrics, "GET", UNMATCHED, 404) == before + 50
    assert {it.method for it in taken.outcomes if it.method.startswith("X")} == set()
    assert not [it for it in taken.outcomes if "nowhere" in it.template]
    assert count(metrics, "other", UNMATCHED, 404) >= 50


def test_a_crash_is_counted_as_one(
    app: FastAPI, client: TestClient, metrics: RequestMetrics, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = count(metrics, "POST", "/api/v1/auth/login", 500)
    monkeypatch.setitem(app.state._state, "login_limiter", None)
    client.post("/api/v1/auth/login", json={"login": "a", "password": "b"})
    assert count(metrics, "POST", "/api/v1/auth/login", 500) == before + 1
    assert metrics.snapshot().in_progress == 0


def test_what_ends_without_an_answer_failed() -> None:
    async def broken(_scope: Any, _receive: Any, _send: Any) -> None:
        raise RuntimeError

    metrics = RequestMetrics()
    client = TestClient(MetricsMiddleware(broken_app(broken), metrics=metrics))
    with pytest.raises(RuntimeError):
        client.get("/")
    assert metrics.snapshot().outcomes == {Outcome("GET", UNMATCHED, 500): 1}
    assert metrics.snapshot().in_progress == 0


def broken_app(broken: Any) -> Any:
    async def with_app(scope: Any, receive: Any, send: Any) -> None:
        scope["app"] = FastAPI()
        await broken(scope, receive, send)

    return with_app


def test_other_connections_are_not_requests() -> None:
    metrics = RequestMetrics()
    with TestClient(MetricsMiddleware(FastAPI(), metrics=metrics)):
        pass
    assert metrics.snapshot() == Snapshot({}, {}, 0)


def test_threads_lose_no_request() -> None:
    metrics = RequestMetrics()

    def work() -> None:
        for _ in range(2000):
            metrics.begin()
            metrics.end("GET", "/", 200, 0.001)

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    taken = metrics.snapshot()
    assert taken.outcomes == {Outcome("GET", "/", 200): 16_000}
    assert taken.latencies[Route("GET", "/")].count == 16_000
    assert taken.in_progress == 0


def test_buckets_hold_what_took_as_long_as_their_bound() -> None:
    metrics = RequestMetrics()
    for seconds in (0.0, 0.005, 0.0051, 10.0, 10.1):
        metrics.begin()
        metrics.end("GET", "/", 200, seconds)
    latency = metrics.snapshot().latencies[Route("GET", "/")]
    assert latency.counts == (2, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1)
    assert latency.cumulative() == (2, 3, 3, 3, 3, 3, 3, 3, 3, 3, 4, 5)
    assert latency.sum_s == pytest.approx(20.1101)


def buckets(**counts: int) -> list[int]:
    """`buckets(b3=2)`: two in the fourth."""
    return [counts.get(f"b{number}", 0) for number in range(len(BOUNDS_S) + 1)]


@pytest.mark.parametrize(
    ("counts", "share", "seconds"),
    [
        (buckets(), 0.5, None),
        # In the middle of the first bucket, which begins at nothing.
        (buckets(b0=10), 0.5, 0.0025),
        # The rank is the last one of the bucket: its bound.
        (buckets(b0=5, b4=5), 0.5, 0.005),
        # A tenth of the way from 0.05 to 0.1.
        (buckets(b0=5, b4=10, b8=5), 0.3, 0.055),
        (buckets(b3=100), 1.0, 0.05),
        (buckets(b3=100), 0.0, 0.025),
        # Nothing is known of what took longer than ten seconds.
        (buckets(b0=1, b11=9), 0.95, 10.0),
    ],
)
def test_quantiles_are_estimated(counts: list[int], share: float, seconds: float | None) -> None:
    assert quantile(counts, share) == (seconds if seconds is None else pytest.approx(seconds))


def test_the_text_format() -> None:
    labels = {"path": 'a\\b"c\nd'}
    samples = metrics_text.histogram({"route": "/"}, (0.1, 1.0), (1, 3, 4), 2.5)
    text = metrics_text.render(
        [
            Family("seen_total", "counter", "Two\nlines: \\.", [Sample(3, labels), Sample(0.5)]),
            Family("took_seconds", "histogram", "Time.", list(samples)),
            Family("nothing", "gauge", "No samples.", []),
        ]
    )
    assert text == (
        "# HELP seen_total Two\\nlines: \\\\.\n"
        "# TYPE seen_total counter\n"
        'seen_total{path="a\\\\b\\"c\\nd"} 3\n'
        "seen_total 0.5\n"
        "# HELP took_seconds Time.\n"
        "# TYPE took_seconds histogram\n"
        'took_seconds_bucket{route="/",le="0.1"} 1\n'
        'took_seconds_bucket{route="/",le="1.0"} 3\n'
        'took_seconds_bucket{route="/",le="+Inf"} 4\n'
        'took_seconds_sum{route="/"} 2.5\n'
        'took_seconds_count{route="/"} 4\n'
        "# HELP nothing No samples.\n"
        "# TYPE nothing gauge\n"
    )
    assert metrics_text.number(-math.inf) == "-Inf"


def families(text: str) -> Iterator[tuple[str, str]]:
    for line in text.splitlines():
        if line.startswith("# TYPE "):
            _, _, name, kind = line.split()
            yield name, kind


def test_what_is_told(client: TestClient, app: FastAPI) -> None:
    client.get("/health")
    answer = client.get("/metrics", headers=WITH_TOKEN)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    told = dict(families(answer.text))
    assert told["http_requests_total"] == "counter"
    assert told["http_request_duration_seconds"] == "histogram"
    assert told["health_component_state"] == told["process_start_time_seconds"] == "gauge"
    values = [line for line in answer.text.splitlines() if not line.startswith("#")]
    assert [line for line in values if not LINE.fullmatch(line)] == []
    assert "http_requests_in_progress 1" in values
    assert f'app_build_info{{product="{app.title}",version="{app.version}"}} 1' in values
    assert 'health_component_state{component="database",state="ok"} 1' in values
    assert 'health_component_state{component="database",state="down"} 0' in values
    of_health = 'http_request_duration_seconds_{}{{method="GET",route="/health"{}}}'
    infinite = of_health.format("bucket", ',le="+Inf"')
    counted = {line.rpartition(" ")[0]: line.rpartition(" ")[2] for line in values}
    assert counted[infinite] == counted[of_health.format("count", "")] != "0"
<% if on.background_jobs %>
    assert 'background_jobs{state="dead"} 0' in values
<% endif %>
    # A series is there once.
    assert len(counted) == len(values)


def test_without_a_database_monitors_are_told_so(
    app: FastAPI, client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_engine: sa.Engine) -> sa.Connection:
        raise sa.exc.OperationalError("SELECT 1", None, Exception("no server"))

    monkeypatch.setattr(sa.Engine, "connect", refuse)
    monkeypatch.setitem(app.state._state, "health_board", HealthBoard(probes(app)))
    answer = client.get("/metrics", headers=WITH_TOKEN)
    assert answer.status_code == 200
    assert 'health_component_state{component="database",state="down"} 1' in answer.text
<% if on.background_jobs %>
    assert "background_jobs{" not in answer.text
<% endif %>
    assert client.get("/health/components", headers=WITH_TOKEN).json()["status"] == "down"


<% if test_server %>
def test_a_pool_tells_how_much_of_it_is_in_use(settings: Settings) -> None:
    own = create_app(settings)
<% else %>
def test_a_pool_tells_how_much_of_it_is_in_use(settings: Settings, tmp_path: Path) -> None:
    # In memory all share one connection, and there is no pool to tell of.
    update = {"database_url": f"sqlite:///{tmp_path}/pool.db"}
    own = create_app(settings.model_copy(update=update))
<% endif %>
    with own.state.engine.connect():
        told = {it.name: it.samples[0].value for it in metrics_report.of_process(own)}
    assert told["database_connections_in_use"] == 1
    assert told["database_connections_max"] > 1
    own.state.engine.dispose()


def test_memory_where_the_system_tells_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    statm = tmp_path / "statm"
    monkeypatch.setattr(metrics_report, "STATM", statm)
    monkeypatch.setattr("os.sysconf", lambda _name: 4096)
    assert metrics_report.resident_bytes() is None
    statm.write_text("300 25 7")
    assert metrics_report.resident_bytes() == 25 * 4096
    statm.write_text("?")
    assert metrics_report.resident_bytes() is None


def test_without_memory_the_rest_is_told(app: FastAPI, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(metrics_report, "STATM", Path("/nowhere"))
    names = [it.name for it in metrics_report.of_process(app)]
    assert "process_start_time_seconds" in names
    assert "process_resident_memory_bytes" not in names


@pytest.mark.parametrize("path", [*READ, SUMMARY])
def test_who_may_read(path: str, client: TestClient, admin: Person, member: Person) -> None:
    assert client.get(path).status_code == 401
    assert client.get(path, headers={"Authorization": "Bearer "}).status_code in (401, 403)
    guessed = {"Authorization": f"Bearer {TOKEN[:-1]}"}
    assert client.get(path, headers=guessed).status_code == <<= 403 if on.multi_tenancy else 401 =>>
    assert client.get(path, headers=member.headers).status_code == 403
<% if on.multi_tenancy %>
    # An administrator is one of their own organisation's alone.
    assert client.get(path, headers=admin.headers).status_code == 403
    assert client.get(path, headers=WITH_TOKEN).status_code == 200
<% else %>
    assert client.get(path, headers=admin.headers).status_code == 200
<% endif %>


@pytest.mark.parametrize("path", READ)
def test_the_token_reads_and_does_nothing_else(path: str, client: TestClient) -> None:
    assert client.get(path, headers=WITH_TOKEN).status_code == 200
    assert client.get(USERS, headers=WITH_TOKEN).status_code == 401
<% if not on.multi_tenancy %>
    assert client.get(SUMMARY, headers=WITH_TOKEN).status_code == 401
<% endif %>


@pytest.mark.parametrize("path", READ)
def test_without_a_token_in_the_settings_no_token_is_good(
    path: str, app: FastAPI, settings: Settings, client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.state._state, "settings", settings)
    assert client.get(path, headers=WITH_TOKEN).status_code == <<= 403 if on.multi_tenancy else 401 =>>
    assert not health_setup.is_metrics_token(settings, "")


def test_a_weak_token_stops_the_start_and_is_not_told(settings: Settings) -> None:
    for weak in ("short", "a" * 31, "ä" * 40, f"{TOKEN} {TOKEN}"):
        update = {"metrics_token": SecretStr(weak)}
        with pytest.raises(ValueError, match="METRICS_TOKEN needs") as refused:
            create_app(settings.model_copy(update=update))
        assert weak not in str(refused.value)
    health_setup.refuse_weak_token("")
    health_setup.refuse_weak_token("0f" * 32)


<% if on.multi_tenancy %>
def test_the_summary_shows_the_busiest_and_the_slowest(
    app: FastAPI, client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
<% else %>
def test_the_summary_shows_the_busiest_and_the_slowest(
    app: FastAPI, client: TestClient, admin: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
<% endif %>
    metrics = RequestMetrics()
    monkeypatch.setitem(app.state._state, "request_metrics", metrics)
    for _ in range(9):
        record(metrics, "/api/v1/busy", 200, 0.004)
    record(metrics, "/api/v1/busy", 503, 0.004)
    record(metrics, "/api/v1/busy", 404, 0.004)
    record(metrics, "/api/v1/slow", 200, 30)
    for _ in range(100):
        # Probes are not what people wait for.
        record(metrics, "/health", 200, 60)
        record(metrics, UNMATCHED, 404, 60)
    for number in range(20):
        record(metrics, f"/api/v1/quick/{number}", 200, 0.001)

    body = client.get(SUMMARY, headers=<% if on.multi_tenancy %>WITH_TOKEN<% else %>admin.headers<% endif %>).json()

    busiest, slowest = body["busiest"], body["slowest"]
    assert (busiest[0]["route"], busiest[0]["requests"]) == ("/api/v1/busy", 11)
    assert busiest[0]["error_share"] == pytest.approx(1 / 11)
    assert busiest[0]["p50_ms"] == 2.5
    assert (slowest[0]["route"], slowest[0]["p95_ms"]) == ("/api/v1/slow", body["longest_ms"])
    assert len(busiest) == len(slowest) == metrics_report.ROUTES_SHOWN
    shown = {it["route"] for it in (*busiest, *slowest)}
    assert not shown & {"/health", UNMATCHED}
    assert body["read_at"] >= body["started_at"]
    assert {it["name"] for it in body["health"]["components"]} >= {"database", "migrations"}


def record(metrics: RequestMetrics, template: str, status: int, seconds: float) -> None:
    metrics.begin()
    metrics.end("GET", template, status, seconds)


def test_a_summary_of_nothing(app: FastAPI) -> None:
    assert metrics_report.route_figures(Snapshot({}, {}, 0)) == []
    assert Latency(tuple(buckets()), 0.0).count == 0
    assert app.state.started_at.tzinfo is not None
