"""What connections change, noted for every statement that goes through the engine, so that no code can forget to tell the cache.

What is changed is closed in the cache before the commit and opened after it: no answer that is kept is older than what
somebody may have seen already.
"""

import functools
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.sql.selectable import SelectBase

from app.models import Base
from app.services.answer_cache import AnswerCache

Change = sa.Insert | sa.Update | sa.Delete
# Where a connection keeps what it has changed since its last commit.
NOTED = "changed_kinds"
# Statements written as text that change nothing begin so; any other may change everything.
HARMLESS = frozenset(
    {
        "BEGIN",
        "COMMIT",
        "LISTEN",
        "NOTIFY",
        "PRAGMA",
        "RELEASE",
        "ROLLBACK",
        "SAVEPOINT",
        "SELECT",
        "SET",
        "SHOW",
        "UNLISTEN",
    }
)


@dataclass
class Noted:
    changed: set[str] = field(default_factory=set)
    # What is closed now, and under which name.
    closed: set[str] = field(default_factory=set)
    holder: str = ""


def watch(engine: sa.Engine, cache: AnswerCache, kinds: Collection[str]) -> None:
    """From here on the cache is told of what changes in these tables, whoever uses the engine."""
    watched = frozenset(kinds)

    def noted(info: dict[Any, Any]) -> Noted:
        found: Noted = info.setdefault(NOTED, Noted())
        return found

    def note(
        connection: sa.Connection,
        _cursor: object,
        statement: str,
        _values: object,
        context: object,
        _many: bool,
    ) -> None:
        changed = changed_by(statement, context, watched)
        if changed:
            noted(connection.info).changed |= changed

    def close(connection: sa.Connection) -> None:
        known = noted(connection.info)
        if known.changed:
            known.holder = known.holder or uuid4().hex
            cache.close(sorted(known.changed), known.holder)
            known.closed |= known.changed
            known.changed.clear()

    def open_again(info: dict[Any, Any]) -> None:
        known: Noted | None = info.pop(NOTED, None)
        if known is not None and known.closed:
            cache.open(sorted(known.closed), known.holder)

    def take_back(connection: sa.Connection) -> None:
        # Of a commit that failed nobody knows what came of it.
        open_again(connection.info)

    def give_back(_connection: object, record: ConnectionPoolEntry) -> None:
        known: Noted | None = record.info.get(NOTED)
        if known is not None and known.changed:
            # Neither committed nor taken back by a transaction of its own.
            known.holder = known.holder or uuid4().hex
            known.closed |= known.changed
        open_again(record.info)

    def lose(connection: object, record: ConnectionPoolEntry, _error: object) -> None:
        give_back(connection, record)

    for name, function in (
        ("before_cursor_execute", note),
        ("commit", close),
        ("rollback", take_back),
        ("begin", take_back),
        ("checkin", give_back),
        ("invalidate", lose),
        ("soft_invalidate", lose),
    ):
        sa.event.listen(engine, name, function)


def changed_by(statement: str, context: object, watched: frozenset[str]) -> frozenset[str]:
    """Of the tables those that a statement changes, with what the database changes along with them."""
    compiled = getattr(context, "compiled", None)
    asked = getattr(compiled, "statement", None)
    if isinstance(asked, Change):
        return affected(asked) & watched
    if isinstance(asked, SelectBase):
        parts = (it.element for it in getattr(compiled, "ctes", None) or ())
        changes = [affected(it) for it in parts if isinstance(it, Change)]
        return frozenset().union(*changes) & watched
    word = statement.lstrip().partition(" ")[0].rstrip(";").upper()
    return frozenset() if word in HARMLESS else watched


def affected(change: Change) -> frozenset[str]:
    name = change.table.description
    return with_parts(name) if isinstance(change, sa.Delete) else frozenset({name})


@functools.cache
def with_parts(name: str) -> frozenset[str]:
    """A table, and those whose rows go or lose a link when rows of it are deleted."""
    found = {name}
    waiting = [name]
    while waiting:
        whole = waiting.pop()
        for table in Base.metadata.tables.values():
            keys = (it for it in table.foreign_keys if it.column.table.name == whole)
            goes_along = any(it.ondelete in ("CASCADE", "SET NULL") for it in keys)
            if goes_along and table.name not in found:
                found.add(table.name)
                waiting.append(table.name)
    return frozenset(found)
