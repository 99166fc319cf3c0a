"""What sessions of the database change, noted as they do it, and told when it is there for good: never what is taken back."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import sqlalchemy as sa
from fastapi import FastAPI
from sqlalchemy.orm import ORMExecuteState, Session, UOWTransaction, sessionmaker

<% if on.attachments %>
from app.models import AttachedFile, Base, Id, Record, RefreshToken, User
<% else %>
from app.models import Base, Id, Record, RefreshToken, User
<% endif %>
<% if on.soft_delete %>
from app.models.deletable import WITH_DELETED
<% endif %>
<% if held_back %>
from app.models.held_back import WITH_HELD
<% endif %>
<% if on.multi_tenancy %>
from app.organisation_scope import EVERYWHERE, SCOPE
<% endif %>
from app.services import live_relay
from app.services.all_records import RESOURCES
<% if on.moderation %>
from app.services.live_audience import NOBODY, Audience, audiences, moderators
<% else %>
from app.services.live_audience import NOBODY, Audience, audiences
<% endif %>
from app.services.live_hub import Hub
from app.services.live_news import Change, News

# Where a session keeps what it has changed since its last commit.
NOTED = "live_changes"
# Records of one transaction that are told one by one; of more, listeners read everything again.
CHANGES_MAX = 100
# What decides whether an account may listen, and as whom.
RIGHTS = ("role", "is_active")
# A statement with these finds what others are not shown.
<% if on.soft_delete and held_back %>
ALL: dict[str, Any] = {WITH_DELETED: True, WITH_HELD: True}
<% elif on.soft_delete %>
ALL: dict[str, Any] = {WITH_DELETED: True}
<% elif held_back %>
ALL: dict[str, Any] = {WITH_HELD: True}
<% else %>
ALL: dict[str, Any] = {}
<% endif %>
<% if on.moderation %>
# Columns of a record that say nothing to its readers.
QUIET_COLUMNS = frozenset({"moderation_reported_at", "updated_at"})
<% endif %>


@dataclass
class Noted:
    # By table and id: who could read it before.
    before: dict[tuple[str, Id], Audience] = field(default_factory=dict)
<% if on.moderation %>
    # Of those what was changed for others than moderators, too.
    loud: set[tuple[str, Id]] = field(default_factory=set)
<% endif %>
    # Accounts whose rights or sessions are others now.
    accounts: set[Id] = field(default_factory=set)
    # More than is told one by one.
    everything: bool = False


def install(app: FastAPI) -> None:
    app.state.live_hub = Hub(app.state.engine.url, app.state.settings)
    watch(app.state.sessions)


def watch(sessions: sessionmaker[Session]) -> None:
    """From here on these sessions note what they change."""
    if sa.event.contains(sessions, "before_flush", note_before):
        return
    for name, function in (
        ("before_flush", note_before),
        ("after_flush", note_new),
        ("do_orm_execute", note_statement),
        ("before_commit", tell),
        ("after_commit", live_relay.deliver),
        ("after_rollback", forget),
    ):
        sa.event.listen(sessions, name, function)


def noted(session: Session) -> Noted:
    found: Noted = session.info.setdefault(NOTED, Noted())
    return found


def forget(session: Session) -> None:
    session.info.pop(NOTED, None)
    session.info.pop(live_relay.READY, None)


def note_before(session: Session, _context: UOWTransaction, _instances: object) -> None:
    """Who may read what is about to be changed, while it is as it was."""
    gone = set(session.deleted)
    for record in [*session.dirty, *gone]:
        if record not in gone and not session.is_modified(record):
            continue
        if isinstance(record, User):
            if record in gone or any(is_changed(record, name) for name in RIGHTS):
                noted(session).accounts.add(record.id)
        elif is_told(record):
            note(session, type(record), [record.id])
<% if on.moderation %>
            if record in gone or says_else(record):
                noted(session).loud.add((record.__tablename__, record.id))
<% endif %>
            if record in gone:
                note_parts(session, type(record), [record.id])
<% if on.attachments %>
    for record in [*session.new, *gone]:
        if isinstance(record, AttachedFile):
            note_files(session, [record])
<% endif %>


def note_new(session: Session, _context: UOWTransaction) -> None:
    for record in session.new:
        if is_told(record):
            keep(session, record.__tablename__, {record.id: NOBODY})


def is_told(record: object) -> bool:
    return isinstance(record, Record) and record.__tablename__ in RESOURCES


def is_changed(record: object, name: str) -> bool:
    changed: bool = sa.inspect(record).attrs[name].history.has_changes()
    return changed
<% if on.moderation %>


def says_else(record: Record) -> bool:
    state = sa.inspect(record)
    loaded = [it for it in state.attrs if it.key not in state.unloaded]
    return any(it.history.has_changes() for it in loaded if it.key not in QUIET_COLUMNS)
<% endif %>


def note(session: Session, model: type[Record], ids: Collection[Id]) -> None:
    table = model.__tablename__
    known = noted(session)
    fresh = [it for it in ids if (table, it) not in known.before]
    if known.everything or len(known.before) + len(fresh) > CHANGES_MAX:
        known.everything = True
        return
    before = audiences(session, model, fresh)
    keep(session, table, {it: before.get(it, NOBODY) for it in fresh})


def keep(session: Session, table: str, before: dict[Id, Audience]) -> None:
    known = noted(session)
    for record_id, audience in before.items():
        known.before.setdefault((table, record_id), audience)
    known.everything = known.everything or len(known.before) > CHANGES_MAX


def note_statement(state: ORMExecuteState) -> None:
    """A statement that changes passes no record through the session: what it will change is read first."""
    statement = state.statement
    if state.is_select or state.bind_mapper is None:
        return
    model: type[Any] = state.bind_mapper.class_
    is_told_of = model in (RefreshToken, User) or model.__tablename__ in RESOURCES
    if not is_told_of:
        return
    if not isinstance(statement, sa.Update | sa.Delete) or statement.whereclause is None:
        # New accounts and sessions concern nobody who listens.
        noted(state.session).everything |= model.__tablename__ in RESOURCES
        return
    if model in (RefreshToken, User):
        account = RefreshToken.user_id if model is RefreshToken else User.id
        concerned = sa.select(account).where(statement.whereclause).distinct()
        noted(state.session).accounts.update(state.session.scalars(concerned))
        return
    ids = found(state.session, model, statement.whereclause)
    note(state.session, model, ids)
<% if on.moderation %>
    if not is_claim(statement):
        noted(state.session).loud.update((model.__tablename__, it) for it in ids)
<% endif %>
    if isinstance(statement, sa.Delete):
        note_parts(state.session, model, ids)
<% if on.moderation %>


def is_claim(statement: sa.Update | sa.Delete) -> bool:
    """Whether it locks rows by writing what is there."""
    if not isinstance(statement, sa.Update):
        return False
    names = {getattr(column, "key", column) for column in statement._values or ()}
    return names <= QUIET_COLUMNS
<% endif %>


def found(session: Session, model: type[Record], which: sa.ColumnElement[bool]) -> Sequence[Id]:
    """What a condition holds for, hidden or not; a few more than are told."""
    statement = sa.select(model.id).where(which).limit(CHANGES_MAX + 1)
    with session.no_autoflush:
        return session.scalars(statement.execution_options(**ALL)).all()


@cache
def parts(whole: type[Record]) -> tuple[tuple[type[Record], sa.Column[Any], bool], ...]:
    """What the database changes along with records of a kind: by which column, and whether it is deleted with them."""
    return tuple(
        (mapper.class_, key.parent, key.ondelete == "CASCADE")
        for mapper in sorted(Base.registry.mappers, key=lambda it: it.class_.__name__)
        if mapper.class_.__tablename__ in RESOURCES
        for key in sorted(mapper.local_table.foreign_keys, key=lambda it: it.parent.name)
        if key.column.table is whole.__table__ and key.ondelete in ("CASCADE", "SET NULL")
    )


def note_parts(session: Session, whole: type[Record], ids: Collection[Id]) -> None:
    known = noted(session)
    for part, column, is_deleted in parts(whole):
        if known.everything or not ids:
            return
        fresh = [
            it
            for it in found(session, part, column.in_(ids))
            if (part.__tablename__, it) not in known.before
        ]
        note(session, part, fresh)
<% if on.moderation %>
        known.loud.update((part.__tablename__, it) for it in fresh)
<% endif %>
        if is_deleted:
            note_parts(session, part, fresh)
<% if on.attachments %>


def note_files(session: Session, files: Sequence[AttachedFile]) -> None:
    """A record is another with another file."""
    for file in files:
<% if on.moderation %>
        for table, resource in RESOURCES.items():
<% else %>
        for resource in RESOURCES.values():
<% endif %>
            columns = (it.parent for it in AttachedFile.__table__.foreign_keys)
            for column in columns:
                record_id = getattr(file, column.name)
                if column.references(resource.model.__table__.c.id) and record_id is not None:
                    note(session, resource.model, [record_id])
<% if on.moderation %>
                    noted(session).loud.add((table, record_id))
<% endif %>
<% endif %>


def tell(session: Session) -> None:
    """Before the transaction ends, as it leaves things."""
    if session.in_nested_transaction():
        return
    session.flush()
    known: Noted | None = session.info.pop(NOTED, None)
    if known is None:
        return
<% if on.multi_tenancy %>
    scope = session.info.get(SCOPE)
    # What is done for no one organisation tells nobody more than to look again.
    everything = known.everything or (scope == EVERYWHERE and bool(known.before))
    changes = [] if everything else list(changes_of(session, known))
    accounts = sorted(str(it) for it in known.accounts)
    whose = None if scope in (None, EVERYWHERE) else str(scope)
    news = News(changes, accounts, everything, whose)
<% else %>
    changes = [] if known.everything else list(changes_of(session, known))
    accounts = sorted(str(it) for it in known.accounts)
    news = News(changes=changes, accounts=accounts, reset=known.everything)
<% endif %>
    if news:
        live_relay.publish(session, news)


def changes_of(session: Session, known: Noted) -> Iterator[Change]:
    for table, resource in RESOURCES.items():
        before = {key[1]: it for key, it in known.before.items() if key[0] == table}
        after = audiences(session, resource.model, before.keys())
        for record_id, audience in before.items():
            then, now = audience, after.get(record_id, NOBODY)
            # What nobody could read, and nobody can read now, is no news. What a savepoint took back is neither.
            if then == now == NOBODY:
                continue
<% if on.moderation %>
            if then == now and (table, record_id) not in known.loud:
                then = now = moderators(resource.model)
<% endif %>
            yield Change(kind=table, id=record_id, before=then, after=now)
