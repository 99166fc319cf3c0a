"""Files that are not what they say, names that lead elsewhere, and files of records that are kept from somebody."""

import httpx2
import pytest
from sqlalchemy import orm

from app.models import Id
from app.models.users import DEFAULT_ROLE
from app.security.rules import ADMIN
from attacks.target import Account, Target
from tests import attached_samples as samples
from tests.building import Case
from tests.test_attached_files import FIRST, KEPT

SCRIPT = b"<script>alert(1)</script>"
DISGUISED = {
    "a page as a picture": ("a.png", SCRIPT),
    "a page behind the start of a picture": ("a.png", b"\x89PNG\r\n\x1a\n" + SCRIPT),
    "a script behind the start of a picture": ("a.gif", b"GIF89a/*" + bytes(10) + b"*/=1;alert()"),
    "a drawing with a script": ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='a()'/>"),
    "a page as text": ("a.txt", b" \n<!doctype html>" + SCRIPT),
    "a program": ("a.exe", b"MZ\x90\0"),
    "a program with two endings": ("a.png.exe", b"MZ\x90\0"),
    "a document with macros": ("a.docm", samples.archive("word/document.xml")),
    "a picture that fills the memory": ("a.png", samples.png(60_000, 60_000)),
}
NAMES = ["../../../etc/a.txt", "..\\..\\a.txt", "/etc/a", "a\r\nSet-Cookie: x.txt", "a/../b.txt"]


@pytest.mark.parametrize(("name", "content"), DISGUISED.values(), ids=DISGUISED)
def attack_with_a_disguise(
    name: str, content: bytes, target: Target, stranger: httpx2.Client, db: orm.Session
) -> None:
    admin = target.somebody(ADMIN)
    record = FIRST.build(db, admin.user)

    answer = send(stranger, FIRST, record.id, admin, name, content, kind="image/png")

    assert answer.status_code in (413, 415, 422), answer.text
    assert files(stranger, FIRST, record.id, admin) == []


@pytest.mark.parametrize("name", NAMES)
def attack_with_a_name(name: str, target: Target, stranger: httpx2.Client, db: orm.Session) -> None:
    """The name is shown, made plain; where the file lies is no business of its name."""
    admin = target.somebody(ADMIN)
    record = FIRST.build(db, admin.user)

    answer = send(stranger, FIRST, record.id, admin, name, b"plain text")

    assert answer.status_code in (201, 422), answer.text
    if answer.status_code == 201:
        got = stranger.get(
            FIRST.url(record.id, f"files/{answer.json()['id']}"), headers=admin.headers
        )
        shown = got.headers["content-disposition"]
        assert not {"/", "\\", "\r", "\n"} & set(shown)
        assert "set-cookie" not in got.headers
        assert got.headers["content-security-policy"].endswith("sandbox")
        assert got.headers["x-content-type-options"] == "nosniff"
    kept = [path for path in target.log.parent.rglob("*") if path.is_file()]
    inside = target.log.parent / "files"
    assert all(path == target.log or path.is_relative_to(inside) for path in kept)


@pytest.mark.parametrize(
    "case",
    [it for it in KEPT.values() if DEFAULT_ROLE in it.resource.rule("update").own_roles],
    ids=lambda case: case.path,
)
def attack_on_files_of_others(
    case: Case, stranger: httpx2.Client, db: orm.Session, victim: Account, intruder: Account
) -> None:
    """Whoever may not change a record adds and removes none of its files; whoever may not read it gets none."""
    record = case.build(db, victim.user)
    added = send(stranger, case, record.id, victim, "a.txt", b"plain text")
    assert added.status_code == 201, added.text
    url = case.url(record.id, f"files/{added.json()['id']}")
    foreign = case.build(db, intruder.user)

    hidden = not case.resource.rule("read").covers_any(intruder.user)
    assert stranger.get(url, headers=intruder.headers).status_code == (404 if hidden else 200)
    assert stranger.delete(url, headers=intruder.headers).status_code in (403, 404)
    assert stranger.delete(url).status_code == 401
    pushed = send(stranger, case, record.id, intruder, "b.txt", b"plain text")
    assert pushed.status_code in (403, 404)
    # By way of a record of one's own.
    detour = case.url(foreign.id, f"files/{added.json()['id']}")
    assert stranger.get(detour, headers=intruder.headers).status_code == 404
    assert stranger.delete(detour, headers=intruder.headers).status_code == 404
    assert len(files(stranger, case, record.id, victim)) == 1


def send(
    client: httpx2.Client,
    case: Case,
    record_id: Id,
    by: Account,
    name: str,
    content: bytes,
    kind: str = "application/octet-stream",
) -> httpx2.Response:
    headers = {"Content-Type": kind, **by.headers}
    url = case.url(record_id, "files")
    return client.post(url, params={"name": name}, content=content, headers=headers)


def files(client: httpx2.Client, case: Case, record_id: Id, by: Account) -> list[object]:
    listed = client.get(case.url(record_id, "files"), headers=by.headers).json()
    kept: list[object] = listed["files"]
    return kept
