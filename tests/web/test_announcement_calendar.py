"""The month calendar of announcements."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from handlers.announcements.model.announcement import AnnouncementState
from handlers.announcements.schedule import recurrences
from tests.web.announcing import add_announcement
from tests.web.conftest import Browser, DeskHouse


async def test_an_empty_month_says_so(editor: Browser) -> None:
    page = await editor.text("/ankuendigungen/kalender")
    assert "November 2026" in page
    assert "In diesem Monat geht nichts hinaus." in page


async def test_it_shows_what_is_planned_and_what_went_out(editor: Browser, house: DeskHouse) -> None:
    scheduled, when = AnnouncementState.SCHEDULED, house.now + timedelta(days=1)
    await add_announcement(house, text="Geplant", state=scheduled, due_at=when)
    await add_announcement(house, text="Gesendet", state=AnnouncementState.FINISHED, started_at=house.now)
    await add_announcement(house, text="Entwurf", at=when)
    await add_announcement(house, text="Abgebrochen", state=AnnouncementState.CANCELLED, due_at=when)
    page = await editor.text("/ankuendigungen/kalender")
    assert "14:20 Geplant" in page
    assert "14:20 Gesendet" in page
    assert "Entwurf" not in page
    assert "Abgebrochen" not in page
    assert "Geplant" not in await editor.text("/ankuendigungen/kalender?monat=2027-02")


async def test_it_shows_the_coming_dates_of_a_series(editor: Browser, house: DeskHouse) -> None:
    rule = str(recurrences.parse("jeden Montag 9 Uhr", house.now, ZoneInfo("Europe/Berlin")))
    await add_announcement(house, text="Sprechstunde", state=AnnouncementState.SCHEDULED, recurrence=rule)
    page = await editor.text("/ankuendigungen/kalender?monat=2026-12")
    assert page.count("9:00 Sprechstunde") == 5  # 30 November, and 7, 14, 21, 28 December


async def test_what_falls_into_quiet_hours_says_until_when(editor: Browser, house: DeskHouse) -> None:
    late = house.now.replace(hour=22)
    await add_announcement(house, text="Spät", state=AnnouncementState.WAITING, at=late)
    page = await editor.text("/ankuendigungen/kalender")
    assert "23:20 Spät wartet auf Freigabe wartet bis Fr 27.11., 7:00 Uhr" in page


@pytest.mark.parametrize("month", ["x", "2026-13", "0001-01", "9999-12", "%3Cscript%3E", "2026-12-01"])
async def test_months_that_mean_nothing_are_the_present_one(editor: Browser, month: str) -> None:
    assert "November 2026" in await editor.text(f"/ankuendigungen/kalender?monat={month}")


async def test_a_full_day_leads_to_all_of_it(editor: Browser, house: DeskHouse) -> None:
    for number in range(9):
        await add_announcement(house, text=f"Nummer {number}", state=AnnouncementState.WAITING, at=house.now)
    page = await (await editor.get("/ankuendigungen/kalender")).text()
    assert '<a href="?tag=2026-11-26">und 3 weitere' in page
    assert "Nummer 6" not in page
    day = await editor.text("/ankuendigungen/kalender?tag=2026-11-26")
    for number in range(9):
        assert f"14:20 Nummer {number} wartet auf Freigabe" in day
    assert "An diesem Tag geht nichts hinaus." in await editor.text("/ankuendigungen/kalender?tag=2026-11-27")
    assert "November 2026" in await editor.text("/ankuendigungen/kalender?tag=2026-11-31")


async def test_hostile_texts_stay_text(editor: Browser, house: DeskHouse) -> None:
    await add_announcement(house, text="<img src=x>" + "x" * 90, state=AnnouncementState.WAITING, at=house.now)
    assert "<img" not in await (await editor.get("/ankuendigungen/kalender")).text()
