"""Password reset and verification of addresses, by links that are good once and for a while."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import sqlalchemy as sa
from fastapi import FastAPI
from sqlalchemy.orm import Session

from app.config import Settings
from app.errors import ConflictError, InvalidError
from app.models import AccountToken, Id, RefreshToken, User, VerifiedAddress
from app.models.account_tokens import Purpose
from app.models.base import utc_now
<% if on.multi_tenancy %>
from app.organisation_scope import enter_by
<% endif %>
<% if not on.password_policy %>
from app.security.passwords import hash_password
<% endif %>
from app.security.rate_limit import RateLimiter
from app.security.tokens import hash_refresh_token, make_refresh_token
from app.services import <% if on.password_policy %>password_policy, <% endif %>sessions
<% if on.i18n %>
from app.services.languages import of_account, say
<% endif %>
from app.services.mail import Mail, mailer_for
from app.services.outbox import Outbox, Work

PRODUCT = <<= py.title =>>
GOOD_FOR: dict[Purpose, dt.timedelta] = {
    "reset": dt.timedelta(minutes=30),
    "verify": dt.timedelta(days=2),
}
# Messages that one address can be sent, so that nobody floods it.
MAILS_MAX = 3
MAILS_WINDOW_S = 15 * 60
WORKERS = 2
LINK_OVER = "This link is not good any more. Ask for a new one."


def install(app: FastAPI) -> None:
    settings: Settings = app.state.settings
    workers = ThreadPoolExecutor(WORKERS, thread_name_prefix="mail")
    app.state.outbox = Outbox(app.state.sessions, mailer_for(settings), workers)
    app.state.mail_limiter = RateLimiter(MAILS_MAX, window_s=MAILS_WINDOW_S)


def reset_mail(settings: Settings, email: str) -> Work:
    """Nothing for an address that no account has: only its owner could tell, and gets nothing."""

    def work(db: Session) -> Mail | None:
        statement = sa.select(User).where(User.email == email, User.is_active)
<% if on.multi_tenancy %>
        user = enter_by(db, statement)
<% else %>
        user = db.scalars(statement).one_or_none()
<% endif %>
        if user is None:
            return None
        token = issue(db, user.id, "reset")
<% if on.i18n %>
        language = of_account(user.language)
        asked = "Somebody, most likely you, asked for a new password."
        good = "It is good for 30 minutes, and once. If it was not you, do nothing: your password stays."
        return Mail(
            to=user.email,
            subject=say(language, "Choose a new password for {product}", product=PRODUCT),
            text=f"{say(language, asked)}\n\n"
            f"{way(settings, 'reset-password', token)}\n\n"
            f"{say(language, good)}\n",
        )
<% else %>
        return Mail(
            to=user.email,
            subject=f"Choose a new password for {PRODUCT}",
            text=f"Somebody, most likely you, asked for a new password.\n\n"
            f"{way(settings, 'reset-password', token)}\n\n"
            "It is good for 30 minutes, and once. If it was not you, do nothing: your password stays.\n",
        )
<% endif %>

    return work


def verification_mail(settings: Settings, user_id: Id) -> Work:
    def work(db: Session) -> Mail | None:
<% if on.multi_tenancy %>
        user = enter_by(db, sa.select(User).where(User.id == user_id))
<% else %>
        user = db.get(User, user_id)
<% endif %>
        if user is None or not user.is_active or verified_at(db, user) is not None:
            return None
        token = issue(db, user.id, "verify")
<% if on.i18n %>
        language = of_account(user.language)
        made = "An account was made with this address."
        good = "It is good for two days, and once. If it was not you, do nothing."
        return Mail(
            to=user.email,
            subject=say(language, "Confirm your address for {product}", product=PRODUCT),
            text=f"{say(language, made)}\n\n"
            f"{way(settings, 'verify-email', token)}\n\n"
            f"{say(language, good)}\n",
        )
<% else %>
        return Mail(
            to=user.email,
            subject=f"Confirm your address for {PRODUCT}",
            text=f"An account was made with this address.\n\n"
            f"{way(settings, 'verify-email', token)}\n\n"
            "It is good for two days, and once. If it was not you, do nothing.\n",
        )
<% endif %>

    return work


def way(settings: Settings, page: str, token: str) -> str:
<% if app.parts.frontend %>
    """The part after `#` stays in the browser: no log and no other site sees the token."""
    return f"{settings.public_url.rstrip('/')}/{page}#token={token}"
<% else %>
    """There are no pages: a program asks for the token."""
    return f"{settings.public_url.rstrip('/')} asks for this token ({page}):\n{token}"
<% endif %>


def issue(db: Session, user_id: Id, purpose: Purpose) -> str:
    """A new token; those of the same purpose before it are over."""
    earlier = sa.and_(AccountToken.user_id == user_id, AccountToken.purpose == purpose)
    db.execute(sa.delete(AccountToken).where(earlier))
    token = make_refresh_token()
    db.add(
        AccountToken(
            user_id=user_id,
            purpose=purpose,
            token_hash=hash_refresh_token(token),
            expires_at=utc_now() + GOOD_FOR[purpose],
        )
    )
    db.commit()
    return token


def redeem(db: Session, token: str, purpose: Purpose) -> User:
    """Whose token it is. One statement looks and marks: of two at once, one gets nothing."""
    now = utc_now()
<% if on.multi_tenancy %>
    named = sa.select(AccountToken).where(AccountToken.token_hash == hash_refresh_token(token))
    if enter_by(db, named) is None:
        raise InvalidError("token", LINK_OVER)
<% endif %>
    statement = (
        sa.update(AccountToken)
        .where(
            AccountToken.token_hash == hash_refresh_token(token),
            AccountToken.purpose == purpose,
            AccountToken.used_at.is_(None),
            AccountToken.expires_at > now,
        )
        .values(used_at=now)
        .returning(AccountToken.user_id)
        .execution_options(synchronize_session=False)
    )
    user_id = db.scalars(statement).one_or_none()
    user = None if user_id is None else db.get(User, user_id)
    if user is None or not user.is_active:
        raise InvalidError("token", LINK_OVER)
    return user


def reset_password(db: Session, token: str, password: str) -> None:
    """Ends every session: whoever knew the old password is out."""
    user = redeem(db, token, "reset")
<% if on.password_policy %>
    password_policy.choose(db, user, password, "password")
<% else %>
    user.password_hash = hash_password(password)
<% endif %>
    sessions.revoke(db, RefreshToken.user_id == user.id)
    mark_verified(db, user)
    db.commit()


def verify(db: Session, token: str) -> None:
    mark_verified(db, redeem(db, token, "verify"))
    db.commit()


def mark_verified(db: Session, user: User) -> None:
    """Who followed a link from the mailbox has the address."""
    if verified_at(db, user) is None:
        db.add(VerifiedAddress(user_id=user.id))


def verified_at(db: Session, user: User) -> dt.datetime | None:
    wanted = sa.select(VerifiedAddress.created_at).where(VerifiedAddress.user_id == user.id)
    return db.scalars(wanted).one_or_none()


def refuse_verified(db: Session, user: User) -> None:
    if verified_at(db, user) is not None:
        message = "Your address is confirmed already."
        raise ConflictError(message)
