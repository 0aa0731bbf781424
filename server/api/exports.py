"""Exports asked for by programs: the page's own, begun, looked at and fetched by JSON.

An order says `form` and `format`, and perhaps the page's filters (`area`, `status`, `from`, `to`),
`since` as the command has it, `labels` and `lang`. Sensitive answers are masked, as on the page.
"""

import dataclasses
from typing import Any, Final

from starlette.responses import JSONResponse, Response

from schema.text import LANGUAGES
from server import problem
from server.api.answering import Document
from server.api.errors import BadParameter
from server.api.parameters import absent, check_name
from server.database import reading_database
from server.exports.errors import UnreadableTime
from server.exports.jobs import Job
from server.exports.noting import earlier
from server.exports.order import Format, Order, moment_ms
from server.pages import exports as page
from server.pages.errors import NoSuchFilter, NotThere
from server.pages.visit import Visit

EARLIER: Final = 50

_FILTERS: Final = ("form", "format", "area", "status", "from", "to")
_FURTHER: Final = ("since", "lang")
_FLAGS: Final = ("labels", "plain", "irrelevant", "removed")
_KNOWN: Final = (*_FILTERS, *_FURTHER, *_FLAGS)


def exports(visit: Visit) -> Document:
    """The visitor's exports: those that can be fetched or are being made, and earlier ones."""
    page.forms(visit)
    person = page.person(visit)
    with reading_database(visit.station.data) as connection:
        before = earlier(connection, person, EARLIER)
    return {
        "exports": [_document(job) for job in visit.frame.exports.all_of(person)],
        "earlier": [
            {"at_ms": each.at_ms, "form": each.form, "detail": dict(each.detail)} for each in before
        ],
    }


def begin(visit: Visit, body: Document) -> Response:
    """Begins to make an export: 201, with where it is looked at."""
    page.forms(visit)
    order = _order(visit, body)
    job = visit.frame.exports.begin(
        page.person(visit), order, way="api", name=page.file_name(visit, order)
    )
    place = {"Location": f"/api/v1/exports/{job.id}"}
    return JSONResponse(_document(job), status_code=201, headers=place)


def export(visit: Visit) -> Document:
    """One export: how far it is."""
    return _document(page.job_named(visit))


def file(visit: Visit) -> Response:
    """One file of an export."""
    return page.fetch(visit)


def _order(visit: Visit, body: Document) -> Order:
    asked = _texts(body)
    try:
        order = page.order_of(visit, asked)
    except NoSuchFilter as error:
        raise _culprit(visit, asked) from error
    since = body.get("since")
    try:
        received_ms = moment_ms(since) if since else None
    except UnreadableTime as error:
        raise BadParameter(name="since", value=str(since), expected="a day or a time") from error
    labels, plain = bool(body.get("labels")), bool(body.get("plain"))
    if labels and order.format in (Format.jsonl, Format.geojson):
        raise BadParameter(name="labels", value="true", expected="for csv or xlsx alone")
    if plain and order.format is not Format.csv:
        raise BadParameter(name="plain", value="true", expected="for csv alone")
    return dataclasses.replace(
        order,
        labels=labels,
        plain=plain,
        irrelevant=bool(body.get("irrelevant")),
        removed=bool(body.get("removed")),
        received_ms=received_ms,
        lang=body.get("lang") or order.lang,
        titles=False,
    )


def _texts(body: Document) -> dict[str, str]:
    """The filters that are asked for, once everything in the body is known and of its kind."""
    for name, value in body.items():
        check_name(name, _KNOWN)
        kind = bool if name in _FLAGS else str
        if not isinstance(value, kind):
            expected = "true or false" if kind is bool else "a text"
            raise BadParameter(name=name, value=str(value)[:40], expected=expected)
    for name in ("form", "format"):
        if not body.get(name):
            raise BadParameter(name=name, value="left out", expected="needed")
    if body.get("lang") not in (None, *LANGUAGES):
        expected = f"one of {', '.join(LANGUAGES)}"
        raise BadParameter(name="lang", value=str(body["lang"]), expected=expected)
    return {name: str(body.get(name, "")) for name in _FILTERS}


def _culprit(visit: Visit, asked: dict[str, str]) -> BadParameter:
    """Which of the filters asks for what is not there: the first that does so by itself."""
    nothing = dict.fromkeys(_FILTERS, "")
    for name, value in asked.items():
        try:
            page.order_of(visit, {**nothing, name: value})
        except NoSuchFilter:
            return absent(name, value)
    raise NotThere


def _document(job: Job) -> dict[str, Any]:
    files = job.made.files if job.made else ()
    return {
        "id": job.id,
        "form": job.order.form,
        "format": job.order.format.value,
        "stage": job.stage.value,
        "part": round(job.part, 3),
        "rows": job.made.rows if job.made else job.rows,
        "files": [
            {**dataclasses.asdict(each), "href": f"/api/v1/exports/{job.id}/files/{number}"}
            for number, each in enumerate(files)
        ],
        "gone_ms": job.gone_ms or None,
        "problem": problem.document(job.problem) if job.problem else None,
    }
