"""Organisations are kept apart at the connection: every table, every way to reach it, whichever code does."""

from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from sqlalchemy import orm
from sqlalchemy.exc import IntegrityError

from app.config import Settings
from app.models import Base, Organisation, Record, User
from app.models.base import OF_THE_PRODUCT
from app.models.users import DEFAULT_ROLE
from app.organisation_fence import COLUMN, fenced, read
from app.organisation_scope import ScopeError, enter, everywhere
from tests.building import HOME, make_user
from tests.likeness import AWAY, models, neighbours

every_table = pytest.mark.parametrize("model", list(models()), ids=lambda it: it.__tablename__)


@pytest.fixture
def other(app: FastAPI) -> Iterator[orm.Session]:
    with app.state.sessions() as session:
        yield session


def test_every_table_says_whose_its_rows_are() -> None:
    """A new table that is not made from `Record` fails here; those between two say so by both their ends."""
    described = {mapper.local_table for mapper in Base.registry.mappers}
    for table in Base.metadata.tables.values():
        if table in described:
            assert COLUMN in table.c or table.name == Organisation.__tablename__, table.name
            assert table.name in fenced()
            continue
        ends = [key.column.table for column in table.columns for key in column.foreign_keys]
        assert len(ends) == len(table.columns) == 2, table.name
        assert all(COLUMN in it.c for it in ends)


@every_table
def test_what_must_be_somebodys_cannot_be_nobodys(model: type[Record]) -> None:
    assert model.__table__.c[COLUMN].nullable == (model.__tablename__ in OF_THE_PRODUCT)
    assert model.__table__.c[COLUMN].index


@every_table
def test_no_way_leads_into_another_organisation(
    model: type[Record], db: orm.Session, other: orm.Session, settings: Settings
) -> None:
    rows = neighbours(db, other, settings).rows
    mine = rows[model.__tablename__].id
    table: Any = model.__table__
    alias = orm.aliased(model)
    readings: list[sa.Select[Any]] = [
        sa.select(model),
        sa.select(model.id).where(model.id == mine),
        sa.select(alias).where(alias.id == mine),
        sa.select(sa.select(model).where(model.id == mine).subquery()),
        sa.select(model.id).where(model.id.in_(sa.select(model.id))),
        sa.select(table),
        sa.select(table.c.id).where(table.c.id == mine),
    ]
    other.expunge_all()
    # The session, and what is below it.
    ways: tuple[Any, Any] = (other, other.connection())

    for statement in readings:
        for reader in ways:
            found = {it.id for it in reader.execute(statement).scalars() if hasattr(it, "id")}
            ids = {row[0] for row in reader.execute(statement)}
            assert mine not in found | ids, statement
    assert other.get(model, mine) is None
    counts = sa.select(sa.func.count()).where(model.id == mine)
    assert other.scalar(counts) == 0
    assert (
        other.connection().scalar(sa.select(sa.select(model).where(model.id == mine).exists())) == 0
    )
    changed = sa.update(model).where(model.id == mine).values(updated_at=model.updated_at)
    for writer in ways:
        assert writer.execute(changed.execution_options(synchronize_session=False)).rowcount == 0
        assert writer.execute(sa.delete(table).where(table.c.id == mine)).rowcount == 0
    gone = sa.delete(model).where(model.id == mine)
    for writer in ways:
        assert writer.execute(gone.execution_options(synchronize_session=False)).rowcount == 0
    other.commit()

    db.expire_all()
    assert db.get(model, mine) is not None


@every_table
def test_a_session_that_works_for_nobody_reaches_nothing(model: type[Record], app: FastAPI) -> None:
    for statement in (
        sa.select(model),
        sa.select(model.__table__),
        sa.delete(model),
        sa.update(model).values(updated_at=model.updated_at),
        sa.insert(model).values(id=None),
        sa.text(f'SELECT * FROM "{model.__tablename__}"'),  # noqa: S608
    ):
        with app.state.sessions() as db, pytest.raises(ScopeError):
            db.execute(statement)
        with app.state.sessions() as db, pytest.raises(ScopeError):
            db.connection().execute(statement)


def test_text_is_refused_as_well(db: orm.Session) -> None:
    for text in (
        "SELECT * FROM users",
        "select id from  users u",
        'SELECT "users".id FROM "users"',
        "SELECT 1 FROM refresh_tokens JOIN users ON true",
        "DELETE FROM users",
        "UPDATE users SET role = 'admin'",
        "SELECT 1 FROM refresh_tokens, users",
    ):
        with pytest.raises(ScopeError):
            db.execute(sa.text(text))
        with pytest.raises(ScopeError):
            db.connection().exec_driver_sql(text)
    assert db.scalar(sa.text("SELECT 1")) == 1


def test_a_narrowed_place_does_not_stand_for_another() -> None:
    narrow = "SELECT 1 FROM users WHERE users.organisation_id = ?"
    assert read(narrow) == (frozenset({"users"}), frozenset())
    for more in (
        " AND EXISTS (SELECT 1 FROM users AS users_1)",
        " AND id IN (SELECT id FROM users)",
    ):
        assert read(narrow + more)[1] == {"users"}
    joined = "SELECT 1 FROM users JOIN refresh_tokens ON users.organisation_id = refresh_tokens.organisation_id"
    assert read(joined)[1] == {"refresh_tokens", "users"}


def test_what_finds_nothing_needs_no_narrowing() -> None:
    users = "SELECT users.id FROM users WHERE"
    for nothing in (" 0 = 1", " false"):
        assert read(users + nothing)[1] == frozenset()
        outside = "SELECT 1 FROM users AS users_1 WHERE id IN ("
        assert read(outside + users + nothing + ")")[1] == {"users"}
        for more in (" OR true", " AND true", " = (SELECT 1)"):
            assert read(users + nothing + more)[1] == {"users"}
        before = "SELECT id FROM users WHERE true UNION "
        assert read(before + users + nothing)[1] == {"users"}


def test_nothing_is_written_into_another_organisation(db: orm.Session, other: orm.Session) -> None:
    user = make_user(db, DEFAULT_ROLE)
    values = {"email": "a@example.com", "display_name": "A", "role": DEFAULT_ROLE}
    values |= {"password_hash": "x"<% if username %>, "username": "aaa"<% endif %>}

    db.add(User(**values, organisation_id=AWAY))
    with pytest.raises(ScopeError):
        db.flush()
    db.rollback()
    for writer in (db, db.connection()):
        with pytest.raises(ScopeError):
            writer.execute(sa.insert(User).values(**values, organisation_id=AWAY))
        with pytest.raises(ScopeError):
            writer.execute(sa.insert(User), [{**values, "organisation_id": AWAY}])
        with pytest.raises(ScopeError):
            writer.execute(sa.update(User).values(organisation_id=AWAY))
    user.organisation_id = AWAY
    with pytest.raises(ScopeError):
        db.flush()
    db.rollback()
    with everywhere(other):
        other.add(User(**values))
        with pytest.raises(IntegrityError):
            other.flush()
        other.rollback()


def test_what_another_session_loaded_is_not_changed_by_this_one(
    db: orm.Session, other: orm.Session, settings: Settings
) -> None:
    neighbours(db, other, settings)
    with everywhere(other):
        foreign = other.scalars(sa.select(User).where(User.organisation_id == HOME)).first()
    assert foreign is not None

    foreign.display_name = "Changed"
    with pytest.raises(orm.exc.StaleDataError):
        other.flush()
    other.rollback()
    with pytest.raises(sa.exc.InvalidRequestError):
        other.refresh(foreign)


def test_a_session_stays_where_it_is(db: orm.Session) -> None:
    with pytest.raises(ScopeError):
        enter(db, AWAY)
    with everywhere(db):
        pass
    make_user(db, DEFAULT_ROLE)
    assert {it.organisation_id for it in db.scalars(sa.select(User))} == {HOME}


def test_only_one_organisation_is_seen(
    db: orm.Session, other: orm.Session, settings: Settings
) -> None:
    neighbours(db, other, settings)

    assert [it.id for it in db.scalars(sa.select(Organisation))] == [HOME]
    assert db.get(Organisation, AWAY) is None
