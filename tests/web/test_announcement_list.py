"""The list of announcements: what it shows by its address."""

import re

import pytest

from bot.storage.engine.tables import recipients
from handlers.announcements.model.announcement import AnnouncementState
from tests.rows import whole
from tests.web.announcing import add_announcement
from tests.web.conftest import Browser, DeskHouse

_NUMBER = re.compile(r'<th scope="row"><a href="/redaktion/ankuendigungen/(\d+)">')


async def list_numbers(browser: Browser, path: str) -> list[int]:
    answer = await browser.get(path)
    assert answer.status == 200
    return [int(number) for number in _NUMBER.findall(await answer.text())]


async def test_an_empty_list_says_what_to_do(editor: Browser) -> None:
    assert "Noch keine Ankündigung." in await editor.text("/ankuendigungen")
    assert "Hier ist gerade nichts." in await editor.text("/ankuendigungen?zustand=freigabe")
    assert "Keine Ankündigung passt" in await editor.text("/ankuendigungen?suche=x")


@pytest.mark.parametrize(
    ("address", "numbers"),
    [
        ("", [3, 2, 1]),
        ("?sort=alt", [1, 2, 3]),
        ("?sort=status", [1, 2, 3]),
        ("?sort=-status&nach=2", [1]),
        ("?sort=wann&nach=1", [2, 3]),
        ("?sort=-von", [3, 2, 1]),
        ("?sort=von&nach=99", []),
        ("?zustand=entwurf", [1]),
        ("?zustand=unterwegs", [2]),
        ("?zustand=fertig", [3]),
        ("?suche=FACHTAG+komm", [2]),
        ("?suche=%25", []),
        ("?zustand=hacked&quelle=nowhere&nach=x&sort=drop", [3, 2, 1]),
        ("?nach=2", [1]),
    ],
)
async def test_the_address_filters_and_sorts(
    editor: Browser, house: DeskHouse, address: str, numbers: list[int]
) -> None:
    await add_announcement(house)
    await add_announcement(house, text="# Fachtag\n\nkommt alle", state=AnnouncementState.RUNNING)
    await add_announcement(house, state=AnnouncementState.RECALLED)
    assert await list_numbers(editor, f"/ankuendigungen{address}") == numbers


@pytest.mark.parametrize(
    ("address", "numbers"),
    [
        ("?sort=empfaenger", [2, 1, 3]),
        ("?sort=-empfaenger", [3, 1, 2]),
        ("?sort=empfaenger&nach=2", [1, 3]),
        ("?sort=-empfaenger&nach=3", [1, 2]),
    ],
)
async def test_the_number_of_recipients_sorts(
    editor: Browser, house: DeskHouse, address: str, numbers: list[int]
) -> None:
    """One without a list has none."""
    for people in (1, 0, 2):
        made = await add_announcement(house, state=AnnouncementState.RUNNING)
        rows = [
            whole(recipients, {"announcement": made.number, "position": position}, position)
            for position in range(1, people + 1)
        ]
        async with house.database.begin() as unit:
            for row in rows:
                await unit.connection.execute(recipients.insert(), row)
    assert await list_numbers(editor, f"/ankuendigungen{address}") == numbers


async def test_every_announcement_is_on_one_page(editor: Browser, house: DeskHouse) -> None:
    for _ in range(51):
        await add_announcement(house)
    assert len(await list_numbers(editor, "/ankuendigungen")) == 50
    assert await list_numbers(editor, "/ankuendigungen?nach=2") == [1]


async def test_hostile_texts_stay_text(editor: Browser, house: DeskHouse) -> None:
    await add_announcement(house, text="<script>alert(1)</script>" + "x" * 500, audience='"><img src=x>')
    page = await (await editor.get("/ankuendigungen")).text()
    assert "<script>alert" not in page
    assert "<img" not in page
