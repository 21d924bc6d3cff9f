"""The directory of centres and offers, as editors download it."""

from bot.printing.pdf import can_print
from knowledge.entries import Knowledge, Visibility
from knowledge.search import Search
from tests.web.conftest import Browser, DeskHouse


async def test_it_is_downloaded_with_what_everybody_may_read(editor: Browser, house: DeskHouse) -> None:
    known = house.search.knowledge
    secret = known.offers[0].model_copy(update={"title": "Geheim", "visibility": Visibility.INTERNAL})
    house.search = Search(Knowledge(centres=known.centres, offers=(secret, *known.offers[1:])))
    answer = await editor.get("/wissen/verzeichnis/html")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="verzeichnis-2026-11-26.html"'
    page = await answer.text()
    assert known.offers[1].title in page
    assert "Geheim" not in page


async def test_other_formats_are_not_found(editor: Browser) -> None:
    assert (await editor.get("/wissen/verzeichnis/exe")).status == 404
    assert (await editor.get("/wissen/verzeichnis/pdf")).status == (200 if can_print() else 404)


async def test_strangers_get_none(stranger: Browser) -> None:
    assert (await stranger.get("/wissen/verzeichnis/html")).status == 303
