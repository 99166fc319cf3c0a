"""Tags: who may change a record tags it; who may see a record sees its tags."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.errors import ConflictError, NotFoundError
from app.models import Id, Tag, User
from app.models.tags import key_of
from app.schemas.base import PageQuery
from app.services import records

# The relation of a record to its tags.
RELATION = "tagged_with"
# Tags of a record at a time.
TAGS_MAX = 20


def list_tags(
    db: Session, resource: records.Resource[Any], viewer: User | None, query: PageQuery
) -> tuple[Sequence[sa.Row[Id, str, int]], int]:
    """Tags of the records that the viewer may see, and of how many."""
    resource.rule("list").require(viewer)
    seen = records.visible(resource.model, viewer)
    # Of the records' own ids: what a session leaves out of records, it leaves out of the count.
    count = sa.func.count(resource.model.id).label("count")
    statement = (
        seen.join(records.column(resource.model, RELATION))
        .with_only_columns(Tag.id, Tag.name, count)
        .group_by(Tag.id, Tag.name, Tag.key)
    )
    total = db.scalar(sa.select(sa.func.count()).select_from(statement.subquery())) or 0
    statement = statement.order_by(count.desc(), Tag.key)
    return db.execute(statement.offset(query.first).limit(query.count)).all(), total


def add(
    db: Session,
    resource: records.Resource[records.Model],
    viewer: User | None,
    record_id: Id,
    name: str,
) -> records.Model:
    record = records.get_record(db, resource, viewer, record_id, "update")
    tags: list[Tag] = getattr(record, RELATION)
    tag = find_or_make(db, name)
    if tag not in tags:
        if len(tags) >= TAGS_MAX:
            message = f"This {resource.title} has {TAGS_MAX} tags already. Take one off first."
            raise ConflictError(message)
        tags.append(tag)
    records.commit(db)
    return records.reload(db, resource, record_id)


def find_or_make(db: Session, name: str) -> Tag:
    wanted = sa.select(Tag).where(Tag.key == key_of(name))
    tag = db.scalars(wanted).one_or_none()
    if tag is not None:
        return tag
    tag = Tag(name=name, key=key_of(name))
    try:
        with db.begin_nested():
            db.add(tag)
    except IntegrityError:
        # Somebody else made it at the same moment.
        return db.scalars(wanted).one()
    return tag


def remove(
    db: Session, resource: records.Resource[Any], viewer: User | None, record_id: Id, tag_id: Id
) -> None:
    record = records.get_record(db, resource, viewer, record_id, "update")
    tags: list[Tag] = getattr(record, RELATION)
    tag = next((tag for tag in tags if tag.id == tag_id), None)
    if tag is None:
        message = f"This {resource.title} has no such tag."
        raise NotFoundError(message)
    tags.remove(tag)
    records.commit(db)
