"""A page of a form as a person reads it: its questions with labels, values, choices, messages.

Read from the HTML alone, by the standard library; nothing of the server's own is asked.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

_VOID = frozenset({"input", "br", "meta", "link"})
_SIGNS = re.compile(r"^[✗＊\s]+")


@dataclass(slots=True)
class Element:
    """One element: its tag, attributes, and what stands in it."""

    tag: str
    has: dict[str, str]
    inside: list["Element | str"] = field(default_factory=list)

    @property
    def text(self) -> str:
        """All words in it, in one line."""
        said = (each if isinstance(each, str) else each.text for each in self.inside)
        return " ".join("".join(said).split())

    def walk(self) -> Iterator["Element"]:
        """It and all elements in it, in order."""
        yield self
        for each in self.inside:
            if isinstance(each, Element):
                yield from each.walk()

    def find(self, tag: str = "", **wanted: str) -> Iterator["Element"]:
        """Elements in it of this tag, with each of the words in an attribute (`_` for class)."""
        pairs = {("class" if name == "_" else name): word for name, word in wanted.items()}
        for each in self.walk():
            fits = all(word in each.has.get(name, "").split() for name, word in pairs.items())
            if fits and tag in ("", each.tag):
                yield each

    def first(self, tag: str = "", **wanted: str) -> "Element":
        """The first of these."""
        return next(self.find(tag, **wanted))


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open = [Element("", {})]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        made = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].inside.append(made)
        if tag not in _VOID:
            self.open.append(made)

    def handle_endtag(self, tag: str) -> None:
        while tag in {each.tag for each in self.open} and self.open.pop().tag != tag:
            pass

    def handle_data(self, data: str) -> None:
        self.open[-1].inside.append(data)


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """One question on the page, by the path of its answer with rows by their ids."""

    path: str
    label: str
    value: str
    required: bool
    offers: tuple[str, ...] | None
    wrong: tuple[str, ...]


def rows_of(markers: Iterable[str]) -> dict[str, list[str]]:
    """The ids of the rows of each repeat, by its path, from what marks them (`members[0a1b2c]`)."""
    rows: dict[str, list[str]] = {}
    for marker in markers:
        repeat, _, row = marker.rpartition("[")
        rows.setdefault(repeat, []).append(row.rstrip("]"))
    return rows


class Sheet:
    """The form that a page shows.

    Attributes:
        action: where it is sent.
        fields: what a browser sends, whatever is pressed.
        rows: the ids of the rows of each repeat, by its path.
    """

    def __init__(self, html: str) -> None:
        reader = _Reader()
        reader.feed(html)
        reader.close()
        (self._form,) = reader.open[0].find("form", _="fill")
        self.action = self._form.has["action"]
        self.fields = list(_sent_by(self._form))
        self.rows = rows_of(marker for name, marker in self.fields if name == "row")

    def questions(self) -> list[Asked]:
        """Those that are shown, in order."""
        return [self._asked(each) for each in self._form.find(_="q")]

    def _asked(self, each: Element) -> Asked:
        labels = [e for e in each.walk() if e.tag in ("legend", "label") or _is_label(e)]
        required = [*labels[0].find(_="state")] if labels else []
        wrong = [line for p in each.find("p", _="wrong") for line in _lines(p)]
        label = labels[0].text.removesuffix(required[0].text).strip() if required else ""
        return Asked(
            path=self._path(each),
            label=label or labels[0].text,
            value=self._value(each),
            required=bool(required),
            offers=_offers(each),
            wrong=tuple(_SIGNS.sub("", line) for line in wrong),
        )

    def _path(self, each: Element) -> str:
        named = [e.has["name"] for e in each.walk() if e.has.get("name", "").startswith("a.")]
        return (named[0] if named else each.has["id"].replace("q.", "a.", 1)).removeprefix("a.")

    def _value(self, each: Element) -> str:
        if "told" in each.has["class"].split():
            return each.first("output").text
        return " ".join(value for name, value in _sent_by(each) if name.startswith("a.") and value)


def _is_label(element: Element) -> bool:
    return not {"label", "note-text"}.isdisjoint(element.has.get("class", "").split())


def _lines(wrong: Element) -> Iterator[str]:
    line = ""
    for each in wrong.inside:
        if isinstance(each, Element) and each.tag == "br":
            yield line.strip()
            line = ""
        else:
            line += each if isinstance(each, str) else each.text
    yield line.strip()


def _offers(each: Element) -> tuple[str, ...] | None:
    ticks = [
        e.has["value"] for e in each.find("input") if e.has.get("type") in ("radio", "checkbox")
    ]
    listed = [e.has["value"] for e in each.find("option")]
    if not [*each.find(_="options"), *each.find("select")]:
        return None
    return tuple(name for name in ticks + listed if name)


def _sent_by(within: Element) -> Iterator[tuple[str, str]]:
    for each in within.walk():
        name = each.has.get("name", "")
        if not name or each.tag == "button":
            continue
        if each.tag == "select":
            chosen = [o.has["value"] for o in each.find("option") if "selected" in o.has]
            yield name, chosen[0] if chosen else ""
        elif each.tag == "textarea":
            said = "".join(part for part in each.inside if isinstance(part, str))
            yield name, said.removeprefix("\n")
        elif each.has.get("type") not in ("radio", "checkbox") or "checked" in each.has:
            yield name, each.has.get("value", "")
