"""What is paid for stays what it was: by the sessions of the database, whichever code uses them."""

from collections.abc import Iterator

import sqlalchemy as sa
from sqlalchemy.orm import Session, UOWTransaction, sessionmaker

from app.errors import ConflictError
from app.models import Id, OnlinePayment, Record
<% if on.soft_delete %>
from app.models.deletable import Deletable
<% endif %>
from app.services.payable import Payable, basis_of
from app.services.payable_kinds import PAYABLE
<% if on.soft_delete %>
from app.services.payment_hold import refuse, table_of, those
<% endif %>


def keep_paid_for(sessions: sessionmaker[Session]) -> None:
    sa.event.listen(sessions, "after_flush", refuse_changes)


def refuse_changes(session: Session, _context: UOWTransaction) -> None:
    """Whoever has paid for two gets two: neither more of them nor others for the same money."""
<% if on.soft_delete %>
    for record in session.dirty:
        if is_put_away(record):
            # With all that goes to the trash along with it.
            table = table_of(type(record))
            connection = session.connection()
            refuse(connection, table, those(connection, table.c.id, table.c.id == record.id))
<% endif %>
    for payable, record_id in set(touched(session)):
        table = payable.model.__tablename__
        bought = sa.select(OnlinePayment.basis).where(
            OnlinePayment.kind == table,
            OnlinePayment.record_id == record_id,
            OnlinePayment.state.in_(("processing", "paid")),
            OnlinePayment.problem.is_(None),
        )
        paid = session.scalars(bought).first()
        record = None if paid is None else session.get(payable.model, record_id)
        if record is not None and basis_of(session, payable, record) != paid:
            title = payable.resource.title
            message = f"This {title} is paid, or being paid: what it comes to cannot be changed."
            raise ConflictError(message)
<% if on.soft_delete %>


def is_put_away(record: object) -> bool:
    if not isinstance(record, Deletable):
        return False
    changed = sa.inspect(record).attrs["deleted_at"].history.added
    return any(moment is not None for moment in changed or ())
<% endif %>


def touched(session: Session) -> Iterator[tuple[Payable, Id]]:
    for record in (*session.new, *session.dirty):
        for payable in PAYABLE.values():
            if isinstance(record, payable.model) and record not in session.new:
                yield payable, record.id
            elif payable.parts is not None and isinstance(record, payable.parts.model):
                for record_id in wholes_of(record, payable.parts.key):
                    yield payable, record_id


def wholes_of(part: Record, key: str) -> Iterator[Id]:
    """Where it belongs now, and where it did before."""
    yield getattr(part, key)
    for before in sa.inspect(part).attrs[key].history.deleted or ():
        if before is not None:
            yield before
