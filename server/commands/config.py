"""`doorstep config`: which settings are in force, and where each comes from."""

import os
from typing import Any

from server import settings
from server.admin import call_running
from server.commands.options import AsJson, Data, Lang
from server.commands.terminal import Terminal

EXAMPLE = "Example: doorstep config --data district"


def config(data: Data, as_json: AsJson = False, lang: Lang = None) -> None:
    """Show the settings in force, of the server that runs or else of the next, without secrets."""
    terminal = Terminal(as_json=as_json, lang=lang)
    found: Any = call_running(data, "config")
    if found is None:
        found = settings.document(settings.look_up(data, os.environ), os.environ, address=None)

    def for_people() -> None:
        if found["running"]:
            terminal.say("config.running", address=found["address"])
        else:
            terminal.say("config.next")
        terminal.table(
            ["column.setting", "column.value", "column.source"],
            [_row(terminal, setting) for setting in found["settings"]],
            empty="config.next",
        )

    terminal.show(found, for_people)
    if found["unknown"]:
        terminal.warn("config.unknown", names=terminal.words("between").join(found["unknown"]))


def _row(terminal: Terminal, setting: dict[str, Any]) -> list[str]:
    value = setting["value"]
    shown = terminal.words("between").join(value) if isinstance(value, list) else value
    source = terminal.words.get(f"source.{setting['source']}")
    return [
        setting["name"],
        "–" if shown in (None, "") else str(shown),
        f"{source} {setting['place'] or ''}".rstrip(),
    ]
