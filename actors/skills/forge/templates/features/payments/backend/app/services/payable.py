"""What a record comes to, from the record itself and what it points at."""

import decimal
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.models import Id, Record
from app.services.records import Resource, column


@dataclass(frozen=True)
class Price:
    """The price of one record, or of one of its parts."""

    field: str
    # The column that points at what has the price, and the class of that.
    key: str = ""
    thing: type[Record] | None = None
    quantity: str = ""


@dataclass(frozen=True)
class Parts:
    """What the amount is summed up over, and by which column it belongs to the record."""

    model: type[Record]
    key: str


@dataclass(frozen=True)
class Payable:
    resource: Resource[Any]
    # Where its pages are: `/orders`.
    page: str
    price: Price
    parts: Parts | None = None
<% if py.workflows %>
    # Transitions that a payment, or a refund, takes the record along.
    paid_by: tuple[str, ...] = ()
    refunded_by: tuple[str, ...] = ()
    # States in which nothing is paid any more, where no transition tells.
    closed: frozenset[str] = frozenset()
<% endif %>

    @property
    def model(self) -> type[Record]:
        model: type[Record] = self.resource.model
        return model


def takes_payment(payable: Payable, record: Record) -> bool:
    """Whether the record is where it can be paid."""
<% if py.workflows %>
    field = payable.resource.status_field
    if not field:
        return True
    state: str = getattr(record, field)
    if not payable.paid_by:
        return state not in payable.closed
    steps = (step for step in payable.resource.transitions if step.name in payable.paid_by)
    return any(state in step.from_states for step in steps)
<% else %>
    return isinstance(record, payable.model)
<% endif %>


def amount_of(db: Session, payable: Payable, record: Record) -> decimal.Decimal | None:
    """Nothing where a price is missing, or hidden from whoever asks."""
    total = decimal.Decimal(0)
    for part in priced(db, payable, record):
        amount = price_of(db, payable.price, part)
        if amount is None:
            return None
        total += amount
    return total


def price_of(db: Session, price: Price, part: Record) -> decimal.Decimal | None:
    holder: Record | None = part
    if price.thing is not None:
        wanted = sa.select(price.thing).where(price.thing.id == getattr(part, price.key))
        holder = db.scalars(wanted.execution_options(populate_existing=True)).one_or_none()
    one = None if holder is None else getattr(holder, price.field)
    many = getattr(part, price.quantity) if price.quantity else 1
    return None if one is None or many is None else decimal.Decimal(one) * decimal.Decimal(many)


def basis_of(db: Session, payable: Payable, record: Record) -> str:
    """A fingerprint of what is paid for: which things and how many, or the amount that was written. A price that changes
    elsewhere is none of it: who began to pay pays what was asked for then."""
    price = payable.price
    wanted = [price.key or price.field, price.quantity]
    rows = [
        [normal(getattr(part, name)) if name else "" for name in wanted]
        for part in priced(db, payable, record)
    ]
    return hashlib.sha256(json.dumps(sorted(rows)).encode()).hexdigest()


def normal(value: object) -> str:
    """`2`, `2.0` and `2.00` are the same."""
    return str(value.normalize()) if isinstance(value, decimal.Decimal) else str(value)


def priced(db: Session, payable: Payable, record: Record) -> Sequence[Record]:
    parts = payable.parts
    if parts is None:
        return [record]
    key = column(parts.model, parts.key)
    return db.scalars(sa.select(parts.model).where(key == record.id)).all()


def live_key(payable: Payable, record_id: Id) -> str:
    return f"{payable.model.__tablename__}:{record_id}"
