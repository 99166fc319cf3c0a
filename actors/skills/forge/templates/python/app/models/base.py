"""The declarative base, column types, and the columns that every table has."""

import datetime as dt
<% if py.decimals and has_sqlite %>
import decimal
<% endif %>
<% if uuid %>
import uuid
<% endif %>
from typing import <% if py.declared %>TYPE_CHECKING, <% endif %><% if py.decimals and has_sqlite %>Any, <% endif %>ClassVar

import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase, Mapped, <% if on.multi_tenancy %>declared_attr, <% endif %>mapped_column
<% if on.multi_tenancy %>

from app.organisation_scope import organisation_now
<% endif %>

<% if py.declared %>
if TYPE_CHECKING:
    from app.models.constraints import Constraint

<% endif %>
<% if uuid %>
Id = uuid.UUID
<% else %>
Id = int
<% endif %>


def utc_now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


class UtcDateTime(sa.TypeDecorator[dt.datetime]):
    """A moment in UTC. SQLite keeps no offset, so it is taken off on the way in and put back on the way out."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(
        self, value: dt.datetime | None, dialect: sa.Dialect
    ) -> dt.datetime | None:
        return None if value is None else value.astimezone(dt.UTC)

    def process_result_value(
        self, value: dt.datetime | None, dialect: sa.Dialect
    ) -> dt.datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC)


<% if py.decimals and has_sqlite %>
class Money(sa.TypeDecorator[decimal.Decimal]):
    """Twelve digits, two of them after the point.

    SQLite has no exact decimals; a double holds twelve digits exactly.
    """

    impl = sa.Numeric(12, 2)
    cache_ok = True

    def load_dialect_impl(self, dialect: sa.Dialect) -> sa.types.TypeEngine[Any]:
        if dialect.name == "sqlite":
            return dialect.type_descriptor(sa.Numeric(12, 2, asdecimal=False))
        return dialect.type_descriptor(sa.Numeric(12, 2))

    def process_bind_param(
        self, value: decimal.Decimal | None, dialect: sa.Dialect
    ) -> decimal.Decimal | float | None:
        return float(value) if value is not None and dialect.name == "sqlite" else value

    def process_result_value(
        self, value: decimal.Decimal | float | None, dialect: sa.Dialect
    ) -> decimal.Decimal | None:
        if value is None:
            return None
        return decimal.Decimal(str(value)).quantize(decimal.Decimal("0.01"))


<% elif py.decimals %>
Money = sa.Numeric(12, 2)


<% endif %>
<% if on.multi_tenancy %>
# Their rows may be of no organisation: what the whole product has to do, or was told.
<<= of_the_product =>>

<% endif %>
class Base(DeclarativeBase):
    # Stable names, so that later migrations can say what they change.
    metadata = sa.MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_name)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class Record(Base):
    """What every table of the product has."""

    __abstract__ = True

    # The column that names the account a record belongs to, where there is one.
    owner_key: ClassVar[str | None] = None
<% if py.named %>
    # Columns that point at accounts which may do something to the record because it names them.
    named_keys: ClassVar[tuple[str, ...]] = ()
<% endif %>
<% if py.declared %>
    # What must hold between its columns, or between it and others, beyond what the table itself checks.
    record_constraints: ClassVar[tuple["Constraint", ...]] = ()
<% endif %>

<% if uuid %>
    id: Mapped[Id] = mapped_column(sa.Uuid, primary_key=True, default=uuid.uuid4, sort_order=-1)
<% else %>
    id: Mapped[Id] = mapped_column(sa.Integer, primary_key=True, sort_order=-1)
<% endif %>
<% if on.multi_tenancy %>

    @declared_attr
    @classmethod
    def organisation_id(cls) -> Mapped[Id]:
        """Whose it is: filled from who is signed in, never from a request."""
        return mapped_column(
            sa.ForeignKey("organisations.id", ondelete="CASCADE"),
            default=organisation_now,
            index=True,
            nullable=getattr(cls, "__tablename__", "") in OF_THE_PRODUCT,
        )

<% endif %>
    created_at: Mapped[dt.datetime] = mapped_column(
        UtcDateTime, default=utc_now, index=True, sort_order=1
    )
    updated_at: Mapped[dt.datetime] = mapped_column(
        UtcDateTime, default=utc_now, onupdate=utc_now, sort_order=1
    )

    @property
    def label(self) -> str:
        """The text that stands for the record in lists and links."""
        return str(self.id)
