"""Who an account is at a provider: the provider's own number of the person, never an address."""

from typing import Literal

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Id, Record

ProviderName = Literal["google", "github"]


class SocialIdentity(Record):
    __tablename__ = "social_identities"

    user_id: Mapped[Id] = mapped_column(sa.ForeignKey("users.id", ondelete="CASCADE"), index=True)
    provider: Mapped[ProviderName] = mapped_column(sa.String(16))
    # `google:1001`: numbers are a provider's own, and two of them may give the same.
    person: Mapped[str] = mapped_column(sa.String(272), unique=True)
    # As the provider called the person when it was linked: tells one's identities apart, and is never looked up.
    shown_as: Mapped[str] = mapped_column(sa.String(254))

    @property
    def label(self) -> str:
        return f"{self.provider}: {self.shown_as}"
