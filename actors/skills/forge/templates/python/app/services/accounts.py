"""Accounts: registration, changes, and the administrators' view of them."""

from collections.abc import <% if on.multi_tenancy %>Mapping, <% endif %>Sequence
<% if on.multi_tenancy %>
from typing import Any
<% endif %>

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.errors import ConflictError, NotFoundError
from app.models import Id, <% if on.multi_tenancy %>Organisation, <% endif %>RefreshToken, User
from app.models.base import utc_now
<% if on.multi_tenancy %>
from app.organisation_scope import enter
<% else %>
from app.models.users import DEFAULT_ROLE
<% endif %>
from app.schemas.auth import Registration
from app.schemas.users import AccountUpdate, UserListQuery, UserUpdate
<% if not on.password_policy %>
from app.security.passwords import hash_password
<% endif %>
<% if choosers %>
from app.security.permissions import CHOOSE_ACCOUNTS
<% endif %>
<% if on.multi_tenancy %>
from app.security.rules import ADMIN
<% endif %>
<% if on.feature_flags and on.password_policy %>
from app.services import flag_gate, password_policy
<% elif on.feature_flags %>
from app.services import flag_gate
<% elif on.password_policy %>
from app.services import password_policy
<% endif %>
from app.services.records import commit, page_of


<% if on.multi_tenancy %>
def register(db: Session, registration: Registration) -> User:
    """Makes an organisation, and the account of its administrator."""
<% if on.feature_flags %>
    flag_gate.require(db, "registration", None)
<% endif %>
    found_organisation(db, registration.organisation)
    values = registration.model_dump(exclude={"organisation", "password"})
    return make(db, values, registration.password, ADMIN)


def found_organisation(db: Session, name: str) -> None:
    """The session works in the new organisation from here on."""
    organisation = Organisation(name=name)
    db.add(organisation)
    db.flush()
    enter(db, organisation.id)


def make(db: Session, values: Mapping[str, Any], password: str, role: str) -> User:
<% if on.password_policy %>
    user = User(**values, role=role)
    password_policy.choose(db, user, password, "password")
<% else %>
    user = User(**values, role=role, password_hash=hash_password(password))
<% endif %>
    db.add(user)
    commit(db)
    return user
<% else %>
def register(db: Session, registration: Registration, role: str = DEFAULT_ROLE) -> User:
<% if on.feature_flags %>
    if role == DEFAULT_ROLE:
        flag_gate.require(db, "registration", None)
<% endif %>
    values = registration.model_dump(exclude={"password"})
<% if on.password_policy %>
    user = User(**values, role=role)
    password_policy.choose(db, user, registration.password, "password")
<% else %>
    user = User(**values, role=role, password_hash=hash_password(registration.password))
<% endif %>
    db.add(user)
    commit(db)
    return user
<% endif %>


def update_own(db: Session, user: User, changes: AccountUpdate) -> User:
    for name, value in changes.model_dump(exclude_unset=True).items():
        setattr(user, name, value)
    commit(db)
    return user


def list_users(db: Session, query: UserListQuery) -> tuple[Sequence[User], int]:
    statement = sa.select(User)
    if query.q:
        columns = (User.email, User.display_name<% if username %>, User.username<% endif %>)
        found = (column.icontains(query.q, autoescape=True) for column in columns)
        statement = statement.where(sa.or_(*found))
    return page_of(db, statement.order_by(User.created_at.desc(), User.id), query)


<% if choosers %>
def list_options(db: Session, viewer: User, query: UserListQuery) -> tuple[Sequence[User], int]:
    """Active accounts by name. Addresses are not looked in, or they could be guessed letter by letter."""
    CHOOSE_ACCOUNTS.require(viewer)
    statement = sa.select(User).where(User.is_active)
    if query.q:
        statement = statement.where(User.display_name.icontains(query.q, autoescape=True))
    return page_of(db, statement.order_by(User.display_name, User.id), query)


<% endif %>
def update_user(db: Session, admin: User, user_id: Id, changes: UserUpdate) -> User:
    """Changes an account's role or state; whoever is shut out loses their sessions too."""
    user = db.get(User, user_id)
    if user is None:
        message = "There is no such account."
        raise NotFoundError(message)
    values = changes.model_dump(exclude_unset=True)
    harmed = values.get("role", user.role) != user.role or values.get("is_active") is False
    if user.id == admin.id and harmed:
        message = "Another administrator has to change your own role or state."
        raise ConflictError(message)
    for name, value in values.items():
        setattr(user, name, value)
    if not user.is_active:
        db.execute(
            sa.update(RefreshToken)
            .where(RefreshToken.user_id == user.id, RefreshToken.revoked_at.is_(None))
            .values(revoked_at=utc_now())
        )
    commit(db)
    return user
