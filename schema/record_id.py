"""Record ids: `<form>/<area>`, and `:<value>` for each further key.

The id says everything about where a record belongs: form, area and scope follow from it, and no
header travels beside a record. Each id has exactly one spelling, so two tablets that open the
same household without knowing of each other write into the same record (records.md, 1).

Invariants: `RecordId.parse(r.text) == r`; `RecordId.of(r.form, r.area, *r.keys) == r`; at most
512 bytes of UTF-8. Left out: how many keys a form has and what they may be; schema.form knows.
"""

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from schema import spelling
from schema.area import AreaId, Scope
from schema.errors import InvalidAreaId, InvalidRecordId

RECORD_ID_BYTES_MAX: Final = 512
"""UTF-8 bytes of a record id (records.md, 1)."""

IDS_KEPT_MAX: Final = 4_096
"""Ids whose parts are kept: the rows that are on their way at once; at most about 5 MB."""

FORM_ID: Final = re.compile(r"[a-z][a-z0-9_]{0,63}")

# The ids that nearly all records have: printable ASCII that no rule touches, so that matching is
# proof enough. A key holds no `%`, `:`, `/`, and neither begins nor ends with a space.
_PLAIN: Final = re.compile(
    r"([a-z][a-z0-9_]{0,63})/([0-9a-z]+(?:/[0-9a-z]+)*)"
    r"((?::[!-$&-.0-9;-~](?:[ -$&-.0-9;-~]*[!-$&-.0-9;-~])?)*)"
)


@dataclass(frozen=True, slots=True)
class RecordId:
    """One record's id in its one spelling, and its parts; keys are decoded."""

    text: str
    form: str
    area: AreaId
    keys: tuple[str, ...]
    scope: Scope = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Finds the scope in whose log the record's changes are; it is asked for often."""
        object.__setattr__(self, "scope", self.area.scope)

    @classmethod
    def parse(cls, text: str) -> "RecordId":
        """The id that this text is; InvalidRecordId if it breaks any rule."""
        return _parse(text)

    @classmethod
    def of(cls, form: str, area: AreaId, *keys: str) -> "RecordId":
        """The id of this form, area and keys as typed; InvalidRecordId if there is none."""
        try:
            values = tuple(map(spelling.canonical, keys))
        except ValueError as error:
            raise InvalidRecordId(f"{form}/{area}:{':'.join(keys)}", str(error)) from None
        return cls.parse("".join([f"{form}/{area}", *(f":{spelling.encode(v)}" for v in values)]))

    def __str__(self) -> str:
        return self.text


# One row of the log is looked at by the gate, the log and each session that it goes out to.
@lru_cache(maxsize=IDS_KEPT_MAX)
def _parse(text: str) -> RecordId:
    match = _PLAIN.fullmatch(text)
    if match is None or len(text) > RECORD_ID_BYTES_MAX:
        return _parse_by_rules(text)
    form, area, keys = match.groups()
    return RecordId(text, form, AreaId(area), tuple(keys[1:].split(":")) if keys else ())


def _parse_by_rules(text: str) -> RecordId:
    form, _, rest = text.partition("/")
    area, *keys = rest.split(":")
    if not FORM_ID.fullmatch(form):
        raise InvalidRecordId(text, "it does not begin with a form's name and a slash")
    _refuse_long(text)
    try:
        return RecordId(text, form, AreaId.parse(area), tuple(map(spelling.decode, keys)))
    except InvalidAreaId as error:
        raise InvalidRecordId(text, f"its area, {error.reason}") from None
    except ValueError as error:
        raise InvalidRecordId(text, str(error)) from None


def _refuse_long(text: str) -> None:
    try:
        size = len(text.encode())
    except UnicodeEncodeError:
        raise InvalidRecordId(text, "it holds half a character") from None
    if size > RECORD_ID_BYTES_MAX:
        raise InvalidRecordId(text, f"it is longer than {RECORD_ID_BYTES_MAX} bytes")
