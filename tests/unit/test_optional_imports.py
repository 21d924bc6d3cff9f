"""Libraries that are hidden while others are imported."""

import sys
from importlib import import_module

import pytest

from bot.system.optional_imports import hide_modules


def test_what_is_not_loaded_is_not_found_meanwhile_and_found_again() -> None:
    sys.modules.pop("this", None)
    with hide_modules("this"), pytest.raises(ModuleNotFoundError):
        import_module("this")
    assert "this" not in sys.modules


def test_what_is_loaded_stays() -> None:
    import_module("json")
    with hide_modules("json"):
        assert import_module("json") is sys.modules["json"]
    assert sys.modules["json"] is not None


def test_it_is_found_again_after_a_failure() -> None:
    with pytest.raises(KeyError), hide_modules("no_such_module"):
        raise KeyError
    assert "no_such_module" not in sys.modules
