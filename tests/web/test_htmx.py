"""The traps of htmx 4 in the templates: error pages that take the place of a part, and attributes that need eval."""

import re
from collections.abc import Iterator

import pytest

from bot.web.base.templating import FOLDER

_TEMPLATES = {str(file.relative_to(FOLDER)): file.read_text() for file in FOLDER.rglob("*.html")}
_SET = re.compile(r"{% set (\w+) = ('.*?) %}")
_TAG = re.compile(r"<\w(?:{{.*?}}|{%.*?%}|[^>])*>", re.DOTALL)
_LOADS = re.compile(r"hx-(get|post|put|patch|delete)=")
_KEEPS = re.compile(r'hx-status:[45]xx="swap:none"')
_FILTER = re.compile(r'hx-trigger="[^"]*\[')


def _list_loading(text: str) -> Iterator[str]:
    """Yield what loads parts: the tags, in which attributes that a template sets once are filled in."""
    pieces = dict(_SET.findall(text))
    yield from (piece for piece in pieces.values() if _LOADS.search(piece))
    for tag in _TAG.findall(text):
        filled = re.sub(r"{{ (\w+)(?:\|safe)? }}", lambda name: pieces.get(name[1], name[0]), tag)
        if _LOADS.search(filled):
            yield filled


@pytest.mark.parametrize("name", _TEMPLATES)
def test_no_error_page_takes_the_place_of_a_part(name: str) -> None:
    for tag in _list_loading(_TEMPLATES[name]):
        assert {*_KEEPS.findall(tag)} == {'hx-status:4xx="swap:none"', 'hx-status:5xx="swap:none"'}, tag


@pytest.mark.parametrize("name", _TEMPLATES)
def test_nothing_needs_eval(name: str) -> None:
    assert "hx-on" not in _TEMPLATES[name]
    assert not _FILTER.search(_TEMPLATES[name])


def test_the_check_finds_what_loads() -> None:
    assert sum(len([*_list_loading(text)]) for text in _TEMPLATES.values()) >= 10
