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
│   ├── UnknownRound
│   ├── UnknownRecord
│   ├── UnknownQuestion
│   ├── UnknownNumber
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
│   ├── RecordErased
│   ├── NothingToCome
│   ├── VersionOvertaken
│   ├── VersionKept
│   ├── CannotTry
│   ├── NotCollecting
│   ├── NoWorkbookKept
│   ├── RoundClosed
│   ├── MayNotRecord
│   └── OwnSuccessor
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
│   ├── InvalidRequest
│   ├── ImportRefused
│   ├── NobodyTries
│   ├── NotInRound
│   ├── NoDoors
│   ├── InvalidTitle
│   ├── InvalidDays
│   ├── NumbersRefused
│   ├── NoNumbers
│   └── UnreadableNumbers
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

Each branch is a file of its own; whoever raises or catches takes them from here.
"""

from server.errors.base import ServerError, fill, fill_hint
from server.errors.conflicting import (
    Conflicting,
    GrantNotHeld,
    LastAdmin,
    LiesThere,
    LoginTaken,
    NoRight,
    NotAdopted,
    RecordErased,
    StaffDisabled,
)
from server.errors.data_directory import (
    AlreadyInitialised,
    DatabaseHeld,
    DirectoryError,
    DirectoryInUse,
    DiskFull,
    NewerVersion,
    NotInitialised,
    ServerSilent,
    StorageFailure,
)
from server.errors.denied import (
    Denied,
    MayNotErase,
    NoSuchCode,
    Revoked,
    TooManyCodes,
    Unauthenticated,
)
from server.errors.forming import (
    CannotTry,
    ImportRefused,
    NobodyTries,
    NotCollecting,
    NothingToCome,
    NoWorkbookKept,
    VersionKept,
    VersionOvertaken,
)
from server.errors.numbering import NoNumbers, NumbersRefused, UnreadableNumbers
from server.errors.processes import ProjectorBehind, RemoteProblem
from server.errors.starting import PortInUse, SettingError
from server.errors.surveying import (
    InvalidDays,
    InvalidTitle,
    MayNotRecord,
    NoDoors,
    NotInRound,
    OwnSuccessor,
    RoundClosed,
)
from server.errors.unacceptable import (
    BelowItself,
    FormNotImported,
    InvalidLogin,
    InvalidName,
    InvalidPhone,
    InvalidRequest,
    InvalidValue,
    LiesElsewhere,
    NoHousehold,
    NotAcceptable,
    NothingChosen,
    NothingWritten,
    OnTheRoster,
    RecordsErased,
    TopOfTree,
    Unacceptable,
    WeakPassword,
    WrongLevel,
)
from server.errors.unknown import (
    UnknownArea,
    UnknownDevice,
    UnknownEntry,
    UnknownForm,
    UnknownKind,
    UnknownName,
    UnknownNumber,
    UnknownOperation,
    UnknownPack,
    UnknownQuestion,
    UnknownReason,
    UnknownRecord,
    UnknownRole,
    UnknownRound,
    UnknownStaff,
    UnknownState,
    UnknownVersion,
)

__all__ = [
    "AlreadyInitialised",
    "BelowItself",
    "CannotTry",
    "Conflicting",
    "DatabaseHeld",
    "Denied",
    "DirectoryError",
    "DirectoryInUse",
    "DiskFull",
    "FormNotImported",
    "GrantNotHeld",
    "ImportRefused",
    "InvalidDays",
    "InvalidLogin",
    "InvalidName",
    "InvalidPhone",
    "InvalidRequest",
    "InvalidTitle",
    "InvalidValue",
    "LastAdmin",
    "LiesElsewhere",
    "LiesThere",
    "LoginTaken",
    "MayNotErase",
    "MayNotRecord",
    "NewerVersion",
    "NoDoors",
    "NoHousehold",
    "NoNumbers",
    "NoRight",
    "NoSuchCode",
    "NoWorkbookKept",
    "NobodyTries",
    "NotAcceptable",
    "NotAdopted",
    "NotCollecting",
    "NotInRound",
    "NotInitialised",
    "NothingChosen",
    "NothingToCome",
    "NothingWritten",
    "NumbersRefused",
    "OnTheRoster",
    "OwnSuccessor",
    "PortInUse",
    "ProjectorBehind",
    "RecordErased",
    "RecordsErased",
    "RemoteProblem",
    "Revoked",
    "RoundClosed",
    "ServerError",
    "ServerSilent",
    "SettingError",
    "StaffDisabled",
    "StorageFailure",
    "TooManyCodes",
    "TopOfTree",
    "Unacceptable",
    "Unauthenticated",
    "UnknownArea",
    "UnknownDevice",
    "UnknownEntry",
    "UnknownForm",
    "UnknownKind",
    "UnknownName",
    "UnknownNumber",
    "UnknownOperation",
    "UnknownPack",
    "UnknownQuestion",
    "UnknownReason",
    "UnknownRecord",
    "UnknownRole",
    "UnknownRound",
    "UnknownStaff",
    "UnknownState",
    "UnknownVersion",
    "UnreadableNumbers",
    "VersionKept",
    "VersionOvertaken",
    "WeakPassword",
    "WrongLevel",
    "fill",
    "fill_hint",
]
