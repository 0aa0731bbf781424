"""Expressions and texts for people to read: questions by their labels, answers for their names.

A text of a form may name other answers: `${name}的出生日期`. Where one is said, each is replaced by
the answer as it stands; a question that is not answered, or that stands in rows of which none is
meant, by its own label, and one without a label, such as an aid to other expressions, by nothing.
"""

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

from schema.answer import Scalar, Value
from schema.expressions.tokens import REFERENCE
from schema.question import LAST_SAVED, Kind, Question
from schema.text import Text, in_language

if TYPE_CHECKING:
    from schema.form import Form

_BEFORE: Final[Text] = {"zh-CN": "上一份的{quoted}", "en": "{quoted} of the record before"}

_ROW: Final = re.compile(r"\[([0-9a-z]+)\]")


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


def with_answers(
    text: str,
    form: "Form",
    home: str,
    answered: Callable[[str, Question], str],
    lang: str,
) -> str:
    """A text of a form as it is said in a record.

    Args:
        text: in one language.
        form: whose.
        home: the path of the question that the text belongs to, seen from which it names others.
        answered: the answer at a path in words; "" where there is none.
        lang: of the labels that stand for what is not answered.
    """
    if "${" not in text:
        return text

    def said(found: re.Match[str]) -> str:
        meant = [each for each in form.walk() if each.question.name == found[1]]
        if len(meant) != 1:
            return in_words(found[0], form.questions, lang)
        question, path = meant[0].question, _seen_from(home, meant[0].pattern)
        label = in_language(question.label, lang) if question.label else ""
        return (answered(path, question) if path else "") or (f"“{label}”" if label else "")

    return REFERENCE.sub(said, text)


def answer_in_words(answers: Mapping[str, Value], lang: str) -> Callable[[str, Question], str]:
    """What `with_answers` wants of a record's answers; a sensitive one is not repeated."""

    def said(path: str, question: Question) -> str:
        value = answers.get(path)
        if question.sensitive or value is None:
            return ""
        parts = value if isinstance(value, list) else [value]
        between = " " if question.kind is Kind.geopoint else "、" if lang == "zh-CN" else ", "
        return between.join(_in_words(question, each, lang) for each in parts)

    return said


def _in_words(question: Question, value: Scalar, lang: str) -> str:
    if isinstance(value, float):
        return f"{value:g}"
    choice = question.choice(value) if isinstance(value, str) else None
    return str(value) if choice is None else in_language(choice.label, lang)


def _seen_from(home: str, path: str) -> str | None:
    """The path of an answer as a question at `home` means it; None where it has rows of its own."""
    for row in _ROW.finditer(home):
        around, slot, rest = path.partition("[]")
        if not slot or not home.startswith(f"{around}["):
            break
        path = f"{around}{row[0]}{rest}"
    return None if "[]" in path else path
