"""Expressions for people to read: questions by their labels instead of their names."""

from typing import Final

from schema.expressions.tokens import REFERENCE
from schema.question import LAST_SAVED, Question
from schema.text import Text, in_language

_BEFORE: Final[Text] = {"zh-CN": "上一份的{quoted}", "en": "{quoted} of the record before"}


def in_words(expression: str, questions: tuple[Question, ...], lang: str) -> str:
    """The expression with each `${name}` replaced by the label of its question, in quotes.

    A question without a label, such as an aid to other expressions, is called by its name.
    """
    labels = {
        each.name: in_language(each.label, lang)
        for question in questions
        for each in question.walk()
    }

    def said(name: str) -> str:
        asked = name.removeprefix(LAST_SAVED)
        quoted = f"“{labels.get(asked) or asked}”"
        return in_language(_BEFORE, lang).format(quoted=quoted) if asked != name else quoted

    return REFERENCE.sub(lambda found: said(found[1]), expression)


def accepted(question: Question, questions: tuple[Question, ...], lang: str) -> str:
    """What the question's constraint wants, in the form's words, or else as it stands."""
    said = in_language(question.constraint_message, lang) if question.constraint_message else ""
    return said or in_words(question.constraint, questions, lang)
