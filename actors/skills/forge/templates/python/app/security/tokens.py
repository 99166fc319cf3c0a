"""Access tokens (signed, short-lived) and refresh tokens (random, kept as hashes)."""

import datetime as dt
import hashlib
import secrets
import uuid
from dataclasses import dataclass

import jwt

from app.config import Settings

ALGORITHM = "HS256"
# 256 bits: nobody guesses it, and so a plain hash is enough at rest.
REFRESH_TOKEN_BYTES = 32


class InvalidTokenError(Exception):
    """The token is not ours, not for this, or over."""


@dataclass(frozen=True)
class AccessClaims:
    """Who is signed in, and by which login. The role is not among them: it is read from the database."""

    user_id: str
    session_id: uuid.UUID
<% if on.live_updates %>
    expires_at: dt.datetime
<% endif %>


def make_access_token(settings: Settings, user_id: object, session_id: uuid.UUID) -> str:
    now = dt.datetime.now(dt.UTC)
    claims = {
        "sub": str(user_id),
        "sid": str(session_id),
        "type": "access",
        "iat": now,
        "exp": now + dt.timedelta(minutes=settings.access_token_minutes),
        "jti": uuid.uuid4().hex,
    }
    return jwt.encode(claims, settings.secret_key.get_secret_value(), algorithm=ALGORITHM)


def read_access_token(settings: Settings, token: str) -> AccessClaims:
    try:
        claims = jwt.decode(
            token,
            settings.secret_key.get_secret_value(),
            algorithms=[ALGORITHM],
            # Clocks of several machines differ: a token from a moment ahead is as good as any other.
            options={"require": ["sub", "sid", "type", "exp"], "verify_iat": False},
        )
        session_id = uuid.UUID(str(claims["sid"]))
    except (jwt.InvalidTokenError, ValueError) as error:
        raise InvalidTokenError from error
    if claims["type"] != "access":
        raise InvalidTokenError
<% if on.live_updates %>
    expires_at = dt.datetime.fromtimestamp(claims["exp"], dt.UTC)
    return AccessClaims(claims["sub"], session_id, expires_at)
<% else %>
    return AccessClaims(user_id=claims["sub"], session_id=session_id)
<% endif %>


def make_refresh_token() -> str:
    return secrets.token_urlsafe(REFRESH_TOKEN_BYTES)


def hash_refresh_token(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
