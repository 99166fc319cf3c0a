"""The moderators' queue, their decisions, and what people report."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

import sqlalchemy as sa
from fastapi import Depends, Request
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, joinedload
from sqlalchemy.orm.attributes import flag_modified

from app.errors import ConflictError, ForbiddenError, NotFoundError
from app.models import Id, ModerationReport, User
from app.models.base import utc_now
from app.models.moderated import Moderated
from app.schemas.moderation import (
    Approval,
    Decided,
    ModerationCount,
    ModerationQuery,
    Rejection,
    Report,
    Seen,
)
from app.security.rate_limit import RateLimiter
from app.services import records
from app.services.moderating import kinds, moderates

# Reports shown with a record: more say nothing new.
REPORTS_SHOWN_MAX = 20


async def get_report_limiter(request: Request) -> RateLimiter:
    limiter: RateLimiter = request.app.state.report_limiter
    return limiter


ReportLimiter = Annotated[RateLimiter, Depends(get_report_limiter)]


@dataclass(frozen=True)
class Queued:
    """A record before the moderators."""

    record: Moderated
    reports: Sequence[ModerationReport]

    @property
    def version(self) -> str:
        return self.record.moderation_version

    @property
    def held_at(self) -> dt.datetime | None:
        return self.record.moderation_held_at

    @property
    def reported_at(self) -> dt.datetime | None:
        return self.record.moderation_reported_at


def counts(db: Session, user: User) -> list[ModerationCount]:
    own = [model for model in kinds() if moderates(model, user)]
    if not own:
        raise ForbiddenError
    return [
        ModerationCount(
            kind=model.__tablename__,
            open=db.scalar(sa.select(sa.func.count(model.id)).where(is_open(model))) or 0,
        )
        for model in own
    ]


def is_open(model: type[Moderated]) -> sa.ColumnElement[bool]:
    pending = sa.and_(model.moderation_held_at.is_not(None), model.moderation_reason.is_(None))
    return sa.or_(pending, model.moderation_reported_at.is_not(None))


def require_moderator(resource: records.Resource[Any], user: User) -> None:
    if not moderates(resource.model, user):
        raise ForbiddenError


def list_queued(
    db: Session, resource: records.Resource[Any], user: User, query: ModerationQuery
) -> tuple[list[Queued], int]:
    require_moderator(resource, user)
    model = resource.model
    waiting = sa.func.coalesce(model.moderation_held_at, model.moderation_reported_at)
    if query.state == "open":
        statement = sa.select(model).where(is_open(model)).order_by(waiting, model.id)
    else:
        rejected = sa.select(model).where(model.moderation_reason.is_not(None))
        statement = rejected.order_by(waiting.desc(), model.id)
    found, total = records.page_of(db, statement.options(*resource.loading()), query)
    reports = reports_of(db, model, found)
    return [Queued(record, reports.get(record.id, [])) for record in found], total


def reports_of(
    db: Session, model: type[Moderated], found: Sequence[Moderated]
) -> dict[Id, list[ModerationReport]]:
    """The latest reports of each record. An id that was given again has none of the one before."""
    written = {record.id: record.created_at for record in found}
    statement = (
        sa.select(ModerationReport)
        .where(
            ModerationReport.kind == model.__tablename__, ModerationReport.record_id.in_(written)
        )
        .options(joinedload(ModerationReport.reporter))
        .order_by(ModerationReport.created_at.desc(), ModerationReport.id)
    )
    reports: dict[Id, list[ModerationReport]] = defaultdict(list)
    for report in db.scalars(statement):
        known = reports[report.record_id]
        if report.written_at == written[report.record_id] and len(known) < REPORTS_SHOWN_MAX:
            known.append(report)
    return reports


def approve(
    db: Session, resource: records.Resource[Any], user: User, approval: Approval
) -> Decided:
    require_moderator(resource, user)
    done = []
    for record in as_seen(db, resource, approval.records):
        if record.moderation_held_at is not None:
            # Its text is another than the one that was reported.
            db.execute(sa.delete(ModerationReport).where(about(record)))
        decide(record, None)
        done.append(record.id)
    records.commit(db)
    return decided(approval.records, done)


def reject(
    db: Session, resource: records.Resource[Any], user: User, rejection: Rejection
) -> Decided:
    require_moderator(resource, user)
    done = []
    for record in as_seen(db, resource, rejection.records):
        decide(record, rejection.reason)
        done.append(record.id)
    records.commit(db)
    return decided(rejection.records, done)


def decided(seen: Sequence[Seen], done: Sequence[Id]) -> Decided:
    return Decided(done=len(done), missed=[it.id for it in seen if it.id not in done])


def decide(record: Moderated, reason: str | None) -> None:
    record.moderation_held_at = None if reason is None else utc_now()
    record.moderation_reason = reason
    record.moderation_reported_at = None
    # A decision is no change of what the record says.
    flag_modified(record, "updated_at")


def as_seen(
    db: Session, resource: records.Resource[Any], seen: Sequence[Seen]
) -> Iterator[Moderated]:
    """Those that nobody has changed since, locked; one after another in one order, so that two moderators never wait in a circle."""
    model: type[Moderated] = resource.model
    versions = {it.id: it.version for it in seen}
    for record_id in sorted(versions):
        # Writing what is there locks the row, also where reading for update does not.
        claim = sa.update(model).where(model.id == record_id).values(updated_at=model.updated_at)
        db.execute(claim.execution_options(synchronize_session=False))
        wanted = sa.select(model).where(model.id == record_id)
        record = db.scalars(wanted.execution_options(populate_existing=True)).one_or_none()
        if record is not None and record.moderation_version == versions[record_id]:
            yield record


def about(record: Moderated) -> sa.ColumnElement[bool]:
    return sa.and_(
        ModerationReport.kind == record.__tablename__, ModerationReport.record_id == record.id
    )


def report(
    db: Session,
    resource: records.Resource[Any],
    user: User,
    limiter: RateLimiter,
    record_id: Id,
    body: Report,
) -> None:
    """What is hidden from the reporter, or from everybody, answers as what is not there."""
    limiter.attempt(str(user.id))
    model: type[Moderated] = resource.model
    resource.rule("read").require(user)
    statement = records.visible(model, user).where(
        model.id == record_id, model.moderation_held_at.is_(None)
    )
    record = db.scalars(statement.with_for_update(of=model)).one_or_none()
    if record is None:
        message = f"There is no such {resource.title}."
        raise NotFoundError(message)
    if records.owns(user, record):
        message = "This is your own: change or delete it instead."
        raise ConflictError(message)
    made = ModerationReport(
        kind=record.__tablename__,
        record_id=record.id,
        written_at=record.created_at,
        reporter_id=user.id,
        reason=body.reason,
        note=body.note,
        key=f"{record.__tablename__}:{record.id}:{record.created_at.timestamp()}:{user.id}",
    )
    record.moderation_reported_at = record.moderation_reported_at or utc_now()
    flag_modified(record, "updated_at")
    db.add(made)
    try:
        db.commit()
    except IntegrityError as error:
        db.rollback()
        message = "You have reported this already."
        raise ConflictError(message) from error
