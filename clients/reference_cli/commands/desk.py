"""What every command sits down at: the opened home, the reader's language, and how errors end.

Exit codes: 1 failed, 2 wrong usage, 70 storage failure. An error is one clear line on stderr that
says what to do; `--json` changes nothing about it.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

import typer

from clients.reference_cli.commands.options import Language, language
from clients.reference_cli.errors import AmbiguousRecord, NotReached, TabletError
from clients.reference_cli.naming import find_record
from clients.reference_cli.screen import Screen
from clients.reference_cli.tablet import Tablet
from clients.reference_cli.voice import Voice
from clients.reference_cli.words import Words
from schema.errors import InvalidAreaId, InvalidKey, InvalidRecordId, UnreadableAnswer
from sync.core.catalogue import BY_NAME
from sync.home.errors import HomeError, HomeInUse, HomeTooNew, NoHome
from sync.home.store import HomeStore
from sync.log.errors import LogError, StorageBusy, StorageFull

FAILED: Final = 1
WRONG_USAGE: Final = 2
STORAGE_FAILED: Final = 70

CANDIDATES_MAX: Final = 20
"""Records that are named where a name is ambiguous."""


PASSING: Final = frozenset({"busy", "restarting"})
"""Why a server did not let a tablet in that passes by itself; their own sentences say that it is
tried again, which is true while a command runs and not when it has ended."""


@dataclass(frozen=True)
class Desk:
    """One command's tablet and output."""

    tablet: Tablet
    screen: Screen
    words: Words

    @property
    def lang(self) -> str:
        """The reader's language."""
        return self.words.lang

    @cached_property
    def voice(self) -> Voice:
        """What things are called; NotEnrolled before the first enrolment."""
        return Voice(self.tablet, self.words)

    def record(self, name: str) -> str:
        """The id of the record that was named."""
        return find_record(self.tablet.store, name)

    def ok(self) -> None:
        """The document of a command without one of its own."""
        self.screen.document({"ok": True})


@contextmanager
def desk(
    home: Path | None, lang: Language | None, *, as_json: bool, create: bool = False
) -> Iterator[Desk]:
    """Opens the home for one command, and ends the process by what went wrong.

    Args:
        home: the `--home` option.
        lang: the `--lang` option.
        as_json: the `--json` option.
        create: make the home if there is none (to enrol it).
    """
    screen = Screen(Words(language(lang)), as_json=as_json)
    with complaining(screen), HomeStore(named(home, screen), create=create) as store:
        tablet = Tablet(store)
        if not create:
            _ = tablet.staff
        yield Desk(tablet, screen, screen.words)


@contextmanager
def complaining(screen: Screen) -> Iterator[None]:
    """Ends the process by what went wrong, with one clear line."""
    words = screen.words
    try:
        yield
    except TabletError as error:
        _tell(error, screen, words)
        raise typer.Exit(error.exit_code) from error
    except (HomeError, LogError, sqlite3.DatabaseError) as error:
        text, code = _storage(error, words)
        screen.complain(words("error.line", text=text))
        raise typer.Exit(code) from error
    except (InvalidAreaId, InvalidRecordId, InvalidKey, UnreadableAnswer) as error:
        text, code = _typed(error, words)
        screen.complain(words("error.line", text=text))
        raise typer.Exit(code) from error


def named(home: Path | None, screen: Screen) -> Path:
    """The tablet's directory: the `--home` option, else the environment's; else wrong usage."""
    path = home or os.environ.get("DOORSTEP_TABLET_HOME")
    if not path:
        screen.complain(screen.words("error.line", text=screen.words("error.no_home")))
        raise typer.Exit(WRONG_USAGE)
    return Path(path)


def _tell(error: TabletError, screen: Screen, words: Words) -> None:
    if isinstance(error, NotReached):
        screen.complain(_not_reached(error, words))
        return
    screen.complain(words("error.line", text=words.error(error)))
    if isinstance(error, AmbiguousRecord):
        for candidate in error.candidates[:CANDIDATES_MAX]:
            screen.complain(f"  {candidate}")


def _not_reached(error: NotReached, words: Words) -> str:
    """What a person reads: the server's reason if it gave one, and that nothing is lost."""
    problem = BY_NAME.get(error.facts["reason"] or "")
    if problem is not None and problem.name in PASSING:
        key = "error.not_now" if error.facts["waiting"] else "error.not_now_none"
        return words(key, **error.facts)
    if problem is not None:
        hint = problem.hint(words.lang)
        waiting = error.facts["waiting"]
        return words("error.kept_here", hint=hint, waiting=waiting) if waiting else hint
    key = "error.not_reached" if error.facts["waiting"] else "error.not_reached_none"
    return words(key, **error.facts)


def _storage(error: Exception, words: Words) -> tuple[str, int]:
    match error:
        case NoHome():
            return words("error.not_enrolled"), FAILED
        case HomeInUse(path=path):
            return words("error.home_in_use", path=path), FAILED
        case HomeTooNew(path=path):
            return words("error.home_too_new", path=path), FAILED
        case StorageBusy():
            return words("error.home_in_use", path=""), FAILED
        case StorageFull():
            return words("error.disk_full"), FAILED
    return words("error.storage", reason=error), STORAGE_FAILED


def _typed(error: Exception, words: Words) -> tuple[str, int]:
    match error:
        case UnreadableAnswer(label=label, expected=expected):
            return words("error.not_an_answer", question=label, expected=expected), FAILED
        case InvalidKey(question=question, reason=reason):
            return words("error.not_an_answer", question=question, expected=reason), FAILED
        case InvalidAreaId(text=text, reason=reason) | InvalidRecordId(text=text, reason=reason):
            return words("error.not_a_record_id", text=text, reason=reason), WRONG_USAGE
    raise error
