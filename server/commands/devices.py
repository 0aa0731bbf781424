"""`doorstep devices`: enrolment codes, tablets, revocation."""

import sys
from typing import Annotated, Any

import segno
import typer

from server.admin import call
from server.commands.naming import Names
from server.commands.options import As, AsJson, Data, Lang
from server.commands.terminal import Terminal
from server.people.enrolment import HOURS_DEFAULT, HOURS_MAX

app = typer.Typer(
    help="Tablets.", no_args_is_help=True, epilog="Example: doorstep devices code --staff wangfang"
)

CLOCK_TOLERANCE_MS = 60_000
MINUTE_MS = 60_000


@app.command("code", epilog="Example: doorstep devices code --staff wangfang")
def code(
    data: Data,
    staff: Annotated[str | None, typer.Option("--staff", help="For this login or id.")] = None,
    everybody: Annotated[bool, typer.Option("--all", help="One for each who records.")] = False,
    role: Annotated[str | None, typer.Option("--role", help="With --all: of this role.")] = None,
    hours: Annotated[
        int, typer.Option("--hours", min=1, max=HOURS_MAX, help="How long it is valid.")
    ] = HOURS_DEFAULT,
    actor: As = None,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Make a code, valid once, with which a tablet becomes a person's."""
    if (staff is None) is not everybody:
        raise typer.BadParameter("name a person with --staff, or everybody with --all")
    if role is not None and not everybody:
        raise typer.BadParameter("--role goes with --all")
    terminal = Terminal(as_json=as_json, lang=lang)
    asked = {"staff": staff, "all": everybody, "role": role, "hours": hours, "as": actor}
    made: Any = call(data, "devices.code", asked)

    def for_people() -> None:
        codes = made if everybody else [made]
        names = Names.of(data, terminal.words, staff=[each["staff"] for each in codes])
        (_show_all if everybody else _show_one)(terminal, names, codes)

    terminal.show(made, for_people)


def _show_one(terminal: Terminal, names: Names, codes: list[dict[str, Any]]) -> None:
    (made,) = codes
    expires = terminal.when(made["expires_ms"])
    terminal.say("devices.code", name=names.person(made["staff"]), expires=expires)
    terminal.line(f"\n  {made['code']}\n")
    if terminal.is_terminal:
        segno.make(f"{made['url']}#{made['code']}", error="m").terminal(sys.stdout, compact=True)
    terminal.say("devices.enroll", url=made["url"], code=made["code"])


def _show_all(terminal: Terminal, names: Names, codes: list[dict[str, Any]]) -> None:
    terminal.table(
        ["column.name", "column.code", "column.expires"],
        [
            [names.person(each["staff"]), each["code"], terminal.when(each["expires_ms"])]
            for each in codes
        ],
        empty="staff.none",
    )
    if codes:
        terminal.say("devices.codes", count=len(codes), url=codes[0]["url"])


@app.command("list", epilog="Example: doorstep devices list")
def list_devices(data: Data, as_json: AsJson = False, lang: Lang = None) -> None:
    """The tablets, who holds them, and what they last said."""
    terminal = Terminal(as_json=as_json, lang=lang)
    found: Any = call(data, "devices.list")

    def for_people() -> None:
        names = Names.of(data, terminal.words, staff=[each["staff"] for each in found])
        columns = ["id", "holder", "name", "contact", "waiting", "clock", "state"]
        terminal.table(
            [f"column.{column}" for column in columns],
            [_row(terminal, names, each) for each in found],
            empty="devices.none",
        )

    terminal.show(found, for_people)


def _row(terminal: Terminal, names: Names, device: dict[str, Any]) -> list[str]:
    waiting = device["outbox"]
    return [
        device["id"],
        names.person(device["staff"]),
        device["name"],
        terminal.when(device["last_contact_ms"]),
        "–" if waiting is None else str(waiting),
        _clock(terminal, device["clock_offset_ms"]),
        terminal.words(_state(device)),
    ]


def _state(device: dict[str, Any]) -> str:
    """Shut out, in need of somebody who looks, or neither."""
    if device["revoked"]:
        return "revoked"
    return "differs" if device["differs"] else "active"


def _clock(terminal: Terminal, offset_ms: int | None) -> str:
    """How the tablet's clock stands to the server's; positive offsets are slow clocks."""
    if offset_ms is None:
        return "–"
    if abs(offset_ms) < CLOCK_TOLERANCE_MS:
        return terminal.words("clock.right")
    key = "clock.slow" if offset_ms > 0 else "clock.fast"
    return terminal.words(key, minutes=round(abs(offset_ms) / MINUTE_MS))


@app.command("revoke", epilog="Example: doorstep devices revoke 4k2m9x0c7b1qz8vd")
def revoke(
    device: Annotated[str, typer.Argument(metavar="ID", help="The tablet's id.")],
    data: Data,
    actor: As = None,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Shut a tablet out for good; its open connection ends within seconds."""
    terminal = Terminal(as_json=as_json, lang=lang)
    done = call(data, "devices.revoke", {"id": device, "as": actor})
    terminal.show(done, lambda: terminal.say("devices.revoked", id=device))
