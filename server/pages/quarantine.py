"""`/quarantine`: whose work is held back, and why? A sentence a reason, and what to do about it.

What is decided is what was shown: a button names the last change that its page knew of. Discarding
asks first, for a reason; accepting stores the very bytes on the visitor's authority.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from typing import Final

from starlette.responses import Response

from schema.grant import Right
from server.errors import FormNotImported, NotAcceptable, RecordsErased, ServerError, UnknownEntry
from server.operations import deciding
from server.operations import quarantine as operations
from server.operations.arguments import Arguments
from server.pages import held_back
from server.pages.errors import N_, NoSuchFilter, NotThere
from server.pages.origin import with_query
from server.pages.oversight import actor, require
from server.pages.records import is_number
from server.pages.undone import undone
from server.pages.visit import Visit
from server.station import Station
from sync.log.log import Kept

ENTRIES: Final = 20
"""On one page: each is read."""

AT_ONCE: Final = 500
"""So many changes are decided by one press, in one commit; the page says if some are left."""

BECAUSE_CHARACTERS_MAX: Final = 500

_REFUSED: Final[Mapping[type[ServerError], str]] = {
    NotAcceptable: N_("One of them cannot be stored: its number was taken by another change."),
    FormNotImported: N_("The server does not have this form, so it cannot be stored yet."),
    RecordsErased: N_("The record was erased at the person's request and takes no more changes."),
    UnknownEntry: N_("Somebody else decided over it meanwhile."),
}


def quarantine(visit: Visit) -> Response:
    """What is held back: a sentence a reason, or one of these with its content."""
    require(visit, Right.quarantine)
    if visit.asked("reason") or visit.asked("staff"):
        return _group(visit)
    found = held_back.groups(visit)
    return visit.show(
        "quarantine.html",
        groups=found,
        visits=sum(group.visits for group in found),
        done=visit.asked("done"),
        count=_number(visit.asked("n")),
    )


def _group(visit: Visit) -> Response:
    reason, staff = visit.asked("reason"), visit.asked("staff")
    if reason not in operations.REASONS:
        raise NoSuchFilter
    group = next(iter(held_back.groups(visit, reason, staff)), None)
    if group is None:
        return visit.go("/quarantine")
    after = _number(visit.asked("after"))
    found = list(islice(held_back.entries(visit, reason, staff, after), ENTRIES + 1))
    page = found[:ENTRIES]
    return visit.show(
        "held_back.html",
        group=group,
        entries=[held_back.held(visit, kept) for kept in page],
        more=with_query(visit.path, after=str(page[-1].id)) if len(found) > ENTRIES else "",
        start=with_query(visit.path, after=""),
        first=not after,
    )


def accept(visit: Visit) -> Response:
    """Stores what was chosen, on the visitor's authority."""
    require(visit, Right.quarantine)
    chosen = [kept for kept in _chosen(visit) if held_back.is_acceptable(kept)]
    return _decided(visit, deciding.accept, chosen, {}, "accepted")


def discard(visit: Visit) -> Response:
    """Asks why something shall be discarded, and discards it."""
    require(visit, Right.quarantine)
    chosen = list(_chosen(visit))
    if not chosen:
        raise NotThere
    because = visit.field("because").strip()
    if visit.request.method == "POST" and 0 < len(because) <= BECAUSE_CHARACTERS_MAX:
        return _decided(visit, deciding.discard, chosen, {"because": because}, "discarded")
    return visit.show(
        "discard.html",
        200 if visit.request.method == "GET" else 422,
        entries=[held_back.held(visit, kept) for kept in chosen[:ENTRIES]],
        count=len(chosen),
        chosen={name: _asked(visit, name) for name in ("id", "reason", "staff", "upto")},
        characters=BECAUSE_CHARACTERS_MAX,
    )


def download(visit: Visit) -> Response:
    """The bytes of one change as they came; the audit says who took them."""
    require(visit, Right.quarantine)
    kept = held_back.entry(visit, _number(visit.request.path_params["number"]))
    if kept is None:
        raise NotThere
    operations.export(visit.station, Arguments({"ids": [str(kept.id)], "as": actor(visit)}))
    name = f'attachment; filename="held-back-{kept.id}.bin"'
    return Response(
        kept.data, media_type="application/octet-stream", headers={"Content-Disposition": name}
    )


def _decided(
    visit: Visit,
    decide: Callable[[Station, Arguments], object],
    chosen: Iterable[Kept],
    further: dict[str, object],
    done: str,
) -> Response:
    ids = [str(kept.id) for kept in chosen]
    if not ids:
        return _undecided(visit, UnknownEntry(name=""))
    try:
        decide(visit.station, Arguments({"ids": ids, "as": actor(visit), **further}))
    except (NotAcceptable, FormNotImported, RecordsErased, UnknownEntry) as error:
        return _undecided(visit, error)
    return visit.go(f"/quarantine?done={done}&n={len(ids)}")


def _undecided(visit: Visit, error: ServerError) -> Response:
    say = visit.words.say
    return undone(
        visit,
        "/quarantine",
        heading=say("Not decided"),
        sentence=say(_REFUSED[type(error)]),
        back="/quarantine",
        way_back=say("To what is held back"),
    )


def _chosen(visit: Visit) -> Iterator[Kept]:
    """The one change that is meant, or those of a group up to the last one that was shown."""
    number = _asked(visit, "id")
    if number:
        kept = held_back.entry(visit, _number(number))
        return iter([kept] if kept else [])
    reason, staff, upto = (_asked(visit, name) for name in ("reason", "staff", "upto"))
    if reason not in operations.REASONS or not staff:
        raise NotThere
    last = _number(upto)
    found = held_back.entries(visit, reason, staff)
    return islice((kept for kept in found if kept.id <= last), AT_ONCE)


def _asked(visit: Visit, name: str) -> str:
    """A field of the form, or of the address that leads to it."""
    return visit.field(name) or visit.asked(name)


def _number(text: str) -> int:
    """A whole number; 0 where nothing is asked for, NotThere for anything else."""
    if text and not is_number(text):
        raise NotThere
    return int(text or 0)
