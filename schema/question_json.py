"""Questions as JSON: as stored, in all languages, and as the document of one language.

Stored data names only what differs from the default, so that a form's file reads like the form.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from schema.choice import Choice
from schema.question import HOLDERS, Kind, MergePolicy, Question, default_policy
from schema.text import in_language

_TEXTS: Final = ("label", "hint", "guidance", "required_message", "constraint_message")
_EXPRESSIONS: Final = (
    *("required_if", "relevant", "read_only", "calculation", "constraint", "choice_filter"),
    *("dynamic_default", "count"),
)
_WORDS: Final = (
    *("list_name", "value_column", "label_column", "answers_of", "appearance", "refers"),
    "prefill",
)
_FLAGS: Final = ("required", "other", "sensitive", "workflow")
_NAMES: Final = ("trigger", "aliases")
_VALUES: Final = ("minimum", "maximum", "step", "default")


def read_question(data: Mapping[str, Any]) -> Question:
    """The question stored as `data`; KeyError, TypeError or ValueError if it is none."""
    kind = Kind(data["kind"])
    choices = tuple(
        Choice(name=choice["name"], label=dict(choice["label"]))
        for choice in data.get("choices", ())
    )
    given: dict[str, Any] = {name: dict(data[name]) for name in _TEXTS[1:] if name in data}
    given |= {name: str(data[name]) for name in (*_EXPRESSIONS, *_WORDS) if name in data}
    given |= {name: bool(data[name]) for name in _FLAGS if name in data}
    given |= {name: tuple(map(str, data[name])) for name in _NAMES if name in data}
    given |= {name: data[name] for name in _VALUES if name in data}
    return Question(
        name=data["name"],
        kind=kind,
        label=dict(data.get("label", {})),
        merge=MergePolicy(data["merge"]) if "merge" in data else default_policy(kind),
        choices=choices,
        questions=read_questions(data.get("questions", ())),
        **given,
    )


def read_questions(data: Sequence[Mapping[str, Any]]) -> tuple[Question, ...]:
    """The questions stored as a list."""
    return tuple(read_question(each) for each in data)


def write_question(question: Question) -> dict[str, Any]:
    """The question as stored; `read_question` gives it back, and a form its list's choices."""
    data: dict[str, Any] = {"name": question.name, "kind": question.kind.value}
    data |= {name: dict(getattr(question, name)) for name in _TEXTS}
    data |= {name: list(getattr(question, name)) for name in _NAMES}
    data |= {name: getattr(question, name) for name in (*_EXPRESSIONS, *_WORDS, *_FLAGS, *_VALUES)}
    if not question.list_name:
        data["choices"] = [
            {"name": each.name, "label": dict(each.label)} for each in question.choices
        ]
    data["questions"] = [write_question(each) for each in question.questions]
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
        "constraint": question.limits,
        "default": question.default,
        "sensitive": question.sensitive,
    }
    for name in ("guidance", "required_message", "constraint_message"):
        document[name] = in_language(getattr(question, name), lang) or None
    for name in (*_EXPRESSIONS, "appearance"):
        document[name] = document.get(name) or getattr(question, name) or None
    if question.kind is Kind.range:
        document |= {name: getattr(question, name) for name in ("minimum", "maximum", "step")}
    if question.trigger:
        document["trigger"] = list(question.trigger)
    for name in ("answers_of", "refers", "prefill"):
        if said := getattr(question, name):
            document[name] = said
    if question.aliases:
        document["aliases"] = list(question.aliases)
    if question.kind in HOLDERS:
        document["questions"] = [question_document(each, lang) for each in question.questions]
    return document
