"""Choosing passwords: what is refused, which former ones are kept apart, and when one has to be replaced."""

import datetime as dt

import sqlalchemy as sa
from fastapi import FastAPI
from sqlalchemy.orm import Session, sessionmaker

from app.config import PasswordSettings
from app.errors import ApiError, InvalidError
from app.models import FormerPassword, User
from app.models.base import utc_now
from app.security.password_rules import Holder, missing_kinds, weakness
from app.security.passwords import hash_password, verify_password

PRODUCT = <<= py.title =>>
SETTINGS = "password_settings"
# What an account may still ask for when its password is too old: to see itself, and to replace it.
OPEN_WHEN_EXPIRED = ("/api/v1/auth/me", "/api/v1/auth/password", "/api/v1/auth/password-policy")


class PasswordExpiredError(ApiError):
    status = 403
    code = "password_expired"

    def __init__(self) -> None:
        super().__init__("Your password is too old. Choose a new one on your account page.")


def install(app: FastAPI) -> None:
    hold(app.state.sessions, app.state.settings)


def hold(sessions: sessionmaker[Session], settings: PasswordSettings) -> None:
    """Every session of the database carries the rules, so that no way to a password goes around them."""
    carried = sessions.kw.get("info", {})
    sessions.configure(info={**carried, SETTINGS: settings})


def settings_of(db: Session) -> PasswordSettings:
    settings: PasswordSettings = db.info[SETTINGS]
    return settings


def choose(db: Session, user: User, password: str, field: str) -> None:
    """Gives an account a password, or says what is wrong with it; the caller commits."""
    settings = settings_of(db)
    holder = Holder(
        email=user.email,
        display_name=user.display_name,
<% if username %>
        username=user.username,
<% endif %>
    )
    problem = weakness(password, PRODUCT, holder) or missing_kinds(
        password,
        upper=settings.password_needs_upper,
        digit=settings.password_needs_digit,
        sign=settings.password_needs_sign,
    )
    if problem:
        raise InvalidError(field, problem)
    if user in db:
        retire(db, user, password, field)
    user.password_hash = hash_password(password)


def retire(db: Session, user: User, password: str, field: str) -> None:
    """Keeps the hash that is replaced, unless the new password is that one or one of those before it."""
    remembered = settings_of(db).password_reuse_refused
    former = list(
        db.scalars(
            sa.select(FormerPassword)
            .where(FormerPassword.user_id == user.id)
            .order_by(FormerPassword.created_at.desc(), FormerPassword.id)
        )
    )
    hashes = [user.password_hash, *(it.password_hash for it in former)]
    if any(verify_password(password, it) for it in hashes[:remembered]):
        message = "You had this password before. Choose another."
        raise InvalidError(field, message)
    # One is kept even where none is compared: it says since when the new one is used.
    for forgotten in former[max(remembered - 2, 0) :]:
        db.delete(forgotten)
    db.add(FormerPassword(user_id=user.id, password_hash=user.password_hash))


def refuse_expired(db: Session, user: User, path: str) -> None:
    days = settings_of(db).password_expires_days
    if days == 0 or path in OPEN_WHEN_EXPIRED<% if on.social_login %> or not user.password_hash<% endif %>:
        return
    newest = sa.select(sa.func.max(FormerPassword.created_at)).where(
        FormerPassword.user_id == user.id
    )
    chosen_at = db.scalar(newest) or user.created_at
    if chosen_at < utc_now() - dt.timedelta(days=days):
        raise PasswordExpiredError
