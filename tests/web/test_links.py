"""The page of addresses in entries that lead nowhere, have moved or can't be checked."""

import pytest

from bot.storage.web.link_checks import LinkResult
from bot.system.http.fetch_faults import FetchFault
from knowledge.entries import Source
from tests.web.conftest import ADMIN, Browser, DeskHouse
from tests.web.test_knowledge_list import make_faq, put

_GONE, _MOVED, _CLOSED = (f"https://example.org/{name}" for name in ("gone", "moved", "closed"))
_NEW = "https://example.org/new"


@pytest.fixture(autouse=True)
async def _checks(house: DeskHouse) -> None:
    sources = {"biber": _GONE, "affe": _GONE, "maus": _MOVED, "zebra": _CLOSED}
    await put(house, [make_faq(slug, source=Source(name="x", url=url)) for slug, url in sources.items()])
    async with house.database.begin() as unit:
        await unit.link_checks.record(
            {
                _GONE: LinkResult(fault=FetchFault.NOT_FOUND),
                _MOVED: LinkResult(moved_to=_NEW),
                _CLOSED: LinkResult(fault=FetchFault.DISALLOWED),
                "https://example.org/of-no-entry": LinkResult(fault=FetchFault.NOT_FOUND),
            },
            house.now,
        )


@pytest.mark.parametrize(
    ("tab", "sentences"),
    [
        (
            "",
            (
                f"Was ist affe? {_GONE} nicht gefunden (404) Do 26.11. Do 26.11.",
                f"Was ist biber? {_GONE}",
            ),
        ),
        ("?zustand=umgezogen", (f"Was ist maus? {_MOVED} {_NEW} Do 26.11.",)),
        ("?zustand=ungewiss", (f"Was ist zebra? {_CLOSED} erlaubt Programmen keinen Zugriff (robots.txt)",)),
        ("?zustand=unbekannt", ("Führt ins Leere 2 Umgezogen 1 Nicht prüfbar 1", "Was ist affe?")),
    ],
)
async def test_each_tab_lists_its_addresses_by_entry(editor: Browser, tab: str, sentences: tuple[str, ...]) -> None:
    page = await editor.text(f"/wissen/links{tab}")
    for sentence in sentences:
        assert sentence in page
    assert "of-no-entry" not in page


async def test_an_address_that_no_entry_holds_any_more_is_left_out(editor: Browser, house: DeskHouse) -> None:
    await put(house, [make_faq(slug, source=Source(name="x", url=_NEW)) for slug in ("affe", "biber")])
    page = await editor.text("/wissen/links")
    assert "Führt ins Leere 0" in page
    assert "Hier ist nichts zu tun." in page


async def test_an_entry_names_its_broken_links(editor: Browser) -> None:
    assert f"1 Link führt ins Leere: {_GONE}: nicht gefunden (404)" in await editor.text("/wissen/faq/affe")
    for slug in ("maus", "zebra"):
        assert "ins Leere" not in await editor.text(f"/wissen/faq/{slug}")


async def test_an_address_is_checked_again(editor: Browser, admin: Browser, house: DeskHouse) -> None:
    house.links = {_GONE: LinkResult()}
    answer = await editor.post("/wissen/links/pruefen", {"url": _GONE})
    assert answer.headers["Location"].endswith("/wissen/links?ergebnis=ok")
    page = await editor.text("/wissen/links?ergebnis=ok")
    assert "Geprüft: Der Link führt zu seiner Seite." in page
    assert "Führt ins Leere 0" in page
    assert f"hat einen Link geprüft · {_GONE}" in await admin.text("/protokoll")


async def test_a_role_that_ends_while_a_link_is_tried_keeps_nothing(
    editor: Browser, admin: Browser, house: DeskHouse
) -> None:
    def revoke() -> None:
        house.editors = (ADMIN,)

    house.links, house.while_checking = {_GONE: LinkResult()}, revoke
    answer = await editor.post("/wissen/links/pruefen", {"url": _GONE})
    assert answer.headers["Location"] == "/redaktion/abgemeldet"
    assert "Führt ins Leere 2" in await admin.text("/wissen/links")
    assert f"hat einen Link geprüft · {_GONE}" not in await admin.text("/protokoll")


async def test_what_is_still_broken_keeps_its_time(editor: Browser, house: DeskHouse) -> None:
    house.links = {_GONE: LinkResult(fault=FetchFault.UNKNOWN_HOST)}
    began, house.now = house.now, house.now.replace(day=27)
    await editor.sign_in(ADMIN)
    await editor.post("/wissen/links/pruefen", {"url": _GONE})
    async with house.database.begin() as unit:
        check = (await unit.link_checks.find([_GONE]))[_GONE]
    assert (check.failing_since, check.checked_at) == (began, house.now)
    assert "den Server gibt es nicht" in await editor.text("/wissen/links?ergebnis=unknown+host")


@pytest.mark.parametrize("url", ["https://example.org/of-no-entry", "http://169.254.169.254/", ""])
async def test_only_addresses_in_entries_are_checked(editor: Browser, url: str) -> None:
    assert (await editor.post("/wissen/links/pruefen", {"url": url})).status == 404


async def test_strangers_check_nothing(stranger: Browser) -> None:
    assert (await stranger.post("/wissen/links/pruefen", {"url": _GONE}, with_token=False)).status == 303


async def test_before_the_first_check_it_says_when_that_is(editor: Browser, house: DeskHouse) -> None:
    async with house.database.begin() as unit:
        await unit.link_checks.forget_others([])
    assert "Noch nicht geprüft." in await editor.text("/wissen/links")
