"""Stripe's wire: forms in, JSON out; a version that is pinned, and keys by which a request that is sent again is the same one."""

import json
import logging
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol
from urllib.parse import quote, urlencode, urlsplit

from pydantic import BaseModel, SecretStr, ValidationError

from app.services.payment_gateway import (
    Checkout,
    CheckoutState,
    ProviderAwayError,
    ProviderRefusedError,
    Wanted,
)

logger = logging.getLogger(__name__)
API_VERSION = "2025-06-30.basil"
CHECKOUT_HOST = "stripe.com"
# Tries beside the first, and the pause before each, which doubles.
RETRIES = 2
PAUSE_S = 0.5
# What may be otherwise in a moment; the rest of what is refused stays refused.
PASSING = frozenset({409, 429, 500, 502, 503, 504})

Form = Mapping[str, Any]


class SessionShown(BaseModel):
    """Of a session of Checkout what the product reads."""

    id: str
    object: Literal["checkout.session"]
    status: CheckoutState
    payment_status: str
    url: str | None = None
    amount_total: int | None = None
    currency: str | None = None
    payment_intent: str | None = None
    client_reference_id: str | None = None

    def checkout(self) -> Checkout:
        return Checkout(
            session_id=self.id,
            state=self.status,
            url=self.url,
            is_paid=self.payment_status in ("paid", "no_payment_required"),
            amount_minor=self.amount_total,
            currency=self.currency,
            intent_id=self.payment_intent,
            reference=self.client_reference_id,
        )


class NoAnswerError(Exception):
    """The wire broke, or took too long."""


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes
    # By names in small letters.
    headers: Mapping[str, str]


class Transport(Protocol):
    def send(
        self, method: str, path: str, headers: Mapping[str, str], body: bytes | None
    ) -> Answer: ...


def flat(form: Form, prefix: str = "") -> Iterator[tuple[str, str]]:
    """`{"a": [{"b": 1}]}` as `a[0][b]=1`."""
    for name, value in form.items():
        yield from flat_value(f"{prefix}[{name}]" if prefix else name, value)


def flat_value(name: str, value: object) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        yield from flat(value, name)
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for at, item in enumerate(value):
            yield from flat_value(f"{name}[{at}]", item)
    else:
        yield name, str(value)


def is_checkout_url(url: str, own: str = "") -> bool:
    """Where a browser may be sent to pay: Stripe by TLS, or the double that the settings name."""
    if own:
        return url.startswith(own)
    parts = urlsplit(url)
    host = parts.hostname or ""
    is_stripe = host == CHECKOUT_HOST or host.endswith(f".{CHECKOUT_HOST}")
    return parts.scheme == "https" and is_stripe and parts.port in (None, 443)


def session_of(said: Mapping[str, Any]) -> Checkout | None:
    """A session as Stripe shows it, in answers and in messages; nothing if it is none."""
    try:
        return SessionShown.model_validate(said).checkout()
    except ValidationError:
        return None


class StripeGateway:
    """`own` is where pages of the double begin; empty for Stripe itself."""

    def __init__(
        self,
        transport: Transport,
        secret_key: SecretStr,
        own: str = "",
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self._transport = transport
        self._secret_key = secret_key
        self._own = own
        self._pause = pause

    def open_checkout(self, wanted: Wanted) -> Checkout:
        price = {
            "currency": wanted.currency,
            "unit_amount": wanted.amount_minor,
            "product_data": {"name": wanted.about},
        }
        form = {
            "mode": "payment",
            "line_items": [{"price_data": price, "quantity": 1}],
            "success_url": wanted.success_url,
            "cancel_url": wanted.cancel_url,
            "client_reference_id": wanted.reference,
            "metadata": {"reference": wanted.reference},
            # The charge has it as well: a refund may be heard of before the payment is.
            "payment_intent_data": {"metadata": {"reference": wanted.reference}},
        }
        key = f"checkout-{wanted.reference}"
        return self._checkout(self._call("POST", "/v1/checkout/sessions", form, key))

    def find_checkout(self, session_id: str) -> Checkout | None:
        try:
            found = self._call("GET", f"/v1/checkout/sessions/{quote(session_id, safe='')}")
        except ProviderRefusedError as error:
            if error.code == "resource_missing":
                return None
            raise
        return self._checkout(found)

    def close_checkout(self, session_id: str) -> bool:
        path = f"/v1/checkout/sessions/{quote(session_id, safe='')}/expire"
        try:
            self._call("POST", path, {}, f"expire-{session_id}")
        except ProviderRefusedError as error:
            if error.code == "resource_missing":
                return True
            # It is over already, one way or the other.
            found = self.find_checkout(session_id)
            return found is None or found.state == "expired"
        return True

    def refund(self, intent_id: str, key: str) -> bool:
        try:
            made = self._call("POST", "/v1/refunds", {"payment_intent": intent_id}, key)
        except ProviderRefusedError as error:
            if error.code == "charge_already_refunded":
                return True
            raise
        if made.get("status") in ("failed", "canceled"):
            raise ProviderRefusedError(str(made["status"]))
        return bool(made.get("status") == "succeeded")

    def _checkout(self, session: Mapping[str, Any]) -> Checkout:
        checkout = session_of(session)
        if checkout is None:
            logger.error("the payment provider's answer is no session")
            raise ProviderAwayError
        if checkout.url is not None and not is_checkout_url(checkout.url, self._own):
            logger.error("the payment provider names a page of another place")
            raise ProviderAwayError
        return checkout

    def _call(
        self, method: str, path: str, form: Form | None = None, key: str = ""
    ) -> Mapping[str, Any]:
        headers = {
            "Authorization": f"Bearer {self._secret_key.get_secret_value()}",
            "Stripe-Version": API_VERSION,
            "Accept": "application/json",
        }
        body = None
        if form is not None:
            body = urlencode(list(flat(form))).encode()
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        if key:
            headers["Idempotency-Key"] = key
        answer = self._answer(method, path, headers, body)
        try:
            said = json.loads(answer.body)
        except ValueError as error:
            logger.exception("the payment provider's answer %s is no JSON", answer.status)
            raise ProviderAwayError from error
        if not isinstance(said, dict):
            logger.error("the payment provider's answer %s is no object", answer.status)
            raise ProviderAwayError
        if answer.status >= 400:
            refuse(answer.status, said)
        return said

    def _answer(
        self, method: str, path: str, headers: Mapping[str, str], body: bytes | None
    ) -> Answer:
        """What can be sent again is: a key makes two requests one, and reading changes nothing."""
        for turn in range(RETRIES + 1):
            if turn:
                self._pause(PAUSE_S * 2 ** (turn - 1))
            try:
                answer = self._transport.send(method, path, headers, body)
            except NoAnswerError as error:
                logger.warning("the payment provider did not answer: %s", error)
                continue
            advice = answer.headers.get("stripe-should-retry", "")
            if advice == "false" or (answer.status not in PASSING and advice != "true"):
                return answer
            logger.warning("the payment provider answered %s", answer.status)
        raise ProviderAwayError


def refuse(status: int, said: Mapping[str, Any]) -> None:
    error = said.get("error")
    details: Mapping[str, Any] = error if isinstance(error, dict) else {}
    code = str(details.get("code") or details.get("type") or status)
    # Its message may name what was sent; the code does not.
    logger.warning("the payment provider refused: %s (%s)", code, status)
    if status in (401, 403) or status in PASSING:
        raise ProviderAwayError
    raise ProviderRefusedError(code)
