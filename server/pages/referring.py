"""Labels that name other answers: `成员 ${name}` is said with the name in that row.

A reference to a question within the same row, or around it, is said by its answer; one into the
rows of a repeat, to nothing, or to what is not answered yet, by that question's own label.
"""

import re
from collections.abc import Container, Mapping
from typing import Final, Protocol

from schema.expressions.tokens import REFERENCE
from schema.form import Form
from schema.logic.wording import in_words
from schema.question import Question
from schema.text import in_language
from server.pages.values import Document, text_of
from server.pages.words import Words

_ROW: Final = re.compile(r"\[([0-9a-z]+)\]")


class Read(Protocol):
    """A record that is read: its form, its answers by path, and the reader's words."""

    @property
    def form(self) -> Form | None:
        """The form; None if nobody knows it."""
        ...

    @property
    def answers(self) -> Mapping[str, Document]:
        """All answers by path."""
        ...

    @property
    def gone(self) -> Container[str]:
        """The paths of those that are not asked any more."""
        ...

    @property
    def words(self) -> Words:
        """The words."""
        ...


def said_label(question: Question, home: str, read: Read) -> str:
    """The label of a question at the path `home`, or below it, with answers for references."""
    label = in_language(question.label, read.words.lang)
    if "${" not in label or read.form is None:
        return label
    said = REFERENCE.sub(lambda found: _answered(found, home, read), label)
    return in_words(said, read.form.questions, read.words.lang)


def _answered(found: re.Match[str], home: str, read: Read) -> str:
    """What stands in place of a reference: the answer, or the reference as it is."""
    path = _path_to(found[1], home, read.form)
    answer = read.answers.get(path) if path else None
    if path is None or path in read.gone or answer is None or answer["value"] in (None, ""):
        return found[0]
    return text_of(answer["value"], read.form, path, read.words)


def _path_to(name: str, home: str, form: Form | None) -> str | None:
    """The path of the one question of this name, seen from a row; None where there is no such."""
    located = [each for each in form.walk() if each.question.name == name] if form else []
    if len(located) != 1:
        return None
    path = located[0].pattern
    for row in _ROW.finditer(home):
        around, slot, rest = path.partition("[]")
        if not slot or not home.startswith(f"{around}["):
            break
        path = f"{around}{row[0]}{rest}"
    return None if "[]" in path else path
