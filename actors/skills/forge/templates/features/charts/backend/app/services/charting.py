"""Charts: the database counts and sums in buckets of time; a fixed number of queries for each kind."""

import datetime as dt
import decimal
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.models import Record
from app.schemas.charts import (
    ChartBucket,
    ChartNumber,
    Charts,
    ChartShare,
    ChartSum,
    ChartValue,
    Period,
    Step,
)
from app.services.records import column

STEPS: dict[Period, Step] = {
    "7_days": "day",
    "30_days": "day",
    "90_days": "week",
    "12_months": "month",
}
# How many of them, the one under way among them.
LENGTHS: dict[Period, int] = {"7_days": 7, "30_days": 30, "90_days": 13, "12_months": 12}
<% if has_sqlite %>
# To the first day of what a date lies in, as SQLite says it. It takes dates: of a moment it would round the last
# microsecond of a day up to the next one.
MODIFIERS: dict[Step, tuple[str, ...]] = {
    "day": (),
    "week": ("weekday 0", "-6 days"),
    "month": ("start of month",),
}
<% endif %>
CENT = decimal.Decimal("0.01")


@dataclass(frozen=True)
class Share:
    """A field of which it is counted how many records have each value."""

    field: str
    values: tuple[str | bool, ...]


@dataclass(frozen=True)
class Charted:
    model: type[Record]
    shares: tuple[Share, ...] = ()
    numbers: tuple[str, ...] = ()


def collect(db: Session, charted: Charted, period: Period, now: dt.datetime) -> Charts:
    days = starts(period, now.date())
    since = dt.datetime.combine(days[0], dt.time(), dt.UTC)
    created_at = charted.model.created_at
    within = sa.and_(created_at >= since, created_at <= now)
    # As long as what has passed of the period, so that the bucket under way compares fairly.
    earlier = sa.and_(created_at >= since - (now - since), created_at < since)
    rows = in_buckets(db, charted, STEPS[period], within)
    buckets = [ChartBucket(start=day, count=rows[day][0] if day in rows else 0) for day in days]
    return Charts(
        step=STEPS[period],
        since=since,
        until=now,
        total=sum(bucket.count for bucket in buckets),
        before=db.scalar(sa.select(sa.func.count(charted.model.id)).where(earlier)) or 0,
        buckets=buckets,
        shares=[divided(db, charted.model, it, within) for it in charted.shares],
        numbers=[
            number(name, [(day, *amount(rows, day, at)) for day in days])
            for at, name in enumerate(charted.numbers)
        ],
    )


def starts(period: Period, today: dt.date) -> list[dt.date]:
    """The first day of each bucket, the oldest first."""
    back = range(LENGTHS[period] - 1, -1, -1)
    if STEPS[period] == "month":
        months = [today.year * 12 + today.month - 1 - it for it in back]
        return [dt.date(month // 12, month % 12 + 1, 1) for month in months]
    if STEPS[period] == "week":
        monday = today - dt.timedelta(days=today.weekday())
        return [monday - dt.timedelta(weeks=it) for it in back]
    return [today - dt.timedelta(days=it) for it in back]


<% if postgres and not has_sqlite %>
def start_of(step: Step, moment: Any) -> sa.ColumnElement[Any]:  # noqa: ANN401
    """The first day of what a moment lies in, in UTC whatever the database's own zone is."""
    return sa.cast(sa.func.date_trunc(step, sa.func.timezone("UTC", moment)), sa.Date)


<% elif postgres %>
def start_of(db: Session, step: Step, moment: Any) -> sa.ColumnElement[Any]:  # noqa: ANN401
    """The first day of what a moment lies in, in UTC whatever the database's own zone is."""
    if db.get_bind().dialect.name == "sqlite":
        return sa.func.date(sa.func.substr(moment, 1, 10), *MODIFIERS[step])
    return sa.cast(sa.func.date_trunc(step, sa.func.timezone("UTC", moment)), sa.Date)


<% else %>
def start_of(step: Step, moment: Any) -> sa.ColumnElement[Any]:  # noqa: ANN401
    """The first day of what a moment lies in; moments are kept in UTC."""
    return sa.func.date(sa.func.substr(moment, 1, 10), *MODIFIERS[step])


<% endif %>
def in_buckets(
    db: Session, charted: Charted, step: Step, within: sa.ColumnElement[bool]
) -> dict[dt.date, Sequence[Any]]:
    """By the first day of each bucket that has records: how many, then sum and count of each number."""
    model = charted.model
    values = [column(model, name).label(f"value_{at}") for at, name in enumerate(charted.numbers)]
<% if postgres and has_sqlite %>
    start = start_of(db, step, model.created_at)
<% else %>
    start = start_of(step, model.created_at)
<% endif %>
    found = sa.select(start.label("start"), *values).where(within).subquery()
    sums = [of(found.c[value.name]) for value in values for of in (sa.func.sum, sa.func.count)]
    statement = sa.select(found.c.start, sa.func.count(), *sums).group_by(found.c.start)
<% if has_sqlite %>
    # SQLite has no dates, only text that reads as one.
    return {dt.date.fromisoformat(str(row[0])): row[1:] for row in db.execute(statement)}
<% else %>
    return {row[0]: row[1:] for row in db.execute(statement)}
<% endif %>


def amount(
    rows: Mapping[dt.date, Sequence[Any]], day: dt.date, at: int
) -> tuple[decimal.Decimal, int]:
    """Sum and count of a number in a bucket."""
    total, count = rows[day][1 + 2 * at : 3 + 2 * at] if day in rows else (0, 0)
    return decimal.Decimal(total or 0), count


def number(name: str, amounts: Sequence[tuple[dt.date, decimal.Decimal, int]]) -> ChartNumber:
    total = sum((it[1] for it in amounts), decimal.Decimal(0))
    return ChartNumber(
        field=name,
        sum=total,
        average=average(total, sum(it[2] for it in amounts)),
        buckets=[
            ChartSum(start=day, sum=part, average=average(part, count))
            for day, part, count in amounts
        ],
    )


def average(total: decimal.Decimal, count: int) -> decimal.Decimal | None:
    return (total / count).quantize(CENT) if count else None


def divided(
    db: Session, model: type[Record], share: Share, within: sa.ColumnElement[bool]
) -> ChartShare:
    """How many records have each value, also those that none has; without a value come last."""
    field = column(model, share.field)
    statement = sa.select(field, sa.func.count()).where(within).group_by(field)
    counts: dict[str | bool | None, int] = {row[0]: row[1] for row in db.execute(statement)}
    values = [ChartValue(value=it, count=counts.get(it, 0)) for it in share.values]
    if None in counts:
        values.append(ChartValue(value=None, count=counts[None]))
    return ChartShare(field=share.field, values=values)
