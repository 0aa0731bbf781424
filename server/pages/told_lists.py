"""What a list does, or would do, in words for a page: kinds of changes, and their first lines."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from schema.grant import Role
from server.pages.errors import N_
from server.pages.visit import Visit

LINES_MAX: Final = 50
"""Of each kind of change; the counts are of all."""

CHANGES: Final[Mapping[str, tuple[str, str, str]]] = {
    "added": (N_("new"), "+", "good"),
    "renamed": (N_("called otherwise"), "~", "note"),
    "changed": (N_("changed"), "~", "note"),
    "back": (N_("back"), "↺", "good"),
    "gone": (N_("no longer listed"), "−", "warn"),
    "clashing": (N_("clashing"), "⚠", "warn"),
    "left": (N_("left as it is"), "=", "note"),
    "void": (N_("void"), "×", "note"),
    "missing": (N_("not on the list"), "?", "note"),
}
"""What a list does: in words, its sign, and its tone."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """One kind of change: what it is called, how many, and the first of them in words."""

    name: str
    label: str
    sign: str
    tone: str
    count: int
    lines: Sequence[str]


def changes_told(visit: Visit, told: Mapping[str, Any]) -> list[Told]:
    """The kinds of changes that an operation tells of, each with its first lines."""
    return [
        Told(
            name=name,
            label=visit.words.say(label),
            sign=sign,
            tone=tone,
            count=told["counts"][name],
            lines=[_line(visit, name, each) for each in told[name][:LINES_MAX]],
        )
        for name, (label, sign, tone) in CHANGES.items()
        if told["counts"].get(name)
    ]


def _line(visit: Visit, name: str, change: Mapping[str, Any]) -> str:
    """One change in words."""
    words = visit.words
    said = str(change.get("address") or change.get("name") or change.get("login", ""))
    if name == "renamed":
        return f"{said} → {change['name']}"
    if name == "gone" and change["records"]:
        kept = words.say_many("%(n)s record stays", "%(n)s records stay", change["records"])
        return f"{said} · {kept}"
    if "login" in change:
        before = change.get("before")
        name_ = f"{before} → {change['name']}" if before else change["name"]
        held = [
            f"{words.role_name(Role(g['role']))} {g['place']}" for g in change.get("grants", ())
        ]
        return " · ".join([f"{name_} ({change['login']})", *held])
    answers = [
        f"{each['label']}: {each['before'] or '–'} → {each['listed']}"
        for each in change.get("answers", ())
    ]
    if change.get("rows_removed"):
        rows = words.say_many("%(n)s row goes", "%(n)s rows go", change["rows_removed"])
        answers.append(rows)
    return " · ".join([said, *answers])
