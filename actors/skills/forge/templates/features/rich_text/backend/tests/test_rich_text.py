"""Long texts: kept as they were written, and refused where they would harm those who read them."""

import contextlib
import time

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient
from sqlalchemy import orm

from app.schemas.rich_text import BRACKETS_MAX, NESTING_MAX, readable
from tests.building import Case, Person
from tests.cases import ALL_CASES

LONG_TEXTS = [
    pytest.param(case, name, id=f"{kind}.{name}")
    for kind, case in ALL_CASES.items()
    for name in case.texts
    if isinstance(case.resource.model.__table__.c[name].type, sa.Text)
]
every_long_text = pytest.mark.parametrize(("case", "name"), LONG_TEXTS)

# As long as a text may ever be.
LONGEST = 50_000

HOSTILE = {
    "control": "a\x07b",
    "escape sequence": "\x1b[31mred",
    "backspace": "good\x08\x08\x08\x08evil",
    "delete": "a\x7f",
    "old control": "a\x9bb",
    "quotes": ">" * 10_000,
    "spaced quotes": "> " * 200,
    "lists": "- " * 100 + "a",
    "numbered lists": "1. " * 100 + "a",
    "both": "> - 1) " * 50 + "a",
    "later line": "one\r\n\r\ntwo\r\n" + ">" * 100,
    "brackets": "[" * 10_000,
    "pictures": "![" * 5000,
    "links in links": "[" * 200 + "a" + "](b)" * 200,
    "brackets of many lines": "[a\n" * 200,
}

USUAL = {
    "formatted": "# Title\n\n**bold** _it_ ~~no~~ `code`\n\n- one\n  - two\n\n> quote\n\n1. a\n2. b",
    "code": "```js\nconst a = [[1, [2]], {}];\n\tindented();\n```",
    "table": "| a | b |\n| --- | ---: |\n| [x](https://example.com) | 1 |",
    "rules": "-" * 80
    + "\n\n"
    + "- " * 40
    + "\n\n"
    + "* " * 40
    + "\n\n"
    + "*" * 80
    + "\n\n"
    + "=" * 80,
    "answers to answers": "\n".join(">" * depth + " said" for depth in range(1, NESTING_MAX)),
    "HTML": "<script>alert(1)</script> <b>bold</b> a < b && c > d",
    "other scripts": "שלום العربية \u200f नमस्ते 👩‍👩‍👧 \u2028",
    "ends of lines": "a\r\nb\nc\td",
    "intervals": "[0, 1) and (0, 1] and [a][b]",
    "brackets that are closed": "[x] " * 1000,
    "many paragraphs": "[0, 1)\n\n" * 200,
}

hostile = pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
usual = pytest.mark.parametrize("text", USUAL.values(), ids=USUAL.keys())


@usual
def test_what_people_write_is_taken(text: str) -> None:
    assert readable(text) == text


@hostile
def test_what_harms_readers_is_not(text: str) -> None:
    with pytest.raises(ValueError, match=r"control|nest|brackets"):
        readable(text)


def test_the_limits_are_where_they_are_said_to_be() -> None:
    assert readable("> " * NESTING_MAX)
    assert readable("[" * BRACKETS_MAX)
    with pytest.raises(ValueError, match="nest"):
        readable("> " * (NESTING_MAX + 1))
    with pytest.raises(ValueError, match="brackets"):
        readable("[" * (BRACKETS_MAX + 1))


@pytest.mark.parametrize(
    "part", [">", "- ", "1. ", "-", "* ", "[", "]", "[]", "\n", "\r", " ", "\t", "a ", "- \n", "9"]
)
def test_no_text_takes_long_to_check(part: str) -> None:
    text = (part * LONGEST)[: LONGEST - 1] + "a"
    begun = time.process_time()

    with contextlib.suppress(ValueError):
        readable(text)

    assert time.process_time() - begun < 1


@every_long_text
def test_texts_are_kept_as_they_were_written(
    case: Case, name: str, client: TestClient, db: orm.Session, admin: Person
) -> None:
    text = "## A title\n\n<img src=x onerror=alert(1)> **bold**  \n[a](javascript:b)"
    payload = {**case.payload(db, admin.user), name: text}

    made = client.post(case.path, json=payload, headers=admin.headers)

    assert made.status_code == 201, made.text
    assert made.headers["Content-Type"] == "application/json"
    url = case.url(made.json()["id"])
    assert client.get(url, headers=admin.headers).json()[name] == text
    changed = client.patch(url, json={name: f"{text}\n\n- more"}, headers=admin.headers)
    assert changed.json()[name] == f"{text}\n\n- more"


@hostile
@every_long_text
def test_hostile_texts_are_refused_in_words(
    case: Case, name: str, text: str, client: TestClient, db: orm.Session, admin: Person
) -> None:
    payload = {**case.payload(db, admin.user), name: text}
    url = case.url(case.build(db, admin.user).id)

    made = client.post(case.path, json=payload, headers=admin.headers)
    changed = client.patch(url, json={name: text}, headers=admin.headers)

    for refused in (made, changed):
        assert refused.status_code == 422
        assert [it["field"] for it in refused.json()["error"]["details"]] == [name]
