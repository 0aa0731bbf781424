"""Where this tablet stands: whether everything is delivered, what is open, and what to do next."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from clients.reference_cli.layout import CLOCK_TOLERANCE_MS, ago, span
from clients.reference_cli.letting_go import LettingGo
from clients.reference_cli.tablet import Tablet
from clients.reference_cli.voice import Voice
from schema.area import AreaId, AreaKind
from schema.role import ROLE_NAMES
from schema.text import in_language
from sync.home.rows import IndexedRecord, Outbox, ScopeState, Standing

DRAFTS_NAMED_MAX: Final = 5
"""Drafts that are named on the one line about them."""


def document(tablet: Tablet) -> dict[str, Any]:
    """Document `status`."""
    enrolment = tablet.store.papers.enrolment()
    contact = tablet.store.papers.contact()
    outbox = tablet.store.outbox_counts()
    scopes, records = LettingGo(tablet).pending()
    return {
        "staff": tablet.staff,
        "device": None if enrolment is None else enrolment.device,
        "server": None if enrolment is None else enrolment.url,
        "last_contact_ms": contact.last_contact_ms,
        "clock_offset_ms": contact.clock_offset_ms,
        "standing": tablet.store.papers.standing(),
        "outbox": {
            "waiting": outbox.waiting,
            "refused": outbox.refused,
            "oldest_ms": outbox.oldest_ms,
        },
        "lost": records,
        "scopes": {
            scope: {
                "seq": state.seq,
                "digest": state.digest.hex(),
                "equal": state.equal,
                "compared_ms": state.compared_ms,
                "rewinding": state.rewinding,
                "lost": scope in scopes,
            }
            for scope, state in tablet.store.scopes().items()
        },
    }


def tell(tablet: Tablet, voice: Voice) -> Iterator[str]:
    """The tablet's state in words."""
    records = tablet.records()
    outbox = tablet.store.outbox_counts()
    states = Counter(record.summary["status"] for record in records if record.summary)
    clashes = sum(len(record.summary["clash"]) for record in records if record.summary)
    yield _who(tablet, voice)
    yield _delivered(outbox, voice)
    yield from _standing(tablet, outbox, voice)
    yield _contact(tablet, voice)
    yield from _drafts(records, voice)
    returned = sum(bool(record.summary["returned"]) for record in records if record.summary)
    yield from _problems(returned, clashes, voice)
    lost, lost_records = LettingGo(tablet).pending()
    scopes = {scope: s for scope, s in tablet.store.scopes().items() if scope not in lost}
    if lost_records:
        yield voice.words("status.lost", n=lost_records)
    yield from _scopes(tablet, scopes, voice)
    yield _clock(tablet, voice)
    delivered = not (outbox.waiting or lost_records or any(s.rewinding for s in scopes.values()))
    yield voice.words(
        _next_if_shut_out(tablet, delivered=delivered)
        or _next(outbox, returned, clashes, scopes, drafts=states["draft"], delivered=delivered)
    )


def _who(tablet: Tablet, voice: Voice) -> str:
    library = tablet.library
    name = library.staff.get(tablet.staff, tablet.staff)
    if not library.grants:
        return name
    first = library.grants[0]
    role = in_language(ROLE_NAMES[first.role], voice.lang)
    return voice.words("status.who", name=name, role=role, area=_place(tablet, first.area, voice))


def _place(tablet: Tablet, area: AreaId, voice: Voice) -> str:
    """An area's own name; a grid's behind its community's, since grids are numbered in each."""
    tree = tablet.library.tree
    if tree.kind(area) is not AreaKind.grid:
        return tree.words(area, voice.lang)
    known = [tree.get(step) for step in tree.lineage(area)]
    above = [each.name for each in known if each and each.kind is AreaKind.community]
    name = tree.words(area, voice.lang)
    if not above or name.startswith(above[0]):
        return name
    return f"{above[0]}{name}" if voice.lang == "zh-CN" else f"{above[0]} {name}"


def _delivered(outbox: Outbox, voice: Voice) -> str:
    words = voice.words
    if not outbox.waiting and not outbox.refused:
        return words("status.delivered")
    parts = []
    if outbox.waiting:
        oldest = voice.when(outbox.oldest_ms or 0)
        parts.append(words("status.waiting", n=outbox.waiting, when=oldest))
    if outbox.refused:
        parts.append(words("status.refused", n=outbox.refused))
    return words("status.not_delivered", parts=words("sync.between").join(parts))


def _standing(tablet: Tablet, outbox: Outbox, voice: Voice) -> Iterator[str]:
    """That the server does not have this tablet any more, and what that means for what is here."""
    match tablet.store.papers.standing():
        case Standing.unknown:
            yield voice.words("status.unknown")
        case Standing.revoked:
            handed_in = "status.revoked" if outbox.waiting else "status.handed_in"
            yield voice.words(handed_in)


def _contact(tablet: Tablet, voice: Voice) -> str:
    last_ms = tablet.store.papers.contact().last_contact_ms
    if last_ms is None:
        return voice.words("status.no_contact")
    past = ago(last_ms, tablet.now_ms, voice.words)
    return voice.words("status.contact", when=voice.when(last_ms), ago=past)


def _drafts(records: Sequence[IndexedRecord], voice: Voice) -> Iterator[str]:
    drafts = [each.record for each in records if each.summary and each.summary["status"] == "draft"]
    if drafts:
        named = [record.partition(":")[0].rpartition("/")[2] for record in drafts]
        named = named[:DRAFTS_NAMED_MAX] + ["…"] * (len(named) > DRAFTS_NAMED_MAX)
        yield voice.words("status.drafts", n=len(drafts), records=voice.words.several(named))


def _problems(returned: int, clashes: int, voice: Voice) -> Iterator[str]:
    words = voice.words
    parts = [words("status.returned", n=returned)] if returned else []
    parts += [words("status.clashes", n=clashes)] if clashes else []
    if parts:
        yield words("sync.between").join(parts)


def _scopes(tablet: Tablet, scopes: Mapping[str, ScopeState], voice: Voice) -> Iterator[str]:
    for scope, state in scopes.items():
        area = tablet.library.tree.words(AreaId(scope), voice.lang)
        if state.rewinding:
            yield voice.words("status.rewinding", area=area)
            continue
        if state.equal is None or state.compared_ms is None:
            yield voice.words("status.not_compared", area=area)
            continue
        key = "status.compared" if state.equal else "status.differs"
        yield voice.words(key, area=area, when=voice.when(state.compared_ms))


def _clock(tablet: Tablet, voice: Voice) -> str:
    offset_ms = tablet.store.papers.contact().clock_offset_ms
    if abs(offset_ms) <= CLOCK_TOLERANCE_MS:
        return voice.words("status.clock_right")
    key = "status.clock_slow" if offset_ms > 0 else "status.clock_fast"
    return voice.words(key, span=span(abs(offset_ms), voice.words))


def _next_if_shut_out(tablet: Tablet, *, delivered: bool) -> str | None:
    """The next step of somebody whose tablet the server does not let in; None for all others."""
    match tablet.store.papers.standing():
        case Standing.unknown:
            return "status.next_enroll"
        case Standing.revoked:
            return "status.next_revoked" if delivered else "status.next_sync"
    return None


def _next(
    outbox: Outbox,
    returned: int,
    clashes: int,
    scopes: Mapping[str, ScopeState],
    *,
    drafts: int,
    delivered: bool,
) -> str:
    if not delivered:
        return "status.next_sync"
    if outbox.refused:
        return "status.next_refused"
    if returned:
        return "status.next_returned"
    if clashes:
        return "status.next_clashes"
    if any(state.equal is False for state in scopes.values()):
        return "status.next_differs"
    return "status.next_drafts" if drafts else "status.next_none"
