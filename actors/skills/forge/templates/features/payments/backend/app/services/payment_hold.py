"""What is paid, or is being paid, is not deleted: by the engine, whichever statement would take it along."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from app.errors import ConflictError
from app.models import Base, OnlinePayment, Record
from app.models.base import utc_now
<% if on.multi_tenancy %>
from app.organisation_fence import inside
<% endif %>
from app.services.payable import Payable
from app.services.payable_kinds import PAYABLE

# The provider closes a page after a day; what nobody heard of since then holds nothing any more.
PAGE_OPEN_MAX = dt.timedelta(hours=25)
Ids = sa.Select[Any]
Gone = tuple[sa.Table, Ids]


def keep_paid(engine: sa.Engine) -> None:
    sa.event.listen(engine, "before_execute", refuse_deletion)


def refuse_deletion(
    connection: sa.Connection,
    statement: object,
    many: Sequence[Mapping[str, Any]],
    one: Mapping[str, Any],
    _options: object,
) -> None:
    if not isinstance(statement, sa.Delete):
        return
    table = Base.metadata.tables.get(statement.table.description)
    if table is None:
        return
    rows = those(connection, table.c[0])
    if statement.whereclause is not None:
        rows = rows.where(statement.whereclause)
    for values in many or [one]:
        refuse(connection, table, rows, values)


def refuse(
    connection: sa.Connection, table: sa.Table, ids: Ids, values: Mapping[str, Any] | None = None
) -> None:
    """Before rows of a table go, and with them what the database deletes along."""
    for gone, rows in with_parts(connection, table, ids):
        for payable in PAYABLE.values():
            if gone.name == payable.model.__tablename__:
                state = held(connection, payable, rows, values or {}, is_whole=True)
                if state is not None:
                    raise ConflictError(words(payable, state, is_itself=gone is table))
            for needed in needing(connection, payable, gone, rows):
                state = held(connection, payable, needed, values or {}, is_whole=False)
                if state is not None:
                    raise ConflictError(words(payable, state, is_itself=False))


def those(
    connection: sa.Connection, column: sa.Column[Any], *chosen: sa.ColumnElement[bool]
) -> Ids:
    """What other queries are made with<% if on.multi_tenancy %>, in the organisation that the connection works for<% endif %>."""
<% if on.multi_tenancy %>
    return sa.select(column).where(*chosen, *inside(connection, column.table))
<% else %>
    return sa.select(column).where(*chosen)
<% endif %>


def with_parts(
    connection: sa.Connection, table: sa.Table, ids: Ids, known: frozenset[str] = frozenset()
) -> Iterator[Gone]:
    """These rows, and those that go along with them, whole before part."""
    yield table, ids
    for part in Base.metadata.sorted_tables:
        for key in part.foreign_keys:
            goes_along = key.ondelete == "CASCADE" and key.column.table is table
            if goes_along and part.name not in known:
                rows = those(connection, part.c[0], key.parent.in_(ids))
                yield from with_parts(connection, part, rows, known | {table.name, part.name})


def needing(
    connection: sa.Connection, payable: Payable, gone: sa.Table, rows: Ids
) -> Iterator[Ids]:
    """What is paid for and would come to something else without these rows."""
    model = payable.model if payable.parts is None else payable.parts.model
    holder = table_of(model)
    whole = holder.c["id" if payable.parts is None else payable.parts.key]
    if payable.parts is not None and gone is holder:
        yield those(connection, whole, holder.c.id.in_(rows))
    for key in holder.foreign_keys:
        is_price = key.parent.name == payable.price.key
        if is_price and key.ondelete == "SET NULL" and key.column.table is gone:
            yield those(connection, whole, key.parent.in_(rows))


def table_of(model: type[Record]) -> sa.Table:
    return Base.metadata.tables[model.__tablename__]


def held(
    connection: sa.Connection,
    payable: Payable,
    ids: Ids,
    values: Mapping[str, Any],
    *,
    is_whole: bool,
) -> str | None:
    """How far the payment is that keeps one of them. They are locked, so that none is begun meanwhile."""
    table = table_of(payable.model)
    found = those(connection, table.c.id, table.c.id.in_(ids))
    connection.execute(found.with_for_update(), values)
    state = OnlinePayment.state
    holds: sa.ColumnElement[bool] = state.in_(("processing", "paid"))
    if is_whole:
        # A part may change as long as nobody has paid: then another amount is asked for.
        recent = OnlinePayment.updated_at > utc_now() - PAGE_OPEN_MAX
        holds = sa.or_(holds, sa.and_(state.in_(("starting", "open")), recent))
    wanted = sa.select(state).where(
        OnlinePayment.kind == table.name, OnlinePayment.record_id.in_(ids), holds
    )
    return connection.execute(wanted.order_by(OnlinePayment.paid_at).limit(1), values).scalar()


def words(payable: Payable, state: str, *, is_itself: bool) -> str:
    title = payable.resource.title
    how, until = "being paid", "the payment has failed or run out"
    if state == "paid":
        how, until = "paid", "all of it is given back"
    if is_itself:
        return f"This {title} is {how}: it cannot be deleted until {until}."
    return f"This belongs to what is {how} ({title}): it cannot be deleted until {until}."
