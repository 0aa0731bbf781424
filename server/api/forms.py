"""Forms for who makes them: how far each has come, a workbook that comes in, and what is done.

The same operations as those of the page and the command line, by whoever is signed in; who makes no
forms finds none of it. A workbook comes as base64 in JSON, with the files that it names.
"""

import base64
import binascii
from collections.abc import Collection, Mapping
from typing import Any, Final

from starlette.responses import JSONResponse, Response

from schema.grant import Right
from schema.text import in_language
from server.api.answering import Document
from server.api.errors import BadParameter
from server.api.paging import page
from server.api.parameters import check_name
from server.errors import ImportRefused
from server.operations import form_states
from server.operations import forms as operations
from server.operations.arguments import Arguments
from server.operations.importing import import_forms
from server.pages.errors import NotThere
from server.pages.form_upload import incoming, read
from server.pages.oversight import actor, require
from server.pages.sent import UPLOAD_FILES_MAX, Sent
from server.pages.uploads import can_be_kept
from server.pages.visit import Visit
from server.xlsform.running import in_one_language

UPLOAD_BYTES_MAX: Final = 22 * 1024 * 1024
"""Of a body: what a page may send, 16 MiB, in base64."""

_UPLOAD: Final = ("file", "workbook", "media", "check")


def versions(visit: Visit) -> Document:
    """Every form with how far its versions have come, also those that reach nobody yet."""
    require(visit, Right.forms)
    found = [
        {
            "id": name,
            "title": in_language((each.current or each.newest).title, visit.words.lang),
            **operations.standing_document(each),
            "staff": sorted(each.staff),
        }
        for name, each in visit.station.directory.standings.items()
    ]
    return page(visit, "forms", found)


def workbook(visit: Visit) -> Document:
    """The workbook of a version, as it was uploaded, with the files that it names."""
    require(visit, Right.forms)
    asked = {
        "form": visit.request.path_params["form"],
        "version": visit.asked("version") or None,
    }
    found: Any = operations.workbook(visit.station, Arguments(asked))
    return dict(found)


def upload(visit: Visit, body: Document) -> Document | Response:
    """Takes a workbook over as a draft: 201; or only checks it, where `check` says so.

    Raises:
        ImportRefused: something is wrong in it; every cell is named. Nothing was stored.
    """
    require(visit, Right.forms)
    for name in body:
        check_name(name, _UPLOAD)
    book, files = _sent(body, "workbook", body.get("file")), _media(body)
    lang = visit.words.lang
    found = read(visit, book, files)
    told = in_one_language(found, lang)
    if body.get("check") is True:
        return told
    if found["problems"]:
        raise ImportRefused(count=len(told["problems"]), problems=told["problems"])
    if visit.person is None:
        raise NotThere
    taken = import_forms(visit.station, [incoming(book, files, found)], visit.person)
    document = {**taken[0].document(lang), "warnings": told["warnings"]}
    return JSONResponse(document, status_code=201)


def trial(visit: Visit, body: Document) -> Document:
    """Gives a version to the people who are named, by login or id."""
    return _act(visit, "forms.trial", body, ("version", "staff"))


def publish(visit: Visit, body: Document) -> Document:
    """Gives a version to all."""
    return _act(visit, "forms.publish", body, ("version",))


def stop(visit: Visit, body: Document) -> Document:
    """The form takes no new records."""
    return _act(visit, "forms.stop", body, ())


def resume(visit: Visit, body: Document) -> Document:
    """The form takes new records again."""
    return _act(visit, "forms.resume", body, ())


def delete(visit: Visit, body: Document) -> Document:
    """Takes a version away that was never published."""
    return _act(visit, "forms.delete", body, ("version",))


def _act(visit: Visit, name: str, body: Document, known: Collection[str]) -> Document:
    require(visit, Right.forms)
    for field in body:
        check_name(field, known)
    asked = {**body, "form": visit.request.path_params["form"], "as": actor(visit)}
    done: Any = form_states.OPERATIONS[name](visit.station, Arguments(asked))
    return dict(done)


def _media(body: Document) -> list[Sent]:
    """The files beside the workbook."""
    media = body.get("media", [])
    if not isinstance(media, list) or len(media) > UPLOAD_FILES_MAX:
        expected = f"a list of {UPLOAD_FILES_MAX} at most"
        raise BadParameter(name="media", value=str(media)[:40], expected=expected)
    if not all(isinstance(each, Mapping) for each in media):
        raise BadParameter(name="media", value=str(media)[:40], expected="name and content of each")
    return [_sent(each, "content", each.get("name")) for each in media]


def _sent(holder: Document, field: str, name: object) -> Sent:
    """A file: its name, and its bytes under this name of its object."""
    if not isinstance(name, str) or not can_be_kept(name):
        raise BadParameter(name="file", value=str(name)[:40], expected="the name of a file")
    content = holder.get(field)
    try:
        if isinstance(content, str):
            return Sent(field=field, name=name, content=base64.b64decode(content, validate=True))
    except binascii.Error:
        pass
    raise BadParameter(name=field, value=str(content)[:40], expected="base64")
