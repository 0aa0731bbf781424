"""Tables as the office exports them, read back as a spreadsheet would read them."""

import csv
from pathlib import Path


def rows_of(file: Path) -> list[dict[str, str]]:
    """The rows of a table of comma-separated values, by the names of their columns."""
    with file.open(encoding="utf-8-sig", newline="") as opened:
        return list(csv.DictReader(opened))


def exported(office, file: Path, form: str) -> dict[str, dict[str, str]]:
    """A table of all records, by their ids, of what was ever answered."""
    office.ask("export", form, "--format", "csv", "--plain", "--removed", "-o", file)
    return {
        row["_id"]: {name: value for name, value in row.items() if value} for row in rows_of(file)
    }
