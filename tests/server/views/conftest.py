"""The town, for tests of what is read from it."""

from tests.server.town import town

__all__ = ["town"]
