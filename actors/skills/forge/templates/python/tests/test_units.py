"""Passwords, tokens, the rate limit and the settings, each on its own."""

import datetime as dt
import uuid
from typing import Any

import jwt
import pytest
from pydantic import ValidationError

from app.config import Settings
from app.errors import RateLimitedError
from app.security import rate_limit
from app.security.addresses import network
from app.security.passwords import hash_password, is_outdated, verify_password
from app.security.rate_limit import RateLimiter
from app.security.tokens import (
    ALGORITHM,
    InvalidTokenError,
    hash_refresh_token,
    make_access_token,
    make_refresh_token,
    read_access_token,
)

STRONG = "0123456789abcdefghijklmnopqrstuvwxyz"


def test_passwords() -> None:
    password_hash = hash_password("correct horse")

    assert verify_password("correct horse", password_hash)
    assert not verify_password("wrong horse", password_hash)
    assert not verify_password("correct horse", None)
    assert not verify_password("correct horse", "no hash at all")
    assert hash_password("correct horse") != password_hash
    assert not is_outdated(password_hash)


def test_access_tokens(settings: Settings) -> None:
    session_id = uuid.uuid4()

    claims = read_access_token(settings, make_access_token(settings, 7, session_id))

    assert (claims.user_id, claims.session_id) == ("7", session_id)


def test_a_token_from_a_clock_that_is_ahead(settings: Settings) -> None:
    key = settings.secret_key.get_secret_value()
    claims = jwt.decode(make_access_token(settings, 7, uuid.uuid4()), key, [ALGORITHM])
    ahead = jwt.encode({**claims, "iat": claims["iat"] + 30}, key, ALGORITHM)

    assert read_access_token(settings, ahead).user_id == "7"


@pytest.mark.parametrize(
    "change",
    [
        {"exp": dt.datetime(2020, 1, 1, tzinfo=dt.UTC)},
        {"type": "refresh"},
        {"sid": "not an id"},
        {"sub": None},
    ],
    ids=["expired", "of another type", "with a broken session", "of nobody"],
)
def test_tokens_that_are_refused(settings: Settings, change: dict[str, Any]) -> None:
    key = settings.secret_key.get_secret_value()
    good = jwt.decode(make_access_token(settings, 7, uuid.uuid4()), key, [ALGORITHM])
    claims = {name: value for name, value in {**good, **change}.items() if value is not None}

    with pytest.raises(InvalidTokenError):
        read_access_token(settings, jwt.encode(claims, key, ALGORITHM))


def test_a_token_signed_by_somebody_else(settings: Settings) -> None:
    token = make_access_token(settings, 7, uuid.uuid4())
    claims = jwt.decode(token, options={"verify_signature": False})

    for forged in (jwt.encode(claims, STRONG, ALGORITHM), jwt.encode(claims, "", "none")):
        with pytest.raises(InvalidTokenError):
            read_access_token(settings, forged)


def test_addresses_of_one_network_are_one() -> None:
    assert network("2001:db8::1") == network("2001:db8::ffff:1") == "2001:db8::/64"
    assert network("2001:db8:0:1::1") != network("2001:db8::1")
    assert network("::ffff:192.0.2.1") == network("192.0.2.1") == "192.0.2.1"
    assert network("testclient") == "testclient"


def test_refresh_tokens_are_random_and_hashed() -> None:
    token = make_refresh_token()

    assert token != make_refresh_token()
    assert token not in hash_refresh_token(token)


def test_the_rate_limit_counts_failures_in_a_window() -> None:
    now = 100.0
    limiter = RateLimiter(2, window_s=60, clock=lambda: now)
    limiter.attempt("a")
    limiter.attempt("a")

    with pytest.raises(RateLimitedError) as refused:
        limiter.attempt("a")

    assert refused.value.headers == {"Retry-After": "60"}
    limiter.attempt("b")
    now = 160.0
    limiter.attempt("a")
    limiter.attempt("a")
    limiter.succeed("a")
    limiter.attempt("a")


def test_the_rate_limit_takes_one_back_and_lets_more_through_where_it_is_told_to() -> None:
    limiter = RateLimiter(1, window_s=60)
    limiter.take_back("a")
    limiter.attempt("a", times=2)
    limiter.attempt("a", times=2)
    limiter.take_back("a")
    limiter.attempt("a", times=2)

    with pytest.raises(RateLimitedError):
        limiter.attempt("a", times=2)


def test_the_rate_limit_forgets_the_oldest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rate_limit, "KEYS_MAX", 2)
    limiter = RateLimiter(1, window_s=60)
    for key in ("a", "b", "c"):
        limiter.attempt(key)

    limiter.attempt("a")
    with pytest.raises(RateLimitedError):
        limiter.attempt("c")


def make_settings(**values: Any) -> Settings:
    good = {"environment": "production", "secret_key": STRONG, "database_url": "sqlite://"}
    return Settings.model_validate({**good, **values})


@pytest.mark.parametrize(
    "values",
    [
        {"secret_key": "short"},
        {"secret_key": "a" * 64},
        {"secret_key": "changeme-changeme-changeme-changeme-1234567890"},
        {"environment": "staging"},
        {"cors_origins": "*"},
        {"cors_origins": "https://example.com/"},
        {"database_url": ""},
        {"access_token_minutes": 0},
    ],
    ids=str,
)
def test_settings_that_are_refused(values: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        make_settings(**values)


def test_refused_settings_are_not_told() -> None:
    secret = "changeme-0123456789-abcdefghijklmnop"

    with pytest.raises(ValidationError) as refused:
        make_settings(secret_key=secret)

    assert "SECRET_KEY" in str(refused.value)
    assert secret not in str(refused.value)


def test_settings_without_a_secret_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SECRET_KEY", raising=False)

    with pytest.raises(ValidationError):
        Settings.model_validate({"database_url": "sqlite://"})


def test_origins_are_a_list_with_commas() -> None:
    settings = make_settings(cors_origins="https://a.example, http://b.example:5173")

    assert settings.cors_origins == ["https://a.example", "http://b.example:5173"]
