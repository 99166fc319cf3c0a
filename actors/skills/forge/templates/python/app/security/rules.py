"""What a rule is: who may do an action to any record, and who to their own<% if py.named %> or to those that name them<% endif %>."""

from dataclasses import dataclass

from app.errors import ForbiddenError, UnauthenticatedError
from app.models import User

ADMIN = "admin"


@dataclass(frozen=True)
class Rule:
    """An administrator always may and is not listed."""

    anonymous: bool = False
    roles: frozenset[str] = frozenset()
    own_roles: frozenset[str] = frozenset()
<% if py.named %>
    # Roles that may do it to records that name them, besides their own.
    named_roles: frozenset[str] = frozenset()
<% endif %>
<% if py.through %>
    # Roles that may read what is written under a record that they may read, and the relation to that record.
    through_roles: frozenset[str] = frozenset()
    through: str = ""
<% endif %>

    def covers_any(self, viewer: User | None) -> bool:
        if viewer is None:
            return self.anonymous
        return self.anonymous or viewer.role == ADMIN or viewer.role in self.roles

    def covers_own(self, viewer: User | None) -> bool:
        return viewer is not None and viewer.role in self.own_roles

<% if py.named %>
    def covers_named(self, viewer: User | None) -> bool:
        return viewer is not None and viewer.role in self.named_roles

<% endif %>
<% if py.through %>
    def covers_through(self, viewer: User | None) -> bool:
        return viewer is not None and viewer.role in self.through_roles

<% endif %>
    def require(self, viewer: User | None) -> None:
        """Refuses who may not do the action to any record at all, before anything is looked up."""
        if self.covers_any(viewer) or self.covers_own(viewer):
            return
<% if py.named %>
        if self.covers_named(viewer):
            return
<% endif %>
<% if py.through %>
        if self.covers_through(viewer):
            return
<% endif %>
        if viewer is None:
            raise UnauthenticatedError
        raise ForbiddenError
