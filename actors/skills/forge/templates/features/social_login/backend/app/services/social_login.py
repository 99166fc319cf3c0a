"""Accounts that people sign in to through a provider: found by identity, made, linked and unlinked.

An address proves nothing here: somebody may have registered with another's. So an identity never joins an account because
their addresses are the same; whoever has the account signs in to it and links the identity.
"""

import datetime as dt
<% if username %>
import secrets
import unicodedata
<% endif %>
import uuid
from typing import Literal

import sqlalchemy as sa
from fastapi import FastAPI
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.config import Settings
from app.errors import ConflictError, ForbiddenError, NotFoundError
from app.models import Id, RefreshToken, SocialIdentity, User
from app.models.base import utc_now
from app.models.social_identities import ProviderName
<% if on.multi_tenancy %>
from app.organisation_scope import enter, enter_by, everywhere
<% else %>
from app.models.users import DEFAULT_ROLE
<% endif %>
from app.schemas.social_login import IdentityOut, SignInWays
from app.security.passwords import NO_PASSWORD<% if not on.password_policy %>, hash_password<% endif %>

from app.security.rate_limit import RateLimiter
<% if on.multi_tenancy %>
from app.security.rules import ADMIN
<% endif %>
from app.services import <% if on.multi_tenancy %>accounts, <% endif %><% if on.feature_flags %>flag_gate, <% endif %><% if on.password_policy %>password_policy, <% endif %>sessions, social_flows
from app.services.social_flows import Flow
from app.services.social_providers import Profile, Provider, configured

# Ways that one address may begin, end, or trade for a session in a minute.
ATTEMPTS_MAX = 30
IDENTITIES_MAX = 10
NAME_LENGTH_MAX = 100
# Whoever changes how an account is signed in to has just signed in: a page left open, or its token, is not enough.
FRESH_FOR = dt.timedelta(minutes=15)
SIGN_IN_OVER = "This sign-in is over. Begin again."

# Why nobody was signed in; the client has the words.
Problem = Literal[
    "address_taken",
    "closed",
    "denied",
    "expired",
    "failed",
    "identity_taken",
    "limit",
<% if on.feature_flags %>
    "registration_closed",
<% endif %>
    "unverified",
]


class RefusedError(Exception):
    def __init__(self, problem: Problem) -> None:
        super().__init__(problem)
        self.problem = problem


def install(app: FastAPI) -> None:
    app.state.social_limiter = RateLimiter(ATTEMPTS_MAX, window_s=60)


def provider_of(settings: Settings, name: ProviderName) -> Provider:
    provider = configured(settings).get(name)
    if provider is None:
        message = "There is no such way to sign in."
        raise NotFoundError(message)
    return provider


def arrive(db: Session, flow: Flow, profile: Profile) -> User:
    """The account of somebody whom the provider has just named: theirs, a new one, or the one that is linked."""
    if not social_flows.spend(db, flow):
        raise RefusedError("expired")
    found = find(db, flow.provider, profile.subject)
    if flow.purpose == "link":
        return link(db, flow, profile, found)
<% if on.multi_tenancy %>
    # Whoever is known arrives in their own organisation; whoever is not makes one.
    if found is not None:
        enter(db, found.organisation_id)
<% endif %>
    user = make(db, flow.provider, profile) if found is None else db.get(User, found.user_id)
    if user is None or not user.is_active:
        raise RefusedError("closed")
    save(db)
    return user


def find(db: Session, provider: ProviderName, subject: str) -> SocialIdentity | None:
    wanted = sa.select(SocialIdentity).where(SocialIdentity.person == f"{provider}:{subject}")
<% if on.multi_tenancy %>
    with everywhere(db):
        return db.scalars(wanted).one_or_none()
<% else %>
    return db.scalars(wanted).one_or_none()
<% endif %>


def make(db: Session, provider: ProviderName, profile: Profile) -> User:
<% if on.feature_flags %>
    if not flag_gate.is_on(db, "registration", None):
        raise RefusedError("registration_closed")
<% endif %>
    if profile.email is None:
        raise RefusedError("unverified")
<% if on.multi_tenancy %>
    with everywhere(db):
        taken = db.scalar(sa.select(User.id).where(User.email == profile.email)) is not None
<% if username %>
        username = username_for(db, profile.handle)
<% endif %>
    if taken:
        raise RefusedError("address_taken")
    # Called as they are, until they rename it.
    accounts.found_organisation(db, display_name_for(profile))
<% else %>
    if db.scalar(sa.select(User.id).where(User.email == profile.email)) is not None:
        raise RefusedError("address_taken")
<% endif %>
    user = User(
        email=profile.email,
<% if username %>
        username=<% if on.multi_tenancy %>username<% else %>username_for(db, profile.handle)<% endif %>,
<% endif %>
        display_name=display_name_for(profile),
        role=<% if on.multi_tenancy %>ADMIN<% else %>DEFAULT_ROLE<% endif %>,
        password_hash=NO_PASSWORD,
    )
    db.add(user)
    flush(db)
    add_identity(db, user, provider, profile)
    return user


def link(db: Session, flow: Flow, profile: Profile, found: SocialIdentity | None) -> User:
<% if on.multi_tenancy %>
    if flow.user_id is not None:
        enter_by(db, sa.select(User).where(User.id == flow.user_id))
<% endif %>
    user = None if flow.user_id is None else locked(db, flow.user_id)
    if user is None or not user.is_active:
        raise RefusedError("closed")
    if found is not None and found.user_id != user.id:
        raise RefusedError("identity_taken")
<% if actor %>
    db.info["actor"] = user
<% endif %>
    if found is None:
        if len(identities_of(db, user)) >= IDENTITIES_MAX:
            raise RefusedError("limit")
        add_identity(db, user, flow.provider, profile)
    save(db)
    return user


def add_identity(db: Session, user: User, provider: ProviderName, profile: Profile) -> None:
    db.add(
        SocialIdentity(
            user_id=user.id,
            provider=provider,
            person=f"{provider}:{profile.subject}",
            shown_as=profile.email or display_name_for(profile),
        )
    )


def save(db: Session) -> None:
    """Two answers about the same person at the same moment: the second finds them there when it is tried again."""
    flush(db)
    db.commit()


def flush(db: Session) -> None:
    try:
        db.flush()
    except IntegrityError as error:
        db.rollback()
        raise RefusedError("failed") from error


def display_name_for(profile: Profile) -> str:
    """What the provider calls the person, without what cannot be seen."""
    visible = "".join(it if it.isprintable() else " " for it in profile.name)
    return " ".join(visible.split())[:NAME_LENGTH_MAX].strip() or "New account"
<% if username %>


def username_for(db: Session, handle: str) -> str:
    """The handle as a user name is written, with a number where somebody has it already."""
    plain = unicodedata.normalize("NFKD", handle).encode("ascii", "ignore").decode().lower()
    words = "".join(it if it.isalnum() or it in "_-" else " " for it in plain).split()
    base = ".".join(words)[:30].strip("._-")
    if len(base) < 3:
        base = "person"
    if db.scalar(sa.select(User.id).where(User.username == base)) is None:
        return base
    return f"{base}-{secrets.randbelow(10**8):08}"
<% endif %>


def open_session(db: Session, settings: Settings, flow: Flow | None) -> sessions.Tokens:
    """Tokens for whoever came back from the provider a moment ago, once."""
    if flow is None or flow.purpose != "session" or not social_flows.spend(db, flow):
        raise ForbiddenError(SIGN_IN_OVER)
<% if on.multi_tenancy %>
    user = enter_by(db, sa.select(User).where(User.id == flow.user_id))
<% else %>
    user = db.get(User, flow.user_id)
<% endif %>
    if user is None or not user.is_active:
        raise ForbiddenError(SIGN_IN_OVER)
    sessions.forget_expired(db, user.id)
    tokens = sessions.issue(db, settings, user.id, uuid.uuid4())
    db.commit()
    return tokens


def require_fresh(db: Session, session_id: uuid.UUID) -> None:
    """Refuses a session that began a while ago, or that somebody has ended."""
    family = RefreshToken.family_id == session_id
    began = db.scalar(sa.select(sa.func.min(RefreshToken.created_at)).where(family))
    live = db.scalar(sa.select(RefreshToken.id).where(family, RefreshToken.revoked_at.is_(None)))
    if began is None or live is None or began <= utc_now() - FRESH_FOR:
        message = "Log out and in again first: this needs a login of the last 15 minutes."
        raise ForbiddenError(message)


def locked(db: Session, user_id: Id) -> User | None:
    """The account as it is now; of two changes of how it is signed in to, one waits for the other."""
    statement = sa.select(User).where(User.id == user_id).with_for_update()
    return db.scalars(statement.execution_options(populate_existing=True)).one_or_none()


def identities_of(db: Session, user: User) -> list[SocialIdentity]:
    own = sa.select(SocialIdentity).where(SocialIdentity.user_id == user.id)
    return list(db.scalars(own.order_by(SocialIdentity.created_at, SocialIdentity.id)))


def sign_in_ways(db: Session, user: User) -> SignInWays:
    identities = [IdentityOut.model_validate(it) for it in identities_of(db, user)]
    return SignInWays(has_password=has_password(user), identities=identities)


def has_password(user: User) -> bool:
    return user.password_hash != NO_PASSWORD


def refuse_more(db: Session, user: User) -> None:
    if len(identities_of(db, user)) >= IDENTITIES_MAX:
        message = f"You have {IDENTITIES_MAX} linked already. Unlink one of them first."
        raise ConflictError(message)


def unlink(
    db: Session, settings: Settings, user: User, session_id: uuid.UUID, identity_id: Id
) -> None:
    """Ends every other session: whoever came in this way is out."""
    require_fresh(db, session_id)
    locked(db, user.id)
    identities = identities_of(db, user)
    identity = next((it for it in identities if it.id == identity_id), None)
    if identity is None:
        message = "There is no such identity."
        raise NotFoundError(message)
    # One whose provider is not offered any more lets nobody in.
    offered = configured(settings)
    others = [it for it in identities if it.id != identity_id and it.provider in offered]
    if not has_password(user) and not others:
        message = "This is your only way to sign in. Choose a password or link another first."
        raise ConflictError(message)
    db.delete(identity)
    end_other_sessions(db, user, session_id)
    db.commit()


def choose_first_password(
    db: Session, user: User, session_id: uuid.UUID, new_password: str
) -> None:
    require_fresh(db, session_id)
    locked(db, user.id)
    if has_password(user):
        message = "You have a password already: change it instead."
        raise ConflictError(message)
<% if on.password_policy %>
    password_policy.choose(db, user, new_password, "new_password")
<% else %>
    user.password_hash = hash_password(new_password)
<% endif %>
    end_other_sessions(db, user, session_id)
    db.commit()


def end_other_sessions(db: Session, user: User, session_id: uuid.UUID) -> None:
    others = sa.and_(RefreshToken.user_id == user.id, RefreshToken.family_id != session_id)
    sessions.revoke(db, others)
