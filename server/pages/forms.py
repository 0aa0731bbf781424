"""`/forms`: what is being collected now, in which version? And one form, to be read as a sheet.

Every published version can be read, also those that older records were written with. Records and
clashes are counted as far as the visitor sees them.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from starlette.responses import Response

from schema.form import ULID_KEY, Form
from schema.grant import Right
from schema.logic.wording import accepted, in_words
from schema.question import Kind, MergePolicy, Question
from schema.text import in_language
from server.database import reading_database
from server.pages.areas import KINDS
from server.pages.errors import N_, NotThere
from server.pages.filters import readable_forms
from server.pages.frame import Visit
from server.pages.oversight import require
from server.people import forms as published_forms
from server.views.found import Numbers

_KINDS: Final[Mapping[Kind, str]] = {
    Kind.text: N_("text"),
    Kind.integer: N_("whole number"),
    Kind.decimal: N_("number"),
    Kind.date: N_("date"),
    Kind.select_one: N_("one of these"),
    Kind.select_multiple: N_("any of these"),
    Kind.repeat: N_("rows of"),
    Kind.calculate: N_("worked out from other answers"),
}

_POLICIES: Final[Mapping[MergePolicy, str]] = {
    MergePolicy.clash: N_("Unequal answers clash; a person chooses."),
    MergePolicy.union: N_("What any of them ticked counts."),
    MergePolicy.latest: N_("The latest answer counts."),
    MergePolicy.each: N_("All answers stay side by side."),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class FormLine:
    """One form of the list: its current version since when, and what was recorded with it.

    `readable` says whether the visitor reads any of its records.
    """

    id: str
    title: str
    version: str
    since: str
    versions: int
    questions: int
    restricted: bool
    readable: bool
    records: int
    clashes: int


@dataclass(frozen=True, kw_only=True, slots=True)
class ShownQuestion:
    """One question of the sheet; `number` as on paper, `inner` those of a repeat's rows.

    `choices` and `bounds` are what may be answered, `several` whether more than one choice at once,
    `merges` what unequal answers become, `conditions` when it is asked and what is accepted.
    """

    number: str
    label: str
    hint: str
    kind: str
    required: bool
    sensitive: bool
    key: bool
    choices: tuple[str, ...]
    several: bool
    bounds: str
    conditions: tuple[str, ...]
    merges: str
    inner: tuple["ShownQuestion", ...] = ()


def forms(visit: Visit) -> Response:
    """The forms that are open."""
    require(visit, Right.forms, Right.review)
    numbers = visit.station.sums.numbers(visit.sight, visit.words.today_ms)
    with reading_database(visit.station.data) as connection:
        versions = published_forms.published(connection)
    readable = {form.id for form in readable_forms(visit)}
    return visit.show(
        "forms.html",
        lines=[
            _line(visit, each, versions[each.id], numbers, readable=each.id in readable)
            for each in visit.station.directory.forms.values()
        ],
    )


def _line(
    visit: Visit,
    form: Form,
    versions: Sequence[tuple[str, int]],
    numbers: Sequence[Numbers],
    *,
    readable: bool,
) -> FormLine:
    return FormLine(
        id=form.id,
        title=in_language(form.title, visit.words.lang),
        version=form.version,
        since=visit.words.when(versions[-1][1]),
        versions=len(versions),
        questions=len(form.questions),
        restricted=form.restricted,
        readable=readable,
        records=sum(line.records for line in numbers if line.form == form.id),
        clashes=sum(line.clashes for line in numbers if line.form == form.id),
    )


def form(visit: Visit) -> Response:
    """One form as a sheet: the version that is current, or the one asked for."""
    require(visit, Right.forms, Right.review)
    name = visit.request.path_params["form"]
    if name not in visit.station.directory.forms:
        raise NotThere
    with reading_database(visit.station.data) as connection:
        known = published_forms.load_versions(connection, name)
        times = published_forms.published(connection)[name]
    current = visit.station.directory.forms[name].version
    chosen = known.get(visit.asked("version") or current)
    if chosen is None:
        raise NotThere
    words = visit.words
    return visit.show(
        "form.html",
        form=chosen,
        title=in_language(chosen.title, words.lang),
        about=words.listed(words.say(KINDS[kind]) for kind in chosen.areas),
        key=_key(visit, chosen),
        questions=list(_questions(visit, chosen, chosen.questions)),
        versions=[(version, words.when(added_ms)) for version, added_ms in reversed(times)],
        current=current,
    )


def _key(visit: Visit, form: Form) -> str:
    """How many records there are of one subject, in words."""
    words = visit.words
    if form.key == ULID_KEY:
        return words.say("any number of records of each")
    if not form.key:
        return words.say("one record of each")
    labels = (in_language(question.label, words.lang) for question in form.key_questions)
    return words.say("one record of each for every %(questions)s", questions=words.listed(labels))


def _questions(
    visit: Visit, form: Form, questions: Sequence[Question], above: str = ""
) -> Iterator[ShownQuestion]:
    words = visit.words
    for n, question in enumerate(questions, start=1):
        number = f"{above}{n}"
        yield ShownQuestion(
            number=number,
            label=in_language(question.label, words.lang) or question.name,
            hint=in_language(question.hint, words.lang) if question.hint else "",
            kind=words.say(_KINDS[question.kind]),
            required=question.required,
            sensitive=question.sensitive,
            key=not above and question.name in form.key,
            choices=tuple(in_language(choice.label, words.lang) for choice in question.choices),
            several=question.kind is Kind.select_multiple,
            bounds=_bounds(visit, question),
            conditions=tuple(_conditions(visit, form, question)),
            merges="" if question.kind is Kind.repeat else words.say(_POLICIES[question.merge]),
            inner=tuple(_questions(visit, form, question.questions, f"{number}.")),
        )


def _conditions(visit: Visit, form: Form, question: Question) -> Iterator[str]:
    """When it is asked, when it has to be answered, and what is accepted, in words."""
    words = visit.words
    if question.relevant:
        condition = in_words(question.relevant, form.questions, words.lang)
        yield words.say("only if %(condition)s", condition=condition)
    if question.required_if:
        condition = in_words(question.required_if, form.questions, words.lang)
        yield words.say("required if %(condition)s", condition=condition)
    if question.calculation:
        yield in_words(question.calculation, form.questions, words.lang)
    if question.constraint:
        condition = accepted(question, form.questions, words.lang)
        yield words.say("has to be: %(condition)s", condition=condition)


def _bounds(visit: Visit, question: Question) -> str:
    least, most = question.minimum, question.maximum
    if least is not None and most is not None:
        return visit.words.say("%(least)s to %(most)s", least=least, most=most)
    if least is not None:
        return visit.words.say("at least %(least)s", least=least)
    return "" if most is None else visit.words.say("at most %(most)s", most=most)
