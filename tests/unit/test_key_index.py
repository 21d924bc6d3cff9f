"""Ids by their keys, after many changes."""

from knowledge.search.key_index import KeyIndex


def test_ids_are_found_by_each_of_their_keys() -> None:
    index = KeyIndex([("a", ("one", "both")), ("b", ("two", "both", "both"))])
    assert index.find("one") == ("a",)
    assert sorted(index.find("both")) == ["a", "b"]
    assert index.find("three") == ()


def test_an_update_leaves_the_index_before_as_it_was() -> None:
    before = KeyIndex([("a", ("one", "both")), ("b", ("both",))])
    after = before.update([("a", ("one", "both"))], [("a", ("three", "both")), ("c", ("one",))])
    assert (after.find("one"), after.find("three"), sorted(after.find("both"))) == (("c",), ("a",), ["a", "b"])
    assert (before.find("one"), before.find("three"), before.find("both")) == (("a",), (), ("a", "b"))


def test_many_updates_add_up() -> None:
    index = KeyIndex([("a", ("one",))])
    for number in range(50):
        index = index.update([("b", (f"key {number - 1}",))] if number else [], [("b", (f"key {number}",))])
    assert [number for number in range(50) if index.find(f"key {number}")] == [49]
    assert index.find("one") == ("a",)
    assert KeyIndex(()).update((), [("a", ("one",))]).find("one") == ("a",)
