"""One way through a provider and back: kept by the browser that began it, signed, short-lived, and gone once.

The cookie holds a secret that no other site and no script sees. What the provider is given (state, nonce, the challenge of
PKCE) is made from that secret, so whoever comes back with another browser's answer has nothing that fits.
"""

import base64
import datetime as dt
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from typing import Literal

import jwt
import sqlalchemy as sa
from pydantic import BaseModel, ConfigDict, ValidationError
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.config import Settings
from app.models import Id, SpentFlow
from app.models.base import utc_now
from app.models.social_identities import ProviderName
<% if on.multi_tenancy %>
from app.organisation_scope import everywhere
<% endif %>
from app.security.tokens import ALGORITHM

# `session` is what is left of a sign-in that went well: the client trades it for tokens.
Purpose = Literal["sign_in", "link", "session"]
GOOD_FOR: dict[Purpose, dt.timedelta] = {
    "sign_in": dt.timedelta(minutes=10),
    "link": dt.timedelta(minutes=10),
    "session": dt.timedelta(minutes=1),
}
# Tells these from access tokens, which are signed with the same key.
TYPE = "social_flow"
SECRET_BYTES = 32


@dataclass(frozen=True)
class Proof:
    """What a provider hands back (state, nonce) and asks for at the end (the verifier of RFC 7636)."""

    state: str
    nonce: str
    verifier: str

    @property
    def challenge(self) -> str:
        return text_of(hashlib.sha256(self.verifier.encode()).digest())


class Flow(BaseModel):
    model_config = ConfigDict(frozen=True)

    purpose: Purpose
    provider: ProviderName
    next: str
    # Whose account is linked, or signed in to.
    user_id: Id | None = None
    secret: str
    expires_at: dt.datetime

    def proof(self) -> Proof:
        return Proof(self._made("state"), self._made("nonce"), self._made("verifier"))

    def fits(self, state: str) -> bool:
        return hmac.compare_digest(self.proof().state.encode(), state.encode())

    def _made(self, use: str) -> str:
        return text_of(hmac.digest(self.secret.encode(), use.encode(), "sha256"))


def text_of(digest: bytes) -> str:
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def begin(purpose: Purpose, provider: ProviderName, path: str, user_id: Id | None = None) -> Flow:
    return Flow(
        purpose=purpose,
        provider=provider,
        next=path,
        user_id=user_id,
        secret=secrets.token_urlsafe(SECRET_BYTES),
        expires_at=utc_now() + GOOD_FOR[purpose],
    )


def seal(settings: Settings, flow: Flow) -> str:
    claims = {**flow.model_dump(mode="json"), "type": TYPE, "exp": flow.expires_at}
    return jwt.encode(claims, settings.secret_key.get_secret_value(), algorithm=ALGORITHM)


def unseal(settings: Settings, cookie: str | None) -> Flow | None:
    """The flow of a cookie; nothing where there is none, or one that is over or not ours."""
    key = settings.secret_key.get_secret_value()
    try:
        claims = jwt.decode(cookie or "", key, [ALGORITHM], options={"require": ["type", "exp"]})
        return Flow.model_validate(claims) if claims["type"] == TYPE else None
    except (jwt.InvalidTokenError, ValidationError):
        return None


def spend(db: Session, flow: Flow) -> bool:
    """Whether this is the first time; of two at once the second waits and finds it taken.

    Committed at once: whatever becomes of the rest, there is no second time.
    """
<% if on.multi_tenancy %>
    with everywhere(db):
        return note(db, flow)


def note(db: Session, flow: Flow) -> bool:
<% endif %>
    db.execute(sa.delete(SpentFlow).where(SpentFlow.expires_at <= utc_now()))
    flow_hash = hashlib.sha256(flow.secret.encode()).hexdigest()
    db.add(SpentFlow(flow_hash=flow_hash, expires_at=flow.expires_at))
    try:
        db.commit()
    except IntegrityError:
        db.rollback()
        return False
    return True
