"""The texts of the desk in English."""

import ast
from collections import defaultdict
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


def test_no_text_has_two_translations() -> None:
    """The later one would be shown everywhere."""
    found: dict[str, set[str]] = defaultdict(set)
    for file in Path(english.__file__).parent.glob("english*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            for key, value in zip(node.keys, node.values, strict=True) if isinstance(node, ast.Dict) else ():
                if isinstance(key, ast.Constant):
                    found[str(key.value)].add(ast.unparse(value))
    assert {text: each for text, each in found.items() if len(each) > 1} == {}


def test_a_language_that_the_desk_does_not_speak_is_not_claimed() -> None:
    page = templating.render_template("signed_out.html", "fr", {})
    assert '<html lang="de"' in page
