"""Who may read a record, told by roles and accounts: asked of the rules that answer requests, so that there are no others."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, get_args

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.models import Id, Record, User
from app.models.users import RoleName
<% if on.moderation %>
from app.security.permissions import RULES
<% endif %>
from app.services.all_records import RESOURCES
from app.services.records import visible

# Where a session is told on whose behalf it works.
ACTOR = "actor"
# No account has this id: whoever has a role, and nothing of their own.
<% if uuid %>
STRANGER = Id(int=0)
<% else %>
STRANGER = Id(0)
<% endif %>
ROLES: tuple[str, ...] = get_args(RoleName)


@dataclass(frozen=True)
class Listener:
    """Somebody with a page open; nobody in particular without an account."""

    user_id: str | None = None
    role: str | None = None
<% if on.multi_tenancy %>
    organisation_id: str | None = None
<% endif %>


@dataclass(frozen=True)
class Audience:
    everyone: bool = False
    roles: frozenset[str] = frozenset()
    # Accounts that may read it whatever their role, as text.
    users: frozenset[str] = frozenset()

    def holds(self, listener: Listener) -> bool:
        return self.everyone or listener.role in self.roles or listener.user_id in self.users

    def to_wire(self) -> list[Any]:
        return [self.everyone, sorted(self.roles), sorted(self.users)]

    @classmethod
    def of_wire(cls, wire: list[Any]) -> "Audience":
        everyone, roles, users = wire
        return cls(everyone=everyone, roles=frozenset(roles), users=frozenset(users))


NOBODY = Audience()


def audiences(session: Session, model: type[Record], ids: Collection[Id]) -> Mapping[Id, Audience]:
    """Of each record who may read it, as its transaction sees it now."""
    found: defaultdict[Id, Audience] = defaultdict(Audience)
    if not ids:
        return found
    with session.no_autoflush:
        opened = readable(session, model, ids, None)
        found.update(dict.fromkeys(opened, Audience(everyone=True)))
        closed = set(ids) - opened
        if closed:
            roles, users = by_roles(session, model, closed), by_accounts(session, model, closed)
            for record_id in roles.keys() | users.keys():
                found[record_id] = Audience(
                    roles=frozenset(roles[record_id]), users=frozenset(users[record_id])
                )
    return found


def by_roles(
    session: Session, model: type[Record], ids: Collection[Id]
) -> defaultdict[Id, set[str]]:
    found: defaultdict[Id, set[str]] = defaultdict(set)
    for role in ROLES:
        stranger = User(id=STRANGER, role=role, is_active=True)
        for record_id in readable(session, model, ids, stranger):
            found[record_id].add(role)
    return found


def by_accounts(
    session: Session, model: type[Record], ids: Collection[Id]
) -> defaultdict[Id, set[str]]:
    """Nobody has more right to a record than their role has but its owner<% if py.named %> and whom it names<% endif %>, and those of what it is written under."""
    found: defaultdict[Id, set[str]] = defaultdict(set)
    owned = owners(session, model, ids)
    people = sa.select(User).where(User.id.in_(owned), User.is_active)
    for user in session.scalars(people).all():
        for record_id in readable(session, model, owned[user.id], user):
            found[record_id].add(str(user.id))
    return found


def readable(
    session: Session, model: type[Record], ids: Collection[Id], viewer: User | None
) -> set[Id]:
    statement = visible(model, viewer).with_only_columns(model.id).where(model.id.in_(ids))
    with acting_for(session, viewer):
        return set(session.scalars(statement))


@contextmanager
def acting_for(session: Session, viewer: User | None) -> Iterator[None]:
    """What sessions leave out of what they read depends on whom they work for."""
    actor = session.info.get(ACTOR)
    session.info[ACTOR] = viewer
    try:
        yield
    finally:
        session.info[ACTOR] = actor


def owners(
    session: Session,
    model: type[Record],
    ids: Collection[Id],
    known: frozenset[str] = frozenset(),
) -> defaultdict[Id, set[Id]]:
    """By account the records that are its own, or under its own. What is hidden counts too: whether it is read is asked later."""
    table = model.__table__
    found: defaultdict[Id, set[Id]] = defaultdict(set)
    known |= {model.__tablename__}
    for key in sorted(table.foreign_keys, key=lambda it: it.parent.name):
        parent = RESOURCES.get(key.column.table.name)
        is_owner = key.parent.name == model.owner_key
<% if py.named %>
        is_owner = is_owner or key.parent.name in model.named_keys
<% endif %>
        if not is_owner and (parent is None or parent.model.__tablename__ in known):
            continue
        pairs = sa.select(table.c.id, key.parent).where(table.c.id.in_(ids))
        above: defaultdict[Id, set[Id]] = defaultdict(set)
        for record_id, other_id in session.connection().execute(pairs):
            if other_id is not None:
                above[other_id].add(record_id)
        if parent is not None and not is_owner and above:
            of_parents = owners(session, parent.model, above.keys(), known)
            for user_id, parent_ids in of_parents.items():
                found[user_id].update(*(above[parent_id] for parent_id in parent_ids))
        else:
            for user_id, record_ids in above.items():
                found[user_id] |= record_ids
    return found
<% if on.moderation %>


def moderators(model: type[Record]) -> Audience:
    """Who decides on what is reported."""
    rule = RULES[model.__tablename__]["delete"]
    decide = (role for role in ROLES if rule.covers_any(User(role=role)))
    return Audience(roles=frozenset(decide))
<% endif %>
