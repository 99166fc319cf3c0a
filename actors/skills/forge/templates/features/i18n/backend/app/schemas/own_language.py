"""The language that an account has chosen."""

from typing import Literal

from app.schemas.base import Input, Output

LanguageCode = Literal[<% for it in languages %>"<<= it.code =>>"<% if not loop.last %>, <% endif %><% endfor %>]


class LanguageChoice(Input):
    # None leaves it to the browser.
    language: LanguageCode | None


class LanguageOut(Output):
    language: LanguageCode | None
