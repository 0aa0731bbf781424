"""The questions of a form through all its versions: an answer that was given once keeps its name.

The newest version says order, kind, label and group, also of what was called otherwise. Questions
and choices that only older ones had come behind, without the conditions that they had: records
are judged with their own version. A question is sensitive if any version says so.
"""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from schema.choice import Choice, ListedChoices
from schema.form import Form
from schema.naming import names_today, pattern, today
from schema.outline import Located, outline
from schema.question import SELECTS, Kind, MergePolicy, Question
from schema.workflow import Workflow, workflow_faults


def whole_form(versions: Iterable[Form]) -> Form:
    """The newest of these versions (oldest first), with what only older ones ask behind it."""
    forms = list(versions)
    newest, *older = reversed(forms)
    if not older:
        return newest
    languages = dict.fromkeys(lang for form in (newest, *older) for lang in form.languages)
    return replace(
        newest,
        questions=_together([newest.questions, *(form.questions for form in older)]),
        lists={name: table for form in forms for name, table in form.lists.items()},
        languages=tuple(languages),
    )


def as_made(
    form: Form,
    version: str | None,
    status: str,
    answered: Iterable[str],
    whole: Form | None = None,
) -> Form:
    """A form as a record shows in it: in the words of the version that it was made with.

    Its questions, those that are answered beside, and all by the names that they have today; no
    conditions, which are for judging.

    Args:
        form: today's, with its earlier versions.
        version: of the record (`Form.judging`).
        status: of the record.
        answered: the paths of its answers.
        whole: `whole_form` of all its versions, where somebody has it.
    """
    if not form.earlier:
        return form
    whole, made = whole or whole_form([*form.earlier, form]), form.judging(version, status)
    then = {today(form.naming, each.pattern): each.question for each in made.walk()}
    kept = {pattern(path) for path in answered} | then.keys()
    shown = {
        id(each.question): _in_words_of(then.get(each.pattern), each.question)
        for each in whole.walk()
        if each.pattern in kept
    }
    questions = tuple(_shown(whole.questions, shown))
    return replace(whole, questions=questions, workflow=_still(whole.workflow, questions))


def _still(workflow: Workflow | None, questions: Sequence[Question]) -> Workflow | None:
    """The workflow, as far as a record has the questions that it names."""
    if workflow is None:
        return None
    by_path = {each.path: each.question for each in outline(questions)}
    for kept in (workflow, replace(workflow, due="")):
        if not any(workflow_faults(kept, by_path)):
            return kept
    return None


def as_asked(whole: Form, form: Form) -> Form:
    """A form of all versions without the questions that today's does not ask any more."""
    asked = {each.place for each in form.walk()}
    kept = {id(each.question): each.question for each in whole.walk() if each.place in asked}
    return replace(whole, questions=tuple(_shown(whole.questions, kept)))


def _shown(questions: Iterable[Question], shown: Mapping[int, Question]) -> Iterator[Question]:
    """The questions that a record shows, and the groups around them."""
    for each in questions:
        inner = tuple(_shown(each.questions, shown))
        if each.kind is Kind.group:
            found: Question | None = _unconditional(each)
        else:
            found = shown.get(id(each))
        if found is not None and (inner or not each.questions):
            yield replace(found, questions=inner)


def _in_words_of(then: Question | None, now: Question) -> Question:
    """A question as it was asked, with the choices that it ever had."""
    if then is None:
        return _unconditional(now)
    labels = {choice.name: choice.label for choice in then.choices}
    choices = now.choices
    if then.kind in SELECTS and now.kind in SELECTS and not isinstance(choices, ListedChoices):
        choices = tuple(replace(c, label=labels.get(c.name, c.label)) for c in choices)
    return replace(_unconditional(now), label=then.label, hint=then.hint, choices=choices)


def _together(lists: Sequence[Sequence[Question]]) -> tuple[Question, ...]:
    """All questions of these lists, newest first, each once, whatever group it was in."""
    newest, *older = (outline(questions) for questions in lists)
    today = names_today(newest, older)
    found: dict[str, list[Located]] = {each.name: [each] for each in newest}
    for each in (each for located in older for each in located):
        found.setdefault(today.get(each.name, each.name), []).append(each)
    joined = {name: _joined([each.question for each in same]) for name, same in found.items()}
    kept = _regrouped(lists[0], {id(each.question): joined[each.name] for each in newest})
    taken = {question.name for question in lists[0]}
    known = {each.name for each in newest}
    behind = [same[0] for name, same in found.items() if name not in known]
    return (*kept, *(_former(each, joined[each.name], taken) for each in behind))


def _regrouped(
    questions: Sequence[Question], joined: Mapping[int, Question]
) -> tuple[Question, ...]:
    """The newest questions in their groups, each as its versions had it."""
    return tuple(
        joined[id(each)]
        if each.kind is not Kind.group
        else replace(each, questions=_regrouped(each.questions, joined))
        for each in questions
    )


def _former(located: Located, question: Question, taken: Container[str]) -> Question:
    """What only older versions had, within the groups by which it was called."""
    found = _unconditional(question)
    depth = located.name.count(".")
    for group in reversed(located.groups[len(located.groups) - depth :]):
        found = replace(_unconditional(group), questions=(found,))
    while found.name in taken:
        found = _group(f"{found.name}_former", found)
    return found


def _unconditional(question: Question) -> Question:
    """The question without expressions, which another version's questions could not answer."""
    return replace(
        question,
        relevant="",
        required_if="",
        read_only="",
        constraint="",
        constraint_message={},
        choice_filter="",
        count="",
        dynamic_default="",
        # Without them it is a select no more; its answers read as texts all the same.
        kind=Kind.text if question.answers_of else question.kind,
        answers_of="",
        calculation="''" if question.worked_out or question.kind is Kind.calculate else "",
        questions=tuple(_unconditional(each) for each in question.questions),
    )


def _group(name: str, question: Question) -> Question:
    """A group that has no heading."""
    clash = MergePolicy.clash
    return Question(name=name, kind=Kind.group, label={}, merge=clash, questions=(question,))


def _joined(same: Sequence[Question]) -> Question:
    """One question as its versions had it, newest first."""
    newest = same[0]
    alike = [each for each in same if (each.kind is Kind.repeat) == (newest.kind is Kind.repeat)]
    return replace(
        newest,
        choices=_choices(alike),
        sensitive=any(each.sensitive for each in alike),
        questions=_together([each.questions for each in alike]),
    )


def _choices(alike: Sequence[Question]) -> Sequence[Choice]:
    """The choices of all versions; a list that never changed stays the list."""
    newest = alike[0].choices
    if alike[0].kind not in SELECTS:
        return ()
    if isinstance(newest, ListedChoices) and all(each.choices == newest for each in alike):
        return newest
    choices = {choice.name: choice for each in reversed(alike) for choice in each.choices}
    ordered = [*(choice.name for choice in newest), *choices]
    return tuple(choices[name] for name in dict.fromkeys(ordered))
