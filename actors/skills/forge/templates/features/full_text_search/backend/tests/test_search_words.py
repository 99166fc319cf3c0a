"""What is typed, taken apart; and texts with what was found in them."""

import pytest

from app.services.search_words import (
    SNIPPET_LENGTH,
    TERMS_MAX,
    Part,
    Span,
    Term,
    fold,
    fold_with_places,
    parse,
    snippet,
    whole,
    written,
)


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("one", [Term("one", begun=True)]),
        ("one ", [Term("one")]),
        ("o", [Term("o")]),
        ("one two", [Term("one"), Term("two", begun=True)]),
        ('"one two"', [Term("one two")]),
        ('"one two', [Term("one two")]),
        ("one -two", [Term("one"), Term("two", unwanted=True)]),
        ('one -"two three"', [Term("one"), Term("two three", unwanted=True)]),
        ("one-two", [Term("one two")]),
        ("-one", []),
        ("- one", [Term("one", begun=True)]),
        ('é"Ö x"', [Term("e"), Term("O x")]),
        ("%% ** !", []),
    ],
)
def test_terms(text: str, terms: list[Term]) -> None:
    assert list(parse(text).terms) == terms


def test_there_are_only_so_many() -> None:
    assert len(parse("a " * 100).terms) == TERMS_MAX
    assert len(parse("\ufdfa" * 200).terms[0].text) == 100


@pytest.mark.parametrize("text", ["one two", '"one two" three', 'one -two -"three four"'])
def test_terms_are_written_as_they_were(text: str) -> None:
    assert written(parse(text)) == text


@pytest.mark.parametrize(
    ("text", "folded"),
    [("Crème", "Creme"), ("a-b.c", "a b c"), ("ﬁn", "fin"), ("Åse Øst", "Ase Øst"), ("", "")],
)
def test_folding(text: str, folded: str) -> None:
    assert fold(text) == folded
    again, places = fold_with_places(text)
    assert again == folded
    assert [text[at] for at in places] == [
        letter for letter in text for _ in range(len(fold(letter)))
    ]


def test_marks_are_where_the_words_are() -> None:
    assert whole("one two", [(4, 7)]) == [Part("one ", hit=False), Part("two", hit=True)]
    assert whole("one", []) == [Part("one", hit=False)]
    assert whole("one\n\n two ", [(6, 9)]) == [Part("one ", hit=False), Part("two", hit=True)]


def test_a_snippet_is_where_most_is_found() -> None:
    filler = "word " * 100
    text = f"hit {filler}hit hit {filler}"
    second = text.index("hit", 1)
    spans: list[Span] = [(0, 3), (second, second + 3), (second + 4, second + 7)]

    parts = snippet(text, spans)

    assert [part.text for part in parts if part.hit] == ["hit", "hit"]
    assert (parts[0].text, parts[-1].text) == ("… ", " …")
    assert sum(len(part.text) for part in parts) <= SNIPPET_LENGTH + 4


@pytest.mark.parametrize("text", ["a" * 5000, "🦘" * 5000, " " * 5000, "a " * 2500])
def test_texts_without_an_end(text: str) -> None:
    spans: list[Span] = [(0, 1), (4000, 4001)]
    assert sum(len(part.text) for part in snippet(text, spans)) <= SNIPPET_LENGTH + 4
