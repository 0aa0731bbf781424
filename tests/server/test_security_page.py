"""Every test that docs/SECURITY.md names as the proof of something exists."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_what_the_page_names_as_proof_is_there():
    page = (ROOT / "docs" / "SECURITY.md").read_text(encoding="utf-8")
    named = set(re.findall(r"::(test_\w+)", page))
    files = set(re.findall(r"`((?:\w+/)*test_\w+\.py)", page))
    known = "\n".join(
        path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py")
    )
    assert len(named) > 20
    assert {name for name in named if f"def {name}(" not in known} == set()
    assert {file for file in files if not list((ROOT / "tests").rglob(file))} == set()
