"""Every command: its options, its example, and that there are no others."""

import subprocess
import sys

import typer.main

from server.commands.main import application

NAMED_BY_THE_INTERFACE = {
    "init",
    "serve",
    "staff list",
    "staff add",
    "staff phone",
    "staff grant",
    "staff revoke",
    "staff disable",
    "staff handover",
    "rounds list",
    "rounds show",
    "rounds add",
    "rounds assign",
    "rounds close",
    "staff import",
    "staff template",
    "areas list",
    "areas move",
    "areas import",
    "areas template",
    "households adopt",
    "households import",
    "households template",
    "devices code",
    "devices list",
    "devices revoke",
    "forms list",
    "forms show",
    "forms check",
    "forms import",
    "forms trial",
    "forms publish",
    "forms stop",
    "forms resume",
    "forms delete",
    "forms diff",
    "forms export",
    "forms template",
    "records list",
    "records show",
    "records clashes",
    "records settle",
    "records erase",
    "records import",
    "records template",
    "numbers list",
    "numbers show",
    "numbers export",
    "numbers import",
    "quarantine list",
    "quarantine show",
    "quarantine accept",
    "quarantine discard",
    "quarantine export",
    "export",
    "backup",
    "restore",
    "verify",
    "rebuild",
    "config",
    "demo",
    "bench pages",
    "bench storm",
    "bench reconnect",
    "bench trickle",
    "bench growth",
}


def commands(group=None, before=""):
    group = group or typer.main.get_command(application())
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from commands(command, f"{before}{name} ")
        else:
            yield f"{before}{name}", command


def options(command):
    return {option for parameter in command.params for option in parameter.opts}


def test_a_command_that_does_not_work_yet_does_not_exist_yet():
    assert {name for name, _ in commands()} <= NAMED_BY_THE_INTERFACE


def test_every_command_takes_the_common_options():
    for name, command in commands():
        wanted = {"--data", "--json", "--lang"}
        # One makes its directory, the others need none.
        if name in {"demo", "forms check"} or name.endswith(" template"):
            wanted -= {"--data"}
        assert wanted <= options(command), name


def test_what_writes_takes_who_acts():
    acting = {name for name, command in commands() if "--as" in options(command)}
    assert acting == {
        "staff add",
        "staff phone",
        "staff grant",
        "staff revoke",
        "staff disable",
        "staff handover",
        "rounds add",
        "rounds assign",
        "rounds close",
        "staff import",
        "areas move",
        "areas import",
        "households adopt",
        "households import",
        "forms import",
        "forms trial",
        "forms publish",
        "forms stop",
        "forms resume",
        "forms delete",
        "devices code",
        "devices revoke",
        "records settle",
        "records erase",
        "records import",
        "numbers import",
        "quarantine accept",
        "quarantine discard",
        "quarantine export",
        "export",
    }


def test_every_commands_help_has_an_example_of_itself():
    for name, command in commands():
        assert f"doorstep {name}" in (command.epilog or ""), name
        assert command.help, name


def test_a_command_brings_no_server_with_it():
    heavy = {"uvicorn", "starlette", "pycrdt", "jinja2", "uvloop"}
    listed = (
        "import sys; from server.commands.main import application; application();"
        "print(*sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", listed], capture_output=True, text=True, check=True
    )
    assert set() == heavy & set(done.stdout.split())


def test_a_command_brings_nothing_of_the_others():
    listed = (
        "import sys; from server.commands.main import application; application('verify');"
        "print(*(name for name in sys.modules if name.startswith('server.commands.')))"
    )
    done = subprocess.run(
        [sys.executable, "-c", listed], capture_output=True, text=True, check=True
    )
    brought = {name.removeprefix("server.commands.") for name in done.stdout.split()}
    assert (True, set()) == ("verify" in brought, brought & {"staff", "bench", "demo", "export"})
