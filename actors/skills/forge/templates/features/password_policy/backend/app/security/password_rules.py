"""Which passwords are too easy to guess: what is left of one when everything that is guessed first is cut out of it.

After NIST SP 800-63B, 5.1.1.2: well-known passwords, patterns and words of the context are refused, kinds of characters are
not asked for.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from app.security.common_words import WORDS

# Less than this beside well-known words and patterns is found within seconds.
REST_MIN = 4
# So many different words, though each is well known, are more than anybody tries.
WORDS_ENOUGH = 4
DISTINCT_MIN = 5
# Shorter parts of a name are in too many words.
NAME_LENGTH_MIN = 4
RUN_LENGTH_MIN = 4

_LOOKALIKES = str.maketrans("013457@$!|", "oieastasil")
_TRACKS = (
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890",
    "qwertyuiop",
    "qwertzuiop",
    "azertyuiop",
    "asdfghjkl",
    "yxcvbnm",
    "zxcvbnm",
    "1q2w3e4r5t6y7u8i9o0p",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
    "qazwsxedcrfvtgbyhnujm",
)
_RUNS = _TRACKS + tuple(track[::-1] for track in _TRACKS)
_REPEATED = re.compile(r"(.{1,4}?)\1{2,}")
_ENDS = re.compile(r"^[\W\d_]{1,6}|[\W\d_]{1,6}$")
_SPLIT = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class Holder:
    """Whose password it is to be."""

    email: str
    display_name: str
    # Name by which the account signs in, where that is not the address.
    username: str = ""

    def names(self) -> set[str]:
        """What must not be in the password at all."""
        local = self.email.partition("@")[0]
        names = {_letters(name) for name in (local, self.display_name, self.username)}
        return {name for name in names if len(name) >= NAME_LENGTH_MIN}

    def words(self) -> set[str]:
        """What counts for nothing in it."""
        return _words(f"{self.email} {self.display_name} {self.username}")


def weakness(password: str, product: str, holder: Holder) -> str | None:
    """Why the password is too easy to guess, in words for whoever chose it."""
    plain = _plain(password)
    if len(set(plain)) < DISTINCT_MIN:
        return "Use more different characters."
    letters = _letters(password)
    if any(name in letters for name in holder.names()):
        return "Leave your name and your address out of it."
    known = WORDS | holder.words() | _words(product) | {_letters(product)}
    if _is_guessed(plain, known):
        return "This is easy to guess: do not build it on well-known words or on patterns."
    return None


def missing_kinds(password: str, *, upper: bool, digit: bool, sign: bool) -> str | None:
    """For products that have to ask for kinds of characters."""
    if upper and not any(character.isupper() for character in password):
        return "Use a capital letter."
    if digit and not any(character.isdigit() for character in password):
        return "Use a digit."
    if sign and all(character.isalnum() or character.isspace() for character in password):
        return "Use a sign, such as ! or ?."
    return None


def _is_guessed(plain: str, known: Iterable[str]) -> bool:
    rest, patterned = _without_runs(plain)
    core, words = _without_words(_lookalikes(_ENDS.sub("", rest)), known)
    if words:
        return len(_SPLIT.sub("", core)) < REST_MIN and len(words) < WORDS_ENOUGH
    return patterned and len(rest) < REST_MIN


def _without_runs(text: str) -> tuple[str, bool]:
    """Without `1234`, `asdf`, `aaaa` and `xyxyxy`, and whether there was such a thing."""
    rest = _REPEATED.sub("", text)
    kept = []
    at = 0
    while at < len(rest):
        length = _run_length(rest, at)
        if length < RUN_LENGTH_MIN:
            kept.append(rest[at])
            length = 1
        at += length
    result = "".join(kept)
    return result, result != text


def _run_length(text: str, start: int) -> int:
    length = 1
    while start + length < len(text) and any(
        text[start : start + length + 1] in it for it in _RUNS
    ):
        length += 1
    return length


def _without_words(text: str, known: Iterable[str]) -> tuple[str, set[str]]:
    found = set()
    for word in sorted(known, key=lambda it: (-len(it), it)):
        if len(word) >= NAME_LENGTH_MIN and word in text:
            found.add(word)
            text = text.replace(word, " ")
    return text, found


def _words(text: str) -> set[str]:
    return {
        _lookalikes(word) for word in _SPLIT.split(_plain(text)) if len(word) >= NAME_LENGTH_MIN
    }


def _letters(text: str) -> str:
    return _SPLIT.sub("", _lookalikes(_plain(text)))


def _lookalikes(text: str) -> str:
    """As the letters that digits and signs stand for: `p4$$w0rd` is no better than what it looks like."""
    return text.translate(_LOOKALIKES)


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
