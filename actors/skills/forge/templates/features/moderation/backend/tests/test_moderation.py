"""Moderation: what waits is hidden from everybody else in every way, and only what was seen is approved."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import orm

from app.models import ModerationReport
from app.models.held_back import WITH_HELD
from app.models.moderated import Moderated
from app.models.users import DEFAULT_ROLE
from app.schemas.moderation import DECISIONS_MAX
from app.security.rate_limit import RateLimiter
from app.services.held_back import needing
from app.services.moderating import trust_authors
from tests.building import Case, Person, make_user, missing_id, wire
from tests.cases import ALL_CASES
from tests.listed import ids

COUNTS = "/api/v1/moderation"
REPORTS_MAX = 3
MODERATED = {
    name: case for name, case in ALL_CASES.items() if issubclass(case.resource.model, Moderated)
}
MakePerson = Callable[[str], Person]

every_kind = pytest.mark.parametrize("case", MODERATED.values(), ids=MODERATED.keys())


@pytest.fixture(autouse=True)
def few_reports(app: FastAPI) -> None:
    app.state.report_limiter = RateLimiter(REPORTS_MAX, window_s=60)


@pytest.fixture
def trusting(app: FastAPI) -> Iterator[None]:
    """Two that are approved make an author trusted."""
    trust_authors(app.state.sessions, after=2)
    yield
    trust_authors(app.state.sessions, after=0)


def ordinary(case: Case) -> str:
    """A role that writes such records and does not moderate them."""
    return min(case.resource.rule("create").roles - case.resource.rule("delete").roles)


def write(client: TestClient, db: orm.Session, case: Case, author: Person) -> dict[str, Any]:
    payload = case.payload(db, author.user)
    response = client.post(case.path, json=payload, headers=author.headers)
    assert response.status_code == 201, response.text
    written: dict[str, Any] = response.json()
    return written


def queue(
    client: TestClient, case: Case, moderator: Person, state: str = "open"
) -> dict[Any, dict[str, Any]]:
    url = f"{case.path}/moderation"
    response = client.get(url, params={"state": state}, headers=moderator.headers)
    assert response.status_code == 200, response.text
    return {item["record"]["id"]: item for item in response.json()["items"]}


def seen(client: TestClient, case: Case, moderator: Person, record_id: Any) -> dict[str, Any]:
    found = {**queue(client, case, moderator), **queue(client, case, moderator, "rejected")}
    return {"id": record_id, "version": found[record_id]["version"]}


def decide(
    client: TestClient,
    case: Case,
    moderator: Person,
    *records: dict[str, Any],
    reason: str | None = None,
) -> dict[str, Any]:
    body: dict[str, Any] = {"records": records}
    act = "approve"
    if reason is not None:
        act, body["reason"] = "reject", reason
    url = f"{case.path}/moderation/{act}"
    response = client.post(url, json=body, headers=moderator.headers)
    assert response.status_code == 200, response.text
    decided: dict[str, Any] = response.json()
    return decided


def report(client: TestClient, case: Case, record_id: Any, reporter: Person, **body: Any) -> Any:
    url = f"{case.path}/moderation/{record_id}/report"
    return client.post(url, json={"reason": "spam", **body}, headers=reporter.headers)


def change(client: TestClient, case: Case, record_id: Any, author: Person) -> None:
    response = client.patch(case.url(record_id), json=case.fields(), headers=author.headers)
    assert response.status_code == 200, response.text


def ways(case: Case, written: dict[str, Any], author: Person) -> Iterator[dict[str, Any]]:
    """Everything that a list can be asked for and that would find the record."""
    yield {}
    for name in case.sorts:
        yield {"sort": name}
        yield {"sort": f"-{name}"}
    for name in case.resource.filters:
        value = written.get(name, (written.get(name.removesuffix("_id")) or {}))
        yield {name: value["id"] if isinstance(value, dict) and "id" in value else value or None}
    owner_key = case.resource.model.owner_key
    yield {str(owner_key): str(author.user.id)}
    for name in getattr(case.resource, "search", ()):
        yield {"q": written[name]}


@every_kind
def test_what_waits_is_shown_to_its_author_and_to_moderators(
    case: Case, client: TestClient, db: orm.Session, admin: Person, person: MakePerson
) -> None:
    author, reader = person(ordinary(case)), person(ordinary(case))
    written = write(client, db, case, author)
    url = case.url(written["id"])

    assert (written["moderation"], written["moderation_reason"]) == ("pending", None)
    for viewer, status in ((author, 200), (admin, 200), (reader, 404)):
        assert client.get(url, headers=viewer.headers).status_code == status
    assert client.get(url).status_code in (401, 404)
    for query in ways(case, written, author):
        assert ids(client, case, author, **query) == [written["id"]], query
        assert ids(client, case, admin, **query) == [written["id"]], query
        assert ids(client, case, reader, **query) == [], query
        assert ids(client, case, None, **query) == [], query


@every_kind
def test_what_waits_answers_as_what_is_not_there(
    case: Case, client: TestClient, db: orm.Session, person: MakePerson
) -> None:
    author, reader = person(ordinary(case)), person(ordinary(case))
    written = write(client, db, case, author)
    for method, body in (("GET", None), ("PATCH", {}), ("DELETE", None)):
        answers = [
            client.request(method, case.url(str(it)), json=body, headers=reader.headers)
            for it in (written["id"], missing_id())
        ]
        assert answers[0].status_code == answers[1].status_code
        assert answers[0].json() == answers[1].json()
    hidden, missing = (report(client, case, it, reader) for it in (written["id"], missing_id()))
    assert (hidden.status_code, hidden.json()) == (missing.status_code, missing.json())
    assert hidden.status_code == 404
    assert db.scalar(sa.select(sa.func.count()).select_from(ModerationReport)) == 0


@every_kind
def test_approval_shows_it_to_everybody(
    case: Case, client: TestClient, db: orm.Session, admin: Person, person: MakePerson
) -> None:
    author, reader = person(ordinary(case)), person(ordinary(case))
    written = write(client, db, case, author)
    item = queue(client, case, admin)[written["id"]]
    assert item["record"]["id"] == written["id"]
    assert (item["reported_at"], item["reports"]) == (None, [])

    decided = decide(client, case, admin, seen(client, case, admin, written["id"]))

    assert decided == {"done": 1, "missed": []}
    shown = client.get(case.url(written["id"]), headers=reader.headers)
    assert shown.json()["moderation"] == "approved"
    # A decision is no edit.
    assert shown.json()["updated_at"] == written["updated_at"]
    assert queue(client, case, admin) == {}


@every_kind
def test_a_rejection_tells_its_author_why(
    case: Case, client: TestClient, db: orm.Session, admin: Person, person: MakePerson
) -> None:
    author, reader = person(ordinary(case)), person(ordinary(case))
    written = write(client, db, case, author)

    version = seen(client, case, admin, written["id"])
    assert decide(client, case, admin, version, reason=" Off topic. ")["done"] == 1

    mine = client.get(case.url(written["id"]), headers=author.headers).json()
    assert (mine["moderation"], mine["moderation_reason"]) == ("rejected", "Off topic.")
    assert client.get(case.url(written["id"]), headers=reader.headers).status_code == 404
    assert queue(client, case, admin) == {}
    # Moderators may think again.
    assert decide(client, case, admin, seen(client, case, admin, written["id"]))["done"] == 1
    assert ids(client, case, reader) == [written["id"]]


@every_kind
def test_nobody_approves_but_moderators(
    case: Case, client: TestClient, db: orm.Session, admin: Person, person: MakePerson
) -> None:
    author = person(ordinary(case))
    written = write(client, db, case, author)
    body = {"records": [seen(client, case, admin, written["id"])], "reason": "No."}
    asked = [
        ("GET", f"{case.path}/moderation", None),
        ("POST", f"{case.path}/moderation/approve", {"records": body["records"]}),
        ("POST", f"{case.path}/moderation/reject", body),
        ("GET", COUNTS, None),
    ]
    for method, url, json in asked:
        assert client.request(method, url, json=json).status_code == 401
        refused = client.request(method, url, json=json, headers=author.headers)
        if url != COUNTS:
            assert refused.status_code == 403, url
    assert written["id"] in queue(client, case, admin)


@every_kind
def test_no_request_sets_the_state(
    case: Case, client: TestClient, db: orm.Session, person: MakePerson
) -> None:
    author, reader = person(ordinary(case)), person(ordinary(case))
    payload = case.payload(db, author.user)
    written = write(client, db, case, author)
    for extra in (
        {"moderation": "approved"},
        {"moderation_held_at": None},
        {"moderation_reason": None},
        {"moderation_reported_at": None},
    ):
        made = client.post(case.path, json={**payload, **extra}, headers=author.headers)
        assert made.status_code == 422
        changed = client.patch(case.url(written["id"]), json=extra, headers=author.headers)
        assert changed.status_code in (403, 422)
    assert ids(client, case, reader) == []


def may_change(case: Case, role: str) -> bool:
    rule = case.resource.rule("update")
    return role in rule.roles | rule.own_roles


@every_kind
def test_a_change_by_its_author_waits_again(
    case: Case, client: TestClient, db: orm.Session, admin: Person, person: MakePerson
) -> None:
    author, reader = person(ordinary(case)), person(ordinary(case))
    if not may_change(case, author.user.role):
        return
    record = case.build(db, author.user)
    url = case.url(record.id)
    # Changing nothing, and a change by a moderator, leave it as it is.
    client.patch(url, json={}, headers=author.headers)
    change(client, case, record.id, admin)
    assert client.get(url, headers=reader.headers).status_code == 200

    changed = client.patch(url, json=case.fields(), headers=author.headers).json()

    if changed["moderation"] == "approved":
        # All of its fields were the same again.
        return
    assert client.get(url, headers=reader.headers).status_code == 404
    rejected = seen(client, case, admin, changed["id"])
    decide(client, case, admin, rejected, reason="Not this.")
    change(client, case, record.id, author)
    mine = client.get(url, headers=author.headers).json()
    assert mine["moderation"] in ("pending", "rejected")
    assert client.get(url, headers=reader.headers).status_code == 404


@every_kind
def test_only_the_version_that_was_seen_is_approved(
    case: Case, client: TestClient, db: orm.Session, admin: Person, person: MakePerson
) -> None:
    author, reader = person(ordinary(case)), person(ordinary(case))
    if not may_change(case, author.user.role) or not case.texts:
        return
    written = write(client, db, case, author)
    first = seen(client, case, admin, written["id"])
    client.patch(case.url(written["id"]), json={case.texts[0]: "worse"}, headers=author.headers)

    missed = {"done": 0, "missed": [written["id"]]}
    assert decide(client, case, admin, first) == missed
    assert decide(client, case, admin, first, reason="No.") == missed
    assert decide(client, case, admin, {**first, "version": "approved"}) == missed
    assert ids(client, case, reader) == []
    assert decide(client, case, admin, seen(client, case, admin, written["id"]))["done"] == 1
    # Approved, and changed again before a second moderator decides.
    client.patch(case.url(written["id"]), json={case.texts[0]: "worst"}, headers=author.headers)
    assert decide(client, case, admin, {**first, "version": "approved"}) == missed
    assert ids(client, case, reader) == []


@every_kind
def test_decisions_name_what_is_there(case: Case, client: TestClient, admin: Person) -> None:
    nothing = {"id": missing_id(), "version": "approved"}

    assert decide(client, case, admin, nothing)["missed"] == [nothing["id"]]
    bodies: list[dict[str, Any]] = [
        {},
        {"records": []},
        {"records": [nothing] * (DECISIONS_MAX + 1)},
        {"records": [{"id": missing_id()}]},
        {"records": [{"id": missing_id(), "version": None}]},
        {"records": [{"id": missing_id(), "version": "\u0000"}]},
        {"records": [{**nothing, "moderation": "approved"}]},
    ]
    for body in bodies:
        url = f"{case.path}/moderation/approve"
        assert client.post(url, json=body, headers=admin.headers).status_code == 422
    for reason in ("", "   ", "a" * 501, "a\u0000b", None):
        url = f"{case.path}/moderation/reject"
        refused = {"records": [nothing], "reason": reason}
        assert client.post(url, json=refused, headers=admin.headers).status_code == 422


@every_kind
def test_several_are_decided_on_at_once(
    case: Case, client: TestClient, db: orm.Session, admin: Person, person: MakePerson
) -> None:
    author, reader = person(ordinary(case)), person(ordinary(case))
    written = [write(client, db, case, author)["id"] for _ in range(3)]
    assert list(queue(client, case, admin)) == written
    versions = [seen(client, case, admin, it) for it in written]

    assert decide(client, case, admin, *versions)["done"] == 3

    assert sorted(ids(client, case, reader), key=str) == sorted(written, key=str)


@every_kind
def test_what_moderators_write_is_there_at_once(
    case: Case, client: TestClient, db: orm.Session, admin: Person, person: MakePerson
) -> None:
    written = write(client, db, case, admin)

    assert written["moderation"] == "approved"
    assert ids(client, case, person(ordinary(case))) == [written["id"]]


@every_kind
@pytest.mark.usefixtures("trusting")
def test_trusted_authors_do_not_wait(
    case: Case, client: TestClient, db: orm.Session, admin: Person, person: MakePerson
) -> None:
    author, other = person(ordinary(case)), person(ordinary(case))
    case.build(db, author.user)
    assert write(client, db, case, author)["moderation"] == "pending"
    case.build(db, author.user)
    assert write(client, db, case, author)["moderation"] == "approved"
    assert write(client, db, case, other)["moderation"] == "pending"

    waiting = next(iter(queue(client, case, admin)))
    decide(client, case, admin, seen(client, case, admin, waiting), reason="Spam.")

    assert write(client, db, case, author)["moderation"] == "pending"


<% if on.notifications %>
@every_kind
def test_nobody_is_told_who_reported(
    case: Case, client: TestClient, db: orm.Session, person: MakePerson
) -> None:
    author, reader = person(ordinary(case)), person(ordinary(case))
    record = case.build(db, author.user)

    assert report(client, case, record.id, reader).status_code == 204

    told = client.get("/api/v1/notifications", headers=author.headers).json()
    assert told["items"] == []


<% endif %>
@every_kind
def test_reports_come_before_the_moderators(
    case: Case, client: TestClient, db: orm.Session, admin: Person, person: MakePerson
) -> None:
    author, reader = person(ordinary(case)), person(ordinary(case))
    record = case.build(db, author.user)

    assert report(client, case, record.id, reader, note="Look.").status_code == 204
    assert report(client, case, record.id, reader).status_code == 409
    assert report(client, case, record.id, author).status_code == 409

    item = queue(client, case, admin)[wire(record.id)]
    assert item["held_at"] is None
    assert [it["note"] for it in item["reports"]] == ["Look."]
    assert item["reports"][0]["reporter"]["id"] == wire(reader.user.id)
    counted = client.get(COUNTS, headers=admin.headers).json()
    assert {"kind": case.resource.model.__tablename__, "open": 1} in counted
    # Until then it stays, and nobody else learns of the report.
    shown = client.get(case.url(record.id), headers=reader.headers)
    assert shown.status_code == 200
    assert "report" not in shown.text

    decide(client, case, admin, {"id": wire(record.id), "version": "approved"})
    assert queue(client, case, admin) == {}
    assert report(client, case, record.id, reader).status_code == 409
    assert queue(client, case, admin) == {}
    assert report(client, case, record.id, person(ordinary(case))).status_code == 204
    version = {"id": wire(record.id), "version": "approved"}
    assert decide(client, case, admin, version, reason="Spam.")["done"] == 1
    assert client.get(case.url(record.id), headers=reader.headers).status_code == 404


@every_kind
def test_a_new_text_can_be_reported_again(
    case: Case, client: TestClient, db: orm.Session, admin: Person, person: MakePerson
) -> None:
    author, reader = person(ordinary(case)), person(ordinary(case))
    if not may_change(case, author.user.role) or not case.texts:
        return
    record = case.build(db, author.user)
    assert report(client, case, record.id, reader).status_code == 204
    changed = {case.texts[0]: "another"}
    client.patch(case.url(record.id), json=changed, headers=author.headers)
    assert report(client, case, record.id, reader).status_code == 404
    item = queue(client, case, admin)[wire(record.id)]
    assert (item["reported_at"], len(item["reports"])) == (None, 1)

    decide(client, case, admin, seen(client, case, admin, wire(record.id)))

    assert report(client, case, record.id, reader).status_code == 204


@every_kind
def test_reports_have_limits(
    case: Case, client: TestClient, db: orm.Session, admin: Person, person: MakePerson
) -> None:
    reader = person(ordinary(case))
    record = case.build(db, make_user(db, DEFAULT_ROLE))
    for body in ({"reason": "dislike"}, {"note": "a" * 501}, {"note": "\u0000"}, {"more": 1}):
        assert report(client, case, record.id, reader, **body).status_code == 422
    url = f"{case.path}/moderation/{record.id}/report"
    assert client.post(url, json={"reason": "spam"}).status_code == 401

    # Looking for what is hidden counts, too.
    statuses = [
        report(client, case, missing_id(), reader).status_code for _ in range(REPORTS_MAX + 1)
    ]

    assert statuses == [404] * REPORTS_MAX + [429]
    assert report(client, case, record.id, reader).status_code == 429
    assert queue(client, case, admin) == {}


@every_kind
def test_reports_of_what_had_the_same_id_before_are_not_shown(
    case: Case, client: TestClient, db: orm.Session, admin: Person, person: MakePerson
) -> None:
    reader = person(ordinary(case))
    record = case.build(db, make_user(db, DEFAULT_ROLE))
    report(client, case, record.id, reader)
    db.execute(sa.update(ModerationReport).values(written_at=reader.user.created_at))
    db.commit()

    assert queue(client, case, admin)[wire(record.id)]["reports"] == []


@every_kind
def test_sessions_without_an_account_see_what_everybody_sees(
    case: Case, client: TestClient, db: orm.Session, person: MakePerson
) -> None:
    """Jobs, mails and feeds are written in such sessions."""
    write(client, db, case, person(ordinary(case)))
    everything = sa.select(case.resource.model)

    assert db.scalars(everything).all() == []
    assert len(db.scalars(everything.execution_options(**{WITH_HELD: True})).all()) == 1


@every_kind
def test_nothing_points_at_what_is_hidden(
    case: Case, client: TestClient, db: orm.Session, admin: Person, person: MakePerson
) -> None:
    author, reader = person(ordinary(case)), person(ordinary(case))
    model: type[Moderated] = case.resource.model
    written = write(client, db, case, author)
    for other in ALL_CASES.values():
        for link in other.resource.links:
            creates = other.resource.rule("create").covers_any(reader.user)
            if link.target is not model or not creates:
                continue
            held: Any = [written["id"]] if getattr(link, "many", False) else written["id"]
            payload = {**other.payload(db, reader.user), link.key: held}
            refused = client.post(other.path, json=payload, headers=reader.headers)
            assert refused.status_code == 422
    # What cannot be without it is hidden along with it, and comes back with it.
    for part, key in needing(model):
        below = next((it for it in ALL_CASES.values() if it.resource.model is part), None)
        if below is None:
            continue
        record = below.build(db, admin.user, **{key.name: case.build(db, author.user).id})
        statement = sa.update(part).where(part.id == record.id)
        db.execute(statement.values({key.name: id_of(db, case, written)}))
        db.commit()
        listed = below.resource.rule("list")
        if listed.covers_any(reader.user):
            assert ids(client, below, reader) == []
            url = below.url(record.id)
            assert client.get(url, headers=reader.headers).status_code == 404
        assert ids(client, below, admin) == [wire(record.id)]


def id_of(db: orm.Session, case: Case, written: dict[str, Any]) -> Any:
    statement = sa.select(case.resource.model).execution_options(**{WITH_HELD: True})
    return next(it.id for it in db.scalars(statement) if wire(it.id) == written["id"])
<% if on.csv_export %>


@every_kind
def test_exports_leave_out_what_waits(
    case: Case, client: TestClient, db: orm.Session, admin: Person, person: MakePerson
) -> None:
    author, reader = person(ordinary(case)), person(ordinary(case))
    written = str(write(client, db, case, author)["id"])

    def exported(viewer: Person) -> int:
        url = f"{case.path}/export"
        lines = client.get(url, headers=viewer.headers).text.split("\r\n")
        return sum(line.startswith(f"{written},") for line in lines)

    assert [exported(viewer) for viewer in (reader, author, admin)] == [0, 1, 1]
<% endif %>
<% if on.soft_delete %>


@every_kind
def test_what_waits_goes_and_comes_with_its_whole(
    case: Case, client: TestClient, db: orm.Session, admin: Person, person: MakePerson
) -> None:
    author = person(ordinary(case))
    written = write(client, db, case, author)
    assert client.delete(case.url(written["id"]), headers=author.headers).status_code in (204, 403)
    for link in case.resource.links:
        column = case.resource.model.__table__.columns.get(link.key)
        if column is None or {it.ondelete for it in column.foreign_keys} != {"CASCADE"}:
            continue
        whole = next(it for it in ALL_CASES.values() if it.resource.model is link.target)
        part = write(client, db, case, author)
        whole_id = part[link.attribute]["id"]
        # Its owner deletes it without seeing what waits under it.
        assert client.delete(whole.url(whole_id), headers=admin.headers).status_code == 204
        assert part["id"] not in queue(client, case, admin)
        assert ids(client, case, author) == []
        restored = f"{whole.path}/trash/{whole_id}/restore"
        assert client.post(restored, headers=admin.headers).status_code == 200
        assert part["id"] in queue(client, case, admin)


@every_kind
def test_a_whole_that_its_owner_deletes_takes_along_what_they_cannot_see(
    case: Case, client: TestClient, db: orm.Session, admin: Person, person: MakePerson
) -> None:
    for link in case.resource.links:
        column = case.resource.model.__table__.columns.get(link.key)
        if column is None or {it.ondelete for it in column.foreign_keys} != {"CASCADE"}:
            continue
        whole = next(it for it in ALL_CASES.values() if it.resource.model is link.target)
        owners = whole.resource.rule("delete").own_roles
        if not owners:
            continue
        owner, author = person(min(owners)), person(ordinary(case))
        whole_id = whole.build(db, owner.user).id
        payload = {**case.payload(db, author.user), link.key: wire(whole_id)}
        part = client.post(case.path, json=payload, headers=author.headers).json()

        assert client.delete(whole.url(whole_id), headers=owner.headers).status_code == 204

        assert ids(client, case, author) == []
        assert part["id"] not in queue(client, case, admin)
<% endif %>
<% if on.tags %>


@every_kind
def test_tags_of_what_waits_are_not_listed(
    case: Case, client: TestClient, db: orm.Session, person: MakePerson
) -> None:
    author, reader = person(ordinary(case)), person(ordinary(case))
    record = case.build(db, author.user)
    url = case.url(record.id, "tags")
    tagged = client.post(url, json={"name": "secret"}, headers=author.headers)
    if tagged.status_code != 200:
        # These have no tags, or their authors give none.
        return
    assert tagged.json()["moderation"] == "pending"
    assert "secret" not in client.get(f"{case.path}/tags", headers=reader.headers).text
    assert ids(client, case, reader, tag="secret") == []
<% endif %>
<% if on.api_keys %>


@every_kind
def test_keys_see_what_their_accounts_see(
    case: Case, client: TestClient, db: orm.Session, person: MakePerson
) -> None:
    author, reader = person(ordinary(case)), person(ordinary(case))
    written = write(client, db, case, author)
    statuses = []
    for holder in (author, reader):
        body = {"name": "a program", "scope": "read"}
        made = client.post("/api/v1/auth/api-keys", json=body, headers=holder.headers).json()
        headers = {"Authorization": f"Bearer {made['key']}"}
        statuses.append(client.get(case.url(written["id"]), headers=headers).status_code)
    assert statuses == [200, 404]
<% endif %>
<% if on.audit_log %>


@every_kind
def test_decisions_are_noted(
    case: Case, client: TestClient, db: orm.Session, admin: Person, person: MakePerson
) -> None:
    written = write(client, db, case, person(ordinary(case)))
    decide(client, case, admin, seen(client, case, admin, written["id"]), reason="Spam.")

    query = {"record_id": str(written["id"])}
    log = client.get("/api/v1/admin/audit-log", params=query, headers=admin.headers).json()

    assert log["items"][0]["actor_id"] == wire(admin.user.id)
    assert log["items"][0]["changes"]["moderation_reason"] == [None, "Spam."]
<% endif %>
