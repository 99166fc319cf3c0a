"""Tallies as they are asked for and shown."""

from typing import Annotated

from pydantic import BaseModel, Field, StringConstraints

from app.schemas.base import NO_NUL, Output, RecordId

# What one page of a product shows at a time.
RECORDS_MAX = 100
# The path of a kind of record: `ideas`.
TalliedRecords = Annotated[str, StringConstraints(max_length=63, pattern=NO_NUL)]


class TalliesQuery(BaseModel):
    of: list[RecordId] = Field(min_length=1, max_length=RECORDS_MAX)


class Tally(Output):
    """The numbers of one record; by kinds of ballots, as their paths are called."""

    id: RecordId
    counts: dict[str, int]
    # The caller's own ballot, which they may take back. Nothing says whose the others are.
    mine: dict[str, RecordId | None]


class Tallies(Output):
    items: list[Tally]
