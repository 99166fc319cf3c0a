"""Who changed a feature flag, and what was there before and after."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Id, Record


class FeatureFlagChange(Record):
    __tablename__ = "feature_flag_changes"

    key: Mapped[str] = mapped_column(sa.String(80))
    actor_id: Mapped[Id | None] = mapped_column(
        sa.ForeignKey("users.id", ondelete="SET NULL"), index=True
    )
    # Stays when the account is gone.
    actor_name: Mapped[str] = mapped_column(sa.String(100))
    before: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    after: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
