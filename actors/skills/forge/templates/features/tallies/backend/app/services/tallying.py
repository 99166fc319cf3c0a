"""Tallies: how many ballots records have, for whoever may read the records, and never whose they are."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.models import Id, User
from app.schemas.tallies import Tally
from app.services import records
<% if held_back %>
from app.services.held_back import conditions
<% endif %>


@dataclass(frozen=True)
class Ballot:
    """A kind of record that counts for another: its path, and its column that points there."""

    name: str
    resource: records.Resource[Any]
    key: str


@dataclass(frozen=True)
class Tallied:
    resource: records.Resource[Any]
    ballots: tuple[Ballot, ...]


def tally(db: Session, tallied: Tallied, viewer: User | None, ids: Sequence[Id]) -> list[Tally]:
    """One query, however many records and kinds of ballots there are; what the viewer may not read is left out."""
    tallied.resource.rule("read").require(viewer)
    whole = tallied.resource.model
    numbers = [counted(whole, ballot) for ballot in tallied.ballots]
    own = [of_viewer(whole, ballot, viewer) for ballot in tallied.ballots]
    statement = (
        records.visible(whole, viewer)
        .where(whole.id.in_(set(ids)))
        .with_only_columns(whole.id, *numbers, *own)
    )
    names = [ballot.name for ballot in tallied.ballots]
    return [
        Tally(
            id=row[0],
            counts=dict(zip(names, row[1 : 1 + len(names)], strict=True)),
            mine=dict(zip(names, row[1 + len(names) :], strict=True)),
        )
        for row in db.execute(statement)
    ]


def counted(whole: type[Any], ballot: Ballot) -> sa.ColumnElement[Any]:
    """What a session leaves out of ballots, it leaves out of the count."""
    model = ballot.resource.model
    statement = sa.select(sa.func.count(model.id)).where(
        records.column(model, ballot.key) == whole.id
    )
<% if held_back %>
    # Whoever wrote or decides on what is held back finds it; it counts for nobody as long as it is.
    shown = [condition for kind, condition in conditions(None) if kind is model]
    statement = statement.where(*shown)
<% endif %>
    return statement.correlate(whole).scalar_subquery()


def of_viewer(whole: type[Any], ballot: Ballot, viewer: User | None) -> sa.ColumnElement[Any]:
    """The viewer's ballot, the newest one where they have several: it is the one to take back."""
    model = ballot.resource.model
    if viewer is None:
        return sa.null()
    mine = sa.select(model.id).where(
        records.column(model, ballot.key) == whole.id,
        records.column(model, model.owner_key) == viewer.id,
    )
    newest = mine.order_by(model.created_at.desc(), model.id).limit(1)
    return newest.correlate(whole).scalar_subquery()
