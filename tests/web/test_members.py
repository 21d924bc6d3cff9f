"""Members of centres at the desk: invited, added and removed by editors."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.storage.engine.tables import deliveries
from handlers.core.events import Address, PlatformName, RoomId, Sender
from tests.web.conftest import ADMIN, EDITOR, Browser, DeskHouse

BEA = Sender(platform=PlatformName.TELEGRAM, id="815")
HERE = "/menschen/zentren"
BOCHUM = "centre/bochum"


async def _members(house: DeskHouse, centre: str = BOCHUM) -> list[str]:
    async with house.database.begin() as unit:
        return [each.account.id for each in await unit.centre_members.list_members(centre, house.now)]


async def _grant(browser: Browser, account: str, centre: str = BOCHUM) -> int:
    return (await browser.post(f"{HERE}/aufnehmen", {"account": account, "centre": centre})).status


async def test_an_editor_adds_a_member_and_it_stands_in_the_log(editor: Browser, house: DeskHouse) -> None:
    assert "Noch niemand" in await editor.text(HERE)
    assert await _grant(editor, "815") == 303
    assert await _members(house) == ["815"]
    assert "Kommunales Integrationszentrum Bochum telegram:815" in await editor.text(HERE)
    assert "hat jemanden in ein Zentrum aufgenommen · centre/bochum telegram:815" in await editor.text("/protokoll")


@pytest.mark.parametrize(
    ("query", "accounts"),
    [
        ("", ["@a|b:example.org", "815", "4711"]),
        ("?sort=-zentrum", ["4711", "@a|b:example.org", "815"]),
        ("?sort=konto", ["@a|b:example.org", "4711", "815"]),
        ("?sort=-seit", ["@a|b:example.org", "4711", "815"]),
        ("?suche=duisburg", ["4711"]),
        ("?zustand=vertretung", ["4711"]),
        ("?sort=x&zustand=x&nach=x", ["@a|b:example.org", "815", "4711"]),
    ],
)
async def test_the_address_chooses_and_orders_members(
    editor: Browser, house: DeskHouse, query: str, accounts: list[str]
) -> None:
    ann = Sender(platform=PlatformName.MATRIX, id="@a|b:example.org")
    deputy = Sender(platform=PlatformName.TELEGRAM, id="4711")
    day = timedelta(days=1)
    async with house.database.begin() as unit:
        await unit.centre_members.grant(BEA, BOCHUM, house.now - 3 * day)
        await unit.centre_members.grant(deputy, "centre/duisburg", house.now - 2 * day, house.now + day)
        await unit.centre_members.grant(ann, BOCHUM, house.now - day)
    page = await (await editor.get(HERE + query)).text()
    assert re.findall(r'class="account">(?:matrix|telegram):([^<]*)<', page) == accounts


async def test_columns_sort_from_the_page_of_a_form_as_well(editor: Browser) -> None:
    await _grant(editor, "815")
    refused = await (await editor.post(f"{HERE}/aufnehmen", {"account": "anna", "centre": BOCHUM})).text()
    link = re.search(r'href="/redaktion(/menschen/zentren\?sort=konto)#mitglieder"', refused)
    assert link
    assert "telegram:815" in await editor.text(link[1])
    assert 'action="/redaktion/menschen/zentren#mitglieder"' in refused


@pytest.mark.parametrize(
    ("account", "centre", "told"),
    [
        ("anna", BOCHUM, "Das ist kein Konto"),
        ("telegram:-1001", BOCHUM, "Das ist eine Gruppe"),
        ("815", "", "Wähle ein Zentrum"),
        ("815", "centre/nirgendwo", "Wähle ein Zentrum"),
        ("815", "offer/griffbereit", "Wähle ein Zentrum"),
        ("815", BOCHUM, "gehört schon zu dem Zentrum"),
    ],
)
async def test_what_can_t_be_is_refused(
    editor: Browser, house: DeskHouse, account: str, centre: str, told: str
) -> None:
    if told.startswith("gehört schon"):
        await _grant(editor, "815")
    answer = await editor.post(f"{HERE}/aufnehmen", {"account": account, "centre": centre})
    assert (answer.status, told in await answer.text()) == (422, True)
    assert await _members(house) == (["815"] if told.startswith("gehört schon") else [])


async def test_a_code_is_shown_once_and_works(editor: Browser, house: DeskHouse) -> None:
    answer = await editor.post(f"{HERE}/einladen", {"centre": BOCHUM, "uses": "999"})
    page = await answer.text()
    found = re.search(r">(\w{4})-(\w{4})<", page)
    assert found
    assert "für 20 Personen" in page
    async with house.database.begin() as unit:
        code = await unit.centre_members.find_code(found[1] + found[2], house.now)
    assert code is not None
    assert (code.centre, code.issuer) == (BOCHUM, EDITOR)
    assert found[1] not in await editor.text(HERE)
    assert found[1] not in await editor.text("/protokoll")


async def test_removing_asks_and_tells_the_person(editor: Browser, house: DeskHouse) -> None:
    await _grant(editor, "815")
    chat = Address(platform=PlatformName.TELEGRAM, room=RoomId("815"))
    async with house.database.begin() as unit:
        await unit.people.meet(BEA, chat)
    asked = await editor.text(f"{HERE}/entfernen?konto=telegram:815&zentrum={BOCHUM}")
    assert "Aus dem Zentrum entfernen?" in asked
    answer = await editor.post(f"{HERE}/entfernen", {"account": "telegram:815", "centre": BOCHUM})
    assert answer.headers["Location"] == f"/redaktion{HERE}?getan=entfernt"
    assert await _members(house) == []
    async with house.database.begin() as unit:
        rooms = (await unit.connection.execute(select(deliveries.c.room))).all()
    assert [row.room for row in rooms] == [chat.room]
    again = await editor.post(f"{HERE}/entfernen", {"account": "telegram:815", "centre": BOCHUM})
    assert again.headers["Location"] == f"/redaktion{HERE}?getan=nichts"


@pytest.mark.parametrize("query", ["", "?konto=telegram:815", f"?konto=telegram:815&zentrum={BOCHUM}", "?konto=%00"])
async def test_nobody_is_removed_who_is_no_member(editor: Browser, query: str) -> None:
    assert (await editor.get(f"{HERE}/entfernen{query}")).headers["Location"] == f"/redaktion{HERE}"


async def test_strangers_and_former_editors_change_nothing(
    stranger: Browser, editor: Browser, house: DeskHouse
) -> None:
    # What was typed is kept until somebody signs in.
    for path, status in (("aufnehmen", 401), ("einladen", 303), ("entfernen", 303)):
        answer = await stranger.post(f"{HERE}/{path}", {"account": "815", "centre": BOCHUM}, with_token=False)
        assert answer.status == status
    house.editors = (ADMIN,)
    assert await _grant(editor, "815") == 401
    assert await _members(house) == []
