"""Numbers for the administrators' dashboard."""

import datetime as dt

from app.schemas.base import Output, RecordId


class UserStats(Output):
    total: int
    active: int
    new_last_7_days: int


class EntityStats(Output):
    entity: str
    title: str
    total: int
    new_last_7_days: int


class DayCount(Output):
    date: dt.date
    count: int


class RecentRecord(Output):
    entity: str
    id: RecordId
    label: str
    created_at: dt.datetime


class Stats(Output):
    users: UserStats
    entities: list[EntityStats]
    signups_by_day: list[DayCount]
    recent: list[RecentRecord]
