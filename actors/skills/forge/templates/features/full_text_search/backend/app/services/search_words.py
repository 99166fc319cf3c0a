"""What people type into the search, taken apart; and texts with the words that were found in them."""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

# More words cost the database more than they tell.
TERMS_MAX = 12
TERM_LENGTH_MAX = 100
# Letters of a word that is still being typed; with fewer, it would be the beginning of everything.
BEGINNING_LENGTH_MIN = 2
# Characters of a long text that are shown, and of these how many come before the first word that was found.
SNIPPET_LENGTH = 220
SNIPPET_LEAD = 50

TERM = re.compile(r'(?P<unwanted>-?)(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))')
JOINED = str.maketrans(dict.fromkeys("-./\\_@:+&=?#<>", " "))
<% if on.rich_text %>
# Marks of Markdown: those before a line, around words, and the addresses of links.
MARKS = re.compile(
    r"^[ \t]{0,3}(?:(?:#{1,6}|>|[-*+]|\d{1,9}[.)])[ \t]+)+"
    r"|^[ \t]*(?:```|~~~)[^\n]*$"
    r"|\]\([^()\s]*\)"
    r"|!?\[(?=[^\[\]\n]*\]\()"
    r"|[*`~]+"
    r"|(?<!\w)_+|_+(?!\w)",
    re.MULTILINE,
)
<% endif %>

# The beginning and the end of a word that was found.
Span = tuple[int, int]


@dataclass(frozen=True)
class Term:
    """A word, or several that stand one after another."""

    text: str
    unwanted: bool = False
    # Perhaps only the beginning of a word.
    begun: bool = False


@dataclass(frozen=True)
class Words:
    terms: tuple[Term, ...]

    @property
    def wanted(self) -> list[Term]:
        return [term for term in self.terms if not term.unwanted]

    @property
    def unwanted(self) -> list[Term]:
        return [term for term in self.terms if term.unwanted]


@dataclass(frozen=True)
class Part:
    text: str
    hit: bool


def fold(text: str) -> str:
    """Without accents, and with spaces for what joins words."""
    bare = unicodedata.normalize("NFKD", text)
    return "".join(it for it in bare if not is_accent(it)).translate(JOINED)


def is_accent(letter: str) -> bool:
    return "\u0300" <= letter <= "\u036f"


def fold_with_places(text: str) -> tuple[str, Sequence[int]]:
    """The folded text, and for each of its characters where in the text it comes from."""
    if text.isascii():
        return text.translate(JOINED), range(len(text))
    pairs = [(letter, at) for at, old in enumerate(text) for letter in fold(old)]
    return "".join(letter for letter, _at in pairs), [at for _letter, at in pairs]


def parse(text: str) -> Words:
    """Words, "phrases" and -words. There is no wrong way to write them: what says nothing is passed over."""
    terms = []
    for match in TERM.finditer(text):
        term = " ".join(fold(match["phrase"] or match["word"] or "").split())[:TERM_LENGTH_MAX]
        if any(letter.isalnum() for letter in term):
            unwanted = match["unwanted"] == "-"
            is_last = match.end() == len(text) and match["phrase"] is None and not unwanted
            begun = is_last and " " not in term and len(term) >= BEGINNING_LENGTH_MIN
            terms.append(Term(term, unwanted, begun))
    words = Words(tuple(terms[:TERMS_MAX]))
    # Everything but a word is no question.
    return words if words.wanted else Words(())


def corrected(words: Words, right: dict[str, str]) -> Words:
    return Words(tuple(replace(it, text=right.get(it.text, it.text)) for it in words.terms))


def written(words: Words) -> str:
    """As somebody would type them."""

    def one(term: Term) -> str:
        text = f'"{term.text}"' if " " in term.text else term.text
        return f"-{text}" if term.unwanted else text

    return " ".join(one(term) for term in words.terms)


def whole(text: str, found: Sequence[Span]) -> list[Part]:
    """A short text with what was found in it."""
    return shortened(text, found, len(text))


def snippet(text: str, found: Sequence[Span]) -> list[Part]:
    """The part of a long text where most was found."""
    return shortened(text, found, SNIPPET_LENGTH)


def shortened(text: str, found: Sequence[Span], length: int) -> list[Part]:
    shown, places = readable(text)
    spans = [it for it in (span_in(places, span) for span in found) if it[0] < it[1]]
    first, last = window(shown, spans, length)
    parts = list(cut(shown, spans, first, last))
    if first > 0:
        parts.insert(0, Part("… ", hit=False))
    if last < len(shown):
        parts.append(Part(" …", hit=False))
    return parts


def readable(text: str) -> tuple[str, list[int]]:
    """<% if on.rich_text %>Without marks of Markdown and on one line<% else %>On one line<% endif %>; and for each of its characters where in the text it comes from."""
<% if on.rich_text %>
    dropped = {at for match in MARKS.finditer(text) for at in range(*match.span())}
    kept = [at for at in range(len(text)) if at not in dropped]
<% else %>
    kept = list(range(len(text)))
<% endif %>
    places: list[int] = []
    letters: list[str] = []
    for at in kept:
        letter = " " if text[at].isspace() else text[at]
        if letter != " " or (letters and letters[-1] != " "):
            letters.append(letter)
            places.append(at)
    if letters and letters[-1] == " ":
        letters.pop()
        places.pop()
    return "".join(letters), places


def span_in(places: Sequence[int], span: Span) -> Span:
    return bisect_left(places, span[0]), bisect_right(places, span[1] - 1)


def window(text: str, spans: Sequence[Span], length: int) -> Span:
    """Where to cut: around as many of the words as fit, and not through one."""
    if len(text) <= length:
        return 0, len(text)
    best, most = 0, 0
    for at, (start, _end) in enumerate(spans):
        held = bisect_right(spans, (start + length - SNIPPET_LEAD, 0)) - at
        if held > most:
            best, most = start, held
    first = max(0, min(best - SNIPPET_LEAD, len(text) - length))
    if first > 0:
        space = text.find(" ", first, max(first + 1, best))
        first = space + 1 if space >= 0 else first
    last = min(len(text), first + length)
    if last < len(text):
        space = text.rfind(" ", first + length // 2, last)
        last = space if space >= 0 else last
    return first, last


def cut(text: str, spans: Sequence[Span], first: int, last: int) -> Iterator[Part]:
    at = first
    for start, end in spans:
        if start < at or end > last:
            continue
        if start > at:
            yield Part(text[at:start], hit=False)
        yield Part(text[start:end], hit=True)
        at = end
    if at < last:
        yield Part(text[at:last], hit=False)
