"""Modules and packages import each other one way only; imports inside functions count as well."""

from pathlib import Path

from tests.source_metrics import find_circles, find_imports, group_imports, read_modules

_MODULES = read_modules(Path(__file__).parents[2])


def test_no_module_imports_another_in_a_circle() -> None:
    assert find_circles(find_imports(_MODULES)) == []


def test_no_package_imports_another_in_a_circle() -> None:
    assert find_circles(group_imports(_MODULES)) == []


def test_a_circle_is_found() -> None:
    assert find_circles({"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}}) == [["a", "b", "c"]]
