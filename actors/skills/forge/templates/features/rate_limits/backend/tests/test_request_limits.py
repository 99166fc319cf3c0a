"""Requests too many: who is held, and who is not."""

from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import orm

from app.config import Settings
from app.models.users import DEFAULT_ROLE
from app.services import request_limits
from app.services.request_limits import Buckets, RequestLimits
from tests.building import make_person

ME = "/api/v1/auth/me"
LOGOUT = "/api/v1/auth/logout"


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def limited(app: FastAPI, settings: Settings, clock: Clock, address: str = "192.0.2.1") -> Any:
    few = settings.model_copy(
        update={"rate_limit_reads_per_minute": 2, "rate_limit_writes_per_minute": 1}
    )
    limits = RequestLimits(app, settings=few, clock=clock)
    return lambda client_address=address: TestClient(
        limits, base_url="https://testserver", client=(client_address, 4711)
    )


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_a_visitor_is_held_by_address(app: FastAPI, settings: Settings, clock: Clock) -> None:
    client = limited(app, settings, clock)
    first = client().get(ME)
    assert first.status_code == 401
    assert (first.headers["RateLimit-Limit"], first.headers["RateLimit-Remaining"]) == ("2", "1")
    # No made-up token and no claimed address helps.
    made_up = {"Authorization": "Bearer made-up", "X-Forwarded-For": "198.51.100.7"}
    assert client().get(ME, headers=made_up).status_code == 401
    refused = client().get(ME, headers={"Authorization": "Bearer ak_other"})
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "30")
    assert refused.headers["RateLimit-Remaining"] == "0"
    assert refused.json() == {
        "error": {"code": "rate_limited", "message": "Too many requests.", "details": []}
    }
    assert client("192.0.2.2").get(ME).status_code == 401


def test_reads_and_writes_are_counted_apart_and_come_back(
    app: FastAPI, settings: Settings, clock: Clock
) -> None:
    client = limited(app, settings, clock)
    assert client().post(LOGOUT).status_code != 429
    assert client().post(LOGOUT).status_code == 429
    assert client().get(ME).status_code == 401
    clock.now += 60
    assert client().post(LOGOUT).status_code != 429


def test_an_account_is_held_wherever_it_is(
    app: FastAPI, settings: Settings, clock: Clock, db: orm.Session
) -> None:
    client = limited(app, settings, clock)
    ada, grace = (make_person(db, settings, DEFAULT_ROLE) for _ in range(2))
    assert client().get(ME, headers=ada.headers).status_code == 200
    assert client("192.0.2.2").get(ME, headers=ada.headers).status_code == 200
    assert client("192.0.2.3").get(ME, headers=ada.headers).status_code == 429
    assert client().get(ME, headers=grace.headers).status_code == 200


def test_the_health_check_is_never_held(app: FastAPI, settings: Settings, clock: Clock) -> None:
    client = limited(app, settings, clock)
    for _ in range(5):
        answer = client().get("/health")
        assert answer.status_code == 200
        assert "RateLimit-Limit" not in answer.headers


def test_the_application_itself_is_limited(client: TestClient, settings: Settings) -> None:
    answer = client.get(ME)
    assert answer.headers["RateLimit-Limit"] == str(settings.rate_limit_reads_per_minute)


def test_a_limit_of_nothing_is_no_limit(settings: Settings) -> None:
    free = settings.model_copy(update={"rate_limit_reads_per_minute": 0})
    client = TestClient(RequestLimits(FastAPI(), settings=free), base_url="https://testserver")
    assert "RateLimit-Limit" not in client.get(ME).headers


def test_buckets_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(request_limits, "BUCKETS_MAX", 3)
    buckets = Buckets(1)
    for number in range(10):
        buckets.take(str(number))
    assert len(buckets) == 3
