"""Background jobs as administrators see them."""

import datetime as dt

from pydantic import BaseModel

from app.models.background_jobs import JobState
from app.schemas.base import Output, PageQuery, RecordId


class JobOut(Output):
    """Without what the job was given: that may hold what is for nobody's eyes."""

    id: RecordId
    kind: str
    state: JobState
    attempts: int
    run_after: dt.datetime | None
    last_error: str | None
    created_at: dt.datetime
    finished_at: dt.datetime | None


class JobCounts(BaseModel):
    queued: int = 0
    running: int = 0
    done: int = 0
    dead: int = 0


class JobQuery(PageQuery):
    state: JobState | None = None
