"""The full-text search: what it finds, in which order, and that it tells nobody of what they may not read."""

from collections.abc import Callable, Iterator
from typing import Any<% if on.drafts %>, get_args<% endif %>


import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import orm

from app import search_rebuild
from app.models import Record, User
<% if on.moderation %>
from app.models.base import utc_now
from app.models.moderated import Moderated
<% endif %>
from app.models.users import DEFAULT_ROLE<% if on.drafts %>, RoleName<% endif %>

from app.schemas.base import PAGE_SIZE
from app.security.rules import ADMIN
from app.services import full_text_search
<% if on.drafts %>
from app.services.hidden_states import HIDDEN
<% endif %>
from app.services.search_engine import Searched
from app.services.searched import SEARCHED
<% if on.drafts %>
from app.services.unpublished import finds_all
<% endif %>
from tests.building import Case, Person, make_user, next_number, wire
from tests.cases import ALL_CASES

SEARCH = "/api/v1/search"
MakePerson = Callable[[str], Person]

every_kind = pytest.mark.parametrize("key", SEARCHED)


def case_of(kind: Searched) -> Case:
    return next(case for case in ALL_CASES.values() if case.resource is kind.resource)


def room(kind: Searched, name: str) -> float:
    """How many characters the column takes."""
    length: int | None = getattr(kind.model.__table__.columns[name].type, "length", None)
    return float("inf") if length is None else length


def roomiest(kind: Searched) -> str:
    return max((name for name, _weight in kind.columns), key=lambda name: room(kind, name))


def write(db: orm.Session, key: str, owner: User, text: str, **columns: Any) -> Record:
    kind = SEARCHED[key]
    case, name = case_of(kind), roomiest(kind)
    if name in case.uniques:
        text = f"{text} {next_number()}"
    return case.build(db, owner, **{name: text, **columns})


def word() -> str:
    """One that no other text has, of letters alone, and that no language has another form of."""
    letters = str(next_number()).translate(str.maketrans("0123456789", "bcdfghjklm"))
    return f"quokka{letters}zo"


def groups(client: TestClient, q: str, viewer: Person | None) -> dict[str, dict[str, Any]]:
    answer = client.get(SEARCH, params={"q": q}, headers=viewer.headers if viewer else None)
    assert answer.status_code == 200, answer.text
    if answer.json()["corrected"] is not None:
        return {}
    return {group["kind"]: group for group in answer.json()["groups"]}


def page(client: TestClient, key: str, q: str, viewer: Person | None, **query: Any) -> Any:
    headers = viewer.headers if viewer else None
    return client.get(f"{SEARCH}/{key}", params={"q": q, **query}, headers=headers)


def found(client: TestClient, key: str, q: str, viewer: Person | None) -> list[Any]:
    """The ids of what is found of a kind, in the order of the search."""
    answer = page(client, key, q, viewer)
    if answer.status_code in (401, 403):
        assert key not in groups(client, q, viewer)
        return []
    assert answer.status_code == 200, answer.text
    ids = [hit["id"] for hit in answer.json()["items"]]
    group = groups(client, q, viewer).get(key, {"total": 0, "hits": []})
    assert answer.json()["total"] == group["total"] == len(ids)
    assert [hit["id"] for hit in group["hits"]] == ids[: full_text_search.GROUP_SIZE]
    return ids


def text_of(parts: list[dict[str, Any]]) -> str:
    return "".join(part["text"] for part in parts)


def marked(hit: dict[str, Any]) -> list[str]:
    return [part["text"] for part in [*hit["title"], *hit["snippet"]] if part["hit"]]


@every_kind
@pytest.mark.parametrize(
    "q",
    [
        "{word}",
        "{WORD}",
        "{beginning}",
        "runs {word}",
        "crème {word}",
        "creme {word}",
        '"beside {word}"',
        'CRÈME "runs beside"',
        "{word} -nothing",
        '{word} -"beside nothing"',
        "beside-{word}",
    ],
)
def test_words_are_found_in_any_form(
    key: str, q: str, client: TestClient, db: orm.Session, admin: Person
) -> None:
    it = word()
    record = write(db, key, admin.user, f"Crème runs beside {it}")
    write(db, key, admin.user, "Another text")

    asked = q.format(word=it, WORD=it.upper(), beginning=it[:-2])

    assert found(client, key, asked, admin) == [wire(record.id)]


@every_kind
@pytest.mark.parametrize(
    "q",
    [
        "{word} nothing",
        '"{word} runs"',
        "{word} -beside",
        '{word} -"runs beside"',
        '"{beginning}"',
        "-{word}",
    ],
)
def test_what_does_not_match_is_not_found(
    key: str, q: str, client: TestClient, db: orm.Session, admin: Person
) -> None:
    it = word()
    write(db, key, admin.user, f"It runs beside {it}")

    assert found(client, key, q.format(word=it, beginning=it[:-2]), admin) == []


@every_kind
def test_forms_of_a_word_are_one(
    key: str, client: TestClient, db: orm.Session, admin: Person
) -> None:
    it = word()
    record = write(db, key, admin.user, f"{it} connections")

    assert found(client, key, f'connected "{it}"', admin) == [wire(record.id)]
    assert found(client, key, f'"connecting" {it}', admin) == [wire(record.id)]


@pytest.mark.parametrize(
    "q",
    [
        "",
        " ",
        '"',
        '""',
        "-",
        '-"',
        "--",
        "*",
        "a*",
        "'",
        "it's",
        "'':*",
        "\\",
        "a\\'b",
        "(",
        "a AND",
        "OR",
        "NOT a",
        "NEAR(a b)",
        "c0 : a",
        "^a",
        "a & | !",
        "<->",
        "a:*",
        "%",
        "½",
        "½½",
        "\u0301",
        "\ufdfa" * 200,
        "🦘 🦘",
        "\x02a\x03",
        "the",
        "the of",
        "a" * 200,
        "a " * 100,
        '"a" ' * 50,
    ],
)
def test_nothing_that_is_typed_is_an_error(q: str, client: TestClient, admin: Person) -> None:
    answer = client.get(SEARCH, params={"q": q}, headers=admin.headers)
    assert answer.status_code == 200, answer.text
    for key in SEARCHED:
        assert page(client, key, q, admin).status_code == 200


def test_there_are_limits(client: TestClient, admin: Person) -> None:
    for url in (SEARCH, *(f"{SEARCH}/{key}" for key in SEARCHED)):
        for q in ("a" * 201, "a\x00"):
            assert client.get(url, params={"q": q}, headers=admin.headers).status_code == 422
    for key in ("", "users", "refresh_tokens", "a" * 62):
        assert page(client, f"{key}x", "a", admin).status_code == 404


@every_kind
def test_everybody_finds_what_their_list_shows(
    key: str, client: TestClient, db: orm.Session, person: MakePerson
) -> None:
    case = case_of(SEARCHED[key])
    rule = case.resource.rule("list")
    roles = sorted({DEFAULT_ROLE, ADMIN} | rule.roles | rule.own_roles)
    people = [person(role) for role in roles]
    it = word()
    for owner in (viewer.user for viewer in people):
        write(db, key, owner, f"Owned {it}")
    # Both are like what is mistaken for them, and this one is more so.
    mistaken, closer = it[:-1] + "y", f"{it[:6]}x{it[6:-1]}y"
    foreign = write(db, key, make_user(db, DEFAULT_ROLE), f"Owned {it} {closer}")

    for viewer in [*people, None]:
        headers = viewer.headers if viewer else None
        listed = client.get(case.path, headers=headers)
        shown = {item["id"] for item in listed.json()["items"]} if listed.is_success else set()
        assert page(client, key, it, viewer).status_code == listed.status_code
        assert set(found(client, key, it, viewer)) == shown
        # Nor is what they may not read told of by the words that are meant.
        answer = client.get(SEARCH, params={"q": mistaken}, headers=headers).json()
        known = it if shown else None
        assert answer["corrected"] == (closer if wire(foreign.id) in shown else known)
        assert {hit["id"] for group in answer["groups"] for hit in group["hits"]} <= shown
        assert bool(answer["groups"]) == bool(shown)
<% if py.through %>


@pytest.mark.parametrize(
    "key", [key for key, it in SEARCHED.items() if it.resource.rule("read").through]
)
def test_what_is_written_under_a_record_is_found_by_its_readers(
    key: str, client: TestClient, db: orm.Session, person: MakePerson
) -> None:
    case = case_of(SEARCHED[key])
    rule = case.resource.rule("read")
    link = next(it for it in case.resource.links if it.attribute == rule.through)
    parent = next(it for it in ALL_CASES.values() if it.resource.model is link.target)
    for role in sorted(rule.through_roles):
        reader, other = person(role), person(role)
        it = word()
        above = parent.build(db, reader.user).id
        record = write(db, key, make_user(db, DEFAULT_ROLE), f"Under {it}", **{link.key: above})

        assert found(client, key, it, reader) == [wire(record.id)]
        assert found(client, key, it, other) == []
<% endif %>
<% if on.soft_delete %>


@every_kind
def test_the_trash_is_not_searched(
    key: str, client: TestClient, db: orm.Session, admin: Person
) -> None:
    it = word()
    record = write(db, key, admin.user, f"Thrown {it}")
    url = case_of(SEARCHED[key]).url(record.id)

    assert client.delete(url, headers=admin.headers).status_code == 204

    assert found(client, key, it, admin) == []
    mistaken = it[:-1] + "y"
    answer = client.get(SEARCH, params={"q": mistaken}, headers=admin.headers)
    assert answer.json() == {"corrected": None, "groups": []}
<% endif %>
<% if on.moderation %>


@pytest.mark.parametrize(
    "key", [key for key, it in SEARCHED.items() if issubclass(it.model, Moderated)]
)
def test_what_awaits_approval_is_found_by_its_author_and_by_moderators_alone(
    key: str, client: TestClient, db: orm.Session, person: MakePerson, admin: Person
) -> None:
    rule = case_of(SEARCHED[key]).resource.rule("create")
    role = min(rule.roles - case_of(SEARCHED[key]).resource.rule("delete").roles)
    author, reader = person(role), person(role)
    it = word()
    record = write(db, key, author.user, f"Held {it}", moderation_held_at=utc_now())

    assert found(client, key, it, author) == found(client, key, it, admin) == [wire(record.id)]
    assert found(client, key, it, reader) == found(client, key, it, None) == []
<% endif %>
<% if on.drafts %>


@pytest.mark.parametrize(
    "key", [key for key, it in SEARCHED.items() if it.model.__tablename__ in HIDDEN]
)
def test_what_is_not_published_is_found_by_its_owner_and_by_who_publishes_it_alone(
    key: str, client: TestClient, db: orm.Session, person: MakePerson, admin: Person
) -> None:
    resource = case_of(SEARCHED[key]).resource
    author = person(min(resource.rule("create").roles | {ADMIN}))
    readers = [it for it in map(person, get_args(RoleName)) if not finds_all(resource, it.user)]
    for state in sorted(HIDDEN[resource.model.__tablename__]):
        it = word()
        column = {resource.status_field: state}
        record = write(db, key, author.user, f"Hidden {it}", **column)

        assert found(client, key, it, author) == found(client, key, it, admin) == [wire(record.id)]
        for reader in (*readers, None):
            assert found(client, key, it, reader) == []
            if reader is not None:
                mistaken = {"q": it[:-1] + "y"}
                answer = client.get(SEARCH, params=mistaken, headers=reader.headers)
                assert answer.json() == {"corrected": None, "groups": []}
<% endif %>


@pytest.mark.parametrize("key", [key for key, kind in SEARCHED.items() if len(kind.columns) > 1])
def test_what_a_record_is_called_counts_more_than_its_texts(
    key: str, client: TestClient, db: orm.Session, admin: Person
) -> None:
    kind = SEARCHED[key]
    case = case_of(kind)
    first, last = kind.columns[0][0], kind.columns[-1][0]
    if kind.columns[0][1] == kind.columns[-1][1] or min(room(kind, first), room(kind, last)) < 30:
        pytest.skip("its columns count the same, or take too little text")
    it = word()
    called = case.build(db, admin.user, **{first: f"one {it}", last: "two words"})
    said = case.build(db, admin.user, **{first: f"one {next_number()}", last: f"two {it}"})

    assert found(client, key, it, admin) == [wire(called.id), wire(said.id)]
    # The last that was changed comes first where nothing else tells them apart.
    again = case.build(db, admin.user, **{first: f"new {it}", last: "two words"})
    assert found(client, key, it, admin) == [wire(again.id), wire(called.id), wire(said.id)]


@every_kind
def test_changes_are_found_at_once(
    key: str, client: TestClient, db: orm.Session, admin: Person
) -> None:
    kind = SEARCHED[key]
    before, after = word(), word()
    record = write(db, key, admin.user, f"Is {before}")
    other = write(db, key, admin.user, f"Stays {before}")

    setattr(record, roomiest(kind), f"Is {after}")
    db.commit()

    assert found(client, key, before, admin) == [wire(other.id)]
    assert found(client, key, after, admin) == [wire(record.id)]
    db.execute(sa.delete(kind.model).where(kind.model.id == record.id))
    db.commit()
    assert found(client, key, after, admin) == []


@every_kind
def test_pages_hold_everything_once(
    key: str, client: TestClient, db: orm.Session, admin: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    it = word()
    written = {wire(write(db, key, admin.user, f"One of many {it}").id) for _ in range(7)}

    def ids(number: int) -> list[Any]:
<% if page %>
        answer = page(client, key, it, admin, page=number, size=3)
<% else %>
        answer = page(client, key, it, admin, offset=3 * (number - 1), limit=3)
<% endif %>
        assert answer.json()["total"] == len(written)
        return [hit["id"] for hit in answer.json()["items"]]

    pages = [ids(number) for number in (1, 2, 3, 4)]
    assert [len(it) for it in pages] == [3, 3, 1, 0]
    assert {one for it in pages for one in it} == written
    assert groups(client, it, admin)[key]["total"] == len(written)

    monkeypatch.setattr(full_text_search, "HITS_MAX", 4)
    written = set(list(written)[:4])
    assert [len(ids(number)) for number in (1, 2, 3)] == [3, 1, 0]


@every_kind
def test_words_are_marked_in_texts_that_stay_texts(
    key: str, client: TestClient, db: orm.Session, admin: Person
) -> None:
    it = word()
    text = f"<i>É</i> {it} <script>"
    write(db, key, admin.user, text)

    [hit] = page(client, key, f"script {it[:-1]}", admin).json()["items"]

    assert it in marked(hit)
    assert any(text_of(hit[part]).startswith(text) for part in ("title", "snippet"))


@pytest.mark.parametrize(
    "key", [key for key, it in SEARCHED.items() if room(it, roomiest(it)) > 1500]
)
def test_long_texts_are_cut_around_the_words(
    key: str, client: TestClient, db: orm.Session, admin: Person
) -> None:
    it = word()
    write(db, key, admin.user, f"{'before ' * 80}Wünder {it} {'after ' * 80}")

    [hit] = page(client, key, f'"wunder {it}"', admin).json()["items"]

    parts = hit["snippet"] or hit["title"]
    if it not in text_of(parts):
        parts = hit["title"]
    text = text_of(parts)
    assert [part["text"] for part in parts if part["hit"]] in ([f"Wünder {it}"], ["Wünder", it])
    assert text.startswith("… before ")
    assert text.endswith(" after …")
    assert len(text) < 260


@every_kind
def test_a_mistake_is_forgiven(
    key: str, client: TestClient, db: orm.Session, admin: Person
) -> None:
    it = word()
    record = write(db, key, admin.user, f"Right {it} here")
    swapped = f"{it[:4]}{it[5]}{it[4]}{it[6:]}"

    answer = client.get(SEARCH, params={"q": f"{swapped} -wrong"}, headers=admin.headers).json()

    assert answer["corrected"] == f"{it} -wrong"
    [group] = answer["groups"]
    assert [hit["id"] for hit in group["hits"]] == [wire(record.id)]
    for q in (f"{swapped} and nothing like it", "qz", f"{swapped}1", it):
        answer = client.get(SEARCH, params={"q": q}, headers=admin.headers).json()
        assert answer["corrected"] is None, q
<% if on.rich_text %>


@pytest.mark.parametrize(
    "key", [key for key, it in SEARCHED.items() if room(it, roomiest(it)) > 200]
)
def test_marks_of_markdown_are_not_shown(
    key: str, client: TestClient, db: orm.Session, admin: Person
) -> None:
    it = word()
    text = f"## Head\n\n> - some **bold {it}** in a [link](https://example.com/a_b) and `co_de`, 2 * 3 _too_"
    write(db, key, admin.user, text)

    [hit] = page(client, key, f'"bold {it}"', admin).json()["items"]

    shown = f"Head some bold {it} in a link and co_de, 2  3 too".replace("  ", " ")
    assert shown in {text_of(hit["title"]), text_of(hit["snippet"])}
    assert it in " ".join(marked(hit))
<% endif %>


def definitions(connection: sa.Connection) -> list[Any]:
    """What the database says of the index."""
<% if test_server %>
    tables = [kind.table for kind in SEARCHED.values()]
    statement = sa.text(
        "SELECT table_name, generation_expression FROM information_schema.columns "
        "WHERE column_name = '_search_vector' AND table_schema = current_schema() "
        "AND table_name = ANY (:tables) ORDER BY table_name"
    )
    rows = connection.execute(statement, {"tables": tables}).all()
    assert len(rows) == len(tables)
    return [tuple(row) for row in rows]
<% else %>
    statement = "SELECT name, sql FROM sqlite_master WHERE name GLOB '_search_*' ORDER BY name"
    rows = connection.exec_driver_sql(statement).all()
    names = {row[0] for row in rows}
    for kind in SEARCHED.values():
        for event in ("insert", "update", "delete"):
            assert f"_search_{kind.table}_{event}" in names
    return [tuple(row) for row in rows]
<% endif %>


@pytest.fixture
def in_english(app: FastAPI) -> Iterator[None]:
    yield
    with app.state.engine.begin() as connection:
        search_rebuild.rebuild(connection, "english")


@pytest.mark.usefixtures("in_english")
def test_the_index_is_made_anew_as_it_was_and_in_another_language(
    app: FastAPI, client: TestClient, db: orm.Session, admin: Person
) -> None:
    it = word()
    records = {key: write(db, key, admin.user, f"{it} connections") for key in SEARCHED}
    with app.state.engine.begin() as connection:
        before = definitions(connection)
        search_rebuild.rebuild(connection, "english")
        assert definitions(connection) == before
    for key, record in records.items():
        assert found(client, key, f"{it} connected", admin) == [wire(record.id)]

    with app.state.engine.begin() as connection:
        search_rebuild.rebuild(connection, "simple")
        assert definitions(connection) != before

    for key, record in records.items():
        assert found(client, key, f'"connected" {it}', admin) == []
        assert found(client, key, f'"connections" {it}', admin) == [wire(record.id)]


def test_the_command_takes_the_language_of_the_settings(
    monkeypatch: pytest.MonkeyPatch, database_url: str
) -> None:
    asked: list[str] = []
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("SEARCH_LANGUAGE", "german")
    monkeypatch.setattr(
        search_rebuild, "rebuild", lambda _connection, language: asked.append(language)
    )

    assert search_rebuild.main() == 0
    assert asked == ["german"]


def test_no_more_queries_for_more_hits(
    app: FastAPI, client: TestClient, db: orm.Session, admin: Person
) -> None:
    key = next(iter(SEARCHED))
    it = word()

    def queries() -> int:
        statements: list[str] = []

        def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
            statements.append(statement)

        sa.event.listen(app.state.engine, "before_cursor_execute", note)
        try:
            assert len(page(client, key, it, admin).json()["items"]) <= PAGE_SIZE
        finally:
            sa.event.remove(app.state.engine, "before_cursor_execute", note)
        return len(statements)

    write(db, key, admin.user, f"One {it}")
    few = queries()
    for _ in range(3):
        write(db, key, admin.user, f"More {it}")
    assert queries() == few
