"""`/exports`: give me the table. Form, area, period, state, one button, and how many rows it has.

What is made is a person's own, fetched from a page of its own that shows how far it is; earlier
ones stand below, from the audit. Sensitive answers are always masked here: in full they are given
out by the command alone, which asks why. Whoever has not the right to export finds no such page.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from starlette.responses import FileResponse, Response

from schema.area import AreaId, AreaKind
from schema.text import in_language
from server.clock import local
from server.database import reading_database
from server.errors import ProjectorBehind, ServerError
from server.exports.errors import ExportNoRoom, ExportsBusy, NoPlaces, TooLarge
from server.exports.jobs import Job, Stage
from server.exports.noting import Earlier, earlier
from server.exports.order import Format, Order, exporting_sight, may_export
from server.pages.errors import NoSuchFilter, NotThere
from server.pages.formats import FORMAT_NAMES, MEDIA_TYPES, formats
from server.pages.origin import with_query
from server.pages.period import asked_period
from server.pages.visit import Visit
from server.views.operations import STATUSES

EARLIER: Final = 20
"""Exports of before that are listed."""

_FILTERS: Final = ("form", "area", "status", "from", "to", "format", "irrelevant", "removed")
_NAME_CHARACTERS_MAX: Final = 60
_NOT_IN_NAMES: Final = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|.]+')


@dataclass(frozen=True, kw_only=True, slots=True)
class ShownExport:
    """One export in words: what was asked for, when, how many rows, and where it is, if it is."""

    subject: str
    phrases: tuple[str, ...]
    when: str
    rows: int
    link: str = ""
    stage: str = ""


def exports(visit: Visit) -> Response:
    """The page, and what its two buttons send: to count, or to make."""
    if visit.request.method != "POST":
        asked = {name: visit.asked(name) for name in _FILTERS}
        return _page(visit, order_of(visit, asked), asked)
    asked = {name: visit.field(name).strip() for name in _FILTERS}
    order = order_of(visit, asked)
    if visit.field("do") != "make":
        return visit.go(with_query("/exports", **asked))
    try:
        job = visit.frame.exports.begin(
            person(visit), order, way="page", name=file_name(visit, order)
        )
    except ExportsBusy:
        return _page(visit, order, asked, busy=True)
    return visit.go(f"/exports/{job.id}")


def export(visit: Visit) -> Response:
    """One export: how far it is, then its files."""
    job = job_named(visit)
    shown = _shown_job(visit, job)
    return visit.show(
        "export.html",
        job=job,
        shown=shown,
        percent=int(job.part * 100),
        files=[(file, _size(file.bytes)) for file in (job.made.files if job.made else ())],
        until=visit.words.when(job.gone_ms) if job.gone_ms else "",
        trouble=_trouble(visit, job.problem) if job.problem else "",
    )


def fetch(visit: Visit) -> Response:
    """One file of an export."""
    path = visit.frame.exports.file(job_named(visit), visit.request.path_params["number"])
    if path is None:
        raise NotThere
    return FileResponse(path, media_type=MEDIA_TYPES[path.suffix], filename=path.name)


def _page(visit: Visit, order: Order, asked: dict[str, str], *, busy: bool = False) -> Response:
    sight = exporting_sight(visit.station.directory, person(visit))
    with reading_database(visit.station.data) as connection:
        before = earlier(connection, person(visit), EARLIER)
    return visit.show(
        "exports.html",
        503 if busy else 200,
        busy=busy,
        order=order,
        asked=asked,
        count=visit.station.views.count(order.filter, sight),
        counted=_counted(visit, order),
        forms=forms(visit),
        areas=_areas(visit),
        statuses=[(name, visit.words.state(name)) for name in STATUSES],
        formats=formats(visit, [form for form, _ in forms(visit)]),
        own=[_shown_job(visit, job) for job in visit.frame.exports.all_of(person(visit))],
        earlier=[_shown_earlier(visit, each) for each in before],
    )


def person(visit: Visit) -> str:
    """Id of whoever is signed in."""
    return visit.person.id if visit.person else ""


def job_named(visit: Visit) -> Job:
    """The export of the address, if it is the visitor's own."""
    job = visit.frame.exports.of(person(visit), visit.request.path_params["job"])
    if job is None:
        raise NotThere
    return job


def forms(visit: Visit) -> list[tuple[str, str]]:
    """The forms of which the visitor may take records away; NotThere if there is none."""
    known = visit.station.directory
    found = [
        (form.id, in_language(form.title, visit.words.lang))
        for form in known.forms.values()
        if may_export(known, person(visit), form.id)
    ]
    if not found:
        raise NotThere
    return found


def _areas(visit: Visit) -> list[tuple[str, str]]:
    """Communities and grids from which the visitor may take records away."""
    permit = exporting_sight(visit.station.directory, person(visit)).permit
    assert permit is not None, "a person's sight"
    return [
        (area.id, visit.words.area(area.id))
        for area in visit.station.directory.tree.down_to(AreaKind.grid)
        if area.kind in (AreaKind.community, AreaKind.grid) and permit.touches(area.id)
    ]


def order_of(visit: Visit, asked: Mapping[str, str]) -> Order:
    """What the filters ask for; NoSuchFilter where they ask for what is not there."""
    offered = forms(visit)
    form = asked["form"] or offered[0][0]
    area, status = asked["area"], asked["status"]
    known = (
        form in dict(offered),
        not area or area in visit.station.directory.tree,
        not status or status in STATUSES,
        not asked["format"] or asked["format"] in set(Format),
    )
    if not all(known):
        raise NoSuchFilter
    format_ = Format(asked["format"] or Format.xlsx)
    period = asked_period(asked["from"], asked["to"])
    return Order(
        form=form,
        format=format_,
        area=area or None,
        status=status or None,
        begun_from_ms=period.begin_ms,
        begun_until_ms=period.end_ms,
        labels=format_ in (Format.csv, Format.xlsx),
        lang=visit.words.lang,
        irrelevant=bool(asked.get("irrelevant")),
        removed=bool(asked.get("removed")),
        titles=True,
        viewer=person(visit),
    )


def file_name(visit: Visit, order: Order) -> str:
    """As people would call the file: form, area and day."""
    area = visit.station.directory.tree.get(order.area) if order.area else None
    parts = [visit.words.form(order.form), *([area.name] if area else [])]
    plain = unicodedata.normalize("NFC", "-".join(parts))
    seen = "".join(each for each in plain if unicodedata.category(each) not in ("Cf", "Cc"))
    short = _NOT_IN_NAMES.sub(" ", seen).strip()[:_NAME_CHARACTERS_MAX].strip()
    return f"{short}-{visit.words.today.isoformat()}"


# In words


def phrases(visit: Visit, asked: Mapping[str, object], kind: str = "") -> tuple[str, ...]:
    """The filters of an order, or of one in the audit, in words."""
    words, found = visit.words, []
    area, status = asked.get("area"), asked.get("status")
    if area:
        known = visit.station.directory.tree.get(str(area))
        found.append(words.area(known.id if known else AreaId(str(area))))
    if status:
        found.append(words.state(str(status)).label)
    begun, until = asked.get("begun_from_ms"), asked.get("begun_until_ms")
    if isinstance(begun, int):
        found.append(words.say("begun since %(day)s", day=_in_words(visit, begun)))
    if isinstance(until, int):
        found.append(words.say("begun until %(day)s", day=_in_words(visit, until - 1)))
    received = asked.get("received_ms")
    if isinstance(received, int):
        found.append(words.say("received since %(when)s", when=words.when(received)))
    if asked.get("reveal"):
        found.append(words.say("sensitive answers in full"))
    if asked.get("irrelevant"):
        found.append(words.say("with answers to what is not asked any more"))
    if asked.get("removed"):
        found.append(words.say("with removed questions"))
    if kind in set(Format):
        found.append(words.say(FORMAT_NAMES[Format(kind)]))
    return tuple(found)


def _counted(visit: Visit, order: Order) -> str:
    """Of what the rows are that the page counted: the form and the filters, all areas named too."""
    whole = () if order.area else (visit.words.say("all areas"),)
    form, filters = visit.words.form(order.form), phrases(visit, order.to_json())
    return visit.words.listed((form, *whole, *filters))


def _size(size_bytes: int) -> str:
    kilobytes = size_bytes / 1000
    return f"{kilobytes / 1000:.1f} MB" if kilobytes >= 1000 else f"{max(1, kilobytes):.0f} kB"


def _in_words(visit: Visit, time_ms: int) -> str:
    return visit.words.day(local(time_ms).date())


def _shown_job(visit: Visit, job: Job) -> ShownExport:
    return ShownExport(
        subject=visit.words.form(job.order.form),
        phrases=phrases(visit, job.order.to_json(), job.order.format.value),
        when=visit.words.when(job.gone_ms) if job.stage is Stage.ready else "",
        rows=job.made.rows if job.made else job.rows,
        link=f"/exports/{job.id}",
        stage=job.stage.value,
    )


def _shown_earlier(visit: Visit, before: Earlier) -> ShownExport:
    detail = dict(before.detail)
    return ShownExport(
        subject=visit.words.form(before.form),
        phrases=phrases(visit, detail, str(detail.get("format"))),
        when=visit.words.when(before.at_ms),
        rows=int(detail.get("rows", 0)),
    )


def _trouble(visit: Visit, error: ServerError) -> str:
    match error:
        case TooLarge():
            return visit.words.say("A workbook cannot hold so much. Take CSV, or a smaller area.")
        case NoPlaces():
            return visit.words.say("This form asks for no place. Take Excel or CSV.")
        case ExportNoRoom():
            return visit.words.say("The server's disk has no room for it. Tell the administrator.")
        case ProjectorBehind():
            return visit.words.say("What was received is still being sorted in. Try again soon.")
        case _:
            return visit.words.say(
                "It was not made. Try again; if that fails, tell the administrator."
            )
