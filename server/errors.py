"""What can go wrong in the server, as one tree.

ServerError
├── DirectoryError                the data directory itself
│   ├── AlreadyInitialised
│   ├── NotInitialised
│   ├── NewerVersion
│   ├── DirectoryInUse
│   ├── ServerSilent
│   ├── StorageFailure            exit code 70: stop trusting the disk
│   ├── DiskFull
│   └── DatabaseHeld
├── SettingError                  an option, a variable or doorstep.toml
├── PortInUse
├── UnknownName                   a name that is not there; the nearest ones are named
│   ├── UnknownStaff
│   ├── UnknownArea
│   ├── UnknownForm
│   ├── UnknownRole
│   ├── UnknownKind
│   ├── UnknownDevice
│   ├── UnknownRecord
│   ├── UnknownQuestion
│   ├── UnknownState
│   ├── UnknownReason
│   ├── UnknownVersion
│   ├── UnknownPack
│   ├── UnknownEntry
│   └── UnknownOperation
├── Conflicting                   what is asked for contradicts what is there
│   ├── LoginTaken
│   ├── StaffDisabled
│   ├── GrantNotHeld
│   ├── LastAdmin
│   ├── LiesThere
│   ├── NotAdopted
│   ├── NoRight
│   └── RecordErased
├── Unacceptable                  a value that cannot be stored
│   ├── NothingChosen
│   ├── NotAcceptable
│   ├── FormNotImported
│   ├── RecordsErased
│   ├── TopOfTree
│   ├── BelowItself
│   ├── WrongLevel
│   ├── OnTheRoster
│   ├── NoHousehold
│   ├── LiesElsewhere
│   ├── NothingWritten
│   ├── InvalidLogin
│   ├── InvalidName
│   ├── InvalidPhone
│   ├── WeakPassword
│   ├── InvalidValue
│   └── InvalidRequest
├── Denied                        tablets and people at the door, and who has no right
│   ├── NoSuchCode
│   ├── TooManyCodes
│   ├── Unauthenticated
│   ├── Revoked
│   └── MayNotErase
├── ProjectorBehind
└── RemoteProblem                 a problem another process reported under a code this one lacks

A class's docstring is the sentence a person reads, with the facts in braces; `hint` says what to do
next. Facts are attributes. The same error crosses HTTP as a problem document (RFC 9457) made by
`server.problem`, and is put together again on the other side.

The file is long because it is a list: one short class an error, and the tree is read as a whole.
"""

from dataclasses import dataclass
from typing import ClassVar


class ServerError(Exception):
    """Something in the server failed."""

    code: ClassVar[str] = "server_error"
    status: ClassVar[int] = 500
    exit_code: ClassVar[int] = 1
    hint: ClassVar[str] = ""

    def facts(self) -> dict[str, object]:
        """The error's attributes by name, as they travel in a problem document."""
        return {name: value for name, value in vars(self).items() if not name.startswith("_")}

    def sentence(self) -> str:
        """The docstring's first line with the facts filled in."""
        return fill((type(self).__doc__ or "").splitlines()[0], self.facts())

    def advice(self) -> str:
        """The hint with the facts filled in; empty where a fact it needs is missing."""
        return fill_hint(type(self).hint, self.facts())

    def __str__(self) -> str:
        return " ".join(part for part in (self.sentence(), self.advice()) if part)


def fill(template: str, facts: dict[str, object]) -> str:
    """A sentence with its facts in place; lists are joined with commas."""
    return template.format_map({name: _in_words(value) for name, value in facts.items()})


def fill_hint(template: str, facts: dict[str, object]) -> str:
    """The same for a hint, but nothing at all where a list that it speaks of is empty."""
    for name, value in facts.items():
        if f"{{{name}}}" in template and value in ((), [], None, ""):
            return ""
    return fill(template, facts)


def _in_words(value: object) -> str:
    if isinstance(value, tuple | list):
        return ", ".join(str(item) for item in value)
    return str(value)


class DirectoryError(ServerError):
    """The data directory cannot be used."""


@dataclass(eq=False, kw_only=True)
class AlreadyInitialised(DirectoryError):
    """{data} already is a data directory."""

    code: ClassVar[str] = "already_initialised"
    status: ClassVar[int] = 409
    hint: ClassVar[str] = "Name another directory with --data; nothing was changed."
    data: str


@dataclass(eq=False, kw_only=True)
class NotInitialised(DirectoryError):
    """{data} is no data directory."""

    code: ClassVar[str] = "not_initialised"
    status: ClassVar[int] = 404
    hint: ClassVar[str] = "Make one with: doorstep init --data {data}"
    data: str


@dataclass(eq=False, kw_only=True)
class NewerVersion(DirectoryError):
    """{data} was written by a newer Doorstep: its tables have version {found}, not {known}."""

    code: ClassVar[str] = "newer_version"
    status: ClassVar[int] = 409
    hint: ClassVar[str] = "Use that newer program; nothing was changed."
    data: str
    found: int
    known: int


@dataclass(eq=False, kw_only=True)
class DirectoryInUse(DirectoryError):
    """Another process works in {data}."""

    code: ClassVar[str] = "directory_in_use"
    status: ClassVar[int] = 409
    hint: ClassVar[str] = (
        "One server runs on a directory: end the other one, or wait until it is done."
    )
    data: str


@dataclass(eq=False, kw_only=True)
class ServerSilent(DirectoryError):
    """The server that runs on {data} did not answer."""

    code: ClassVar[str] = "server_silent"
    status: ClassVar[int] = 503
    hint: ClassVar[str] = "Try again; if it stays so, look at the server's log."
    data: str


@dataclass(eq=False, kw_only=True)
class StorageFailure(DirectoryError):
    """The storage below {data} failed: {reason}."""

    code: ClassVar[str] = "storage_failure"
    exit_code: ClassVar[int] = 70
    hint: ClassVar[str] = "Stop trusting this disk: check it, and restore a backup if need be."
    data: str
    reason: str


@dataclass(eq=False, kw_only=True)
class DiskFull(DirectoryError):
    """There is no room left to write {data}."""

    code: ClassVar[str] = "disk_full"
    status: ClassVar[int] = 503
    hint: ClassVar[str] = "Nothing was done: make room, then try again."
    data: str


@dataclass(eq=False, kw_only=True)
class DatabaseHeld(DirectoryError):
    """Another program holds {data}."""

    code: ClassVar[str] = "busy"
    status: ClassVar[int] = 503
    hint: ClassVar[str] = "Nothing was done: end that program, then try again."
    data: str


@dataclass(eq=False, kw_only=True)
class SettingError(ServerError):
    """The setting {name} cannot be {value}."""

    code: ClassVar[str] = "setting"
    status: ClassVar[int] = 400
    hint: ClassVar[str] = "Expected: {expected}."
    name: str
    value: str
    expected: str


@dataclass(eq=False, kw_only=True)
class PortInUse(ServerError):
    """Port {port} on {host} is in use."""

    code: ClassVar[str] = "port_in_use"
    status: ClassVar[int] = 409
    hint: ClassVar[str] = "Name another one with --port, or --port 0 for a free one."
    host: str
    port: int


@dataclass(eq=False, kw_only=True)
class UnknownName(ServerError):
    """There is no {name}."""

    code: ClassVar[str] = "unknown_name"
    status: ClassVar[int] = 404
    hint: ClassVar[str] = "Nearest: {nearest}"
    name: str
    nearest: tuple[str, ...] = ()


class UnknownStaff(UnknownName):
    """There is nobody with the login or id {name}."""

    code = "unknown_staff"


class UnknownArea(UnknownName):
    """There is no area {name}."""

    code = "unknown_area"


class UnknownForm(UnknownName):
    """There is no form {name}."""

    code = "unknown_form"


class UnknownRole(UnknownName):
    """There is no role {name}."""

    code = "unknown_role"


class UnknownKind(UnknownName):
    """There is no kind of area {name}."""

    code = "unknown_kind"


class UnknownDevice(UnknownName):
    """There is no tablet {name}."""

    code = "unknown_device"


class UnknownRecord(UnknownName):
    """There is no record {name}."""

    code = "unknown_record"
    hint = "See what there is: doorstep records list FORM"


class UnknownQuestion(UnknownName):
    """The form has no question {name}."""

    code = "unknown_question"


class UnknownState(UnknownName):
    """Records have no state {name}."""

    code = "unknown_state"


class UnknownReason(UnknownName):
    """Nothing is refused for a reason {name}."""

    code = "unknown_reason"


class UnknownVersion(UnknownName):
    """The form has no version {name}."""

    code = "unknown_version"


class UnknownPack(UnknownName):
    """There is no pack {name}."""

    code = "unknown_pack"
    hint = "Give a folder with a pack.json, or one of: {nearest}"


class UnknownEntry(UnknownName):
    """Nothing that was refused is kept under {name}."""

    code = "unknown_entry"


class UnknownOperation(UnknownName):
    """This server does not know the operation {name}."""

    code = "unknown_operation"
    hint = "The command is of another version than the server that runs: restart the server."


class Conflicting(ServerError):
    """What is asked for contradicts what is there."""

    code = "conflict"
    status = 409


@dataclass(eq=False, kw_only=True)
class LoginTaken(Conflicting):
    """The login {login} belongs to {holder} already."""

    code: ClassVar[str] = "login_taken"
    hint: ClassVar[str] = "Choose another login."
    login: str
    holder: str


@dataclass(eq=False, kw_only=True)
class StaffDisabled(Conflicting):
    """{login} is disabled."""

    code: ClassVar[str] = "staff_disabled"
    hint: ClassVar[str] = "Choose somebody who works."
    login: str


@dataclass(eq=False, kw_only=True)
class GrantNotHeld(Conflicting):
    """{login} does not hold this grant."""

    code: ClassVar[str] = "grant_not_held"
    hint: ClassVar[str] = "Held are: {held}"
    login: str
    held: tuple[str, ...]


@dataclass(eq=False, kw_only=True)
class LastAdmin(Conflicting):
    """{login} is the last administrator of {area}; without one nobody could be let in any more."""

    code: ClassVar[str] = "last_admin"
    hint: ClassVar[str] = (
        "Make another one first: doorstep staff grant LOGIN --role admin --area {area}"
    )
    login: str
    area: str


@dataclass(eq=False, kw_only=True)
class LiesThere(Conflicting):
    """{area} lies in {parent} already."""

    code: ClassVar[str] = "lies_there"
    hint: ClassVar[str] = "Nothing was changed. See what lies there: doorstep areas list {parent}"
    area: str
    parent: str


@dataclass(eq=False, kw_only=True)
class NotAdopted(Conflicting):
    """{record} was not adopted: its copy is {refusal}."""

    code: ClassVar[str] = "not_adopted"
    hint: ClassVar[str] = "{reason}"
    record: str
    refusal: str
    reason: str


@dataclass(eq=False, kw_only=True)
class NoRight(Conflicting):
    """{login} has no right to do this in {area}."""

    code: ClassVar[str] = "no_right"
    status: ClassVar[int] = 403
    hint: ClassVar[str] = "Nothing was changed. Name somebody who has, with --as LOGIN."
    login: str
    area: str


@dataclass(eq=False, kw_only=True)
class RecordErased(Conflicting):
    """The record {record} was erased at somebody's request."""

    code: ClassVar[str] = "record_erased"
    status: ClassVar[int] = 410
    hint: ClassVar[str] = "Nothing of what it said is left, and it takes no more changes."
    record: str


class Unacceptable(ServerError):
    """A value cannot be stored."""

    code = "unacceptable"
    status = 422


@dataclass(eq=False, kw_only=True)
class NothingChosen(Unacceptable):
    """No refused change was chosen."""

    code: ClassVar[str] = "nothing_chosen"
    hint: ClassVar[str] = "Name them by their ids, or by --reason or --device."


@dataclass(eq=False, kw_only=True)
class NotAcceptable(Unacceptable):
    """These cannot be accepted: {ids}."""

    code: ClassVar[str] = "not_acceptable"
    hint: ClassVar[str] = "They are no changes, or their number is taken: they can only be shown."
    ids: tuple[str, ...]


@dataclass(eq=False, kw_only=True)
class FormNotImported(Unacceptable):
    """The server does not know the form {forms}, so nothing was accepted."""

    code: ClassVar[str] = "form_not_imported"
    hint: ClassVar[str] = "Import the form first, then accept again."
    forms: tuple[str, ...]


@dataclass(eq=False, kw_only=True)
class RecordsErased(Unacceptable):
    """The records of {ids} were erased at somebody's request, so nothing was accepted."""

    code: ClassVar[str] = "records_erased"
    hint: ClassVar[str] = "Discard these instead: doorstep quarantine discard --reason erased"
    ids: tuple[str, ...]


@dataclass(eq=False, kw_only=True)
class TopOfTree(Unacceptable):
    """{area} is the top of the tree; there is nothing under which it could be moved."""

    code: ClassVar[str] = "top_of_tree"
    hint: ClassVar[str] = "Move what lies below it. See it: doorstep areas list {area}"
    area: str


@dataclass(eq=False, kw_only=True)
class BelowItself(Unacceptable):
    """{parent} lies in {area}, which cannot be moved below itself."""

    code: ClassVar[str] = "below_itself"
    hint: ClassVar[str] = "Nothing was changed. Name an area outside of it."
    area: str
    parent: str


@dataclass(eq=False, kw_only=True)
class WrongLevel(Unacceptable):
    """{area} cannot lie in {parent}, which is a {found_kind}."""

    code: ClassVar[str] = "wrong_level"
    hint: ClassVar[str] = "Nothing was changed. It can lie in one of the kind: {kinds}"
    area: str
    parent: str
    found_kind: str
    kinds: tuple[str, ...]


@dataclass(eq=False, kw_only=True)
class OnTheRoster(Unacceptable):
    """{area} is not a household that was written at the door."""

    code: ClassVar[str] = "on_the_roster"
    hint: ClassVar[str] = "Name one like 130709/100/002/007/x03/b02/u1/+0301-2."
    area: str


@dataclass(eq=False, kw_only=True)
class NoHousehold(Unacceptable):
    """{area} is no household: it is a {found_kind}."""

    code: ClassVar[str] = "no_household"
    hint: ClassVar[str] = "See the households of an area: doorstep areas list {area}"
    area: str
    found_kind: str


@dataclass(eq=False, kw_only=True)
class LiesElsewhere(Unacceptable):
    """{household} does not lie in {place}, where {unlisted} was written."""

    code: ClassVar[str] = "lies_elsewhere"
    hint: ClassVar[str] = "See what lies there: doorstep areas list {place}"
    household: str
    unlisted: str
    place: str


@dataclass(eq=False, kw_only=True)
class NothingWritten(Unacceptable):
    """Nothing that could be adopted was written of {unlisted}."""

    code: ClassVar[str] = "nothing_written"
    status: ClassVar[int] = 404
    hint: ClassVar[str] = "See what there is: doorstep records list FORM"
    unlisted: str


@dataclass(eq=False, kw_only=True)
class InvalidLogin(Unacceptable):
    """{login!r} is no login."""

    code: ClassVar[str] = "invalid_login"
    hint: ClassVar[str] = (
        "A login has 2 to 64 of a-z, 0-9, dot, hyphen and underscore, a letter first."
    )
    login: str


@dataclass(eq=False, kw_only=True)
class InvalidName(Unacceptable):
    """A name of 1 to 100 characters on one line is needed."""

    code: ClassVar[str] = "invalid_name"
    hint: ClassVar[str] = "Give the person's name with --name."
    name: str


@dataclass(eq=False, kw_only=True)
class InvalidPhone(Unacceptable):
    """{phone!r} is no telephone number."""

    code: ClassVar[str] = "invalid_phone"
    hint: ClassVar[str] = (
        "A number has digits, spaces and hyphens, perhaps a + in front: at most 32 characters."
    )
    phone: str


@dataclass(eq=False, kw_only=True)
class WeakPassword(Unacceptable):
    """The password is too short or too long."""

    code: ClassVar[str] = "weak_password"
    hint: ClassVar[str] = "Take {chars_min} to {chars_max} characters."
    chars_min: int
    chars_max: int


@dataclass(eq=False, kw_only=True)
class InvalidValue(Unacceptable):
    """What was given does not fit what is recorded here."""

    code: ClassVar[str] = "invalid_value"
    reason: str
    advice_text: str = ""

    def sentence(self) -> str:
        """What does not fit, as the rule that was broken says it."""
        return self.reason

    def advice(self) -> str:
        """What to do next, as the rule that was broken says it."""
        return self.advice_text


@dataclass(eq=False, kw_only=True)
class InvalidRequest(Unacceptable):
    """The request cannot be read: {reason}."""

    code: ClassVar[str] = "bad_request"
    status: ClassVar[int] = 400
    reason: str


class Denied(ServerError):
    """The door stays closed."""

    code = "denied"
    status = 403


class NoSuchCode(Denied):
    """This code does not work: it is unknown, used already, or too old."""

    code = "no_such_code"
    status = 404
    hint = "Ask the community for a new code."


class TooManyCodes(Denied):
    """Too many wrong enrolment codes came from this address."""

    code = "too_many_codes"
    status = 429
    hint = "Wait some minutes, then try again."


class Unauthenticated(Denied):
    """The server does not know this tablet."""

    code = "unauthenticated"
    status = 401
    hint = "Enrol it again with a new code; nothing on it is lost."


class Revoked(Denied):
    """This tablet or its holder is shut out."""

    code = "revoked"
    hint = "Ask the community; what is not delivered yet stays on the tablet."


@dataclass(eq=False, kw_only=True)
class MayNotErase(Denied):
    """{login} has no right to erase {records}, so nothing was erased."""

    code: ClassVar[str] = "may_not_erase"
    hint: ClassVar[str] = (
        "Name with --as somebody who is `district` there; "
        "for a restricted form the grant has to name it."
    )
    login: str
    records: tuple[str, ...]


@dataclass(eq=False, kw_only=True)
class ProjectorBehind(ServerError):
    """The pages' data did not reach the newest changes within {timeout_s} s."""

    code: ClassVar[str] = "projector_behind"
    status: ClassVar[int] = 503
    hint: ClassVar[str] = "Try again in a moment; nothing is lost."
    timeout_s: float


@dataclass(eq=False, kw_only=True)
class RemoteProblem(ServerError):
    """The server reported a problem that this program does not know."""

    code: ClassVar[str] = "remote_problem"
    detail: str

    def sentence(self) -> str:
        """What the other process said."""
        return self.detail
