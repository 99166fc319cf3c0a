"""Webhooks going out: each change is told once, signed, to whom it may reach, until it is heard."""

import datetime as dt
import socket
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import orm

from app.config import Settings
from app.models import BackgroundJob, Webhook, WebhookDelivery
from app.models.base import utc_now
<% if on.multi_tenancy %>
from app.organisation_scope import ALL_ROWS
<% endif %>
from app.services import webhook_admin, webhook_client, webhook_delivery
from app.services.job_queue import ATTEMPTS_MAX, Running
from app.services.job_worker import Worker
from app.services.webhook_kinds import KINDS
from tests.building import Case, Person, missing_id
from tests.cases import ALL_CASES
from tests.webhook_receiver import Receiver, reply, serve

HOOKS = "/api/v1/admin/webhooks"
EVENTS = [
    f"{kind.name}.{verb}" for kind in KINDS.values() for verb in ("created", "updated", "deleted")
]

every_entity = pytest.mark.parametrize("case", ALL_CASES.values(), ids=ALL_CASES.keys())


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    receiver = Receiver()
    server = serve(receiver)
    yield receiver
    receiver.over.set()
    server.shutdown()
    server.server_close()


@pytest.fixture
def local(app: FastAPI, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """The receiver is on this very machine, which webhooks do not reach otherwise."""
    changed = settings.model_copy(update={"webhook_private_targets": True})
    monkeypatch.setitem(app.state._state, "settings", changed)
    return changed


@pytest.fixture
def make(client: TestClient, admin: Person, local: Settings) -> Callable[..., dict[str, Any]]:
    def make(url: str, events: list[str] = EVENTS) -> dict[str, Any]:
        body = {"url": url, "events": events}
        response = client.post(HOOKS, json=body, headers=admin.headers)
        assert response.status_code == 201, response.text
        made: dict[str, Any] = response.json()
        return made

    return make


@pytest.fixture
def work(app_sessions: orm.sessionmaker[orm.Session], local: Settings) -> Callable[[], int]:
    """Does what is due, in this thread."""
    return lambda: Worker(app_sessions, local).work_off()


def make_due(db: orm.Session) -> None:
    past = utc_now() - dt.timedelta(seconds=1)
    waiting = sa.update(BackgroundJob).where(BackgroundJob.run_after.is_not(None))
    db.execute(waiting.values(run_after=past))
    db.commit()


def deliveries(client: TestClient, admin: Person, hook: dict[str, Any]) -> list[dict[str, Any]]:
    response = client.get(f"{HOOKS}/{hook['id']}/deliveries", headers=admin.headers)
    assert response.status_code == 200, response.text
    items: list[dict[str, Any]] = response.json()["items"]
    return items


def some_case() -> Case:
    return next(iter(ALL_CASES.values()))


def named(case: Case) -> str:
    return KINDS[case.resource.model.__tablename__].name


@every_entity
def test_a_record_s_life_is_told_as_administrators_see_it(
    case: Case,
    client: TestClient,
    db: orm.Session,
    admin: Person,
    receiver: Receiver,
    make: Callable[..., dict[str, Any]],
    work: Callable[[], int],
) -> None:
    name = named(case)
    payload = case.payload(db, admin.user)
    hook = make(receiver.url, [f"{name}.{verb}" for verb in ("created", "updated", "deleted")])
    created = client.post(case.path, json=payload, headers=admin.headers).json()
    url = case.url(created["id"])
    updated = client.patch(url, json=case.fields(), headers=admin.headers).json()
    assert client.delete(url, headers=admin.headers).status_code == 204
    work()

    told = {it.message["type"]: it.message["data"] for it in receiver.received}

    assert told[f"{name}.created"] == created
    assert {**told[f"{name}.deleted"], "updated_at": ""} == {**updated, "updated_at": ""}
    # Where all fields are the same again, nothing was changed.
    assert told.get(f"{name}.updated", updated) == updated
    assert all(it.is_signed_with(hook["secret"]) for it in receiver.received)
    assert {it.path for it in receiver.received} == {"/hook?from=tests"}
    assert {it["state"] for it in deliveries(client, admin, hook)} == {"delivered"}
    assert {it["answer"] for it in deliveries(client, admin, hook)} == {"thank you"}


@every_entity
def test_what_is_taken_back_is_not_told(
    case: Case, db: orm.Session, admin: Person, make: Callable[..., dict[str, Any]]
) -> None:
    record = case.build(db, admin.user)
    model = case.resource.model
    deletion = sa.delete(model).where(model.id == record.id)
    make("http://127.0.0.1:9/")

    db.execute(deletion)
    db.rollback()
    db.commit()
    part = db.begin_nested()
    db.execute(deletion)
    part.rollback()
    db.commit()

    assert db.scalars(sa.select(WebhookDelivery.event)).all() == []
    assert case.count(db) == 1


def test_a_record_that_an_object_of_a_session_deletes_is_told(
    client: TestClient, db: orm.Session, admin: Person, make: Callable[..., dict[str, Any]]
) -> None:
    case = some_case()
    hook = make("http://127.0.0.1:9/", [f"{named(case)}.deleted"])
    db.delete(case.build(db, admin.user))
    db.commit()

    assert [it["event"] for it in deliveries(client, admin, hook)] == [f"{named(case)}.deleted"]


def test_nobody_hears_of_what_they_did_not_ask_for(
    client: TestClient, db: orm.Session, admin: Person, make: Callable[..., dict[str, Any]]
) -> None:
    case = some_case()
    hook = make("http://127.0.0.1:9/", [f"{named(case)}.deleted"])
    off = make("http://127.0.0.1:9/")
    client.patch(f"{HOOKS}/{off['id']}", json={"is_active": False}, headers=admin.headers)

    case.build(db, admin.user)

    assert deliveries(client, admin, hook) == []
    assert deliveries(client, admin, off) == []


def test_a_failed_message_is_tried_again_and_then_given_up(
    client: TestClient,
    db: orm.Session,
    admin: Person,
    receiver: Receiver,
    make: Callable[..., dict[str, Any]],
    work: Callable[[], int],
) -> None:
    receiver.behave = lambda it: reply(it, 500, b"<b>\x00broken")
    hook = make(receiver.url)
    tested = client.post(f"{HOOKS}/{hook['id']}/test", headers=admin.headers)
    assert tested.status_code == 202, tested.text
    work()

    first = deliveries(client, admin, hook)[0]
    assert (first["state"], first["status"], first["attempts"]) == ("waiting", 500, 1)
    assert (first["event"], first["answer"]) == ("test", "<b> broken")
    assert first["error"] == "It answered 500."
    for _ in range(ATTEMPTS_MAX + 1):
        make_due(db)
        work()

    last = deliveries(client, admin, hook)[0]
    assert (last["state"], last["attempts"]) == ("failed", ATTEMPTS_MAX)
    assert len(receiver.received) == ATTEMPTS_MAX
    assert len({it.headers["webhook-id"] for it in receiver.received}) == 1
    assert len({it.body for it in receiver.received}) == 1
    jobs = db.scalars(sa.select(BackgroundJob).where(BackgroundJob.kind == "webhooks.deliver"))
    assert [(job.state, job.last_error) for job in jobs] == [("dead", "It answered 500.")]
    shown = client.get(HOOKS, headers=admin.headers).json()["items"][0]
    assert shown["failing_since"] is not None

    # Sent again by hand: under the same id, and all is well.
    receiver.behave = lambda it: reply(it, 202)
    url = f"{HOOKS}/{hook['id']}/deliveries/{last['id']}/redeliver"
    assert client.post(url, headers=admin.headers).status_code == 202
    work()

    assert deliveries(client, admin, hook)[0]["state"] == "delivered"
    assert receiver.received[-1].body == receiver.received[0].body
    shown = client.get(HOOKS, headers=admin.headers).json()["items"][0]
    assert (shown["failing_since"], shown["is_active"]) == (None, True)


def test_a_message_that_arrived_is_not_sent_again_by_a_late_job(
    client: TestClient,
    admin: Person,
    receiver: Receiver,
    make: Callable[..., dict[str, Any]],
    work: Callable[[], int],
) -> None:
    hook = make(receiver.url)
    client.post(f"{HOOKS}/{hook['id']}/test", headers=admin.headers)
    delivery = deliveries(client, admin, hook)[0]
    url = f"{HOOKS}/{hook['id']}/deliveries/{delivery['id']}/redeliver"
    client.post(url, headers=admin.headers)

    assert work() == 2

    assert len(receiver.received) == 1


def test_what_fails_for_days_is_switched_off(
    client: TestClient,
    db: orm.Session,
    admin: Person,
    receiver: Receiver,
    make: Callable[..., dict[str, Any]],
    work: Callable[[], int],
) -> None:
    receiver.behave = lambda it: reply(it, 500)
    hook = make(receiver.url)
    long_ago = utc_now() - webhook_delivery.DISABLED_AFTER - dt.timedelta(hours=1)
    db.execute(sa.update(Webhook).values(failing_since=long_ago))
    db.commit()
    for _ in range(2):
        client.post(f"{HOOKS}/{hook['id']}/test", headers=admin.headers)
    work()

    shown = client.get(HOOKS, headers=admin.headers).json()["items"][0]
    assert (shown["is_active"], shown["disabled_why"]) == (
        False,
        "Nothing has arrived there for 3 days.",
    )
    # The second was not even tried.
    assert len(receiver.received) == 1
    assert {it["state"] for it in deliveries(client, admin, hook)} == {"failed"}
    url = f"{HOOKS}/{hook['id']}"
    assert client.post(f"{url}/test", headers=admin.headers).status_code == 409
    delivery = deliveries(client, admin, hook)[0]
    again = f"{url}/deliveries/{delivery['id']}/redeliver"
    assert client.post(again, headers=admin.headers).status_code == 409

    on = client.patch(url, json={"is_active": True}, headers=admin.headers).json()
    assert (on["is_active"], on["disabled_why"], on["failing_since"]) == (True, None, None)
    assert client.post(again, headers=admin.headers).status_code == 202


def test_an_address_that_is_gone_is_switched_off_at_once(
    client: TestClient,
    admin: Person,
    receiver: Receiver,
    make: Callable[..., dict[str, Any]],
    work: Callable[[], int],
) -> None:
    receiver.behave = lambda it: reply(it, 410)
    hook = make(receiver.url)
    client.post(f"{HOOKS}/{hook['id']}/test", headers=admin.headers)
    work()

    shown = client.get(HOOKS, headers=admin.headers).json()["items"][0]
    assert shown["disabled_why"] == "The address answered that it is gone."


def test_a_webhook_that_is_removed_takes_its_messages_along(
    client: TestClient,
    db: orm.Session,
    admin: Person,
    receiver: Receiver,
    make: Callable[..., dict[str, Any]],
    work: Callable[[], int],
) -> None:
    hook = make(receiver.url)
    client.post(f"{HOOKS}/{hook['id']}/test", headers=admin.headers)

    assert client.delete(f"{HOOKS}/{hook['id']}", headers=admin.headers).status_code == 204
    work()

    assert receiver.received == []
    assert db.scalars(sa.select(WebhookDelivery)).all() == []
    assert client.delete(f"{HOOKS}/{hook['id']}", headers=admin.headers).status_code == 404


def test_the_secret_is_shown_once_and_kept_nowhere(
    client: TestClient,
    db: orm.Session,
    admin: Person,
    receiver: Receiver,
    make: Callable[..., dict[str, Any]],
    work: Callable[[], int],
) -> None:
    hook = make(receiver.url)
    url = f"{HOOKS}/{hook['id']}"
    assert "secret" not in client.get(HOOKS, headers=admin.headers).json()["items"][0]
<% if on.multi_tenancy %>
    everything = sa.text("SELECT * FROM webhooks")
    kept = str(db.connection().execute(everything, execution_options=ALL_ROWS).all())
<% else %>
    kept = str(db.execute(sa.text("SELECT * FROM webhooks")).all())
<% endif %>
    assert hook["secret"].removeprefix("whsec_") not in kept

    renewed = client.post(f"{url}/secret", headers=admin.headers).json()
    client.post(f"{url}/test", headers=admin.headers)
    work()

    assert renewed["secret"] != hook["secret"]
    assert receiver.received[0].is_signed_with(renewed["secret"])
    assert not receiver.received[0].is_signed_with(hook["secret"])


# What receivers do wrong, and what is said of it.
def redirects(handler: BaseHTTPRequestHandler) -> None:
    reply(handler, 302, b"", Location="/elsewhere")


def talks_nonsense(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"HTTP/9 what\r\n\r\n")


def hangs_up(handler: BaseHTTPRequestHandler) -> None:
    handler.connection.shutdown(socket.SHUT_RDWR)


@pytest.mark.parametrize(
    ("behave", "error"),
    [
        (redirects, "It answered 302: redirects are not followed."),
        (talks_nonsense, "What came back is no HTTP."),
        (hangs_up, "The connection was not made, or broke."),
    ],
)
def test_receivers_that_misbehave(
    receiver: Receiver, behave: Callable[[BaseHTTPRequestHandler], None], error: str
) -> None:
    receiver.behave = behave

    answer = webhook_client.post(receiver.url, {}, b"{}", private=True)

    assert not answer.is_success
    assert webhook_delivery.problem(answer) == error
    assert len(receiver.received) == 1


def test_a_slow_receiver_is_left_waiting(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhook_client, "STEP_S", 0.2)
    receiver.behave = lambda _it: None if receiver.over.wait() else None

    answer = webhook_client.post(receiver.url, {}, b"{}", private=True)

    assert (answer.status, answer.error) == (None, "It took too long.")


def test_who_sends_a_byte_now_and_then_is_not_waited_for(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhook_client, "DEADLINE_S", 0.5)

    def drip(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
        while not receiver.over.wait(0.05):
            handler.wfile.write(b"x: y\r\n" * 1)

    receiver.behave = drip

    answer = webhook_client.post(receiver.url, {}, b"{}", private=True)

    assert not answer.is_success
    assert answer.duration_ms < 10_000


def test_of_a_long_answer_only_the_beginning_is_read(receiver: Receiver) -> None:
    def flood(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        handler.close_connection = True
        while not receiver.over.is_set():
            handler.wfile.write(b"A" * 65536)

    receiver.behave = flood

    answer = webhook_client.post(receiver.url, {}, b"{}", private=True)

    assert answer.is_success
    assert 0 < len(answer.text) <= webhook_client.ANSWER_BYTES


def test_a_body_that_does_not_come_changes_nothing(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhook_client, "STEP_S", 0.3)

    def half(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "10")
        handler.end_headers()
        handler.wfile.flush()
        receiver.over.wait()

    receiver.behave = half

    answer = webhook_client.post(receiver.url, {}, b"{}", private=True)

    assert (answer.status, answer.text) == (200, "")


def test_nothing_answers_and_no_certificate(receiver: Receiver) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        closed = f"http://127.0.0.1:{free.getsockname()[1]}/"
    assert (
        webhook_client.post(closed, {}, b"", private=True).error
        == "Nothing answers at this address."
    )
    plain = receiver.url.replace("http://", "https://")
    answer = webhook_client.post(plain, {}, b"", private=True)
    assert answer.error is not None
    assert receiver.received == []


PRIVATE = [
    "0.0.0.0",  # noqa: S104
    "10.1.2.3",
    "100.64.0.1",
    "100.100.100.200",
    "127.0.0.1",
    "168.63.129.16",
    "169.254.169.254",
    "172.16.0.1",
    "192.0.0.192",
    "192.88.99.1",
    "192.168.1.1",
    "198.18.0.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:169.254.169.254",
    "64:ff9b::7f00:1",
    "2001::1",
    "2001:db8::1",
    "2002:7f00:1::",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "fec0::1",
    "ff02::1",
]


@pytest.mark.parametrize("address", PRIVATE)
def test_addresses_that_are_not_of_the_open_internet(address: str) -> None:
    assert not webhook_client.is_public(address)


@pytest.mark.parametrize(
    "address", ["1.1.1.1", "93.184.216.34", "2606:4700::1111", "::ffff:1.1.1.1"]
)
def test_addresses_of_the_open_internet(address: str) -> None:
    assert webhook_client.is_public(address)


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "127.1", "2130706433", "[::1]", "0x7f000001"]
)
def test_this_machine_is_not_reached_however_it_is_written(receiver: Receiver, host: str) -> None:
    url = f"http://{host}:{receiver.port}/"

    answer = webhook_client.post(url, {}, b"{}", private=False)

    assert answer.error in (
        "The address leads into a private network.",
        "The name of the host is not known.",
    )
    assert receiver.received == []


def test_a_name_is_looked_up_once_and_each_of_its_addresses_counts(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name that leads elsewhere when it is asked for again gains nothing."""
    asked: list[str] = []
    answers: list[list[str]] = [["93.184.216.34", "127.0.0.1"], ["127.0.0.1"], ["10.0.0.1"]]

    def look_up(host: str, port: int, **_options: Any) -> list[Any]:
        asked.append(host)
        return [(socket.AF_INET, 0, 0, "", (address, port)) for address in answers.pop(0)]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    url = f"http://hook.example:{receiver.port}/"

    mixed = webhook_client.post(url, {}, b"{}", private=False)
    assert mixed.error == "The address leads into a private network."
    assert receiver.received == []

    allowed = webhook_client.post(url, {}, b"{}", private=True)
    assert allowed.is_success
    # One look for each, and the name is what the receiver was asked for.
    assert asked == ["hook.example", "hook.example"]
    assert receiver.received[0].headers["host"] == f"hook.example:{receiver.port}"


def test_another_address_of_the_name_is_tried(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    def look_up(_host: str, port: int, **_options: Any) -> list[Any]:
        return [(socket.AF_INET, 0, 0, "", (it, port)) for it in ("127.0.0.2", "127.0.0.1")]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)

    answer = webhook_client.post(f"http://hook.example:{receiver.port}/", {}, b"{}", private=True)

    assert answer.is_success


def test_names_that_nobody_has() -> None:
    answer = webhook_client.post("http://nobody.invalid/", {}, b"{}", private=False)

    assert answer.error == "The name of the host is not known."


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.com/",
        "example.com",
        "https://",
        "https://exa mple.com/",
        "https://user:secret@example.com/",
        "https://example.com:0/",
        "https://example.com:99999/",
        "https://[::1",
        "https://[::1]/",
        "https://127.0.0.1/",
        "https://127.1/",
        "https://0x7f000001/",
        "https://169.254.169.254/latest/meta-data/",
        "https://localhost/",
        "https://bücher.example/",
        "https://example.com/" + "a" * 2048,
    ],
)
def test_addresses_that_are_refused_at_once(client: TestClient, admin: Person, url: str) -> None:
    response = client.post(HOOKS, json={"url": url, "events": EVENTS[:1]}, headers=admin.headers)

    assert response.status_code == 422, response.text
    assert response.json()["error"]["details"][0]["field"] == "url"


def test_production_wants_https(
    client: TestClient,
    admin: Person,
    app: FastAPI,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    body = {"url": "http://example.com/", "events": EVENTS[:1]}
    assert client.post(HOOKS, json=body, headers=admin.headers).status_code == 201
    production = settings.model_copy(update={"environment": "production"})
    monkeypatch.setitem(app.state._state, "settings", production)

    assert client.post(HOOKS, json=body, headers=admin.headers).status_code == 422
    safe = {**body, "url": "https://example.com/"}
    assert client.post(HOOKS, json=safe, headers=admin.headers).status_code == 201


@pytest.mark.parametrize("events", [[], ["no.such"], EVENTS[:1] * 500, "all"])
def test_events_that_are_refused(client: TestClient, admin: Person, events: Any) -> None:
    body = {"url": "https://example.com/", "events": events}

    assert client.post(HOOKS, json=body, headers=admin.headers).status_code == 422


def test_webhooks_are_changed(
    client: TestClient, admin: Person, make: Callable[..., dict[str, Any]]
) -> None:
    hook = make("https://example.com/a", [EVENTS[1], EVENTS[0], EVENTS[1]])
    assert hook["events"] == sorted(EVENTS[:2])
    url = f"{HOOKS}/{hook['id']}"

    moved = {"url": "https://example.com/b", "events": [EVENTS[2]]}
    changed = client.patch(url, json=moved, headers=admin.headers).json()

    assert (changed["url"], changed["events"]) == ("https://example.com/b", [EVENTS[2]])
    off = client.patch(url, json={"is_active": False}, headers=admin.headers).json()
    assert (off["is_active"], off["disabled_why"]) == (False, webhook_admin.SWITCHED_OFF)
    assert client.patch(url, json={"seed": "mine"}, headers=admin.headers).status_code == 422
    missing = f"{HOOKS}/{missing_id()}"
    assert client.patch(missing, json={}, headers=admin.headers).status_code == 404


def test_there_is_a_limit(
    client: TestClient, admin: Person, make: Callable[..., dict[str, Any]]
) -> None:
    for _ in range(webhook_admin.WEBHOOKS_MAX):
        make("https://example.com/")

    body = {"url": "https://example.com/", "events": EVENTS[:1]}
    assert client.post(HOOKS, json=body, headers=admin.headers).status_code == 409


def test_deliveries_of_another_webhook_are_not_found(
    client: TestClient, admin: Person, make: Callable[..., dict[str, Any]]
) -> None:
    one, other = make("https://example.com/"), make("https://example.com/")
    sent = client.post(f"{HOOKS}/{one['id']}/test", headers=admin.headers).json()

    for url in (
        f"{HOOKS}/{other['id']}/deliveries/{sent['id']}/redeliver",
        f"{HOOKS}/{one['id']}/deliveries/{missing_id()}/redeliver",
    ):
        assert client.post(url, headers=admin.headers).status_code == 404


def test_old_deliveries_are_forgotten(
    client: TestClient,
    db: orm.Session,
    admin: Person,
    settings: Settings,
    make: Callable[..., dict[str, Any]],
) -> None:
    hook = make("https://example.com/")
    for _ in range(2):
        client.post(f"{HOOKS}/{hook['id']}/test", headers=admin.headers)
    old = deliveries(client, admin, hook)[0]["message_id"]
    long_ago = utc_now() - webhook_delivery.KEPT - dt.timedelta(days=1)
    which = WebhookDelivery.message_id == old
    db.execute(sa.update(WebhookDelivery).where(which).values(created_at=long_ago))
    webhook_delivery.forget_old(Running(db=db, settings=settings, payload={}))
    db.commit()

    assert old not in {it["message_id"] for it in deliveries(client, admin, hook)}
    assert len(deliveries(client, admin, hook)) == 1


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", ""),
        ("POST", ""),
        ("PATCH", "/{id}"),
        ("DELETE", "/{id}"),
        ("POST", "/{id}/secret"),
        ("POST", "/{id}/test"),
        ("GET", "/{id}/deliveries"),
        ("POST", "/{id}/deliveries/{id}/redeliver"),
    ],
)
def test_only_administrators(client: TestClient, member: Person, method: str, path: str) -> None:
    url = HOOKS + path.replace("{id}", str(missing_id()))

    assert client.request(method, url).status_code == 401
    assert client.request(method, url, headers=member.headers).status_code == 403
