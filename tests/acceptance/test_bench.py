"""`doorstep bench pages`, over a year of a few hundred records."""

import pytest

from tests.acceptance.commands import run

pytestmark = pytest.mark.acceptance

PEOPLE = {"district", "community-002-1", "head-002-007"}


def test_every_page_is_fetched_as_three_people_beside_open_pages(tmp_path):
    year = tmp_path / "year"
    done = run("doorstep", "bench", "pages", "--data", year, "--json", launcher=("small_bench.py",))
    assert done.exit_code == 0, done.stderr
    measured = done.document
    assert {page["login"] for page in measured["pages"]} == PEOPLE
    paths = {page["path"] for page in measured["pages"]}
    assert {"/", "/records", "/clashes", "/devices", "/staff", "/areas", "/exports"} <= paths
    assert all(0 < page["cpu_p50_ms"] for page in measured["pages"])
    assert measured["open_pages"] == 6
    assert measured["settled"] > 0
    assert measured["fetched_by_open_pages"] > 0


def test_a_directory_that_is_no_year_is_left_alone(tmp_path):
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "kept.txt").write_text("kept")
    done = run("doorstep", "bench", "pages", "--data", tmp_path / "letters", "--lang", "en")
    assert done.exit_code == 1
    assert "name another --data" in done.complaint
    assert (tmp_path / "letters" / "kept.txt").read_text() == "kept"
