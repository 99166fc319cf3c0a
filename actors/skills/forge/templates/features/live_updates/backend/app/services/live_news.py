"""What is told of a change: between processes, and to those who listen."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from app.models import Id
from app.services.live_audience import Audience, Listener

Happened = Literal["created", "updated", "deleted"]

# PostgreSQL hands on less than 8000 bytes at a time.
PAYLOAD_BYTES_MAX = 7500


@dataclass(frozen=True)
class Change:
    # The table.
    kind: str
    id: Id
    before: Audience
    after: Audience

    def for_listener(self, listener: Listener) -> Happened | None:
        """What happened, as far as somebody may know: nothing where they could not read it, and cannot now."""
        if self.after.holds(listener):
            return "updated" if self.before.holds(listener) else "created"
        return "deleted" if self.before.holds(listener) else None

    @property
    def wire_id(self) -> str | int:
<% if uuid %>
        return str(self.id)
<% else %>
        return self.id
<% endif %>

    def to_wire(self) -> list[Any]:
        return [self.kind, self.wire_id, self.before.to_wire(), self.after.to_wire()]

    @classmethod
    def of_wire(cls, wire: list[Any]) -> "Change":
        kind, record_id, before, after = wire
        return cls(kind, Id(record_id), Audience.of_wire(before), Audience.of_wire(after))


@dataclass(frozen=True)
class News:
    changes: list[Change] = field(default_factory=list)
    # Accounts whose rights or sessions are others now, as text.
    accounts: list[str] = field(default_factory=list)
    # Whether listeners are to read everything again.
    reset: bool = False
<% if on.multi_tenancy %>
    # Whose news it is, as text. What is nobody's holds nothing but that it is time to look again.
    organisation_id: str | None = None
<% endif %>

    def __bool__(self) -> bool:
        return bool(self.changes or self.accounts or self.reset)

    def to_wire(self) -> str:
        wire = {
            "changes": [it.to_wire() for it in self.changes],
            "accounts": self.accounts,
            "reset": self.reset,
<% if on.multi_tenancy %>
            "organisation": self.organisation_id,
<% endif %>
        }
        return json.dumps(wire, separators=(",", ":"))

    @classmethod
    def of_wire(cls, wire: str) -> "News":
        parsed = json.loads(wire)
        changes = [Change.of_wire(it) for it in parsed["changes"]]
<% if on.multi_tenancy %>
        return cls(changes, parsed["accounts"], parsed["reset"], parsed["organisation"])
<% else %>
        return cls(changes=changes, accounts=parsed["accounts"], reset=parsed["reset"])
<% endif %>

    def payloads(self) -> Iterator[str]:
        """The same in parts that are short enough; what cannot be cut any more is left to reading everything again."""
        wire = self.to_wire()
        if len(wire.encode()) <= PAYLOAD_BYTES_MAX:
            yield wire
            return
        if len(self.changes) > 1:
            half = len(self.changes) // 2
            # Who is to be asked again comes first.
            yield from replace(self, changes=self.changes[:half]).payloads()
            rest = replace(self, changes=self.changes[half:], accounts=[], reset=False)
            yield from rest.payloads()
        elif len(self.accounts) > 1:
            half = len(self.accounts) // 2
            first = replace(self, changes=[], accounts=self.accounts[:half], reset=False)
            yield from first.payloads()
            yield from replace(self, accounts=self.accounts[half:]).payloads()
        else:
            yield replace(self, changes=[], reset=True).to_wire()
