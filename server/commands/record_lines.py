"""Records and clashes as lines for people: labels, addresses in words, the problem first."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from rich.cells import cell_len

from schema.form import STATUS, VERSION
from server.commands.naming import Names
from server.commands.terminal import Terminal

Document = dict[str, Any]

RETURN = "_return."
"""Before the name of a question that was returned; the answer is the reason."""


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


def row(terminal: Terminal, names: Names, record: Document) -> list[str]:
    """One record in a list: address, state, clashes, who began it when, and its id."""
    clashing = _clashing(record)
    return [
        names.area(record["area"]),
        terminal.words.get(f"status.{record['status']}"),
        f"⚠ {clashing}" if clashing else "",
        names.person(record["created_by"]),
        terminal.when(record["created_ms"]),
        record["id"],
    ]


def lines(terminal: Terminal, names: Names, record: Document) -> Iterator[str]:
    """One record in full; the last line says what to do about a clash."""
    yield f"{names.form(record['form'])}  {names.area(record['area'])}"
    yield record["id"]
    state = [terminal.words.get(f"status.{record['status']}")]
    if clashing := _clashing(record):
        state.append(terminal.words("record.clashes", count=clashing))
    if record["merged"]:
        state.append(terminal.words("record.merged"))
    yield " · ".join(state)
    shown = {path: each for path, each in record["answers"].items() if path[0] != "_"}
    width = max((cell_len(names.question(record["form"], path)) for path in shown), default=0)
    for path, answer in shown.items():
        yield from _answer(terminal, names, record["form"], path, answer, width)
    for remark in record["remarks"]:
        label = terminal.words("record.remark")
        yield f"  {label}  {remark['text']}  {_by(terminal, names, remark)}"
    if "history" in record:
        yield from _history(terminal, names, record)
    for path, answer in shown.items():
        if answer["outcome"] == "clash":
            yield terminal.words("clashes.settle", record=_tail(record["id"]), question=path)


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


def _answer(
    terminal: Terminal, names: Names, form: str, path: str, answer: Document, width: int
) -> Iterator[str]:
    label = names.question(form, path)
    label += " " * (width - cell_len(label))
    if answer["outcome"] == "clash":
        yield f"  {label}  {terminal.words('record.clash')}"
        yield from _values(terminal, names, form, path, answer["values"])
    else:
        last = max(answer["values"], key=lambda value: value["at_ms"], default=None)
        by = _by(terminal, names, last) if last else ""
        yield f"  {label}  {_value(terminal, names, form, path, answer['value'])}  {by}".rstrip()
    for flag in answer.get("flags", ()):
        yield f"  {' ' * width}  ！{flag['message']}"


def _values(
    terminal: Terminal, names: Names, form: str, path: str, values: Sequence[Document]
) -> Iterator[str]:
    for number, each in enumerate(values, start=1):
        value = _value(terminal, names, form, path, each["value"])
        mark = f"  {terminal.words('record.shown')}" if each["shown"] else ""
        yield f"      {number}) {value}  {_by(terminal, names, each)}{mark}"


def _value(terminal: Terminal, names: Names, form: str, path: str, value: object) -> str:
    if value is None:
        return terminal.words("record.cleared")
    return names.value(form, path, value)


def _history(terminal: Terminal, names: Names, record: Document) -> Iterator[str]:
    yield terminal.words("record.history")
    for change in record["history"]:
        written = "; ".join(
            _written(terminal, names, record["form"], path, entry["value"])
            for path, entry in change["answers"].items()
            if path != VERSION
        )
        remark = f"  {change['remark']}" if change["remark"] else ""
        yield f"  {_by(terminal, names, change)}  {written}{remark}"


def _written(terminal: Terminal, names: Names, form: str, path: str, value: object) -> str:
    """One answer of the history in words, states and reasons of returning among them."""
    if path == STATUS:
        return f"{terminal.words('record.state')} = {terminal.words.get(f'status.{value}')}"
    label = names.question(form, path.removeprefix(RETURN))
    if path.startswith(RETURN):
        label = terminal.words("record.return", question=label)
    return f"{label} = {_value(terminal, names, form, path, value)}"


def _by(terminal: Terminal, names: Names, what: Document) -> str:
    return f"{names.person(what['staff'])}  {terminal.when(what['at_ms'])}"


def _clashing(record: Document) -> int:
    return sum(answer["outcome"] == "clash" for answer in record["answers"].values())


def _tail(record: str) -> str:
    """The end of an id that people use: from the last area segment on."""
    return record.rpartition("/")[2]
