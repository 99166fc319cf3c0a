"""Leaving out what is not there for everybody yet: by the sessions of the database, whichever code uses them."""

from collections.abc import Iterator
from functools import cache
from typing import Any

import sqlalchemy as sa
from fastapi import FastAPI
from sqlalchemy.orm import ORMExecuteState, <% if on.multi_tenancy %>Session, <% endif %>with_loader_criteria
from sqlalchemy.sql.base import ExecutableOption

from app.models import Base, Record, User
from app.models.held_back import WITH_HELD
<% if on.multi_tenancy %>
from app.organisation_scope import narrowing
<% endif %>
<% if on.moderation and on.drafts %>
from app.services import moderating, unpublished
<% elif on.moderation %>
from app.services import moderating
<% else %>
from app.services import unpublished
<% endif %>

# Where a session is told on whose behalf it works.
ACTOR = "actor"


def install(app: FastAPI) -> None:
    sa.event.listen(app.state.sessions, "do_orm_execute", leave_out_held)


@cache
def kinds() -> frozenset[type[Record]]:
    """Kinds of which some records are held back by what they are themselves."""
<% if on.moderation and on.drafts %>
    return frozenset((*moderating.kinds(), *unpublished.kinds()))
<% elif on.moderation %>
    return frozenset(moderating.kinds())
<% else %>
    return frozenset(unpublished.kinds())
<% endif %>


@cache
def needing(whole: type[Record]) -> tuple[tuple[type[Record], sa.Column[Any]], ...]:
    """What cannot be without records of a kind, and by which column: it is hidden along with them."""
    return tuple(
        (mapper.class_, key.parent)
        for mapper in sorted(Base.registry.mappers, key=lambda it: it.class_.__name__)
        for key in sorted(mapper.local_table.foreign_keys, key=lambda it: it.parent.name)
        if key.column.table is whole.__table__ and not key.parent.nullable
    )


def conditions(viewer: User | None) -> Iterator[tuple[type[Record], sa.ColumnElement[bool]]]:
    """Of each kind of which the viewer does not find all: what they find."""
<% if on.moderation %>
    yield from moderating.conditions(viewer)
<% endif %>
<% if on.drafts %>
    yield from unpublished.conditions(viewer)
<% endif %>


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
    for model, visible in conditions(viewer):
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
