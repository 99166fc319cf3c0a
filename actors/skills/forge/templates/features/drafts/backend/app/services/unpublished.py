"""Who finds a record in a hidden state: its owner, and whoever may change or move on any of them."""

from collections.abc import Iterator
from functools import cache
from typing import Any

import sqlalchemy as sa

from app.models import Record, User
from app.security.rules import Rule
from app.services.all_records import RESOURCES
from app.services.hidden_states import HIDDEN
from app.services.records import Resource, column


@cache
def kinds() -> tuple[type[Record], ...]:
    return tuple(RESOURCES[table].model for table in sorted(HIDDEN))


def is_hidden(record: Record) -> bool:
    """Whether only some find it as it is now."""
    table = record.__tablename__
    return table in HIDDEN and getattr(record, RESOURCES[table].status_field) in HIDDEN[table]


def was_hidden(record: Record) -> bool:
    """Whether only some found it until the change that is being written."""
    table = record.__tablename__
    if table not in HIDDEN:
        return False
    history = sa.inspect(record).attrs[RESOURCES[table].status_field].history
    return any(state in HIDDEN[table] for state in history.deleted)


def changing(resource: Resource[Any]) -> list[Rule]:
    """The rules of what is done to a record before others find it."""
    return [resource.rule(it) for it in ("update", *(step.name for step in resource.transitions))]


def finds_all(resource: Resource[Any], viewer: User | None) -> bool:
    return any(rule.covers_any(viewer) for rule in changing(resource))


def shown(resource: Resource[Any], viewer: User | None) -> sa.ColumnElement[bool]:
    """What is in no hidden state, <% if py.named %>what is the viewer's own, and what names them so that they may change it<% else %>and what is the viewer's own<% endif %>."""
    model = resource.model
    states = sorted(HIDDEN[model.__tablename__])
    found: list[sa.ColumnElement[bool]] = [column(model, resource.status_field).not_in(states)]
    if viewer is not None and model.owner_key is not None:
        found.append(column(model, model.owner_key) == viewer.id)
<% if py.named %>
    if viewer is not None and any(rule.covers_named(viewer) for rule in changing(resource)):
        found.extend(column(model, key) == viewer.id for key in model.named_keys)
<% endif %>
    return sa.or_(*found)


def conditions(viewer: User | None) -> Iterator[tuple[type[Record], sa.ColumnElement[bool]]]:
    for model in kinds():
        resource = RESOURCES[model.__tablename__]
        if not finds_all(resource, viewer):
            yield model, shown(resource, viewer)
