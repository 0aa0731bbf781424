"""`doorstep staff`: people and what they may do where."""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from schema.role import ROLE_NAMES, Role
from server.admin import call
from server.commands import listing
from server.commands.listing import DryRun, File
from server.commands.naming import Names
from server.commands.options import As, AsJson, Data, Lang
from server.commands.terminal import Terminal

app = typer.Typer(
    help="People and grants.",
    no_args_is_help=True,
    epilog="Example: doorstep staff list --role grid_member",
)


@app.command("list", epilog="Example: doorstep staff list --role grid_member --area 130709/100/002")
def list_staff(
    data: Data,
    role: Annotated[str | None, typer.Option("--role", help="Only who holds this role.")] = None,
    area: Annotated[str | None, typer.Option("--area", help="Only grants here and below.")] = None,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Who there is, with role and area."""
    terminal = Terminal(as_json=as_json, lang=lang)
    people: Any = call(data, "staff.list", {"role": role, "area": area})

    def for_people() -> None:
        areas = {grant["area"] for person in people for grant in person["grants"]}
        names = Names.of(data, terminal.words, areas=areas)
        terminal.table(
            [
                "column.login",
                "column.name",
                "column.role",
                "column.area",
                "column.phone",
                "column.state",
            ],
            [_row(terminal, names, person) for person in people],
            empty="staff.none",
        )

    terminal.show(people, for_people)


def _row(terminal: Terminal, names: Names, person: dict[str, Any]) -> list[str]:
    grants = person["grants"]
    state = "disabled" if person["disabled"] else "active"
    return [
        person["login"],
        person["name"],
        ", ".join(dict.fromkeys(role_in_words(grant["role"], terminal) for grant in grants)),
        ", ".join(dict.fromkeys(names.area(grant["area"]) for grant in grants)),
        person["phone"] or "",
        terminal.words(state),
    ]


def role_in_words(role: str, terminal: Terminal) -> str:
    """A role's name as colleagues say it."""
    return ROLE_NAMES[Role(role)][terminal.lang.value] if role in set(Role) else role


@app.command("add", epilog="Example: doorstep staff add wangfang --name 王芳 --phone 0313-0000001")
def add(
    login: Annotated[str, typer.Argument(help="What they sign in with: a-z, 0-9, . - _")],
    data: Data,
    name: Annotated[str, typer.Option("--name", help="As colleagues read it.")],
    password_stdin: Annotated[
        bool, typer.Option("--password-stdin", help="Password for the pages: stdin's first line.")
    ] = False,
    phone: Annotated[
        str | None, typer.Option("--phone", help="By which number colleagues reach them.")
    ] = None,
    actor: As = None,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Add a person. Without a password they have no way into the pages."""
    terminal = Terminal(as_json=as_json, lang=lang)
    password = sys.stdin.readline().rstrip("\r\n") if password_stdin else None
    asked = {
        "login": login,
        "name": name,
        "password": password,
        "phone": phone or None,
        "as": actor,
    }
    added: Any = call(data, "staff.add", asked)
    terminal.show(
        added, lambda: terminal.say("staff.added", login=added["login"], name=added["name"])
    )


@app.command(
    "grant",
    epilog="Example: doorstep staff grant wangfang --role grid_member --area 130709/100/002/007",
)
def grant(
    login: Annotated[str, typer.Argument(help="Whom: login or id.")],
    data: Data,
    role: Annotated[str, typer.Option("--role", help="What they are there.")],
    area: Annotated[str, typer.Option("--area", help="Where: there and below.")],
    form: Annotated[
        str | None, typer.Option("--form", help="For this form alone; restricted ones need it.")
    ] = None,
    actor: As = None,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Give a person a role in an area; counts on open tablets within seconds."""
    asked = {"login": login, "role": role, "area": area, "form": form, "as": actor}
    _say_granted(data, Terminal(as_json=as_json, lang=lang), "staff.grant", asked, "staff.granted")


@app.command(
    "revoke",
    epilog="Example: doorstep staff revoke wangfang --role grid_member --area 130709/100/002/007",
)
def revoke(
    login: Annotated[str, typer.Argument(help="From whom: login or id.")],
    data: Data,
    role: Annotated[str, typer.Option("--role", help="What they were there.")],
    area: Annotated[str, typer.Option("--area", help="Where, as it was granted.")],
    form: Annotated[
        str | None, typer.Option("--form", help="As it was granted, if it names one.")
    ] = None,
    actor: As = None,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Take a role in an area from a person; counts on open tablets within seconds."""
    asked = {"login": login, "role": role, "area": area, "form": form, "as": actor}
    _say_granted(data, Terminal(as_json=as_json, lang=lang), "staff.revoke", asked, "staff.revoked")


def _say_granted(
    data: Path, terminal: Terminal, operation: str, asked: dict[str, Any], said: str
) -> None:
    """Gives or takes a grant, and says so with the role and the area in words."""
    done = call(data, operation, asked)

    def for_people() -> None:
        place = Names.of(data, terminal.words, areas=[asked["area"]]).area(asked["area"])
        role = role_in_words(asked["role"], terminal)
        terminal.say(said, login=asked["login"], role=role, area=place)

    terminal.show(done, for_people)


@app.command("phone", epilog="Example: doorstep staff phone wangfang 0313-0000001")
def phone(
    login: Annotated[str, typer.Argument(help="Whose: login or id.")],
    number: Annotated[str, typer.Argument(help="The number; '' where none is known any more.")],
    data: Data,
    actor: As = None,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Write down by which number a person is reached; shown to those who oversee them."""
    terminal = Terminal(as_json=as_json, lang=lang)
    changed: Any = call(data, "staff.phone", {"login": login, "phone": number or None, "as": actor})
    known = changed["phone"]
    terminal.show(
        changed,
        lambda: terminal.say(
            "staff.phone" if known else "staff.no_phone", login=login, phone=known
        ),
    )


@app.command("handover", epilog="Example: doorstep staff handover wangfang --to liqiang")
def handover(
    login: Annotated[str, typer.Argument(help="Who leaves: login or id.")],
    data: Data,
    successor: Annotated[str, typer.Option("--to", help="Who takes over: login or id.")],
    hours: Annotated[int, typer.Option("--hours", help="How long the code is valid.")] = 24,
    actor: As = None,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Hand over in one act: tablets shut out, rounds moved, a code for who takes over.

    What is not delivered stays on the tablets and is handed in when they next connect.
    """
    terminal = Terminal(as_json=as_json, lang=lang)
    asked = {"login": login, "to": successor, "hours": hours, "as": actor}
    done: Any = call(data, "staff.handover", asked)

    def for_people() -> None:
        areas = [area for each in done["rounds"] for area in each["areas"]]
        names = Names.of(data, terminal.words, areas=areas, staff=[done["staff"], done["to"]])
        person, to = names.person(done["staff"]), names.person(done["to"])
        terminal.say("handover.done", name=person, to=to, count=len(done["devices"]))
        for device in done["devices"]:
            contact = terminal.when(device["last_contact_ms"])
            outbox, facts = device["outbox"], {"id": device["id"], "device": device["name"]}
            said = "unknown" if outbox is None else "unsent" if outbox else "all"
            terminal.say(f"handover.{said}", count=outbox, when=contact, **facts)
        for each in done["rounds"]:
            places = terminal.words("between").join(map(names.area, each["areas"]))
            facts = {"title": each["title"], "areas": places, "doors": each["doors"]}
            terminal.say("handover.round", to=to, **facts)
        code = done["code"]
        expires = terminal.when(code["expires_ms"])
        terminal.say("devices.code", name=to, expires=expires)
        terminal.line(code["code"])
        terminal.say("devices.enroll", url=code["url"], code=code["code"])

    terminal.show(done, for_people)


@app.command("disable", epilog="Example: doorstep staff disable wangfang")
def disable(
    login: Annotated[str, typer.Argument(help="Whom: login or id.")],
    data: Data,
    actor: As = None,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Shut a person out everywhere: pages and tablets, within seconds. Nothing is deleted."""
    terminal = Terminal(as_json=as_json, lang=lang)
    done = call(data, "staff.disable", {"login": login, "as": actor})
    terminal.show(done, lambda: terminal.say("staff.disabled", login=login))


@app.command("import", epilog="Example: doorstep staff import staff.xlsx --dry-run")
def import_staff(
    file: File,
    data: Data,
    dry_run: DryRun = False,
    actor: As = None,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Add people and give them roles from a list, all of it or nothing.

    Exit 1 names every cell that is wrong. Nobody is shut out by a list: who is missing is told.
    """
    terminal = Terminal(as_json=as_json, lang=lang)
    asked = {"dry_run": dry_run, "as": actor}
    done = listing.take(terminal, data, "staff.import", file, asked)

    def line(person: Mapping[str, Any]) -> str:
        held = [
            f"{role_in_words(grant['role'], terminal)} {grant['place']}"
            for grant in person["grants"]
        ]
        name = f"{person['before']} → {person['name']}" if person["before"] else person["name"]
        said = [name, *([person["phone"]] if person["phone"] else []), *held]
        return f"{person['login']}: {terminal.words('between').join(said)}"

    def for_people() -> None:
        missing = {"missing": lambda person: f"{person['login']} {person['name']}"}
        listing.tell(terminal, done, {"added": line, "changed": line, **missing})
        if done["missing"]:
            terminal.say("lists.missing_why")
        listing.tell_end(terminal, done)

    terminal.show(done, for_people)


app.command("template", epilog="Example: doorstep staff template -o staff.xlsx")(
    listing.template("staff")
)
