"""What is done with a form: put on trial, published, stopped, taken up again; and its workbook.

Each is an operation of the command line, by the visitor's own name, and leads back to the form.
"""

import base64
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final
from urllib.parse import quote

from starlette.responses import Response

from schema.grant import Right
from server.errors import (
    CannotTry,
    NobodyTries,
    NotCollecting,
    NothingToCome,
    NoWorkbookKept,
    ServerError,
    StaffDisabled,
    UnknownForm,
    UnknownStaff,
    UnknownVersion,
    VersionKept,
    VersionOvertaken,
)
from server.operations import form_states
from server.operations import forms as operations
from server.operations.arguments import Arguments
from server.pages.errors import N_, NotThere
from server.pages.formats import MEDIA_TYPES
from server.pages.forms import form_page
from server.pages.oversight import actor, require
from server.pages.visit import Visit
from server.people.staff import Staff
from server.station import Station

_BETWEEN: Final = re.compile(r"[\s,，、;；]+")

_REFUSED: Final[Mapping[type[ServerError], str]] = {
    NobodyTries: N_("Name who tries it."),
    CannotTry: N_("Who is named may not fill this form in anywhere, so nobody would see it."),
    UnknownStaff: N_("Nobody is called so. Choose names from the list."),
    StaffDisabled: N_("Who is named does not work here any more."),
    NothingToCome: N_("Somebody else did that meanwhile."),
    VersionOvertaken: N_("A newer version is published already."),
    NotCollecting: N_("It is not published."),
    VersionKept: N_("It was published, and stays: records are made with it."),
}

Act = Callable[[Station, Arguments], object]


def trial(visit: Visit) -> Response:
    """Gives a version to the people who are named."""
    known = visit.station.directory.staff.values()
    logins = [*_logins([person for person in known if not person.disabled], visit.field("staff"))]
    return _done(visit, "forms.trial", "tried", staff=logins)


def publish(visit: Visit) -> Response:
    """Gives a version to all."""
    return _done(visit, "forms.publish", "published")


def stop(visit: Visit) -> Response:
    """The form takes no new records."""
    return _done(visit, "forms.stop", "stopped")


def resume(visit: Visit) -> Response:
    """The form takes new records again."""
    return _done(visit, "forms.resume", "resumed")


def delete(visit: Visit) -> Response:
    """Takes a version away that was never published."""
    return _done(visit, "forms.delete", "deleted")


def workbook(visit: Visit) -> Response:
    """The workbook of a version, as it was uploaded, or one of the files that it names."""
    require(visit, Right.forms)
    name, wanted = visit.request.path_params["form"], visit.asked("file")
    asked = {"form": name, "version": visit.asked("version") or None}
    try:
        found: Any = operations.workbook(visit.station, Arguments(asked))
    except (UnknownForm, UnknownVersion, NoWorkbookKept) as error:
        raise NotThere from error
    if not wanted:
        return _file(f"{name}-{found['version']}.xlsx", found["workbook"], MEDIA_TYPES[".xlsx"])
    for each in found["media"]:
        if each["name"] == wanted:
            return _file(wanted, each["content"], "application/octet-stream")
    raise NotThere


def _file(name: str, content: str, media_type: str) -> Response:
    """A file to be kept, never to be shown in the browser."""
    plain = re.sub(r"[^A-Za-z0-9._-]", "_", name)
    said = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
    return Response(
        base64.b64decode(content), media_type=media_type, headers={"Content-Disposition": said}
    )


def _done(visit: Visit, name: str, done: str, **more: object) -> Response:
    """Does one of the operations; the form's page says that it was done, or why not."""
    require(visit, Right.forms)
    form = visit.request.path_params["form"]
    version = visit.field("version") or None
    asked = {"form": form, "version": version, "as": actor(visit), **more}
    act: Act = form_states.OPERATIONS[name]
    try:
        act(visit.station, Arguments(asked))
    except (UnknownForm, UnknownVersion) as error:
        raise NotThere from error
    except tuple(_REFUSED) as error:
        problem = visit.words.say(_REFUSED[type(error)])
        return form_page(visit, form, version=version or "", status=422, problem=problem)
    if form not in visit.station.directory.standings:
        return visit.go(f"/forms?done={done}")
    return visit.go(f"/forms/{form}?done={done}")


def _logins(people: list[Staff], typed: str) -> Iterator[str]:
    """The logins of those who were named: by login, or by a name that only one has."""
    for part in filter(None, _BETWEEN.split(typed.strip())):
        named = [person.login for person in people if part in (person.name, person.login)]
        yield named[0] if len(named) == 1 else part
