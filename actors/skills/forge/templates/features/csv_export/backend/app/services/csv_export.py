"""Records as CSV: what the list would show over all its pages, read in parts."""

import csv
import datetime as dt
import decimal
import io
from collections.abc import Iterator, Sequence
from typing import Any, get_origin

import sqlalchemy as sa
from fastapi.responses import StreamingResponse
from pydantic import BaseModel
from sqlalchemy.orm import Session, sessionmaker

from app import errors
from app.models import Id, User
from app.models.base import utc_now
<% if on.multi_tenancy %>
from app.organisation_scope import enter
<% endif %>
from app.schemas.base import Reference
from app.services import <% if on.cursor_pagination %>record_pages, <% endif %>records

# Records read at a time: the memory that an export takes, whatever its length.
PART_SIZE = 500
# Spreadsheets take text that begins so for a formula and run it, the wide forms too.
FORMULA_STARTS = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")
# Spreadsheets would read UTF-8 as another encoding without it.
BYTE_ORDER_MARK = "\ufeff"


class CsvResponse(StreamingResponse):
    """Of no media type by itself: the errors of an operation would be described as CSV too."""


def responses(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The answers of an export, for its documentation."""
    content = {"text/csv": {"schema": {"type": "string"}}}
    described = {"description": "The list as CSV", "content": content}
    return {200: described, **errors.responses(*statuses)}


def answer(
    db: Session,
    sessions: sessionmaker[Session],
    resource: records.Resource[Any],
    viewer: User | None,
    query: Any,  # noqa: ANN401
    schema: type[BaseModel],
) -> CsvResponse:
    """Refuses before the first byte is sent; what comes after has a session of its own for each part."""
    resource.rule("list").require(viewer)
    ids = matching(db, resource, viewer, query)
    table = resource.model.__tablename__
    name = f"{table}-{utc_now().date().isoformat()}.csv"
    return CsvResponse(
        lines(sessions, resource, viewer, ids, schema),
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
        media_type="text/csv",
    )


def matching(
    db: Session,
    resource: records.Resource[Any],
    viewer: User | None,
    query: Any,  # noqa: ANN401
) -> Sequence[Id]:
    model = resource.model
<% if on.cursor_pagination %>
    order = record_pages.order_of(model, query.sort)
    statement = order.of(records.narrowed(resource, viewer, query))
    return db.scalars(statement.with_only_columns(model.id)).all()
<% else %>
    order = records.column(model, query.sort.removeprefix("-"))
    statement = records.narrowed(resource, viewer, query).with_only_columns(model.id)
    return db.scalars(
        statement.order_by(order.desc() if query.sort.startswith("-") else order.asc(), model.id)
    ).all()
<% endif %>


def lines(
    sessions: sessionmaker[Session],
    resource: records.Resource[Any],
    viewer: User | None,
    ids: Sequence[Id],
    schema: type[BaseModel],
) -> Iterator[str]:
    yield BYTE_ORDER_MARK + line(head(schema, resource))
    for start in range(0, len(ids), PART_SIZE):
        part = ids[start : start + PART_SIZE]
        with sessions() as db:
<% if on.multi_tenancy %>
            if viewer is not None:
                enter(db, viewer.organisation_id)
<% endif %>
<% if held_back %>
            db.info["actor"] = viewer
<% endif %>
            found = read(db, resource, viewer, part)
            shown = [schema.model_validate(found[key]) for key in part if key in found]
            rows = [row(record, resource) for record in shown]
        yield "".join(line(cells) for cells in rows)


def read(
    db: Session, resource: records.Resource[Any], viewer: User | None, ids: Sequence[Id]
) -> dict[Id, Any]:
    """Those of the records that are still there and still for the viewer to see."""
    model = resource.model
    statement: sa.Select[Any] = records.visible(model, viewer).where(model.id.in_(ids))
    return {record.id: record for record in db.scalars(statement.options(*resource.loading()))}


def head(schema: type[BaseModel], resource: records.Resource[Any]) -> list[str]:
    names: list[str] = []
    for name, field in schema.model_fields.items():
        single = name in resource.related and get_origin(field.annotation) is not list
        names.extend([f"{name}_id", name] if single else [name])
    return names


def row(shown: BaseModel, resource: records.Resource[Any]) -> list[str]:
    cells: list[str] = []
    for name in type(shown).model_fields:
        value = getattr(shown, name)
        if isinstance(value, Reference):
            cells.extend([str(value.id), plain(value.label)])
        elif isinstance(value, list):
            cells.append(plain("; ".join(item.label for item in value)))
        elif name in resource.related:
            cells.extend(["", ""])
        else:
            cells.append(cell(value))
    return cells


def cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dt.date):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, int | decimal.Decimal):
        return str(value)
    return plain(str(value))


def plain(text: str) -> str:
    """The text as a spreadsheet shows it: an apostrophe before what it would run as a formula."""
    dangerous = text.lstrip().startswith(FORMULA_STARTS) or text.startswith(("\t", "\r", "\n"))
    return f"'{text}" if dangerous else text


def line(cells: Sequence[str]) -> str:
    text = io.StringIO()
    csv.writer(text).writerow(cells)
    return text.getvalue()
