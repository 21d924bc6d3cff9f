"""The log of what was changed at the desk."""

import ast
import re
from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from pathlib import Path

import pytest

from bot.web.base import templating
from handlers.core.events import PlatformName, Sender
from tests.web.conftest import EDITOR, OTHER_EDITOR, Browser, DeskHouse

_PAGES = Path(templating.__file__).parent.parent
_RIGHT_TO_LEFT = Sender(platform=PlatformName.MATRIX, id="@<b>x</b>:example.org")


@pytest.fixture(autouse=True)
async def changes(house: DeskHouse) -> None:
    async with house.database.begin() as unit:
        await unit.audit_log.add(OTHER_EDITOR, "entry_changed", "faq/<i>ziele</i>", house.now)
        await unit.audit_log.add(_RIGHT_TO_LEFT, "entry_archived", "faq/alt", house.now)


async def test_changes_are_filtered_by_account_and_action(editor: Browser) -> None:
    every = await editor.text("/protokoll")
    assert "faq/<i>ziele</i>" in every
    assert "faq/alt" in every
    theirs = await editor.text("/protokoll?wer=telegram:4711")
    assert ("faq/<i>ziele" in theirs, "faq/alt" in theirs) == (True, False)
    archived = await editor.text("/protokoll?was=entry_archived")
    assert ("faq/<i>ziele" in archived, "faq/alt" in archived) == (False, True)
    assert "Nichts passt zu diesen Filtern" in await editor.text("/protokoll?wer=4711&was=entry_archived")
    for nobody in ("anna", "%00", "' or 1=1"):
        assert "Nichts passt zu diesen Filtern" in await editor.text(f"/protokoll?wer={nobody}&was=%22")


async def test_pages_keep_the_filter(editor: Browser, house: DeskHouse) -> None:
    async with house.database.begin() as unit:
        for number in range(60):
            await unit.audit_log.add(EDITOR, "entry_changed", f"faq/{number}-x", house.now + timedelta(minutes=1))
    first = await (await editor.get("/protokoll?wer=%40edith%3Aexample.org&was=entry_changed")).text()
    assert "faq/59-x" in first
    assert "faq/9-x" not in first
    older = first.partition("?wer=%40edith%3Aexample.org&amp;was=entry_changed&amp;nach=")[2].partition('"')[0]
    # The word that earlier addresses have is as good.
    for word in ("nach", "vor"):
        second = await editor.text(f"/protokoll?wer=%40edith%3Aexample.org&was=entry_changed&{word}={older}")
        assert "faq/9-x" in second
        assert "faq/<i>ziele" not in second


async def test_the_oldest_come_first_on_request(editor: Browser, house: DeskHouse) -> None:
    async with house.database.begin() as unit:
        for number in range(120):
            await unit.audit_log.add(EDITOR, "entry_changed", f"faq/{number:03}-x", house.now)
    assert 'aria-sort="descending"><a href="?was=entry_changed&amp;sort=alt"' in await _read(
        editor, "?was=entry_changed"
    )
    shown, query = list[str](), "?was=entry_changed&sort=alt"
    while query:
        page = await _read(editor, query)
        assert 'aria-sort="ascending"><a href="?was=entry_changed"' in page
        shown += re.findall(r"faq/(\d+)-x", page)
        query = unescape(page.partition('<span><a href="?was=')[2].partition('"')[0])
        query = query and f"?was={query}"
    assert shown == [f"{number:03}" for number in range(120)]


async def _read(editor: Browser, query: str) -> str:
    return await (await editor.get(f"/protokoll{query}")).text()


async def test_accounts_are_shown_as_text(editor: Browser) -> None:
    page = await (await editor.get("/protokoll")).text()
    assert "<b>x" not in page
    assert "<i>ziele" not in page


def _find_actions() -> Iterator[str]:
    """Yield the actions that pages write into the log under their names."""
    for file in (*_PAGES.rglob("*.py"),):
        for node in ast.walk(ast.parse(file.read_text())):
            if not (isinstance(node, ast.Call) and ast.unparse(node.func).endswith("audit_log.add")):
                continue
            if isinstance(node.args[1], ast.Constant):
                yield str(node.args[1].value)


def test_every_action_has_its_words() -> None:
    words = (templating.FOLDER / "changes.html").read_text()
    actions = set(_find_actions())
    assert "role_granted" in actions
    assert {action for action in actions if f'"{action}":' not in words} == set()
