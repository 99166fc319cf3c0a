"""What webhooks are told: every session notes its own changes, and keeps the messages in the transaction that makes them."""

import json
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.orm import ORMExecuteState, Session, UOWTransaction

from app.models import Id, Record, Webhook, WebhookDelivery
from app.models.base import utc_now
from app.services import job_queue
from app.services.webhook_kinds import KINDS, Kind

Verb = Literal["created", "updated", "deleted"]

# The job that sends a message.
DELIVER = "webhooks.deliver"
# Where a session keeps what it has changed since its last commit.
NOTED = "webhook_changes"
# Records read at a time.
PART_SIZE = 500


@dataclass
class Noted:
    """By table and id: what happened to records, and how those that are gone were shown."""

    verbs: dict[tuple[str, Id], Verb] = field(default_factory=dict)
    gone: dict[tuple[str, Id], dict[str, Any]] = field(default_factory=dict)

    def add(self, record: Record, verb: Verb) -> None:
        key = (record.__tablename__, record.id)
        if verb == "updated" and self.verbs.get(key) is not None:
            # It is new, or gone, to everybody outside of this transaction.
            return
        if verb == "deleted" and self.verbs.get(key) == "created":
            # Nobody outside ever sees it.
            del self.verbs[key]
            return
        self.verbs[key] = verb


def noted(session: Session) -> Noted:
    found: Noted = session.info.setdefault(NOTED, Noted())
    return found


@sa.event.listens_for(Session, "after_flush")
def note_flush(session: Session, _context: UOWTransaction) -> None:
    for record in session.new:
        if is_told(record):
            noted(session).add(record, "created")
    for record in session.dirty:
        if is_told(record) and session.is_modified(record):
            noted(session).add(record, verb_of(record))


@sa.event.listens_for(Session, "before_flush")
def note_removal(session: Session, _context: UOWTransaction, _instances: object) -> None:
    for record in session.deleted:
        if is_told(record):
            kind = KINDS[record.__tablename__]
            note_lost(session, kind, kind.resource.model.id == record.id)


@sa.event.listens_for(Session, "do_orm_execute")
def note_deletion(state: ORMExecuteState) -> None:
    """A statement that deletes passes no record through the session: how they are shown is read first."""
    statement = state.statement
    if not isinstance(statement, sa.Delete) or state.bind_mapper is None:
        return
    kind = KINDS.get(state.bind_mapper.class_.__tablename__)
    if kind is None or statement.whereclause is None:
        return
    note_lost(state.session, kind, statement.whereclause)


def note_lost(session: Session, kind: Kind, which: sa.ColumnElement[bool]) -> None:
    if not any(f"{kind.name}.deleted" in events for _, events in listening(session)):
        return
    changes = noted(session)
    for record in read(session, kind, which):
        changes.add(record, "deleted")
        changes.gone[record.__tablename__, record.id] = shown(kind, record)


@sa.event.listens_for(Session, "after_rollback")
def forget(session: Session) -> None:
    session.info.pop(NOTED, None)


@sa.event.listens_for(Session, "before_commit")
def tell(session: Session) -> None:
    if session.in_nested_transaction():
        return
    session.flush()
    changes: Noted | None = session.info.pop(NOTED, None)
    if changes is None:
        return
    targets = listening(session)
    wanted = {name for _, events in targets for name in events}
    for event, data in messages(session, changes, wanted):
        for webhook_id, events in targets:
            if event in events:
                put(session, webhook_id, event, data)


def is_told(record: object) -> bool:
    return isinstance(record, Record) and record.__tablename__ in KINDS


def verb_of(record: Any) -> Verb:  # noqa: ANN401
<% if on.soft_delete %>
    """Going to the trash is being deleted, and coming back is being new again."""
    history = sa.inspect(record).attrs["deleted_at"].history
    if not history.added:
        return "updated"
    return "created" if history.added[0] is None else "deleted"
<% else %>
    return "updated"
<% endif %>


def listening(session: Session) -> Sequence[tuple[Id, list[str]]]:
    active = sa.select(Webhook.id, Webhook.events).where(Webhook.disabled_at.is_(None))
    return [(webhook_id, events) for webhook_id, events in session.execute(active)]


def messages(
    session: Session, changes: Noted, wanted: set[str]
) -> Iterator[tuple[str, dict[str, Any]]]:
    """What is told of the changes, as the transaction leaves them."""
    for table, kind in KINDS.items():
        for verb in ("created", "updated", "deleted"):
            event = f"{kind.name}.{verb}"
            ids = [key[1] for key, done in changes.verbs.items() if (key[0], done) == (table, verb)]
            if event not in wanted or not ids:
                continue
            if verb == "deleted":
                data = lost(session, kind, ids, changes.gone)
            else:
                data = present(session, kind, ids)
            # What a savepoint took back is not told.
            yield from ((event, data[record_id]) for record_id in ids if record_id in data)


def present(session: Session, kind: Kind, ids: Sequence[Id]) -> dict[Id, dict[str, Any]]:
    found: dict[Id, dict[str, Any]] = {}
    for start in range(0, len(ids), PART_SIZE):
        part = kind.resource.model.id.in_(ids[start : start + PART_SIZE])
        found |= {record.id: shown(kind, record) for record in read(session, kind, part)}
    return found


def lost(
    session: Session, kind: Kind, ids: Sequence[Id], gone: Mapping[tuple[str, Id], dict[str, Any]]
) -> dict[Id, dict[str, Any]]:
    model = kind.resource.model
    table = model.__tablename__
    left = present(session, kind, ids)
    found = {key: gone[table, key] for key in ids if (table, key) in gone}
<% if on.soft_delete %>
    trashed = [key for key in ids if key not in found]
    for record in read(session, kind, model.id.in_(trashed), with_deleted=True):
        found[record.id] = shown(kind, record)
<% endif %>
    return {key: data for key, data in found.items() if key not in left}


def read(
    session: Session,
    kind: Kind,
    which: sa.ColumnElement[bool],
    **options: bool,
) -> Sequence[Any]:
    statement = sa.select(kind.resource.model).where(which).options(*kind.resource.loading())
    # What a relation holds is loaded anew: it may have been set by its key alone.
    return session.scalars(statement.execution_options(populate_existing=True, **options)).all()


def shown(kind: Kind, record: object) -> dict[str, Any]:
    """As the API shows it to an administrator."""
    return kind.schema.model_validate(record).model_dump(mode="json")


def put(session: Session, webhook_id: Id, event: str, data: Mapping[str, Any]) -> str:
    """Keeps a message and the job that sends it; the id of the message."""
    message_id = f"msg_{uuid.uuid4().hex}"
    message = {"type": event, "timestamp": utc_now().isoformat(), "data": data}
    values = {
        "webhook_id": webhook_id,
        "message_id": message_id,
        "event": event,
        "body": json.dumps(message, ensure_ascii=False, separators=(",", ":")),
    }
    session.execute(sa.insert(WebhookDelivery).values(values))
    job_queue.enqueue(session, DELIVER, {"message_id": message_id})
    return message_id
