"""What an expression reads: a record as a tree, and lists of items beside it.

A node is a question with its value, a group, one row of a repeat, or the record itself. Children
stand by name in the order of the form; the rows of a repeat are children of one name. Values have
the kinds of schema.expressions.values; a blank answer is "".

A list's items are nodes as well, made when they are first asked for. Finding items by the text of
one column takes an index that is made once: a cascade over 10,000 rows is asked at each answer.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, TypeAlias

from schema.expressions.values import Scalar
from schema.table import Table

_NONE: Final[tuple["Node", ...]] = ()
_CHILDLESS: Final[dict[str, list["Node"]]] = {}
"""What a node has that nothing stands below, as most; nobody ever writes into it."""


class Node:
    """One place in a tree."""

    __slots__ = ("_children", "name", "parent", "value")

    def __init__(self, name: str, parent: "Node | None" = None, value: Scalar = "") -> None:
        """A node below `parent`, not yet among its children; see `add`."""
        self.name = name
        self.parent = parent
        self.value = value
        self._children: dict[str, list[Node]] = _CHILDLESS

    def add(self, name: str, value: Scalar = "") -> "Node":
        """A new child behind the others of its name."""
        child = Node(name, self, value)
        if self._children is _CHILDLESS:
            self._children = {}
        self._children.setdefault(name, []).append(child)
        return child

    def set(self, name: str, children: Sequence["Node"]) -> None:
        """Has these children of a name instead of those that it had, at the same place."""
        self._children = {**self._children, name: list(children)}

    def named(self, name: str) -> Sequence["Node"]:
        """The children of this name, in order."""
        return self._children.get(name, _NONE)

    def all(self) -> Iterator["Node"]:
        """All children, in the order in which their names first came."""
        for nodes in self._children.values():
            yield from nodes

    @property
    def root(self) -> "Node":
        """The record, or the list, in which this node stands."""
        node = self
        while node.parent is not None:
            node = node.parent
        return node

    @property
    def position(self) -> int:
        """Which of its name it is among its siblings, from 1."""
        return 1 if self.parent is None else _index(self.parent.named(self.name), self) + 1

    def order(self) -> tuple[int, ...]:
        """A key that sorts the nodes of one tree into document order."""
        if self.parent is None:
            return ()
        return (*self.parent.order(), _index(list(self.parent.all()), self))

    def descendants(self) -> Iterator["Node"]:
        """All nodes below, in document order."""
        for child in self.all():
            yield child
            yield from child.descendants()

    def leaf(self) -> bool:
        """Whether nothing stands below it."""
        return not self._children


def _index(nodes: Sequence[Node], node: Node) -> int:
    """Where a node stands among others; the first place for one that stands for no row yet."""
    return next((index for index, each in enumerate(nodes) if each is node), 0)


Row: TypeAlias = Mapping[str, str]
"""One item of a list: its text by column."""


class Item(Node):
    """One item of a list, the row of this number from 0; its columns become nodes when asked."""

    __slots__ = ("_table", "number")

    def __init__(self, parent: Node, table: Table, number: int) -> None:
        super().__init__("item", parent)
        self._children = {}
        self._table = table
        self.number = number

    def named(self, name: str) -> Sequence[Node]:
        """The column of this name, if the row has it."""
        found = self._children.get(name)
        if found is None:
            value = self._table.found(self.number, name)
            found = self._children[name] = [] if value is None else [Node(name, self, value)]
        return found

    def all(self) -> Iterator[Node]:
        """The columns that the row has."""
        for name in self._table.columns:
            yield from self.named(name)

    def leaf(self) -> bool:
        """Whether the row has no column."""
        return all(cell is None for cell in self._table.rows[self.number])


class ItemList(Node):
    """A list of items as `instance('name')` gives it: in it `root`, and below that the items."""

    __slots__ = ("_root",)

    def __init__(self, rows: Table | Sequence[Row]) -> None:
        super().__init__("instance")
        self._children = {}
        table = rows if isinstance(rows, Table) else Table.of(rows)
        self._root = _ItemRoot(self, table)
        self._children["root"] = [self._root]

    def lookup(self, wanted: str, column: str, text: str) -> str:
        """The text in column `wanted` of the first item whose `column` is `text`; "" if none."""
        for item in self._root.where(column, text):
            for node in item.named(wanted):
                return str(node.value)
        return ""


class _ItemRoot(Node):
    """The node above a list's items, each made when it is first asked for."""

    __slots__ = ("_items", "_table")

    def __init__(self, parent: ItemList, table: Table) -> None:
        super().__init__("root", parent)
        self._children = {}
        self._table = table
        self._items: dict[int, Node] = {}

    def named(self, name: str) -> Sequence[Node]:
        if name == "item" and "item" not in self._children:
            self._children["item"] = [self._item(n) for n in range(len(self._table.rows))]
        return super().named(name)

    def all(self) -> Iterator[Node]:
        yield from self.named("item")

    def leaf(self) -> bool:
        return not self._table.rows

    def where(self, column: str, text: str) -> Sequence[Node]:
        """The items whose `column` is `text`, in order; an item without the column is blank."""
        return [self._item(number) for number in self._table.where(column, text)]

    def _item(self, number: int) -> Node:
        item = self._items.get(number)
        if item is None:
            item = self._items[number] = Item(self, self._table, number)
        return item


def items_where(parent: Node, name: str, column: str, text: str) -> Sequence[Node] | None:
    """The items below a list's root whose `column` is `text`; None if `parent` is no such root."""
    if isinstance(parent, _ItemRoot) and name == "item":
        return parent.where(column, text)
    return None
