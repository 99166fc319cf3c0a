"""Stripe's wire: what is sent, sent again and believed. The double is held to it in the process and over HTTP.

Stripe itself was not asked: the shapes are those of its documentation.
"""

import decimal
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode

import pytest
import uvicorn
from pydantic import SecretStr

from app.services import local_checkout
from app.services.local_stripe import LocalStripe
from app.services.payment_gateway import ProviderAwayError, ProviderRefusedError, Wanted
from app.services.payment_money import AmountError, in_words, to_minor
from app.services.stripe_gateway import (
    Answer,
    NoAnswerError,
    StripeGateway,
    Transport,
    is_checkout_url,
    session_of,
)
from app.services.stripe_http import ANSWER_BYTES_MAX, HttpTransport

PAGES = "http://127.0.0.1:1/api/v1/payments/local/pay"
KEY = SecretStr("sk_test_1")
WANTED = Wanted(
    reference="ref1",
    about="Order: 2 × tea & cake",
    currency="eur",
    amount_minor=1200,
    success_url="https://shop.example.com/done?payment=1",
    cancel_url="https://shop.example.com/orders/1",
)
# What the API's reference says that a session of Checkout has, of what is read here or sent back.
DOCUMENTED = {
    "id", "object", "amount_subtotal", "amount_total", "cancel_url", "client_reference_id", "created", "currency",
    "expires_at", "livemode", "metadata", "mode", "payment_intent", "payment_status", "status", "success_url", "url",
}  # fmt: skip


@pytest.fixture
def told() -> list[dict[str, Any]]:
    return []


@pytest.fixture
def double(told: list[dict[str, Any]]) -> LocalStripe:
    return LocalStripe(pages=PAGES, deliver=lambda body: told.append(json.loads(body)))


@pytest.fixture
def over_http(double: LocalStripe) -> Iterator[Transport]:
    """The same double as a server of its own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    config = uvicorn.Config(
        local_checkout.application(double), host="127.0.0.1", port=port, log_level="warning"
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + 20
    while not server.started and time.monotonic() < deadline:
        time.sleep(0.02)
    yield HttpTransport(f"http://127.0.0.1:{port}")
    server.should_exit = True
    thread.join(timeout=20)


@pytest.fixture(params=["in the process", "over HTTP"])
def transport(request: pytest.FixtureRequest, double: LocalStripe) -> Transport:
    if request.param == "in the process":
        return double
    served: Transport = request.getfixturevalue("over_http")
    return served


@pytest.fixture
def gateway(transport: Transport) -> StripeGateway:
    return StripeGateway(transport, KEY, own=f"{PAGES}/", pause=lambda _: None)


def test_a_session_is_opened_found_and_closed(
    gateway: StripeGateway, double: LocalStripe, told: list[dict[str, Any]]
) -> None:
    checkout = gateway.open_checkout(WANTED)
    assert (checkout.state, checkout.is_paid, checkout.intent_id) == ("open", False, None)
    assert (checkout.amount_minor, checkout.currency, checkout.reference) == (1200, "eur", "ref1")
    assert checkout.url == f"{PAGES}/{checkout.session_id}"
    assert double.sessions[checkout.session_id].about == WANTED.about
    assert gateway.find_checkout(checkout.session_id) == checkout

    assert gateway.close_checkout(checkout.session_id) is True
    found = gateway.find_checkout(checkout.session_id)
    assert found is not None
    assert (found.state, found.url) == ("expired", None)
    # It is closed already, which is as good.
    assert gateway.close_checkout(checkout.session_id) is True
    assert [it["type"] for it in told] == ["checkout.session.expired"]
    assert set(told[0]["data"]["object"]) == DOCUMENTED


def test_the_same_request_is_the_same_session(gateway: StripeGateway, double: LocalStripe) -> None:
    assert gateway.open_checkout(WANTED) == gateway.open_checkout(WANTED)
    assert len(double.sessions) == 1
    other = Wanted(**{**WANTED.__dict__, "amount_minor": 1})
    with pytest.raises(ProviderRefusedError) as error:
        gateway.open_checkout(other)
    assert error.value.code == "idempotency_error"


def test_what_is_not_there_is_none_and_cannot_be_paid(gateway: StripeGateway) -> None:
    assert gateway.find_checkout("cs_none") is None
    assert gateway.close_checkout("cs_none") is True


def test_a_paid_session_tells_of_it_and_is_given_back_once(
    gateway: StripeGateway, double: LocalStripe, told: list[dict[str, Any]]
) -> None:
    checkout = gateway.open_checkout(WANTED)
    assert double.decide(checkout.session_id, "pay") == WANTED.success_url
    found = gateway.find_checkout(checkout.session_id)
    assert found is not None
    assert (found.state, found.is_paid, found.url) == ("complete", True, None)
    assert gateway.close_checkout(checkout.session_id) is False

    intent = found.intent_id or ""
    assert gateway.refund(intent, "refund-1") is True
    assert gateway.refund(intent, "refund-1") is True
    # Asked for again it is as it was.
    assert gateway.refund(intent, "refund-2") is True
    assert [it["type"] for it in told] == ["checkout.session.completed", "charge.refunded"]
    assert told[1]["data"]["object"]["amount_refunded"] == 1200
    assert told[1]["data"]["object"]["metadata"] == {"reference": "ref1"}
    with pytest.raises(ProviderRefusedError):
        gateway.refund("pi_none", "refund-3")


def test_a_declined_session_tells_so(
    gateway: StripeGateway, double: LocalStripe, told: list[dict[str, Any]]
) -> None:
    checkout = gateway.open_checkout(WANTED)
    assert double.decide(checkout.session_id, "cancel") == WANTED.cancel_url
    assert told == []
    double.decide(checkout.session_id, "decline")
    kinds = [it["type"] for it in told]
    assert kinds == ["checkout.session.completed", "checkout.session.async_payment_failed"]
    assert {it["data"]["object"]["payment_status"] for it in told} == {"unpaid"}
    assert double.decide(checkout.session_id, "pay") is None
    assert double.decide("cs_none", "pay") is None


def test_a_session_ends_after_a_day(gateway: StripeGateway, double: LocalStripe) -> None:
    checkout = gateway.open_checkout(WANTED)
    double.clock = lambda: time.time() + 24 * 60 * 60 + 5
    found = gateway.find_checkout(checkout.session_id)
    assert found is not None
    assert found.state == "expired"


def test_a_wrong_key_is_no_answer_that_can_be_used(transport: Transport) -> None:
    gateway = StripeGateway(transport, SecretStr("wrong"), own=f"{PAGES}/", pause=lambda _: None)
    with pytest.raises(ProviderAwayError):
        gateway.open_checkout(WANTED)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"amount": "12"}, "parameter_unknown"),
        ({"mode": ""}, "parameter_missing"),
        ({"line_items[0][price_data][unit_amount]": "1.5"}, "parameter_invalid_integer"),
        ({"line_items[0][price_data][unit_amount]": "0"}, "amount_too_small"),
    ],
)
def test_the_double_refuses_what_stripe_would(
    changes: dict[str, str], code: str, double: LocalStripe
) -> None:
    form = {
        "mode": "payment",
        "success_url": "https://shop.example.com",
        "line_items[0][quantity]": "1",
        "line_items[0][price_data][currency]": "eur",
        "line_items[0][price_data][unit_amount]": "5",
        "line_items[0][price_data][product_data][name]": "Tea",
    } | changes
    body = urlencode({name: value for name, value in form.items() if value}).encode()
    headers = {"Authorization": "Bearer sk_test_1"}
    answer = double.send("POST", "/v1/checkout/sessions", headers, body)
    assert answer.status == 400
    assert json.loads(answer.body)["error"]["code"] == code
    assert double.send("GET", "/v1/charges", headers, None).status == 404


class Script:
    """A transport that answers as it is told, and remembers what it was asked."""

    def __init__(self, *answers: Answer | Exception) -> None:
        self.answers = list(answers)
        self.asked: list[tuple[str, str, Mapping[str, str], bytes | None]] = []

    def send(
        self, method: str, path: str, headers: Mapping[str, str], body: bytes | None
    ) -> Answer:
        self.asked.append((method, path, headers, body))
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


def said(code: int = 200, /, headers: Mapping[str, str] | None = None, **body: Any) -> Answer:
    return Answer(status=code, body=json.dumps(body).encode(), headers=headers or {})


def opened(url: str = "https://checkout.stripe.com/c/pay/cs_1") -> Answer:
    return said(
        id="cs_1", object="checkout.session", status="open", payment_status="unpaid", url=url
    )


def scripted(script: Script, pauses: list[float] | None = None) -> StripeGateway:
    return StripeGateway(script, KEY, pause=(pauses if pauses is not None else []).append)


def test_a_session_is_asked_for_as_stripe_documents_it() -> None:
    script = Script(opened())
    assert scripted(script).open_checkout(WANTED).session_id == "cs_1"
    [(method, path, headers, body)] = script.asked
    assert (method, path) == ("POST", "/v1/checkout/sessions")
    assert headers == {
        "Authorization": "Bearer sk_test_1",
        "Stripe-Version": "2025-06-30.basil",
        "Accept": "application/json",
        "Content-Type": "application/x-www-form-urlencoded",
        "Idempotency-Key": "checkout-ref1",
    }
    form = {name: value for name, [value] in parse_qs((body or b"").decode()).items()}
    assert form == {
        "mode": "payment",
        "line_items[0][price_data][currency]": "eur",
        "line_items[0][price_data][unit_amount]": "1200",
        "line_items[0][price_data][product_data][name]": "Order: 2 × tea & cake",
        "line_items[0][quantity]": "1",
        "success_url": "https://shop.example.com/done?payment=1",
        "cancel_url": "https://shop.example.com/orders/1",
        "client_reference_id": "ref1",
        "metadata[reference]": "ref1",
        "payment_intent_data[metadata][reference]": "ref1",
    }


def test_ids_stay_one_step_of_the_path() -> None:
    script = Script(opened())
    scripted(script).find_checkout("a/../b?c")
    assert script.asked[0][1] == "/v1/checkout/sessions/a%2F..%2Fb%3Fc"


@pytest.mark.parametrize(
    "passing",
    [
        NoAnswerError("TimeoutError"),
        said(409),
        said(429),
        said(500),
        said(503),
        said(400, headers={"stripe-should-retry": "true"}),
    ],
)
def test_what_passes_is_tried_again_with_the_same_key(passing: Answer | Exception) -> None:
    script, pauses = Script(passing, passing, opened()), list[float]()
    scripted(script, pauses).open_checkout(WANTED)
    assert len({asked[2]["Idempotency-Key"] for asked in script.asked}) == 1
    assert pauses == [0.5, 1.0]


def test_after_three_tries_it_is_away() -> None:
    script = Script(*[NoAnswerError("TimeoutError")] * 3)
    with pytest.raises(ProviderAwayError):
        scripted(script).open_checkout(WANTED)
    assert script.answers == []


@pytest.mark.parametrize(
    "answer",
    [
        said(400, error={"type": "invalid_request_error", "code": "amount_too_small"}),
        said(402, error={"type": "card_error"}),
        said(404, error="nothing"),
    ],
)
def test_what_is_refused_stays_refused(answer: Answer) -> None:
    script = Script(answer)
    with pytest.raises(ProviderRefusedError):
        scripted(script).refund("pi_1", "refund-1")
    with pytest.raises(ProviderRefusedError):
        scripted(Script(answer)).find_checkout("cs_1")


@pytest.mark.parametrize(
    "answer",
    [
        said(401, error={"type": "invalid_request_error"}),
        said(500, headers={"stripe-should-retry": "false"}),
        said(403),
        Answer(200, b"<html>", {}),
        Answer(200, b"[]", {}),
        said(id="cs_1"),
        said(id="cs_1", object="checkout.session", status="new", payment_status="paid"),
        opened("http://checkout.stripe.com/c/pay/cs_1"),
        opened("https://checkout.stripe.com.example.net/c"),
        opened("https://evilstripe.com/c"),
        opened("javascript:alert(1)"),
    ],
)
def test_what_cannot_be_used_is_no_answer(answer: Answer) -> None:
    script = Script(answer)
    with pytest.raises(ProviderAwayError):
        scripted(script).open_checkout(WANTED)
    assert len(script.asked) == 1


def test_a_refund_may_take_its_time_or_fail() -> None:
    assert scripted(Script(said(status="pending"))).refund("pi_1", "k") is False
    with pytest.raises(ProviderRefusedError):
        scripted(Script(said(status="failed"))).refund("pi_1", "k")


def test_browsers_are_sent_to_the_provider_alone() -> None:
    assert is_checkout_url("https://checkout.stripe.com/c/pay/cs_1#a")
    assert is_checkout_url("https://stripe.com/")
    assert not is_checkout_url("https://checkout.stripe.com:8443/")
    assert not is_checkout_url("https://stripe.com@example.net/")
    assert not is_checkout_url("https://checkout.stripe.com/", own=f"{PAGES}/")
    assert is_checkout_url(f"{PAGES}/cs_1", own=f"{PAGES}/")


def test_what_is_no_session_is_none() -> None:
    assert session_of({"id": "cs_1", "object": "charge", "status": "open"}) is None


@pytest.fixture
def serve() -> Iterator[Callable[[Callable[[BaseHTTPRequestHandler], None]], str]]:
    """A server on this machine that answers as it is told."""
    servers: list[ThreadingHTTPServer] = []

    def started(behave: Callable[[BaseHTTPRequestHandler], None]) -> str:
        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                self.rfile.read(int(self.headers.get("Content-Length", "0")))
                behave(self)

            def log_message(self, format: str, *args: object) -> None: ...

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}"

    yield started
    for server in servers:
        server.shutdown()
        server.server_close()


def test_no_redirect_is_followed(
    serve: Callable[[Callable[[BaseHTTPRequestHandler], None]], str],
) -> None:
    def redirect(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(302)
        handler.send_header("Location", "http://127.0.0.1:1/")
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    answer = HttpTransport(serve(redirect)).send("POST", "/v1/refunds", {}, b"a=1")
    assert answer.status == 302


def test_an_answer_without_an_end_is_none(
    serve: Callable[[Callable[[BaseHTTPRequestHandler], None]], str],
) -> None:
    def endless(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        handler.wfile.write(b" " * (ANSWER_BYTES_MAX + 1))

    with pytest.raises(NoAnswerError):
        HttpTransport(serve(endless)).send("POST", "/", {}, b"")


def test_nobody_there_is_no_answer() -> None:
    with pytest.raises(NoAnswerError) as error:
        HttpTransport("http://127.0.0.1:1").send("POST", "/", {"Authorization": "Bearer x"}, b"")
    assert str(error.value) == "ConnectionRefusedError"


@pytest.mark.parametrize(
    ("amount", "currency", "minor", "written"),
    [
        ("12.00", "eur", 1200, "12.00"),
        ("0.01", "usd", 1, "0.01"),
        ("1200", "jpy", 1200, "1200"),
        ("5", "krw", 5, "5"),
        ("1.25", "kwd", 1250, "1.250"),
        # Counted in hundredths, though there are none.
        ("5", "ugx", 500, "5.00"),
        ("5.00", "isk", 500, "5.00"),
        ("999999.99", "eur", 99_999_999, "999999.99"),
    ],
)
def test_amounts_are_counted_as_the_currency_is(
    amount: str, currency: str, minor: int, written: str
) -> None:
    assert to_minor(decimal.Decimal(amount), currency) == minor
    assert in_words(minor, currency) == written


@pytest.mark.parametrize(
    ("amount", "currency"),
    [
        ("0", "eur"),
        ("-1", "eur"),
        ("0.5", "jpy"),
        ("0.5", "ugx"),
        ("0.001", "eur"),
        ("1000000", "eur"),
    ],
)
def test_what_cannot_be_paid_is_not_rounded(amount: str, currency: str) -> None:
    with pytest.raises(AmountError):
        to_minor(decimal.Decimal(amount), currency)
