"""Two organisations with like data: a row of every table in each, whatever features the product has."""

import datetime as dt
import itertools
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import orm

from app.config import Settings
from app.models import Base, Id, Organisation, Record, User
from app.models.base import utc_now
from app.security.rules import ADMIN
from tests.building import HOME, Person, at_home, make_person, make_user
from tests.cases import ALL_CASES

<% if uuid %>
AWAY = uuid.UUID(int=2)
<% else %>
AWAY = 2**30 + 1
<% endif %>
# In every text of the organisation at home, and in none of the other's.
MARK = "hometext"
_numbers = itertools.count(1)


@dataclass(frozen=True)
class Neighbours:
    """Rows of the organisation at home by their tables, and an administrator of the other one."""

    rows: dict[str, Any]
    away: Person
    # Works in the other organisation.
    session: orm.Session


def models() -> Iterator[type[Record]]:
    """Every kind of row that belongs to an organisation."""
    for table in Base.metadata.sorted_tables:
        for mapper in Base.registry.mappers:
            if mapper.local_table is table and issubclass(mapper.class_, Record):
                yield mapper.class_


def neighbours(db: orm.Session, other: orm.Session, settings: Settings) -> Neighbours:
    """`db` is at home, `other` has not said yet where it is."""
    rows = fill(db)
    at_home(other, AWAY, "Away")
    fill(other)
    return Neighbours(rows, make_person(other, settings, ADMIN), other)


def fill(db: orm.Session) -> dict[str, Any]:
    rows: dict[str, Any] = {"users": make_user(db, ADMIN, display_name=f"{MARK} person")}
    for model in models():
        row(db, model, rows)
    return rows


def row(db: orm.Session, model: type[Record], rows: dict[str, Any]) -> Any:
    table = model.__tablename__
    if table not in rows:
        case = next((it for it in ALL_CASES.values() if it.resource.model is model), None)
        if case is not None:
            rows[table] = case.build(db, rows["users"], **marked(model))
        else:
            rows[table] = model(**values(db, model, rows))
            db.add(rows[table])
            db.commit()
    return rows[table]


def marked(model: type[Record]) -> dict[str, str]:
    """Texts that say whose they are, where they have room for it and need not be of a form."""
    case = next(it for it in ALL_CASES.values() if it.resource.model is model)
    columns = sa.inspect(model).columns
    wide = (it for it in case.texts if (getattr(columns[it].type, "length", None) or 99) >= 20)
    return {name: f"{MARK} {next(_numbers)}" for name in wide}


def values(db: orm.Session, model: type[Record], rows: dict[str, Any]) -> dict[str, Any]:
    """What the table cannot be without, made up."""
    found: dict[str, Any] = {}
    for attribute in sa.inspect(model).column_attrs:
        [column] = attribute.columns
        is_filled = column.default is not None or column.primary_key
        if is_filled or (column.nullable and not column.foreign_keys):
            continue
        targets = [it.column.table.name for it in column.foreign_keys]
        if targets:
            target = next(it for it in models() if it.__tablename__ == targets[0])
            found[attribute.key] = row(db, target, rows).id
        else:
            found[attribute.key] = made_up(column, rows)
    return found


def made_up(column: sa.ColumnElement[Any], rows: dict[str, Any]) -> Any:
    kind = column.type
    if column.key == "record_id" and not isinstance(kind, sa.String):
        # It says by its id alone what it is about.
        return next(it for key, it in rows.items() if key != "users").id
    if isinstance(kind, sa.String):
        text = f"{MARK}{next(_numbers)}{uuid.uuid4().hex}"
        return text[-(kind.length or 60) :]
    if isinstance(kind, sa.JSON):
        return []
    if isinstance(kind, sa.Uuid):
        return uuid.uuid4()
    if isinstance(kind, sa.Boolean):
        return True
    if isinstance(kind, sa.DateTime) or isinstance(getattr(kind, "impl", None), sa.DateTime):
        return utc_now() + dt.timedelta(days=1)
    return next(_numbers)


__all__ = [
    "AWAY",
    "HOME",
    "MARK",
    "Id",
    "Neighbours",
    "Organisation",
    "User",
    "models",
    "neighbours",
]
