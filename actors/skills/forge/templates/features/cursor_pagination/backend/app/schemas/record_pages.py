"""Lists of records, by page or by cursor."""

from collections.abc import Iterable
from typing import Annotated, Generic, Self, TypeVar

from pydantic import BaseModel, Field

from app.schemas.base import ListQuery

Item = TypeVar("Item", bound=BaseModel)
Counted = Annotated[int | None, Field(description="Null where the list was asked for by cursor.")]


class RecordPage(BaseModel, Generic[Item]):
    items: list[Item]
    total: Counted
<% if page %>
    page: Counted
    size: int
    pages: Counted
<% else %>
    offset: Counted
    limit: int
<% endif %>
    next_cursor: Annotated[
        str | None, Field(description="What `cursor` to ask for to go on; null at the end.")
    ]

    @classmethod
    def of(
        cls,
        schema: type[Item],
        records: Iterable[object],
        total: int | None,
        next_cursor: str | None,
        query: ListQuery,
    ) -> Self:
        by_page = query.cursor is None
        return cls(
            items=[schema.model_validate(record) for record in records],
            total=total,
<% if page %>
            page=query.page if by_page else None,
            size=query.size,
            pages=None if total is None else -(-total // query.size),
<% else %>
            offset=query.offset if by_page else None,
            limit=query.limit,
<% endif %>
            next_cursor=next_cursor,
        )
