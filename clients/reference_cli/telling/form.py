"""One form: its questions under their groups' headings, what each wants, and when it is asked."""

from collections.abc import Iterator
from typing import Final

from clients.reference_cli.answers import NEW_ROW
from clients.reference_cli.layout import aligned, plain
from clients.reference_cli.telling.headings import Headings
from clients.reference_cli.voice import Voice
from schema.form import ULID_KEY, Form
from schema.logic.wording import accepted, in_words
from schema.outline import Located
from schema.question import HOLDERS, Question
from schema.text import in_language

CHOICES_SHOWN_MAX: Final = 30
"""Of a list that may have ten thousand."""


def tell(shown: Form, voice: Voice) -> list[str]:
    """One form with its questions and their choices."""
    words = voice.words
    head = words(
        "form.head", title=in_language(shown.title, voice.lang), id=shown.id, version=shown.version
    )
    kinds = words.several([words.named("kind", kind) for kind in shown.areas])
    last = words("form.last", form=shown.id)
    facts = words.both(key_in_words(shown, voice), kinds)
    rows = [[plain(cell) for cell in row] for row in _rows(shown, voice)]
    return [head, facts, *aligned(rows, indent=2), last]


def key_in_words(shown: Form, voice: Voice) -> str:
    """How many records of the form a place has."""
    if shown.key == ULID_KEY:
        return voice.words("form.key_ulid")
    if not shown.key:
        return voice.words("form.key_area")
    labels = [in_language(question.label, voice.lang) for question in shown.key_questions]
    return voice.words("form.key_questions", questions=voice.words.several(labels))


def _rows(shown: Form, voice: Voice) -> Iterator[list[str]]:
    headings = Headings()
    for located in shown.walk():
        for group in headings.before(located.pattern, located.groups):
            title = voice.label_of(group, shown) or group.name
            facts = voice.words.both(*_conditions(group, shown, voice))
            yield [voice.words("form.group", label=title), "", facts]
        yield _question(located, shown, voice)


def _question(located: Located, shown: Form, voice: Voice) -> list[str]:
    question = located.question
    path = located.pattern.replace("[]", f"[{NEW_ROW}]")
    label = voice.label_of(question, shown)
    if question.kind in HOLDERS:
        counted = _expression("form.count", question.count, shown, voice)
        facts = voice.words.both(*counted, *_conditions(question, shown, voice))
        return [f"{path}[{NEW_ROW}]", label, facts]
    return [path, label, voice.words.both(*_facts(question, shown, voice))]


def _facts(question: Question, shown: Form, voice: Voice) -> Iterator[str]:
    words = voice.words
    if question.calculation:
        yield from _expression("form.calculation", question.calculation, shown, voice)
        if question.trigger:
            labels = [_label_of_name(name, shown, voice) for name in question.trigger]
            yield words("form.trigger", questions=words.several(labels))
        return
    wanted = f"answer.{question.kind}"
    yield words(wanted) if wanted in words else ""
    yield _choices(question, voice)
    yield _bounds(question, voice)
    yield words("form.step", n=question.step) if question.step is not None else ""
    yield words("form.required") if question.required else ""
    yield from _conditions(question, shown, voice)
    yield words("form.sensitive") if question.sensitive else ""
    yield "" if question.default is None else words("form.default", value=question.default)
    yield from _expression("form.begins", question.dynamic_default, shown, voice)


def _choices(question: Question, voice: Voice) -> str:
    """The choices by name and label; the first of many, and how many there are."""
    first = question.choices[:CHOICES_SHOWN_MAX]
    said = voice.words.several([f"{e.name} {in_language(e.label, voice.lang)}" for e in first])
    if len(question.choices) > CHOICES_SHOWN_MAX:
        return voice.words("form.choices", choices=said, n=len(question.choices))
    return said


def _conditions(question: Question, shown: Form, voice: Voice) -> Iterator[str]:
    """When it is asked, has to be answered, is only shown; what is accepted and offered."""
    for key, text in (
        ("relevant", question.relevant),
        ("required_if", question.required_if),
        ("choice_filter", question.choice_filter),
        ("answers_of", question.answers_of),
    ):
        yield from _expression(f"form.{key}", text, shown, voice)
    if question.read_only in ("true()", "1"):
        yield voice.words("form.read_only")
    else:
        yield from _expression("form.read_only_if", question.read_only, shown, voice)
    if question.constraint:
        wanted = accepted(question, shown.questions, voice.lang)
        yield voice.words("form.constraint", condition=wanted)


def _expression(key: str, text: str, shown: Form, voice: Voice) -> Iterator[str]:
    if text:
        yield voice.words(key, expression=in_words(text, shown.questions, voice.lang))


def _label_of_name(name: str, shown: Form, voice: Voice) -> str:
    found = (each.question for each in shown.walk() if each.question.name == name)
    question = next(found, None)
    return name if question is None else voice.label_of(question, shown) or name


def _bounds(question: Question, voice: Voice) -> str:
    low, high = question.minimum, question.maximum
    if low is not None and high is not None:
        return f"{low}–{high}"
    if low is not None:
        return voice.words("form.at_least", n=low)
    return "" if high is None else voice.words("form.at_most", n=high)
