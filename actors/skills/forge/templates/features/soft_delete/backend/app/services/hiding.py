"""Putting records away with their parts, and bringing these back; who may is decided elsewhere."""

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from app.errors import ConflictError
from app.models import Base, Id
from app.models.base import utc_now
from app.models.deletable import WITH_DELETED, Deletable
<% if held_back %>
from app.models.held_back import WITH_HELD

# Parts that are held back go and come with their whole, whoever deletes it.
ALL_PARTS: dict[str, Any] = {WITH_HELD: True}
<% endif %>


def references(model: type[Any], on_delete: str) -> Iterator[tuple[type[Deletable], Any]]:
    """The columns of other records that point at this kind, by what becomes of them when it goes."""
    for mapper in sorted(Base.registry.mappers, key=lambda it: it.class_.__name__):
        if not issubclass(mapper.class_, Deletable):
            continue
        for column in mapper.columns:
            for key in column.foreign_keys:
                if key.column.table is model.__table__ and key.ondelete == on_delete:
                    yield mapper.class_, column


def put_away(db: Session, record: Any, title: str) -> None:  # noqa: ANN401
    """Hides the record and its parts. What others need stays, as the database would keep it."""
    moment = utc_now()
    refuse_needed(db, type(record), [record.id], title)
    put_parts_away(db, type(record), [record.id], moment, title)
    mark(record, moment)


def mark(record: Any, moment: dt.datetime | None) -> None:  # noqa: ANN401
    record.deleted_at = moment
    # Going to the trash and coming back is no change of what the record says.
    flag_modified(record, "updated_at")


def refuse_needed(db: Session, model: type[Any], ids: Sequence[Id], title: str) -> None:
    for needing, column in references(model, "RESTRICT"):
<% if held_back %>
        wanted = sa.select(needing.id).where(column.in_(ids)).limit(1)
        if db.scalars(wanted.execution_options(**ALL_PARTS)).first() is not None:
<% else %>
        if db.scalars(sa.select(needing.id).where(column.in_(ids)).limit(1)).first() is not None:
<% endif %>
            message = f"This {title} is still used by other records."
            raise ConflictError(message)


def put_parts_away(
    db: Session, model: type[Any], ids: Sequence[Id], moment: dt.datetime, title: str
) -> None:
    for part, column in references(model, "CASCADE"):
<% if held_back %>
        wanted = sa.select(part.id).where(column.in_(ids))
        found = db.scalars(wanted.execution_options(**ALL_PARTS)).all()
<% else %>
        found = db.scalars(sa.select(part.id).where(column.in_(ids))).all()
<% endif %>
        if not found:
            continue
        refuse_needed(db, part, found, title)
        statement = sa.update(part).where(part.id.in_(found))
        db.execute(statement.values(deleted_at=moment, updated_at=part.updated_at))
        put_parts_away(db, part, found, moment, title)


def bring_parts_back(db: Session, model: type[Any], ids: Sequence[Id], moment: dt.datetime) -> None:
    """Those that went together; what was deleted before stays deleted."""
    for part, column in references(model, "CASCADE"):
        wanted = sa.select(part.id).where(column.in_(ids), part.deleted_at == moment)
<% if held_back %>
        options = {WITH_DELETED: True, **ALL_PARTS}
        found = db.scalars(wanted.execution_options(**options)).all()
<% else %>
        found = db.scalars(wanted.execution_options(**{WITH_DELETED: True})).all()
<% endif %>
        if not found:
            continue
        statement = sa.update(part).where(part.id.in_(found))
        db.execute(statement.values(deleted_at=None, updated_at=part.updated_at))
        bring_parts_back(db, part, found, moment)
