"""Headings: the groups that begin before a question, each told once."""

from collections.abc import Sequence

from schema.question import Question


class Headings:
    """Which groups were told already, in the record and in each row."""

    def __init__(self) -> None:
        self._told: dict[str, tuple[Question, ...]] = {}

    def before(self, path: str, groups: tuple[Question, ...]) -> Sequence[Question]:
        """The groups around the question at a path that its neighbour before it is not in."""
        row = path[: path.rfind("]") + 1] if not path.endswith("]") else path[: path.rfind("[")]
        told = self._told.get(row, ())
        self._told[row] = groups
        same = 0
        while same < min(len(told), len(groups)) and told[same] is groups[same]:
            same += 1
        return groups[same:]
