"""What a demonstration shows: examples in words, figures, and where to look next."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from schema.answer import Value
from server.clock import local
from server.commands.naming import Names
from server.commands.staff import role_in_words
from server.commands.terminal import Terminal
from server.demo.demonstration import Day, Demonstration
from server.demo.examples import Example, Kind, choose


def examples(terminal: Terminal, data: Path, day: Day) -> None:
    """The table of what merged, was settled by rule, and clashes, with examples of each."""
    chosen = choose(day.ledger.records)
    names = Names.of(
        data,
        terminal.words,
        areas=[str(example.record.area) for example in chosen],
        staff=[said.held.staff for example in chosen for said in example.said],
    )
    terminal.table(
        ["demo.outcome", "demo.household", "demo.question", "demo.said"],
        _rows(terminal, names, chosen, day.document["outcomes"]),
        empty="demo.nothing",
    )


def _rows(
    terminal: Terminal, names: Names, chosen: Sequence[Example], counts: dict[str, int]
) -> Iterator[list[str]]:
    told: set[Kind] = set()
    for example in chosen:
        kind, form = example.kind, example.record.form
        title = terminal.words(f"demo.{kind}", count=counts[kind]) if kind not in told else ""
        told.add(kind)
        place = names.area(str(example.record.area))
        lines = [
            (
                names.question(form, said.question),
                _said(names, form, said.question, said.held.value),
            )
            for said in example.said
        ]
        for number, (said, (question, value)) in enumerate(zip(example.said, lines, strict=True)):
            first = number == 0
            again = not first and lines[number - 1][0] == question
            who = names.person(said.held.staff)
            yield [
                title if first else "",
                place if first else "",
                "" if again else question,
                f"{value}  {who} {_clock(said.held.time_ms)}",
            ]
        if kind is Kind.rule:
            question = example.said[0].question
            yield ["", "", "", f"→ {_said(names, form, question, example.value)}"]


def _said(names: Names, form: str, question: str, value: Value) -> str:
    return "–" if value is None else names.value(form, question, value)


def _clock(at_ms: int) -> str:
    return f"{local(at_ms):%H:%M}"


def figures(terminal: Terminal, day: Day) -> None:
    """The balance, and what it cost the server; the last line says whether it is exact."""
    document = day.document
    edits, digests = document["edits"], document["digests"]
    terminal.line("")
    terminal.say(
        "demo.day",
        tablets=document["tablets"],
        visits=document["visits"],
        written=edits["written"],
    )
    terminal.say("demo.stored", **{name: edits[name] for name in ("stored", "refused", "missing")})
    terminal.say("demo.digests", **digests, seconds=f"{document['seconds']:.1f}")
    peaks = document["server_peak_mb_by_process"] or {}
    for process, cpu_s in (document["server_cpu_s_by_process"] or {}).items():
        name = terminal.words.get(f"process.{process}")
        peak = round(peaks.get(process, 0))
        terminal.say("demo.cpu", name=name, seconds=f"{cpu_s:.2f}", peak=peak)
    terminal.say("demo.exact" if day.exact else "demo.not_exact")


def logins(terminal: Terminal, running: Demonstration) -> None:
    """Where the pages are, and as whom to open them."""
    terminal.line("")
    terminal.say("demo.open", url=running.server.url, password=running.logins[0].password)
    terminal.table(
        ["column.login", "column.name", "column.role"],
        [[each.login, each.name, role_in_words(each.role, terminal)] for each in running.logins],
        empty="staff.none",
    )
    terminal.say("demo.end")
