"""The command that makes administrators."""

import pytest
import sqlalchemy as sa
from sqlalchemy import orm

from app import cli
<% if on.multi_tenancy %>
from app.models import Organisation, User
from app.organisation_scope import everywhere
<% else %>
from app.models import User
<% endif %>
from app.security.passwords import verify_password
from app.security.rules import ADMIN
from tests.building import <% if on.multi_tenancy %>HOME, <% endif %>PASSWORD

ARGUMENTS = [
    "create-admin",
    "--email=root@example.com",
    "--display-name=Root",
<% if username %>
    "--username=root",
<% endif %>
]


@pytest.fixture(autouse=True)
def environment(
    monkeypatch: pytest.MonkeyPatch,
    database_url: str,
    app_sessions: orm.sessionmaker[orm.Session],
) -> None:
    """The command reaches the tests' database, which may be in this process's memory."""
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("ADMIN_PASSWORD", PASSWORD)
    monkeypatch.setattr(cli, "make_sessions", lambda _engine: app_sessions)


def test_an_administrator_is_made_once(db: orm.Session, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(ARGUMENTS) == 0
    assert cli.main(ARGUMENTS) == 1

<% if on.multi_tenancy %>
    with everywhere(db):
        user = db.scalars(sa.select(User)).one()
        # The first has an organisation, and the second, who was refused, left none behind.
        made = db.get_one(Organisation, user.organisation_id)
        assert {it.id for it in db.scalars(sa.select(Organisation))} == {HOME, made.id}
    assert made.name == <<= py.title =>>
<% else %>
    user = db.scalars(sa.select(User)).one()
<% endif %>
    assert (user.role, user.email) == (ADMIN, "root@example.com")
    assert verify_password(PASSWORD, user.password_hash)
    output = capsys.readouterr()
    assert PASSWORD not in output.out + output.err


def test_a_weak_password_is_refused(
    db: orm.Session, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("ADMIN_PASSWORD")
    monkeypatch.setattr(cli, "getpass", lambda _prompt: "short")

    assert cli.main(ARGUMENTS) == 2

    assert "password" in capsys.readouterr().err
<% if on.multi_tenancy %>
    with everywhere(db):
        assert db.scalars(sa.select(User)).all() == []
<% else %>
    assert db.scalars(sa.select(User)).all() == []
<% endif %>
