"""Ways through a provider that were gone to their end, kept until they run out: nobody goes one twice."""

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Record, UtcDateTime


class SpentFlow(Record):
    __tablename__ = "spent_flows"

    flow_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    expires_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, index=True)
