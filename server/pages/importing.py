"""`/import`: an office's list is uploaded, shown as what it would change, and taken when confirmed.

The same operations as the commands', by the visitor's own name and rights. What is confirmed is
what was shown: where something else would come of the list by then, that is shown first.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from starlette.responses import Response

from schema.grant import Right
from schema.text import in_language
from server.errors import ImportRefused, NoRight, UnknownArea
from server.lists import reading
from server.lists.errors import ListTooLarge, NoList, UnclosedQuote, UndecodableList
from server.operations import record_lists, rosters, staff_lists
from server.operations.arguments import Arguments
from server.pages.errors import N_, NotThere
from server.pages.filling.starting import writable_forms
from server.pages.imported import Uploaded, packed
from server.pages.origin import with_query
from server.pages.oversight import actor
from server.pages.sent import Sent
from server.pages.told_lists import CHANGES, LINES_MAX, changes_told
from server.pages.uploads import UNREAD, can_be_kept, cells_told, desk
from server.pages.visit import Visit
from server.station import Station
from server.xlsform.errors import WorkbookError

RECORDS: Final = "records"

RIGHTS: Final[Mapping[str, Right]] = {
    "households": Right.areas,
    "areas": Right.areas,
    "staff": Right.people,
}
_TITLES: Final[Mapping[str, str]] = {
    "households": N_("Households"),
    "areas": N_("Compounds, buildings and units"),
    "staff": N_("People and their roles"),
    RECORDS: N_("Records of a form"),
}
_HERE: Final = {"households": "/areas", "areas": "/areas", "staff": "/staff", RECORDS: "/records"}

_OPERATIONS: Final[Mapping[str, Callable[[Station, Arguments], object]]] = {
    **rosters.OPERATIONS,
    **staff_lists.OPERATIONS,
    **record_lists.OPERATIONS,
}

_UNREAD: Final[Mapping[type[WorkbookError], str]] = {
    **UNREAD,
    NoList: N_("This is no list that can be read. Save it as an Excel workbook (.xlsx) or as CSV."),
    ListTooLarge: N_("The list is too large. Take pictures and other sheets out, or divide it."),
    UndecodableList: N_("The characters cannot be read. Save it as an Excel workbook (.xlsx)."),
    UnclosedQuote: N_("A quotation mark never ends. Save it as an Excel workbook (.xlsx)."),
}
_FAILED: Final = N_("The list could not be read. Report this, with the file.")


@dataclass(frozen=True, kw_only=True, slots=True)
class Kind:
    """One kind of list that the visitor may import; with the form for records."""

    name: str
    title: str


def start(visit: Visit) -> Response:
    """What may be imported, and the form that sends it; or what was sent, looked through."""
    kinds = importable(visit)
    if not kinds:
        raise NotThere
    if visit.request.method == "POST":
        return _sent(visit, kinds)
    return _form(visit, kinds)


def looked(visit: Visit) -> Response:
    """What a list would change; when that is confirmed it is taken."""
    name = visit.request.path_params["name"]
    kept = visit.frame.imports.find(name, visit.person.id if visit.person else "")
    if kept is None:
        problem = visit.words.say("This list is not kept any more. Upload it again.")
        return _form(visit, importable(visit), status=404, problem=problem)
    if visit.request.method != "POST":
        return _shown(visit, kept)
    try:
        again = _done(visit, kept, trial=True)
        if _changes(again) != _changes(kept.told):
            visit.frame.imports.keep(replace(kept, told=again, done=False), name)
            return visit.go(f"/import/{name}?changed=1")
        told = _done(visit, kept, trial=False)
    except ImportRefused as error:
        return _refused(visit, kept.file, error, kept.kind)
    visit.frame.imports.keep(replace(kept, told=told, done=True), name)
    return visit.go(f"/import/{name}")


def importable(visit: Visit) -> list[Kind]:
    """The kinds of lists that the visitor may import."""
    held = {right for grant in visit.permit.grants for right in grant.rights}
    names = [name for name, right in RIGHTS.items() if right in held]
    names += [RECORDS] if writable_forms(visit) else []
    return [Kind(name=name, title=visit.words.say(_TITLES[name])) for name in names]


def way_to_import(visit: Visit, kind: str, form: str = "") -> str:
    """Where a list of a kind is imported, perhaps of one form; empty for whoever may not."""
    if kind == RECORDS:
        may = form in {each.id for each in writable_forms(visit)} if form else False
    else:
        may = any(RIGHTS[kind] in grant.rights for grant in visit.permit.grants)
    return with_query("/import", kind=kind, form=form) if may else ""


def _form(
    visit: Visit, kinds: Sequence[Kind], *, status: int = 200, problem: str = "", file: str = ""
) -> Response:
    chosen = visit.field("kind") or visit.asked("kind")
    names = [each.name for each in kinds]
    kind = chosen if chosen in names else "".join(names[:1])
    asked = _fields(visit, kinds, kind)
    return visit.show("import.html", status, problem=problem, file=file, **asked)


def _fields(visit: Visit, kinds: Sequence[Kind], kind: str) -> dict[str, Any]:
    """What the form that sends a list offers, and what of it was chosen."""
    return {
        "here": _HERE.get(kind, "/areas"),
        "kinds": kinds,
        "kind": kind,
        "forms": [
            (each.id, in_language(each.title, visit.words.lang)) for each in writable_forms(visit)
        ],
        "form": visit.field("form") or visit.asked("form"),
        "covers": visit.field("covers") or visit.asked("area"),
    }


def _sent(visit: Visit, kinds: Sequence[Kind]) -> Response:
    """A file that came: read, looked through, and kept with what it would change."""
    kind = visit.field("kind")
    if kind not in {each.name for each in kinds}:
        raise NotThere
    files: Sequence[Sent] = visit.request.state.files
    sent = next((each for each in files if each.field == "list" and each.name), None)
    if sent is None or not can_be_kept(sent.name):
        return _form(visit, kinds, status=422, problem=visit.words.say("Choose a list first."))
    try:
        sheets = _read(visit, sent)
        kept = Uploaded(
            staff=visit.person.id if visit.person else "",
            kind=kind,
            file=sent.name,
            asked={**_asked(visit, kind), "lang": visit.words.lang},
            packed=packed(sheets),
            told={},
        )
        told = _done(visit, kept, trial=True)
    except WorkbookError as error:
        problem = visit.words.say(_UNREAD.get(type(error), _FAILED))
        return _form(visit, kinds, status=422, problem=problem, file=sent.name)
    except (UnknownArea, NoRight):  # one answer: nobody learns here which areas others have
        problem = visit.words.say("You have no area of this id.")
        return _form(visit, kinds, status=422, problem=problem, file=sent.name)
    except ImportRefused as error:
        return _refused(visit, sent.name, error, kind)
    name = visit.frame.imports.keep(replace(kept, told=told, done=False))
    return visit.go(f"/import/{name}")


def _asked(visit: Visit, kind: str) -> dict[str, Any]:
    """What the operation is asked for beside the list."""
    area = visit.field("covers").strip() or None
    if kind == RECORDS:
        if visit.field("form") not in {each.id for each in writable_forms(visit)}:
            raise NotThere
        draft = visit.field("draft") == "1"
        return {"form": visit.field("form"), "area": area, "draft": draft}
    return {"covers": area, "additions": visit.field("whole") != "1"} if kind != "staff" else {}


def _read(visit: Visit, sent: Sent) -> object:
    """The sheets of a file that came."""
    with desk(visit) as folder:
        file = folder / sent.name
        file.write_bytes(sent.content)
        return reading.read(file)["sheets"]


def _done(visit: Visit, kept: Uploaded, *, trial: bool) -> dict[str, Any]:
    """What the operation answers to the visitor.

    What is confirmed is held against what was shown, so both are told in the language in which the
    list was uploaded; what was done, in the visitor's.
    """
    lang = kept.asked["lang"] if trial else visit.words.lang
    more = {"dry_run": trial, "as": actor(visit), "lang": lang}
    operation = _OPERATIONS[f"{kept.kind}.import"]
    told: Any = operation(visit.station, Arguments({**kept.values, **more}))
    if kept.kind == RECORDS:
        shown = (*told["changed"], *told["clashing"], *told["left"])
        visit.note_reads({each["record"] for each in shown})
    return dict(told)


def _changes(told: Mapping[str, Any]) -> dict[str, Any]:
    """What tells whether a list would do the same: all that it changes, in whatever words."""
    return {name: told[name] for name in ("counts", *CHANGES) if name in told}


def _shown(visit: Visit, kept: Uploaded) -> Response:
    told, words = kept.told, visit.words
    changes = changes_told(visit, told)
    touching = [each for each in changes if each.name not in ("left", "void", "missing")]
    covers = told.get("covers", ())
    return visit.show(
        "imported.html",
        here=_HERE[kept.kind],
        kind=kept.kind,
        title=words.say(_TITLES[kept.kind]),
        form=kept.asked.get("form", ""),
        form_title=told.get("title", ""),
        file=kept.file,
        done=kept.done,
        changed=bool(visit.asked("changed")) and not kept.done,
        listed=told["counts"]["listed"],
        unchanged=told["counts"]["unchanged"],
        changes=changes,
        touching=bool(touching),
        covers=[each["address"] for each in covers[:LINES_MAX]],
        covers_count=len(covers),
        proposals=[
            (each["unlisted"], words.address(each["unlisted"]), each["near"])
            for each in told.get("proposals", ())[:LINES_MAX]
        ],
        warnings=cells_told(visit, told["warnings"]),
    )


def _refused(visit: Visit, file: str, error: ImportRefused, kind: str) -> Response:
    return visit.show(
        "import_refused.html",
        422,
        file=file,
        problems=cells_told(visit, error.problems),
        warnings=cells_told(visit, error.warnings),
        **_fields(visit, importable(visit), kind),
    )
