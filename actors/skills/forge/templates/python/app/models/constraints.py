"""What must hold between the columns of a record, or between one record and others; looked at in every flush."""

<% if py.spans %>
import hashlib
<% endif %>
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import orm

<% if py.spans %>
from app.errors import ConflictError, ErrorDetail, InvalidError
<% else %>
from app.errors import InvalidError
<% endif %>
from app.models.base import Record


@dataclass(frozen=True)
class InOrder:
    """The second is not before the first, where both are said."""

    first: str
    second: str

    def columns(self) -> tuple[str, ...]:
        return (self.first, self.second)

    def check(self, record: Record) -> None:
        first, second = pair(record, self.first, self.second)
        if first is not None and second is not None and second < first:
            raise InvalidError(self.second, f"This must not be before {spoken(self.first)}.")
<% if py.spans %>


@dataclass(frozen=True)
class NoOverlap:
    """No two records are at the same time, where they share `within` and neither is in a state that is free.

    When one ends another can begin, unless whole days are meant: the last of them is of one alone. What has no end
    goes on; what shares nothing because it has none of what is shared is in nobody's way.
    """

    first: str
    second: str
    within: tuple[str, ...] = ()
    # The column that holds the state, and the states in which a record is in nobody's way.
    status: str = ""
    free: tuple[str, ...] = ()
    days: bool = False

    def columns(self) -> tuple[str, ...]:
        return (self.first, self.second, *self.within, self.status)

    def check(self, record: Record) -> None:
        first, second = pair(record, self.first, self.second)
        if first is None or second is None:
            return
        if second < first or (second == first and not self.days):
            raise InvalidError(self.second, f"This must be after {spoken(self.first)}.")

    def lock(self, record: Record) -> int:
        """One number for all that could be in each other's way; two at a time wait for each other."""
        shared = [type(record).__tablename__, *(str(getattr(record, it)) for it in self.within)]
        digest = hashlib.blake2b("\0".join(shared).encode(), digest_size=8).digest()
        return int.from_bytes(digest, "big", signed=True)

    def others(self, record: Record) -> sa.Select[Any] | None:
        """The records in this one's way; None where nothing can be."""
        model: Any = type(record)
        first, second = pair(record, self.first, self.second)
        values = {name: getattr(record, name) for name in self.within}
        gone = getattr(record, "deleted_at", None) is not None
        if gone or first is None or None in values.values():
            return None
        if self.status and getattr(record, self.status) in self.free:
            return None
        begins, ends = getattr(model, self.first), getattr(model, self.second)
        # What has no end goes on.
        goes_on = sa.or_(ends.is_(None), ends >= first if self.days else ends > first)
        meets = [goes_on]
        if second is not None:
            meets.append(begins <= second if self.days else begins < second)
        same = [getattr(model, name) == value for name, value in values.items()]
        found = sa.select(model.id).where(model.id != record.id, *meets, *same).limit(1)
        if self.status:
            found = found.where(getattr(model, self.status).not_in(self.free))
        return found
<% endif %>


<% if py.spans %>
Constraint = InOrder | NoOverlap
<% else %>
Constraint = InOrder
<% endif %>


def pair(record: Record, first: str, second: str) -> tuple[Any, Any]:
    return getattr(record, first), getattr(record, second)


def spoken(name: str) -> str:
    return name.replace("_", " ")


def touched(db: orm.Session) -> Iterator[tuple[Record, Constraint]]:
    """The constraints of records that are new, or of which something changed that matters to them."""
    for record in [*db.new, *db.dirty]:
        if not isinstance(record, Record):
            continue
        state = sa.inspect(record)
        changed = {it.key for it in state.attrs if it.history.has_changes()}
        for constraint in record.record_constraints:
            # Whatever brings a record back brings it back into others' way.
            matters = {*constraint.columns(), "deleted_at"}
            if state.transient or state.pending or changed & matters:
                yield record, constraint


@sa.event.listens_for(orm.Session, "before_flush")
def check_records(db: orm.Session, _context: object, _instances: object) -> None:
    """Before anything is written, so that the answer says which field is wrong."""
    for record, constraint in touched(db):
        constraint.check(record)
<% if py.spans %>


@sa.event.listens_for(orm.Session, "after_flush")
def check_others(db: orm.Session, _context: object) -> None:
    """Once it is written, so that of two at the same moment the second sees the first: PostgreSQL lets one of them
    wait until the other has ended, and SQLite lets one write at a time."""
    spans = [(record, it) for record, it in touched(db) if isinstance(it, NoOverlap)]
    if db.get_bind().dialect.name == "postgresql":
        for number in sorted({it.lock(record) for record, it in spans}):
            db.execute(sa.select(sa.func.pg_advisory_xact_lock(number)))
    for record, constraint in spans:
        found = constraint.others(record)
        if found is not None and db.scalars(found).first() is not None:
            message = "This time is taken."
            detail = ErrorDetail(field=constraint.first, message="Another record has this time.")
            raise ConflictError(message, details=[detail])
<% endif %>
