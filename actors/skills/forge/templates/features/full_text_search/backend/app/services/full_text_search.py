"""One search over everything that the viewer may read."""

from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.errors import ApiError, NotFoundError
from app.models import Record, User
from app.schemas.full_text_search import SearchGroup, SearchHit, SearchPart, SearchResults
from app.services import search_words
from app.services.search_engine import Searched, matching, spans
from app.services.search_words import Span, Term, Words, parse
from app.services.searched import SEARCHED

# Records of each kind that are shown together; of one kind alone there are pages, and this many hits at most.
GROUP_SIZE = 5
HITS_MAX = 1000
# A word with a mistake in it is sought among those that begin alike, in this many records of each kind.
CORRECTED_LENGTH_MIN = 4
BEGINNING_LENGTH = 2
RECORDS_READ_MAX = 100
TEXT_READ_MAX = 5_000
LIKENESS_MIN = 0.75


def search(db: Session, viewer: User | None, text: str) -> SearchResults:
    """The best of each kind, and where nothing has the words, of those that the words are probably meant to be."""
    words = parse(text)
    groups = list(find_groups(db, viewer, words))
    if groups or not words.terms:
        return SearchResults(corrected=None, groups=groups)
    meant = correct(db, viewer, words)
    groups = list(find_groups(db, viewer, meant)) if meant != words else []
    return SearchResults(corrected=search_words.written(meant) if groups else None, groups=groups)


def find_groups(db: Session, viewer: User | None, words: Words) -> Iterator[SearchGroup]:
    for key, kind in readable_kinds(viewer):
        hits, total = find(db, key, kind, viewer, words, 0, GROUP_SIZE)
        if total > 0:
            yield SearchGroup(kind=key, total=total, hits=hits)


def readable_kinds(viewer: User | None) -> Iterator[tuple[str, Searched]]:
    for key, kind in SEARCHED.items():
        try:
            kind.resource.rule("list").require(viewer)
        except ApiError:
            continue
        yield key, kind


def search_kind(
    db: Session, viewer: User | None, key: str, text: str, first: int, count: int
) -> tuple[list[SearchHit], int]:
    """A page of what there is of one kind, and how much there is."""
    kind = SEARCHED.get(key)
    if kind is None:
        message = "There is no such kind of record."
        raise NotFoundError(message)
    kind.resource.rule("list").require(viewer)
    return find(db, key, kind, viewer, parse(text), first, count)


def find(
    db: Session, key: str, kind: Searched, viewer: User | None, words: Words, first: int, count: int
) -> tuple[list[SearchHit], int]:
    if not words.terms:
        return [], 0
    statement = found_by(db, kind, viewer, words)
    counted = statement.order_by(None).with_only_columns(kind.model.id).limit(HITS_MAX)
    total = db.scalar(sa.select(sa.func.count()).select_from(counted.subquery())) or 0
    if first >= total:
        return [], total
    page = statement.offset(first).limit(min(count, HITS_MAX - first))
    found = db.scalars(page).all()
    places = spans(db, kind, words, found)
    return [hit(key, kind, record, places[record.id]) for record in found], total


def found_by(db: Session, kind: Searched, viewer: User | None, words: Words) -> sa.Select[Any]:
<% if postgres and has_sqlite %>
    return matching(kind, viewer, words, db.get_bind().dialect.name)
<% else %>
    del db
    return matching(kind, viewer, words)
<% endif %>


def hit(key: str, kind: Searched, record: Record, places: dict[str, list[Span]]) -> SearchHit:
    """What the record is called, and the text of it where most was found."""
    texts = kind.texts(record)
    title = next((name for name in texts if texts[name] == record.label), None)
    bodies = [name for name in texts if name != title and texts[name].strip()]
    body = max(bodies, key=lambda name: (len(places.get(name, ())), len(texts[name])), default=None)
    called = search_words.snippet(record.label, places.get(title, ()) if title else ())
    said = search_words.snippet(texts[body], places.get(body, ())) if body else []
    return SearchHit(
        kind=key,
        id=record.id,
        title=[SearchPart.model_validate(part) for part in called],
        snippet=[SearchPart.model_validate(part) for part in said],
        updated_at=record.updated_at,
    )


def correct(db: Session, viewer: User | None, words: Words) -> Words:
    """Words that nothing has become those most like them, among the words of what the viewer may read."""
    right = {}
    for term in words.wanted:
        if len(term.text) < CORRECTED_LENGTH_MIN or not term.text.isalpha():
            continue
        known = beginning_as(db, viewer, term.text[:BEGINNING_LENGTH])
        [closest] = get_close_matches(term.text.lower(), known, 1, LIKENESS_MIN) or [term.text]
        right[term.text] = closest
    return search_words.corrected(words, right)


def beginning_as(db: Session, viewer: User | None, beginning: str) -> Sequence[str]:
    words = Words((Term(beginning, begun=True),))
    known: set[str] = set()
    for _key, kind in readable_kinds(viewer):
        for record in db.scalars(found_by(db, kind, viewer, words).limit(RECORDS_READ_MAX)):
            for text in kind.texts(record).values():
                known.update(search_words.fold(text[:TEXT_READ_MAX]).lower().split())
    return sorted(it for it in known if it.isalpha() and it.startswith(beginning.lower()))
