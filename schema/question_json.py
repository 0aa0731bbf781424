"""Questions as JSON: as stored, in all languages, and as the document of one language.

Stored data names only what differs from the default, so that a form's file reads like the form.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from schema.question import Choice, Kind, MergePolicy, Question, default_policy
from schema.text import in_language


def read_question(data: Mapping[str, Any]) -> Question:
    """The question stored as `data`; KeyError, TypeError or ValueError if it is none."""
    kind = Kind(data["kind"])
    return Question(
        name=data["name"],
        kind=kind,
        label=dict(data.get("label", {})),
        hint=dict(data.get("hint", {})),
        required=bool(data.get("required", False)),
        required_if=str(data.get("required_if", "")),
        relevant=str(data.get("relevant", "")),
        calculation=str(data.get("calculation", "")),
        constraint=str(data.get("constraint", "")),
        constraint_message=dict(data.get("constraint_message", {})),
        merge=MergePolicy(data["merge"]) if "merge" in data else default_policy(kind),
        choices=tuple(
            Choice(name=choice["name"], label=dict(choice["label"]))
            for choice in data.get("choices", ())
        ),
        minimum=data.get("minimum"),
        maximum=data.get("maximum"),
        default=data.get("default"),
        sensitive=bool(data.get("sensitive", False)),
        questions=read_questions(data.get("questions", ())),
    )


def read_questions(data: Sequence[Mapping[str, Any]]) -> tuple[Question, ...]:
    """The questions stored as a list."""
    return tuple(read_question(each) for each in data)


def write_question(question: Question) -> dict[str, Any]:
    """The question as stored; `read_question` gives it back."""
    data: dict[str, Any] = {
        "name": question.name,
        "kind": question.kind.value,
        "label": dict(question.label),
        "hint": dict(question.hint),
        "required": question.required,
        "required_if": question.required_if,
        "relevant": question.relevant,
        "calculation": question.calculation,
        "constraint": question.constraint,
        "constraint_message": dict(question.constraint_message),
        "choices": [{"name": each.name, "label": dict(each.label)} for each in question.choices],
        "minimum": question.minimum,
        "maximum": question.maximum,
        "default": question.default,
        "sensitive": question.sensitive,
        "questions": [write_question(each) for each in question.questions],
    }
    if question.merge is not default_policy(question.kind):
        data["merge"] = question.merge.value
    nothing: tuple[object, ...] = (None, {}, [], "")
    return {
        name: value for name, value in data.items() if value not in nothing and value is not False
    }


def question_document(question: Question, lang: str) -> dict[str, Any]:
    """The question of the document `form`, in one language."""
    document: dict[str, Any] = {
        "name": question.name,
        "kind": question.kind.value,
        "label": in_language(question.label, lang),
        "hint": in_language(question.hint, lang) or None,
        "required": question.required,
        "merge": question.merge.value,
        "choices": [
            {"name": each.name, "label": in_language(each.label, lang)} for each in question.choices
        ],
        "required_if": question.required_if or None,
        "relevant": question.relevant or None,
        "calculation": question.calculation or None,
        "constraint": question.limits,
        "constraint_message": in_language(question.constraint_message, lang) or None,
        "default": question.default,
        "sensitive": question.sensitive,
    }
    if question.kind is Kind.repeat:
        document["questions"] = [question_document(each, lang) for each in question.questions]
    return document
