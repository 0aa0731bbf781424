"""Records and clashes as lines for people: labels, addresses in words, the problem first."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.cells import cell_len

from schema.form import VERSION
from server.commands.naming import Names, Rows
from server.commands.terminal import Terminal

Document = dict[str, Any]

VALUE_CELLS_MAX = 24
"""Of a value that others are aligned with; a longer one pushes only its own line."""


def names_of(data: Path, terminal: Terminal, records: Sequence[Document]) -> Names:
    """The words for everything that these records name."""
    staff = {record["created_by"] for record in records}
    for record in records:
        for answer in record["answers"].values():
            staff.update(value["staff"] for value in answer["values"])
        staff.update(remark["staff"] for remark in record["remarks"])
        staff.update(each["staff"] for each in record.get("history", ()))
    return Names.of(
        data,
        terminal.words,
        areas=[record["area"] for record in records],
        staff=[each for each in staff if each],
    )


def row(terminal: Terminal, names: Names, record: Document, *, worked: bool = False) -> list[str]:
    """One record in a list: address, state, clashes, who began it when, and its id.

    `worked`: behind the state also that of the work, and when what is left of it is due.
    """
    clashing = _clashing(record)
    return [
        names.area(record["area"]),
        terminal.words.get(f"status.{record['status']}"),
        *(_work(terminal, names, record) if worked else ()),
        f"⚠ {clashing}" if clashing else "",
        names.person(record["created_by"]),
        terminal.when(record["created_ms"]),
        record["id"],
    ]


def _work(terminal: Terminal, names: Names, record: Document) -> tuple[str, str]:
    work = record.get("work") or {"state": None, "open": False, "due_ms": None}
    due = work["open"] and work["due_ms"] is not None
    return (
        names.work(record["form"], work["state"]) if work["state"] else "",
        terminal.when(work["due_ms"]) if due else "",
    )


def lines(terminal: Terminal, names: Names, record: Document) -> Iterator[str]:
    """One record in full; the last line says what to do about a clash."""
    yield f"{names.form(record['form'])}  {names.area(record['area'])}"
    yield record["id"]
    state = [terminal.words.get(f"status.{record['status']}")]
    if clashing := _clashing(record):
        state.append(terminal.words("record.clashes", count=clashing))
    if record["merged"]:
        state.append(terminal.words("record.merged"))
    review = record["review"] or {"changed": False, "reasons": []}
    if review["changed"]:
        state.append(terminal.words("record.changed"))
    yield " · ".join(state)
    shown = {
        path: each
        for path, each in record["answers"].items()
        if (path[0] != "_" and names.is_read(record["form"], path)) or each["outcome"] == "clash"
    }
    yield from _reasons(terminal, names, record["form"], review["reasons"], row_numbers(shown))
    columns = _Columns.of(terminal, names, record["form"], shown)
    for path, answer in shown.items():
        gone = path in record["irrelevant"]
        yield from _answer(terminal, names, columns, path, answer, gone=gone)
    told = {reason["change"] for reason in review["reasons"]}
    for remark in record["remarks"]:
        if remark["change"] in told:
            continue
        label = terminal.words("record.remark")
        yield f"  {label}  {remark['text']}  {_by(terminal, names, remark)}"
    if "history" in record:
        yield from _history(terminal, names, record)
    for path, answer in shown.items():
        if answer["outcome"] == "clash":
            yield terminal.words("clashes.settle", record=_tail(record["id"]), question=path)


def _reasons(
    terminal: Terminal, names: Names, form: str, reasons: Sequence[Document], rows: Rows
) -> Iterator[str]:
    """Why the record was returned, as a whole and question by question."""
    for reason in reasons:
        label, question = terminal.words("record.returned"), reason["question"]
        about = "" if question is None else f"{names.question(form, question, rows)}  "
        answered = f"  {terminal.words('record.answered')}" if reason["answered"] else ""
        yield f"  {label}  {about}{reason['text']}  {_by(terminal, names, reason)}{answered}"


def clash_lines(terminal: Terminal, names: Names, clashes: Sequence[Document]) -> Iterator[str]:
    """The open clashes, numbered, with what to do below each."""
    if not clashes:
        yield terminal.words("clashes.none")
        return
    records = len({clash["record"] for clash in clashes})
    yield terminal.words("clashes.count", clashes=len(clashes), records=records)
    for number, clash in enumerate(clashes, start=1):
        form, path = clash["record"].partition("/")[0], clash["question"]
        place, title = names.area(clash["area"]), names.form(form)
        yield f"#{number} {place} · {title} · {names.question(form, path)}"
        yield from _values(terminal, names, form, path, clash["values"])
        yield terminal.words("clashes.settle", record=_tail(clash["record"]), question=path)
    yield terminal.words("clashes.neither")


@dataclass(frozen=True, kw_only=True, slots=True)
class _Columns:
    """What stands in a record's columns: labels and values by path, and how wide they are."""

    form: str
    labels: Mapping[str, str]
    values: Mapping[str, str]
    label_cells: int
    value_cells: int

    @classmethod
    def of(
        cls, terminal: Terminal, names: Names, form: str, shown: Mapping[str, Document]
    ) -> "_Columns":
        """The columns of these answers; a repeat's rows are numbered as they stand."""
        rows = row_numbers(shown)
        labels = {path: names.question(form, path, rows) for path in shown}
        values = {
            path: _value(terminal, names, form, path, answer["value"])
            for path, answer in shown.items()
            if answer["outcome"] != "clash" and path not in rows
        }
        widths = [cell_len(value) for value in values.values()]
        return cls(
            form=form,
            labels=labels,
            values=values,
            label_cells=max(map(cell_len, labels.values()), default=0),
            value_cells=max((width for width in widths if width <= VALUE_CELLS_MAX), default=0),
        )


def _answer(
    terminal: Terminal, names: Names, columns: _Columns, path: str, answer: Document, *, gone: bool
) -> Iterator[str]:
    label = _padded(columns.labels[path], columns.label_cells)
    if answer["outcome"] == "clash":
        yield f"  {label}  {terminal.words('record.clash')}"
        yield from _values(terminal, names, columns.form, path, answer["values"])
    elif path not in columns.values:
        yield f"  {label}".rstrip()
    else:
        last = max(answer["values"], key=lambda value: value["at_ms"], default=None)
        by = _by(terminal, names, last) if last else ""
        yield f"  {label}  {_padded(columns.values[path], columns.value_cells)}  {by}".rstrip()
    if gone:
        yield f"  {' ' * columns.label_cells}  {terminal.words('record.kept')}"
    for flag in answer.get("flags", ()):
        yield f"  {' ' * columns.label_cells}  ！{flag['message']}"


def _padded(text: str, cells: int) -> str:
    return text + " " * (cells - cell_len(text))


def _values(
    terminal: Terminal, names: Names, form: str, path: str, values: Sequence[Document]
) -> Iterator[str]:
    said = [_value(terminal, names, form, path, each["value"]) for each in values]
    cells = max((cell_len(text) for text in said if cell_len(text) <= VALUE_CELLS_MAX), default=0)
    for number, (text, each) in enumerate(zip(said, values, strict=True), start=1):
        mark = f"  {terminal.words('record.shown')}" if each["shown"] else ""
        yield f"      {number}) {_padded(text, cells)}  {_by(terminal, names, each)}{mark}"


def _value(terminal: Terminal, names: Names, form: str, path: str, value: object) -> str:
    if value is None:
        return terminal.words("record.cleared")
    return names.value(form, path, value)


def _history(terminal: Terminal, names: Names, record: Document) -> Iterator[str]:
    yield terminal.words("record.history")
    rows = row_numbers(record["answers"])
    for change in record["history"]:
        written = "; ".join(
            _written(terminal, names, record["form"], path, entry["value"], rows)
            for path, entry in change["answers"].items()
            if path != VERSION
            and names.is_read(record["form"], path)
            and not (_is_row(path) and entry["value"] is True)
        )
        remark = f"  {change['remark']}" if change["remark"] else ""
        yield f"  {_by(terminal, names, change)}  {written}{remark}"


def _written(
    terminal: Terminal, names: Names, form: str, path: str, value: object, rows: Rows
) -> str:
    """One answer of the history in words, states and reasons of returning among them."""
    label = names.question(form, path, rows)
    if _is_row(path) and value is False:
        return f"{label} {terminal.words('record.removed')}"
    return f"{label} = {_value(terminal, names, form, path, value)}"


def row_numbers(paths: Iterable[str]) -> Rows:
    """The number of each row shown, counted from 1 in its repeat, by its marker's path."""
    numbers: dict[str, str] = {}
    counts: Counter[str] = Counter()
    for path in filter(_is_row, paths):
        repeat = path.rpartition("[")[0]
        counts[repeat] += 1
        numbers[path] = str(counts[repeat])
    return numbers


def _is_row(path: str) -> bool:
    """Whether it is a row's marker, which says that the row is there, and no answer."""
    return path.endswith("]")


def _by(terminal: Terminal, names: Names, what: Document) -> str:
    return f"{names.person(what['staff'])}  {terminal.when(what['at_ms'])}"


def _clashing(record: Document) -> int:
    return sum(answer["outcome"] == "clash" for answer in record["answers"].values())


def _tail(record: str) -> str:
    """The end of an id that people use: from the last area segment on."""
    return record.rpartition("/")[2]
