"""Hiding what awaits approval, and holding what people write: by the sessions of the database, whichever code uses them."""

import datetime as dt
from collections.abc import Iterator
from functools import cache
from typing import Any, TypeVar

import sqlalchemy as sa
from fastapi import FastAPI
from sqlalchemy.orm import (
    InstrumentedAttribute,
    ORMExecuteState,
    Session,
    UOWTransaction,
    sessionmaker,
    with_loader_criteria,
)
from sqlalchemy.sql.base import ExecutableOption

from app.models import Base, Record, User
from app.models.base import utc_now
from app.models.moderated import WITH_HELD, Moderated
<% if on.multi_tenancy %>
from app.organisation_scope import narrowing
<% endif %>
from app.security.permissions import RULES
from app.security.rate_limit import RateLimiter
from app.services.all_records import RESOURCES
from app.services.records import column

# Where a session is told on whose behalf it works, and how many approved records make an author trusted.
ACTOR = "actor"
TRUST_AFTER = "moderation_trust_after"
HOUR_S = 60 * 60
# Columns that say nothing to readers.
QUIET_COLUMNS = frozenset(
    {
        "created_at",
        "deleted_at",
        "moderation_held_at",
        "moderation_reason",
        "moderation_reported_at",
        "updated_at",
    }
)

Kind = TypeVar("Kind", bound=Moderated)


def install(app: FastAPI) -> None:
    settings = app.state.settings
    app.state.report_limiter = RateLimiter(settings.moderation_reports_per_hour, window_s=HOUR_S)
    trust_authors(app.state.sessions, settings.moderation_trust_after)


def trust_authors(sessions: sessionmaker[Session], after: int) -> None:
    """Every session of the database knows it, beside what else they carry."""
    carried = sessions.kw.get("info", {})
    sessions.configure(info={**carried, TRUST_AFTER: after})


@cache
def kinds() -> tuple[type[Moderated], ...]:
    found = [it.class_ for it in Base.registry.mappers if issubclass(it.class_, Moderated)]
    return tuple(sorted(found, key=lambda it: it.__tablename__))


@cache
def needing(whole: type[Record]) -> tuple[tuple[type[Record], sa.Column[Any]], ...]:
    """What cannot be without records of a kind, and by which column: it is hidden along with them."""
    return tuple(
        (mapper.class_, key.parent)
        for mapper in sorted(Base.registry.mappers, key=lambda it: it.class_.__name__)
        for key in sorted(mapper.local_table.foreign_keys, key=lambda it: it.parent.name)
        if key.column.table is whole.__table__ and not key.parent.nullable
    )


def moderates(model: type[Record], viewer: User | None) -> bool:
    return RULES[model.__tablename__]["delete"].covers_any(viewer)


def owner_of(model: type[Record]) -> InstrumentedAttribute[Any]:
    return column(model, model.owner_key or "id")


def shown(model: type[Moderated], viewer: User | None) -> sa.ColumnElement[bool]:
    """What is approved, and what the viewer wrote."""
    approved = model.moderation_held_at.is_(None)
    return approved if viewer is None else sa.or_(approved, owner_of(model) == viewer.id)


@sa.event.listens_for(Session, "do_orm_execute")
def leave_out_held(state: ORMExecuteState) -> None:
    if not state.is_select or state.is_column_load or state.is_relationship_load:
        # What a relation loads is limited as the statement was that loaded its owner.
        return
    if not state.execution_options.get(WITH_HELD, False):
<% if on.multi_tenancy %>
        viewer = state.session.info.get(ACTOR)
        state.statement = state.statement.options(*limits(viewer, state.session))


def limits(viewer: User | None, session: Session) -> Iterator[ExecutableOption]:
<% else %>
        state.statement = state.statement.options(*limits(state.session.info.get(ACTOR)))


def limits(viewer: User | None) -> Iterator[ExecutableOption]:
<% endif %>
    for model in kinds():
        if not moderates(model, viewer):
            visible = shown(model, viewer)
            yield with_loader_criteria(model, visible, include_aliases=True)
<% if on.multi_tenancy %>
            readable = sa.select(model.id).where(visible, *narrowing(session, model))
            yield from limits_of_parts(model, readable, {model}, session)


def limits_of_parts(
    whole: type[Record], visible: sa.Select[Any], known: set[type[Record]], session: Session
) -> Iterator[ExecutableOption]:
<% else %>
            yield from limits_of_parts(model, sa.select(model.id).where(visible), {model})


def limits_of_parts(
    whole: type[Record], visible: sa.Select[Any], known: set[type[Record]]
) -> Iterator[ExecutableOption]:
<% endif %>
    for part, key in needing(whole):
        if part in known:
            continue
        within = key.in_(visible)
        yield with_loader_criteria(part, within, include_aliases=True)
<% if on.multi_tenancy %>
        readable = sa.select(part.id).where(within, *narrowing(session, part))
        yield from limits_of_parts(part, readable, {*known, part}, session)
<% else %>
        yield from limits_of_parts(part, sa.select(part.id).where(within), {*known, part})
<% endif %>


@sa.event.listens_for(Session, "before_flush")
def hold(session: Session, _context: UOWTransaction, _instances: object) -> None:
    """What an author writes or changes waits for approval; what the product does by itself does not."""
    actor: User | None = session.info.get(ACTOR)
    if actor is None:
        return
    for record in [*session.new, *session.dirty]:
        if not isinstance(record, Moderated) or moderates(type(record), actor):
            continue
        mine = getattr(record, record.owner_key or "id") == actor.id
        waits = record in session.new or (mine and says_else(record))
        if waits and not (record.moderation_held_at is None and is_trusted(session, record, actor)):
            keep(record, utc_now())


def keep(record: Moderated, moment: dt.datetime) -> None:
    record.moderation_held_at = moment
    record.moderation_reason = None
    record.moderation_reported_at = None


def says_else(record: Moderated) -> bool:
    """Whether readers would see a difference; where it is in its workflow is another matter."""
    state = sa.inspect(record)
    resource = RESOURCES[record.__tablename__]
    quiet = QUIET_COLUMNS | {getattr(resource, "status_field", "")}
    return any(
        attribute.history.has_changes()
        for attribute in state.attrs
        if attribute.key not in quiet and attribute.key not in state.unloaded
    )


def is_trusted(session: Session, record: Moderated, author: User) -> bool:
    enough: int = session.info.get(TRUST_AFTER, 0)
    if enough == 0:
        return False
    model = type(record)
    approved = sa.func.count().filter(model.moderation_held_at.is_(None))
    rejected = sa.func.count().filter(model.moderation_reason.is_not(None))
    statement = sa.select(approved, rejected).where(owner_of(model) == author.id)
    row = session.execute(statement).one()
    return row[0] >= enough and row[1] == 0
