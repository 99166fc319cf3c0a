"""Tags. Records have them by tables between, which are described with the records."""

import unicodedata

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Record

NAME_LENGTH_MAX = 40


def key_of(name: str) -> str:
    """The same text for every way to write a name. Folding makes at most three characters of one."""
    return unicodedata.normalize("NFC", name.casefold())


class Tag(Record):
    __tablename__ = "tags"
<% if on.multi_tenancy %>
    __table_args__ = (sa.UniqueConstraint("organisation_id", "key", name="uq_tags_key"),)
<% endif %>

    # As it was first written.
    name: Mapped[str] = mapped_column(sa.String(NAME_LENGTH_MAX))
    key: Mapped[str] = mapped_column(sa.String(3 * NAME_LENGTH_MAX)<% if not on.multi_tenancy %>, unique=True<% endif %>)

    @property
    def label(self) -> str:
        return self.name
