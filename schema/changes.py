"""What changed from one version of a form to another, and what that does to records, in sentences.

Questions are matched by their names and former names (schema.naming), so that a renamed one is no
removed and added one. What would leave answers without a meaning is `refused`: another kind of
answer (but for text, as which everything can be read), another key, a former name for another
question.

Left out: that a group got another heading, the order, and how a question looks; nothing that was
recorded depends on them.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from schema.change_sentences import AREAS, KINDS, SENTENCES
from schema.form import Form
from schema.naming import Naming, naming, today
from schema.outline import Located
from schema.question import SELECTS, Choice, Kind, Question
from schema.text import Text, in_language
from schema.workflow import Workflow

_NAMED_MAX: Final = 8
"""Choices that a sentence names; of a long list the rest are counted."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Difference:
    """One thing that changed.

    Attributes:
        code: which sentence.
        question: its path in the new version, or in the old one where it was removed; empty for the
            form itself.
        refused: records that are there would lose their meaning.
        facts: of the sentence; texts are said in the reader's language.
    """

    code: str
    question: str = ""
    refused: bool = False
    facts: Mapping[str, object] = field(default_factory=dict)

    def sentence(self, lang: str) -> str:
        """What changed, and what it does to the records that are there."""
        facts = {name: _said(value, lang) for name, value in self.facts.items()}
        return in_language(SENTENCES[self.code], lang).format(**facts)

    def document(self, lang: str) -> dict[str, Any]:
        """The same for programs."""
        return {
            "code": self.code,
            "question": self.question or None,
            "refused": self.refused,
            "message": self.sentence(lang),
        }


NOTHING_CHANGED: Final = Difference(code="none")
"""What is said where there is nothing to say."""


def differences(before: Form, after: Form) -> tuple[Difference, ...]:
    """What changed: what is refused, then the form's own, then in the order of its questions."""
    names = naming(after.outline, [before.outline])
    found = [
        *_of_form(before, after, names),
        *_of_questions(before, after, names),
        *_removed(before, after, names),
        *_perhaps_renamed(before, after, names),
    ]
    return tuple(sorted(found, key=lambda each: not each.refused))


def refusals(earlier: Iterable[Form], after: Form) -> tuple[Difference, ...]:
    """What keeps a version from coming after these, each once."""
    found = (each for form in earlier for each in differences(form, after) if each.refused)
    return tuple({(each.code, each.question): each for each in found}.values())


def _of_form(before: Form, after: Form, names: Naming) -> Iterator[Difference]:
    if dict(before.title) != dict(after.title):
        yield Difference(code="title", facts={"before": before.title, "after": after.title})
    if before.restricted != after.restricted:
        yield Difference(code="restricted" if after.restricted else "unrestricted")
    for code, less, more in (
        ("areas_more", before.areas, after.areas),
        ("areas_less", after.areas, before.areas),
    ):
        kinds = [kind for kind in more if kind not in less]
        if kinds:
            yield Difference(code=code, facts={"kinds": [AREAS[kind] for kind in kinds]})
    if _named_today(before.workflow, names) != after.workflow:
        yield Difference(code="workflow")
    if tuple(map(names, before.key)) != after.key:
        yield Difference(code="key", refused=True)


def _named_today(workflow: Workflow | None, names: Naming) -> Workflow | None:
    if workflow is None:
        return None
    return replace(workflow, state=names(workflow.state), due=names(workflow.due))


def _of_questions(before: Form, after: Form, names: Naming) -> Iterator[Difference]:
    former = {today(names, each.pattern): each for each in before.walk()}
    for each in after.walk():
        old = former.get(each.pattern)
        if old is None:
            yield from _added(before, each)
        else:
            yield from _changed(old, each)


def _added(before: Form, each: Located) -> Iterator[Difference]:
    reused = before.located(each.pattern)
    if reused is not None:  # an older version's former name, or one whose question moved on
        facts = {"name": each.name, "label": _label(reused)}
        yield Difference(code="reused", question=each.path, refused=True, facts=facts)
    code = "added_required" if each.question.required else "added"
    yield _about(code, each)


def _removed(before: Form, after: Form, names: Naming) -> Iterator[Difference]:
    now = {each.pattern for each in after.walk()}
    gone = {each.pattern for each in before.walk() if today(names, each.pattern) not in now}
    for each in before.walk():
        within = any(each.pattern.startswith(f"{other}[]") for other in gone)
        if each.pattern in gone and not within and each.question.kind is not Kind.note:
            yield _about("removed", each)


def _perhaps_renamed(before: Form, after: Form, names: Naming) -> Iterator[Difference]:
    """Questions that are gone where a new one is worded just so: perhaps it was renamed."""
    now = {each.pattern for each in after.walk()}
    known = {today(names, each.pattern) for each in before.walk()}
    new = [each for each in after.walk() if each.pattern not in known]
    for old in before.walk():
        if today(names, old.pattern) not in now and _texts(old.question.label):
            alike = (each for each in new if _asks_the_same(old, each))
            for each in alike:
                yield _about("perhaps_renamed", each, before=old.name, after=each.name)


def _asks_the_same(old: Located, new: Located) -> bool:
    same_place = old.pattern.rpartition("[]")[0] == new.pattern.rpartition("[]")[0]
    same_kind = old.question.kind is new.question.kind
    return same_place and same_kind and _texts(old.question.label) == _texts(new.question.label)


def _changed(old: Located, new: Located) -> Iterator[Difference]:
    was, is_ = old.question, new.question
    if old.name != new.name:
        yield _about("renamed", new, before=old.name, after=new.name)
    if was.kind is not is_.kind:
        yield from _other_kind(was, new)
        return
    if _texts(was.label) != _texts(is_.label):
        yield _about("label", new, before=_label(old))
    for code, applies in _PLAIN:
        if applies(was, is_):
            yield _about(code, new)
    if is_.kind in SELECTS:
        yield from _choices(was, new)


def _other_kind(was: Question, new: Located) -> Iterator[Difference]:
    facts = {"before": KINDS[was.kind], "after": KINDS[new.question.kind]}
    if was.kind in (Kind.note, Kind.group) or was.worked_out:
        return  # nothing was ever stored under it
    if new.question.kind is Kind.text and was.kind is not Kind.repeat:
        yield _about("to_text", new, **facts)
    else:
        yield replace(_about("kind", new, **facts), refused=True)


def _choices(was: Question, new: Located) -> Iterator[Difference]:
    before = {choice.name: choice for choice in was.choices}
    after = {choice.name: choice for choice in new.question.choices}
    common = [after[name] for name in after if name in before]
    for code, found in (
        ("choice_added", [after[name] for name in after if name not in before]),
        ("choice_removed", [before[name] for name in before if name not in after]),
        ("choice_label", [c for c in common if _texts(c.label) != _texts(before[c.name].label)]),
    ):
        if found:
            yield _about(code, new, choices=_listed(found))


def _rules(question: Question) -> tuple[object, ...]:
    return (
        *(question.constraint, question.minimum, question.maximum, question.step),
        *(question.choice_filter, question.answers_of, question.count),
    )


_PLAIN: Final[tuple[tuple[str, Callable[[Question, Question], bool]], ...]] = (
    ("required", lambda was, now: _required(now) and not _required(was)),
    ("not_required", lambda was, now: _required(was) and not _required(now)),
    ("relevant", lambda was, now: was.relevant != now.relevant),
    ("rule", lambda was, now: _rules(was) != _rules(now)),
    ("calculation", lambda was, now: was.calculation != now.calculation),
    ("merge", lambda was, now: was.merge is not now.merge),
    ("refers", lambda was, now: was.refers != now.refers),
    ("prefill", lambda was, now: was.prefill != now.prefill),
    ("masked", lambda was, now: now.sensitive and not was.sensitive),
    ("unmasked", lambda was, now: was.sensitive and not now.sensitive),
)
"""What of a question that stayed may have changed."""


def _required(question: Question) -> bool:
    return question.required or bool(question.required_if)


def _about(code: str, each: Located, **facts: object) -> Difference:
    return Difference(code=code, question=each.path, facts={"label": _label(each), **facts})


def _label(each: Located) -> Text:
    label = each.question.label
    return label if any(label.values()) else {"zh-CN": each.path, "en": each.path}


def _texts(text: Text) -> dict[str, str]:
    return {lang: said for lang, said in text.items() if said}


def _listed(choices: list[Choice]) -> list[Text]:
    named = [choice.label or {"en": choice.name} for choice in choices[:_NAMED_MAX]]
    more = len(choices) - _NAMED_MAX
    return [*named, {"zh-CN": f"另有{more}项", "en": f"{more} more"}] if more > 0 else named


def _said(value: object, lang: str) -> str:
    if isinstance(value, list):
        between = "、" if lang.startswith("zh") else ", "
        return between.join(_said(each, lang) for each in value)
    return in_language(value, lang) if isinstance(value, Mapping) else str(value)
