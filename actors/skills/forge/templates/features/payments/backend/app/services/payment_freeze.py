"""What is paid for stays what it was: by the sessions of the database, whichever code uses them."""

from collections.abc import Iterator

import sqlalchemy as sa
from sqlalchemy.orm import Session, UOWTransaction, sessionmaker

from app.errors import ConflictError
from app.models import Id, OnlinePayment, Record
from app.services.payable import Payable, basis_of
from app.services.payable_kinds import PAYABLE


def keep_paid_for(sessions: sessionmaker[Session]) -> None:
    sa.event.listen(sessions, "after_flush", refuse_changes)


def refuse_changes(session: Session, _context: UOWTransaction) -> None:
    """Whoever has paid for two gets two: neither more of them nor others for the same money."""
    for payable, record_id in set(touched(session)):
        table = payable.model.__tablename__
        bought = sa.select(OnlinePayment.basis).where(
            OnlinePayment.kind == table,
            OnlinePayment.record_id == record_id,
            OnlinePayment.state == "paid",
            OnlinePayment.problem.is_(None),
        )
        paid = session.scalars(bought).first()
        record = None if paid is None else session.get(payable.model, record_id)
        if record is not None and basis_of(session, payable, record) != paid:
            message = f"This {payable.resource.title} is paid: what it comes to cannot be changed."
            raise ConflictError(message)


def touched(session: Session) -> Iterator[tuple[Payable, Id]]:
    for record in (*session.new, *session.dirty):
        for payable in PAYABLE.values():
            if isinstance(record, payable.model) and record not in session.new:
                yield payable, record.id
            elif payable.parts is not None and isinstance(record, payable.parts.model):
                yield payable, whole_of(record, payable.parts.key)


def whole_of(part: Record, key: str) -> Id:
    record_id: Id = getattr(part, key)
    return record_id
