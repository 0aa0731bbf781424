"""The pages' languages: which one a visitor reads, and the sentences in it.

Message ids are the English sentences as they stand in templates and code. Both languages have a
whole catalogue, in files by topic (`locale/*/LC_MESSAGES/*.po`; what several pages say stands in
`pages.po`), read into memory once; nothing is compiled to files. A sentence that a catalogue lacks
is a defect, which a test finds, and shows in English.
"""

from functools import cache
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path
from typing import Final

from babel.core import Locale
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from starlette.requests import Request

from schema.text import LANGUAGES

COOKIE: Final = "doorstep_lang"

LOCALES: Final = {"zh-CN": Locale("zh", script="Hans"), "en": Locale("en")}

FOLDER: Final = Path(__file__).parent / "locale"

_ACCEPTED_MAX: Final = 20
"""Entries of an Accept-Language header that are looked at."""


def chosen(request: Request) -> str:
    """The language that the visitor chose, else the browser's first that we have, else Chinese."""
    cookie = request.cookies.get(COOKIE)
    if cookie in LANGUAGES:
        return cookie
    return accepted(request.headers.get("accept-language", ""))


def accepted(header: str) -> str:
    """The best of our languages for an Accept-Language header."""
    weighed = [_weighed(part) for part in header.split(",")[:_ACCEPTED_MAX]]
    for weight, tag in sorted(weighed, key=lambda pair: -pair[0]):
        if weight > 0:
            for lang in LANGUAGES:
                if tag.split("-")[0] == lang.split("-")[0]:
                    return lang
    return LANGUAGES[0]


def _weighed(part: str) -> tuple[float, str]:
    tag, _, parameter = part.partition(";")
    name, _, value = parameter.partition("=")
    try:
        weight = float(value) if name.strip() == "q" else 1.0
    except ValueError:
        weight = 0.0
    return weight, tag.strip().lower()


@cache
def sentences(lang: str) -> GNUTranslations:
    """The catalogue of a language."""
    whole = Catalog(locale=LOCALES[lang])
    for path in catalogues(lang):
        with path.open("rb") as source:
            for message in read_po(source, locale=LOCALES[lang]):
                if message.id:
                    whole[message.id] = message
    compiled = BytesIO()
    write_mo(compiled, whole)
    compiled.seek(0)
    return GNUTranslations(compiled)


def catalogues(lang: str) -> list[Path]:
    """The files of a language's catalogue."""
    return sorted((FOLDER / lang.replace("-", "_") / "LC_MESSAGES").glob("*.po"))
