"""Texts of a form as they are said of one record: `${name}的出生日期` names another answer.

Most forms have none, so what finds the answers is loaded by the first text that wants it.
"""

from collections.abc import Mapping
from typing import TypeAlias

from schema.answer import Value
from schema.form import Form

Known: TypeAlias = tuple[Mapping[str, Value], Mapping[str, Value]]
"""A record's answers by path, and what is worked out of them."""


def said_with(form: Form, text: str, home: str, known: Known, lang: str) -> str:
    """A text of the question at the path `home`, with the answers that it names in words."""
    if "${" not in text:
        return text
    from schema.logic.wording import answer_in_words, with_answers  # noqa: PLC0415  few need it

    given, worked_out = known
    return with_answers(text, form, home, answer_in_words({**given, **worked_out}, lang), lang)
