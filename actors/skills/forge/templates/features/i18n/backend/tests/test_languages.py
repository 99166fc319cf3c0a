"""The language of answers: what a header prefers, what the account has chosen, and that codes stay as they are."""

from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import orm

from app.services import languages
from app.services.languages import DEFAULT, LANGUAGES, negotiated, put_in, say, translated, word
from tests.building import Person

OWN = "/api/v1/auth/me/language"
NOWHERE = "/api/v1/auth/me/nowhere"
OTHERS = [it for it in LANGUAGES if it != "en"]
OTHER = OTHERS[0]


def ask(client: TestClient, header: str | None, **headers: str) -> Any:
    sent = headers if header is None else {**headers, "Accept-Language": header}
    return client.get(OWN, headers=sent)


def choose(client: TestClient, person: Person, language: Any) -> Any:
    return client.patch(OWN, json={"language": language}, headers=person.headers)


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("", DEFAULT),
        (OTHER, OTHER),
        (f"{OTHER}-XX", OTHER),
        (OTHER.upper(), OTHER),
        (f"en;q=0.5, {OTHER};q=0.9", OTHER),
        (f"{OTHER};q=0.5, en;q=0.9", "en"),
        (f"xx, {OTHER};q=0.1", OTHER),
        (f"{OTHER};q=0, en;q=0.1", "en"),
        ("*", DEFAULT),
        (f"*;q=0.1, {OTHER};q=0.2", OTHER),
        ("tlh", DEFAULT),
    ],
)
def test_a_header_is_read_by_its_weights(header: str, expected: str) -> None:
    assert negotiated(header) == expected


@pytest.mark.parametrize(
    "header",
    [
        ",,,",
        ";;;q=",
        f"{OTHER};q=nan",
        f"{OTHER};q=2",
        f"{OTHER};q=-1",
        "../../secrets",
        "\x7f",
        "a" * 100_000,
    ],
)
def test_rubbish_counts_for_nothing(header: str) -> None:
    assert negotiated(header) == DEFAULT


def test_errors_are_in_the_language_that_is_asked_for(client: TestClient) -> None:
    english = ask(client, "en")
    other = ask(client, OTHER)
    assert english.status_code == other.status_code == 401
    assert english.json()["error"]["message"] == "Sign in first."
    assert english.headers["content-language"] == "en"
    assert other.json()["error"]["message"] == translated(OTHER, "Sign in first.")
    assert other.headers["content-language"] == OTHER
    assert other.json()["error"]["code"] == english.json()["error"]["code"] == "unauthenticated"
    assert other.headers["www-authenticate"] == "Bearer"
    assert int(other.headers["content-length"]) == len(other.content)


def test_answers_say_that_they_depend_on_the_language(client: TestClient, member: Person) -> None:
    for answer in (ask(client, None), ask(client, None, **member.headers)):
        varies = [it.strip().lower() for it in answer.headers["vary"].split(",")]
        assert "accept-language" in varies


def test_the_choice_is_kept_and_comes_before_the_header(
    client: TestClient, db: orm.Session, member: Person
) -> None:
    assert ask(client, None, **member.headers).json() == {"language": None}
    answer = choose(client, member, OTHER)
    assert (answer.status_code, answer.json()) == (200, {"language": OTHER})
    db.refresh(member.user)
    assert member.user.language == OTHER
    assert ask(client, None, **member.headers).json() == {"language": OTHER}

    refused = client.patch(
        "/api/v1/users/0", json={}, headers={**member.headers, "Accept-Language": "en"}
    )
    assert refused.status_code in {403, 422}
    assert refused.headers["content-language"] == OTHER

    assert choose(client, member, None).json() == {"language": None}
    again = ask(client, "en", **member.headers)
    assert again.json() == {"language": None}


@pytest.mark.parametrize("language", ["xx", "", "EN", "../en", 1, ["en"]])
def test_only_a_language_of_the_product_can_be_chosen(
    language: Any, client: TestClient, db: orm.Session, member: Person
) -> None:
    refused = choose(client, member, language)
    assert refused.status_code == 422
    assert refused.json()["error"]["details"][0]["field"] == "language"
    db.refresh(member.user)
    assert member.user.language is None


def test_the_choice_is_one_s_own(client: TestClient, member: Person) -> None:
    assert client.patch(OWN, json={"language": OTHER}).status_code == 401
    assert client.patch(OWN, json={}, headers=member.headers).status_code == 422


def test_what_is_wrong_with_a_field_is_translated_too(client: TestClient) -> None:
    answer = client.post("/api/v1/auth/login", json={}, headers={"Accept-Language": OTHER})
    error = answer.json()["error"]
    assert error["message"] == translated(OTHER, "Some fields are not right.")
    assert {it["message"] for it in error["details"]} == {translated(OTHER, "Field required")}


def test_what_is_not_there_is_said_in_the_language_too(client: TestClient) -> None:
    answer = client.get(NOWHERE, headers={"Accept-Language": OTHER})
    assert answer.json()["error"]["message"] == translated(OTHER, "Not Found")


@pytest.mark.parametrize("language", OTHERS)
def test_sentences_with_places_are_found_and_filled(language: str) -> None:
    said = translated(language, "String should have at most 12 characters")
    assert said is not None
    assert "12" in said
    assert "{" not in said
    nested = translated(language, "Value error, write a number")
    assert nested is not None
    assert "write a number" not in nested


def test_what_is_filled_in_is_not_read_again() -> None:
    assert put_in("{a} {b}", {"a": "{b}", "b": "x"}) == "{b} x"
    assert say("en", "{who} changed {record}", who="{record}", record="r") == "{record} changed r"


def test_an_unknown_sentence_stays_english_and_says_so(client: TestClient) -> None:
    assert translated(OTHER, "Nobody ever wrote this.") is None
    body = b'{"error":{"code":"any","message":"Nobody ever wrote this.","details":[]}}'
    assert languages.in_language(body, OTHER) == (body, "en")


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'"x"', b'{"error":1}', b"\xff"])
def test_what_is_no_error_of_ours_stays_as_it_is(body: bytes) -> None:
    assert languages.in_language(body, OTHER) == (body, "")


def test_words_of_the_product_are_translated_where_the_dictionary_has_them() -> None:
    words = languages.catalogue(OTHER).words
    english, other = next(iter(words.items()))
    assert word(OTHER, english) == other
    assert word("en", english) == english
    assert word(OTHER, "no such word") == "no such word"


@pytest.mark.parametrize("language", OTHERS)
def test_every_sentence_keeps_its_places(language: str) -> None:
    for english, said in languages.catalogue(language).sentences.items():
        assert places(said) <= places(english), english


def places(text: str) -> set[str]:
    return {part.partition("}")[0] for part in text.split("{")[1:]}
