"""`/forms`: what is being collected now, in which version? And one form, to be read as a sheet.

Every published version can be read, also those that older records were written with; who makes
forms sees those that wait as well, with what changed, and the buttons. Records and clashes are
counted as far as the visitor sees them; what was tried is never among them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from starlette.responses import Response

from schema.changes import NOTHING_CHANGED, differences
from schema.form import ULID_KEY, Form
from schema.grant import Right
from schema.text import in_language
from server.database import reading_database
from server.operations.forms import state_of
from server.pages.areas import KINDS
from server.pages.behind import behind
from server.pages.errors import N_, NotThere
from server.pages.filters import readable_forms
from server.pages.form_sheet import shown_questions
from server.pages.oversight import require
from server.pages.visit import Visit
from server.pages.words import State
from server.people import forms as published_forms
from server.people import workbooks
from server.people.forms import Standing, Version
from server.views.found import Numbers

STATES: Final[Mapping[str, State]] = {
    "draft": State(label=N_("draft"), sign="○", tone="quiet"),
    "trial": State(label=N_("on trial"), sign="◐", tone="note"),
    "published": State(label=N_("published"), sign="✓", tone="good"),
    "stopped": State(label=N_("stopped"), sign="■", tone="warn"),
}
"""How far a version has come; the labels are said on the page."""

_DONE: Final[Mapping[str, str]] = {
    "new": N_("It is a draft now and reaches nobody yet."),
    "replaced": N_("The draft is this one now; it reaches nobody yet."),
    "unchanged": N_("Nothing changed: this version is there just so."),
    "tried": N_("It is on trial. What is recorded is neither exported nor counted."),
    "published": N_(
        "It is published. Tablets get it with their next sync; until then they go on "
        "with the version they have, and nothing of it is lost."
    ),
    "stopped": N_(
        "It is stopped. What tablets begin that do not know yet is kept, and marked for checking."
    ),
    "resumed": N_("It takes new records again."),
    "deleted": N_("It is deleted. What was recorded with it while it was tried can be read still."),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class ShownVersion:
    """One version: how far it has come, since when, and whether its workbook is kept."""

    version: str
    state: State
    since: str
    workbook: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class FormLine:
    """One form of the list: its current version since when, and what was recorded with it.

    `readable` says whether the visitor reads any of its records; `coming` are the versions that
    wait, `behind` how many tablets have an older version than the current one.
    """

    id: str
    title: str
    current: ShownVersion
    versions: int
    coming: tuple[ShownVersion, ...]
    questions: int
    restricted: bool
    readable: bool
    records: int
    clashes: int
    behind: int


def forms(visit: Visit) -> Response:
    """The forms that are collected, and for who makes them also those that wait."""
    require(visit, Right.forms, Right.review)
    known = visit.station.directory
    numbers = visit.station.sums.numbers(visit.sight, visit.words.today_ms)
    with reading_database(visit.station.data) as connection:
        older = behind(known, published_forms.given(connection))
    readable = {form.id for form in readable_forms(visit)}
    lines = [
        _line(visit, name, standing, numbers, readable=name in readable, older=older.get(name, 0))
        for name, standing in known.standings.items()
        if makes_forms(visit) or standing.current is not None
    ]
    open_now = [line for line in lines if line.current.state is STATES["published"]]
    return visit.show(
        "forms.html",
        lines=lines,
        open=len(open_now),
        makes=makes_forms(visit),
        done=_done(visit),
    )


def _done(visit: Visit) -> str:
    """What was done before, in words; empty if nothing."""
    done = visit.asked("done")
    return visit.words.say(_DONE[done]) if done in _DONE else ""


def makes_forms(visit: Visit) -> bool:
    """Whether the visitor makes forms, and so sees those that wait."""
    return any(Right.forms in grant.rights for grant in visit.permit.grants)


def _line(
    visit: Visit,
    name: str,
    standing: Standing,
    numbers: Sequence[Numbers],
    *,
    readable: bool,
    older: int,
) -> FormLine:
    shown = standing.current or standing.newest
    form = visit.station.directory.forms.get(name)
    published = [v for v in standing.versions if v.state is published_forms.State.published]
    return FormLine(
        id=name,
        title=in_language(shown.title, visit.words.lang),
        current=_version(visit, standing, shown),
        versions=len(published),
        coming=tuple(
            _version(visit, standing, each)
            for each in standing.coming
            if makes_forms(visit) and each is not shown
        ),
        questions=len(form.questions) if form else 0,
        restricted=shown.restricted,
        readable=readable,
        records=sum(line.records for line in numbers if line.form == name),
        clashes=sum(line.clashes for line in numbers if line.form == name),
        behind=older,
    )


def _version(visit: Visit, standing: Standing, version: Version) -> ShownVersion:
    return ShownVersion(
        version=version.version,
        state=STATES[state_of(standing, version)],
        since=visit.words.when(
            standing.stopped_ms
            if standing.stopped_ms is not None and version is standing.current
            else version.since_ms
        ),
        workbook=version.workbook,
    )


def form(visit: Visit) -> Response:
    """One form as a sheet: the version that is current, or the one asked for."""
    return form_page(visit, visit.request.path_params["form"], version=visit.asked("version"))


def form_page(
    visit: Visit, name: str, *, version: str, status: int = 200, problem: str = ""
) -> Response:
    """The page of a form.

    Args:
        visit: whose; the rights are asked here.
        name: the form.
        version: which; empty for the current one.
        status: of the answer.
        problem: why what was asked for could not be done.
    """
    require(visit, Right.forms, Right.review)
    makes, standing = makes_forms(visit), visit.station.directory.standings.get(name)
    if standing is None or not (makes or standing.current):
        raise NotThere
    seen = {v.version: v for v in standing.versions if makes or v not in standing.coming}
    current = standing.current or standing.newest
    chosen = seen.get(version or current.version)
    if chosen is None:
        raise NotThere
    with reading_database(visit.station.data) as connection:
        known = published_forms.load_versions(connection, name)
        media = workbooks.names(connection, name, chosen.version)
    shown, words = known[chosen.version], visit.words
    return visit.show(
        "form.html",
        status,
        form=shown,
        title=in_language(shown.title, words.lang),
        about=words.listed(words.say(KINDS[kind]) for kind in shown.areas),
        key=_key(visit, shown),
        questions=list(shown_questions(visit, shown, shown.questions)),
        versions=[_version(visit, standing, each) for each in reversed(seen.values())],
        chosen=_version(visit, standing, chosen),
        current=standing.current.version if standing.current else "",
        changes=_changes(visit, known, [*seen], chosen.version),
        makes=makes,
        media=media,
        waits=chosen in standing.coming,
        deletes=makes and chosen.state is not published_forms.State.published,
        stopped=standing.stopped_ms is not None,
        trying=visit.field("staff") or " ".join(map(words.person, sorted(standing.staff))),
        people=_people(visit) if makes and chosen in standing.coming else [],
        done=_done(visit),
        derived=bool(visit.asked("derived")),
        problem=problem,
    )


def _changes(
    visit: Visit, known: Mapping[str, Form], seen: Sequence[str], version: str
) -> list[str]:
    """What changed since the version before, in sentences; nothing for a form's first."""
    place = seen.index(version)
    if not place:
        return []
    found = differences(known[seen[place - 1]], known[version]) or (NOTHING_CHANGED,)
    return [each.sentence(visit.words.lang) for each in found]


def _people(visit: Visit) -> list[tuple[str, str]]:
    """Logins and names of everybody who could try a form."""
    known = visit.station.directory.staff.values()
    return [
        (person.login, person.name)
        for person in known
        if not person.disabled and any(grant.of_records for grant in person.grants)
    ]


def _key(visit: Visit, form: Form) -> str:
    """How many records there are of one subject, in words."""
    words = visit.words
    if form.key == ULID_KEY:
        return words.say("any number of records of each")
    if not form.key:
        return words.say("one record of each")
    labels = (in_language(question.label, words.lang) for question in form.key_questions)
    return words.say("one record of each for every %(questions)s", questions=words.listed(labels))
