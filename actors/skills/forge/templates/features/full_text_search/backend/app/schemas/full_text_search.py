"""The search as it is asked for and answered: texts in parts, never HTML."""

import datetime as dt
from typing import Annotated

from pydantic import BaseModel, StringConstraints

from app.schemas.base import NO_NUL, Output, PageQuery, RecordId, SearchText

# The path of a kind of record: `posts`.
SearchKind = Annotated[str, StringConstraints(max_length=63, pattern=NO_NUL)]


class FullTextQuery(BaseModel):
    q: SearchText = ""


class FullTextPageQuery(PageQuery):
    q: SearchText = ""


class SearchPart(Output):
    text: str
    # Whether it is what was looked for.
    hit: bool


class SearchHit(Output):
    kind: str
    id: RecordId
    title: list[SearchPart]
    snippet: list[SearchPart]
    updated_at: dt.datetime


class SearchGroup(Output):
    kind: str
    # A thousand stand for that many and more.
    total: int
    hits: list[SearchHit]


class SearchResults(Output):
    # What was looked for instead, where nothing has the words as they were written.
    corrected: str | None
    groups: list[SearchGroup]
