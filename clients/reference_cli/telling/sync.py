"""What a synchronisation did: sent, refused and why, received, compared; is all of it safe."""

from collections.abc import Iterator, Mapping
from typing import Final

from clients.reference_cli.delivery import Delivery, Outcomes
from clients.reference_cli.layout import CLOCK_TOLERANCE_MS, span
from clients.reference_cli.tablet import Tablet
from clients.reference_cli.voice import Voice
from sync.core.catalogue import BY_NAME
from sync.core.digest import row_hash
from sync.core.results import Duplicate, Refused, Stored

DEPOSITED: Final = "forbidden"
"""Why a server keeps what a tablet hands in to which nothing is granted any more."""


def count_refused(tablet: Tablet, delivery: Delivery) -> int:
    """How many changes of this tablet are not accepted, those that left it with a lost area too."""
    held = {row_hash(row.record, row.data) for row in tablet.store.refused_rows()}
    return len(held | {hash_ for hash_, _, _ in delivery.refusals()})


def tell(
    tablet: Tablet,
    delivery: Delivery,
    found: Outcomes,
    digests: Mapping[str, int],
    voice: Voice,
) -> Iterator[str]:
    """The synchronisation in words."""
    yield _reached(tablet, delivery, voice)
    yield _sent(delivery, voice)
    yield from _refused(delivery, voice)
    yield from _erased(delivery, voice)
    if delivery.deposit:
        yield from _deposit(delivery, voice)
    else:
        yield from _rewound(delivery, voice)
        yield _received(delivery, found, voice)
        yield from _became(found, voice)
        yield from _gone(delivery, voice)
        yield _compared(tablet, delivery, digests, voice)
    yield from _conclusion(tablet, delivery, found, voice)


def _reached(tablet: Tablet, delivery: Delivery, voice: Voice) -> str:
    server = tablet.library.district or ""
    offset_ms = delivery.offset_ms
    if abs(offset_ms) <= CLOCK_TOLERANCE_MS:
        return voice.words("sync.reached_exact", server=server)
    key = "clock.slow" if offset_ms > 0 else "clock.fast"
    clock = voice.words(key, span=span(abs(offset_ms), voice.words))
    return voice.words("sync.reached", server=server, clock=clock)


def _sent(delivery: Delivery, voice: Voice) -> str:
    words = voice.words
    if not delivery.sent():
        return words("sync.sent_none")
    refusals = [each for each in delivery.own_results() if isinstance(each, Refused)]
    later = sum(refusal.retryable for refusal in refusals)
    counts = {
        "stored": delivery.count(Stored),
        "duplicate": delivery.count(Duplicate),
        "refused": len(refusals) - later - delivery.too_late(),
        "too_late": delivery.too_late(),
        "waiting": later,
    }
    parts = [words(f"sync.{name}", n=count) for name, count in counts.items() if count]
    return words("sync.sent", n=delivery.sent(), parts=words("sync.between").join(parts))


def _refused(delivery: Delivery, voice: Voice) -> Iterator[str]:
    """Each refused record once a reason, by address; in a deposit all are, for the one reason."""
    told = set()
    for _, record, refusal in delivery.refusals():
        expected = delivery.deposit and refusal.code == DEPOSITED
        if expected or (record, refusal.code) in told:
            continue
        told.add((record, refusal.code))
        problem = BY_NAME.get(refusal.code)
        yield voice.words(
            "sync.refused_row",
            address=voice.address(record),
            form=voice.title(record.partition("/")[0]),
            hint=refusal.hint if problem is None else problem.hint(voice.lang),
        )


def _deposit(delivery: Delivery, voice: Voice) -> Iterator[str]:
    """That nothing is granted any more, and where the work is that nobody may store now."""
    yield voice.words("sync.deposit")
    kept = sum(refusal.kept for _, _, refusal in delivery.refusals())
    if kept:
        yield voice.words("sync.deposited", n=kept)


def _erased(delivery: Delivery, voice: Voice) -> Iterator[str]:
    """What went from here at a resident's request, and what was written about it in vain."""
    for record in sorted(delivery.erased_unsent):
        yield voice.words(
            "sync.erased_row",
            address=voice.address(record),
            form=voice.title(record.partition("/")[0]),
        )
    if delivery.erased:
        yield voice.words("sync.erased", n=delivery.erased)


def _rewound(delivery: Delivery, voice: Voice) -> Iterator[str]:
    differed = delivery.unequal.intersection(delivery.rewound)
    if differed:
        yield voice.words("sync.mended", n=len(differed))
    others = set(delivery.rewound) - differed
    if others:
        yield voice.words("sync.rewound", n=len(others))
    if lacked := delivery.lacked():
        yield voice.words("sync.given_back", n=lacked)


def _gone(delivery: Delivery, voice: Voice) -> Iterator[str]:
    """What this tablet no longer holds, and why."""
    if delivery.let_go:
        yield voice.words("sync.let_go", n=delivery.let_go)


def _received(delivery: Delivery, found: Outcomes, voice: Voice) -> str:
    count = len(delivery.received)
    if not count:
        return voice.words("sync.received_none")
    key = "sync.received" if found.shared else "sync.received_only"
    return voice.words(key, n=count, people=found.authors, shared=found.shared)


def _became(found: Outcomes, voice: Voice) -> Iterator[str]:
    counts = {
        "merged": found.merged,
        "rule": found.rule,
        "clash": found.clash,
        "returned": found.returned,
    }
    parts = [voice.words(f"sync.{name}", n=count) for name, count in counts.items() if count]
    if parts:
        yield voice.words("sync.between").join(parts)


def _compared(tablet: Tablet, delivery: Delivery, digests: Mapping[str, int], voice: Voice) -> str:
    """What the digests said; where the server asks for none this soon, when they last did."""
    if digests["unequal"]:
        return voice.words("sync.unequal", n=digests["unequal"])
    if delivery.compared:
        return voice.words("sync.equal")
    times_ms = [state.compared_ms for state in tablet.store.scopes().values() if state.compared_ms]
    if not times_ms:
        return voice.words("sync.not_compared")
    return voice.words("sync.equal_before", when=voice.when(min(times_ms)))


def _conclusion(tablet: Tablet, delivery: Delivery, found: Outcomes, voice: Voice) -> Iterator[str]:
    """Whether everything is safe, and the one thing to do next."""
    outbox = tablet.store.outbox_counts()
    refused = count_refused(tablet, delivery)
    seconds = f"{delivery.seconds:.1f}"
    safe = delivery.count(Stored) + delivery.count(Duplicate)
    if outbox.waiting:
        yield voice.words("sync.some_waiting", waiting=outbox.waiting, seconds=seconds)
        yield voice.words("sync.look_waiting")
    elif refused:
        key = "sync.some_refused" if safe else "sync.only_refused"
        yield voice.words(key, refused=refused, safe=safe, seconds=seconds)
        if outbox.refused and not delivery.deposit:
            yield voice.words("sync.look_refused")
    else:
        key = "sync.rest_safe" if delivery.too_late() else "sync.all_safe"
        yield voice.words(key, too_late=delivery.too_late(), seconds=seconds)
        if found.returned:
            yield voice.words("sync.look_returned")
        elif found.clash:
            yield voice.words("sync.look_clashes")
    if delivery.deposit:
        yield voice.words("sync.look_deposited" if refused else "sync.look_deposit")
