"""What is paid, or is being paid, stays: whoever deletes it, or what it hangs on, by whichever statement."""

import datetime as dt
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import orm
from sqlalchemy.exc import IntegrityError

from app.errors import ConflictError
from app.models import Base, OnlinePayment, Record, User
from app.models.base import utc_now
from app.services.payment_hold import PAGE_OPEN_MAX
from tests.building import Person
from tests.cases import ALL_CASES
from tests.payable_samples import PART
from tests.payment_samples import (
    CASE,
    MINOR,
    PAYABLE_KIND,
    begin,
    build,
    charge,
    newest,
    owner_of,
    part_of,
    session,
    start,
    tell,
)

COMPLETED = "checkout.session.completed"
EXPIRED = "checkout.session.expired"
FAILED = "checkout.session.async_payment_failed"
REFUNDED = "charge.refunded"

needs_parts = pytest.mark.skipif(not PART, reason="what is paid for has no parts")


@pytest.fixture
def owner(person: Callable[[str], Person]) -> Person:
    return owner_of(person)


@pytest.fixture
def record(db: orm.Session, owner: Person) -> Record:
    return build(db, owner)


@pytest.fixture
def payment(client: TestClient, db: orm.Session, owner: Person, record: Record) -> OnlinePayment:
    return begin(client, db, owner, record)


@pytest.fixture
def paid(app: FastAPI, client: TestClient, payment: OnlinePayment) -> OnlinePayment:
    assert tell(client, app, COMPLETED, session(payment)).status_code == 200
    return payment


def refused(client: TestClient, person: Person, url: str) -> str:
    answer = client.delete(url, headers=person.headers)
    assert answer.status_code == 409, answer.text
    error = answer.json()["error"]
    assert error["code"] == "conflict"
    assert client.get(url, headers=person.headers).status_code == 200
    return str(error["message"])


def deletes(client: TestClient, person: Person, url: str) -> bool:
    return client.delete(url, headers=person.headers).status_code == 204


def goes(client: TestClient, db: orm.Session, person: Person, record: Record) -> bool:
    """With its part first, which keeps it where it would not go along."""
    part = part_of(db, record)
    parts = [ALL_CASES[PART].url(part.id)] if PART else []
    return all(deletes(client, person, url) for url in (*parts, CASE.url(record.id)))


def by_id(model: type[Record], record: Record) -> sa.Delete:
    return sa.delete(model).where(model.id == record.id)


@pytest.mark.usefixtures("paid")
def test_what_is_paid_is_not_deleted(client: TestClient, record: Record, admin: Person) -> None:
    told = refused(client, admin, CASE.url(record.id))
    title = PAYABLE_KIND.resource.title
    assert told == f"This {title} is paid: it cannot be deleted until all of it is given back."


def test_what_is_given_back_in_full_can_be_deleted_and_its_payment_stays(
    app: FastAPI,
    client: TestClient,
    db: orm.Session,
    record: Record,
    paid: OnlinePayment,
    admin: Person,
) -> None:
    record_id = record.id
    url = CASE.url(record_id)
    tell(client, app, REFUNDED, charge(paid, MINOR - 1))
    assert "is paid" in refused(client, admin, url)

    tell(client, app, REFUNDED, charge(paid, MINOR))
    assert goes(client, db, admin, record)

    db.expire_all()
    kept = db.get_one(OnlinePayment, paid.id)
    assert (kept.state, kept.record_id, kept.refunded_minor) == ("refunded", record_id, MINOR)


@pytest.mark.parametrize("over", [EXPIRED, FAILED])
def test_what_is_being_paid_is_kept_until_that_is_over(
    app: FastAPI,
    client: TestClient,
    db: orm.Session,
    record: Record,
    payment: OnlinePayment,
    admin: Person,
    over: str,
) -> None:
    url = CASE.url(record.id)
    assert "is being paid" in refused(client, admin, url)
    if over == FAILED:
        # By a method that takes its time.
        tell(client, app, COMPLETED, session(payment, payment_status="unpaid"))
        assert "is being paid" in refused(client, admin, url)

    tell(client, app, over, session(payment, payment_status="unpaid"))
    assert goes(client, db, admin, record)


def test_a_page_that_nobody_heard_of_any_more_keeps_nothing(
    client: TestClient, db: orm.Session, record: Record, payment: OnlinePayment, admin: Person
) -> None:
    long_ago = utc_now() - PAGE_OPEN_MAX - dt.timedelta(minutes=1)
    statement = sa.update(OnlinePayment).where(OnlinePayment.id == payment.id)
    db.execute(statement.values(updated_at=long_ago))
    db.commit()
    assert goes(client, db, admin, record)


def test_money_that_is_in_question_keeps_it_too(
    app: FastAPI,
    client: TestClient,
    db: orm.Session,
    record: Record,
    payment: OnlinePayment,
    admin: Person,
) -> None:
    tell(client, app, COMPLETED, session(payment, amount_total=MINOR - 1))
    assert newest(db, record).problem == "amount"
    assert "is paid" in refused(client, admin, CASE.url(record.id))


@pytest.mark.usefixtures("paid")
def test_no_statement_deletes_it(app: FastAPI, db: orm.Session, record: Record) -> None:
    model = type(record)
    for statement in (by_id(model, record), sa.delete(model)):
        with pytest.raises(ConflictError):
            db.execute(statement)
        db.rollback()
    with pytest.raises(ConflictError), app.state.engine.begin() as connection:
        connection.execute(by_id(model, record))
    db.delete(db.get_one(model, record.id))
    with pytest.raises(ConflictError):
        db.commit()
    db.rollback()
    assert db.get(model, record.id) is not None


@pytest.mark.usefixtures("paid")
def test_others_are_deleted_as_before(
    client: TestClient, db: orm.Session, owner: Person, admin: Person
) -> None:
    other = build(db, owner)
    assert goes(client, db, admin, other)


@pytest.mark.usefixtures("paid")
def test_it_does_not_go_along_with_what_it_hangs_on(
    db: orm.Session, owner: Person, record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    theirs = by_id(User, owner.user)
    # The database itself keeps an account that has records ...
    with pytest.raises((ConflictError, IntegrityError)):
        db.execute(theirs)
    db.rollback()
    # ... and where it would delete them along, they are looked at first.
    table = Base.metadata.tables[type(record).__tablename__]
    for key in table.c[type(record).owner_key or ""].foreign_keys:
        monkeypatch.setattr(key, "ondelete", "CASCADE")
    with pytest.raises(ConflictError, match="This belongs to what is paid"):
        db.execute(theirs)
    db.rollback()
    assert db.get(type(record), record.id) is not None


@needs_parts
def test_a_part_stays_when_its_whole_is_paid(
    app: FastAPI, client: TestClient, db: orm.Session, record: Record, owner: Person, admin: Person
) -> None:
    payment = begin(client, db, owner, record)
    ALL_CASES[PART].build(db, owner.user, **{part_key(): record.id})
    extra = newest_part(db)
    # As long as nobody has paid, another amount is asked for.
    assert deletes(client, admin, ALL_CASES[PART].url(extra.id))
    assert start(client, owner, record).status_code == 200

    tell(client, app, COMPLETED, session(payment))
    part = part_of(db, record)
    told = refused(client, admin, ALL_CASES[PART].url(part.id))
    assert told.startswith("This belongs to what is paid")
    with pytest.raises(ConflictError):
        db.execute(by_id(type(part), part))
    db.rollback()


@needs_parts
@pytest.mark.usefixtures("paid")
def test_a_part_is_not_moved_to_another_whole(
    db: orm.Session, owner: Person, record: Record
) -> None:
    part, other = part_of(db, record), build(db, owner)
    setattr(part, part_key(), other.id)
    with pytest.raises(ConflictError):
        db.commit()
    db.rollback()


def part_key() -> str:
    return "" if PAYABLE_KIND.parts is None else PAYABLE_KIND.parts.key


def newest_part(db: orm.Session) -> Record:
    model: type[Record] = ALL_CASES[PART].resource.model
    return db.scalars(sa.select(model).order_by(model.created_at.desc())).first() or missing()


def missing() -> Record:
    message = "there is no part"
    raise AssertionError(message)
