"""`doorstep verify`: whether everything in the directory is sound."""

from typing import Any

import typer

from server.admin import call
from server.commands.options import AsJson, Data, Lang
from server.commands.terminal import Terminal

EXAMPLE = "Example: doorstep verify --data district"


def verify(data: Data, as_json: AsJson = False, lang: Lang = None) -> None:
    """Check the log, the audit and what the pages read; exit 1 names what is wrong."""
    terminal = Terminal(as_json=as_json, lang=lang)
    found: Any = call(data, "verify", {"lang": terminal.lang.value})

    def for_people() -> None:
        counts = {name: found[name] for name in ("records", "changes", "scopes")}
        if found["ok"]:
            terminal.say("verify.ok", **counts)
            return
        terminal.say("verify.bad", count=len(found["problems"]), **counts)
        for problem in found["problems"]:
            terminal.line(f"  {problem['where']}: {problem['message']} ({problem['code']})")
        terminal.say("verify.next")

    terminal.show(found, for_people)
    raise typer.Exit(0 if found["ok"] else 1)
