"""What hostile tests begin with: the acceptance tests' district, its server as a real process."""

from tests.acceptance.conftest import founded, grid, next_grid, office, own_office

__all__ = ["founded", "grid", "next_grid", "office", "own_office"]
