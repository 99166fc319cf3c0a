"""Files that are kept with records: what is known of them. Their bytes are in a folder of their own."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, MappedColumn, mapped_column

from app.models.base import Id, Record

NAME_LENGTH_MAX = 120


def one_of(table: str) -> MappedColumn[Id | None]:
    return mapped_column(sa.ForeignKey(f"{table}.id", ondelete="CASCADE"), index=True)


class AttachedFile(Record):
    __tablename__ = "attached_files"

    name: Mapped[str] = mapped_column(sa.String(NAME_LENGTH_MAX))
    media_type: Mapped[str] = mapped_column(sa.String(100))
    # Bytes.
    size: Mapped[int] = mapped_column(sa.BigInteger)
    # Of pictures alone, in pixels.
    width: Mapped[int | None]
    height: Mapped[int | None]
    # The name of its bytes in their folder.
    stored_as: Mapped[str] = mapped_column(sa.String(32), unique=True)
    added_by_id: Mapped[Id | None] = mapped_column(
        sa.ForeignKey("users.id", ondelete="SET NULL"), index=True
    )
    # The record that it is kept with: one of these is set.
<% for entity in app.entities if not entity.parent %>
<% set left = "    " ~ entity.names.snake ~ "_id: Mapped[Id | None] = one_of(" %>
<% if (left ~ entity.table)|length > 97 %>
<<= left =>>
        "<<= entity.table =>>"
    )
<% else %>
<<= left =>>"<<= entity.table =>>")
<% endif %>
<% endfor %>

    @property
    def label(self) -> str:
        return self.name
