"""Numbers for the administrators' dashboard."""

import datetime as dt

from fastapi.testclient import TestClient
from sqlalchemy import orm

from app.models.base import utc_now
from app.models.users import DEFAULT_ROLE
from tests.building import Person, make_user
from tests.cases import ALL_CASES

STATS = "/api/v1/admin/stats"


def test_only_administrators(client: TestClient, member: Person) -> None:
    assert client.get(STATS).status_code == 401
    assert client.get(STATS, headers=member.headers).status_code == 403


def test_numbers(client: TestClient, db: orm.Session, admin: Person) -> None:
    old = utc_now() - dt.timedelta(days=30)
    make_user(db, DEFAULT_ROLE, is_active=False, created_at=old)
    case = next(iter(ALL_CASES.values()))
    newest = case.build(db, admin.user)
    case.build(db, admin.user, created_at=old)

    stats = client.get(STATS, headers=admin.headers).json()

    assert stats["users"] == {"total": 2, "active": 1, "new_last_7_days": 1}
    assert len(stats["entities"]) == len(ALL_CASES)
    counted = {entity["total"]: entity["new_last_7_days"] for entity in stats["entities"]}
    assert counted[2] == 1
    days = stats["signups_by_day"]
    assert [day["count"] for day in days] == [0] * 13 + [1]
    assert days[-1]["date"] == utc_now().date().isoformat()
    assert stats["recent"][0]["label"] == newest.label
    assert len(stats["recent"]) == 2
