"""Deliveries that failed or hang, at the desk."""

import re
from datetime import timedelta
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from sqlalchemy import select, update

from bot.platforms.base.contract import Delivery
from bot.storage.engine.tables import deliveries
from handlers.core.events import Address, PlatformName, RoomId
from handlers.core.messages import DeliveryId, Message
from tests.web.conftest import Browser, DeskHouse

ROOM = "!secret:example.org"
TEXT = "Was niemand hier liest"


@pytest.fixture(autouse=True)
async def outbox(house: DeskHouse) -> None:
    """One delivery in each of some states, and a healthy one."""
    await _add(house, "failed", why=f"{ROOM} <b>refused</b> it \u202e")
    await _add(house, "held")
    await _add(house, "sending")
    await _add(house, "sent")


async def _add(house: DeskHouse, state: str, *, id_: str = "", why: str = "") -> None:
    address = Address(platform=PlatformName.MATRIX, room=RoomId(ROOM))
    delivery = Delivery(id=DeliveryId(id_ or f"the-{state}"), message=Message(address=address, text=TEXT))
    async with house.database.begin() as unit:
        await unit.deliveries.add([delivery], "reply", house.now - timedelta(hours=1))
        it = deliveries.c.id == delivery.id
        await unit.connection.execute(update(deliveries).where(it).values(state=state, error=why or None))


async def _state(house: DeskHouse, id_: str) -> str:
    async with house.database.begin() as unit:
        return str(await unit.connection.scalar(select(deliveries.c.state).where(deliveries.c.id == id_)))


async def test_what_needs_a_look_is_listed_without_texts_and_ids(admin: Browser) -> None:
    page = await (await admin.get("/betrieb/zustellungen")).text()
    assert "fehlgeschlagen 1" in page
    assert "the-fail" in page
    assert "the-sent" not in page
    assert TEXT not in page
    assert ROOM not in page
    assert "<b>refused" not in page
    assert "the-held" not in await admin.text("/betrieb/zustellungen?zustand=failed")


async def test_a_delivery_is_sent_again(admin: Browser, house: DeskHouse) -> None:
    answer = await admin.post("/betrieb/zustellungen/noch-einmal", {"delivery": "the-failed", "zustand": "failed"})
    assert answer.headers["Location"] == "/redaktion/betrieb/zustellungen?zustand=failed&getan=gesendet"
    assert await _state(house, "the-failed") == "pending"
    assert "hat eine Zustellung noch einmal gesendet · the-failed" in await admin.text("/protokoll")


async def test_a_delivery_is_dropped_for_good(admin: Browser, house: DeskHouse) -> None:
    await admin.post("/betrieb/zustellungen/verwerfen", {"delivery": "the-held"})
    assert await _state(house, "the-held") == "skipped"
    assert "hat eine Zustellung verworfen · the-held" in await admin.text("/protokoll")


@pytest.mark.parametrize("forged", ["the-sending", "the-sent", "the-", "", "%", "' or 1=1 --", "x" * 2000])
@pytest.mark.parametrize("action", ["noch-einmal", "verwerfen"])
async def test_what_is_under_way_or_over_stays(admin: Browser, house: DeskHouse, forged: str, action: str) -> None:
    answer = await admin.post(f"/betrieb/zustellungen/{action}", {"delivery": forged})
    assert answer.headers["Location"].endswith("getan=nichts")
    assert await _state(house, "the-sending") == "sending"
    assert await _state(house, "the-sent") == "sent"
    assert await _state(house, "the-failed") == "failed"


async def test_all_that_failed_goes_out_again(admin: Browser, house: DeskHouse) -> None:
    await _add(house, "failed", id_="another")
    assert "Alle fehlgeschlagenen" in await admin.text("/betrieb/zustellungen")
    await admin.post("/betrieb/zustellungen/alle-noch-einmal")
    assert [await _state(house, id_) for id_ in ("another", "the-failed", "the-held")] == ["pending", "pending", "held"]


async def test_it_is_for_admins_only(editor: Browser, house: DeskHouse) -> None:
    assert (await editor.get("/betrieb/zustellungen")).status == 404
    for action in ("noch-einmal", "verwerfen", "alle-noch-einmal"):
        assert (await editor.post(f"/betrieb/zustellungen/{action}", {"delivery": "the-failed"})).status == 404
    assert await _state(house, "the-failed") == "failed"


async def test_the_list_pages(admin: Browser, house: DeskHouse) -> None:
    for number in range(60):
        await _add(house, "failed", id_=f"{number:02}-more")
    first = await admin.text("/betrieb/zustellungen?zustand=failed")
    assert "48-more" in first
    assert "49-more" not in first
    second = await (await admin.get("/betrieb/zustellungen?zustand=failed&nach=53")).text()
    assert "49-more" in second
    assert "48-more" not in second
    assert (await admin.get("/betrieb/zustellungen?zustand=x&nach=-1")).status == 200


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("", ["the-fail", "the-held", "the-send"]),
        ("?sort=neu", ["the-send", "the-held", "the-fail"]),
        ("?sort=neu&nach=3", ["the-held", "the-fail"]),
        ("?plattform=matrix&art=antwort", ["the-fail", "the-held", "the-send"]),
        ("?plattform=telegram", []),
        ("?art=ankuendigung", []),
        ("?plattform=x&art=x&sort=x", ["the-fail", "the-held", "the-send"]),
    ],
)
async def test_the_address_filters_and_orders(admin: Browser, query: str, ids: list[str]) -> None:
    page = await (await admin.get(f"/betrieb/zustellungen{query}")).text()
    assert re.findall("· (the-....)<", page) == ids
    assert ids or "Hier ist gerade nichts." in page


async def test_whoever_sends_something_again_stays_at_their_place(admin: Browser) -> None:
    place = {"zustand": "failed", "plattform": "matrix", "art": "antwort", "sort": "neu", "nach": "9"}
    page = await (await admin.get(f"/betrieb/zustellungen?{urlencode(place)}")).text()
    assert "Hier ist gerade nichts." not in page
    for name, value in place.items():
        assert f'name="{name}" value="{value}"' in page
    answer = await admin.post("/betrieb/zustellungen/verwerfen", {"delivery": "the-failed", **place})
    assert parse_qs(urlsplit(answer.headers["Location"]).query) == {
        **{name: [value] for name, value in place.items()},
        "getan": ["verworfen"],
    }


async def test_an_empty_outbox_says_so(admin: Browser, house: DeskHouse) -> None:
    async with house.database.begin() as unit:
        await unit.connection.execute(update(deliveries).values(state="sent"))
    assert "Alles ist angekommen" in await admin.text("/betrieb/zustellungen")
