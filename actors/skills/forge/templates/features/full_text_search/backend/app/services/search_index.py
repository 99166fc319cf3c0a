"""What the database keeps for the full-text search beside the records, and how that is made and dropped."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

import sqlalchemy as sa

# No table and no column of a record begins so.
PREFIX = "_search_"
<% if postgres %>
VECTOR = f"{PREFIX}vector"
# Characters that join words, and those of markup: words are found on either side of them.
JOINING = "-./\\_@:+&=?#<>"
# Of all the texts of a record; what PostgreSQL keeps of one in its index has a limit, and a longer text could not be stored.
INDEXED_LENGTH_MAX = 150_000
<% endif %>
<% if has_sqlite %>
DOCUMENTS = f"{PREFIX}documents"
<% endif %>

# How much a word counts for: in what a record is called, in what is said of it shortly, in its long texts.
Weight = Literal["A", "B", "C"]


@dataclass(frozen=True)
class Indexed:
    """A kind of record, by its table, and the columns that are searched, with their weights."""

    table: str
    columns: tuple[tuple[str, Weight], ...]


def make_index(connection: sa.Connection, kinds: Iterable[Indexed], language: str) -> None:
    """The language says which forms of a word are one: a name that PostgreSQL has for it, or `simple`."""
    run(connection, up(connection, kinds, language))


def drop_index(connection: sa.Connection, kinds: Iterable[Indexed]) -> None:
    run(connection, down(connection, kinds))


def run(connection: sa.Connection, statements: Iterable[str]) -> None:
    for statement in statements:
        connection.exec_driver_sql(statement)


<% if postgres and has_sqlite %>
def up(connection: sa.Connection, kinds: Iterable[Indexed], language: str) -> Iterator[str]:
    if connection.dialect.name == "sqlite":
        return sqlite_up(connection, kinds, language)
    return postgres_up(connection, kinds, language)


def down(connection: sa.Connection, kinds: Iterable[Indexed]) -> Iterator[str]:
    if connection.dialect.name == "sqlite":
        return sqlite_down(kinds)
    return postgres_down(connection, kinds)


<% endif %>
<% if postgres %>
<% if has_sqlite %>
def postgres_up(
    connection: sa.Connection, kinds: Iterable[Indexed], language: str
) -> Iterator[str]:
<% else %>
def up(connection: sa.Connection, kinds: Iterable[Indexed], language: str) -> Iterator[str]:
<% endif %>
    quote = connection.dialect.identifier_preparer.quote
    # Queries read the language here, so that they always have that of the index.
    yield (
        f"CREATE FUNCTION {PREFIX}language() RETURNS regconfig LANGUAGE sql IMMUTABLE PARALLEL SAFE "
        f"AS $$ SELECT 'pg_catalog.{language}'::regconfig $$"
    )
    for kind in kinds:
        share = INDEXED_LENGTH_MAX // len(kind.columns)
        vectors = (
            f"setweight(to_tsvector('pg_catalog.{language}'::regconfig, "
            f"left({folded(quote(name))}, {share})), '{weight}')"
            for name, weight in kind.columns
        )
        table = quote(kind.table)
        yield (
            f"ALTER TABLE {table} ADD COLUMN {VECTOR} tsvector "
            f"GENERATED ALWAYS AS ({' || '.join(vectors)}) STORED"
        )
        yield f"CREATE INDEX {index_of(connection, kind)} ON {table} USING gin ({VECTOR})"


def folded(column: str) -> str:
    """Without accents, in SQL; `fold` in `search_words.py` does the same to what is searched for."""
    bare = f"regexp_replace(normalize(coalesce({column}, ''), NFKD), '[\\u0300-\\u036f]', '', 'g')"
    return f"translate({bare}, '{JOINING}', '{' ' * len(JOINING)}')"


def <% if has_sqlite %>postgres_<% endif %>down(connection: sa.Connection, kinds: Iterable[Indexed]) -> Iterator[str]:
    quote = connection.dialect.identifier_preparer.quote
    for kind in kinds:
        yield f"DROP INDEX {index_of(connection, kind)}"
        yield f"ALTER TABLE {quote(kind.table)} DROP COLUMN {VECTOR}"
    yield f"DROP FUNCTION {PREFIX}language()"


def index_of(connection: sa.Connection, kind: Indexed) -> str:
    """PostgreSQL keeps 63 characters of a name; the table's own may have that many."""
    return connection.dialect.identifier_preparer.quote(f"{PREFIX}{kind.table}"[:63])


<% endif %>
<% if has_sqlite %>
def <% if postgres %>sqlite_<% endif %>up(connection: sa.Connection, kinds: Iterable[Indexed], language: str) -> Iterator[str]:
    """One index for each kind, and one table of the numbers that records have in them; triggers keep both."""
    quote = connection.dialect.identifier_preparer.quote
    # SQLite knows the forms of English words alone.
    stems = "porter " if language == "english" else ""
    yield (
        f"CREATE TABLE {DOCUMENTS} "
        "(number INTEGER PRIMARY KEY, kind TEXT NOT NULL, record_id NOT NULL, UNIQUE (kind, record_id))"
    )
    for kind in kinds:
        table, index = quote(kind.table), quote(f"{PREFIX}{kind.table}")
        names = ", ".join(f"c{at}" for at in range(len(kind.columns)))
        yield (
            f"CREATE VIRTUAL TABLE {index} USING fts5({names}, "
            f"tokenize = '{stems}unicode61 remove_diacritics 2', prefix = '2 3')"
        )
        known = f"SELECT number FROM {DOCUMENTS} WHERE kind = '{kind.table}' AND record_id ="
        columns = [quote(name) for name, _weight in kind.columns]
        new = ", ".join(f"new.{column}" for column in columns)
        trigger = f"CREATE TRIGGER {PREFIX}{kind.table}"
        yield (
            f"{trigger}_insert AFTER INSERT ON {table} BEGIN "
            f"INSERT INTO {DOCUMENTS} (kind, record_id) VALUES ('{kind.table}', new.id); "
            f"INSERT INTO {index} (rowid, {names}) VALUES (({known} new.id), {new}); END"
        )
        changed = ", ".join(f"c{at} = new.{column}" for at, column in enumerate(columns))
        yield (
            f"{trigger}_update AFTER UPDATE OF {', '.join(columns)} ON {table} BEGIN "
            f"UPDATE {index} SET {changed} WHERE rowid = ({known} new.id); END"
        )
        yield (
            f"{trigger}_delete AFTER DELETE ON {table} BEGIN "
            f"DELETE FROM {index} WHERE rowid = ({known} old.id); "
            f"DELETE FROM {DOCUMENTS} WHERE kind = '{kind.table}' AND record_id = old.id; END"
        )
        yield f"INSERT INTO {DOCUMENTS} (kind, record_id) SELECT '{kind.table}', id FROM {table}"
        yield (
            f"INSERT INTO {index} (rowid, {names}) SELECT number, {', '.join(columns)} "
            f"FROM {table} JOIN {DOCUMENTS} ON kind = '{kind.table}' AND record_id = {table}.id"
        )


def <% if postgres %>sqlite_<% endif %>down(<% if not postgres %>_connection: sa.Connection, <% endif %>kinds: Iterable[Indexed]) -> Iterator[str]:
    for kind in kinds:
        # A table that was made anew has lost them already.
        for event in ("insert", "update", "delete"):
            yield f"DROP TRIGGER IF EXISTS {PREFIX}{kind.table}_{event}"
        yield f'DROP TABLE "{PREFIX}{kind.table}"'
    yield f"DROP TABLE {DOCUMENTS}"


<% endif %>
def is_own(name: str | None) -> bool:
    """Whether a table, column or index is one of the search's: no model describes those."""
    return name is not None and name.startswith(PREFIX)
