"""The `doorstep` command: every verb, and what each kind of failure comes to.

Exit codes: 0 done, 1 failed with one line on stderr that says what to do, 2 wrong usage, 70 the
storage failed: stop trusting the disk.
"""

import sys
from collections.abc import Sequence

import typer

from schema.errors import SchemaError
from server import problem
from server.commands import (
    areas,
    backup,
    bench,
    config,
    demo,
    devices,
    export,
    forms,
    households,
    init,
    quarantine,
    rebuild,
    records,
    restore,
    serve,
    staff,
    verify,
)
from server.commands.options import Language, language
from server.commands.words import Words
from server.errors import InvalidValue, ServerError
from sync.log.connect import storage_errors
from sync.log.errors import LogError, StorageBusy, StorageFailed, StorageFull

app = typer.Typer(
    name="doorstep",
    help="Doorstep: every edit kept, every clash shown to a person.",
    epilog="Example: doorstep init --data district --sample",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["--help", "-h"]},
)
app.command("init", epilog=init.EXAMPLE)(init.init)
app.command("serve", epilog=serve.EXAMPLE)(serve.serve)
app.add_typer(staff.app, name="staff")
app.add_typer(areas.app, name="areas")
app.add_typer(households.app, name="households")
app.add_typer(devices.app, name="devices")
app.add_typer(forms.app, name="forms")
app.add_typer(records.app, name="records")
app.add_typer(quarantine.app, name="quarantine")
app.command("demo", epilog=demo.EXAMPLE)(demo.demo)
app.command("export", epilog=export.EXAMPLE)(export.export)
app.command("backup", epilog=backup.EXAMPLE)(backup.backup)
app.command("restore", epilog=restore.EXAMPLE)(restore.restore)
app.command("verify", epilog=verify.EXAMPLE)(verify.verify)
app.command("rebuild", epilog=rebuild.EXAMPLE)(rebuild.rebuild)
app.add_typer(bench.app, name="bench")
app.command("config", epilog=config.EXAMPLE)(config.config)


def main() -> None:
    """The console script."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Runs one command and gives its exit code; failures are one line on stderr."""
    try:
        with storage_errors():
            app(args=list(arguments), prog_name="doorstep")
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
