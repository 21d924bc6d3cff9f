"""People and rooms at the desk: roles, subscriptions in numbers, rooms."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from handlers.announcements.model.announcement import Reader
from handlers.core.events import Address, PlatformName, RoomId, Sender, ThreadId
from handlers.exchange.model.exchange import Frequency, Subscription
from handlers.exchange.model.rules import ExchangeRules
from tests.web.conftest import ADMIN, EDITOR, Browser, DeskHouse

NEW_ONE = Sender(platform=PlatformName.MATRIX, id="@new:example.org")
PHONE = Sender(platform=PlatformName.TELEGRAM, id="815")
HOSTILE = "@<script>alert(1)</script>&\u202e" + "x" * 120 + ":example.org"


async def _grant(admin: Browser, account: str) -> int:
    return (await admin.post("/menschen/freischalten", {"account": account})).status


@pytest.fixture
async def new_one(stranger: Browser, admin: Browser) -> Browser:
    """The browser of somebody who was just made an editor."""
    assert await _grant(admin, NEW_ONE.id) == 303
    return await Browser(server=stranger.server, client=stranger.client, house=stranger.house).sign_in(NEW_ONE)


async def test_everybody_sees_who_has_which_role_and_from_where(editor: Browser, new_one: Browser) -> None:
    shown = await editor.text("/menschen")
    assert "matrix:@edith:example.org Redaktion Konfiguration" in shown
    assert "matrix:@new:example.org Redaktion hier freigeschaltet, Do 26.11., 14:20 Uhr" in shown
    assert "Jemanden freischalten" not in shown
    assert (await new_one.get("/menschen")).status == 200


async def test_moderators_stand_with_their_topics(admin: Browser, house: DeskHouse) -> None:
    house.rules = ExchangeRules(moderators={"": (PHONE,), "kim": (NEW_ONE,)})
    shown = await admin.text("/menschen")
    assert "telegram:815 Moderation, alle Themen Konfiguration" in shown
    assert "matrix:@new:example.org Moderation, " in shown


@pytest.mark.parametrize(
    ("query", "accounts"),
    [
        ("", ["@edith", "815", "@new", "@admin"]),
        ("?sort=-rolle", ["@admin", "@new", "815", "@edith"]),
        ("?sort=konto", ["@admin", "@edith", "@new", "815"]),
        ("?sort=-seit&zustand=redaktion", ["@edith"]),
        ("?zustand=moderation", ["815", "@new"]),
        ("?suche=EDITH", ["@edith"]),
        ("?suche=edith&zustand=betrieb", []),
    ],
)
async def test_the_address_chooses_and_orders_roles(
    editor: Browser, house: DeskHouse, query: str, accounts: list[str]
) -> None:
    house.editors, house.rules = (EDITOR,), ExchangeRules(moderators={"kim": (NEW_ONE,), "": (PHONE,)})
    page = await (await editor.get(f"/menschen{query}")).text()
    assert re.findall(r'scope="row" class="account">\w+:(@\w+|815)', page) == accounts


@pytest.mark.parametrize("typed", ["@new:example.org", "matrix:@new:example.org", "4712", "telegram:4712"])
async def test_accounts_are_typed_as_people_know_them(admin: Browser, typed: str) -> None:
    answer = await admin.post("/menschen/freischalten", {"account": f" {typed} "})
    assert answer.headers["Location"] == "/redaktion/menschen?getan=freigeschaltet"
    assert typed.removeprefix("matrix:").removeprefix("telegram:") in await admin.text("/menschen")


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("", "Das ist kein Konto"),
        ("anna", "Das ist kein Konto"),
        ("console:anna", "Das ist kein Konto"),
        ("²", "Das ist kein Konto"),
        ("@anna", "Das ist kein Konto"),
        (HOSTILE, "Das ist kein Konto"),
        ("@" + "x" * 300 + ":example.org", "Das ist kein Konto"),
        ("telegram:-1001234", "Das ist eine Gruppe"),
        ("@edith:example.org", "gehört schon zur Redaktion"),
    ],
)
async def test_what_is_no_account_is_refused_and_stays_in_the_form(admin: Browser, typed: str, told: str) -> None:
    answer = await admin.post("/menschen/freischalten", {"account": typed})
    page = await answer.text()
    assert (answer.status, told in page) == (422, True)
    assert "<script>alert" not in page


async def test_accounts_of_any_characters_are_shown_as_text(admin: Browser) -> None:
    assert await _grant(admin, "@<b>&'\"new:example.org") == 303
    page = await (await admin.get("/menschen")).text()
    assert "@&lt;b&gt;&amp;&#39;&#34;new:example.org" in page
    assert (await admin.get("/menschen/entziehen?konto=%40%3Cb%3E%26%27%22new%3Aexample.org")).status == 200


async def test_only_admins_grant_and_revoke(editor: Browser, stranger: Browser, new_one: Browser) -> None:
    for browser in (editor, new_one):
        assert (await browser.post("/menschen/freischalten", {"account": PHONE.id})).status == 404
        assert (await browser.post("/menschen/entziehen", {"account": "matrix:@new:example.org"})).status == 404
        assert (await browser.get("/menschen/entziehen?konto=matrix:@new:example.org")).status == 404
    assert (await stranger.post("/menschen/freischalten", {"account": PHONE.id}, with_token=False)).status == 401
    assert PHONE.id not in await editor.text("/menschen")


async def test_revoking_asks_and_ends_the_sessions_at_once(admin: Browser, new_one: Browser) -> None:
    asked = await admin.text("/menschen/entziehen?konto=matrix:@new:example.org")
    assert "Rolle entziehen?" in asked
    assert (await new_one.get("/")).status == 200
    answer = await admin.post("/menschen/entziehen", {"account": "matrix:@new:example.org"})
    assert answer.headers["Location"] == "/redaktion/menschen?getan=entzogen"
    assert (await new_one.get("/")).status == 303
    assert await _grant(admin, NEW_ONE.id) == 303
    assert (await new_one.get("/")).status == 303


async def test_roles_of_the_configuration_can_t_be_revoked(admin: Browser, editor: Browser) -> None:
    answer = await admin.get("/menschen/entziehen?konto=matrix:@edith:example.org")
    assert answer.headers["Location"] == "/redaktion/menschen"
    answer = await admin.post("/menschen/entziehen", {"account": "matrix:@edith:example.org"})
    assert answer.headers["Location"] == "/redaktion/menschen?getan=nichts"
    assert (await editor.get("/")).status == 200
    for forged in ("", "nobody", "matrix:@never:example.org"):
        assert (await admin.get(f"/menschen/entziehen?konto={forged}")).status == 303
    assert (await admin.post("/menschen/entziehen", {"account": "nobody"})).status == 404


async def test_changes_of_roles_stand_in_the_log(admin: Browser, new_one: Browser) -> None:
    await admin.post("/menschen/entziehen", {"account": "matrix:@new:example.org"})
    shown = await admin.text("/protokoll")
    assert "hat jemanden für die Redaktion freigeschaltet · matrix:@new:example.org" in shown
    assert "hat jemandem die Rolle entzogen · matrix:@new:example.org" in shown
    assert (await new_one.get("/protokoll")).status == 303


async def test_subscriptions_are_numbers_without_names(editor: Browser, house: DeskHouse) -> None:
    now = datetime(2026, 11, 20, tzinfo=UTC)
    async with house.database.begin() as unit:
        for number in range(3):
            reader = Sender(platform=PlatformName.MATRIX, id=f"@reader{number}:example.org")
            there = Address(platform=PlatformName.MATRIX, room=RoomId(f"!own{number}:example.org"))
            following = Subscription(
                sender=reader, address=there, topic="sprachmittlung", frequency=Frequency.DAILY, hour=8, since=now
            )
            await unit.subscriptions.put(following, now + timedelta(days=1))
        await unit.subscriptions.put(replace(following, topic="kim"), now + timedelta(days=1))
    page = await (await editor.get("/menschen/abos")).text()
    assert ">3<" in page
    assert "reader" not in page.lower().replace("screen reader", "")
    assert "own0" not in page
    assert "kim 0 1 0 0 sprachmittlung 0 3 0 0" in await editor.text("/menschen/abos")
    assert "sprachmittlung 0 3 0 0 kim 0 1 0 0" in await editor.text("/menschen/abos?sort=-taeglich")
    assert "sprachmittlung" not in await editor.text("/menschen/abos?suche=kim")


async def test_rooms_are_listed_with_their_state_and_direct_chats_are_not(editor: Browser, house: DeskHouse) -> None:
    now = house.now
    async with house.database.begin() as unit:
        kim = Address(platform=PlatformName.TELEGRAM, room=RoomId("-1001"), thread=ThreadId("7"))
        await unit.channels.put(kim, "sprachmittlung", now)
        gone = Address(platform=PlatformName.MATRIX, room=RoomId("!gone:example.org"))
        own = Address(platform=PlatformName.MATRIX, room=RoomId("!own:example.org"))
        for address in (gone, own):
            await unit.channels.put(address, "kim", now)
        await unit.rooms.close(gone, now)
        await unit.people.meet(EDITOR, own)
    shown = await editor.text("/menschen/raeume")
    assert "!gone:example.org Matrix Lotse ist nicht mehr dort" in shown
    assert "-1001 Telegram in Ordnung" in shown
    assert "!own" not in shown
    assert "-1001" not in await editor.text("/menschen/raeume?plattform=matrix")
    assert "!gone" not in await editor.text("/menschen/raeume?zustand=usual")
    assert "Kein Raum passt" in await editor.text("/menschen/raeume?zustand=moved")


async def test_rooms_page_by_their_ids(editor: Browser, house: DeskHouse) -> None:
    async with house.database.begin() as unit:
        for number in range(60):
            address = Address(platform=PlatformName.MATRIX, room=RoomId(f"!{number:02}:example.org"))
            await unit.channels.put(address, "kim", house.now)
    first = await (await editor.get("/menschen/raeume")).text()
    assert "!49:" in first
    assert "!50:" not in first
    further = re.search(r'href="(\?nach=[^"]*)"', first)
    assert further
    second = await editor.text(f"/menschen/raeume{further[1]}")
    assert "!59:" in second
    assert "!49:" not in second
    assert (await editor.get("/menschen/raeume?nach=%00|%22&plattform=x&zustand=y")).status == 200


@pytest.mark.parametrize(
    ("query", "rooms"),
    [
        ("", ["!a", "!b", "-1001"]),
        ("?sort=-raum", ["-1001", "!b", "!a"]),
        ("?sort=zustand", ["!b", "!a", "-1001"]),
        ("?sort=ankuendigungen&plattform=matrix", ["!a", "!b"]),
        ("?sort=-ankuendigungen&plattform=matrix", ["!b", "!a"]),
        ("?suche=sprachmittlung", ["-1001"]),
        ("?suche=sprachmittlung&plattform=matrix", []),
        ("?sort=x&plattform=x&zustand=x&nach=x", ["!a", "!b", "-1001"]),
    ],
)
async def test_the_address_chooses_and_orders_rooms(
    editor: Browser, house: DeskHouse, query: str, rooms: list[str]
) -> None:
    first = Address(platform=PlatformName.MATRIX, room=RoomId("!a:example.org"))
    left = Address(platform=PlatformName.MATRIX, room=RoomId("!b:example.org"))
    group = Address(platform=PlatformName.TELEGRAM, room=RoomId("-1001"))
    async with house.database.begin() as unit:
        for address, topic in ((first, "kim"), (left, "kim"), (group, "sprachmittlung")):
            await unit.channels.put(address, topic, house.now)
        await unit.rooms.close(left, house.now)
        await unit.readers.put(Reader(address=left, sender=None, chosen_at=house.now, tags=frozenset()))
    page = await (await editor.get(f"/menschen/raeume{query}")).text()
    assert re.findall(r'scope="row" class="account">(!\w|-1001)', page) == rooms


async def test_an_empty_list_says_what_to_do(editor: Browser) -> None:
    assert "/kanal" in await editor.text("/menschen/raeume")


async def test_an_admin_who_revokes_their_own_role_is_told_so(admin: Browser, house: DeskHouse) -> None:
    house.editors = (EDITOR,)
    async with house.database.begin() as unit:
        await unit.role_grants.grant_editor(ADMIN, house.now)
    assert "Das bist du selbst" in await admin.text("/menschen/entziehen?konto=matrix:@admin:example.org")
    await admin.post("/menschen/entziehen", {"account": "matrix:@admin:example.org"})
    assert (await admin.get("/")).status == 303
