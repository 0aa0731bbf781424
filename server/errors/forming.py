"""A version of a form that cannot come, or go on, as asked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from server.errors.conflicting import Conflicting
from server.errors.unacceptable import Unacceptable


@dataclass(eq=False, kw_only=True)
class ImportRefused(Unacceptable):
    """Problems: {count}. Nothing was imported.

    `warnings` are what was read otherwise than written, of lists; a form's are known before.
    """

    code: ClassVar[str] = "import_refused"
    hint: ClassVar[str] = "Correct them in the workbook, save it, import it again."
    count: int
    problems: Sequence[Mapping[str, Any]]
    warnings: Sequence[Mapping[str, Any]] = ()


@dataclass(eq=False, kw_only=True)
class NothingToCome(Conflicting):
    """No version of {form} waits: version {version} is published already."""

    code: ClassVar[str] = "nothing_to_come"
    hint: ClassVar[str] = "Import a new version first: doorstep forms import FILE.xlsx"
    form: str
    version: str


@dataclass(eq=False, kw_only=True)
class VersionOvertaken(Conflicting):
    """Version {version} of {form} is not newer than what is published, version {current}."""

    code: ClassVar[str] = "version_overtaken"
    hint: ClassVar[str] = (
        "Give the workbook a new version in its sheet `settings`, import it again."
    )
    form: str
    version: str
    current: str


@dataclass(eq=False, kw_only=True)
class VersionKept(Conflicting):
    """Version {version} of {form} was published, and stays: records are made with it."""

    code: ClassVar[str] = "version_kept"
    hint: ClassVar[str] = "A form that is not wanted is stopped: doorstep forms stop {form}"
    form: str
    version: str


@dataclass(eq=False, kw_only=True)
class NobodyTries(Unacceptable):
    """Nobody was named who tries {form}."""

    code: ClassVar[str] = "nobody_tries"
    hint: ClassVar[str] = "Name them: doorstep forms trial {form} --staff LOGIN"
    form: str


@dataclass(eq=False, kw_only=True)
class CannotTry(Conflicting):
    """{logins} may not fill in {form} anywhere, so nobody would see it."""

    code: ClassVar[str] = "cannot_try"
    hint: ClassVar[str] = (
        "Choose who works in an area; a restricted form has to be given by name:"
        " doorstep staff grant LOGIN --role R --area A --form {form}"
    )
    logins: tuple[str, ...]
    form: str


@dataclass(eq=False, kw_only=True)
class NotCollecting(Conflicting):
    """{form} is not published, so it cannot be stopped or taken up again."""

    code: ClassVar[str] = "not_collecting"
    hint: ClassVar[str] = "See how far it has come: doorstep forms list"
    form: str


@dataclass(eq=False, kw_only=True)
class NoWorkbookKept(Conflicting):
    """Version {version} of {form} did not come from a workbook."""

    code: ClassVar[str] = "no_workbook_kept"
    status: ClassVar[int] = 404
    hint: ClassVar[str] = "It came with a pack. Read it: doorstep forms show {form}"
    form: str
    version: str
