"""What holds for every answer: headers, errors of one shape, who may call from a browser, health."""

import logging

import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from fastapi.testclient import TestClient
<% if on.payments %>
from pydantic import SecretStr
<% endif %>

from app.config import Settings
<% if test_server %>
from app.database import TIME_LIMITS
<% endif %>
from app.main import create_app
from tests.conftest import ORIGIN

PROBE = "/api/v1/users"


def test_security_headers(client: TestClient) -> None:
    for path in ("/health", PROBE, "/nowhere"):
        headers = client.get(path).headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"
        assert headers["Cache-Control"] == "no-store"
        assert headers["X-Request-ID"]


def test_documentation_can_load_its_viewer(client: TestClient) -> None:
    response = client.get("/docs")

    assert response.status_code == 200
    assert "Content-Security-Policy" not in response.headers


def test_request_ids(client: TestClient) -> None:
    given = client.get("/health", headers={"X-Request-ID": "abc-123"})
    bad = client.get("/health", headers={"X-Request-ID": "not an id!"})

    assert given.headers["X-Request-ID"] == "abc-123"
    assert bad.headers["X-Request-ID"] != "not an id!"


def test_cors_answers_known_origins_only(client: TestClient) -> None:
    known = client.get("/health", headers={"Origin": ORIGIN})
    unknown = client.get("/health", headers={"Origin": "https://evil.example"})

    assert known.headers["Access-Control-Allow-Origin"] == ORIGIN
    assert "Access-Control-Allow-Origin" not in unknown.headers
    exposed = known.headers["Access-Control-Expose-Headers"].lower().split(", ")
    assert {"x-request-id", "retry-after"} <= set(exposed)


@pytest.mark.parametrize("method", ["GET", "POST", "PATCH", "DELETE"])
@pytest.mark.parametrize("header", ["Authorization", "Content-Type", "X-Request-ID"])
def test_browsers_may_ask_what_the_pages_ask(settings: Settings, method: str, header: str) -> None:
    asked = {"Access-Control-Request-Method": method, "Access-Control-Request-Headers": header}
    client = TestClient(create_app(settings))

    answer = client.options(PROBE, headers={"Origin": ORIGIN, **asked})

    assert answer.status_code == 200
    assert answer.headers["Access-Control-Allow-Credentials"] == "true"
    assert method in answer.headers["Access-Control-Allow-Methods"].split(", ")
    assert header in answer.headers["Access-Control-Allow-Headers"].split(", ")


def test_browsers_may_ask_nothing_else(client: TestClient) -> None:
    for asked in (
        {"Access-Control-Request-Method": "PUT"},
        {"Access-Control-Request-Headers": "X-A"},
    ):
        headers = {"Origin": ORIGIN, "Access-Control-Request-Method": "GET", **asked}
        assert client.options(PROBE, headers=headers).status_code == 400


def test_production_insists_on_https(settings: Settings) -> None:
<% if on.payments %>
    # There the double takes no money.
    keys = {name: SecretStr("not-used") for name in ("stripe_secret_key", "stripe_webhook_secret")}
    real = {"payments_provider": "stripe", **keys}
    production = settings.model_copy(update={"environment": "production", **real})
<% else %>
    production = settings.model_copy(update={"environment": "production"})
<% endif %>

    with TestClient(create_app(production)) as client:
        headers = client.get("/nowhere").headers

    assert headers["Strict-Transport-Security"].startswith("max-age=31536000")


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/nowhere", 404, "not_found"),
        ("PUT", PROBE, 405, "method_not_allowed"),
        ("GET", PROBE, 401, "unauthenticated"),
    ],
)
def test_errors_have_one_shape(
    method: str, path: str, status: int, code: str, client: TestClient
) -> None:
    response = client.request(method, path)

    assert response.status_code == status
    error = response.json()["error"]
    assert error.keys() == {"code", "message", "details"}
    assert error["code"] == code


def test_a_body_that_is_no_json(client: TestClient) -> None:
    for content in (b"{", b'{"login": "\xff"}'):
        response = client.post(
            "/api/v1/auth/login", content=content, headers={"Content-Type": "application/json"}
        )

        assert response.status_code in (400, 422)
        assert response.json()["error"]["code"] in ("bad_request", "validation_failed")


def test_a_crash_is_answered_and_logged(
    app: FastAPI, client: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    limiter = app.state.login_limiter
    app.state.login_limiter = None
    try:
        with caplog.at_level(logging.ERROR):
            response = client.post("/api/v1/auth/login", json={"login": "a", "password": "b"})
    finally:
        app.state.login_limiter = limiter

    assert response.status_code == 500
    assert response.json()["error"]["code"] == "internal"
    assert f"/api/v1/auth/login failed, request {response.headers['X-Request-ID']}" in caplog.text


<% if test_server %>
def test_the_database_ends_what_takes_too_long(app: FastAPI) -> None:
    with app.state.engine.connect() as connection:
        for name, limit in TIME_LIMITS.items():
            assert connection.execute(sa.text(f"SHOW {name}")).scalar() == limit


<% endif %>
def test_health(client: TestClient) -> None:
    response = client.get("/health")

    assert response.status_code == 200
    assert response.json() == {"status": "ok", "database": "ok"}


@pytest.fixture
def no_database(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_engine: sa.Engine) -> sa.Connection:
        raise sa.exc.OperationalError("SELECT 1", None, Exception("no server"))

    monkeypatch.setattr(sa.Engine, "connect", refuse)


@pytest.mark.usefixtures("no_database")
def test_a_request_without_a_database(client: TestClient) -> None:
    response = client.post("/api/v1/auth/login", json={"login": "a", "password": "b"})

    assert response.status_code == 503
    assert response.json()["error"]["code"] == "unavailable"


@pytest.mark.usefixtures("no_database")
def test_health_without_a_database(client: TestClient) -> None:
    response = client.get("/health")

    assert response.status_code == 503
    assert response.json() == {"status": "unavailable", "database": "unavailable"}
