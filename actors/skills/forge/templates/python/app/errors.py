"""Every error has one shape on the wire: a code, a message, and details by field."""

import logging
from collections.abc import Sequence
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

logger = logging.getLogger(__name__)
# Ends with the id that the answer carries too.
FAILED = "%s %s failed, request %s"


class ErrorDetail(BaseModel):
    field: str
    message: str


class ErrorBody(BaseModel):
    code: str
    message: str
    details: list[ErrorDetail]


class ErrorResponse(BaseModel):
    error: ErrorBody


class ApiError(Exception):
    """An answer that is not a success. Subclasses fix the status and the code."""

    status = 500
    code = "internal"

    def __init__(
        self,
        message: str,
        *,
        details: Sequence[ErrorDetail] = (),
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.details = list(details)
        self.headers = headers


class UnauthenticatedError(ApiError):
    status = 401
    code = "unauthenticated"

    def __init__(self, message: str = "Sign in first.") -> None:
        super().__init__(message, headers={"WWW-Authenticate": "Bearer"})


class ForbiddenError(ApiError):
    status = 403
    code = "forbidden"

    def __init__(self, message: str = "You may not do this.") -> None:
        super().__init__(message)


class NotFoundError(ApiError):
    status = 404
    code = "not_found"


class ConflictError(ApiError):
    status = 409
    code = "conflict"


class InvalidError(ApiError):
    status = 422
    code = "validation_failed"

    def __init__(self, field: str, message: str) -> None:
        super().__init__(
            "Some fields are not right.", details=[ErrorDetail(field=field, message=message)]
        )


class RateLimitedError(ApiError):
    status = 429
    code = "rate_limited"

    def __init__(self, retry_after_s: int) -> None:
        super().__init__(
            "Too many attempts. Wait a little and try again.",
            headers={"Retry-After": str(retry_after_s)},
        )


CODES = {
    400: "bad_request",
    401: "unauthenticated",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
<% if on.attachments %>
    408: "too_slow",
<% endif %>
    409: "conflict",
<% if on.attachments or on.webhooks or on.payments %>
    413: "too_large",
<% endif %>
<% if on.attachments %>
    415: "unsupported_kind",
<% endif %>
    422: "validation_failed",
    429: "rate_limited",
    500: "internal",
    503: "unavailable",
<% if on.attachments %>
    507: "storage_full",
<% endif %>
}


def responses(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The error answers of an operation, for its documentation."""
    return {status: {"model": ErrorResponse, "description": CODES[status]} for status in statuses}


def answer(
    status: int,
    message: str,
    *,
    code: str | None = None,
    details: Sequence[ErrorDetail] = (),
    headers: dict[str, str] | None = None,
) -> JSONResponse:
    code = code or CODES.get(status, "bad_request" if status < 500 else "internal")
    error = ErrorBody(code=code, message=message, details=list(details))
    return JSONResponse(ErrorResponse(error=error).model_dump(), status, headers)


def add_handlers(app: FastAPI) -> None:
    @app.exception_handler(ApiError)
    async def on_api_error(_request: Request, error: ApiError) -> JSONResponse:
        return answer(
            error.status,
            error.message,
            code=error.code,
            details=error.details,
            headers=error.headers,
        )

    @app.exception_handler(RequestValidationError)
    async def on_invalid(_request: Request, error: RequestValidationError) -> JSONResponse:
        details = [
            ErrorDetail(field=_field(item["loc"]), message=item["msg"]) for item in error.errors()
        ]
        return answer(422, "Some fields are not right.", details=details)

    @app.exception_handler(HTTPException)
    async def on_http(_request: Request, error: HTTPException) -> JSONResponse:
        return answer(error.status_code, error.detail, headers=dict(error.headers or {}))

    @app.exception_handler(OperationalError)
    @app.exception_handler(PoolTimeoutError)
    async def on_database(request: Request, _error: Exception) -> JSONResponse:
        """The database is away, or took longer than it may; the next try may work."""
        logger.exception(FAILED, request.method, request.url.path, request.state.request_id)
        return answer(503, "The service is busy. Try again in a moment.")


class CrashMiddleware:
    """Turns what nobody expected into an answer of the usual shape, and into a log line."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = False

        async def watched_send(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self.app(scope, receive, watched_send)
        except Exception:
            if started or scope["type"] != "http":
                raise
            request = Request(scope)
            logger.exception(FAILED, request.method, request.url.path, request.state.request_id)
            await answer(500, "Something went wrong on our side.")(scope, receive, send)


def _field(location: Sequence[str | int]) -> str:
    """`("body", "title")` to `title`: where a value was sent is no help to the person who sent it."""
    inner = location[1:] if location and location[0] in ("body", "query", "path") else location
    return ".".join(str(step) for step in inner)
