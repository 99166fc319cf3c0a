"""For whom each feature flag is on. A flag that nobody has changed has no row: its default holds."""

from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from app.models.base import Record

FlagMode = Literal["on", "off", "some"]


class FeatureFlag(Record):
    __tablename__ = "feature_flags"
<% if on.multi_tenancy %>
    __table_args__ = (sa.UniqueConstraint("organisation_id", "key", name="uq_feature_flags_key"),)
<% endif %>

    key: Mapped[str] = mapped_column(sa.String(80)<% if not on.multi_tenancy %>, unique=True<% endif %>)
    mode: Mapped[FlagMode] = mapped_column(sa.String(8))
    # Roles, percentage and accounts count while the mode is `some`, and are kept beside the others.
    roles: Mapped[list[str]] = mapped_column(sa.JSON)
    percentage: Mapped[int] = mapped_column(sa.Integer)
    accounts: Mapped[list[str]] = mapped_column(sa.JSON)
    # Counts the changes; compared whenever the row is written.
    version: Mapped[int] = mapped_column(sa.Integer)

    @declared_attr.directive
    @classmethod
    def __mapper_args__(cls) -> dict[str, Any]:
        return {"version_id_col": cls.version}

    @property
    def label(self) -> str:
        return self.key
