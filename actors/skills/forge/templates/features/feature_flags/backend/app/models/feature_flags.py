"""For whom each feature flag is on. A flag that nobody has changed has no row: its default holds."""

from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from app.models.base import Record

FlagMode = Literal["on", "off", "some"]


class FeatureFlag(Record):
    __tablename__ = "feature_flags"

    key: Mapped[str] = mapped_column(sa.String(80), unique=True)
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
