"""The published table names what is pinned: it cannot grow stale in silence."""

import json

import pytest

from bench.compare import SERVERS, between_marks
from bench.install import ROOT

PUBLISHED = (ROOT / "docs" / "BENCHMARKS.md").read_text()


@pytest.mark.parametrize(
    "server", [each for each in SERVERS if each.name not in ("doorstep", "bare")]
)
def test_the_table_was_measured_with_the_versions_that_are_pinned(server):
    for name, version in server.versions().items():
        assert f"{name} {version}" in PUBLISHED


def test_the_table_can_be_written_again():
    assert "anew" in between_marks(PUBLISHED, "anew")


@pytest.mark.parametrize("folder", sorted((ROOT / "bench" / "peers").glob("*/package.json")))
def test_every_package_is_pinned_by_its_hash_and_without_an_address(folder):
    lock = json.loads(folder.with_name("package-lock.json").read_text())
    packages = [entry for name, entry in lock["packages"].items() if name]
    assert packages
    assert all("integrity" in entry and "resolved" not in entry for entry in packages)
