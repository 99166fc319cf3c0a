"""Keeps organisations apart at the connection, for every statement of every session, whichever code sends it.

What is built with SQLAlchemy is narrowed to the organisation of its session before it is sent. What is sent is then read
once more as the database gets it: a statement that reaches a table and is not narrowed there is refused, also one that is
written as text. Nothing is reached by a session that works for nobody yet.
"""

import functools
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import ORMExecuteState, Session, sessionmaker, with_loader_criteria
from sqlalchemy.sql.dml import Update, UpdateBase
from sqlalchemy.sql.selectable import Select, SelectBase

from app.models.base import Base, Record
from app.models.organisations import Organisation
from app.organisation_scope import EVERYWHERE, OPTION, ScopeError, hand_scope, scope_of

COLUMN = "organisation_id"
# Statements whose text was read already.
READ_MAX = 4096


def fence(engine: sa.Engine, sessions: sessionmaker[Session]) -> None:
    sa.event.listen(sessions, "after_begin", hand_scope)
    sa.event.listen(sessions, "do_orm_execute", narrow_refresh)
    if not sa.event.contains(engine, "before_cursor_execute", refuse_unnarrowed):
        sa.event.listen(engine, "before_execute", narrow, retval=True)
        sa.event.listen(engine, "before_cursor_execute", refuse_unnarrowed)


def narrow_refresh(state: ORMExecuteState) -> None:
    """What reads a row anew is built for that row alone, and takes no criteria from elsewhere."""
    scope = scope_of({OPTION: state.session.info})
    if state.is_column_load and state.bind_mapper is not None and scope not in (None, EVERYWHERE):
        table = state.bind_mapper.local_table
        column = state.bind_mapper.columns[column_of(str(table.description))]
        statement: Any = state.statement
        state.statement = statement.where(column == scope)


def narrow(
    _connection: sa.Connection,
    statement: Any,  # noqa: ANN401
    many: Sequence[Mapping[str, Any]],
    one: Mapping[str, Any],
    options: Mapping[str, Any],
) -> tuple[Any, Any, Any]:
    scope = scope_of(options)
    if scope in (None, EVERYWHERE) or not isinstance(statement, SelectBase | UpdateBase):
        return statement, many, one
    if isinstance(statement, UpdateBase):
        refuse_foreign(statement, [*many, one], scope)
    return narrowed(statement, scope), many, one


def narrowed(statement: Any, scope: Any) -> Any:  # noqa: ANN401
    if statement._propagate_attrs.get("compile_state_plugin") == "orm":
        return statement.options(
            with_loader_criteria(
                Record,
                lambda model: model.organisation_id == scope,
                include_aliases=True,
            ),
            with_loader_criteria(
                Organisation,
                lambda model: model.id == scope,
                include_aliases=True,
            ),
        )
    if isinstance(statement, Select):
        found = statement.get_final_froms()
    elif isinstance(statement, sa.Update | sa.Delete):
        found = [statement.table]
    else:
        return statement
    for table in (it for item in found for it in tables_in(item)):
        statement = statement.where(table.c[column_of(table.description)] == scope)
    return statement


def inside(connection: sa.Connection, table: Any) -> tuple[sa.ColumnElement[bool], ...]:  # noqa: ANN401
    """For a query inside of others that a connection is sent: those alone are narrowed on the way."""
    scope = scope_of(connection.get_execution_options())
    if scope in (None, EVERYWHERE) or table.name not in fenced():
        return ()
    return (table.c[column_of(table.name)] == scope,)


def tables_in(item: Any) -> Iterator[Any]:  # noqa: ANN401
    """What stands in a FROM and is a table of organisations, with the names it has there."""
    if isinstance(item, sa.Join):
        yield from tables_in(item.left)
        yield from tables_in(item.right)
    elif isinstance(item, sa.Table) and item.name in fenced():
        yield item


def refuse_foreign(
    statement: UpdateBase, values: Sequence[Mapping[str, Any]], scope: object
) -> None:
    """Nothing is written into another organisation, and nothing is moved into one."""
    if statement.table.description not in fenced() or isinstance(statement, sa.Delete):
        return
    given = [it[COLUMN] for it in values if COLUMN in it]
    chosen = getattr(statement, "_values", None) or {}
    for column, value in chosen.items():
        if getattr(column, "key", column) == COLUMN:
            given.append(getattr(value, "value", value))
    if isinstance(statement, Update) and given or any(it != scope for it in given):
        message = "A row stays in its organisation."
        raise ScopeError(message)


def refuse_unnarrowed(
    connection: sa.Connection,
    _cursor: object,
    statement: str,
    _values: object,
    context: Any,  # noqa: ANN401
    _many: bool,
) -> None:
    options = connection.get_execution_options() if context is None else context.execution_options
    scope = scope_of(options)
    if scope == EVERYWHERE:
        return
    reached, open_ones = read(statement)
    if scope is None:
        open_ones = reached
    if open_ones:
        message = f"Not narrowed to one organisation: {', '.join(sorted(open_ones))}"
        raise ScopeError(message)


@functools.cache
def fenced() -> frozenset[str]:
    """Every table that a class of its own describes. Those between two have both their ends inside."""
    tables = (mapper.local_table for mapper in Base.registry.mappers)
    return frozenset(str(it.description) for it in tables)


def column_of(table: str) -> str:
    return "id" if table == Organisation.__tablename__ else COLUMN


@functools.lru_cache(READ_MAX)
def read(statement: str) -> tuple[frozenset[str], frozenset[str]]:
    """The tables that a statement reaches, and those of them that it reaches in all organisations."""
    reached: set[str] = set()
    places: dict[tuple[str, str], int] = {}
    new = NEW_ROWS.match(statement)
    if new:
        statement = statement[new.end() :]
        if new["table"] in fenced() and new["table"] != Organisation.__tablename__:
            reached.add(new["table"])
            if COLUMN not in re.findall(r"\w+", new["columns"]):
                places[new["table"], new["table"]] = 1
    for place in names().finditer(FINDS_NOTHING.sub("", statement)):
        table = place["table"].lower()
        reached.add(table)
        key = (table, place["alias"] or table)
        places[key] = places.get(key, 0) + 1
    return frozenset(reached), frozenset(
        table
        for (table, alias), count in places.items()
        if len(re.findall(rf'\b{alias}"?\.{column_of(table)} = [%?:$]', statement)) < count
    )


# A condition that never holds, alone: SQLAlchemy leaves out all that would narrow it further.
FINDS_NOTHING = re.compile(
    r"\bFROM\s+(?:(?!\bWHERE\b|\bSELECT\b)[^()])*\bWHERE\s+(?:0 = 1|false)"
    r"(?=\s*(?:\)|$|ORDER BY|GROUP BY|LIMIT|FOR UPDATE|\bUNION\b))",
    re.IGNORECASE,
)
NEW_ROWS = re.compile(r'\s*INSERT INTO "?(?P<table>\w+)"? \((?P<columns>[^)]*)\)', re.IGNORECASE)


@functools.cache
def names() -> re.Pattern[str]:
    """Where a table stands in a statement: behind FROM, JOIN or UPDATE, or behind a comma among those."""
    known = "|".join(sorted(fenced(), key=len, reverse=True))
    return re.compile(
        rf'(?:\b(?:FROM|JOIN|UPDATE|INTO)\s+\(*|,\s*)"?(?P<table>{known})"?(?![\w.])(?!\s*=)'
        r'(?:\s+AS\s+"?(?P<alias>\w+)"?)?',
        re.IGNORECASE,
    )
