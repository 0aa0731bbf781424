"""`show`: one record, or everything about one place."""

from typing import Annotated

import typer

from clients.reference_cli import place, referring
from clients.reference_cli.commands.desk import Desk, desk
from clients.reference_cli.commands.options import AsJson, Home, Lang
from clients.reference_cli.errors import NoSuchRecord
from clients.reference_cli.known import known_of
from clients.reference_cli.naming import area_ending, area_in_full
from clients.reference_cli.telling import history as past
from clients.reference_cli.telling import known, related
from clients.reference_cli.telling import place as whole
from clients.reference_cli.telling import show as present
from schema.area import AreaId


def show(
    named: Annotated[
        str,
        typer.Argument(
            metavar="RECORD|AREA",
            help="A record's id, any tail of it that no other has, or its number in the last list; "
            "or an area's whole id.",
            show_default=False,
        ),
    ],
    history: Annotated[bool, typer.Option("--history", help="With every change.")] = False,
    home: Home = None,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Shows a record: its answers, who wrote them when, what is wrong and what to do.

    Of an area it shows everything that is held here about it: the household's file, opinions and
    visits, when to come back, what waits; of a building what lies in it, counted.

    Example: doorstep-tablet show 0301:p2022 --history
    """
    with desk(home, lang, as_json=as_json) as at:
        area = area_in_full(at.tablet.store.index, at.tablet.library, named)
        if area is not None:
            _show_place(at, area, history=history)
            return
        try:
            record = at.record(named)
        except NoSuchRecord:
            area = area_ending(at.tablet.library, named)
            if area is None:
                raise
            _show_place(at, area, history=history)
            return
        _show_record(at, record, history=history)


def _show_record(at: Desk, record: str, *, history: bool) -> None:
    held = at.tablet.read(record)
    document = held.document(at.lang, history=history)
    parents = referring.parents(at.tablet.library, held)
    children = referring.children(at.tablet, record)
    proposed = known_of(at.tablet, held)
    document |= related.document(parents, children)
    at.screen.document(document | ({"known": known.document(proposed)} if proposed else {}))
    *lines, last = present.tell(held, at.voice)
    lines += related.tell(held, parents, children, at.voice)
    lines += known.tell(proposed, held.form, at.voice, key="known.proposed")
    take = [at.words("known.take", record=at.voice.short(record))] if proposed else []
    at.screen.lines([*lines, *(past.tell(held, at.voice) if history else ()), *take, last])


def _show_place(at: Desk, area: AreaId, *, history: bool) -> None:
    found = place.place(at.tablet, area, at.lang)
    at.tablet.store.papers.keep_list([each.id.text for each in found.records])
    if at.screen.as_json:
        at.screen.document(found.document(at.voice.address_of(area), history=history))
    else:
        at.screen.lines(whole.tell(found, at.voice, history=history))
