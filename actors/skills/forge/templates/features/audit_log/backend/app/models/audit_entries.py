"""Who changed what. Every session notes its own changes, whichever code makes them."""

from collections.abc import Sequence
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, ORMExecuteState, Session, UOWTransaction, mapped_column

from app.models.base import Id, Record
from app.models.users import User

Action = Literal["create", "update", "delete", "restore"]

# Tables whose rows are no business of anybody's, or the log itself.
<<= quiet_tables =>># Columns that change by themselves.
<% if on.multi_tenancy %>
QUIET_COLUMNS = frozenset({"created_at", "id", "last_used_at", "organisation_id", "updated_at"})
<% else %>
QUIET_COLUMNS = frozenset({"created_at", "id", "last_used_at", "updated_at"})
<% endif %>
VALUE_LENGTH_MAX = 500
LABEL_LENGTH_MAX = 200
HIDDEN = "(hidden)"
# Where a session is told on whose behalf it works.
ACTOR = "actor"


class AuditEntry(Record):
    __tablename__ = "audit_entries"

    actor_id: Mapped[Id | None] = mapped_column(
        sa.ForeignKey("users.id", ondelete="SET NULL"), index=True
    )
    # Stays when the account is gone; empty for what nobody signed in did.
    actor_name: Mapped[str] = mapped_column(sa.String(100))
    action: Mapped[Action] = mapped_column(sa.String(16))
    kind: Mapped[str] = mapped_column(sa.String(63), index=True)
    record_id: Mapped[str] = mapped_column(sa.String(36), index=True)
    label: Mapped[str] = mapped_column(sa.String(200))
    # By column: what was there before, and after.
    changes: Mapped[dict[str, Any]] = mapped_column(sa.JSON)


@sa.event.listens_for(Session, "after_flush")
def note_flush(session: Session, _context: UOWTransaction) -> None:
    rows = [entry(session, "create", it, changes_of(it)) for it in session.new if is_noted(it)]
    for record in session.dirty:
        changes = changes_of(record) if is_noted(record) else {}
        if changes:
            rows.append(entry(session, action_of(changes), record, changes))
    rows.extend(entry(session, "delete", it, {}) for it in session.deleted if is_noted(it))
    write(session, rows)


@sa.event.listens_for(Session, "do_orm_execute")
def note_deletion(state: ORMExecuteState) -> None:
    """A statement that deletes passes no record through the session: what it will delete is read first."""
    statement = state.statement
    if not isinstance(statement, sa.Delete) or state.bind_mapper is None:
        return
    model: type[Record] = state.bind_mapper.class_
    if model.__tablename__ in QUIET_TABLES or statement.whereclause is None:
        return
    session = state.session
    # What is in the trash already is deleted for good here: it has to be found, too.
    found = sa.select(model).where(statement.whereclause).execution_options(with_deleted=True)
    write(session, [entry(session, "delete", record, {}) for record in session.scalars(found)])


def is_noted(record: object) -> bool:
    return isinstance(record, Record) and record.__tablename__ not in QUIET_TABLES


def action_of(changes: dict[str, Any]) -> Action:
    if "deleted_at" not in changes:
        return "update"
    return "restore" if changes["deleted_at"][1] is None else "delete"


def changes_of(record: object) -> dict[str, Any]:
    state = sa.inspect(record)
    changes: dict[str, Any] = {}
    for attribute in state.mapper.column_attrs:
        history = state.attrs[attribute.key].history
        before = history.deleted[0] if history.deleted else None
        after = history.added[0] if history.added else None
        if attribute.key not in QUIET_COLUMNS and history.added and before != after:
            changes[attribute.key] = [shown(attribute.key, before), shown(attribute.key, after)]
    for relation in state.mapper.relationships:
        history = state.attrs[relation.key].history
        if relation.secondary is not None and (history.added or history.deleted):
            changes[relation.key] = [labels(history.deleted), labels(history.added)]
    return changes


def labels(records: Sequence[Record] | None) -> list[str]:
    return [record.label[:LABEL_LENGTH_MAX] for record in records or ()]


def shown(name: str, value: object) -> str | int | bool | None:
    """A value as JSON takes it; of a secret only that there is one."""
    if value is None or isinstance(value, bool | int):
        return value
    return HIDDEN if name.endswith("_hash") else str(value)[:VALUE_LENGTH_MAX]


def entry(
    session: Session, action: Action, record: Record, changes: dict[str, Any]
) -> dict[str, Any]:
    actor: User | None = session.info.get(ACTOR)
    return {
        "actor_id": actor.id if actor else None,
        "actor_name": actor.display_name if actor else "",
        "action": action,
        "kind": record.__tablename__,
        "record_id": str(record.id),
        "label": record.label[:LABEL_LENGTH_MAX],
        "changes": changes,
    }


def write(session: Session, rows: list[dict[str, Any]]) -> None:
    if rows:
        session.connection().execute(sa.insert(AuditEntry), rows)
