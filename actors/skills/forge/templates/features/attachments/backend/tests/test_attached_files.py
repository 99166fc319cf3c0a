"""Files of records: kept by the rules of their record, known by their content, and gone with it to the last byte."""

import asyncio
import errno
import os
import time
from collections.abc import Callable, Iterator
<% if test_server %>
from concurrent.futures import ThreadPoolExecutor
<% endif %>
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import orm

from app.api import attached_uploads
from app.config import Settings
from app.errors import RateLimitedError
from app.models import AttachedFile, Id, User
from app.models.users import DEFAULT_ROLE
from app.security.rules import ADMIN
from app.services import attached_discards, <% if test_server %>attached_files, <% endif %>attached_kinds, attached_pictures
from app.services.attached_bytes import FileStore, StorageFullError
from app.services.attached_pictures import DamagedError
from tests import attached_samples as samples
from tests.attached_samples import HIDDEN, PDF, SECRET
from tests.building import Case, Person, make_user, missing_id<% if on.audit_log %>, wire<% endif %>

from tests.cases import ALL_CASES


def has_files(case: Case) -> bool:
    table = case.resource.model.__table__
    return any(key.column.table is table for key in AttachedFile.__table__.foreign_keys)


KEPT = {name: case for name, case in ALL_CASES.items() if has_files(case)}
FIRST = next(iter(KEPT.values()))
TEXT = b"plain text"

every_kind = pytest.mark.parametrize("case", KEPT.values(), ids=KEPT.keys())


@pytest.fixture(autouse=True)
def store(app: FastAPI, tmp_path: Path) -> Iterator[FileStore]:
    """A folder of the test's own."""
    before = app.state.file_store
    app.state.file_store = FileStore(tmp_path / "files")
    yield app.state.file_store
    app.state.file_store = before


def names(store: FileStore) -> set[str]:
    """What is in the folder."""
    return {path.name for path in store.folder.iterdir()} if store.folder.exists() else set()


def add(
    client: TestClient,
    case: Case,
    record_id: Id | str,
    person: Person | None,
    content: Any = TEXT,
    name: str = "notes.txt",
) -> Any:
    return client.post(
        case.url(record_id, "files"),
        params={"name": name},
        content=content,
        headers=person.headers if person else None,
    )


def listed(client: TestClient, case: Case, record_id: Id, person: Person) -> list[dict[str, Any]]:
    response = client.get(case.url(record_id, "files"), headers=person.headers)
    assert response.status_code == 200, response.text
    files: list[dict[str, Any]] = response.json()["files"]
    return files


def kept(
    client: TestClient, db: orm.Session, admin: Person, content: bytes, name: str
) -> tuple[dict[str, Any], bytes]:
    """How a file is shown that was added to some record, and its bytes as they come back."""
    record = FIRST.build(db, admin.user)
    answer = add(client, FIRST, record.id, admin, content, name)
    assert answer.status_code == 201, answer.text
    url = FIRST.url(record.id, f"files/{answer.json()['id']}")
    return answer.json(), client.get(url, headers=admin.headers).content


@every_kind
def test_kept_listed_downloaded_and_removed(
    case: Case, client: TestClient, db: orm.Session, admin: Person, store: FileStore
) -> None:
    record = case.build(db, admin.user)

    added = add(client, case, record.id, admin)

    assert added.status_code == 201, added.text
    file = added.json()
    assert (file["name"], file["media_type"], file["size"]) == ("notes.txt", "text/plain", 10)
    assert listed(client, case, record.id, admin) == [file]
    assert len(names(store)) == 1
    url = case.url(record.id, f"files/{file['id']}")
    assert client.get(url, headers=admin.headers).content == TEXT
    assert client.delete(url, headers=admin.headers).status_code == 204
    assert listed(client, case, record.id, admin) == []
    assert names(store) == set()
    assert client.get(url, headers=admin.headers).status_code == 404
    assert client.delete(url, headers=admin.headers).status_code == 404


@every_kind
def test_the_rules_of_the_record_decide(
    case: Case,
    client: TestClient,
    db: orm.Session,
    admin: Person,
    person: Callable[[str], Person],
    store: FileStore,
) -> None:
    reads, changes = case.resource.rule("read"), case.resource.rule("update")
    roles = reads.roles | reads.own_roles | changes.roles | changes.own_roles
    stranger = make_user(db, DEFAULT_ROLE)
    for role in sorted({DEFAULT_ROLE, ADMIN} | roles):
        caller = person(role)
        for owner in (caller.user, stranger):
            record = case.build(db, owner)
            file = add(client, case, record.id, admin).json()
            url = case.url(record.id, f"files/{file['id']}")
            read = client.get(case.url(record.id), headers=caller.headers).status_code
            changed = client.patch(case.url(record.id), json={}, headers=caller.headers).status_code
            before = names(store)

            seen = client.get(case.url(record.id, "files"), headers=caller.headers).status_code
            assert seen == read
            assert client.get(url, headers=caller.headers).status_code == read
            added = add(client, case, record.id, caller).status_code
            assert added == (201 if changed == 200 else changed)
            assert len(names(store)) == len(before) + (changed == 200)
            removed = client.delete(url, headers=caller.headers).status_code
            assert removed == (204 if changed == 200 else changed)


@every_kind
def test_visitors_read_what_is_public_and_change_nothing(
    case: Case, client: TestClient, db: orm.Session, admin: Person, store: FileStore
) -> None:
    record = case.build(db, admin.user)
    file = add(client, case, record.id, admin).json()
    url = case.url(record.id, f"files/{file['id']}")
    read = 200 if case.resource.rule("read").anonymous else 401

    assert client.get(case.url(record.id, "files")).status_code == read
    assert client.get(url).status_code == read
    assert client.delete(url).status_code == 401
    assert add(client, case, record.id, None).status_code == 401
    assert len(names(store)) == 1


@every_kind
def test_a_file_is_that_of_its_record_alone(
    case: Case, client: TestClient, db: orm.Session, admin: Person
) -> None:
    mine, other = case.build(db, admin.user), case.build(db, admin.user)
    file = add(client, case, mine.id, admin).json()

    for record_id, file_id in (
        (other.id, file["id"]),
        (mine.id, missing_id()),
        (missing_id(), file["id"]),
    ):
        url = case.url(str(record_id), f"files/{file_id}")
        assert client.get(url, headers=admin.headers).status_code == 404
        assert client.delete(url, headers=admin.headers).status_code == 404
    for elsewhere in KEPT.values():
        url = elsewhere.url(mine.id, f"files/{file['id']}")
        expected = 200 if elsewhere is case else 404
        assert client.get(url, headers=admin.headers).status_code == expected
    assert add(client, case, str(missing_id()), admin).status_code == 404
    assert add(client, case, "../1", admin).status_code in (404, 405, 422)


# --- Limits


def chunks(size: int) -> Iterator[bytes]:
    """A body of no announced length."""
    for _ in range(size // 1000):
        yield b"a" * 1000


def test_files_that_are_too_large(
    client: TestClient,
    db: orm.Session,
    admin: Person,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    store: FileStore,
) -> None:
    monkeypatch.setattr(settings, "file_size_max_mb", 1)
    monkeypatch.setattr(attached_uploads, "PART_SIZE", 100_000)
    record = FIRST.build(db, admin.user)
    most = 2**20

    announced = add(client, FIRST, record.id, admin, b"a" * (most + 1))
    flowing = add(client, FIRST, record.id, admin, chunks(most + 1000))

    for answer in (announced, flowing):
        assert answer.status_code == 413
        assert answer.json()["error"]["code"] == "too_large"
        assert "1 MB" in answer.json()["error"]["message"]
    assert names(store) == set()
    assert add(client, FIRST, record.id, admin, b"a" * most).status_code == 201
    assert add(client, FIRST, record.id, admin, chunks(most - 1000)).status_code == 201


def test_a_record_has_so_many_files(
    client: TestClient,
    db: orm.Session,
    admin: Person,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    store: FileStore,
) -> None:
    monkeypatch.setattr(settings, "files_per_record_max", 2)
    record, other = FIRST.build(db, admin.user), FIRST.build(db, admin.user)

    answers = [add(client, FIRST, record.id, admin).status_code for _ in range(3)]

    assert answers == [201, 201, 409]
    assert add(client, FIRST, other.id, admin).status_code == 201
    assert len(names(store)) == 3
    limits = client.get(FIRST.url(record.id, "files"), headers=admin.headers).json()["limits"]
    assert limits["count_max"] == 2
    assert limits["size_max"] == settings.file_size_max_mb * 2**20
    assert "jpg" in limits["extensions"]


def test_an_account_adds_so_much_in_all(
    client: TestClient,
    db: orm.Session,
    admin: Person,
    person: Callable[[str], Person],
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(settings, "files_per_account_max_mb", 1)
    first, second = FIRST.build(db, admin.user), FIRST.build(db, admin.user)
    half = b"a" * (2**19)

    assert add(client, FIRST, first.id, admin, half).status_code == 201
    assert add(client, FIRST, second.id, admin, half + b"a").status_code == 409
    assert add(client, FIRST, second.id, admin, half).status_code == 201
    full = add(client, FIRST, second.id, admin)
    assert full.status_code == 409
    assert "1 MB" in full.json()["error"]["message"]
    assert add(client, FIRST, first.id, person(ADMIN), half).status_code == 201


<% if test_server %>
def test_the_limits_hold_for_uploads_at_the_same_time(
    client: TestClient,
    db: orm.Session,
    admin: Person,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    store: FileStore,
) -> None:
    monkeypatch.setattr(settings, "files_per_record_max", 3)
    monkeypatch.setattr(attached_uploads, "UPLOADS_PER_ACCOUNT_MAX", 50)
    # None of them learns of the others before its bytes are there.
    monkeypatch.setattr(attached_files, "may_begin", lambda *_: admin.user.id)
    record = FIRST.build(db, admin.user)

    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda _: add(client, FIRST, record.id, admin), range(8)))

    assert sorted(answer.status_code for answer in answers) == [201] * 3 + [409] * 5
    assert len(names(store)) == 3


<% endif %>
def test_so_many_uploads_at_a_time(monkeypatch: pytest.MonkeyPatch, admin: Person) -> None:
    monkeypatch.setattr(attached_uploads, "UPLOADS_PER_ACCOUNT_MAX", 1)
    uploads = attached_uploads.Uploads()
    with uploads.place(admin.user.id), pytest.raises(RateLimitedError):
        uploads.place(admin.user.id).__enter__()
    with uploads.place(admin.user.id):
        monkeypatch.setattr(attached_uploads, "UPLOADS_MAX", 1)
        other: Any = missing_id()
        with pytest.raises(RateLimitedError):
            uploads.place(other).__enter__()


# --- What is accepted


@pytest.mark.parametrize(
    ("name", "content", "media_type", "size"),
    [
        ("a.jpg", samples.jpeg(turned=3), "image/jpeg", (3, 2)),
        ("a.JPEG", samples.jpeg(turned=6, order="<"), "image/jpeg", (2, 3)),
        ("a.png", samples.png(), "image/png", (1, 1)),
        ("a.gif", samples.gif(), "image/gif", (1, 1)),
        ("a.webp", samples.webp(), "image/webp", (1, 1)),
        ("a.webp", samples.webp_lossy(), "image/webp", (1, 1)),
        ("a.pdf", PDF, "application/pdf", (None, None)),
        ("a.zip", samples.archive("a"), "application/zip", (None, None)),
        (
            "a.docx",
            samples.archive("word/document.xml"),
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            (None, None),
        ),
        (
            "a.odt",
            samples.archive("content.xml", first="application/vnd.oasis.opendocument.text"),
            "application/vnd.oasis.opendocument.text",
            (None, None),
        ),
        ("a.txt", "\ufeffGrüße\n".encode(), "text/plain", (None, None)),
        ("a.md", b"# Title\n" * 20_000, "text/plain", (None, None)),
    ],
)
def test_kinds_that_are_accepted(
    name: str,
    content: bytes,
    media_type: str,
    size: tuple[int | None, int | None],
    client: TestClient,
    db: orm.Session,
    admin: Person,
) -> None:
    file, back = kept(client, db, admin, content, name)

    assert (file["media_type"], (file["width"], file["height"])) == (media_type, size)
    assert file["size"] == len(back)
    if size == (None, None):
        assert back == content


@pytest.mark.parametrize(
    ("name", "content"),
    [
        # A kind that is none of them, or none that is shown.
        ("a.exe", b"MZ\x90\0"),
        ("a.html", b"<!doctype html><script>alert(1)</script>"),
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
        ("a.svgz", b"\x1f\x8b\x08"),
        ("a.docm", samples.archive("word/document.xml")),
        ("plain", b"\0\1\2\3"),
        # Another kind than the name says.
        ("a.png", samples.jpeg()),
        ("a.jpg", samples.png()),
        ("a.gif", b"<svg onload='alert(1)'/>"),
        ("a.txt", samples.png()),
        ("a.txt", PDF + b"\0"),
        ("a.pdf", samples.archive("a")),
        ("a.zip", PDF),
        ("a.webp", b"RIFF\4\0\0\0WAVE"),
        ("a.docx", samples.archive("xl/workbook.xml")),
        ("a.odt", samples.archive(first="application/vnd.oasis.opendocument.text-template")),
        ("a.ods", samples.archive(first="application/vnd.oasis.opendocument.text")),
        # Markup that calls itself plain text.
        ("a.txt", b" \n<!doctype html><script>alert(1)</script>"),
        ("a.csv", "\ufeff<svg onload='alert(1)'/>".encode()),
        ("a.md", b"<script>alert(1)</script>"),
        # Text that is none.
        ("a.txt", "Grüße".encode("latin-1")),
        ("a.txt", "text".encode("utf-16")),
        ("a.txt", b"text\x1b[2J"),
        ("a.txt", b""),
        # Archives that nobody can list.
        ("a.zip", b"PK\x03\x04"),
        ("a.zip", b"PK\x03\x04" + b"PK\x05\x06" + b"\xff" * 18),
        ("a.zip", samples.archive("a")[:-30]),
        # Two kinds in one: each begins as one and goes on as another.
        ("a.gif", b"GIF89a/*" + bytes(10) + b"*/=1;alert(1)//"),
        ("a.jpg", b"\xff\xd8\xff\xe0/*" + b"<script>alert(1)</script>"),
        ("a.png", b"\x89PNG\r\n\x1a\n<script>alert(1)</script>"),
        ("a.pdf", b"junk %PDF-1.7"),
    ],
)
def test_kinds_that_are_refused(
    name: str,
    content: bytes,
    client: TestClient,
    db: orm.Session,
    admin: Person,
    store: FileStore,
) -> None:
    record = FIRST.build(db, admin.user)
    headers = {**admin.headers, "Content-Type": "image/png"}

    answer = client.post(
        FIRST.url(record.id, "files"), params={"name": name}, content=content, headers=headers
    )

    assert answer.status_code == 415, answer.text
    assert answer.json()["error"]["code"] == "unsupported_kind"
    assert names(store) == set()
    assert listed(client, FIRST, record.id, admin) == []


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.jpg", samples.jpeg()),
        ("a.png", samples.png()),
        ("a.gif", samples.gif()),
        ("a.webp", samples.webp()),
    ],
)
def test_pictures_keep_no_secret_and_hide_nothing(
    name: str, content: bytes, client: TestClient, db: orm.Session, admin: Person
) -> None:
    assert SECRET in content
    assert HIDDEN in content

    _file, back = kept(client, db, admin, content, name)

    assert SECRET not in back
    assert HIDDEN not in back
    # Nothing is left to take away.
    again = attached_pictures.read(_file["media_type"], back)
    assert b"".join(again.content(back)) == back


def test_what_shows_something_stays(client: TestClient, db: orm.Session, admin: Person) -> None:
    _file, photo = kept(client, db, admin, samples.jpeg(turned=6), "a.jpg")
    assert b"ICC_PROFILE" in photo
    assert photo.count(b"Exif\0\0MM\0*") == 1
    assert b"\x01\x12\x00\x03\x00\x00\x00\x01\x00\x06" in photo
    assert b"\x12\xff\0\x34\xff\xd0\x56\xff\xff\xda" in photo
    _file, upright = kept(client, db, admin, samples.jpeg(turned=1), "a.jpg")
    assert b"Exif" not in upright
    _file, moving = kept(client, db, admin, samples.gif(), "a.gif")
    assert b"NETSCAPE2.0" in moving
    _file, flags = kept(client, db, admin, samples.webp(), "a.webp")
    assert flags[20] == 0


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.jpg", samples.jpeg(width=10_000, height=5_001)),
        ("a.png", samples.png(2**31 - 1, 2**31 - 1)),
        ("a.gif", samples.gif(65_535, 65_535)),
        ("a.webp", samples.webp(2**24, 2**24)),
    ],
)
def test_pictures_that_would_fill_a_memory(
    name: str, content: bytes, client: TestClient, db: orm.Session, admin: Person
) -> None:
    answer = add(client, FIRST, FIRST.build(db, admin.user).id, admin, content, name)

    assert answer.status_code == 415
    assert "50 million pixels" in answer.json()["error"]["message"]


@pytest.mark.parametrize(
    ("media_type", "content"),
    [
        ("image/jpeg", samples.jpeg()),
        ("image/png", samples.png()),
        ("image/gif", samples.gif()),
        ("image/webp", samples.webp()),
    ],
)
def test_pictures_cut_off_anywhere(media_type: str, content: bytes) -> None:
    whole = content[: -len(HIDDEN)]
    for end in range(8, len(whole)):
        with pytest.raises(DamagedError):
            attached_pictures.read(media_type, whole[:end])


def test_pictures_in_too_many_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attached_pictures, "PARTS_MAX", 2)
    for media_type, content in (
        ("image/jpeg", samples.jpeg()),
        ("image/png", samples.png()),
        ("image/gif", samples.gif()),
        ("image/webp", samples.webp()),
    ):
        with pytest.raises(DamagedError):
            attached_pictures.read(media_type, content)


@pytest.mark.parametrize(
    "content",
    [
        samples.jpeg(width=0),
        samples.jpeg().replace(b"\xff\xc2", b"\xff\xc4"),
        samples.jpeg().replace(b"\xff\xdb", b"\xff\x01"),
        samples.jpeg().replace(b"\xff\xdb\0\x43", b"\xff\xdb\0\0"),
        samples.jpeg().replace(b"\xff\xdb", b"\0\xdb"),
    ],
)
def test_jpegs_that_no_program_writes(content: bytes) -> None:
    with pytest.raises(DamagedError):
        attached_pictures.read("image/jpeg", content)


def test_a_photograph_that_does_not_say_how_to_turn_it() -> None:
    for part in (samples.exif(9), samples.exif(6)[:16] + samples.exif(6)[20:]):
        body = part[4:]
        picture = b"\xff\xd8" + samples.jpeg_part(0xE1, body) + samples.jpeg()[2:]
        turned = attached_pictures.read("image/jpeg", picture.replace(samples.exif(6), b""))
        assert not any(isinstance(piece, bytes) for piece in turned.pieces)


# --- Names


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("../../etc/passwd.txt", "_.._etc_passwd.txt"),
        ("..\\..\\boot.txt", "_.._boot.txt"),
        ("/etc/cron.d/evil.txt", "_etc_cron.d_evil.txt"),
        ("a\r\nSet-Cookie: x=1.txt", "a Set-Cookie_ x=1.txt"),
        ('"><script>alert(1)</script>.txt', "___script_alert(1)__script_.txt"),
        # Letters that turn the rest around would show `evil.txt` as `evilfdp.txt`.
        ("evil\u202efdp.txt", "evil_fdp.txt"),
        ("a\u200bb\ufeff.txt", "a_b_.txt"),
        ("  many   spaces\u202f.txt . ", "many spaces .txt"),
        ("cafe\u0301 東京 👋.txt", "café 東京 👋.txt"),
        ("notes", "notes.txt"),
        (".txt", "txt.txt"),
        ("CON", "CON.txt"),
        ("a" * 250 + ".txt", "a" * 116 + ".txt"),
    ],
)
def test_names_become_plain(
    given: str, shown: str, client: TestClient, db: orm.Session, admin: Person, store: FileStore
) -> None:
    record = FIRST.build(db, admin.user)

    file = add(client, FIRST, record.id, admin, name=given).json()

    assert file["name"] == shown
    (stored,) = names(store)
    assert len(stored) == 32
    url = FIRST.url(record.id, f"files/{file['id']}")
    headers = client.get(url, headers=admin.headers).headers
    if quote(shown) == shown:
        assert headers["Content-Disposition"] == f'attachment; filename="{shown}"'
    else:
        assert headers["Content-Disposition"] == f"attachment; filename*=utf-8''{quote(shown)}"


@pytest.mark.parametrize("name", ["", " ", "...", "a" * 256, "a\0.txt", "x." + "e" * 200])
def test_names_that_are_refused(
    name: str, client: TestClient, db: orm.Session, admin: Person, store: FileStore
) -> None:
    answer = add(client, FIRST, FIRST.build(db, admin.user).id, admin, name=name)

    assert answer.status_code == 422, answer.text
    assert names(store) == set()


def test_a_file_needs_a_name(client: TestClient, db: orm.Session, admin: Person) -> None:
    url = FIRST.url(FIRST.build(db, admin.user).id, "files")

    assert client.post(url, content=TEXT, headers=admin.headers).status_code == 422


def test_a_download_is_never_shown_in_place(
    client: TestClient, db: orm.Session, admin: Person
) -> None:
    record = FIRST.build(db, admin.user)
    for content, name in ((samples.png(), "a.png"), (TEXT, "a.txt"), (PDF, "a.pdf")):
        file = add(client, FIRST, record.id, admin, content, name).json()

        headers = client.get(
            FIRST.url(record.id, f"files/{file['id']}"), headers=admin.headers
        ).headers

        assert headers["Content-Type"].split(";")[0] == file["media_type"]
        assert headers["Content-Disposition"].startswith("attachment;")
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in headers["Content-Security-Policy"]
        assert "default-src 'none'" in headers["Content-Security-Policy"]
        assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert headers["Cache-Control"] == "private, no-store"


# --- On the way


class Line:
    """A caller that sends what a test wants it to, and no more."""

    def __init__(self, app: FastAPI, case: Case, record_id: Id, person: Person | None) -> None:
        self.app = app
        self.scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": "POST",
            "path": case.url(record_id, "files"),
            "raw_path": case.url(record_id, "files").encode(),
            "query_string": b"name=a.txt",
            "root_path": "",
            "scheme": "https",
            "server": ("testserver", 443),
            "client": ("testclient", 50000),
            "headers": [
                (name.lower().encode(), value.encode())
                for name, value in (person.headers if person else {}).items()
            ],
        }
        self.read = 0

    def send(self, *messages: dict[str, Any]) -> int:
        """The status of the answer; after the last message nothing comes any more."""
        left = iter(messages)
        status = 0

        async def receive() -> dict[str, Any]:
            self.read += 1
            message = next(left, None)
            if message is None:
                await asyncio.Event().wait()
                raise AssertionError
            return message

        async def answer(message: Any) -> None:
            nonlocal status
            status = message.get("status", status)

        asyncio.run(self.app(self.scope, receive, answer))
        return status


def part(body: bytes) -> dict[str, Any]:
    return {"type": "http.request", "body": body, "more_body": True}


GONE = {"type": "http.disconnect"}


def test_half_an_upload_leaves_nothing(
    app: FastAPI, client: TestClient, db: orm.Session, admin: Person, store: FileStore
) -> None:
    record = FIRST.build(db, admin.user)

    assert Line(app, FIRST, record.id, admin).send(part(b"half"), GONE) == 400

    assert names(store) == set()
    assert listed(client, FIRST, record.id, admin) == []


def test_a_slow_upload_is_ended(
    app: FastAPI,
    db: orm.Session,
    admin: Person,
    store: FileStore,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(attached_uploads, "UPLOAD_S_MAX", 0.05)
    record = FIRST.build(db, admin.user)

    assert Line(app, FIRST, record.id, admin).send(part(b"half")) == 408
    assert names(store) == set()


@every_kind
def test_nothing_is_read_of_who_may_not_add(
    case: Case, app: FastAPI, db: orm.Session, admin: Person
) -> None:
    record = case.build(db, admin.user)
    line = Line(app, case, record.id, None)

    assert line.send(part(TEXT)) == 401
    assert line.read == 0
    line.scope["headers"] = [(b"authorization", b"Bearer nonsense")]
    assert line.send(part(TEXT)) == 401
    assert line.read == 0


def test_a_full_disk_is_told(
    client: TestClient,
    db: orm.Session,
    admin: Person,
    store: FileStore,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    record = FIRST.build(db, admin.user)

    def full(_file: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(attached_uploads, "settle", full)
        answer = add(client, FIRST, record.id, admin)
    assert answer.status_code == 507
    assert answer.json()["error"]["code"] == "storage_full"
    with monkeypatch.context() as patch:
        patch.setattr(attached_kinds, "settle", full)
        assert add(client, FIRST, record.id, admin, samples.png(), "a.png").status_code == 507
    with monkeypatch.context() as patch:
        patch.setattr("app.services.attached_bytes.FREE_BYTES_MIN", 2**62)
        assert add(client, FIRST, record.id, admin).status_code == 507
        pytest.raises(StorageFullError, store.require_room)
    assert names(store) == set()
    assert listed(client, FIRST, record.id, admin) == []


def test_a_disk_that_fails_otherwise_is_a_crash(
    client: TestClient, db: orm.Session, admin: Person, store: FileStore, caplog: Any
) -> None:
    record = FIRST.build(db, admin.user)
    store.folder.parent.mkdir(exist_ok=True)
    store.folder.write_bytes(b"no folder")

    assert add(client, FIRST, record.id, admin).status_code == 500


def test_what_is_kept_is_for_the_server_alone(
    client: TestClient, db: orm.Session, admin: Person, store: FileStore
) -> None:
    record = FIRST.build(db, admin.user)
    add(client, FIRST, record.id, admin)
    add(client, FIRST, record.id, admin, samples.png(), "a.png")

    assert store.folder.stat().st_mode & 0o077 == 0
    for name in names(store):
        assert store.path(name).stat().st_mode & 0o177 == 0
    for wrong in ("../secret", "", "A" * 32, "a" * 33):
        pytest.raises(ValueError, store.path, wrong)


# --- Deleted


@every_kind
def test_files_go_with_their_record(
    case: Case, client: TestClient, db: orm.Session, admin: Person, store: FileStore
) -> None:
    record, other = case.build(db, admin.user), case.build(db, admin.user)
    for owner in (record, record, other):
        add(client, case, owner.id, admin)

    assert client.delete(case.url(record.id), headers=admin.headers).status_code == 204
<% if on.soft_delete %>

    # In the trash they are out of sight, and come back.
    assert client.get(case.url(record.id, "files"), headers=admin.headers).status_code == 404
    assert len(names(store)) == 3
    trash = f"{case.path}/trash/{record.id}"
    assert client.post(f"{trash}/restore", headers=admin.headers).status_code == 200
    assert len(listed(client, case, record.id, admin)) == 2
    client.delete(case.url(record.id), headers=admin.headers)
    assert client.delete(trash, headers=admin.headers).status_code == 204
<% endif %>

    left = db.scalars(sa.select(AttachedFile)).all()
    assert {file.stored_as for file in left} == names(store)
    assert len(left) == 1
    assert len(listed(client, case, other.id, admin)) == 1


def test_bytes_stay_until_the_deletion_is_sure(
    client: TestClient, db: orm.Session, admin: Person, store: FileStore
) -> None:
    record = FIRST.build(db, admin.user)
    model = FIRST.resource.model
    add(client, FIRST, record.id, admin)

    db.execute(sa.delete(model).where(model.id == record.id))
    assert len(names(store)) == 1
    db.rollback()
    assert len(names(store)) == 1
    db.delete(db.get_one(model, record.id))
    db.flush()
    assert len(names(store)) == 1
    db.commit()
    assert names(store) == set()


def test_a_deletion_that_was_taken_back_within_another_change(
    client: TestClient, db: orm.Session, admin: Person, store: FileStore
) -> None:
    record = FIRST.build(db, admin.user)
    add(client, FIRST, record.id, admin)

    with db.begin_nested() as inner:
        db.execute(sa.delete(AttachedFile))
        inner.rollback()
    db.commit()

    assert len(names(store)) == 1
    db.execute(sa.delete(AttachedFile))
    db.commit()
    assert names(store) == set()


def test_files_of_an_account_stay_when_it_goes(
    client: TestClient, db: orm.Session, admin: Person, store: FileStore
) -> None:
    add(client, FIRST, FIRST.build(db, admin.user).id, admin)
    file = db.scalars(sa.select(AttachedFile)).one()
    file.added_by_id = make_user(db, DEFAULT_ROLE).id
    db.commit()

    db.execute(sa.delete(User).where(User.id == file.added_by_id))
    db.commit()

    db.refresh(file)
    assert file.added_by_id is None
    assert len(names(store)) == 1


def test_what_belongs_to_what_goes_goes_too() -> None:
    """The way that the database deletes, however many tables it passes."""
    metadata = sa.MetaData()
    parts = sa.Table("wholes", metadata, sa.Column("id", sa.Integer, primary_key=True))
    ids = sa.select(parts.c.id)

    assert list(attached_discards.doomed_by(parts, ids, frozenset())) == []
    own = FIRST.resource.model.__table__
    (statement,) = attached_discards.doomed_by(own, sa.select(own.c.id), frozenset())
    assert "attached_files.stored_as" in str(statement)


def test_what_cannot_be_removed_is_left_for_later(
    app: FastAPI, store: FileStore, caplog: pytest.LogCaptureFixture
) -> None:
    store.folder.mkdir(parents=True)
    store.path("a" * 32).mkdir()

    attached_discards.discard(store, app.state.engine, {"a" * 32})

    assert "were not removed" in caplog.text


def test_a_file_without_its_bytes(
    client: TestClient, db: orm.Session, admin: Person, store: FileStore
) -> None:
    record = FIRST.build(db, admin.user)
    file = add(client, FIRST, record.id, admin).json()
    store.discard(names(store))
    url = FIRST.url(record.id, f"files/{file['id']}")

    assert client.get(url, headers=admin.headers).status_code == 404
    assert client.delete(url, headers=admin.headers).status_code == 204


def test_what_a_crash_left_is_swept_at_the_start(
    app: FastAPI, client: TestClient, db: orm.Session, admin: Person, store: FileStore
) -> None:
    add(client, FIRST, FIRST.build(db, admin.user).id, admin)
    (living,) = names(store)
    long_ago = time.time() - 2 * attached_discards.LEFT_AFTER_S
    orphan, half, fresh = "a" * 32, f"{'b' * 32}.part", "c" * 32
    for name in (orphan, half, fresh, "somebody's.txt"):
        (store.folder / name).write_bytes(TEXT)
        os.utime(store.folder / name, (long_ago, long_ago))
    os.utime(store.path(living), (long_ago, long_ago))
    os.utime(store.path(fresh))

    attached_discards.sweep(store, app.state.engine)

    assert names(store) == {living, fresh, "somebody's.txt"}


def test_a_database_that_names_no_file_empties_no_folder(
    app: FastAPI, store: FileStore, caplog: pytest.LogCaptureFixture
) -> None:
    attached_discards.sweep(store, app.state.engine)
    store.folder.mkdir(parents=True)
    store.path("a" * 32).write_bytes(TEXT)
    os.utime(store.path("a" * 32), (0, 0))

    attached_discards.sweep(store, app.state.engine)

    assert names(store) == {"a" * 32}
    assert "names none" in caplog.text


def test_a_start_without_a_database_sweeps_nothing(
    store: FileStore, caplog: pytest.LogCaptureFixture
) -> None:
    store.folder.mkdir(parents=True)
    store.path("a" * 32).write_bytes(TEXT)
    os.utime(store.path("a" * 32), (0, 0))

    attached_discards.sweep(store, sa.create_engine("sqlite://"))

    assert names(store) == {"a" * 32}
    assert "were not looked for" in caplog.text
<% if on.audit_log %>


def test_files_are_noted(client: TestClient, db: orm.Session, admin: Person) -> None:
    record = FIRST.build(db, admin.user)
    file = add(client, FIRST, record.id, admin).json()
    client.delete(FIRST.url(record.id, f"files/{file['id']}"), headers=admin.headers)

    query = {"kind": "attached_files"}
    log = client.get("/api/v1/admin/audit-log", params=query, headers=admin.headers).json()

    noted = [(entry["action"], entry["label"], entry["actor_id"]) for entry in log["items"]]
    mine = wire(admin.user.id)
    assert noted == [("delete", "notes.txt", mine), ("create", "notes.txt", mine)]
    assert str(record.id) in [str(change[1]) for change in log["items"][1]["changes"].values()]
<% endif %>
<% if on.api_keys %>


def test_a_key_that_reads_adds_nothing(client: TestClient, db: orm.Session, admin: Person) -> None:
    record = FIRST.build(db, admin.user)
    for scope, expected in (("read", 403), ("write", 201)):
        body = {"name": scope, "scope": scope}
        made = client.post("/api/v1/auth/api-keys", json=body, headers=admin.headers).json()
        holder = Person(user=admin.user, headers={"Authorization": f"Bearer {made['key']}"})

        assert add(client, FIRST, record.id, holder).status_code == expected
        seen = client.get(FIRST.url(record.id, "files"), headers=holder.headers)
        assert seen.status_code == 200
<% endif %>
