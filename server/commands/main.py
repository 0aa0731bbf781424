"""The `doorstep` command: every verb, and what each kind of failure comes to.

Exit codes: 0 done, 1 failed with one line on stderr that says what to do, 2 wrong usage, 70 the
storage failed: stop trusting the disk.
"""

import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Final

import typer

from schema.errors import SchemaError
from server import problem
from server.commands.options import Language, language
from server.commands.words import Words
from server.errors import InvalidValue, ServerError
from sync.log.connect import storage_errors
from sync.log.errors import LogError, StorageBusy, StorageFailed, StorageFull

COMMANDS: Final = (
    *("init", "serve", "staff", "areas", "households", "rounds", "devices", "forms", "records"),
    *("numbers", "quarantine", "demo", "export", "backup", "restore", "verify", "rebuild"),
    *("bench", "config"),
)
"""Each is the module of its name: a group `app` of commands, or one function with its `EXAMPLE`."""


def application(first: str = "") -> typer.Typer:
    """The command line.

    Args:
        first: the first word, if known: where it is a command's name nothing of the others is
            imported, which is most of a short command's time.
    """
    app = typer.Typer(
        name="doorstep",
        help="Doorstep: every edit kept, every clash shown to a person.",
        epilog="Example: doorstep init --data district --sample",
        callback=lambda: None,  # one command alone is still a command
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["--help", "-h"]},
    )
    for name in (first,) if first in COMMANDS else COMMANDS:
        module = import_module(f"server.commands.{name}")
        if hasattr(module, "app"):
            app.add_typer(module.app, name=name)
        else:
            app.command(name, epilog=module.EXAMPLE)(getattr(module, name))
    return app


def main() -> None:
    """The console script."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Runs one command and gives its exit code; failures are one line on stderr."""
    try:
        with storage_errors():
            application("".join(arguments[:1]))(args=list(arguments), prog_name="doorstep")
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else 1
    except (ServerError, LogError, SchemaError, OSError) as error:
        failure = _as_problem(error)
        words = Words(language(_named_language(arguments)))
        sys.stderr.write(f"doorstep: {words.problem(failure)}\n")
        return failure.exit_code
    return 0


def _as_problem(error: ServerError | LogError | SchemaError | OSError) -> ServerError:
    """The same failure as an error of this package, with its exit code."""
    match error:
        case ServerError():
            return error
        case StorageFailed() | StorageFull() | StorageBusy():
            return problem.of_storage(error, "log.db")
        case SchemaError():
            return problem.of_schema(error)
        case _:
            return InvalidValue(reason=str(error))


def _named_language(arguments: Sequence[str]) -> Language | None:
    """What --lang says, also where the command failed before it could look."""
    for before, argument in zip(("", *arguments), (*arguments, ""), strict=True):
        value = argument.removeprefix("--lang=") if argument.startswith("--lang=") else None
        value = argument if before == "--lang" else value
        if value in set(Language):
            return Language(value)
    return None


if __name__ == "__main__":
    main()
