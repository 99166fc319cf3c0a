"""Lists and single records from the cache, where all viewers of a role get the same answer."""

import functools
import hashlib
import json
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

import sqlalchemy as sa
from fastapi import Response
from pydantic import BaseModel
from sqlalchemy.orm import Session

from app.models import Id, <% if held_back %>Record, <% endif %>User
<% if on.cursor_pagination %>
from app.schemas.base import ListQuery
from app.schemas.record_pages import RecordPage
from app.services import record_pages, records
<% else %>
from app.schemas.base import ListQuery, ResultPage
from app.services import records
<% endif %>
from app.services.all_records import RESOURCES
from app.services.answer_cache import JSON, AnswerCache, Question
<% if held_back %>
from app.services.held_back import kinds as held_back_kinds
from app.services.held_back import needing
<% endif %>

Item = TypeVar("Item", bound=BaseModel)
Resource = records.Resource[Any]
EVERYONE = "everyone"
# A kind of record may be called Response.
RawResponse = Response


def list_records(
    cache: AnswerCache,
    db: Session,
    resource: Resource,
    viewer: User | None,
    query: ListQuery,
<% if on.cursor_pagination %>
    page: type[RecordPage[Item]],
<% else %>
    page: type[ResultPage[Item]],
<% endif %>
    schema: type[Item],
) -> Response:
    resource.rule("list").require(viewer)

    def make() -> bytes:
<% if on.cursor_pagination %>
        found = record_pages.list_records(db, resource, viewer, query)
        shown = page.of(schema, found.records, found.total, found.next_cursor, query)
        return json_of(shown)
<% else %>
        found, total = records.list_records(db, resource, viewer, query)
        return json_of(page.of(schema, found, total, query))
<% endif %>

    asked = ("list", query.model_dump(mode="json"))
    return answer(cache, resource, viewer, (*asked, shape(page)), make)


def get_record(
    cache: AnswerCache,
    db: Session,
    resource: Resource,
    viewer: User | None,
    record_id: Id,
    schema: type[BaseModel],
) -> Response:
    resource.rule("read").require(viewer)

    def make() -> bytes:
        found = records.get_record(db, resource, viewer, record_id)
        return json_of(schema.model_validate(found))

    return answer(cache, resource, viewer, ("read", str(record_id), shape(schema)), make)


def answer(
    cache: AnswerCache,
    resource: Resource,
    viewer: User | None,
    asked: tuple[Any, ...],
    make: Callable[[], bytes],
) -> Response:
    audience = audience_of(resource, viewer)
    if audience is None:
        return Response(make(), media_type=JSON)
<% if on.multi_tenancy %>
    organisation = organisation_kind(viewer)
    parts = (resource.model.__tablename__, organisation, audience, *asked)
    return cache.answer(Question((*shown_by(resource), organisation), parts), make)


def organisation_kind(viewer: User | None) -> str:
    """Marked as a kind of record is, so that all that is kept for one organisation can be forgotten."""
    return f"organisation {viewer.organisation_id if viewer else None}"
<% else %>
    parts = (resource.model.__tablename__, audience, *asked)
    return cache.answer(Question(shown_by(resource), parts), make)
<% endif %>


def audience_of(resource: Resource, viewer: User | None) -> str | None:
    """Those who get the same answer as the viewer; None for what is one person's own, which is never kept."""
    rule = resource.rule("read")
    if not rule.covers_any(viewer):
        return None
<% if held_back %>
    if is_held_back(resource):
        # Authors find what they wrote before others do.
        return "visitors" if viewer is None else None
<% endif %>
    if rule.anonymous or viewer is None:
        return EVERYONE
    return f"role {viewer.role}"


@functools.cache
def shown_by(resource: Resource) -> tuple[str, ...]:
    """The tables that an answer is read from. A test holds it against the statements that are really sent."""
    relations = sa.inspect(resource.model).relationships
    found = {resource.model.__tablename__}
    for name in resource.related:
        relation = relations[name]
        found.add(relation.mapper.class_.__tablename__)
        if relation.secondary is not None:
            found.add(str(relation.secondary.description))
<% if held_back %>
    add_wholes(found)
<% endif %>
    return tuple(sorted(found))
<% if held_back %>


def add_wholes(found: set[str]) -> None:
    """Records are hidden along with what they cannot be without."""
    kinds: list[type[Record]] = [it.model for it in RESOURCES.values()]
    waiting = set(found)
    while waiting:
        above = {
            whole.__tablename__
            for whole in kinds
            for part, _key in needing(whole)
            if part.__tablename__ in waiting
        }
        waiting = above - found
        found |= above


def is_held_back(resource: Resource) -> bool:
    """Whether an answer may leave out what not everybody finds yet."""
    return not {it.__tablename__ for it in held_back_kinds()}.isdisjoint(shown_by(resource))
<% endif %>


def all_shown() -> Iterator[str]:
    """Every table that some answer is read from."""
    for resource in RESOURCES.values():
        yield from shown_by(resource)


def json_of(shown: BaseModel) -> bytes:
    return shown.model_dump_json(by_alias=True).encode()


@functools.cache
def shape(schema: type[BaseModel]) -> str:
    """Another one when a later version of the program shows something else."""
    text = json.dumps(schema.model_json_schema(mode="serialization"), sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()
