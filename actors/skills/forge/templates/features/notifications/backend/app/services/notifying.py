"""Who is told of a change: noted by the sessions of the application, in the transaction that makes the change."""

import datetime as dt
import logging
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass<% if held_back %>, replace<% endif %>

from typing import Any

import sqlalchemy as sa
from fastapi import FastAPI
from sqlalchemy.orm import Session, UOWTransaction

from app.config import Settings
from app.models import Id, Notification, NotificationPreference, Record, User
from app.models.base import utc_now
<% if on.moderation %>
from app.models.moderated import Moderated
<% endif %>
from app.models.notification_preferences import DEFAULT_CHANNEL
from app.models.notifications import Event
from app.security.permissions import RULES
from app.security.rate_limit import RateLimiter
<% if py.workflows %>
from app.security.rules import ADMIN
<% endif %>
from app.services import notification_mail
from app.services.all_records import RESOURCES
from app.services.mail import mailer_for
from app.services.outbox import Outbox
from app.services.records import Link, Resource<% if py.through or py.named %>, visible<% endif %>

<% if on.drafts %>
from app.services.unpublished import is_hidden, was_hidden
<% endif %>

logger = logging.getLogger(__name__)
<% if py.workflows %>
# Of those who may move a record on, so many are told; the oldest accounts first.
FAN_OUT_MAX = 50
<% endif %>
# The same thing done again by the same person within this time is no news.
AGAIN_AFTER = dt.timedelta(minutes=10)
# One person causes another so many notifications in this time; what is beyond is not noted.
FROM_ONE_MAX = 30
FROM_ONE_WITHIN = dt.timedelta(hours=1)
KEPT_FOR = dt.timedelta(days=90)
FORGOTTEN_MAX = 100
# Columns that change by themselves, or without a change of what the record says.
<% if on.moderation %>
# A report is told to moderators alone.
QUIET_COLUMNS = frozenset({"created_at", "id", "moderation_reported_at", "updated_at"})
<% else %>
QUIET_COLUMNS = frozenset({"created_at", "id", "updated_at"})
<% endif %>
# Where a session is told on whose behalf it works, and where it keeps what is sent when the change is there.
ACTOR = "actor"
TO_SEND = "notifications_to_send"
WORKERS = 2


@dataclass(frozen=True)
class About:
    """A record, as far as it decides who may be told of it."""

    kind: str
    id: Id
    owner_id: Id | None

<% if py.through or py.named %>
    def is_readable_by(self, connection: sa.Connection, user: User) -> bool:
        rule = RULES[self.kind]["read"]
        if rule.covers_any(user) or (rule.covers_own(user) and self.owner_id == user.id):
            return True
        if not (<% if py.through %>rule.covers_through(user)<% endif %><% if py.through and py.named %> or <% endif %><% if py.named %>rule.covers_named(user)<% endif %>):
            return False
        model = RESOURCES[self.kind].model
        wanted = visible(model, user).where(model.id == self.id)
        return connection.scalar(sa.select(wanted.exists())) is True
<% else %>
    def is_readable_by(self, user: User) -> bool:
        rule = RULES[self.kind]["read"]
        return rule.covers_any(user) or (rule.covers_own(user) and self.owner_id == user.id)
<% endif %>


@dataclass(frozen=True)
class Notice:
    event: Event
    # Who caused it.
    actor_id: Id
    user_id: Id
    record: About
    part: About | None = None
    state: str = ""
<% if held_back %>
    # No news a second time, however long ago the first was.
    is_once: bool = False
<% endif %>

<% if py.through or py.named %>
    def may_reach(self, connection: sa.Connection, user: User) -> bool:
        return self.record.is_readable_by(connection, user) and (
            self.part is None or self.part.is_readable_by(connection, user)
        )
<% else %>
    def may_reach(self, user: User) -> bool:
        return self.record.is_readable_by(user) and (
            self.part is None or self.part.is_readable_by(user)
        )
<% endif %>

    def values(self) -> dict[str, Any]:
        return {
            "event": self.event,
            "actor_id": self.actor_id,
            "user_id": self.user_id,
            "kind": self.record.kind,
            "record_id": self.record.id,
            "part_kind": self.part.kind if self.part else None,
            "part_id": self.part.id if self.part else None,
            "state": self.state,
        }


def install(app: FastAPI) -> None:
    settings: Settings = app.state.settings
    workers = ThreadPoolExecutor(WORKERS, thread_name_prefix="notification")
    # Of its own, so that no flood of notifications holds up other e-mails.
    app.state.notification_outbox = Outbox(app.state.sessions, mailer_for(settings), workers)
    limits = (notification_mail.MAILS_MAX, notification_mail.MAILS_WINDOW_S)
    app.state.notification_limiter = RateLimiter(*limits)

    def send_noted(session: Session) -> None:
        # A savepoint is no end: what it holds can still be taken back.
        if session.in_nested_transaction():
            return
        for notification_id in session.info.pop(TO_SEND, ()):
            send(app, notification_id)

    sa.event.listen(app.state.sessions, "after_flush", note_flush)
    sa.event.listen(app.state.sessions, "after_commit", send_noted)
    sa.event.listen(app.state.sessions, "after_rollback", forget_noted)


def send(app: FastAPI, notification_id: Id) -> None:
    """Has one notification sent apart from the request, whose change is made: nothing that fails here harms it."""
    try:
        limiter: RateLimiter = app.state.notification_limiter
        work = notification_mail.notification_mail(app.state.settings, limiter, notification_id)
        app.state.notification_outbox.do(work)
    except Exception:
        logger.exception("a notification was not handed over to be sent")


def forget_noted(session: Session) -> None:
    session.info.pop(TO_SEND, None)


def note_flush(session: Session, _context: UOWTransaction) -> None:
    actor: User | None = session.info.get(ACTOR)
    if actor is None:
        return
    notices = [
        notice
        for record in (*session.new, *session.dirty)
        for notice in notices_of(session, actor, record)
    ]
    if notices:
        write(session, actor, notices)


def notices_of(session: Session, actor: User, record: Any) -> Iterator[Notice]:  # noqa: ANN401
    resource = RESOURCES.get(record.__tablename__)
    changed = {} if resource is None else changes_of(record)
    # Going to the trash and coming back is no change of what the record says.
    if resource is None or not changed or (record not in session.new and "deleted_at" in changed):
        return
    owner_id: Id | None = getattr(record, record.owner_key) if record.owner_key else None
    about = About(record.__tablename__, record.id, owner_id)
<% if held_back %>
    if is_there_now(record<% if on.moderation %>, changed<% endif %>):
        # For everybody else it is written now.
        writer_id, said = owner_id or actor.id, all_of(record)
        for notice in notices_to_others(session, writer_id, resource, about, record, said):
            yield replace(notice, is_once=True)
    elif not is_held(record):
        yield from notices_to_others(session, actor.id, resource, about, record, changed)
<% if on.drafts and on.moderation %>
    elif not awaits_approval(record):
        # Who may move it on finds it before others do.
        yield from notices_to_movers(session, actor.id, resource, about, record, changed)
<% elif on.drafts %>
    else:
        # Who may move it on finds it before others do.
        yield from notices_to_movers(session, actor.id, resource, about, record, changed)
<% endif %>
<% else %>
    yield from notices_to_others(session, actor.id, resource, about, record, changed)
<% endif %>
    if owner_id is None or record in session.new:
        return
<% if py.workflows %>
    if resource.status_field in changed:
        state: str = getattr(record, resource.status_field)
        yield Notice("moved", actor.id, owner_id, about, state=state)
        return
<% endif %>
    yield Notice("changed", actor.id, owner_id, about)


<% if held_back %>
<% if on.moderation %>
def awaits_approval(record: Record) -> bool:
    """Whether it awaits approval, or was refused it."""
    return isinstance(record, Moderated) and record.moderation_held_at is not None


<% endif %>
def is_held(record: Record) -> bool:
    """Whether others do not find it yet."""
<% if on.moderation and on.drafts %>
    return awaits_approval(record) or is_hidden(record)
<% elif on.moderation %>
    return awaits_approval(record)
<% else %>
    return is_hidden(record)
<% endif %>


def is_there_now(record: Record<% if on.moderation %>, changed: dict[str, Sequence[Any]]<% endif %>) -> bool:
    """Whether others find it from this change on."""
<% if on.moderation and on.drafts %>
    return ("moderation_held_at" in changed or was_hidden(record)) and not is_held(record)
<% elif on.moderation %>
    return "moderation_held_at" in changed and not is_held(record)
<% else %>
    return was_hidden(record) and not is_held(record)
<% endif %>


def all_of(record: Record) -> dict[str, Sequence[Any]]:
    """All that it says, as if it had been written just now."""
    mapper = sa.inspect(record).mapper
    values: dict[str, Sequence[Any]] = {
        it.key: (getattr(record, it.key),) for it in mapper.column_attrs
    }
    many = [it.key for it in mapper.relationships if it.secondary is not None]
    return values | {key: getattr(record, key) for key in many}


<% endif %>
def notices_to_others(
    session: Session,
    actor_id: Id,
    resource: Resource[Any],
    about: About,
    record: Record,
    changed: dict[str, Sequence[Any]],
) -> Iterator[Notice]:
    for link in resource.links:
        yield from link_notices(session, actor_id, about, link, record, changed)
<% if py.workflows %>
    yield from notices_to_movers(session, actor_id, resource, about, record, changed)


def notices_to_movers(
    session: Session,
    actor_id: Id,
    resource: Resource[Any],
    about: About,
    record: Record,
    changed: dict[str, Sequence[Any]],
) -> Iterator[Notice]:
    # The first state of a new record comes from the column, not from whoever makes it.
    if resource.status_field in changed or (resource.transitions and record in session.new):
        state: str = getattr(record, resource.status_field)
        yield from waiting_notices(session, actor_id, resource, about, state)
<% endif %>


def changes_of(record: Record) -> dict[str, Sequence[Any]]:
    """What columns and relations to many got, by name; of columns the one new value."""
    state = sa.inspect(record)
    changes: dict[str, Sequence[Any]] = {}
    for attribute in state.mapper.column_attrs:
        history = state.attrs[attribute.key].history
        before = history.deleted[0] if history.deleted else None
        if attribute.key in QUIET_COLUMNS or not history.added or history.added[0] == before:
            continue
        changes[attribute.key] = history.added
    for relation in state.mapper.relationships:
        history = state.attrs[relation.key].history
        if relation.secondary is not None and (history.added or history.deleted):
            changes[relation.key] = history.added or ()
    return changes


def link_notices(
    session: Session,
    actor_id: Id,
    about: About,
    link: Link,
    record: Record,
    changed: dict[str, Sequence[Any]],
) -> Iterator[Notice]:
    """Of those whose record, or account, the record points at from now on."""
<% if py.links %>
    if link.many:
        ids = [target.id for target in changed.get(link.attribute, ())]
    else:
        ids = [it for it in changed.get(link.key, ()) if it is not None]
<% else %>
    ids = [it for it in changed.get(link.key, ()) if it is not None]
<% endif %>
    if issubclass(link.target, User):
        yield from (Notice("linked", actor_id, user_id, about) for user_id in ids)
        return
    owner_key = link.target.owner_key
    if owner_key is None or not ids:
        return
    table = link.target.__table__
    owners = sa.select(table.c.id, table.c[owner_key]).where(table.c.id.in_(ids))
    event: Event = "added" if is_whole(link, record) else "linked"
    for target_id, owner_id in session.connection().execute(owners):
        whole = About(link.target.__tablename__, target_id, owner_id)
        yield Notice(event, actor_id, owner_id, whole, part=about)


def is_whole(link: Link, record: Record) -> bool:
    """Whether the record is shown under what the relation points at: it cannot be without it."""
    column = record.__table__.columns.get(link.key)
    return column is not None and not column.nullable and link.target is not type(record)


<% if py.workflows %>
def waiting_notices(
    session: Session, actor_id: Id, resource: Resource[Any], about: About, state: str
) -> Iterator[Notice]:
    roles = movers(resource, state)
    if not roles:
        return
    # Its owner is told that it was moved.
    others = [it for it in (actor_id, about.owner_id) if it is not None]
    people = (
        sa.select(User.id)
        .where(User.is_active, User.role.in_(roles), User.id.not_in(others))
        .order_by(User.created_at, User.id)
        .limit(FAN_OUT_MAX)
    )
    for (user_id,) in session.connection().execute(people):
        yield Notice("waiting", actor_id, user_id, about, state=state)


def movers(resource: Resource[Any], state: str) -> set[str]:
    """Roles that may move any record on from the state; administrators where nobody else, not even the owner, may."""
    steps = [it for it in resource.transitions if state in it.from_states]
    rules = [resource.rule(step.name) for step in steps]
    roles = {role for rule in rules for role in rule.roles}
    if not roles and rules and not any(rule.own_roles<% if py.named %> or rule.named_roles<% endif %> for rule in rules):
        return {ADMIN}
    return roles


<% endif %>
def write(session: Session, actor: User, notices: Sequence[Notice]) -> None:
    connection = session.connection()
    notices = [it for it in notices if it.user_id != it.actor_id]
    # Nor is whoever lets it happen told of it.
    wanted = {notice.user_id for notice in notices} - {actor.id}
    found = session.scalars(sa.select(User).where(User.id.in_(wanted), User.is_active))
    people = {user.id: user for user in found}
    if not people:
        return
    channels = channels_of(connection, people.keys())
    caused = caused_by(connection, {notice.actor_id for notice in notices}, people.keys())
    forget_old(connection, people.keys())
    for notice in notices:
        user = people.get(notice.user_id)
        if user is None or not notice.may_reach(<% if py.through or py.named %>connection, <% endif %>user):
            continue
        channel = channels.get((user.id, notice.event), DEFAULT_CHANNEL)
        if channel == "none" or is_known(connection, notice):
            continue
        if caused[notice.actor_id, user.id] >= FROM_ONE_MAX:
            continue
        caused[notice.actor_id, user.id] += 1
        row = sa.insert(Notification).values(**notice.values())
        made = connection.scalar(row.returning(Notification.id))
        if channel == "email":
            session.info.setdefault(TO_SEND, []).append(made)


def channels_of(connection: sa.Connection, user_ids: Any) -> dict[tuple[Id, str], str]:  # noqa: ANN401
    statement = sa.select(NotificationPreference.__table__)
    chosen = statement.where(NotificationPreference.user_id.in_(user_ids))
    return {
        (row["user_id"], event): channel
        for row in connection.execute(chosen).mappings()
        for event, channel in row.items()
    }


def caused_by(
    connection: sa.Connection, actor_ids: Collection[Id], user_ids: Collection[Id]
) -> Counter[tuple[Id, Id]]:
    """How many notifications each of the ones caused each of the others lately."""
    statement = (
        sa.select(Notification.actor_id, Notification.user_id, sa.func.count().label("caused"))
        .where(
            Notification.actor_id.in_(actor_ids),
            Notification.user_id.in_(user_ids),
            Notification.created_at > utc_now() - FROM_ONE_WITHIN,
        )
        .group_by(Notification.actor_id, Notification.user_id)
    )
    rows = connection.execute(statement)
    return Counter({(row.actor_id, row.user_id): row.caused for row in rows})


def forget_old(connection: sa.Connection, user_ids: Any) -> None:  # noqa: ANN401
    """A few at a time, and never those that somebody else is forgetting."""
    old = Notification.happened_at < utc_now() - KEPT_FOR
    over = sa.select(Notification.id).where(Notification.user_id.in_(user_ids), old)
    over = over.limit(FORGOTTEN_MAX).with_for_update(skip_locked=True)
    connection.execute(sa.delete(Notification).where(Notification.id.in_(over)))


def is_known(connection: sa.Connection, notice: Notice) -> bool:
    """Whether the same thing was told a moment ago; it is new again then, and unread."""
    now = utc_now()
    same = [getattr(Notification, name) == value for name, value in notice.values().items()]
<% if on.moderation %>
    if notice.is_once:
        told = sa.select(Notification.id).where(*same)
        return connection.scalar(sa.select(told.exists())) is True
<% endif %>
    recent = Notification.happened_at > now - AGAIN_AFTER
    statement = sa.update(Notification).where(*same, recent)
    return connection.execute(statement.values(happened_at=now, read_at=None)).rowcount > 0
