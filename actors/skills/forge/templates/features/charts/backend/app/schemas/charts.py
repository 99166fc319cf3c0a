"""Charts as they are asked for and shown."""

import datetime as dt
import decimal
from typing import Annotated, Literal

from pydantic import BaseModel, StringConstraints

from app.schemas.base import NO_NUL, Output

Period = Literal["7_days", "30_days", "90_days", "12_months"]
Step = Literal["day", "week", "month"]
# The table of a kind of record.
ChartKind = Annotated[str, StringConstraints(max_length=63, pattern=NO_NUL)]


class ChartQuery(BaseModel):
    period: Period = "30_days"


class ChartBucket(Output):
    # The first day of the day, week or month.
    start: dt.date
    count: int


class ChartValue(Output):
    # None for records without a value.
    value: str | bool | None
    count: int


class ChartShare(Output):
    field: str
    values: list[ChartValue]


class ChartSum(Output):
    start: dt.date
    sum: decimal.Decimal
    # None where there is nothing to take it of.
    average: decimal.Decimal | None


class ChartNumber(Output):
    field: str
    sum: decimal.Decimal
    average: decimal.Decimal | None
    buckets: list[ChartSum]


class Charts(Output):
    step: Step
    # Days, weeks and months begin at midnight there.
    zone: Literal["UTC"] = "UTC"
    since: dt.datetime
    until: dt.datetime
    total: int
    # How many there were in the same length of time before.
    before: int
    buckets: list[ChartBucket]
    shares: list[ChartShare]
    numbers: list[ChartNumber]
