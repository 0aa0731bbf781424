"""What is wanted: which records, in which format, in whose words, and for whom."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final, Self

from schema.grant import Right
from server.clock import ZONE
from server.directory import Directory
from server.exports.errors import UnreadableTime
from server.views.asking import Filter, Sight

_MS_DIGITS: Final = range(9, 16)
"""Of a time in ms: fewer digits are a day (20260612), more no time of ours."""


class Format(StrEnum):
    """What kind of file."""

    csv = "csv"
    xlsx = "xlsx"
    jsonl = "jsonl"
    geojson = "geojson"


@dataclass(frozen=True, kw_only=True, slots=True)
class Order:
    """One export.

    Attributes:
        form: whose records.
        format: of the file.
        area, status: only these; None means all.
        received_ms: only records of which something was received at or after this time.
        begun_from_ms, begun_until_ms: only those begun at or after the one, before the other.
        labels: headers and choices as people read them; else names and codes, for machines.
        lang: of what people read.
        plain: text of a CSV as it is, also where a spreadsheet would take it for something else.
        reveal: sensitive answers in full.
        irrelevant: also answers to questions that are not asked any more; JSONL has them always.
        removed: also questions that the form does not ask any more; JSONL has them always.
        titles: files of repeats named by their titles; else by the names that programs know.
        viewer: id of the person whose rights decide what is in it; None sees everything.
    """

    form: str
    format: Format
    area: str | None = None
    status: str | None = None
    received_ms: int | None = None
    begun_from_ms: int | None = None
    begun_until_ms: int | None = None
    labels: bool = False
    lang: str = "zh-CN"
    plain: bool = False
    reveal: bool = False
    irrelevant: bool = False
    removed: bool = False
    titles: bool = False
    viewer: str | None = None

    @property
    def filter(self) -> Filter:
        """Which records."""
        return Filter(
            form=self.form,
            area=self.area,
            status=self.status,
            received_ms=self.received_ms,
            begun_from_ms=self.begun_from_ms,
            begun_until_ms=self.begun_until_ms,
        )

    def sight(self, directory: Directory) -> Sight:
        """What may be in it, by the rights of today."""
        if self.viewer is None:
            return Sight(permit=None, tree=directory.tree)
        return exporting_sight(directory, self.viewer)

    def to_json(self) -> dict[str, Any]:
        """As the child process and the audit are told; what was not asked for is left out."""
        return {name: value for name, value in asdict(self).items() if value not in (None, False)}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """The order that `to_json` wrote."""
        return cls(**{**data, "format": Format(data["format"])})


def exporting_sight(directory: Directory, staff_id: str) -> Sight:
    """What a person may take away: often less than what they may read."""
    return Sight(permit=directory.permit(staff_id, Right.export, trials=False), tree=directory.tree)


def may_export(directory: Directory, staff_id: str, form: str) -> bool:
    """Whether a person may take records of a form away from anywhere."""
    restricted = form in directory.restricted
    grants = directory.permit(staff_id, Right.export, trials=False).grants
    return any(grant.covers(form, restricted=restricted) for grant in grants)


def moment_ms(text: str) -> int:
    """A moment as people and programs write it, in ms since 1970: a day, a time, or such ms.

    A day begins at the district's midnight, and a time without a zone is the district's.

    Raises:
        UnreadableTime: it is none of these.
    """
    if text.isascii() and text.isdigit() and len(text) in _MS_DIGITS:
        return int(text)
    try:
        at = datetime.fromisoformat(text)
        return int((at if at.tzinfo else at.replace(tzinfo=ZONE)).timestamp() * 1000)
    except (ValueError, OverflowError) as error:
        raise UnreadableTime(text=text) from error
