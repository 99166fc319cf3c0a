"""Records that are hidden when they are deleted. Every session leaves them out of whatever it reads."""

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, ORMExecuteState, Session, mapped_column, with_loader_criteria

from app.models.base import Record, UtcDateTime

# The option of a statement that is to find what was deleted, too.
WITH_DELETED = "with_deleted"


class Deletable(Record):
    __abstract__ = True

    # The same moment for all that went to the trash together.
    deleted_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime, index=True, sort_order=2)


@sa.event.listens_for(Session, "do_orm_execute")
def leave_out_deleted(state: ORMExecuteState) -> None:
    if not state.is_select or state.is_column_load or state.is_relationship_load:
        # What a relation loads is limited as the statement was that loaded its owner.
        return
    if not state.execution_options.get(WITH_DELETED, False):
        state.statement = state.statement.options(
            with_loader_criteria(
                Deletable, lambda model: model.deleted_at.is_(None), include_aliases=True
            )
        )
