"""`doorstep serve`: runs the server until it is told to stop."""

import os
from typing import Annotated

import typer

from server import settings
from server.commands.options import AsJson, Data, Lang

EXAMPLE = "Example: doorstep serve --data district --port 8000"


def serve(
    data: Data,
    host: Annotated[
        str | None, typer.Option("--host", help="Address to listen on.", show_default="127.0.0.1")
    ] = None,
    port: Annotated[
        int | None, typer.Option("--port", help="0 picks a free one.", show_default="8000")
    ] = None,
    log_format: Annotated[
        str | None, typer.Option("--log-format", metavar="text|json", help="Form of the log.")
    ] = None,
    as_json: AsJson = False,
    lang: Lang = None,  # noqa: ARG001  every command takes it; the log speaks one language
) -> None:
    """Serve tablets and pages; ends at SIGTERM or Ctrl-C with everything acknowledged stored."""
    from server import serve as serving  # noqa: PLC0415  no other command needs pages and sockets

    options = {"host": host, "port": port, "log_format": log_format}
    in_force = settings.load(data, os.environ, options)
    raise typer.Exit(serving.run(data, in_force, announce_json=as_json))
