"""Building blocks of schemas: strict input, output read from records, limits on every value."""

<% if py.dates or py.moments %>
import datetime as dt
<% endif %>
<% if py.decimals %>
import decimal
<% endif %>
<% if py.dates or py.moments %>
import re
<% endif %>
<% if uuid %>
import uuid
<% endif %>
from collections.abc import Iterable
from typing import Annotated, Any, Generic, Self, TypeVar

from pydantic import (
    AfterValidator,
<% if py.moments %>
    AwareDatetime,
<% endif %>
    BaseModel,
<% if py.dates or py.moments or py.decimals %>
    BeforeValidator,
<% endif %>
    ConfigDict,
    EmailStr,
    Field,
    StringConstraints,
)

# PostgreSQL refuses the character NUL in text. Written in two steps, because programs that make texts of this description
# put the greatest length into a plain repetition, and need seconds for one of fifty thousand characters.
NO_NUL = r"^(?:[^\x00]+)?$"
<% if py.urls %>
HTTP_URL = r"^https?://[^\s\x00]+$"
<% endif %>
<% if py.links %>
# Relations of a record to several others, in one request.
LINKS_MAX = 100
<% endif %>
PAGE_SIZE = <<= app.choices.page_size =>>
PAGE_SIZE_MAX = <<= app.choices.page_size_max =>>
<% if on.cursor_pagination %>
# What a list is sorted by stands in a cursor; longer addresses are refused on the way.
CURSOR_LENGTH_MAX = 8_000
<% endif %>
<% if page %>
# Deeper pages cost the database more than anyone reads: narrow the list instead.
PAGE_MAX = 100_000
<% else %>
# Further offsets cost the database more than anyone reads: narrow the list instead.
OFFSET_MAX = 10_000_000
<% endif %>

<% if py.dates %>
DATE_TEXT = re.compile(r"\d{4}-\d{2}-\d{2}")
<% endif %>
<% if py.moments %>
MOMENT_TEXT = re.compile(r"\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}.*")
<% endif %>
<% if py.dates or py.moments %>

<% endif %>
# The default of a field that a PATCH may leave out. It is never read: only what was sent is applied.
UNSET: Any = None


<% if py.dates or py.moments %>
def _not_number(value: object) -> object:
    """Numbers would pass for seconds since 1970, which nobody means by a date."""
    if isinstance(value, (int, float)):
        message = "write it as text, in ISO 8601"
        raise ValueError(message)
    return value


<% endif %>
<% if py.dates %>
def _date_text(value: object) -> object:
    if isinstance(value, str) and not DATE_TEXT.fullmatch(value):
        message = "write a date as 2026-01-31"
        raise ValueError(message)
    return _not_number(value)


<% endif %>
<% if py.moments %>
def _moment_text(value: object) -> object:
    if isinstance(value, str) and not MOMENT_TEXT.fullmatch(value):
        message = "write date and time as 2026-01-31T12:00:00Z"
        raise ValueError(message)
    return _not_number(value)


def _in_utc(value: dt.datetime) -> dt.datetime:
    try:
        return value.astimezone(dt.UTC)
    except OverflowError as error:
        message = "this moment is outside the calendar"
        raise ValueError(message) from error


<% endif %>
<% if py.decimals %>
def _not_boolean(value: object) -> object:
    if isinstance(value, bool):
        message = "write a number"
        raise ValueError(message)
    return value


<% endif %>
<% if uuid %>
RecordId = uuid.UUID
RecordKey = uuid.UUID
<% else %>
# In a path or query an id is text that reads as a number; in a body it is a number.
RecordId = Annotated[int, Field(ge=1, le=2**31 - 1)]
RecordKey = Annotated[int, Field(ge=1, le=2**31 - 1, strict=True)]
<% endif %>
<% if py.links %>
RecordKeys = Annotated[list[RecordKey], Field(max_length=LINKS_MAX)]
<% endif %>
<% if py.integers %>
Whole = Annotated[int, Field(strict=True)]
<% endif %>
Flag = Annotated[bool, Field(strict=True)]
<% if py.decimals %>
Money = Annotated[
    decimal.Decimal, BeforeValidator(_not_boolean), Field(max_digits=12, decimal_places=2)
]
<% endif %>
<% if py.dates %>
CalendarDate = Annotated[dt.date, BeforeValidator(_date_text)]
<% endif %>
<% if py.moments %>
Moment = Annotated[AwareDatetime, BeforeValidator(_moment_text), AfterValidator(_in_utc)]
<% endif %>
Email = Annotated[EmailStr, Field(max_length=254), AfterValidator(str.lower)]
<% if py.urls %>
Url = Annotated[str, StringConstraints(max_length=2048, pattern=HTTP_URL)]
<% endif %>
SearchText = Annotated[str, StringConstraints(max_length=200, pattern=NO_NUL)]
<% if on.cursor_pagination %>
CursorText = Annotated[
    str,
    StringConstraints(max_length=CURSOR_LENGTH_MAX, pattern=r"^[A-Za-z0-9_-]+$"),
    Field(description="`start` to begin, then the `next_cursor` of the answer before."),
]
<% endif %>


class Input(BaseModel):
    """A request body. Unknown fields are refused: nobody sets what is not theirs to set."""

    model_config = ConfigDict(extra="forbid")


def _drop_unset(schema: dict[str, Any]) -> None:
    for declared in schema.get("properties", {}).values():
        if declared.get("default", UNSET) is None:
            declared.pop("default", None)


class Patch(Input):
    """A request body that changes only the fields it has."""

    model_config = ConfigDict(json_schema_extra=_drop_unset)


class Output(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class Reference(Output):
    """What is shown of a related record<% if choosers %>, and of an account that can be chosen<% endif %>."""

    id: RecordId
    label: str


class PageQuery(BaseModel):
<% if page %>
    page: int = Field(default=1, ge=1, le=PAGE_MAX)
    size: int = Field(default=PAGE_SIZE, ge=1, le=PAGE_SIZE_MAX)

    @property
    def first(self) -> int:
        return (self.page - 1) * self.size

    @property
    def count(self) -> int:
        return self.size
<% else %>
    offset: int = Field(default=0, ge=0, le=OFFSET_MAX)
    limit: int = Field(default=PAGE_SIZE, ge=1, le=PAGE_SIZE_MAX)

    @property
    def first(self) -> int:
        return self.offset

    @property
    def count(self) -> int:
        return self.limit
<% endif %>


class ListQuery(PageQuery):
    """What every list of records can be asked for; each resource adds its filters and orders."""

    sort: str = "-created_at"
<% if on.cursor_pagination %>
    cursor: CursorText | None = None
<% endif %>
<% if py.searchable %>


class SearchQuery(ListQuery):
    q: SearchText | None = None
<% endif %>


Item = TypeVar("Item", bound=BaseModel)


class ResultPage(BaseModel, Generic[Item]):
    items: list[Item]
    total: int
<% if page %>
    page: int
    size: int
    pages: int

    @classmethod
    def of(
        cls, schema: type[Item], records: Iterable[object], total: int, query: PageQuery
    ) -> Self:
        items = [schema.model_validate(record) for record in records]
        pages = -(-total // query.size)
        return cls(items=items, total=total, page=query.page, size=query.size, pages=pages)
<% else %>
    offset: int
    limit: int

    @classmethod
    def of(
        cls, schema: type[Item], records: Iterable[object], total: int, query: PageQuery
    ) -> Self:
        items = [schema.model_validate(record) for record in records]
        return cls(items=items, total=total, offset=query.offset, limit=query.limit)
<% endif %>
