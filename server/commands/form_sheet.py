"""A form as a sheet of text: every question as it is asked, numbered as on paper.

Made of the document `form`, in one language. What stands in a group or a repeat is indented under
it.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from server.commands.words import Words

INDENT: Final = "   "

CHOICES_MAX: Final = 40
"""Choices that are printed; of a long list the rest are counted."""

_CONDITIONS: Final = (
    ("calculation", "form.calculation"),
    ("relevant", "form.relevant"),
    ("required_if", "form.required_if"),
    ("read_only", "form.read_only"),
    ("constraint", "form.constraint"),
    ("constraint_message", "form.message"),
    ("choice_filter", "form.choice_filter"),
    ("answers_of", "form.answers_of"),
    ("count", "form.count"),
    ("dynamic_default", "form.begins"),
    ("default", "form.begins"),
)

Document = Mapping[str, Any]


def sheet(form: Document, words: Words) -> Iterator[str]:
    """The lines of a form."""
    title = (form["title"], form["id"], words("form.version", version=form["version"]))
    yield " · ".join((*title, words.get(f"form_state.{_state(form)}")))
    areas = words("between").join(words.get(f"kind.{kind}") for kind in form["areas"])
    yield words("form.about", areas=areas)
    yield from _questions(form["questions"], words, "", "")


def _state(form: Document) -> str:
    """How far the version that is shown has come."""
    states = {each["version"]: each["state"] for each in form["versions"]}
    return str(states[form["version"]])


def _questions(questions: list[Document], words: Words, above: str, indent: str) -> Iterator[str]:
    for n, question in enumerate(questions, start=1):
        number = f"{above}{n}"
        yield f"{indent}{number}  {_heading(question, words)}"
        below = indent + INDENT
        yield from (f"{below}{line}" for line in _beside(question, words))
        yield from _questions(question.get("questions") or [], words, f"{number}.", below)


def _heading(question: Document, words: Words) -> str:
    parts = [question["label"] or question["name"], question["name"]]
    parts += [words.get(f"question.{question['kind']}")]
    parts += [words("form.required")] if question["required"] else []
    parts += [words("form.sensitive")] if question["sensitive"] else []
    return " · ".join(dict.fromkeys(parts))


def _beside(question: Document, words: Words) -> Iterator[str]:
    """What stands under a question: its hint, its choices, its conditions."""
    if question["hint"]:
        yield question["hint"]
    choices = question.get("choices") or []
    sign = "☐" if question["kind"] == "select_multiple" else "○"
    for choice in choices[:CHOICES_MAX]:
        yield f"{sign} {choice['label'] or choice['name']} · {choice['name']}"
    if len(choices) > CHOICES_MAX:
        yield words("form.more_choices", n=len(choices) - CHOICES_MAX)
    for name, key in _CONDITIONS:
        if question.get(name) not in (None, ""):
            yield f"{words(key)} {question[name]}"
    if question.get("aliases"):
        yield words("form.aliases", names=words("between").join(question["aliases"]))
    if question["merge"] != "clash" and not question.get("questions"):
        yield words.get(f"merge.{question['merge']}")
