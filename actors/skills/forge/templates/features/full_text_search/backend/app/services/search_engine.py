"""The search as the database does it: which records have the words, which come first, and where in them the words are."""

import re
from collections.abc import <% if has_sqlite %>Iterator, <% endif %>Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
<% if postgres %>
from sqlalchemy.dialects.postgresql import TSVECTOR
<% endif %>
from sqlalchemy.orm import Session

from app.models import Id, Record, User
from app.services import records
from app.services.search_index import <% if has_sqlite %>DOCUMENTS, PREFIX, <% endif %><% if postgres %>VECTOR, <% endif %>Weight
from app.services.search_words import Span, <% if postgres %>Term, <% endif %>Words<% if postgres %>, fold_with_places<% endif %>


# What the database puts around a word that it found; no text that people write has these.
OPEN, CLOSE = "\x02", "\x03"
FOUND = re.compile(f"{OPEN}([^{OPEN}{CLOSE}]*){CLOSE}")
# Of one text, words are looked for no further than this to be shown.
SHOWN_LENGTH_MAX = 50_000
<% if has_sqlite %>
# As those of PostgreSQL are to one another.
RANKS: Mapping[Weight, float] = {"A": 10.0, "B": 4.0, "C": 2.0}
<% endif %>

Texts = Mapping[str, str]


@dataclass(frozen=True)
class Searched:
    """A kind of record that is searched, and in which of its columns."""

    resource: records.Resource[Any]
    columns: tuple[tuple[str, Weight], ...]

    @property
    def table(self) -> str:
        name: str = self.model.__tablename__
        return name

    @property
    def model(self) -> type[Record]:
        model: type[Record] = self.resource.model
        return model

    def texts(self, record: Record) -> Texts:
        return {name: getattr(record, name) or "" for name, _weight in self.columns}


def matching(kind: Searched, viewer: User | None, words: Words<% if postgres and has_sqlite %>, dialect: str<% endif %>) -> sa.Select[Any]:
    """Of the records that the viewer may read those with the words, the best first."""
    model = kind.model
    readable = records.visible(model, viewer)
<% if postgres and has_sqlite %>
    if dialect == "sqlite":
        matched, rank = _in_sqlite(kind, readable, words)
    else:
        matched, rank = _in_postgres(kind, readable, words)
<% elif postgres %>
    matched, rank = _in_postgres(kind, readable, words)
<% else %>
    matched, rank = _in_sqlite(kind, readable, words)
<% endif %>
    return matched.order_by(rank, model.updated_at.desc(), model.id)


def spans(
    db: Session, kind: Searched, words: Words, found: Sequence[Record]
) -> dict[Id, dict[str, list[Span]]]:
    """Where the words are in each record, by column."""
    if not found:
        return {}
<% if postgres and has_sqlite %>
    if db.get_bind().dialect.name == "sqlite":
        return _spans_in_sqlite(db, kind, words, found)
    return _spans_in_postgres(db, kind, words, found)
<% elif postgres %>
    return _spans_in_postgres(db, kind, words, found)
<% else %>
    return _spans_in_sqlite(db, kind, words, found)
<% endif %>


def read_marks(marked: str) -> tuple[str, list[Span]]:
    """The text without the marks, and where they were."""
    spans: list[Span] = []
    for taken, match in enumerate(FOUND.finditer(marked)):
        start = match.start() - 2 * taken
        spans.append((start, start + len(match[1])))
    return FOUND.sub(r"\1", marked), spans
<% if postgres %>


def _in_postgres(
    kind: Searched, readable: sa.Select[Any], words: Words
) -> tuple[sa.Select[Any], sa.ColumnElement[Any]]:
    vector = sa.literal_column(f'"{kind.table}".{VECTOR}', TSVECTOR)
    query = tsquery(words)
    # 1: a long text has every word more often, and is no better for it.
    return readable.where(vector.op("@@")(query)), sa.func.ts_rank(vector, query, 1).desc()


def tsquery(words: Words) -> sa.ColumnElement[Any]:
    language = sa.func._search_language()
    query: sa.ColumnElement[Any] = sa.func.websearch_to_tsquery(language, _websearch(words.terms))
    last = words.terms[-1]
    if not last.begun:
        return query
    quoted = last.text.replace("'", "''")
    beginning = sa.func.to_tsquery(language, f"'{quoted}':*")
    others = sa.func.websearch_to_tsquery(language, _websearch(words.terms[:-1]))
    return sa.func.tsquery_or(query, sa.func.tsquery_and(others, beginning))


def _websearch(terms: Sequence[Term]) -> str:
    """Every word in quotes, so that none of them is an operator."""
    return " ".join(f'{"-" if it.unwanted else ""}"{it.text}"' for it in terms)


def _spans_in_postgres(
    db: Session, kind: Searched, words: Words, found: Sequence[Record]
) -> dict[Id, dict[str, list[Span]]]:
    sources = [
        (record.id, name, *fold_with_places(text[:SHOWN_LENGTH_MAX]))
        for record in found
        for name, text in kind.texts(record).items()
    ]
    texts = sa.func.unnest(sa.cast([text for _, _, text, _ in sources], sa.ARRAY(sa.Text)))
    given = texts.table_valued("text", with_ordinality="place").render_derived()
    options = f"HighlightAll=true, StartSel={OPEN}, StopSel={CLOSE}"
    language = sa.func._search_language()
    marked = sa.func.ts_headline(language, given.c.text, tsquery(words), options)
    answers = db.scalars(sa.select(marked).order_by(given.c.place)).all()
    places: dict[Id, dict[str, list[Span]]] = {}
    for (record_id, name, text, origin), answer in zip(sources, answers, strict=True):
        bare, spans = read_marks(answer)
        exact = [(origin[start], origin[end - 1] + 1) for start, end in spans if start < end]
        places.setdefault(record_id, {})[name] = exact if bare == text else []
    return places
<% endif %>
<% if has_sqlite %>


def _in_sqlite(
    kind: Searched, readable: sa.Select[Any], words: Words
) -> tuple[sa.Select[Any], sa.ColumnElement[Any]]:
    index = sa.table(f"{PREFIX}{kind.table}", sa.column("rowid"))
    documents = sa.table(DOCUMENTS, sa.column("number"), sa.column("kind"), sa.column("record_id"))
    mine = sa.and_(documents.c.kind == kind.table, documents.c.record_id == kind.model.id)
    name = _index(kind)
    matched = (
        readable.join(documents, mine)
        .join(index, index.c.rowid == documents.c.number)
        .where(name.op("MATCH")(fts_query(words)))
    )
    return matched, sa.func.bm25(name, *(RANKS[weight] for _name, weight in kind.columns))


def _index(kind: Searched) -> sa.ColumnElement[Any]:
    return sa.literal_column(f'"{PREFIX}{kind.table}"')


def fts_query(words: Words) -> str:
    """Every word in quotes, so that none of them is an operator."""
    wanted = " AND ".join(f'"{it.text}"{"*" if it.begun else ""}' for it in words.wanted)
    unwanted = " OR ".join(f'"{it.text}"' for it in words.unwanted)
    return f"({wanted}) NOT ({unwanted})" if unwanted else wanted


def _spans_in_sqlite(
    db: Session, kind: Searched, words: Words, found: Sequence[Record]
) -> dict[Id, dict[str, list[Span]]]:
    name = _index(kind)
    names = [name for name, _weight in kind.columns]
    marked = [sa.func.highlight(name, at, OPEN, CLOSE) for at in range(len(names))]
    readable = sa.select(kind.model.id, *marked).where(kind.model.id.in_([it.id for it in found]))
    matched, _rank = _in_sqlite(kind, readable, words)
    answers = {row[0]: row[1:] for row in db.execute(matched)}
    return {
        record.id: dict(_exact(kind.texts(record), names, answers.get(record.id, ())))
        for record in found
    }


def _exact(
    texts: Texts, names: Sequence[str], answers: Sequence[str | None]
) -> Iterator[tuple[str, list[Span]]]:
    for name, answer in zip(names, answers, strict=False):
        bare, spans = read_marks(answer or "")
        yield name, spans if bare == texts[name] else []
<% endif %>
