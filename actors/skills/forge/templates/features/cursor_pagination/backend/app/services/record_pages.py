"""Lists of records by page or by cursor: in one order, after the last record that was seen, whatever comes and goes meanwhile."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic

import sqlalchemy as sa
from fastapi import FastAPI
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.errors import InvalidError
from app.models import Record, User
from app.schemas.base import ListQuery
from app.security import cursors
from app.services.records import Model, Resource, column, narrowed

# Where a session of the database keeps what cursors are signed with.
KEY = "cursor_key"
# The cursor to begin with; none that is signed is as short.
START = "start"
# What a list is asked for beside what it shows.
PAGING = {<% if page %>"page", "size"<% else %>"offset", "limit"<% endif %>, "cursor"}


@dataclass(frozen=True)
class Listed(Generic[Model]):
    records: Sequence[Model]
    # None where a cursor was asked for: counting takes as long as the list is.
    total: int | None
    next_cursor: str | None


@dataclass(frozen=True)
class Order:
    """By one column, and by id where that is the same; what is empty comes last in either direction, on every database."""

    key: InstrumentedAttribute[Any]
    id: InstrumentedAttribute[Any]
    name: str
    descending: bool

    @property
    def column(self) -> sa.ColumnElement[Any]:
        found: sa.ColumnElement[Any] = self.key.property.columns[0]
        return found

    @property
    def has_gaps(self) -> bool:
        return bool(getattr(self.column, "nullable", True))

    def of(self, statement: sa.Select[Model]) -> sa.Select[Model]:
        if not self.descending:
            first = self.key.asc()
            return statement.order_by(first.nulls_last() if self.has_gaps else first, self.id.asc())
        first = self.key.desc()
        return statement.order_by(first.nulls_last() if self.has_gaps else first, self.id.desc())

    def after(self, value: object, record_id: object) -> sa.ColumnElement[bool]:
        last_id = sa.literal(record_id, self.id.type)
        if value is None:
            further = self.id < last_id if self.descending else self.id > last_id
            return sa.and_(self.key.is_(None), further)
        here = sa.tuple_(self.key, self.id)
        last = sa.tuple_(sa.literal(value, self.column.type), last_id)
        further = here < last if self.descending else here > last
        return sa.or_(further, self.key.is_(None)) if self.has_gaps else further


def install(app: FastAPI) -> None:
    """Every session of the database knows the key, beside what else they carry."""
    key = cursors.key_from(app.state.settings.secret_key.get_secret_value())
    sessions = app.state.sessions
    sessions.configure(info={**sessions.kw.get("info", {}), KEY: key})


def list_records(
    db: Session, resource: Resource[Model], viewer: User | None, query: ListQuery
) -> Listed[Model]:
    """A part of the list, and where it goes on. A cursor says where, never what: the rules hold for each part anew."""
    resource.rule("list").require(viewer)
    if query.cursor is not None and query.first > 0:
        raise InvalidError("cursor", "Ask by page or by cursor, not by both.")
    order = order_of(resource.model, query.sort)
    scope = scope_of(resource.model, order, query)
    statement = narrowed(resource, viewer, query)
    page, total = order.of(statement), None
    if query.cursor is None:
        total = count(db, statement)
        page = page.offset(query.first)
    elif query.cursor != START:
        page = page.where(order.after(*position(db, scope, query.cursor)))
    page = page.limit(query.count + 1).options(*resource.loading())
<% if on.caching %>
    # What is kept for others must not be what this session knew of the viewer before.
    page = page.execution_options(populate_existing=True)
<% endif %>
    found = db.scalars(page).all()
    shown = found[: query.count]
    next_cursor = None
    if len(found) > len(shown):
        last = shown[-1]
        next_cursor = cursors.write(db.info[KEY], scope, [getattr(last, order.name), last.id])
    return Listed(shown, total, next_cursor)


def order_of(model: type[Record], sort: str) -> Order:
    name = sort.removeprefix("-")
    return Order(column(model, name), column(model, "id"), name, sort.startswith("-"))


def count(db: Session, statement: sa.Select[Model]) -> int:
    counted = sa.select(sa.func.count()).select_from(statement.subquery())
    return db.scalar(counted.execution_options(**statement.get_execution_options())) or 0


def scope_of(model: type[Record], order: Order, query: ListQuery) -> str:
    """All that a cursor belongs to: the kind of record, its order and its filters, but not how many are asked for at a time."""
    asked = query.model_dump(mode="json", exclude=PAGING)
    kind = type(order.column.type).__name__
    return json.dumps([model.__tablename__, kind, asked], sort_keys=True)


def position(db: Session, scope: str, cursor: str) -> list[Any]:
    found = cursors.read(db.info[KEY], scope, cursor)
    if found is None:
        message = "This cursor is damaged, or of another list, order or filter. Begin without it."
        raise InvalidError("cursor", message)
    return found
