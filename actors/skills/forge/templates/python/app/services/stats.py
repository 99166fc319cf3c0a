"""Counting for the administrators' dashboard: a fixed number of queries, whatever the number of records."""

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.models import Record, User
from app.models.base import utc_now
from app.schemas.admin import DayCount, EntityStats, RecentRecord, Stats, UserStats
from app.services.registry import ENTITIES, Described

NEW_DAYS = 7
SIGNUP_DAYS = 14
RECENT_MAX = 10


def collect(db: Session) -> Stats:
    since = utc_now() - dt.timedelta(days=NEW_DAYS)
    active = db.scalar(sa.select(sa.func.count()).where(User.is_active)) or 0
    total, new = count(db, User, since)
    return Stats(
        users=UserStats(total=total, active=active, new_last_7_days=new),
        entities=[entity_stats(db, described, since) for described in ENTITIES],
        signups_by_day=signups(db),
        recent=recent(db),
    )


def count(db: Session, model: type[Record], since: dt.datetime) -> tuple[int, int]:
    new = sa.func.count().filter(model.created_at >= since)
    row = db.execute(sa.select(sa.func.count(), new).select_from(model)).one()
    return row[0], row[1]


def entity_stats(db: Session, described: Described, since: dt.datetime) -> EntityStats:
    total, new = count(db, described.model, since)
    return EntityStats(
        entity=described.name, title=described.title, total=total, new_last_7_days=new
    )


def signups(db: Session) -> list[DayCount]:
    """Accounts made on each of the last days, today among them, in UTC."""
    today = utc_now().date()
    days = [today - dt.timedelta(days=back) for back in reversed(range(SIGNUP_DAYS))]
    starts = [dt.datetime.combine(day, dt.time(), dt.UTC) for day in days]
    counts = [
        sa.func.count().filter(
            User.created_at >= start, User.created_at < start + dt.timedelta(days=1)
        )
        for start in starts
    ]
    row = db.execute(sa.select(*counts).where(User.created_at >= starts[0])).one()
    return [DayCount(date=day, count=number) for day, number in zip(days, row, strict=True)]


def recent(db: Session) -> list[RecentRecord]:
    newest = [
        RecentRecord(
            entity=described.name,
            id=record.id,
            label=record.label,
            created_at=record.created_at,
        )
        for described in ENTITIES
        for record in db.scalars(
            sa.select(described.model).order_by(described.model.created_at.desc()).limit(RECENT_MAX)
        )
    ]
    newest.sort(key=lambda record: record.created_at, reverse=True)
    return newest[:RECENT_MAX]
