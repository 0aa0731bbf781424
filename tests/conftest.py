"""What the whole run has to say in the end."""

from pathlib import Path

SCREENSHOTS = Path(__file__).parent / "browser" / "screenshots"


def pytest_terminal_summary(terminalreporter):
    """Where the pictures of all pages are, if they were made."""
    reports = [report for found in terminalreporter.stats.values() for report in found]
    if any(getattr(report, "nodeid", "").startswith("tests/browser/") for report in reports):
        terminalreporter.write_line(f"screenshots of all pages: {SCREENSHOTS}")
