"""The double of Stripe as a small application: its API, and the page on which people pay, or do not."""

import base64
import hashlib
from html import escape
from typing import cast, get_args
from urllib.parse import parse_qs

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from app.services.local_stripe import Choice, LocalStripe, Session
from app.services.payment_money import in_words

BODY_BYTES_MAX = 64 * 1024
STYLE = """
:root { color-scheme: light dark; }
body { font: 1rem/1.5 system-ui, sans-serif; margin: 0; }
main { max-width: 26rem; margin: 10vh auto; padding: 0 1rem; }
.amount { font-size: 2rem; font-weight: 600; margin: 0; }
form { display: grid; gap: .75rem; margin-top: 2rem; }
button { font: inherit; padding: .75rem; border: 1px solid; border-radius: .5rem; cursor: pointer; }
"""
STYLE_HASH = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
# Sending the form leads back to the product, so that nothing is said about forms.
HEADERS = {
    "Content-Security-Policy": (
        f"default-src 'none'; style-src 'sha256-{STYLE_HASH}'; base-uri 'none'; frame-ancestors 'none'"
    )
}


def application(double: LocalStripe) -> Starlette:
    async def api(request: Request) -> Response:
        body = await read_body(request)
        if body is None:
            return Response(status_code=413)
        path = f"/v1/{request.path_params['rest']}"
        answer = await run_in_threadpool(
            double.send, request.method, path, dict(request.headers), body
        )
        return Response(answer.body, answer.status, headers=dict(answer.headers))

    async def show(request: Request) -> Response:
        session = double.find(request.path_params["session_id"])
        return page(session)

    async def decide(request: Request) -> Response:
        body = await read_body(request) or b""
        chosen = parse_qs(body.decode(errors="replace")).get("choice", [""])[0]
        session_id: str = request.path_params["session_id"]
        if chosen not in get_args(Choice):
            return page(double.find(session_id))
        url = await run_in_threadpool(double.decide, session_id, cast("Choice", chosen))
        return page(double.find(session_id)) if url is None else RedirectResponse(url, 303)

    return Starlette(
        routes=[
            Route("/v1/{rest:path}", api, methods=["GET", "POST"]),
            Route("/pay/{session_id}", show, methods=["GET"]),
            Route("/pay/{session_id}", decide, methods=["POST"]),
        ]
    )


async def read_body(request: Request) -> bytes | None:
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > BODY_BYTES_MAX:
            return None
    return bytes(body)


def page(session: Session | None) -> HTMLResponse:
    if session is None or session.status != "open":
        text = "<h1>Nothing to pay here</h1><p>This page is over, or was never there.</p>"
        return HTMLResponse(document(text), 404, HEADERS)
    amount = f"{in_words(session.amount, session.currency)} {session.currency.upper()}"
    text = (
        "<p>Local test payment: no money is taken.</p>"
        f"<h1>{escape(session.about)}</h1>"
        f'<p class="amount">{escape(amount)}</p>'
        '<form method="post">'
        '<button name="choice" value="pay">Pay</button>'
        '<button name="choice" value="decline">Decline</button>'
        '<button name="choice" value="cancel">Cancel</button>'
        "</form>"
    )
    return HTMLResponse(document(text), 200, HEADERS)


def document(text: str) -> str:
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>Test payment</title><style>{STYLE}</style></head>"
        f"<body><main>{text}</main></body></html>"
    )
