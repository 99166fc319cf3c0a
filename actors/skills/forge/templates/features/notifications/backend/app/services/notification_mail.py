"""Notifications by e-mail: written when they are sent, of what may be read then, each with the way to turn them off."""

import datetime as dt
import logging
<% if uuid %>
import uuid
<% endif %>

import jwt
<% if on.account_mail or on.multi_tenancy %>
import sqlalchemy as sa
<% endif %>
from sqlalchemy.orm import Session

from app.config import Settings
from app.errors import InvalidError, RateLimitedError
from app.models import Id, Notification, User<% if on.account_mail %>, VerifiedAddress<% endif %>

from app.models.base import utc_now
<% if on.multi_tenancy %>
from app.organisation_scope import enter_by
<% endif %>
from app.schemas.notifications import NotificationOut, NotifiedRecord
from app.security.rate_limit import RateLimiter
from app.security.tokens import ALGORITHM
from app.services import notifications
from app.services.all_records import RESOURCES
<% if on.i18n %>
from app.services.languages import of_account, say, word
<% endif %>
from app.services.mail import Mail
from app.services.outbox import Work

logger = logging.getLogger(__name__)
PRODUCT = <<= py.title =>>
# E-mails that one person is sent; the others wait in the product.
MAILS_MAX = 10
MAILS_WINDOW_S = 60 * 60
# Of a name or a title in a subject or a text.
WORDS_LENGTH_MAX = 80
PURPOSE = "unsubscribe"
# An e-mail is found again after months, and has to be good for turning them off then.
TOKEN_GOOD_FOR = dt.timedelta(days=365)
LINK_OVER = "This link is not good any more. Choose on your account page instead."


def notification_mail(settings: Settings, limiter: RateLimiter, notification_id: Id) -> Work:
    def work(db: Session) -> Mail | None:
<% if on.multi_tenancy %>
        found = enter_by(db, sa.select(Notification).where(Notification.id == notification_id))
<% else %>
        found = db.get(Notification, notification_id)
<% endif %>
        user = None if found is None else db.get(User, found.user_id)
        if found is None or user is None or not wants_mail(db, user, found):
            return None
<% if held_back %>
        # What is told to those who find it before others do is written to them, too.
        db.info["actor"] = user
<% endif %>
        shown = notifications.described(db, user, [found])
        if not shown:
            return None
        try:
            limiter.attempt(str(user.id))
        except RateLimitedError:
            logger.info("somebody was sent enough: a notification stays in the product")
            return None
        return written(settings, user, shown[0])

    return work


def wants_mail(db: Session, user: User, found: Notification) -> bool:
    """Asked when it is sent: they may have turned it off, or read it, in between."""
    if not user.is_active or found.read_at is not None:
        return False
<% if on.account_mail %>
    # Whoever made the account may not have the address.
    verified = sa.select(VerifiedAddress.id).where(VerifiedAddress.user_id == user.id)
    if db.scalars(verified).first() is None:
        return False
<% endif %>
    chosen: str = getattr(notifications.preferences(db, user), found.event)
    return chosen == "email"


def written(settings: Settings, user: User, notification: NotificationOut) -> Mail:
<% if on.i18n %>
    language = of_account(user.language)
    subject = sentence(notification, language)
<% else %>
    subject = sentence(notification)
<% endif %>
    base = settings.public_url.rstrip("/")
    token = make_token(settings, user.id)
    record = notification.record
<% if on.i18n and app.parts.frontend %>
    off = "You asked {product} for e-mails of this kind. This turns all of them off:"
    ways = (
        f"{base}/{record.kind.replace('_', '-')}/{record.id}\n\n"
        f"{say(language, off, product=PRODUCT)}\n"
        # The part after `#` stays in the browser: no log and no other site sees the token.
        f"{base}/turn-off-emails#token={token}\n"
    )
<% elif on.i18n %>
    off = "You asked {product} for e-mails of this kind. There are no pages: a program turns all of them off with this token:"
    ways = f"{record.kind} {record.id}\n\n{say(language, off, product=PRODUCT)}\n{token}\n"
<% elif app.parts.frontend %>
    ways = (
        f"{base}/{record.kind.replace('_', '-')}/{record.id}\n\n"
        f"You asked {PRODUCT} for e-mails of this kind. This turns all of them off:\n"
        # The part after `#` stays in the browser: no log and no other site sees the token.
        f"{base}/turn-off-emails#token={token}\n"
    )
<% else %>
    ways = (
        f"{record.kind} {record.id}\n\n"
        f"You asked {PRODUCT} for e-mails of this kind. There are no pages: a program turns all of them off with this token:\n"
        f"{token}\n"
    )
<% endif %>
    return Mail(
        to=user.email,
        subject=subject,
        text=f"{subject}.\n\n{ways}",
        unsubscribe=f"{base}/api/v1/notifications/unsubscribe?token={token}",
    )


<% if on.i18n %>
def sentence(notification: NotificationOut, language: str) -> str:
    """Names and titles are other people's words: on one line, and not long."""
    record, part = notification.record, notification.part
    named = word(language, title(record))
    if notification.own:
        named = say(language, "{title} (yours)", title=named)
    if record.label:
        named = f"{named} “{one_line(record.label)}”"
    values = {
        "who": one_line(notification.actor) or say(language, "Somebody"),
        "record": named,
        "part": "" if part is None else word(language, title(part)),
<% if py.workflows %>
        "state": word(language, notification.state.replace("_", " ")),
<% endif %>
    }
    return say(language, form(notification), **values)


def form(notification: NotificationOut) -> str:
    part = notification.part
    if notification.event == "added" and part is not None:
        return "{who} added {part} to {record}"
    if notification.event == "linked":
        if part is None:
            return "{who} named you in {record}"
        return "{who} linked {part} to {record}"
<% if py.workflows %>
    if notification.event == "moved":
        return "{who} moved {record} on: it is {state}"
    if notification.event == "waiting":
        return "{who} brought {record} to you: it is {state}"
<% endif %>
    return "{who} changed {record}"
<% else %>
def sentence(notification: NotificationOut) -> str:
    """Names and titles are other people's words: on one line, and not long."""
    who = one_line(notification.actor) or "Somebody"
    record, part = notification.record, notification.part
    whose = "your" if notification.own else "the"
    named = f"{whose} {title(record)}"
    if record.label:
        named = f"{named} “{one_line(record.label)}”"
    if notification.event == "added" and part is not None:
        return f"{who} added {a(title(part))} to {named}"
    if notification.event == "linked":
        if part is None:
            return f"{who} named you in {named}"
        return f"{who} linked {a(title(part))} to {named}"
<% if py.workflows %>
    if notification.event == "moved":
        return f"{who} moved {named} on: it is {notification.state.replace('_', ' ')}"
    if notification.event == "waiting":
        return f"{who} brought {named} to you: it is {notification.state.replace('_', ' ')}"
<% endif %>
    return f"{who} changed {named}"
<% endif %>


def title(record: NotifiedRecord) -> str:
    return RESOURCES[record.kind].title


<% if not on.i18n %>
def a(noun: str) -> str:
    return f"{'an' if noun[:1] in 'aeiou' else 'a'} {noun}"


<% endif %>
def one_line(text: str) -> str:
    """Without line breaks, control characters and marks that turn the order of letters round."""
    printable = "".join(it if it.isprintable() else " " for it in text)
    words = " ".join(printable.split())
    if len(words) <= WORDS_LENGTH_MAX:
        return words
    return f"{words[:WORDS_LENGTH_MAX].rstrip()}…"


def make_token(settings: Settings, user_id: Id) -> str:
    """Good for turning off e-mails and for nothing else: access tokens are of another type."""
    claims = {"sub": str(user_id), "type": PURPOSE, "exp": utc_now() + TOKEN_GOOD_FOR}
    return jwt.encode(claims, settings.secret_key.get_secret_value(), algorithm=ALGORITHM)


def read_token(settings: Settings, token: str) -> Id:
    try:
        claims = jwt.decode(
            token,
            settings.secret_key.get_secret_value(),
            algorithms=[ALGORITHM],
            options={"require": ["sub", "type", "exp"]},
        )
<% if uuid %>
        user_id = uuid.UUID(claims["sub"])
<% else %>
        user_id = int(claims["sub"])
<% endif %>
    except (jwt.InvalidTokenError, ValueError) as error:
        raise InvalidError("token", LINK_OVER) from error
    if claims["type"] != PURPOSE:
        raise InvalidError("token", LINK_OVER)
    return user_id
