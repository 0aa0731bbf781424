"""`enroll`: a directory becomes somebody's tablet."""

import asyncio
import platform
import secrets
from pathlib import Path
from typing import Annotated

import typer

from clients.reference_cli.address import ServerAddress
from clients.reference_cli.commands.desk import FAILED, desk
from clients.reference_cli.commands.options import AsJson, Home, Lang
from clients.reference_cli.delivery import Delivery
from clients.reference_cli.dial import deliver
from clients.reference_cli.enrolling import enrol
from clients.reference_cli.errors import NotReached
from clients.reference_cli.progress import shown

DOWNLOAD_TIMEOUT_S = 60.0
"""Without an answer, after which the download is left to the next `sync`."""


def enroll(
    url: Annotated[str, typer.Argument(metavar="URL", show_default=False)],
    code: Annotated[str, typer.Argument(metavar="CODE", show_default=False)],
    name: Annotated[
        str | None, typer.Option("--name", help="What the tablet is called; else this machine.")
    ] = None,
    ca: Annotated[
        Path | None, typer.Option("--ca", metavar="FILE", help="Certificates to trust.")
    ] = None,
    home: Home = None,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Enrols this tablet with a code from the office, and downloads forms, areas and records.

    In an existing home everything is kept, also what is not sent yet.

    Example: doorstep-tablet enroll https://doorstep.example K7QM-4R2P --home ~/tablet
    """
    with desk(home, lang, as_json=as_json, create=True) as at:
        enrol(
            at.tablet.store.papers,
            ServerAddress(url=url, ca=None if ca is None else str(ca.absolute())),
            code,
            name=name or platform.node() or "tablet",
            draw_bits=secrets.randbits,
            lang=at.lang,
        )
        at.tablet.forget_staff()
        delivery = Delivery()
        try:
            with shown(at.words) as report:
                asyncio.run(
                    deliver(
                        at.tablet,
                        timeout_s=DOWNLOAD_TIMEOUT_S,
                        into=delivery,
                        on_progress=report,
                    )
                )
        except NotReached as error:
            at.screen.complain(at.words("enroll.later"))
            raise typer.Exit(FAILED) from error
        library = at.tablet.library
        at.ok()
        at.screen.say(
            "enroll.done",
            name=library.staff.get(at.tablet.staff, at.tablet.staff),
            forms=len(library.forms),
            areas=len(library.areas),
        )
        at.screen.say("enroll.fetched", n=len(delivery.received))
