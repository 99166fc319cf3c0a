"""One's own notifications: of records that one may read at this time, and of no others."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.errors import NotFoundError
from app.models import Id, Notification, NotificationPreference, Record, User
from app.models.base import utc_now
from app.models.notification_preferences import DEFAULT_CHANNEL, Channel
<% if on.multi_tenancy %>
from app.organisation_scope import enter_by
<% endif %>
from app.schemas.notifications import (
    NotificationOut,
    NotificationQuery,
    NotifiedRecord,
    PreferencesOut,
)
from app.services.all_records import RESOURCES
from app.services.records import page_of, visible

# More than this nobody reads off a bell.
UNREAD_MAX = 100
# Of a name; a record can be called by a long text.
LABEL_LENGTH_MAX = 200
EVENTS = tuple(PreferencesOut.model_fields)


def own(user: User) -> sa.Select[Notification]:
    """What the account may see of what it was told: the record has to be there and readable now."""
    kind, part_kind = Notification.kind, Notification.part_kind
    record = readable(user, kind, Notification.record_id)
    part = sa.or_(part_kind.is_(None), readable(user, part_kind, Notification.part_id))
    return sa.select(Notification).where(Notification.user_id == user.id, record, part)


def readable(
    user: User, kind: InstrumentedAttribute[Any], record_id: InstrumentedAttribute[Any]
) -> sa.ColumnElement[bool]:
    return sa.or_(
        *(
            sa.and_(
                kind == table,
                visible(resource.model, user).where(resource.model.id == record_id).exists(),
            )
            for table, resource in RESOURCES.items()
        )
    )


def list_own(
    db: Session, user: User, query: NotificationQuery
) -> tuple[Sequence[NotificationOut], int]:
    newest = (Notification.happened_at.desc(), Notification.id)
    read = Notification.read_at.is_not(None)
    order = newest if query.order == "newest" else (read, *newest)
    found, total = page_of(db, own(user).order_by(*order), query)
    return described(db, user, found), total


def count_unread(db: Session, user: User) -> int:
    unread = own(user).where(Notification.read_at.is_(None)).limit(UNREAD_MAX)
    return db.scalar(sa.select(sa.func.count()).select_from(unread.subquery())) or 0


def described(db: Session, user: User, found: Sequence[Notification]) -> Sequence[NotificationOut]:
    """With names as they are now. What the account may not read, whoever found it, is left out."""
    wanted: dict[str, set[Id]] = {}
    for it in found:
        wanted.setdefault(it.kind, set()).add(it.record_id)
        if it.part_kind is not None and it.part_id is not None:
            wanted.setdefault(it.part_kind, set()).add(it.part_id)
    records: dict[tuple[str, Id], Record] = {}
    for kind, ids in wanted.items():
        if kind in RESOURCES:
            model = RESOURCES[kind].model
            for record in db.scalars(visible(model, user).where(model.id.in_(ids))):
                records[kind, record.id] = record
    actors = {it.actor_id for it in found if it.actor_id is not None}
    named = sa.select(User.id, User.display_name).where(User.id.in_(actors))
    names = {row.id: row.display_name for row in db.execute(named)}
    shown = (describe(user, it, records, names) for it in found)
    return [it for it in shown if it is not None]


def describe(
    user: User,
    notification: Notification,
    records: dict[tuple[str, Id], Record],
    names: dict[Id, str],
) -> NotificationOut | None:
    record = records.get((notification.kind, notification.record_id))
    part = None
    if notification.part_kind is not None and notification.part_id is not None:
        part = records.get((notification.part_kind, notification.part_id))
        if part is None:
            return None
    if record is None:
        return None
    return NotificationOut(
        id=notification.id,
        event=notification.event,
        happened_at=notification.happened_at,
        read_at=notification.read_at,
        actor="" if notification.actor_id is None else names.get(notification.actor_id, ""),
        record=shown(record),
        part=None if part is None else shown(part),
        own=record.owner_key is not None and getattr(record, record.owner_key) == user.id,
        state=notification.state,
    )


def shown(record: Record) -> NotifiedRecord:
    label = record.label if has_name(record) else ""
    return NotifiedRecord(kind=record.__tablename__, id=record.id, label=label[:LABEL_LENGTH_MAX])


def has_name(record: Record) -> bool:
    """Whether a record is called by something that it says, and not by its id."""
    return type(record).label is not Record.label


def find(db: Session, user: User, notification_id: Id) -> Notification:
    wanted = own(user).where(Notification.id == notification_id)
    found = db.scalars(wanted).one_or_none()
    if found is None:
        message = "There is no such notification."
        raise NotFoundError(message)
    return found


def mark_read(db: Session, user: User, notification_id: Id) -> None:
    change(db, Notification.id == find(db, user, notification_id).id)


def mark_read_until(db: Session, user: User, notification_id: Id) -> None:
    """Also what is hidden for the time being: it is as old."""
    newest = find(db, user, notification_id).happened_at
    change(db, sa.and_(Notification.user_id == user.id, Notification.happened_at <= newest))


def change(db: Session, which: sa.ColumnElement[bool]) -> None:
    statement = sa.update(Notification).where(which, Notification.read_at.is_(None))
    db.connection().execute(statement.values(read_at=utc_now()))
    db.commit()


def remove(db: Session, user: User, notification_id: Id) -> None:
    found = find(db, user, notification_id)
    db.connection().execute(sa.delete(Notification).where(Notification.id == found.id))
    db.commit()


def preferences(db: Session, user: User) -> PreferencesOut:
    wanted = sa.select(NotificationPreference).where(NotificationPreference.user_id == user.id)
    chosen = db.scalars(wanted.execution_options(populate_existing=True)).one_or_none()
    return PreferencesOut.model_validate(chosen or dict.fromkeys(EVENTS, DEFAULT_CHANNEL))


def choose(db: Session, user: User, choices: dict[str, Channel]) -> PreferencesOut:
    """Straight on the connection, as all of this: what somebody wants to be told is no change of a record."""
    row = NotificationPreference.user_id == user.id
    changed = sa.update(NotificationPreference).where(row).values(**choices)
    connection = db.connection()
    if choices and connection.execute(changed).rowcount == 0:
        try:
            with db.begin_nested():
                made = sa.insert(NotificationPreference).values(user_id=user.id, **choices)
                connection.execute(made)
        except IntegrityError:
            # Another request of theirs was first.
            connection.execute(changed)
    db.commit()
    return preferences(db, user)


def turn_off_mail(db: Session, user_id: Id) -> None:
    """Whatever was to be sent is told in the product alone."""
<% if on.multi_tenancy %>
    if enter_by(db, sa.select(User).where(User.id == user_id)) is None:
        return
<% endif %>
    for event in EVENTS:
        column: InstrumentedAttribute[Channel] = getattr(NotificationPreference, event)
        statement = sa.update(NotificationPreference).where(
            NotificationPreference.user_id == user_id, column == "email"
        )
        db.connection().execute(statement.values({event: DEFAULT_CHANNEL}))
    db.commit()
