"""What happens at the office once the tablets have synced, so that each page has something to show.

One community approves most of a grid's work and returns two records with reasons; one tablet is
reported lost while visits are still on it, and hands them in when it is found: they wait for a
supervisor. Everything is done as people do it, by the operations of the server and by a tablet.
"""

import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from server.admin import call
from server.demo.errors import DemoFailed

REVIEWER: Final = "community-002-1"
GRID: Final = "130709/100/002/007"
FORM: Final = "renovation_opinion"
LOSER: Final = "member-002-007-2"

APPROVED: Final = 20
RETURNED: Final = 2
WHY: Final = {"parking_spaces": "户主说只要一个，请核实"}
LATE_VISITS: Final = 3

_TABLET: Final = (sys.executable, "-m", "clients.reference_cli.main")
_TABLET_S: Final = 60


def work(data: Path, folder: Path) -> None:
    """Does all of it.

    Args:
        data: of the server that runs.
        folder: where a tablet's home may lie for a moment.

    Raises:
        DemoFailed: the tablet could not be played.
    """
    documents = call(data, "records.list", {"form": FORM, "area": GRID, "status": "finished"})
    assert isinstance(documents, list)
    returned, approved = chosen(documents)
    if returned:  # in a small demonstration nobody worked in this grid
        call(data, "records.return", {"ids": returned, "because": WHY, "as": REVIEWER})
    if approved:
        call(data, "records.approve", {"ids": approved, "as": REVIEWER})
    _lose_a_tablet(data, folder / "lost", {each["area"] for each in documents})


def chosen(documents: Sequence[Mapping[str, Any]]) -> tuple[list[str], list[str]]:
    """Ids of the records that are returned and approved; in neither is a clash open.

    Returned is what the reason fits: more spaces were written down than the one it speaks of.
    """
    clear = [each for each in documents if not _clashes(each)]
    returned = [each["id"] for each in clear if _spaces(each) > 1][:RETURNED]
    approved = [each["id"] for each in clear if each["id"] not in returned][:APPROVED]
    return returned, approved


def _spaces(document: Mapping[str, Any]) -> int:
    answer = document["answers"].get("parking_spaces")
    return (answer["value"] or 0) if answer else 0


def _clashes(document: Mapping[str, Any]) -> bool:
    return any(answer["outcome"] == "clash" for answer in document["answers"].values())


def _lose_a_tablet(data: Path, home: Path, visited: set[str]) -> None:
    code = call(data, "devices.code", {"staff": LOSER})
    assert isinstance(code, dict)
    _tablet(home, "enroll", code["url"], code["code"], "--name", "A-07")
    areas = call(data, "areas.list", {"prefix": GRID, "kind": "household"})
    assert isinstance(areas, list)
    doors = [area["id"] for area in areas if area["id"] not in visited]
    for door in doors[:LATE_VISITS]:
        _tablet(home, "new", FORM, "--area", door, "road=support", "project=p2022")
    devices = call(data, "devices.list", {})
    assert isinstance(devices, list)
    lost = next(each["id"] for each in reversed(devices) if each["staff"] == code["staff"])
    call(data, "devices.revoke", {"id": lost})
    _tablet(home, "sync", expected=3)


def _tablet(home: Path, *words: str, expected: int = 0) -> None:
    done = subprocess.run(  # noqa: S603 - our own program
        [*_TABLET, *words, "--home", str(home), "--json"],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=_TABLET_S,
        check=False,
    )
    if done.returncode != expected:
        raise DemoFailed(reason=done.stderr.strip() or f"a tablet ended with {done.returncode}")
