"""A name that is not there; the nearest ones are named."""

from dataclasses import dataclass
from typing import ClassVar

from server.errors.base import ServerError


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


class UnknownRound(UnknownName):
    """There is no survey round {name}."""

    code = "unknown_round"


class UnknownRecord(UnknownName):
    """There is no record {name}."""

    code = "unknown_record"
    hint = "See what there is: doorstep records list FORM"


class UnknownQuestion(UnknownName):
    """The form has no question {name}."""

    code = "unknown_question"


class UnknownNumber(UnknownName):
    """The district has no number {name}."""

    code = "unknown_number"


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
