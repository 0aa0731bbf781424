"""The server's answer to one pushed change, as it stands in an `ack`.

Source: protocol.md, "Result of one change". An answer other than a retryable refusal is final: the
bytes are durable, in the log or in quarantine, before anybody is told.
"""

from dataclasses import dataclass

from sync.core.catalogue import BY_NAME


@dataclass(frozen=True, slots=True)
class Stored:
    """The change is in the log, under this sequence number of its scope, and on disk."""

    seq: int


@dataclass(frozen=True, slots=True)
class Duplicate:
    """The same bytes were stored before, under this sequence number."""

    seq: int


@dataclass(frozen=True, slots=True)
class Refused:
    """The change is not stored.

    Attributes:
        code: a refusal's name in the catalogue.
        hint: the sentence that says what to do.
        retryable: the same bytes shall be pushed again later.
        kept: the bytes are durable in quarantine.
    """

    code: str
    hint: str
    retryable: bool
    kept: bool

    @classmethod
    def of(cls, code: str, *, kept: bool, lang: str = "zh-CN") -> "Refused":
        """The refusal that the catalogue describes under `code`."""
        problem = BY_NAME[code]
        return cls(code, problem.hint(lang), problem.retryable, kept)


Result = Stored | Duplicate | Refused
