"""Charts: buckets with right edges in UTC, all of them there, right sums, for administrators alone."""

import datetime as dt
import decimal

import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import orm

from app.models.base import utc_now
from app.models.users import DEFAULT_ROLE
from app.schemas.charts import Charts, Period
from app.services import charting
from app.services.charted import CHARTED
<% if on.drafts %>
from app.services.held_back import ACTOR
<% endif %>
from tests.building import Case, Person, make_user
from tests.cases import ALL_CASES

CHARTS = "/api/v1/admin/charts"
# A Wednesday.
NOW = dt.datetime(2030, 3, 6, 15, 30, tzinfo=dt.UTC)
MICROSECOND = dt.timedelta(microseconds=1)

every_entity = pytest.mark.parametrize("case", ALL_CASES.values(), ids=ALL_CASES.keys())


def charts_of(db: orm.Session, case: Case, period: Period) -> Charts:
    return charting.collect(db, CHARTED[case.resource.model.__tablename__], period, NOW)


def moment(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


def test_only_administrators(client: TestClient, member: Person) -> None:
    for kind in CHARTED:
        assert client.get(f"{CHARTS}/{kind}").status_code == 401
        assert client.get(f"{CHARTS}/{kind}", headers=member.headers).status_code == 403


@pytest.mark.parametrize("kind", ["no_such_table", "refresh_tokens", "users; --", "a" * 63])
def test_nothing_else_is_charted(kind: str, client: TestClient, admin: Person) -> None:
    assert client.get(f"{CHARTS}/{kind}", headers=admin.headers).status_code == 404


@pytest.mark.parametrize("period", ["", "1_day", "30_days'; --", "1000_months"])
def test_no_other_time(period: str, client: TestClient, admin: Person) -> None:
    query = {"period": period}
    assert client.get(f"{CHARTS}/users", params=query, headers=admin.headers).status_code == 422


@every_entity
def test_new_records_are_counted(
    case: Case, client: TestClient, db: orm.Session, admin: Person
) -> None:
    case.build(db, admin.user)
    kind = case.resource.model.__tablename__

    charts = client.get(f"{CHARTS}/{kind}", headers=admin.headers).json()

    assert (charts["total"], charts["before"], charts["zone"]) == (1, 0, "UTC")
    assert [it["count"] for it in charts["buckets"]] == [0] * 29 + [1]
    assert charts["buckets"][-1]["start"] == utc_now().date().isoformat()
    for share in charts["shares"]:
        assert sum(it["count"] for it in share["values"]) == 1


def test_new_accounts_are_counted(client: TestClient, db: orm.Session, admin: Person) -> None:
    make_user(db, DEFAULT_ROLE, is_active=False)

    query = {"period": "7_days"}
    charts = client.get(f"{CHARTS}/users", params=query, headers=admin.headers).json()

    assert (charts["total"], len(charts["buckets"])) == (2, 7)
    shares = {it["field"]: it["values"] for it in charts["shares"]}
    assert {"value": DEFAULT_ROLE, "count": 1} in shares["role"]
    assert shares["is_active"] == [{"value": True, "count": 1}, {"value": False, "count": 1}]


@every_entity
@pytest.mark.parametrize(
    ("period", "edge", "first", "length"),
    [
        ("7_days", "2030-03-05", "2030-02-28", 7),
        ("30_days", "2030-03-01", "2030-02-05", 30),
        # A Monday; the week before ends on the Sunday.
        ("90_days", "2030-02-25", "2029-12-10", 13),
        ("12_months", "2030-02-01", "2029-04-01", 12),
        ("12_months", "2030-01-01", "2029-04-01", 12),
    ],
)
def test_buckets_begin_at_midnight(
    case: Case,
    period: Period,
    edge: str,
    first: str,
    length: int,
    db: orm.Session,
    admin: Person,
) -> None:
    for created_at in (moment(edge) - MICROSECOND, moment(edge)):
        case.build(db, admin.user, created_at=created_at)

    buckets = charts_of(db, case, period).buckets

    assert len(buckets) == length
    assert buckets[0].start == dt.date.fromisoformat(first)
    at = [bucket.start.isoformat() for bucket in buckets].index(edge)
    counted = [bucket.count for bucket in buckets]
    assert counted == [1 if place in (at - 1, at) else 0 for place in range(length)]


@every_entity
def test_the_time_has_an_end_and_a_beginning(case: Case, db: orm.Session, admin: Person) -> None:
    first = moment("2030-02-28")
    # As long before the beginning as has passed since: six days and what there is of this one.
    earliest = first - (NOW - first)
    for created_at in (
        earliest - MICROSECOND,
        earliest,
        first - MICROSECOND,
        first,
        NOW,
        NOW + MICROSECOND,
    ):
        case.build(db, admin.user, created_at=created_at)

    charts = charts_of(db, case, "7_days")

    assert (charts.total, charts.before) == (2, 2)


<% if test_server %>
@every_entity
@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago"])
def test_the_zone_of_the_database_moves_nothing(
    case: Case, zone: str, db: orm.Session, admin: Person
) -> None:
    case.build(db, admin.user, created_at=moment("2030-03-05"))
    db.execute(sa.text("SELECT set_config('TimeZone', :zone, true)"), {"zone": zone})

    buckets = charts_of(db, case, "7_days").buckets

    assert [bucket.count for bucket in buckets] == [0, 0, 0, 0, 0, 1, 0]


<% endif %>
@every_entity
def test_numbers_sum_up(case: Case, db: orm.Session, admin: Person) -> None:
    created_at = moment("2030-03-05")
    found = [case.build(db, admin.user, created_at=created_at) for _ in range(2)]

    for number in charts_of(db, case, "7_days").numbers:
        total = sum((getattr(it, number.field) for it in found), decimal.Decimal(0))
        average = (total / len(found)).quantize(decimal.Decimal("0.01"))
        assert (number.sum, number.average) == (total, average)
        assert (number.buckets[5].sum, number.buckets[5].average) == (total, average)
        assert number.buckets[0].sum == 0
        assert number.buckets[0].average is None


@every_entity
def test_every_value_has_its_share(case: Case, db: orm.Session, admin: Person) -> None:
    charted = CHARTED[case.resource.model.__tablename__]
    for at, share in enumerate(charted.shares):
        for value in share.values:
            case.build(db, admin.user, created_at=NOW, **{share.field: value})
<% if on.drafts %>
        # Those who look at charts find what is hidden from others, too.
        db.info[ACTOR] = admin.user
<% endif %>

        values = charts_of(db, case, "7_days").shares[at].values

        assert [it.value for it in values][: len(share.values)] == list(share.values)
        assert all(it.count > 0 for it in values)


@pytest.mark.parametrize(
    ("today", "first"),
    [("2030-01-31", "2029-02-01"), ("2030-12-01", "2030-01-01"), ("2028-02-29", "2027-03-01")],
)
def test_months_are_whole(today: str, first: str) -> None:
    days = charting.starts("12_months", dt.date.fromisoformat(today))

    assert days[0] == dt.date.fromisoformat(first)
    assert days[-1] == dt.date.fromisoformat(today).replace(day=1)
    assert len(set(days)) == 12


@every_entity
def test_more_records_cost_no_more_queries(
    case: Case, app: FastAPI, client: TestClient, db: orm.Session, admin: Person
) -> None:
    def queries() -> list[str]:
        statements: list[str] = []

        def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
            statements.append(statement)

        sa.event.listen(app.state.engine, "before_cursor_execute", note)
        try:
            url = f"{CHARTS}/{case.resource.model.__tablename__}"
            assert client.get(url, headers=admin.headers).status_code == 200
        finally:
            sa.event.remove(app.state.engine, "before_cursor_execute", note)
        return statements

    few = len(queries())
    for _ in range(3):
        case.build(db, admin.user)

    assert len(queries()) == few
<% if on.soft_delete %>


@every_entity
def test_the_trash_is_not_counted(
    case: Case, client: TestClient, db: orm.Session, admin: Person
) -> None:
    record = case.build(db, admin.user)
    assert client.delete(case.url(record.id), headers=admin.headers).status_code == 204
    url = f"{CHARTS}/{case.resource.model.__tablename__}"

    charts = client.get(url, headers=admin.headers).json()

    assert charts["total"] == 0
    for share in charts["shares"]:
        assert sum(it["count"] for it in share["values"]) == 0
<% endif %>
