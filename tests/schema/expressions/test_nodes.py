"""Nodes of a record and of lists, as they are asked one by one."""

from schema.expressions.nodes import ItemList, Node, items_where
from schema.table import Table
from tests.schema.expressions.trees import record

ROWS = [{"name": "a", "town": "x"}, {"name": "b"}, {"name": "c", "town": "x"}]


def names(nodes):
    return [node.named("name")[0].value for node in nodes]


def test_what_is_not_answered_is_blank():
    group = Node("g")
    assert group.value == group.add("a").value == ""


def test_a_repeat_without_rows_stands_first_for_them_all():
    repeat = Node("rows", Node("").add("data"))
    assert repeat.position == 1
    assert repeat.order() == (0, 0)


def test_what_holds_the_record_stands_alone():
    assert record({"a": "1"}).document.position == 1


def test_items_are_found_by_the_text_of_a_column():
    (root,) = ItemList(ROWS).named("root")
    assert names(items_where(root, "item", "town", "x")) == ["a", "c"]
    assert names(items_where(root, "item", "town", "")) == ["b"]
    assert list(items_where(root, "item", "town", "y")) == []


def test_a_table_is_a_list_of_items_as_well():
    (root,) = ItemList(Table.of(ROWS)).named("root")
    assert names(root.named("item")) == ["a", "b", "c"]


def test_children_may_be_put_in_the_place_of_others():
    group = Node("g")
    first, _ = group.add("a"), group.add("b")
    group.set("a", ())
    assert [node.name for node in group.all()] == ["b"]
    group.set("a", [first])
    assert [node.name for node in group.all()] == ["a", "b"]


def test_only_the_items_of_a_list_are_found_so():
    (root,) = ItemList(ROWS).named("root")
    group = record({"item": [{"town": "x"}]}).document
    assert items_where(root, "other", "town", "x") is None
    assert items_where(group, "item", "town", "x") is None


def test_an_item_is_the_same_node_whoever_asks():
    (root,) = ItemList(ROWS).named("root")
    assert [*root.named("item")] == [*root.all()]
    (item, *_) = root.named("item")
    assert [*item.all()] == [*item.named("name"), *item.named("town")]


def test_an_item_has_no_column_beside_those_of_its_row():
    _, without, _ = ItemList(ROWS).named("root")[0].named("item")
    assert list(without.named("town")) == []
    assert [node.name for node in without.all()] == ["name"]


def test_a_list_without_items_ends_at_its_root():
    (empty,), (full,) = ItemList([]).named("root"), ItemList(ROWS).named("root")
    assert empty.leaf()
    assert not full.leaf()
    assert not full.named("item")[0].leaf()
    assert ItemList([{}]).named("root")[0].named("item")[0].leaf()


def test_a_text_is_looked_up_in_the_first_item_that_fits():
    items = ItemList(ROWS)
    assert items.lookup("name", "town", "x") == "a"
    assert items.lookup("town", "name", "b") == ""
    assert items.lookup("town", "name", "z") == ""
