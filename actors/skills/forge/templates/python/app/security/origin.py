"""Refusing requests that another site made a browser send along with our cookie."""

from urllib.parse import urlsplit

from fastapi import Request

from app.config import Settings
from app.errors import ForbiddenError


async def refuse_foreign_origin(request: Request) -> None:
    """SameSite=Strict already keeps the cookie home; this holds where a browser does not know it."""
    origin = request.headers.get("origin")
    settings: Settings = request.app.state.settings
    if origin is None or origin in settings.cors_origins:
        return
    if urlsplit(origin).netloc != request.headers.get("host"):
        message = "This request comes from another site."
        raise ForbiddenError(message)
