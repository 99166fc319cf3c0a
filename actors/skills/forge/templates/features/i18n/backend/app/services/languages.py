"""Which language somebody is answered in, and the sentences of each."""

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# The first is for whom nothing else was said.
LANGUAGES = (<% for it in languages %>"<<= it.code =>>"<% if not loop.last %>, <% endif %><% endfor %>)
DEFAULT = LANGUAGES[0]
# Templates and sentences of the code are in it.
WRITTEN_IN = "en"
FOLDER = Path(__file__).parents[1] / "languages"
# What a header may hold; more is nobody's list of languages.
HEADER_LENGTH_MAX = 1000
# Bodies of errors are short; what is longer goes out as it is.
BODY_BYTES_MAX = 64 * 1024
ERROR_MIN = 400
# What is filled in under these names is a word of the product, or a sentence.
WORDS = frozenset({"title", "state", "link", "problem"})


@dataclass(frozen=True)
class Catalogue:
    """Sentences by their English text, those with places to fill as patterns, and words."""

    sentences: dict[str, str]
    patterns: tuple[tuple[re.Pattern[str], str], ...]
    words: dict[str, str]


def install(app: FastAPI) -> None:
    """Reads every catalogue, so that one that is damaged is noticed at the start."""
    app.state.languages = [catalogue(it) for it in LANGUAGES if it != WRITTEN_IN]


@cache
def catalogue(language: str) -> Catalogue:
    read = json.loads((FOLDER / f"{language}.json").read_text(encoding="utf-8"))
    sentences: dict[str, str] = read["sentences"]
    with_places = [it for it in sentences if "{" in it]
    # The one that leaves least open is tried first.
    with_places.sort(key=lambda it: len(re.sub(r"\{\w+\}", "", it)), reverse=True)
    patterns = tuple((pattern(it), sentences[it]) for it in with_places)
    return Catalogue(sentences, patterns, read["words"])


def pattern(sentence: str) -> re.Pattern[str]:
    parts = re.split(r"\{(\w+)\}", sentence)
    named = (f"(?P<{it}>.+)" if at % 2 else re.escape(it) for at, it in enumerate(parts))
    return re.compile("".join(named), re.DOTALL)


def translated(language: str, sentence: str) -> str | None:
    """The sentence in another language; None where there is none."""
    if language == WRITTEN_IN:
        return sentence
    known = catalogue(language)
    if sentence in known.sentences and "{" not in sentence:
        return known.sentences[sentence]
    for found, text in known.patterns:
        if match := found.fullmatch(sentence):
            values = {name: filled(language, name, it) for name, it in match.groupdict().items()}
            return put_in(text, values)
    return None


def filled(language: str, name: str, value: str) -> str:
    if name == "problem":
        return translated(language, value) or value
    return word(language, value) if name in WORDS else value


def word(language: str, english: str) -> str:
    """A word of the product, such as a record's title; English where the dictionary has none."""
    if language == WRITTEN_IN:
        return english
    return catalogue(language).words.get(english.replace("_", " ").lower(), english)


def say(language: str, sentence: str, **values: str) -> str:
    """A sentence with places to fill, in a language: for e-mails."""
    if language == WRITTEN_IN:
        return put_in(sentence, values)
    return put_in(catalogue(language).sentences.get(sentence, sentence), values)


def put_in(text: str, values: dict[str, str]) -> str:
    """Once over the text: what is filled in is never read as a place itself."""
    return re.sub(r"\{(\w+)\}", lambda it: values.get(it[1], it[0]), text)


def negotiated(header: str) -> str:
    """The product's language that a header prefers (RFC 9110, 12.5.4); what cannot be read counts for nothing."""
    preferred: list[tuple[float, int, str]] = []
    for at, part in enumerate(header[:HEADER_LENGTH_MAX].split(",")):
        name, *parameters = (it.strip().lower() for it in part.split(";"))
        weight = weight_of(parameters)
        if weight > 0 and name:
            preferred.append((-weight, at, name))
    for _, _, name in sorted(preferred):
        if name == "*":
            return DEFAULT
        if (language := name.partition("-")[0]) in LANGUAGES:
            return language
    return DEFAULT


def weight_of(parameters: list[str]) -> float:
    for parameter in parameters:
        if parameter.startswith("q="):
            quality = parameter.removeprefix("q=")
            return float(quality) if re.fullmatch(r"0(\.\d{0,3})?|1(\.0{0,3})?", quality) else 0
    return 1


def language_of(scope: Scope) -> str:
    """The account's choice, which is known as soon as somebody is signed in, else what the request asks for."""
    chosen: str | None = scope.get("state", {}).get("language")
    if chosen in LANGUAGES:
        return chosen
    return negotiated(Headers(scope=scope).get("accept-language", ""))


def remember(request: Request, chosen: str | None) -> None:
    request.state.language = chosen


def of_account(chosen: str | None) -> str:
    """The language for somebody who is not asking just now: of an e-mail."""
    return chosen if chosen in LANGUAGES else DEFAULT


class LanguageMiddleware:
    """Puts errors into the language of whoever asked; their code stays."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        # One for the whole request: what is found out about the account on the way is known here.
        scope.setdefault("state", {})
        begun: Message | None = None
        body = b""

        async def sent(message: Message) -> None:
            nonlocal begun, body
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.add_vary_header("Accept-Language")
                if is_error(message["status"], headers):
                    begun = message
                    return
            elif begun is not None:
                body += message.get("body", b"")
                if message.get("more_body", False) and len(body) < BODY_BYTES_MAX:
                    return
                start, begun = begun, None
                whole = not message.get("more_body", False)
                answer, language = in_language(body, language_of(scope)) if whole else (body, "")
                headers = MutableHeaders(scope=start)
                if language:
                    headers["Content-Language"] = language
                if whole:
                    headers["Content-Length"] = str(len(answer))
                await send(start)
                message = {**message, "body": answer}
            await send(message)

        await self.app(scope, receive, sent)


def is_error(status: int, headers: MutableHeaders) -> bool:
    return status >= ERROR_MIN and headers.get("content-type", "").startswith("application/json")


def in_language(body: bytes, language: str) -> tuple[bytes, str]:
    """An error's body, and the language that its message is in; as it came where it is no error of ours."""
    try:
        whole: Any = json.loads(body)
        error = whole["error"]
        message: str = error["message"]
        details: list[dict[str, str]] = error["details"]
    except (ValueError, KeyError, TypeError):
        return body, ""
    said = translated(language, message)
    error["message"] = message if said is None else said
    for detail in details:
        detail["message"] = translated(language, detail["message"]) or detail["message"]
    text = json.dumps(whole, ensure_ascii=False, separators=(",", ":"))
    return text.encode(), WRITTEN_IN if said is None else language
