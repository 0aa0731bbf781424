"""`sync`: everything out, everything in."""

import asyncio
from contextlib import suppress
from typing import Annotated, Final

import typer

from clients.reference_cli import delivery as deliveries
from clients.reference_cli.commands.desk import FAILED, Desk, desk
from clients.reference_cli.commands.options import AsJson, Home, Lang
from clients.reference_cli.dial import OnProgress, deliver
from clients.reference_cli.errors import NotReached
from clients.reference_cli.progress import shown
from clients.reference_cli.telling import sync as telling

REFUSED: Final = 3
"""Exit code while an own change is refused."""


def sync(
    watch: Annotated[bool, typer.Option("--watch", help="Stay connected until Ctrl-C.")] = False,
    timeout: Annotated[
        float, typer.Option("--timeout", metavar="SECONDS", min=0.1, help="Without an answer.")
    ] = 60.0,
    home: Home = None,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Delivers what was written here and fetches what others wrote.

    Exit code 0: all is stored; 1: the server was not reached; 3: a change of yours is refused.

    Example: doorstep-tablet sync
    """
    with desk(home, lang, as_json=as_json) as at:
        at.tablet.refresh()
        done = _run(at, timeout, watch=watch)
        outcomes = deliveries.outcomes(at.tablet, done)
        digests = deliveries.digests(at.tablet)
        at.screen.document(deliveries.document(done, outcomes, digests))
        at.screen.lines(telling.tell(at.tablet, done, outcomes, digests, at.voice))
        outbox = at.tablet.store.outbox_counts()
        if outbox.waiting:
            at.screen.complain(at.words("error.still_here", waiting=outbox.waiting))
            raise typer.Exit(FAILED)
        if telling.count_refused(at.tablet, done):
            raise typer.Exit(REFUSED)


def _run(at: Desk, timeout_s: float, *, watch: bool) -> deliveries.Delivery:
    """The delivery; one that is watched ends by Ctrl-C, and then says what it did until there."""
    kept = deliveries.Delivery()
    with shown(at.words) as report, suppress(KeyboardInterrupt):
        asyncio.run(_deliver(at, kept, timeout_s, report, watch=watch))
    if not kept.reached:
        waiting = at.tablet.store.outbox_counts().waiting
        raise NotReached(tries=kept.tries, waiting=waiting, reason=None, detail="")
    return kept


async def _deliver(
    at: Desk, into: deliveries.Delivery, timeout_s: float, report: OnProgress, *, watch: bool
) -> None:
    """Said inside the running loop: from here on Ctrl-C ends it in order."""
    if watch:
        at.screen.say("sync.watching")
    await deliver(at.tablet, timeout_s=timeout_s, watch=watch, into=into, on_progress=report)
