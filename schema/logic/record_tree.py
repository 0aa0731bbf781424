"""A record's answers as the tree that expressions read.

Questions stand below `data` in the order of the form, those of a group below its node; each row of
a repeat is a node of the repeat's name with its questions below. A question without an answer is
there, and blank. A list of choices becomes their names with blanks between, a date a date; what
does not fit its question is read as the text that it is.

A spot joins a node with its path and remembers the answer while the question is not asked, when the
node is blank for all who read it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from schema.answer import Value
from schema.expressions.nodes import Node
from schema.expressions.places import Place, Places
from schema.expressions.values import Scalar
from schema.logic.exchange import scalar
from schema.outline import ROOT, Located
from schema.question import Kind, Question


class Spot:
    """One question, group, row or repeat of a record.

    `path`: the name of its answer; "" for a group. `node`: what expressions see; a repeat has that
    of its first row, or a lone one without rows. `parts`: what stands in it; `rows`: the nodes of a
    repeat's rows, which nobody counts while it is not asked. `closed`: whether its own condition
    says that it is not asked; `hidden`: whether that, or one around it, says so.
    """

    __slots__ = ("above", "answer", "closed", "hidden", "node", "parts", "path", "place", "rows")

    def __init__(
        self, path: str, place: Place, node: Node, above: "Spot | None", answer: Scalar = ""
    ) -> None:
        self.path = path
        self.place = place
        self.node = node
        self.above = above
        self.answer = answer
        self.parts: list[Spot] = []
        self.closed = False
        self.hidden = False
        self.rows: Sequence[Node] = ()
        if above is not None:
            above.parts.append(self)

    def close(self) -> Iterator["Spot"]:
        """Is not asked any more; whatever is hidden by that, itself first."""
        self.closed = True
        yield from self.hide()

    def open(self) -> Iterator["Spot"]:
        """Is asked again, unless something around it is not; whatever is seen by that."""
        self.closed = False
        if self.above is None or not self.above.hidden:
            yield from self.show()

    def take(self, answer: Scalar) -> None:
        """Has this answer; nobody sees it while the question is not asked."""
        self.answer = answer
        if not self.hidden:
            self.node.value = answer

    def hide(self) -> Iterator["Spot"]:
        """Is not asked, nor what stands in it; whatever was seen until now."""
        if self.hidden:
            return
        self.hidden = True
        if not self.parts:
            self.node.value = ""
        elif self.rows:
            self._parent.set(self.node.name, ())
        yield self
        for part in self.parts:
            yield from part.hide()

    def show(self) -> Iterator["Spot"]:
        """Is asked, and what stands in it, but for what is not by its own condition."""
        if self.closed or not self.hidden:
            return
        self.hidden = False
        if not self.parts:
            self.node.value = self.answer
        elif self.rows:
            self._parent.set(self.node.name, self.rows)
        yield self
        for part in self.parts:
            yield from part.show()

    def walk(self) -> Iterator["Spot"]:
        """Itself, and all that stands in it."""
        yield self
        for part in self.parts:
            yield from part.walk()

    @property
    def _parent(self) -> Node:
        assert self.node.parent is not None
        return self.node.parent

    @property
    def named(self) -> str:
        """Its path; of a group that of the first question in it."""
        return self.path or next((part.named for part in self.parts), "")


@dataclass(frozen=True, kw_only=True, slots=True)
class RecordTree:
    """One record's spots: by path, as answers are named, and by place, as the form names them.

    A repeat stands under its place once for each row around it: what is asked of a repeat is asked
    of it as a whole.
    """

    root: Node
    by_path: Mapping[str, Spot]
    by_place: Mapping[Place, Sequence[Spot]]


def by_place(
    questions: Sequence[Question], above: Place = (ROOT,)
) -> Iterator[tuple[Place, Question]]:
    """Every question of a form with its place, in the order of the form."""
    for question in questions:
        place = (*above, question.name)
        yield place, question
        yield from by_place(question.questions, place)


def places_of(found: Mapping[Place, Question], lists: Sequence[str] = ()) -> Places:
    """The places of a form with these questions by place, and these lists."""
    repeats = {place: question.kind is Kind.repeat for place, question in found.items()}
    return Places.of({(ROOT,): False} | repeats, lists)


@dataclass(frozen=True, kw_only=True, slots=True)
class Seed:
    """One question of a form as its records grow from it.

    `name`: what it is called within the record or row around it; "" for a group.
    """

    question: Question
    name: str
    place: Place
    inner: tuple["Seed", ...]


def seeds_of(
    questions: Sequence[Question], names: Mapping[Place, Located], above: Place = (ROOT,)
) -> tuple[Seed, ...]:
    """What a form's records grow from; `names` are its questions with their paths, by place."""
    return tuple(
        Seed(
            question=question,
            name="" if question.kind is Kind.group else names[(*above, question.name)].name,
            place=(*above, question.name),
            inner=seeds_of(question.questions, names, (*above, question.name)),
        )
        for question in questions
    )


def tree_of(
    seeds: Sequence[Seed], answers: Mapping[str, Value], rows: Mapping[str, Sequence[str]]
) -> RecordTree:
    """The tree of a record.

    Args:
        seeds: of its form.
        answers: its shown values by path.
        rows: the ids of the rows of each repeat, by its path, in order.
    """
    root = Node("").add(ROOT)
    by_path: dict[str, Spot] = {}
    by_place: dict[Place, list[Spot]] = {}

    def grow(seeds: Sequence[Seed], above: Spot, before: str) -> None:
        around = above.node
        for seed in seeds:
            question = seed.question
            path = before + seed.name
            if not seed.inner:
                given = answers.get(path)
                answer = "" if given is None else scalar(question, given)
                spot = Spot(path, seed.place, around.add(question.name, answer), above, answer)
                by_path[path] = spot
            elif seed.name:
                spot = by_path[path] = repeated(seed, above, path)
            else:
                spot = Spot("", seed.place, around.add(question.name), above)
                grow(seed.inner, spot, before)
            by_place.setdefault(seed.place, []).append(spot)

    def repeated(seed: Seed, above: Spot, path: str) -> Spot:
        name, around = seed.question.name, above.node
        whole = Spot(path, seed.place, Node(name, around), above)
        for row in rows.get(path, ()):
            marker = f"{path}[{row}]"
            spot = by_path[marker] = Spot(marker, seed.place, around.add(name), whole)
            grow(seed.inner, spot, f"{marker}.")
        whole.rows = around.named(name)
        whole.node = whole.rows[0] if whole.rows else whole.node
        return whole

    grow(seeds, Spot("", (ROOT,), root, None), "")
    return RecordTree(root=root, by_path=by_path, by_place=by_place)
