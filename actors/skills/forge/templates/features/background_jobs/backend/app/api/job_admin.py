"""Background jobs, for administrators."""

from typing import Annotated

from fastapi import APIRouter, Query

from app.api.deps import CurrentAdmin, Db
from app.errors import responses
from app.models import BackgroundJob
from app.schemas.base import RecordId, ResultPage
from app.schemas.job_admin import JobCounts, JobOut, JobQuery
from app.services import job_admin

router = APIRouter(prefix="/admin/jobs", tags=["background jobs"])


@router.get(
    "",
    operation_id="list_jobs",
    summary="Background jobs, the newest first",
    responses=responses(401, 403, 422),
)
def list_jobs(
    db: Db, _admin: CurrentAdmin, query: Annotated[JobQuery, Query()]
) -> ResultPage[JobOut]:
    found, total = job_admin.list_jobs(db, query)
    return ResultPage.of(JobOut, found, total, query)


@router.get(
    "/counts",
    operation_id="count_jobs",
    summary="How many background jobs there are in each state",
    responses=responses(401, 403),
)
def count_jobs(db: Db, _admin: CurrentAdmin) -> JobCounts:
    return job_admin.count(db)


@router.post(
    "/{job_id}/retry",
    operation_id="retry_job",
    summary="Run a dead background job again",
    response_model=JobOut,
    responses=responses(401, 403, 404, 409, 422),
)
def retry_job(db: Db, _admin: CurrentAdmin, job_id: RecordId) -> BackgroundJob:
    return job_admin.retry(db, job_id)
