"""`doorstep verify`: whether everything in the directory is sound."""

import typer

from server.commands import progress
from server.commands.options import AsJson, Data, Lang
from server.commands.terminal import Terminal

EXAMPLE = "Example: doorstep verify --data district"


def verify(data: Data, as_json: AsJson = False, lang: Lang = None) -> None:
    """Check the log, the audit and what the pages read; exit 1 names what is wrong."""
    from server.safekeeping import verifying  # noqa: PLC0415  it reads the log: not for --help

    terminal = Terminal(as_json=as_json, lang=lang)
    with progress.bar(terminal.words("verify.checking")) as report:
        found = verifying.verify(data, terminal.lang.value, report)
    counts = {"records": found.records, "changes": found.changes, "scopes": found.scopes}
    document = {
        "ok": not found.problems,
        **counts,
        "problems": [
            {"code": each.code, "where": each.where, "message": each.message}
            for each in found.problems
        ],
    }

    def for_people() -> None:
        if not found.problems:
            terminal.say("verify.ok", **counts)
            return
        terminal.say("verify.bad", count=len(found.problems), **counts)
        for problem in found.problems:
            terminal.line(f"  {problem.where}: {problem.message} ({problem.code})")
        views_alone = {each.code for each in found.problems} <= {"views_differ", "set_aside"}
        terminal.say("verify.rebuild" if views_alone else "verify.next", data=data)

    terminal.show(document, for_people)
    raise typer.Exit(1 if found.problems else 0)
