"""The texts of the desk in English."""

import ast
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from bot.web.base import templating
from handlers.i18n.desk import english
from handlers.i18n.desk.english import ENGLISH

_PAGES = Path(templating.__file__).parent.parent


def _find_in_templates() -> Iterator[str]:
    environment = templating.environment("de")
    for file in templating.FOLDER.rglob("*.html"):
        for _, _, found in environment.extract_translations(file.read_text()):  # type: ignore[attr-defined]
            yield from (text for text in (found if isinstance(found, tuple) else (found,)) if text)


def _find_in_code() -> Iterator[str]:
    """Yield texts that are given to `say`."""
    for file in _PAGES.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "say":
                yield from (str(each.value) for each in node.args if isinstance(each, ast.Constant))


def test_every_text_has_its_english() -> None:
    used = {*_find_in_templates(), *_find_in_code()}
    assert used - set(ENGLISH.translations) == set()


def test_no_text_stands_twice() -> None:
    """The later one would be shown everywhere."""
    texts = [
        str(key.value)
        for file in Path(english.__file__).parent.glob("english*.py")
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.Dict)
        for key in node.keys
        if isinstance(key, ast.Constant)
    ]
    assert [text for text, number in Counter(texts).items() if number > 1] == []
