"""Organisations: what each keeps is its members' alone."""

import datetime as dt
<% if uuid %>
import uuid
<% endif %>

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Id, UtcDateTime, utc_now

NAME_LENGTH_MAX = 100


class Organisation(Base):
    __tablename__ = "organisations"

<% if uuid %>
    id: Mapped[Id] = mapped_column(sa.Uuid, primary_key=True, default=uuid.uuid4)
<% else %>
    id: Mapped[Id] = mapped_column(sa.Integer, primary_key=True)
<% endif %>
    name: Mapped[str] = mapped_column(sa.String(NAME_LENGTH_MAX))
    created_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, default=utc_now)

    @property
    def label(self) -> str:
        return self.name
