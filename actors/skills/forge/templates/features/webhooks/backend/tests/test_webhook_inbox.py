"""Webhooks coming in: only what is signed, fresh and new is taken."""

import base64
import hashlib
import hmac
import logging
import secrets
import time
from collections.abc import <% if on.multi_tenancy %>Iterator, <% endif %>Mapping

import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import orm

from app.config import Settings
from app.models import BackgroundJob, WebhookMessage
<% if on.multi_tenancy %>
from app.organisation_scope import see_all
<% endif %>
from app.services import webhook_inbox, webhook_signing
from app.services.job_worker import Worker

KEY = secrets.token_bytes(32)
OTHER_KEY = secrets.token_bytes(24)
SHOP = "/api/v1/webhooks/in/shop"
BODY = b'{"type":"order.paid"}'


@pytest.fixture(autouse=True)
def sources(app: FastAPI, monkeypatch: pytest.MonkeyPatch) -> None:
    written = [base64.b64encode(key).decode() for key in (KEY, OTHER_KEY)]
    text = ",".join(f"shop=whsec_{secret}" for secret in written)
    known = webhook_inbox.sources_of(f"{text}, bank=whsec_{written[0]}")
    monkeypatch.setitem(app.state._state, "webhook_sources", known)


def headers(
    body: bytes = BODY,
    key: bytes = KEY,
    age_s: int = 0,
    changes: Mapping[str, str] | None = None,
) -> dict[str, str]:
    """Signed by hand, as another program would."""
    message_id, timestamp = "msg_1", str(int(time.time()) - age_s)
    content = f"{message_id}.{timestamp}.".encode() + body
    digest = base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode()
    signed = {
        "webhook-id": message_id,
        "webhook-timestamp": timestamp,
        "webhook-signature": f"v1,{digest}",
    }
    return {**signed, **(changes or {})}


<% if on.multi_tenancy %>
@pytest.fixture
def db(app: FastAPI) -> Iterator[orm.Session]:
    """Messages of other programs are the whole product's."""
    with app.state.sessions() as session:
        see_all(session)
        yield session


<% endif %>
def test_a_message_is_taken_once_and_handled_once(
    client: TestClient,
    db: orm.Session,
    app_sessions: orm.sessionmaker[orm.Session],
    settings: Settings,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO)
    answers = [client.post(SHOP, content=BODY, headers=headers()) for _ in range(2)]

    assert {(it.status_code, it.text) for it in answers} == {(202, '{"status":"accepted"}')}
    message = db.scalars(sa.select(WebhookMessage)).one()
    assert (message.source, message.message_id, message.body) == ("shop", "msg_1", BODY.decode())
    assert message.handled_at is None
    assert len(db.scalars(sa.select(BackgroundJob)).all()) == 1

    Worker(app_sessions, settings).work_off()

    db.refresh(message)
    assert message.handled_at is not None
    assert "message msg_1 of shop came in" in caplog.text
    assert "order.paid" not in caplog.text
    # Again, when it was handled already.
    assert client.post(SHOP, content=BODY, headers=headers()).status_code == 202
    assert Worker(app_sessions, settings).work_off() == 0


def test_the_same_id_of_another_source_is_another_message(
    client: TestClient, db: orm.Session
) -> None:
    for source in ("shop", "bank"):
        url = f"/api/v1/webhooks/in/{source}"
        assert client.post(url, content=BODY, headers=headers()).status_code == 202

    assert len(db.scalars(sa.select(WebhookMessage)).all()) == 2


def test_any_of_the_secrets_and_of_the_signatures_is_good(client: TestClient) -> None:
    assert client.post(SHOP, content=BODY, headers=headers(key=OTHER_KEY)).status_code == 202
    good = headers()["webhook-signature"]
    several = headers(changes={"webhook-signature": f"v1a,other v1,AAAA {good}"})
    assert client.post(SHOP, content=BODY, headers=several).status_code == 202


@pytest.mark.parametrize(
    ("body", "given"),
    [
        (b"{}", {}),
        (BODY, {"webhook-id": "msg_2"}),
        (BODY, {"webhook-signature": "v1,AAAA"}),
        (BODY, {"webhook-signature": ""}),
        (BODY, {"webhook-signature": "v1," + "x" * 44}),
        (BODY, {"webhook-timestamp": str(int(time.time()) + 1000)}),
    ],
    ids=["body", "id", "signature", "none", "another", "time"],
)
def test_what_is_not_signed_as_it_is_is_refused(
    client: TestClient, db: orm.Session, body: bytes, given: dict[str, str]
) -> None:
    response = client.post(SHOP, content=body, headers=headers(changes=given))

    assert response.status_code == 401
    assert db.scalars(sa.select(WebhookMessage)).all() == []


@pytest.mark.parametrize("age_s", [301, -330, 10_000_000])
def test_old_messages_and_those_of_the_future_are_refused(client: TestClient, age_s: int) -> None:
    assert client.post(SHOP, content=BODY, headers=headers(age_s=age_s)).status_code == 401


def test_a_secret_of_somebody_else_is_no_use(client: TestClient) -> None:
    stolen = headers(key=OTHER_KEY)

    assert client.post("/api/v1/webhooks/in/bank", content=BODY, headers=stolen).status_code == 401
    assert (
        client.post("/api/v1/webhooks/in/nobody", content=BODY, headers=headers()).status_code
        == 404
    )


def test_headers_that_are_missing_or_odd(client: TestClient) -> None:
    assert client.post(SHOP, content=BODY).status_code == 422
    for odd in (
        {"webhook-timestamp": "yesterday"},
        {"webhook-id": "x" * 300},
        {"webhook-id": "a b"},
    ):
        assert client.post(SHOP, content=BODY, headers=headers(changes=odd)).status_code == 422


def test_a_message_has_a_limit(client: TestClient) -> None:
    limit = webhook_inbox.BODY_BYTES_MAX
    for size, status in ((limit, 202), (limit + 1, 413)):
        body = b"x" * size
        assert client.post(SHOP, content=body, headers=headers(body)).status_code == status


@pytest.mark.parametrize("body", [b"\xff\xfe", b"a\x00b"])
def test_a_message_is_text(client: TestClient, body: bytes) -> None:
    response = client.post(SHOP, content=body, headers=headers(body))

    assert response.status_code == 422


@pytest.mark.parametrize(
    "text",
    [
        "shop",
        "shop=",
        "shop=secret-that-must-not-be-told",
        "shop=whsec_c2hvcnQ=",
        "shop=whsec_not base64 at all, at all, at all",
        "Shop=whsec_" + base64.b64encode(KEY).decode(),
        "=whsec_" + base64.b64encode(KEY).decode(),
    ],
)
def test_sources_that_are_not_right_stop_the_start(text: str) -> None:
    with pytest.raises(ValueError, match="WEBHOOK_SOURCES: entry 1 is not right") as refused:
        webhook_inbox.sources_of(text)

    assert "must-not-be-told" not in str(refused.value)
    assert base64.b64encode(KEY).decode() not in str(refused.value)


def test_no_sources_are_fine() -> None:
    assert webhook_inbox.sources_of("") == {}


def test_signatures_as_the_standard_s_own_example() -> None:
    """The values that the libraries of Standard Webhooks test themselves with."""
    secret = webhook_signing.read_secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    message_id, timestamp = "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330
    body = b'{"test": 2432232314}'

    signature = webhook_signing.sign(secret, message_id, timestamp, body)

    assert signature == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    assert webhook_signing.is_signed([secret], message_id, timestamp, body, signature)
    assert webhook_signing.write_secret(secret) == "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
