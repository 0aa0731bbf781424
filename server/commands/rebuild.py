"""`doorstep rebuild`: what the pages read, made anew from the log."""

import time

from server.commands import progress
from server.commands.options import AsJson, Data, Lang
from server.commands.terminal import Terminal

EXAMPLE = "Example: doorstep rebuild --data district"


def rebuild(data: Data, as_json: AsJson = False, lang: Lang = None) -> None:
    """Make what the pages read anew from the log, while a server runs or not."""
    from server.safekeeping import rebuilding  # noqa: PLC0415  brings a server: not for --help

    terminal = Terminal(as_json=as_json, lang=lang)
    begun_s = time.monotonic()
    with progress.bar(terminal.words("rebuild.making")) as report:
        rebuilding.rebuild(data, report)
    seconds = round(time.monotonic() - begun_s, 3)
    terminal.show(
        {"ok": True, "seconds": seconds},
        lambda: terminal.say("rebuild.done", seconds=f"{seconds:.1f}"),
    )
