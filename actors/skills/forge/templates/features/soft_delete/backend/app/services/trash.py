"""The trash: seeing what was deleted, bringing it back, and deleting it for good."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.errors import ConflictError, NotFoundError
from app.models import Id, User
from app.models.deletable import WITH_DELETED, Deletable
from app.schemas.base import PageQuery
from app.services import records
from app.services.hiding import bring_parts_back, mark

DELETED: dict[str, Any] = {WITH_DELETED: True}


def deleted(resource: records.Resource[Any], user: User) -> sa.Select[Any]:
    """What the account may see of the trash: what it may delete."""
    rule = resource.rule("delete")
    rule.require(user)
    model = resource.model
    statement = sa.select(model).where(model.deleted_at.is_not(None))
    if not rule.covers_any(user):
        statement = statement.where(records.column(model, model.owner_key or "id") == user.id)
    return statement.execution_options(**DELETED)


def list_deleted(
    db: Session, resource: records.Resource[Any], user: User, query: PageQuery
) -> tuple[Sequence[Any], int]:
    model = resource.model
    ordered = deleted(resource, user).order_by(model.deleted_at.desc(), model.id)
    return records.page_of(db, ordered.options(*resource.loading()), query)


def find(db: Session, resource: records.Resource[Any], user: User, record_id: Id) -> Any:  # noqa: ANN401
    model = resource.model
    statement = deleted(resource, user).where(model.id == record_id).with_for_update(of=model)
    record = db.scalars(statement.execution_options(populate_existing=True)).one_or_none()
    if record is None:
        message = f"There is no such {resource.title} in the trash."
        raise NotFoundError(message)
    return record


def restore(
    db: Session, resource: records.Resource[records.Model], user: User, record_id: Id
) -> records.Model:
    record = find(db, resource, user, record_id)
    for link in resource.links:
        refuse_without(db, link, record)
    moment = record.deleted_at
    mark(record, None)
    bring_parts_back(db, resource.model, [record.id], moment)
    records.commit(db)
    return records.reload(db, resource, record_id)


def refuse_without(db: Session, link: records.Link, record: Any) -> None:  # noqa: ANN401
    """A part does not come back without its whole."""
    column = record.__table__.columns.get(link.key)
    if column is None or column.nullable or not issubclass(link.target, Deletable):
        return
    wanted = sa.select(link.target.id).where(link.target.id == getattr(record, link.key))
    # Locked, so that the whole does not go while its part comes back.
    if db.scalars(wanted.with_for_update(read=True, key_share=True)).first() is None:
        message = f"Restore the {link.attribute.replace('_', ' ')} that it belongs to first."
        raise ConflictError(message)


def purge(db: Session, resource: records.Resource[Any], user: User, record_id: Id) -> None:
    find(db, resource, user, record_id)
    model = resource.model
    try:
        db.execute(sa.delete(model).where(model.id == record_id))
        db.commit()
    except IntegrityError as error:
        db.rollback()
        message = f"This {resource.title} is still used by other records, perhaps in the trash."
        raise ConflictError(message) from error
