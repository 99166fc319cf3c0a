"""Paying for records: by their owners, for what they come to, once; and giving it back."""

import secrets
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import orm

from app.config import Settings
from app.main import create_app
from app.models import OnlinePayment, Record
from app.models.users import DEFAULT_ROLE
from app.security.rules import ADMIN
from app.services import payment_starting
from app.services.payment_gateway import (
    Checkout,
    Gateway,
    ProviderAwayError,
    ProviderRefusedError,
    Wanted,
)
from app.services.payment_money import in_words
from tests.building import Person, <% if on.multi_tenancy %>at_home, <% endif %>missing_id, wire
from tests.payable_samples import OWNER_ROLE, PRICE, TABLE
from tests.payment_samples import (
    CASE,
    MINOR,
    PAYABLE_KIND,
    TOTAL,
    begin,
    build,
    change,
    count,
    desk_of,
    double_of,
<% if py.workflows %>
    goal,
<% endif %>
    look,
    newest,
    owner_of,
    part_of,
    session,
    shown_id,
    start,
<% if py.workflows %>
    state_of,
<% endif %>
    tell,
    url_of,
)

ALL = "/api/v1/admin/online-payments"
COMPLETED = "checkout.session.completed"


@pytest.fixture
def owner(person: Callable[[str], Person]) -> Person:
    return owner_of(person)


@pytest.fixture
def record(db: orm.Session, owner: Person) -> Record:
    return build(db, owner)


class Provider:
    """The double, with something that goes wrong before or after it is asked."""

    def __init__(self, inner: Gateway) -> None:
        self.inner = inner
        self.opened: list[Wanted] = []
        self.before: Callable[[], None] = lambda: None
        self.after: Callable[[], None] = lambda: None
        self.is_done = True

    def open_checkout(self, wanted: Wanted) -> Checkout:
        self.opened.append(wanted)
        self.before()
        checkout = self.inner.open_checkout(wanted)
        self.after()
        return checkout

    def find_checkout(self, session_id: str) -> Checkout | None:
        return self.inner.find_checkout(session_id)

    def close_checkout(self, session_id: str) -> bool:
        self.before()
        return self.inner.close_checkout(session_id)

    def refund(self, intent_id: str, key: str) -> bool:
        assert intent_id
        assert key
        self.before()
        return self.is_done


@pytest.fixture
def arrange(app: FastAPI) -> Iterator[Callable[..., None]]:
    """Changes the desk for one test."""
    desk = desk_of(app)

    def change_desk(**values: Any) -> None:
        app.state.payment_desk = replace(desk, **values)

    yield change_desk
    app.state.payment_desk = desk


@pytest.fixture
def provider(app: FastAPI, arrange: Callable[..., None]) -> Provider:
    provider = Provider(desk_of(app).gateway)
    arrange(gateway=provider)
    return provider


def failing(error: Exception) -> Callable[[], None]:
    def fail() -> None:
        raise error

    return fail


def test_what_is_asked_for_is_computed_from_the_record(
    app: FastAPI, client: TestClient, db: orm.Session, owner: Person, record: Record
) -> None:
    before = look(client, owner, record)
    currency = desk_of(app).currency
    assert before["can_pay"] is True
    assert before["payment"] is None
    assert (before["amount"], before["currency"]) == (f"{TOTAL:.2f}", currency.upper())

    # Whatever the client says of it.
    body = {"amount": "0.01", "amount_minor": 1, "currency": "xxx"}
    answer = client.post(url_of(record), json=body, headers=owner.headers)

    assert answer.status_code == 200
    payment = newest(db, record)
    asked = double_of(app).sessions[payment.session_id or ""]
    assert (asked.amount, asked.currency) == (MINOR, currency)
    assert (payment.amount_minor, payment.state, payment.user_id) == (MINOR, "open", owner.user.id)
    assert answer.json() == {"payment_id": wire(payment.id), "url": payment.checkout_url}


def test_who_begins_twice_comes_to_the_same_page(
    app: FastAPI, client: TestClient, db: orm.Session, owner: Person, record: Record
) -> None:
    sessions = len(double_of(app).sessions)
    urls = {start(client, owner, record).json()["url"] for _ in range(3)}
    assert len(urls) == 1
    assert count(db) == 1
    assert len(double_of(app).sessions) == sessions + 1
    assert look(client, owner, record)["can_pay"] is True


def test_nobody_else_pays_for_it_or_sees_whether_it_is_paid(
    client: TestClient,
    db: orm.Session,
    record: Record,
    person: Callable[[str], Person],
    admin: Person,
) -> None:
    for role in (OWNER_ROLE, DEFAULT_ROLE):
        other = person(role)
        refused = (403, 404) if role != ADMIN else (403,)
        assert start(client, other, record).status_code in refused
        if role != ADMIN:
            answer = client.get(url_of(record), headers=other.headers)
            assert answer.status_code in (403, 404)
    assert start(client, admin, record).status_code == 403
    assert client.post(url_of(record)).status_code == 401
    assert client.get(url_of(record)).status_code == 401
    assert count(db) == 0
    assert look(client, admin, record)["can_pay"] is False


def test_what_is_not_there_is_not_paid(client: TestClient, owner: Person) -> None:
    url = f"{CASE.url(str(missing_id()))}/payment"
    assert client.post(url, headers=owner.headers).status_code == 404
    assert client.get(url, headers=owner.headers).status_code == 404
<% if py.workflows %>


def test_who_pays_cannot_say_that_it_is_paid(
    client: TestClient, db: orm.Session, owner: Person, record: Record, admin: Person
) -> None:
    for name in PAYABLE_KIND.paid_by:
        answer = client.post(CASE.url(record.id, name), headers=owner.headers)
        assert answer.status_code == (200 if owner.user.role == ADMIN else 403)
    db.expire_all()
    field = PAYABLE_KIND.resource.status_field
    if field and owner.user.role != ADMIN:
        assert getattr(record, field) != goal(PAYABLE_KIND.paid_by)


def test_only_what_can_be_paid_is(
    client: TestClient, db: orm.Session, owner: Person, record: Record
) -> None:
    kind = PAYABLE_KIND
    closed = goal(kind.paid_by) or next(iter(sorted(kind.closed)), None)
    if closed is None:
        return
    setattr(record, kind.resource.status_field, closed)
    db.commit()
    assert start(client, owner, record).status_code == 409
    assert look(client, owner, record)["can_pay"] is False
    assert count(db) == 0
<% endif %>


def test_nothing_is_not_paid(
    client: TestClient,
    db: orm.Session,
    owner: Person,
    record: Record,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(payment_starting, "amount_of", lambda *_: None)
    assert start(client, owner, record).status_code == 409
    assert look(client, owner, record)["can_pay"] is False
    monkeypatch.setattr(payment_starting, "amount_of", lambda *_: TOTAL * 0)
    assert start(client, owner, record).status_code == 409
    assert count(db) == 0


def test_a_currency_without_fractions_counts_in_ones(
    client: TestClient,
    db: orm.Session,
    owner: Person,
    record: Record,
    arrange: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    arrange(currency="jpy")
    payment = begin(client, db, owner, record)
    assert payment.amount_minor == int(TOTAL)
    shown = look(client, owner, record)
    assert shown["payment"]["amount"] == shown["amount"] == str(int(TOTAL))

    monkeypatch.setattr(payment_starting, "amount_of", lambda *_: TOTAL + TOTAL / 16)
    if (TOTAL / 16) % 1:
        assert start(client, owner, record).status_code == 409


def test_another_amount_is_another_page_and_the_old_one_is_closed(
    app: FastAPI, client: TestClient, db: orm.Session, owner: Person, record: Record
) -> None:
    first = begin(client, db, owner, record)
    old = first.session_id or ""
    change(db, owner, record)
    db.commit()

    second = begin(client, db, owner, record)

    assert second.id != first.id
    db.expire_all()
    assert db.get_one(OnlinePayment, first.id).state == "expired"
    assert double_of(app).sessions[old].status == "expired"


def test_a_page_that_is_over_is_made_anew(
    app: FastAPI, client: TestClient, db: orm.Session, owner: Person, record: Record
) -> None:
    first = begin(client, db, owner, record)
    double_of(app).sessions[first.session_id or ""].status = "expired"
    second = begin(client, db, owner, record)
    assert second.id != first.id
    # And one that the provider has forgotten.
    double_of(app).sessions.pop(second.session_id or "")
    assert begin(client, db, owner, record).id != second.id


def test_a_message_that_was_lost_is_asked_for(
    app: FastAPI,
    client: TestClient,
    db: orm.Session,
    owner: Person,
    record: Record,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    payment = begin(client, db, owner, record)
    monkeypatch.setattr(double_of(app), "deliver", failing(OSError()))
    double_of(app).decide(payment.session_id or "", "pay")
    assert newest(db, record).state == "open"

    assert start(client, owner, record).status_code == 409
    assert newest(db, record).state == "paid"
    assert count(db) == 1


def test_a_provider_that_is_away_is_asked_again_for_the_same_payment(
    client: TestClient, db: orm.Session, owner: Person, record: Record, provider: Provider
) -> None:
    provider.before = failing(ProviderAwayError())
    assert start(client, owner, record).status_code == 503
    assert newest(db, record).state == "starting"

    # It was done, but nobody heard of it.
    provider.before = lambda: None
    provider.after = failing(ProviderAwayError())
    assert start(client, owner, record).status_code == 503

    provider.after = lambda: None
    begin(client, db, owner, record)
    assert len({wanted.reference for wanted in provider.opened}) == 1
    assert count(db) == 1


def test_a_payment_that_never_got_a_page_is_given_up_for_another_amount(
    client: TestClient, db: orm.Session, owner: Person, record: Record, provider: Provider
) -> None:
    provider.before = failing(ProviderAwayError())
    start(client, owner, record)
    provider.before = lambda: None
    change(db, owner, record)
    db.commit()
    begin(client, db, owner, record)
    assert len({wanted.amount_minor for wanted in provider.opened}) >= 1
    assert count(db) == 2


def test_a_payment_that_the_provider_refuses_has_failed(
    client: TestClient, db: orm.Session, owner: Person, record: Record, provider: Provider
) -> None:
    provider.before = failing(ProviderRefusedError("amount_too_small"))
    assert start(client, owner, record).status_code == 409
    payment = newest(db, record)
    assert (payment.state, payment.live_key) == ("failed", None)


def test_of_two_requests_at_once_both_get_the_same_page(
    app: FastAPI,
    client: TestClient,
    db: orm.Session,
    owner: Person,
    record: Record,
    provider: Provider,
    app_sessions: orm.sessionmaker[orm.Session],
) -> None:
    urls: list[str] = []

    def meanwhile() -> None:
        provider.after = lambda: None
        desk = desk_of(app)
        with app_sessions() as other:
<% if on.multi_tenancy %>
            at_home(other)
<% endif %>
            made = payment_starting.start(other, desk, PAYABLE_KIND, owner.user, record.id)
        urls.append(made.url)

    provider.after = meanwhile
    urls.append(start(client, owner, record).json()["url"])
    assert len(urls) == 2
    assert len(set(urls)) == 1
    assert count(db) == 1


def test_who_is_too_late_to_begin_takes_what_the_other_began(
    client: TestClient,
    db: orm.Session,
    owner: Person,
    record: Record,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first = begin(client, db, owner, record)
    look_up = payment_starting.live_payment
    looks: list[object] = []

    def blind_once(*things: Any) -> OnlinePayment | None:
        looks.append(things)
        return None if len(looks) == 1 else look_up(*things)

    monkeypatch.setattr(payment_starting, "live_payment", blind_once)
    assert start(client, owner, record).json()["url"] == first.checkout_url
    assert len(looks) == 2
    assert count(db) == 1


def test_a_page_of_a_payment_that_was_given_up_meanwhile_is_shown_to_nobody(
    app: FastAPI,
    client: TestClient,
    db: orm.Session,
    owner: Person,
    record: Record,
    provider: Provider,
    app_sessions: orm.sessionmaker[orm.Session],
) -> None:
    def given_up() -> None:
        provider.after = lambda: None
        with app_sessions() as other:
<% if on.multi_tenancy %>
            at_home(other)
<% endif %>
            payment = payment_starting.live_payment(other, PAYABLE_KIND, record.id)
            assert payment is not None
            payment_starting.give_up(other, payment, "expired")

    provider.after = given_up
    sessions = set(double_of(app).sessions)
    url = start(client, owner, record).json()["url"]
    made = [it for key, it in double_of(app).sessions.items() if key not in sessions]
    assert sorted(it.status for it in made) == ["expired", "open"]
    assert newest(db, record).checkout_url == url


def test_what_keeps_changing_is_not_waited_for(
    client: TestClient, owner: Person, record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(payment_starting, "begin", lambda *_: None)
    assert start(client, owner, record).status_code == 409


def test_a_page_that_is_being_paid_is_not_replaced(
    app: FastAPI,
    client: TestClient,
    db: orm.Session,
    owner: Person,
    record: Record,
    provider: Provider,
) -> None:
    payment = begin(client, db, owner, record)
    change(db, owner, record)
    db.commit()

    def pays() -> None:
        double_of(app).decide(payment.session_id or "", "pay")

    provider.before = pays
    assert start(client, owner, record).status_code == 409
    assert count(db) == 1


def test_a_payment_is_seen_by_whoever_made_it(
    client: TestClient,
    db: orm.Session,
    owner: Person,
    record: Record,
    admin: Person,
    person: Callable[[str], Person],
) -> None:
    payment = begin(client, db, owner, record)
    url = f"/api/v1/online-payments/{shown_id(payment)}"
    for reader in (owner, admin):
        shown = client.get(url, headers=reader.headers).json()
        assert (shown["state"], shown["page"]) == ("open", PAYABLE_KIND.page)
        assert shown["amount"] == in_words(MINOR, payment.currency)
        assert "reference" not in shown
    assert client.get(url, headers=person(DEFAULT_ROLE).headers).status_code == 404
    assert client.get(url).status_code == 401
    missing = f"/api/v1/online-payments/{missing_id()}"
    assert client.get(missing, headers=owner.headers).status_code == 404


def test_administrators_see_all_payments_and_nobody_else_does(
    app: FastAPI,
    client: TestClient,
    db: orm.Session,
    owner: Person,
    record: Record,
    admin: Person,
    member: Person,
) -> None:
    payment = begin(client, db, owner, record)
    other = begin(client, db, owner, build(db, owner))
    tell(client, app, COMPLETED, session(payment, amount_total=1))

    rows = client.get(ALL, headers=admin.headers).json()["items"]
    assert {row["id"] for row in rows} == {wire(payment.id), wire(other.id)}
    [asked] = client.get(f"{ALL}?in_question=true", headers=admin.headers).json()["items"]
    assert (asked["problem"], asked["received"]) == ("amount", in_words(1, payment.currency))
    assert asked["payer"] == owner.user.display_name
    [fine] = client.get(f"{ALL}?in_question=false", headers=admin.headers).json()["items"]
    assert fine["id"] == wire(other.id)
    [opened] = client.get(f"{ALL}?state=open", headers=admin.headers).json()["items"]
    assert opened["id"] == wire(other.id)
    assert client.get(ALL, headers=member.headers).status_code == 403
    assert client.get(ALL).status_code == 401


def paid(
    app: FastAPI, client: TestClient, db: orm.Session, owner: Person, record: Record
) -> OnlinePayment:
    payment = begin(client, db, owner, record)
    double_of(app).decide(payment.session_id or "", "pay")
    payment = newest(db, record)
    assert payment.state == "paid"
    return payment


def refund(client: TestClient, who: Person, payment: OnlinePayment) -> Any:
    return client.post(f"{ALL}/{shown_id(payment)}/refund", headers=who.headers)


def test_administrators_give_back_what_was_paid(
    app: FastAPI,
    client: TestClient,
    db: orm.Session,
    owner: Person,
    record: Record,
    admin: Person,
    member: Person,
) -> None:
    payment = paid(app, client, db, owner, record)
    assert refund(client, member, payment).status_code == 403

    answer = refund(client, admin, payment)

    assert answer.status_code == 200
    assert answer.json()["state"] == "refunded"
    assert answer.json()["refunded"] == in_words(MINOR, payment.currency)
    kept = newest(db, record)
    assert (kept.state, kept.refunded_minor) == ("refunded", MINOR)
    assert kept.refund_asked_by_id == admin.user.id
    assert double_of(app).sessions[kept.session_id or ""].refunded == MINOR
<% if py.workflows %>
    if PAYABLE_KIND.refunded_by:
        assert state_of(db, record) == goal(PAYABLE_KIND.refunded_by)
<% endif %>
    assert refund(client, admin, payment).status_code == 409
    assert look(client, owner, record)["payment"]["refunded_at"] is not None


def test_only_what_is_paid_is_given_back(
    client: TestClient, db: orm.Session, owner: Person, record: Record, admin: Person
) -> None:
    payment = begin(client, db, owner, record)
    assert refund(client, admin, payment).status_code == 409
    url = f"{ALL}/{missing_id()}/refund"
    assert client.post(url, headers=admin.headers).status_code == 404


def test_a_refund_that_is_refused_or_slow_leaves_it_paid(
    app: FastAPI,
    client: TestClient,
    db: orm.Session,
    owner: Person,
    record: Record,
    admin: Person,
    provider: Provider,
) -> None:
    payment = paid(app, client, db, owner, record)
    provider.before = failing(ProviderRefusedError("insufficient_funds"))
    assert refund(client, admin, payment).status_code == 409
    assert newest(db, record).refund_asked_at is None

    provider.before = lambda: None
    provider.is_done = False
    answer = refund(client, admin, payment)
    assert answer.json()["state"] == "paid"
    assert answer.json()["refund_asked_at"] is not None


def test_the_local_page_pays(
    client: TestClient, db: orm.Session, owner: Person, record: Record
) -> None:
    payment = begin(client, db, owner, record)
    url = payment.checkout_url or ""
    page = client.get(url)
    assert page.status_code == 200
    assert f"{in_words(MINOR, payment.currency)} {payment.currency.upper()}" in page.text
    assert "style-src 'sha256-" in page.headers["Content-Security-Policy"]
    assert client.post(url, data={"choice": "steal"}).status_code == 200
    assert newest(db, record).state == "open"

    answer = client.post(url, data={"choice": "pay"}, follow_redirects=False)

    assert answer.status_code == 303
    assert answer.headers["Location"].endswith(f"/payment-done?payment={payment.id}")
    assert newest(db, record).state == "paid"
    assert client.get(url).status_code == 404
    assert client.post(url, data={"choice": "pay"}).status_code == 404
    assert newest(db, record).state == "paid"


def test_the_local_page_declines_and_is_left(
    client: TestClient, db: orm.Session, owner: Person, record: Record
) -> None:
    payment = begin(client, db, owner, record)
    url = payment.checkout_url or ""
    answer = client.post(url, data={"choice": "cancel"}, follow_redirects=False)
    assert answer.headers["Location"].endswith(f"/{PAYABLE_KIND.page}/{record.id}")
    assert newest(db, record).state == "open"

    client.post(url, data={"choice": "decline"}, follow_redirects=False)
    assert newest(db, record).state == "failed"
    assert begin(client, db, owner, record).id != payment.id


def settings_of(settings: Settings, **changes: Any) -> Settings:
    values = settings.model_dump() | {"secret_key": secrets.token_hex(32)}
    return Settings.model_validate(values | changes)


def test_production_takes_real_money_alone(settings: Settings) -> None:
    with pytest.raises(ValueError, match="PAYMENTS_PROVIDER"):
        create_app(settings_of(settings, environment="production"))


@pytest.mark.parametrize(
    ("keys", "missing"),
    [
        ({}, "STRIPE_SECRET_KEY"),
        ({"stripe_secret_key": "sk_live_hidden"}, "STRIPE_WEBHOOK_SECRET"),
        ({"stripe_webhook_secret": "whsec_hidden"}, "STRIPE_SECRET_KEY"),
        ({"stripe_secret_key": "sk_live_hidden", "stripe_webhook_secret": " , "}, "STRIPE_WEBHOOK"),
    ],
)
def test_without_its_keys_nothing_starts(
    keys: dict[str, str], missing: str, settings: Settings
) -> None:
    with pytest.raises(ValueError, match=missing) as error:
        create_app(settings_of(settings, payments_provider="stripe", **keys))
    assert "hidden" not in str(error.value)


def test_with_its_keys_it_starts_and_has_no_double(settings: Settings) -> None:
    keys = {"stripe_secret_key": "sk_live_hidden", "stripe_webhook_secret": "whsec_a, whsec_b"}
    app = create_app(
        settings_of(settings, payments_provider="stripe", payments_currency="CHF", **keys)
    )
    desk = desk_of(app)
    assert (desk.currency, desk.signing_secrets) == ("chf", ["whsec_a", "whsec_b"])
    assert not hasattr(app.state, "local_stripe")
    assert "hidden" not in repr(app.state.settings)
    client = TestClient(app)
    assert client.get("/api/v1/payments/local/pay/cs_test").status_code == 404


def test_the_sample_is_what_it_says(db: orm.Session, owner: Person, record: Record) -> None:
    assert PAYABLE_KIND.model.__tablename__ == TABLE
    price, part = PAYABLE_KIND.price, part_of(db, record)
    holder = part if price.thing is None else db.get_one(price.thing, getattr(part, price.key))
    assert f"{getattr(holder, price.field):.2f}" == PRICE
