"""Headers that every answer carries, and the id by which a request is found in logs."""

import re
import uuid

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
API_POLICY = "default-src 'none'; frame-ancestors 'none'"
# The documentation pages load their viewer from elsewhere, so the strict policy would leave them blank.
DOCUMENTATION = ("/docs", "/redoc")


class SecurityHeadersMiddleware:
    def __init__(self, app: ASGIApp, *, https_only: bool) -> None:
        self.app = app
        self.https_only = https_only

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        asked = Headers(scope=scope).get("x-request-id", "")
        request_id = asked if REQUEST_ID.fullmatch(asked) else uuid.uuid4().hex
        scope.setdefault("state", {})["request_id"] = request_id
        path: str = scope["path"]

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                self.add(MutableHeaders(scope=message), path, request_id)
            await send(message)

        await self.app(scope, receive, send_with_headers)

    def add(self, headers: MutableHeaders, path: str, request_id: str) -> None:
        headers.update(HEADERS)
        headers["X-Request-ID"] = request_id
        if not path.startswith(DOCUMENTATION):
<% if on.attachments and on.payments %>
            # A download has a stricter one, and the local page for payments its own.
            headers.setdefault("Content-Security-Policy", API_POLICY)
<% elif on.payments %>
            # The local page for payments has its own.
            headers.setdefault("Content-Security-Policy", API_POLICY)
<% elif on.attachments %>
            # A download has a stricter one.
            headers.setdefault("Content-Security-Policy", API_POLICY)
<% else %>
            headers["Content-Security-Policy"] = API_POLICY
<% endif %>
            headers.setdefault("Cache-Control", "no-store")
        if self.https_only:
            headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
