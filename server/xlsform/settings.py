"""The sheet `settings`: what the form is called, and where and how it is filled in."""

import re
from collections.abc import Mapping
from pathlib import PurePath
from typing import Final

from schema.area import AreaKind
from schema.record_id import FORM_ID
from schema.text import Text
from server.xlsform.cells import Cell, Row, Table
from server.xlsform.checked import Settings
from server.xlsform.columns import plain
from server.xlsform.headers import SETTINGS as KNOWN
from server.xlsform.headers import SETTINGS_UNSUPPORTED
from server.xlsform.languages import UNNAMED, tag
from server.xlsform.problems import Findings

FORM_ID_CHARACTERS_MAX: Final = 64

AREA_KINDS: Final[Mapping[str, AreaKind]] = {
    **{kind.value: kind for kind in AreaKind},
    "区": AreaKind.district,
    "街道": AreaKind.street,
    "社区": AreaKind.community,
    "网格": AreaKind.grid,
    "小区": AreaKind.compound,
    "楼": AreaKind.building,
    "楼栋": AreaKind.building,
    "单元": AreaKind.unit,
    "户": AreaKind.household,
    "住户": AreaKind.household,
    "场所": AreaKind.site,
    "乡镇": AreaKind.street,
}

SEPARATORS: Final = re.compile(r"[\s,;，、；/|]+")
_KEYS: Final[Mapping[str, str]] = {
    **dict.fromkeys(("area", "地区", "一份", "每处一份", "一处一份"), "area"),
    **dict.fromkeys(("ulid", "多份", "不限"), "ulid"),
}
_YES: Final = frozenset({"yes", "true", "true()", "1", "y", "是", "对", "√", "✓"})
_NO: Final = frozenset({"", "no", "false", "false()", "0", "n", "否", "不", "×"})


def yes_no(cell: Cell, findings: Findings) -> bool:
    """What a cell says that is yes or no; blank is no."""
    said = plain(cell.text)
    if said not in _YES and said not in _NO:
        findings.problem(cell, "not_yes_no", said=cell.text)
    return said in _YES


def says_yes(text: str) -> bool | None:
    """Whether a text is a plain yes or a plain no; None if it is neither."""
    said = plain(text)
    return True if said in _YES else False if said in _NO else None


def settings_of(table: Table | None, file: str, findings: Findings) -> Settings:
    """The settings; what is not said is taken from the file's name, or left open."""
    row = _only_row(table, findings)
    if row is not None and table is not None:
        _tell_unused(table, row, findings)
    default = row.text("default_language") if row else ""
    form = _form_id(row, file, findings)
    return Settings(
        form=form,
        title=_title(row, default, form),
        version=row.text("version") if row else "",
        default_language=tag(default) if default else UNNAMED,
        areas=_areas(row, findings),
        restricted=row is not None and yes_no(row.cell("restricted"), findings),
        key=_key(row, findings),
        state=row.text("state") if row else "",
        closed=tuple(filter(None, SEPARATORS.split(row.text("closed")))) if row else (),
        due=row.text("due") if row else "",
        choices_twice=row is not None and says_yes(row.text("allow_choice_duplicates")) is True,
    )


def _only_row(table: Table | None, findings: Findings) -> Row | None:
    if table is None:
        return None
    rows = list(table.rows())
    for row in rows[1:]:
        cells = (row.sheet.cell(row.number, index) for index in range(len(table.columns)))
        findings.warn(next((c for c in cells if c.text), row.cell("form_id")), "settings_rows")
    return rows[0] if rows else None


def _tell_unused(table: Table, row: Row, findings: Findings) -> None:
    for key, columns in table.columns.items():
        cell = table.sheet.cell(row.number, columns[0].index)
        if not cell.text or key in KNOWN.values():
            continue
        if key in SETTINGS_UNSUPPORTED:
            findings.problem(cell, "setting_unsupported", said=key)
        else:
            findings.warn(cell, "setting_unused", said=key)


def _form_id(row: Row | None, file: str, findings: Findings) -> str:
    said = row.text("form_id") if row else ""
    if said and row is not None:
        form = _as_id(said)
        if not FORM_ID.fullmatch(form):
            findings.problem(row.cell("form_id"), "form_id", said=said)
        elif form != said:
            findings.warn(row.cell("form_id"), "read_as", said=said, meant=form)
        return form
    form = _as_id(PurePath(file).stem)
    if not FORM_ID.fullmatch(form):
        findings.problem(row.cell("form_id") if row else None, "no_form_id")
    return form


def _as_id(said: str) -> str:
    """A name in the letters of an id, as far as it has them."""
    form = re.sub(r"[^a-z0-9_]+", "_", plain(said)).strip("_")[:FORM_ID_CHARACTERS_MAX]
    return f"f_{form}" if form[:1].isdigit() else form


def _title(row: Row | None, default: str, form: str) -> Text:
    if row is None:
        return {UNNAMED: form}
    found = {tag(language or default): cell.text for language, cell in row.written("form_title")}
    return found or {tag(default): form}


def _areas(row: Row | None, findings: Findings) -> tuple[str, ...]:
    if row is None or not (said := row.text("areas")):
        return ()
    found: dict[str, None] = {}
    for word in filter(None, SEPARATORS.split(said)):
        kind = AREA_KINDS.get(word.lower())
        if kind is None:
            known = ", ".join(AreaKind)
            findings.problem(row.cell("areas"), "unknown_area_kind", said=word, known=known)
        else:
            found[kind.value] = None
    return tuple(found)


def _key(row: Row | None, findings: Findings) -> str:
    if row is None or not (said := row.text("key")):
        return "ulid"
    key = _KEYS.get(said.lower())
    if key is None:
        findings.problem(row.cell("key"), "unknown_key", said=said)
    return key or "ulid"
