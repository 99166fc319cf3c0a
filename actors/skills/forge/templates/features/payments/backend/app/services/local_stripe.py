"""A double of Stripe for development and tests: the same wire and the same signed messages, and no money.

What it keeps is gone when the process ends. It was written from Stripe's documentation and never compared with Stripe.
"""

import hashlib
import json
import logging
import re
import secrets
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import parse_qsl

from app.services.payment_money import MINOR_MAX
from app.services.stripe_gateway import API_VERSION, Answer

logger = logging.getLogger(__name__)
Choice = Literal["pay", "decline", "cancel"]
Deliver = Callable[[bytes], None]

SESSION_S = 24 * 60 * 60
ITEM = "line_items[0]"
NEEDED = (
    "mode",
    "success_url",
    f"{ITEM}[quantity]",
    f"{ITEM}[price_data][currency]",
    f"{ITEM}[price_data][unit_amount]",
    f"{ITEM}[price_data][product_data][name]",
)
KNOWN = re.compile(
    "|".join(re.escape(name) for name in (*NEEDED, "cancel_url", "client_reference_id"))
    + r"|(payment_intent_data\[metadata\]|metadata)\[\w+\]"
)
METADATA = re.compile(r"metadata\[(\w+)\]")


@dataclass
class Session:
    id: str
    about: str
    amount: int
    currency: str
    success_url: str
    cancel_url: str | None
    reference: str | None
    metadata: dict[str, str]
    created: int
    status: str = "open"
    payment_status: str = "unpaid"
    intent: str | None = None
    refunded: int = 0


class WireError(Exception):
    def __init__(self, status: int, kind: str, code: str | None, message: str) -> None:
        super().__init__(message)
        error = {"type": kind, "message": message} | ({"code": code} if code else {})
        self.answer = Answer(status=status, body=json.dumps({"error": error}).encode(), headers={})


def invalid(code: str, message: str, status: int = 400) -> WireError:
    return WireError(status, "invalid_request_error", code, message)


@dataclass
class LocalStripe:
    """`pages` is where its pages begin; what it says it says by `deliver`, as the body of a message."""

    pages: str
    deliver: Deliver
    clock: Callable[[], float] = time.time
    sessions: dict[str, Session] = field(default_factory=dict)
    _done: dict[str, tuple[str, Answer]] = field(default_factory=dict)
    _lock: threading.RLock = field(default_factory=threading.RLock)

    def send(
        self, method: str, path: str, headers: Mapping[str, str], body: bytes | None
    ) -> Answer:
        """One request of the API, as it comes over the wire."""
        known = {name.lower(): value for name, value in headers.items()}
        told: list[dict[str, Any]] = []
        try:
            with self._lock:
                answer = self._once(method, path, known, body or b"", told)
        except WireError as error:
            return error.answer
        self._tell(told)
        return answer

    def _once(
        self,
        method: str,
        path: str,
        headers: Mapping[str, str],
        body: bytes,
        told: list[dict[str, Any]],
    ) -> Answer:
        """The same key is the same request: its answer comes again, and nothing is done."""
        if not re.fullmatch(r"Bearer (sk|rk)_\w+", headers.get("authorization", "")):
            message = "Invalid API Key provided."
            raise WireError(401, "invalid_request_error", None, message)
        key = headers.get("idempotency-key", "") if method == "POST" else ""
        print_of = hashlib.sha256(f"{method} {path} ".encode() + body).hexdigest()
        if key in self._done:
            before, answer = self._done[key]
            if before != print_of:
                message = "Keys for idempotent requests can only be used with the same parameters."
                raise WireError(400, "idempotency_error", None, message)
            again = {**answer.headers, "idempotent-replayed": "true"}
            return Answer(status=answer.status, body=answer.body, headers=again)
        made = self._route(method, path, dict(parse_qsl(body.decode())), told)
        headers_of = {"content-type": "application/json"}
        answer = Answer(status=200, body=json.dumps(made).encode(), headers=headers_of)
        if key:
            self._done[key] = (print_of, answer)
        return answer

    def _route(
        self, method: str, path: str, form: dict[str, str], told: list[dict[str, Any]]
    ) -> dict[str, Any]:
        match [method, *path.strip("/").split("/")]:
            case ["POST", "v1", "checkout", "sessions"]:
                return self._shown(self._open(form))
            case ["GET", "v1", "checkout", "sessions", session_id]:
                return self._shown(self._session(session_id))
            case ["POST", "v1", "checkout", "sessions", session_id, "expire"]:
                return self._shown(self._expire(session_id, told))
            case ["POST", "v1", "refunds"]:
                return self._refund(form, told)
        message = f"Unrecognized request URL ({method}: {path})."
        raise WireError(404, "invalid_request_error", None, message)

    def _session(self, session_id: str) -> Session:
        session = self.sessions.get(session_id)
        if session is None:
            raise invalid("resource_missing", f"No such checkout.session: '{session_id}'", 404)
        if session.status == "open" and self.clock() > session.created + SESSION_S:
            session.status = "expired"
        return session

    def _open(self, form: dict[str, str]) -> Session:
        for name in form:
            if not KNOWN.fullmatch(name):
                raise invalid("parameter_unknown", f"Received unknown parameter: {name}")
        for name in NEEDED:
            if not form.get(name):
                raise invalid("parameter_missing", f"Missing required param: {name}.")
        amount, quantity = form[f"{ITEM}[price_data][unit_amount]"], form[f"{ITEM}[quantity]"]
        if not (amount.isdigit() and quantity.isdigit()):
            raise invalid("parameter_invalid_integer", "Invalid integer")
        total = int(amount) * int(quantity)
        if not 0 < total <= MINOR_MAX:
            raise invalid("amount_too_small", "The amount must be positive and not too large.")
        found = ((METADATA.fullmatch(name), value) for name, value in form.items())
        session = Session(
            id=f"cs_test_{secrets.token_hex(24)}",
            about=form[f"{ITEM}[price_data][product_data][name]"],
            amount=total,
            currency=form[f"{ITEM}[price_data][currency]"],
            success_url=form["success_url"],
            cancel_url=form.get("cancel_url"),
            reference=form.get("client_reference_id"),
            metadata={match[1]: value for match, value in found if match},
            created=int(self.clock()),
        )
        self.sessions[session.id] = session
        return session

    def _expire(self, session_id: str, told: list[dict[str, Any]]) -> Session:
        session = self._session(session_id)
        if session.status != "open":
            message = f"Only open sessions can be expired; this one is {session.status}."
            raise WireError(400, "invalid_request_error", None, message)
        session.status = "expired"
        told.append(self._event("checkout.session.expired", self._shown(session)))
        return session

    def _refund(self, form: dict[str, str], told: list[dict[str, Any]]) -> dict[str, Any]:
        intent = form.get("payment_intent", "")
        session = next(
            (it for it in self.sessions.values() if intent and it.intent == intent), None
        )
        if session is None or session.payment_status != "paid":
            raise invalid("resource_missing", f"No such payment_intent: '{intent}'", 404)
        if session.refunded:
            message = "The charge has already been refunded."
            raise invalid("charge_already_refunded", message)
        session.refunded = session.amount
        charge = {
            "id": f"ch_{secrets.token_hex(12)}",
            "object": "charge",
            "amount": session.amount,
            "amount_refunded": session.refunded,
            "currency": session.currency,
            "metadata": session.metadata,
            "payment_intent": intent,
            "refunded": True,
        }
        told.append(self._event("charge.refunded", charge))
        return {
            "id": f"re_{secrets.token_hex(12)}",
            "object": "refund",
            "amount": session.amount,
            "currency": session.currency,
            "payment_intent": intent,
            "status": "succeeded",
        }

    def _shown(self, session: Session) -> dict[str, Any]:
        is_open = session.status == "open"
        return {
            "id": session.id,
            "object": "checkout.session",
            "amount_subtotal": session.amount,
            "amount_total": session.amount,
            "cancel_url": session.cancel_url,
            "client_reference_id": session.reference,
            "created": session.created,
            "currency": session.currency,
            "expires_at": session.created + SESSION_S,
            "livemode": False,
            "metadata": session.metadata,
            "mode": "payment",
            "payment_intent": session.intent,
            "payment_status": session.payment_status,
            "status": session.status,
            "success_url": session.success_url,
            "url": f"{self.pages}/{session.id}" if is_open else None,
        }

    def find(self, session_id: str) -> Session | None:
        with self._lock:
            return self._session(session_id) if session_id in self.sessions else None

    def decide(self, session_id: str, choice: Choice) -> str | None:
        """What a person does on the page of a session, and where the browser goes then."""
        told: list[dict[str, Any]] = []
        with self._lock:
            session = self.find(session_id)
            if session is None or session.status != "open":
                return None
            if choice == "cancel":
                # The way back alone: the session stays open, and nobody is told.
                return session.cancel_url or session.success_url
            session.status = "complete"
            session.intent = f"pi_{secrets.token_hex(12)}"
            if choice == "pay":
                session.payment_status = "paid"
            told.append(self._event("checkout.session.completed", self._shown(session)))
            if choice == "decline":
                # As a slow method does that the bank refuses in the end; a card that is refused stays on Stripe's page.
                failed = "checkout.session.async_payment_failed"
                told.append(self._event(failed, self._shown(session)))
        self._tell(told)
        return session.success_url

    def _event(self, kind: str, about: dict[str, Any]) -> dict[str, Any]:
        return {
            "id": f"evt_{secrets.token_hex(12)}",
            "object": "event",
            "api_version": API_VERSION,
            "created": int(self.clock()),
            "data": {"object": about},
            "livemode": False,
            "pending_webhooks": 1,
            "request": {"id": None, "idempotency_key": None},
            "type": kind,
        }

    def _tell(self, events: list[dict[str, Any]]) -> None:
        for event in events:
            try:
                self.deliver(json.dumps(event).encode())
            except Exception:
                # Stripe would try again for days; whoever develops reads the log.
                logger.exception("a message of the local payment provider was not taken")
