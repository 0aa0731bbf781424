"""The field's side: a home is a tablet, and its command line is all that touches it."""

import json
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.acceptance.commands import Finished, Launcher, begin, run


class Tablet:
    """One home directory, enrolled or not.

    Args:
        home: the directory.
        login: who works with it; for the test's own use.
    """

    def __init__(self, home: Path, login: str = "") -> None:
        self.home = home
        self.login = login

    def run(self, *words: object, lang: str = "en", launcher: Launcher = ()) -> Finished:
        """`doorstep-tablet` with these words in this home."""
        return run(*self._words(words, lang), launcher=launcher)

    def ask(self, *words: object) -> Any:
        """The document that a command prints, which has to succeed."""
        done = self.run(*words, "--json")
        assert done.exit_code == 0, (words, done.stdout, done.stderr)
        return done.document

    def say(self, *words: object, lang: str = "zh-CN") -> list[str]:
        """The lines that a person reads of a command that succeeds."""
        done = self.run(*words, lang=lang)
        assert done.exit_code == 0, (words, done.stdout, done.stderr)
        return done.lines

    def batch(self, *commands: Sequence[object]) -> None:
        """Runs many commands in one process, each of which has to succeed."""
        words = json.dumps([[str(word) for word in command] for command in commands])
        done = run(
            *("doorstep-tablet", "--home", self.home, "--lang", "en"),
            stdin=words,
            launcher=("many_commands.py",),
        )
        assert done.exit_code == 0, done.stderr

    def enroll(self, url: str, code: str) -> "Tablet":
        """Becomes somebody's tablet."""
        self.ask("enroll", url, code, "--name", self.login or "tablet")
        return self

    def new(self, form: str, area: str, *answers: str) -> dict[str, Any]:
        """Makes a record, offline; document `record`."""
        return self.ask("new", form, "--area", area, *answers)

    def edit(self, record: str, *answers: str) -> None:
        """Changes answers, offline."""
        self.ask("edit", record, *answers)

    def show(self, record: str, *, history: bool = False) -> dict[str, Any]:
        """Document `record` as this tablet holds it."""
        return self.ask("show", record, *(["--history"] if history else []))

    def settle(self, record: str, question: str, *, take: int) -> None:
        """Decides a clash, offline."""
        self.ask("settle", record, question, "--take", take)

    def sync(self) -> dict[str, Any]:
        """Delivers and fetches; document `sync`. Every own row is stored afterwards."""
        return self.ask("sync")

    def status(self) -> dict[str, Any]:
        """Document `status`."""
        return self.ask("status")

    def begin(self, *words: object, launcher: Launcher = ()) -> "subprocess.Popen[str]":
        """Starts a command and leaves it running; whoever calls this ends it."""
        return begin(*self._words(words, "en"), launcher=launcher)

    def _words(self, words: Sequence[object], lang: str) -> tuple[object, ...]:
        return ("doorstep-tablet", *words, "--home", self.home, "--lang", lang)


def values(record: dict[str, Any], question: str) -> list[Any]:
    """The values of a question that stand side by side, in the document's order."""
    return [each["value"] for each in record["answers"][question]["values"]]
