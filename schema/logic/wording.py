"""Expressions for people to read: questions by their labels instead of their names."""

from schema.expressions.tokens import REFERENCE
from schema.question import Question
from schema.text import in_language


def in_words(expression: str, questions: tuple[Question, ...], lang: str) -> str:
    """The expression with each `${name}` replaced by the label of its question, in quotes."""
    labels = {
        each.name: in_language(each.label, lang)
        for question in questions
        for each in question.walk()
    }
    quoted = "“{}”"
    return REFERENCE.sub(lambda found: quoted.format(labels.get(found[1], found[1])), expression)


def accepted(question: Question, questions: tuple[Question, ...], lang: str) -> str:
    """What the question's constraint wants, in the form's words, or else as it stands."""
    said = in_language(question.constraint_message, lang) if question.constraint_message else ""
    return said or in_words(question.constraint, questions, lang)
