"""Sessions: login, rotation of refresh tokens, and their end."""

import datetime as dt
import uuid
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.config import Settings
from app.errors import InvalidError, RateLimitedError, UnauthenticatedError
from app.models import Id, RefreshToken, User
from app.models.base import utc_now
<% if on.multi_tenancy %>
from app.organisation_scope import enter_by
<% endif %>
from app.schemas.auth import Login, PasswordChange
from app.security.passwords import hash_password, is_outdated, verify_password
from app.security.rate_limit import RateLimiter
from app.security.tokens import hash_refresh_token, make_access_token, make_refresh_token
<% if on.password_policy %>
from app.services import password_policy
<% endif %>

# The same for an unknown account, a wrong password and a deactivated account.
LOGIN_REFUSED = "The login or the password is not right."
# How many times the failures of one login a network may have with all of them together: people share addresses.
ADDRESS_LOGINS = 10
SESSION_OVER = "The session is over. Sign in again."
# A page that is left while it renews its token never sees the answer, and the next one asks with the old token.
REPEAT_WITHIN = dt.timedelta(seconds=10)


@dataclass(frozen=True)
class Tokens:
    access: str
    refresh: str


def login(
    db: Session, settings: Settings, limiter: RateLimiter, body: Login, address: str
) -> Tokens:
    name = body.login.lower()
    key = f"login {name} {address}"
    # Who tries one password on many accounts meets this one; it comes first, so that made-up names fill no memory.
    limiter.attempt(f"logins {address}", times=ADDRESS_LOGINS)
    try:
        limiter.attempt(key)
    except RateLimitedError:
        # What one account refuses is not held against all others of the address.
        limiter.take_back(f"logins {address}")
        raise
<% if on.multi_tenancy %>
    user = enter_by(db, sa.select(User).where(User.<<= py.login_column =>> == name))
<% else %>
    user = db.scalars(sa.select(User).where(User.<<= py.login_column =>> == name)).one_or_none()
<% endif %>
    right = verify_password(body.password, user.password_hash if user else None)
    if user is None or not right or not user.is_active:
        raise UnauthenticatedError(LOGIN_REFUSED)
    limiter.succeed(key)
    limiter.take_back(f"logins {address}")
    if is_outdated(user.password_hash):
        user.password_hash = hash_password(body.password)
    forget_expired(db, user.id)
    tokens = issue(db, settings, user.id, uuid.uuid4())
    db.commit()
    return tokens


def forget_expired(db: Session, user_id: Id) -> None:
    """Tokens that are over prove nothing any more; without this they would pile up."""
    over = sa.and_(RefreshToken.user_id == user_id, RefreshToken.expires_at <= utc_now())
    db.execute(sa.delete(RefreshToken).where(over))


def issue(db: Session, settings: Settings, user_id: Id, family_id: uuid.UUID) -> Tokens:
    refresh = make_refresh_token()
    expires_at = utc_now() + dt.timedelta(days=settings.refresh_token_days)
    db.add(
        RefreshToken(
            user_id=user_id,
            family_id=family_id,
            token_hash=hash_refresh_token(refresh),
            expires_at=expires_at,
        )
    )
    return Tokens(access=make_access_token(settings, user_id, family_id), refresh=refresh)


def refresh(db: Session, settings: Settings, token: str | None) -> Tokens:
    """Trades a token for a new pair. One that was traded a while ago is stolen or replayed: its family ends."""
    found = find(db, token)
    if found is None:
        raise UnauthenticatedError(SESSION_OVER)
    user = db.get(User, found.user_id)
    good = found.expires_at > utc_now() and (found.revoked_at is None or is_repeated(db, found))
    # On a repeat this also takes back the token whose answer was lost: one of a family is good at a time.
    revoke(db, RefreshToken.family_id == found.family_id)
    if not good or user is None or not user.is_active:
        db.commit()
        raise UnauthenticatedError(SESSION_OVER)
    tokens = issue(db, settings, found.user_id, found.family_id)
    db.commit()
    return tokens


def is_repeated(db: Session, found: RefreshToken) -> bool:
    """Whether the token was traded only a moment ago, in a session that nobody has ended since."""
    if found.revoked_at is None or found.revoked_at <= utc_now() - REPEAT_WITHIN:
        return False
    family = RefreshToken.family_id == found.family_id
    live = sa.select(RefreshToken.id).where(family, RefreshToken.revoked_at.is_(None))
    return db.scalars(live.limit(1)).first() is not None


def logout(db: Session, token: str | None) -> None:
    found = find(db, token)
    if found is not None:
        revoke(db, RefreshToken.family_id == found.family_id)
        db.commit()


def change_password(
    db: Session, limiter: RateLimiter, user: User, body: PasswordChange, session_id: uuid.UUID
) -> None:
    """Ends every other session: whoever knew the old password is out."""
    key = f"password {user.id}"
    limiter.attempt(key)
    if not verify_password(body.current_password, user.password_hash):
        raise InvalidError("current_password", "This is not your current password.")
    limiter.succeed(key)
<% if on.password_policy %>
    password_policy.choose(db, user, body.new_password, "new_password")
<% else %>
    user.password_hash = hash_password(body.new_password)
<% endif %>
    others = sa.and_(RefreshToken.user_id == user.id, RefreshToken.family_id != session_id)
    revoke(db, others)
    db.commit()


def find(db: Session, token: str | None) -> RefreshToken | None:
    """The stored token, locked: of two requests with the same token one waits and finds it used."""
    if token is None:
        return None
    wanted = RefreshToken.token_hash == hash_refresh_token(token)
<% if on.multi_tenancy %>
    return enter_by(db, sa.select(RefreshToken).where(wanted).with_for_update())
<% else %>
    return db.scalars(sa.select(RefreshToken).where(wanted).with_for_update()).one_or_none()
<% endif %>


def revoke(db: Session, which: sa.ColumnElement[bool]) -> None:
    statement = sa.update(RefreshToken).where(which, RefreshToken.revoked_at.is_(None))
    db.execute(statement.values(revoked_at=utc_now()))
