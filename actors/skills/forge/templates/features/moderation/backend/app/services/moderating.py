"""Who finds what awaits approval, and holding what people write: by the sessions of the database, whichever code uses them."""

import datetime as dt
from collections.abc import Iterator
from functools import cache
from typing import Any, TypeVar

import sqlalchemy as sa
from fastapi import FastAPI
from sqlalchemy.orm import InstrumentedAttribute, Session, UOWTransaction, sessionmaker

from app.models import Base, Record, User
from app.models.base import utc_now
from app.models.moderated import Moderated
from app.security.permissions import RULES
from app.security.rate_limit import RateLimiter
from app.services.all_records import RESOURCES
from app.services.records import column

# Where a session is told on whose behalf it works, and how many approved records make an author trusted.
ACTOR = "actor"
TRUST_AFTER = "moderation_trust_after"
HOUR_S = 60 * 60
# Columns that say nothing to readers.
QUIET_COLUMNS = frozenset(
    {
        "created_at",
        "deleted_at",
        "moderation_held_at",
        "moderation_reason",
        "moderation_reported_at",
        "updated_at",
    }
)

Kind = TypeVar("Kind", bound=Moderated)


def install(app: FastAPI) -> None:
    settings = app.state.settings
    app.state.report_limiter = RateLimiter(settings.moderation_reports_per_hour, window_s=HOUR_S)
    trust_authors(app.state.sessions, settings.moderation_trust_after)


def trust_authors(sessions: sessionmaker[Session], after: int) -> None:
    """Every session of the database knows it, beside what else they carry."""
    carried = sessions.kw.get("info", {})
    sessions.configure(info={**carried, TRUST_AFTER: after})


@cache
def kinds() -> tuple[type[Moderated], ...]:
    found = [it.class_ for it in Base.registry.mappers if issubclass(it.class_, Moderated)]
    return tuple(sorted(found, key=lambda it: it.__tablename__))


def moderates(model: type[Record], viewer: User | None) -> bool:
    return RULES[model.__tablename__]["delete"].covers_any(viewer)


def owner_of(model: type[Record]) -> InstrumentedAttribute[Any]:
    return column(model, model.owner_key or "id")


def shown(model: type[Moderated], viewer: User | None) -> sa.ColumnElement[bool]:
    """What is approved, and what the viewer wrote."""
    approved = model.moderation_held_at.is_(None)
    return approved if viewer is None else sa.or_(approved, owner_of(model) == viewer.id)


def conditions(viewer: User | None) -> Iterator[tuple[type[Moderated], sa.ColumnElement[bool]]]:
    for model in kinds():
        if not moderates(model, viewer):
            yield model, shown(model, viewer)


@sa.event.listens_for(Session, "before_flush")
def hold(session: Session, _context: UOWTransaction, _instances: object) -> None:
    """What an author writes or changes waits for approval; what the product does by itself does not."""
    actor: User | None = session.info.get(ACTOR)
    if actor is None:
        return
    for record in [*session.new, *session.dirty]:
        if not isinstance(record, Moderated) or moderates(type(record), actor):
            continue
        mine = getattr(record, record.owner_key or "id") == actor.id
        waits = record in session.new or (mine and says_else(record))
        if waits and not (record.moderation_held_at is None and is_trusted(session, record, actor)):
            keep(record, utc_now())


def keep(record: Moderated, moment: dt.datetime) -> None:
    record.moderation_held_at = moment
    record.moderation_reason = None
    record.moderation_reported_at = None


def says_else(record: Moderated) -> bool:
    """Whether readers would see a difference; where it is in its workflow is another matter."""
    state = sa.inspect(record)
    resource = RESOURCES[record.__tablename__]
    quiet = QUIET_COLUMNS | {getattr(resource, "status_field", "")}
    return any(
        attribute.history.has_changes()
        for attribute in state.attrs
        if attribute.key not in quiet and attribute.key not in state.unloaded
    )


def is_trusted(session: Session, record: Moderated, author: User) -> bool:
    enough: int = session.info.get(TRUST_AFTER, 0)
    if enough == 0:
        return False
    model = type(record)
    approved = sa.func.count().filter(model.moderation_held_at.is_(None))
    rejected = sa.func.count().filter(model.moderation_reason.is_not(None))
    statement = sa.select(approved, rejected).where(owner_of(model) == author.id)
    row = session.execute(statement).one()
    return row[0] >= enough and row[1] == 0
