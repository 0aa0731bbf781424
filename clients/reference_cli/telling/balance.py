"""What came of a simulated fleet, as document `balance` and in words."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from clients.reference_cli.fleet.orders import Report
from clients.reference_cli.words import Words


def document(report: Report) -> dict[str, Any]:
    """Document `balance`; beside its fields what was planted, and what each phase took."""
    balance, steps = report.balance, report.plan.steps
    phases, cpu_s = report.phases_s, report.cpu_s_by_process
    return {
        "tablets": len(steps),
        "visits": visits_of(report),
        "records": len(balance.records),
        "edits": balance.edits(),
        "outcomes": asdict(balance.outcomes),
        "digests": {"equal": balance.written.equal, "unequal": balance.written.unequal},
        "retries": report.retries,
        "seconds": round(phases["sync"] + phases["final"], 3),
        "server_cpu_s": None if cpu_s is None else round(sum(cpu_s.values()), 3),
        "server_peak_mb": None
        if report.peak_mb is None
        else round(sum(report.peak_mb.values()), 1),
        "server_cpu_s_by_process": cpu_s,
        "server_cpu_s_by_phase": report.cpu_s,
        "server_peak_mb_by_process": report.peak_mb,
        "planted": asdict(report.plan.planted),
        "killed": report.killed,
        "phases_s": dict(phases),
    }


def visits_of(report: Report) -> int:
    """How many records were opened, one for each tablet that did."""
    return sum(not step.edit for steps in report.plan.steps.values() for step in steps)


def tell(report: Report, visits: int, words: Words) -> Iterator[str]:
    """The same for people; the last line says whether it is exact."""
    balance = report.balance
    edits = balance.edits()
    changes = sum(map(len, report.plan.steps.values()))
    yield words(
        "simulate.fleet",
        tablets=len(report.plan.steps),
        visits=visits,
        changes=changes,
        answers=edits["written"],
    )
    yield words("simulate.edits", **edits)
    yield words("simulate.outcomes", **asdict(balance.outcomes))
    mine = balance.written
    yield words("simulate.digests", equal=mine.equal, unequal=mine.unequal, retries=report.retries)
    if report.killed:
        yield words("simulate.killed", n=report.killed)
    yield words("simulate.seconds", **{k: f"{s:.1f}" for k, s in report.phases_s.items()})
    cpu_s = report.cpu_s_by_process
    if cpu_s is not None and report.peak_mb is not None:
        yield words(
            "simulate.cost",
            cpu=f"{sum(cpu_s.values()):.2f}",
            processes=words.several([f"{name} {s:.2f}" for name, s in cpu_s.items()]),
            peak=f"{sum(report.peak_mb.values()):.0f}",
        )
    yield words("simulate.exact" if balance.exact else "simulate.not_exact")
