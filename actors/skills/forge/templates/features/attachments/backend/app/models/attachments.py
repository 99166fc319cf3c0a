"""Files that belong to records. Their bytes are on disk, under names that say nothing."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Record


class Attachment(Record):
    __tablename__ = "attachments"

    # As the person called it: shown, and never used as a path.
    name: Mapped[str] = mapped_column(sa.String(200))
    media_type: Mapped[str] = mapped_column(sa.String(100))
    size: Mapped[int] = mapped_column(sa.Integer)
    stored_name: Mapped[str] = mapped_column(sa.String(32), unique=True)

    @property
    def label(self) -> str:
        return self.name
