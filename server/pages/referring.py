"""Labels that name other answers: `成员 ${name}` is said with the name in that row.

A reference to a question within the same row, or around it, is said by its answer; one into the
rows of a repeat, or to what is not answered yet, by that question's own label.
"""

from collections.abc import Container, Mapping
from typing import Protocol

from schema.form import Form
from schema.logic.wording import with_answers
from schema.question import Question
from schema.text import in_language
from server.pages.values import Document, text_of
from server.pages.words import Words


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
    label, form = in_language(question.label, read.words.lang), read.form
    if "${" not in label or form is None:
        return label

    def answered(path: str, _: Question) -> str:
        answer = read.answers.get(path)
        if path in read.gone or answer is None or answer["value"] in (None, ""):
            return ""
        return text_of(answer["value"], form, path, read.words)

    return with_answers(label, form, home, answered, read.words.lang)
