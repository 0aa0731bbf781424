"""Record ids: `<form>/<area>`, and `:<value>` for each further key.

The id says everything about where a record belongs: form, area and scope follow from it, and no
header travels beside a record. Each id has exactly one spelling, so two tablets that open the
same household without knowing of each other write into the same record (records.md, 1).

Invariants: `RecordId.parse(r.text) == r`; `RecordId.of(r.form, r.area, *r.keys) == r`; at most
512 bytes of UTF-8. Left out: how many keys a form has and what they may be; schema.form knows.
"""

import re
from dataclasses import dataclass
from typing import Final, Self

from schema import spelling
from schema.area import AreaId, Scope
from schema.errors import InvalidAreaId, InvalidRecordId

RECORD_ID_BYTES_MAX: Final = 512
"""UTF-8 bytes of a record id (records.md, 1)."""

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

    @property
    def scope(self) -> Scope:
        """The scope in whose log the record's changes are."""
        return self.area.scope

    @classmethod
    def parse(cls, text: str) -> Self:
        """The id that this text is; InvalidRecordId if it breaks any rule."""
        match = _PLAIN.fullmatch(text)
        if match is None or len(text) > RECORD_ID_BYTES_MAX:
            return cls._parse_slowly(text)
        form, area, keys = match.groups()
        return cls(text, form, AreaId(area), tuple(keys[1:].split(":")) if keys else ())

    @classmethod
    def _parse_slowly(cls, text: str) -> Self:
        form, _, rest = text.partition("/")
        area, *keys = rest.split(":")
        if not FORM_ID.fullmatch(form):
            raise InvalidRecordId(text, "it does not begin with a form's name and a slash")
        _refuse_long(text)
        try:
            return cls(text, form, AreaId.parse(area), tuple(map(spelling.decode, keys)))
        except InvalidAreaId as error:
            raise InvalidRecordId(text, f"its area, {error.reason}") from None
        except ValueError as error:
            raise InvalidRecordId(text, str(error)) from None

    @classmethod
    def of(cls, form: str, area: AreaId, *keys: str) -> Self:
        """The id of this form, area and keys as typed; InvalidRecordId if there is none."""
        try:
            values = tuple(map(spelling.canonical, keys))
        except ValueError as error:
            raise InvalidRecordId(f"{form}/{area}:{':'.join(keys)}", str(error)) from None
        return cls.parse("".join([f"{form}/{area}", *(f":{spelling.encode(v)}" for v in values)]))

    def __str__(self) -> str:
        return self.text


def _refuse_long(text: str) -> None:
    try:
        size = len(text.encode())
    except UnicodeEncodeError:
        raise InvalidRecordId(text, "it holds half a character") from None
    if size > RECORD_ID_BYTES_MAX:
        raise InvalidRecordId(text, f"it is longer than {RECORD_ID_BYTES_MAX} bytes")
