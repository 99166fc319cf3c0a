"""Building people and records for tests, straight in the database."""

import itertools
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from pydantic import BaseModel
from sqlalchemy import orm

from app.config import Settings
from app.models import Id, <% if on.multi_tenancy %>Organisation, <% endif %>Record, User
<% if held_back %>
from app.models.held_back import WITH_HELD
<% endif %>
<% if on.multi_tenancy %>
from app.organisation_scope import enter, everywhere
<% endif %>
from app.security.passwords import hash_password
from app.security.rules import ADMIN
from app.security.tokens import make_access_token
from app.services import records
<% if on.drafts %>
from app.services.hidden_states import HIDDEN
<% endif %>

PASSWORD = "correct horse battery staple"
# Hashing is slow on purpose; one hash serves every person.
PASSWORD_HASH = hash_password(PASSWORD)
<% if on.multi_tenancy %>
# Where everybody is at home whom a test makes without saying more; no number that the database gives by itself.
<% if uuid %>
HOME = uuid.UUID(int=1)
<% else %>
HOME = 2**30
<% endif %>
<% endif %>

_numbers = itertools.count(1)


def next_number() -> int:
    """A number that no other record of the run was given."""
    return next(_numbers)


def wire(record_id: Id) -> str | int:
    """An id as it stands in JSON."""
<% if uuid %>
    return str(record_id)
<% else %>
    return record_id
<% endif %>


def missing_id() -> str | int:
    """An id that no record has."""
<% if uuid %>
    return str(uuid.uuid4())
<% else %>
    return 2**31 - 1
<% endif %>


<% if on.multi_tenancy %>
def at_home(db: orm.Session, organisation_id: Id = HOME, name: str = "Home") -> None:
    """The session works in this organisation, which is made when it is first needed."""
    with everywhere(db):
        if db.get(Organisation, organisation_id) is None:
            db.add(Organisation(id=organisation_id, name=name))
            db.commit()
    enter(db, organisation_id)


<% endif %>
@dataclass(frozen=True)
class Person:
    user: User
    headers: Mapping[str, str]


def make_user(db: orm.Session, role: str, **values: Any) -> User:
    number = next_number()
    fields: dict[str, Any] = {
        "email": f"person{number}@example.com",
<% if username %>
        "username": f"person{number}",
<% endif %>
        "display_name": f"Person {number}",
        "role": role,
        "is_active": True,
        "password_hash": PASSWORD_HASH,
    }
    user = User(**{**fields, **values})
    db.add(user)
    db.commit()
    return user


def make_person(db: orm.Session, settings: Settings, role: str, **values: Any) -> Person:
    user = make_user(db, role, **values)
    token = make_access_token(settings, user.id, uuid.uuid4())
    return Person(user=user, headers={"Authorization": f"Bearer {token}"})


<% if py.spans %>
@dataclass(frozen=True)
class Span:
    """The beginning and the end of what no two records have at the same time."""

    columns: tuple[str, str]
    within: tuple[str, ...]
    free: tuple[str, ...]
    # Dates, not moments.
    dates: bool
    # The last day is of one alone, as the others are.
    days: bool

    def between(self, first: int, second: int) -> tuple[str, str]:
        """From one hour to another, or from one day to another, when nothing else is."""
        if self.dates:
            return f"2100-01-{first:02}", f"2100-01-{second:02}"
        return f"2100-01-31T{first:02}:00:00Z", f"2100-01-31T{second:02}:00:00Z"


<% endif %>
@dataclass(frozen=True)
class Case:
    """What the tests must know of one kind of record."""

    path: str
    resource: records.Resource[Any]
    create: type[BaseModel]
    # Values of its own; new ones at each call.
    fields: Callable[[], dict[str, Any]]
    # A whole request; what it refers to is made first, and is visible to the person.
    payload: Callable[[orm.Session, User], dict[str, Any]]
    required: tuple[str, ...]
    texts: tuple[str, ...]
    uniques: tuple[str, ...]
    # Fields with values that are refused.
    wrongs: tuple[tuple[str, Any], ...]
    sorts: tuple[str, ...]
<% if on.drafts %>
    # A state in which everybody finds it who may read it, where it does not begin in one.
    shown: str = ""
<% endif %>
<% if py.together %>
    # Columns that no two records have alike.
    together: tuple[tuple[str, ...], ...] = ()
<% endif %>
<% if py.spans %>
    spans: tuple[Span, ...] = ()
<% endif %>
<% if py.declared %>
    # Columns of which the second is not before the first.
    ordered: tuple[tuple[str, str], ...] = ()
<% endif %>

    def url(self, record_id: Id | str, action: str = "") -> str:
        suffix = f"/{action.replace('_', '-')}" if action else ""
        return f"{self.path}/{record_id}{suffix}"

    def build(self, db: orm.Session, owner: User, **columns: Any) -> Record:
        """A record in the database, owned by `owner` where it has an owner."""
        values = self.create.model_validate(self.payload(db, owner)).model_dump()
        model = self.resource.model
        fields = records.resolve_links(db, self.resource, User(role=ADMIN), values)
        if model.owner_key is not None:
            fields[model.owner_key] = owner.id
<% if on.drafts %>
        # Others find it, unless a test is about what they do not find.
        if self.shown:
            fields[self.resource.status_field] = self.shown
<% endif %>
        record: Record = model(**{**fields, **columns})
        db.add(record)
        db.commit()
        return record

<% if on.drafts %>
    def before(self, action: str) -> dict[str, Any]:
        """The state in which a record must be for a step; one in which others find it, where there is any."""
        hidden = HIDDEN.get(self.resource.model.__tablename__, frozenset())
        for step in self.resource.transitions:
            if step.name == action:
                state = min(step.from_states, key=lambda it: (it in hidden, it))
                return {self.resource.status_field: state}
        return {}

<% endif %>
    def count(self, db: orm.Session) -> int:
<% if held_back %>
        """How many there are, whoever finds them."""
        counted = sa.select(sa.func.count()).select_from(self.resource.model)
        return db.scalar(counted.execution_options(**{WITH_HELD: True})) or 0
<% else %>
        return db.scalar(sa.select(sa.func.count()).select_from(self.resource.model)) or 0
<% endif %>
