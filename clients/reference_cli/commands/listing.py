"""`list`: the records here, numbered for the next command."""

from typing import Annotated, Final

import typer

from clients.reference_cli.commands.desk import Desk, desk
from clients.reference_cli.commands.options import AsJson, Home, Lang
from clients.reference_cli.errors import UnknownStatus
from clients.reference_cli.library import nearest
from clients.reference_cli.referring import children
from clients.reference_cli.telling import lists
from sync.core.review import RETURNED
from sync.home.rows import IndexedRecord

STATES: Final = ("draft", "finished", "returned", "approved", "void")
DELIVERIES: Final = ("synced", "waiting", "refused")
CLASH: Final = "clash"


def listing(
    form: Annotated[str | None, typer.Argument(metavar="FORM", show_default=False)] = None,
    area: Annotated[
        str | None, typer.Option("--area", metavar="AREA", help="In or below it.")
    ] = None,
    status: Annotated[
        str | None,
        typer.Option("--status", metavar="STATE", help=" | ".join((*STATES, *DELIVERIES, CLASH))),
    ] = None,
    refers: Annotated[
        str | None,
        typer.Option("--refers", metavar="RECORD", help="Those alone that refer to this record."),
    ] = None,
    home: Home = None,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Lists the records here, the returned first; `show`, `edit` and others take their number.

    Example: doorstep-tablet list renovation_opinion --status refused
    """
    with desk(home, lang, as_json=as_json) as at:
        if form is not None:
            at.tablet.library.form(form)
        if status is not None and status not in (*STATES, *DELIVERIES, CLASH):
            known = [*STATES, *DELIVERIES, CLASH]
            raise UnknownStatus(name=status, nearest=nearest(status, known) or tuple(known))
        place = None if area is None else area.rstrip("/")
        among = None if refers is None else _referring(at, refers)
        found = [
            each
            for each in at.tablet.records(form=form, area=place)
            if (status is None or _is(each, status)) and (among is None or each.record in among)
        ]
        found.sort(key=lambda each: not (each.summary or {})["returned"])
        at.tablet.store.papers.keep_list([each.record for each in found])
        if as_json:
            at.screen.document([at.tablet.read(each.record).document(at.lang) for each in found])
        else:
            at.screen.lines(lists.records(found, at.voice))


def _referring(at: Desk, named: str) -> set[str]:
    return {each.record for each in children(at.tablet, at.record(named))}


def _is(indexed: IndexedRecord, status: str) -> bool:
    summary = dict(indexed.summary or {})
    if status == CLASH:
        return bool(summary["clash"])
    if status == RETURNED:
        return bool(summary["returned"])
    return status in (summary["status"], lists.delivery(summary))
