"""What every kind of record has in common: listing, reading and changing under the rules of access."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import InstrumentedAttribute, Session, selectinload
from sqlalchemy.sql.base import ExecutableOption

from app.errors import ConflictError, ErrorDetail, ForbiddenError, InvalidError, NotFoundError
from app.models import Id, Record, <% if on.tags %>Tag, <% endif %>User
<% if on.tags %>
from app.models.tags import key_of
<% endif %>
from app.schemas.base import <% if not on.cursor_pagination %>ListQuery, <% endif %>PageQuery<% if py.searchable and not (on.csv_export or on.tags or on.cursor_pagination) %>, SearchQuery<% endif %>

from app.security.permissions import RULES
from app.security.rules import Rule
<% if on.feature_flags %>
from app.services import flag_gate
<% endif %>
<% if on.soft_delete %>
from app.services.hiding import put_away
<% endif %>

Model = TypeVar("Model", bound=Record)

# How PostgreSQL and SQLite name the column whose value is taken.
<% if py.together %>
TAKEN = re.compile(
    r"Key \((?P<postgresql>[\w, ]+)\)=.* already exists|UNIQUE constraint failed: (?P<sqlite>[\w., ]+)"
)
<% elif on.multi_tenancy %>
TAKEN = re.compile(
    r"Key \((?:organisation_id, )?(?P<postgresql>\w+)\)=.* already exists|"
    r"UNIQUE constraint failed: (?:\w+\.organisation_id, )?\w+\.(?P<sqlite>\w+)"
)
<% else %>
TAKEN = re.compile(
    r"Key \((?P<postgresql>\w+)\)=.* already exists|UNIQUE constraint failed: \w+\.(?P<sqlite>\w+)"
)
<% endif %>


@dataclass(frozen=True)
class Link:
    """A relation that callers set by id: `key` in requests, `attribute` on the record."""

    key: str
    attribute: str
    target: type[Record]
<% if py.links %>
    many: bool = False
<% endif %>


<% if py.workflows %>
@dataclass(frozen=True)
class Transition:
    name: str
    from_states: frozenset[str]
    to_state: str


<% endif %>
@dataclass(frozen=True)
class Resource(Generic[Model]):
    """One kind of record, as far as the common code must know it."""

    model: type[Model]
    title: str
    related: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
<% if py.searchable %>
    search: tuple[str, ...] = ()
<% endif %>
    filters: tuple[str, ...] = ()
<% if py.workflows %>
    status_field: str = ""
    transitions: tuple[Transition, ...] = ()
<% endif %>

    def rule(self, action: str) -> Rule:
        return RULES[self.model.__tablename__][action]

    def loading(self) -> list[ExecutableOption]:
        """One query for each relation, however many records there are."""
        return [selectinload(column(self.model, name)) for name in self.related]


def column(model: type[Record], name: str) -> InstrumentedAttribute[Any]:
    attribute: InstrumentedAttribute[Any] = getattr(model, name)
    return attribute


def owns(viewer: User | None, record: Record) -> bool:
    if viewer is None or record.owner_key is None:
        return False
    owner_id: Id = getattr(record, record.owner_key)
    return owner_id == viewer.id


<% if py.named %>
def is_named(viewer: User | None, record: Record) -> bool:
    """Whether the record points at the viewer in a way that gives a right to it."""
    return viewer is not None and any(
        getattr(record, key) == viewer.id for key in record.named_keys
    )


<% endif %>
def visible(model: type[Model], viewer: User | None) -> sa.Select[Model]:
<% if py.through or py.named %>
    """The records that the viewer may read: all, or their own<% if py.named %>, those that name them<% endif %><% if py.through %>, those under a record that they may read<% endif %>, or none."""
    statement = sa.select(model)
    rule = RULES[model.__tablename__]["read"]
    if rule.covers_any(viewer):
        return statement
    ways: list[sa.ColumnElement[bool]] = []
    if viewer is not None and rule.covers_own(viewer) and model.owner_key is not None:
        ways.append(column(model, model.owner_key) == viewer.id)
<% if py.named %>
    if viewer is not None and rule.covers_named(viewer):
        ways.extend(column(model, key) == viewer.id for key in model.named_keys)
<% endif %>
<% if py.through %>
    if rule.covers_through(viewer):
        relation = sa.inspect(model).relationships[rule.through]
        parent: type[Record] = relation.mapper.class_
        [(key, _)] = relation.local_remote_pairs or []
        ways.append(key.in_(visible(parent, viewer).with_only_columns(parent.id)))
<% endif %>
    return statement.where(sa.or_(sa.false(), *ways))
<% else %>
    """The records that the viewer may read; all, their own, or none."""
    statement = sa.select(model)
    rule = RULES[model.__tablename__]["read"]
    if rule.covers_any(viewer):
        return statement
    if viewer is not None and rule.covers_own(viewer) and model.owner_key is not None:
        return statement.where(column(model, model.owner_key) == viewer.id)
    return statement.where(sa.false())
<% endif %>


<% if on.csv_export or on.tags or on.cursor_pagination %>
def narrowed(resource: Resource[Model], viewer: User | None, query: object) -> sa.Select[Model]:
    """What the viewer may read of what is asked for<% if on.csv_export %>: lists and exports alike<% endif %>."""
    model = resource.model
    statement = visible(model, viewer)
    for name in resource.filters:
        wanted = getattr(query, name)
        if wanted is not None:
            statement = statement.where(column(model, name) == wanted)
<% if py.searchable %>
    text = getattr(query, "q", None)
    if text:
        found = (column(model, name).icontains(text, autoescape=True) for name in resource.search)
        statement = statement.where(sa.or_(*found))
<% endif %>
<% if on.tags %>
    tag = getattr(query, "tag", None)
    if tag is not None:
        statement = statement.where(column(model, "tagged_with").any(Tag.key == key_of(tag)))
<% endif %>
    return statement


<% endif %>
<% if not on.cursor_pagination %>
def list_records(
    db: Session, resource: Resource[Model], viewer: User | None, query: ListQuery
) -> tuple[Sequence[Model], int]:
    """One page of records, and how many there are in all."""
    resource.rule("list").require(viewer)
    model = resource.model
<% if on.csv_export or on.tags or on.cursor_pagination %>
    statement = narrowed(resource, viewer, query)
<% else %>
    statement = visible(model, viewer)
    for name in resource.filters:
        wanted = getattr(query, name)
        if wanted is not None:
            statement = statement.where(column(model, name) == wanted)
<% if py.searchable %>
    if isinstance(query, SearchQuery) and query.q:
        found = (
            column(model, name).icontains(query.q, autoescape=True) for name in resource.search
        )
        statement = statement.where(sa.or_(*found))
<% endif %>
<% endif %>
    order = column(model, query.sort.removeprefix("-"))
    ordered = statement.order_by(
        order.desc() if query.sort.startswith("-") else order.asc(), model.id
    )
<% if on.caching %>
    # What is kept for others must not be what this session knew of the viewer before.
    fresh = ordered.execution_options(populate_existing=True)
    return page_of(db, fresh.options(*resource.loading()), query)
<% else %>
    return page_of(db, ordered.options(*resource.loading()), query)
<% endif %>


<% endif %>
def page_of(
    db: Session, statement: sa.Select[Model], query: PageQuery
) -> tuple[Sequence[Model], int]:
    """One page of what an ordered statement finds, and how many it finds in all."""
    counted = sa.select(sa.func.count()).select_from(statement.order_by(None).subquery())
    total = db.scalar(counted.execution_options(**statement.get_execution_options())) or 0
    return db.scalars(statement.offset(query.first).limit(query.count)).all(), total


def get_record(
    db: Session,
    resource: Resource[Model],
    viewer: User | None,
    record_id: Id,
    action: str = "read",
) -> Model:
    """The record, if the viewer may see it and do the action to it; locked when it is to be changed."""
    rule = resource.rule(action)
    rule.require(viewer)
    model = resource.model
    statement = visible(model, viewer).where(model.id == record_id).options(*resource.loading())
    if action != "read":
        statement = statement.with_for_update(of=model)
    record = db.scalars(statement.execution_options(populate_existing=True)).one_or_none()
    if record is None:
        message = f"There is no such {resource.title}."
        raise NotFoundError(message)
<% if py.named %>
    mine = rule.covers_own(viewer) and owns(viewer, record)
    mine = mine or (rule.covers_named(viewer) and is_named(viewer, record))
    if action != "read" and not rule.covers_any(viewer) and not mine:
<% elif py.through %>
    if action != "read" and not rule.covers_any(viewer) and not owns(viewer, record):
<% else %>
    if not rule.covers_any(viewer) and not owns(viewer, record):
<% endif %>
        raise ForbiddenError
    return record


def create_record(
    db: Session, resource: Resource[Model], viewer: User | None, values: Mapping[str, Any]
) -> Model:
    resource.rule("create").require(viewer)
    model = resource.model
<% if on.feature_flags %>
    flag_gate.require_creation(db, model, viewer)
<% endif %>
    fields = resolve_links(db, resource, viewer, values)
    if model.owner_key is not None and viewer is not None:
        fields[model.owner_key] = viewer.id
    record = model(**fields)
    db.add(record)
    commit(db)
    return reload(db, resource, record.id)


def update_record(
    db: Session,
    resource: Resource[Model],
    viewer: User | None,
    record_id: Id,
    values: Mapping[str, Any],
) -> Model:
    record = get_record(db, resource, viewer, record_id, "update")
<% if py.self_links %>
    for link in resource.links:
        if link.target is resource.model and values.get(link.key) == record_id:
            raise InvalidError(link.key, "A record cannot point at itself.")
<% endif %>
    for name, value in resolve_links(db, resource, viewer, values).items():
        setattr(record, name, value)
    commit(db)
    return reload(db, resource, record_id)


def delete_record(
    db: Session, resource: Resource[Model], viewer: User | None, record_id: Id
) -> None:
<% if on.soft_delete %>
    record = get_record(db, resource, viewer, record_id, "delete")
    put_away(db, record, resource.title)
    commit(db)
<% else %>
    get_record(db, resource, viewer, record_id, "delete")
    model = resource.model
    try:
        db.execute(sa.delete(model).where(model.id == record_id))
        db.commit()
    except IntegrityError as error:
        db.rollback()
        message = f"This {resource.title} is still used by other records."
        raise ConflictError(message) from error
<% endif %>


<% if py.workflows %>
def move_record(
    db: Session, resource: Resource[Model], viewer: User | None, record_id: Id, name: str
) -> Model:
    """Moves the record along one transition of its workflow."""
    record = get_record(db, resource, viewer, record_id, name)
    take_step(resource, record, name)
    commit(db)
    return reload(db, resource, record_id)


def take_step(resource: Resource[Model], record: Model, name: str) -> None:
    transition = next(step for step in resource.transitions if step.name == name)
    state: str = getattr(record, resource.status_field)
    if state not in transition.from_states:
        message = f"This {resource.title} is {state.replace('_', ' ')}, so that is not possible."
        raise ConflictError(message)
    setattr(record, resource.status_field, transition.to_state)


<% endif %>
def reload(db: Session, resource: Resource[Model], record_id: Id) -> Model:
    model = resource.model
    statement = sa.select(model).where(model.id == record_id).options(*resource.loading())
    return db.scalars(statement.execution_options(populate_existing=True)).one()


def resolve_links(
    db: Session, resource: Resource[Model], viewer: User | None, values: Mapping[str, Any]
) -> dict[str, Any]:
    """Replaces lists of ids by records, and refuses ids of what the viewer cannot see."""
    fields = dict(values)
    for link in resource.links:
        if link.key not in fields or fields[link.key] is None:
            continue
<% if py.links %>
        if link.many:
            fields[link.attribute] = find_targets(db, link, viewer, fields.pop(link.key))
        else:
            find_targets(db, link, viewer, [fields[link.key]])
<% else %>
        find_targets(db, link, viewer, [fields[link.key]])
<% endif %>
    return fields


def find_targets(
    db: Session, link: Link, viewer: User | None, ids: Iterable[Id]
) -> Sequence[Record]:
    wanted = set(ids)
    if not wanted:
        return []
    target = link.target
    if issubclass(target, User):
        statement: sa.Select[Any] = sa.select(target).where(target.is_active)
    else:
        statement = visible(target, viewer)
<% if on.soft_delete %>
    # Locked, so that none of them goes to the trash before what points at it is there.
    statement = statement.with_for_update(read=True, key_share=True, of=target)
<% endif %>
    found: Sequence[Record] = db.scalars(statement.where(target.id.in_(wanted))).all()
    if len(found) < len(wanted):
        raise InvalidError(link.key, "There is no such record.")
    return found


def commit(db: Session) -> None:
    """Commits; a value that another record has already is a conflict, whoever came first."""
    try:
        db.commit()
    except IntegrityError as error:
        db.rollback()
        taken = TAKEN.search(str(error.orig))
        if taken is None:
            message = "The record refers to something that is gone."
            raise ConflictError(message) from error
<% if py.together %>
        fields = taken_fields(taken["postgresql"] or taken["sqlite"])
        alone = len(fields) == 1
        said = "This value is taken." if alone else "This is taken together with the others."
        details = [ErrorDetail(field=field, message=said) for field in fields]
        message = f"Another record has {'this value' if alone else 'these values'} already."
<% else %>
        field = taken["postgresql"] or taken["sqlite"]
        details = [ErrorDetail(field=field, message="This value is taken.")]
        message = "Another record has this value already."
<% endif %>
        raise ConflictError(message, details=details) from error
<% if py.together %>


def taken_fields(columns: str) -> list[str]:
    """The fields among the columns that a database names, with or without their table."""
<% if on.multi_tenancy %>
    names = [column.strip().rpartition(".")[2] for column in columns.split(",")]
    return [name for name in names if name != "organisation_id"]
<% else %>
    return [column.strip().rpartition(".")[2] for column in columns.split(",")]
<% endif %>
<% endif %>
