"""What a record is called beside its form and its keys: the first words that were written into it.

A meeting or a request has a ULID for a key, which says nothing to a person; its first text does.
Sensitive answers name nothing; neither do those of rows, which are about parts of the record, nor
ids of other records and of survey rounds.
"""

from collections.abc import Mapping
from typing import Final

from schema.answer import Value
from schema.form import ULID_KEY, Form
from schema.question import Kind, Question
from schema.rounds import ROUND, VISIT

CHARACTERS_MAX: Final = 40
"""Of a heading: a line of a telephone."""


def heading(form: Form, answers: Mapping[str, Value]) -> str:
    """The first text that was answered, shortened to one line; "" where there is none.

    Records that their keys tell apart have none: these are said with them anyway.
    """
    if form.key != ULID_KEY:
        return ""
    for located in form.outline:
        question, answer = located.question, answers.get(located.path)
        if _says_something(form, question) and isinstance(answer, str):
            line = " ".join(answer.split())
            return line if len(line) <= CHARACTERS_MAX else f"{line[: CHARACTERS_MAX - 1]}…"
    return ""


def _says_something(form: Form, question: Question) -> bool:
    plain = question.kind is Kind.text and not question.sensitive and not question.refers
    return plain and (form.id, question.name) != (VISIT, ROUND)
