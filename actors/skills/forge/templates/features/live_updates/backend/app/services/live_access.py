"""Who may listen: by an access token of a session that is not over, as long as account, role and session stay."""

import datetime as dt
import uuid
from dataclasses import dataclass
from urllib.parse import urlsplit

import sqlalchemy as sa
from sqlalchemy.orm import Session, sessionmaker

from app.config import Settings
<% if on.password_policy %>
from app.errors import ApiError
<% endif %>
from app.models import Id, RefreshToken, User
from app.models.base import utc_now
<% if on.multi_tenancy %>
from app.organisation_scope import enter_by
<% endif %>
from app.security.permissions import RULES
from app.security.tokens import InvalidTokenError, read_access_token
<% if on.password_policy %>
from app.services import password_policy
<% endif %>
from app.services.live_audience import Listener
<% if on.password_policy %>

# What an account with a password that is over is refused.
PATH = "/api/v1/live"
<% endif %>


class RefusedError(Exception):
    """Whoever it is may not listen."""


@dataclass(frozen=True)
class Pass:
    """What somebody listens with. Without an account there is nothing that could end."""

    listener: Listener
    user_id: Id | None = None
    session_id: uuid.UUID | None = None
    expires_at: dt.datetime | None = None


def is_foreign(origin: str | None, host: str | None, settings: Settings) -> bool:
    """Whether another site's page asks: browsers say so themselves."""
    if origin is None or origin in settings.cors_origins:
        return False
    return urlsplit(origin).netloc != host


def visitor() -> Pass:
    if not any(rules["read"].anonymous for rules in RULES.values()):
        raise RefusedError
    return Pass(Listener())


def admit(sessions: sessionmaker[Session], settings: Settings, token: str) -> Pass:
    try:
        claims = read_access_token(settings, token)
        user_id = Id(claims.user_id)
    except (InvalidTokenError, ValueError) as error:
        raise RefusedError from error
    with sessions() as db:
<% if on.multi_tenancy %>
        user = enter_by(db, sa.select(User).where(User.id == user_id))
<% else %>
        user = db.get(User, user_id)
<% endif %>
        if user is None or not user.is_active or not is_live(db, user_id, claims.session_id):
            raise RefusedError
<% if on.password_policy %>
        refuse_expired(db, user)
<% endif %>
<% if on.multi_tenancy %>
        listener = Listener(str(user.id), user.role, str(user.organisation_id))
<% else %>
        listener = Listener(str(user.id), user.role)
<% endif %>
    return Pass(listener, user_id, claims.session_id, claims.expires_at)


def still_holds(sessions: sessionmaker[Session], held: Pass) -> bool:
    """Whether account and session are as they were; refuses where there is nothing left to listen with."""
    if held.user_id is None or held.session_id is None:
        return True
    with sessions() as db:
<% if on.multi_tenancy %>
        user = enter_by(db, sa.select(User).where(User.id == held.user_id))
<% else %>
        user = db.get(User, held.user_id)
<% endif %>
        if user is None or not user.is_active or not is_live(db, user.id, held.session_id):
            raise RefusedError
<% if on.password_policy %>
        refuse_expired(db, user)
<% endif %>
        return user.role == held.listener.role


def is_live(db: Session, user_id: Id, session_id: uuid.UUID) -> bool:
    """Whether nobody has ended the session. Requests are refused when their token is over; who listens, at once."""
    live = sa.select(RefreshToken.id).where(
        RefreshToken.user_id == user_id,
        RefreshToken.family_id == session_id,
        RefreshToken.revoked_at.is_(None),
        RefreshToken.expires_at > utc_now(),
    )
    return db.scalars(live.limit(1)).first() is not None
<% if on.password_policy %>


def refuse_expired(db: Session, user: User) -> None:
    try:
        password_policy.refuse_expired(db, user, PATH)
    except ApiError as error:
        raise RefusedError from error
<% endif %>
