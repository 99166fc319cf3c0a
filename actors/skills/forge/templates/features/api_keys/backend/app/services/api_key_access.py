"""API keys: making, revoking, and finding out whose key a request carries."""

import datetime as dt
import hashlib
import secrets
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.errors import ConflictError, ForbiddenError, NotFoundError, UnauthenticatedError
from app.models import ApiKey, Id, User
from app.models.base import utc_now
<% if on.multi_tenancy %>
from app.organisation_scope import enter_by
<% endif %>
from app.schemas.api_key_access import ApiKeyCreate, ApiKeyMade, ApiKeyOut

# Tells a key from the token of a session, and is what scanners for lost secrets look for.
PREFIX = "ak_"
# 256 bits: nobody guesses it, and so a plain hash is enough at rest.
KEY_BYTES = 32
START_LENGTH = 8
# Keys of an account that are good at a time.
KEYS_MAX = 20
# How exactly it is known when a key was used last.
USE_NOTED = dt.timedelta(minutes=1)
READING = ("GET", "HEAD", "OPTIONS")


def hash_key(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def live(user_id: Id) -> sa.Select[ApiKey]:
    return sa.select(ApiKey).where(ApiKey.user_id == user_id, ApiKey.revoked_at.is_(None))


def list_keys(db: Session, user: User) -> Sequence[ApiKey]:
    return db.scalars(live(user.id).order_by(ApiKey.created_at.desc(), ApiKey.id)).all()


def create(db: Session, user: User, body: ApiKeyCreate) -> ApiKeyMade:
    # Locked: of two requests at the same moment the second counts the first one's key.
    db.execute(sa.select(User.id).where(User.id == user.id).with_for_update())
    count = db.scalar(sa.select(sa.func.count()).select_from(live(user.id).subquery())) or 0
    if count >= KEYS_MAX:
        message = f"You have {KEYS_MAX} keys already. Revoke one of them first."
        raise ConflictError(message)
    key = PREFIX + secrets.token_urlsafe(KEY_BYTES)
    made = ApiKey(
        user_id=user.id,
        name=body.name,
        start=key[:START_LENGTH],
        key_hash=hash_key(key),
        scope=body.scope,
        expires_at=None if body.days is None else utc_now() + dt.timedelta(days=body.days),
    )
    db.add(made)
    db.commit()
    return ApiKeyMade(**ApiKeyOut.model_validate(made).model_dump(), key=key)


def revoke(db: Session, user: User, key_id: Id) -> None:
    key = db.scalars(live(user.id).where(ApiKey.id == key_id)).one_or_none()
    if key is None:
        message = "There is no such key."
        raise NotFoundError(message)
    key.revoked_at = utc_now()
    db.commit()


def holder(db: Session, key: str, method: str) -> User:
    """The account whose key it is; refuses what the key may not do."""
<% if on.multi_tenancy %>
    found = enter_by(db, sa.select(ApiKey).where(ApiKey.key_hash == hash_key(key)))
<% else %>
    found = db.scalars(sa.select(ApiKey).where(ApiKey.key_hash == hash_key(key))).one_or_none()
<% endif %>
    user = db.get(User, found.user_id) if found else None
    if found is None or user is None or not user.is_active or is_over(found):
        message = "The API key is not valid."
        raise UnauthenticatedError(message)
    if found.scope == "read" and method not in READING:
        message = "This API key may only read."
        raise ForbiddenError(message)
    if found.last_used_at is None or found.last_used_at <= utc_now() - USE_NOTED:
        found.last_used_at = utc_now()
        db.commit()
    return user


def is_over(key: ApiKey) -> bool:
    ran_out = key.expires_at is not None and key.expires_at <= utc_now()
    return key.revoked_at is not None or ran_out
