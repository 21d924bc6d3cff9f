"""The overview: what is to be done, and the metrics below."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import insert, update

from bot.storage.engine.tables import announcements, deliveries, exchanges, feeds, lessons, proposals
from bot.storage.web.link_checks import LinkResult
from bot.system.http.fetch_faults import FetchFault
from bot.web.base.chart_bars import Bar
from handlers.core.events import PlatformName
from knowledge.finding import FindingKind
from tests.web.conftest import EDITOR, Browser, DeskHouse
from tests.web.test_announcement_evaluation import add_copy, add_sent
from tests.web.test_knowledge_list import SOURCE, make_faq, put
from tests.web.test_question_log import ask

_ANNOUNCEMENT = {
    "state": "waiting",
    "task": "send",
    "english": "",
    "audience": "all",
    "source": "office",
    "is_urgent": False,
    "wants_receipt": False,
    "revision": 1,
    "told": 0,
    "step": 0,
}
_EXCHANGE = {
    "platform": "matrix",
    "sender": "@x:example.org",
    "room": "!r",
    "topic": "kim",
    "signature": "name",
    "signed": "X",
}


async def add_exchange(house: DeskHouse, text: str, asked_at: datetime, **more: object) -> None:
    async with house.database.begin() as unit:
        row = {**_EXCHANGE, "text": text, "asked_at": asked_at, **more}
        await unit.connection.execute(insert(exchanges).values(**row))


async def add_announcement(house: DeskHouse, text: str, author: str) -> None:
    async with house.database.begin() as unit:
        row = {**_ANNOUNCEMENT, "text": text, "author": author, "at": house.now + timedelta(days=1)}
        await unit.connection.execute(insert(announcements).values(**row, created_at=house.now))


async def test_nothing_to_do_is_said_in_one_sentence(editor: Browser) -> None:
    page = await editor.text("/")
    assert "Nichts zu tun. Gute Gelegenheit" in page
    assert page.count("Noch keine Fragen.") == 2
    assert "In dieser Zeit hat niemand Kolleg*innen gefragt." in page


async def test_each_kind_shows_its_number_and_its_worst_case(editor: Browser, house: DeskHouse) -> None:
    now = house.now
    await add_announcement(house, "Fachtag in Bochum", "matrix:@other:example.org")
    await add_announcement(house, "Eigene Ankündigung", f"matrix:{EDITOR.id}")
    await add_exchange(house, "Wer hat ein Muster?", now - timedelta(days=9), reminders=1)
    await add_exchange(house, "Wer weiß es?", now - timedelta(days=20), reminders=1, answered_at=now)
    await add_exchange(house, "Ist erledigt", now - timedelta(days=20), reminders=1, closed_at=now)
    await put(
        house,
        [
            make_faq("alt", title="Wie alt?", review_by=date(2026, 11, 2)),
            make_faq("gefragt", title="Viel gefragt?", review_by=date(2026, 11, 20)),
        ],
    )
    for text in ("Butter?", "Butter?", "Wetter?"):
        await ask(house.database, text, now)
    await ask(house.database, "Was?", now, kind=FindingKind.ANSWER, entry="faq/gefragt")
    async with house.database.begin() as unit:
        execute = unit.connection.execute
        for number in range(3):
            row = {"platform": "matrix", "room": "!r", "kind": "copy", "state": "failed", "attempts": 1}
            await execute(
                insert(deliveries).values(
                    id=str(number), due_at=now, created_at=now, announcement=41 if number else None, **row
                )
            )
        for url in (SOURCE.url or "", "https://example.org/of-no-entry"):
            broken = {url: LinkResult(fault=FetchFault.NOT_FOUND)}
            await unit.link_checks.record(broken, now - timedelta(days=2))
        for feed, days in (("land", 1), ("removed", 9)):
            await execute(
                insert(feeds).values(feed=feed, version="", fault="tls", failing_since=now - timedelta(days=days))
            )
        await execute(
            insert(lessons).values(
                exchange=1, title="Ein Muster", text="x", topic="kim", proposed_at=now, state="waiting"
            )
        )
        proposed = {"entry": "faq/alt", "field": "text", "value": "x", "revision": 1, "state": "open"}
        await execute(
            insert(proposals).values(platform="matrix", sender="@x:example.org", room="!r", proposed_at=now, **proposed)
        )
    page = await editor.text("/")
    for sentence in (
        "1 Ankündigung wartet auf deine Freigabe „Fachtag in Bochum“ soll hinausgehen: Fr 27.11., 14:20 Uhr.",
        "1 Entwurf aus dem Austausch wartet auf Freigabe Am längsten: „Ein Muster“",
        "1 Vorschlag zu einem Eintrag wartet Am längsten: „Wie alt?“",
        "2 Fragen ohne gute Antwort Am häufigsten in dieser Woche, 2-mal: „Butter?“ Frage ansehen",
        "1 Frage an Kolleg*innen wartet zu lange Am längsten: #A1 „Wer hat ein Muster?“",
        "3 Zustellungen sind fehlgeschlagen Die meisten bei Ankündigung 41: 2.",
        "2 Einträge sind über ihrem Prüfdatum Am meisten gefragt in 30 Tagen (1-mal): Viel gefragt? , fällig seit Fr",
        "1 Link führt ins Leere Am längsten: https://example.org , nicht gefunden (404), seit Di 24.11.",
        "1 Feed lässt sich nicht lesen Neues vom Land , Zertifikat ungültig, seit Mi 25.11.",
    ):
        assert sentence in page
    assert "Nichts zu tun: Widersprüche." in page
    assert "Eigene" not in page
    for area in ("Lücken 2 zu tun", "Austausch 2 zu tun", "Ankündigungen 1 zu tun"):
        assert area in page


async def test_kinds_with_nothing_to_do_are_named(editor: Browser, house: DeskHouse) -> None:
    await ask(house.database, "Butter?", house.now - timedelta(days=20))
    page = await editor.text("/")
    assert "1 Frage ohne gute Antwort Am häufigsten, 1-mal: „Butter?“" in page
    assert "In dieser Zeit ist keine Ankündigung angekommen." in page
    assert (
        "Nichts zu tun: Freigaben, Entwürfe, Vorschläge, Austausch, Zustellungen, Prüfdaten, Widersprüche, Links"
        in page
    )
    assert "Austausch 1" not in page


async def test_conflicts_are_different_proposals_and_phrasings_that_entries_share(
    editor: Browser, house: DeskHouse
) -> None:
    one, other = (make_faq(slug, title=f"Wie {slug}?", phrasings=("Wo gibt es Zwirbel?",)) for slug in ("eins", "zwei"))
    third = make_faq("drei", title="Wo gibt es Butter?", synonyms=("Zwirbel Butter",))
    await put(house, [one, other, third])
    await ask(house.database, "Was?", house.now, kind=FindingKind.ANSWER, entry=other.id)
    assert "Widerspruch" not in await editor.text("/")
    house.search = house.search.update(house.search.knowledge.with_records([one, other, third]))
    assert (
        "1 Widerspruch im Wissen Dieselbe Formulierung in mehreren Einträgen, deshalb führt sie zu keinem: "
        "„Wo gibt es Zwirbel?“ (Wie eins?, Wie zwei?) Eintrag ansehen"
    ) in await editor.text("/")
    async with house.database.begin() as unit:
        for value, field, state in (
            ("a", "text", "open"),
            ("b", "text", "open"),
            ("c", "text", "refused"),
            ("d", "title", "open"),
        ):
            row = {"entry": one.id, "field": field, "value": value, "state": state, "revision": 1}
            sender = {"platform": "matrix", "sender": f"@{value}:example.org", "room": "!r", "proposed_at": house.now}
            await unit.connection.execute(insert(proposals).values(**row, **sender))
    page = await editor.text("/")
    assert "2 Widersprüche im Wissen Vorgeschlagen sind verschiedene Werte: „Wie eins?“ , Text, seit Do 26.11." in page
    house.search = house.search.with_record(other.model_copy(update={"phrasings": ()}))
    assert "1 Widerspruch im Wissen" in await editor.text("/")


@pytest.mark.parametrize("period", ["", "?zeitraum=woche", "?zeitraum=jahr", "?zeitraum=x"])
async def test_metrics_count_questions_of_the_period(editor: Browser, house: DeskHouse, period: str) -> None:
    for days in (0, 0, 0, 1):
        await ask(
            house.database,
            "a",
            house.now - timedelta(days=days),
            kind=FindingKind.ANSWER,
            platform=PlatformName.TELEGRAM,
        )
    _, token = [await ask(house.database, "b", house.now, kind=FindingKind.CHOICES) for _ in range(2)]
    async with house.database.begin() as unit:
        await unit.questions.mark_chosen(token or "")
    await ask(house.database, "c", house.now, platform=PlatformName.CONSOLE)
    await ask(house.database, "d", house.now - timedelta(days=400))
    for hours in (1, 3, 20, 400):
        asked_at = house.now - timedelta(days=3)
        await add_exchange(house, "?", asked_at, answered_at=min(asked_at + timedelta(hours=hours), house.now))
    await add_exchange(house, "?", house.now - timedelta(hours=5))
    page = await editor.text(f"/{period}")
    assert "7 in" in page.partition("Fragen pro")[2]
    assert "57 % der Fragen, weitere 14 % nach einer Auswahl" in page
    assert "100 % von 4 Fragen in höchstens 2 Werktagen" in page or "75 % von 4 Fragen" in page
    shown = await (await editor.get(f"/{period}")).text()
    assert "style=" not in shown
    assert shown.count('<svg class="chart"') == 3
    assert "noch offen" in page


async def test_a_choice_that_is_taken_the_day_after_counts(editor: Browser, house: DeskHouse) -> None:
    token = await ask(house.database, "a", house.now - timedelta(hours=23), kind=FindingKind.CHOICES)
    assert "0 % der Fragen, weitere 0 % nach einer Auswahl" in await editor.text("/")
    async with house.database.begin() as unit:
        await unit.questions.mark_chosen(token or "")
    assert "weitere 100 % nach einer Auswahl" in await editor.text("/")


async def test_the_times_of_the_newest_thousand_questions_are_counted(editor: Browser, house: DeskHouse) -> None:
    row = {**_EXCHANGE, "text": "?", "answered_at": house.now}
    rows = [{**row, "asked_at": house.now - timedelta(minutes=number + 1)} for number in range(1_001)]
    async with house.database.begin() as unit:
        await unit.connection.execute(insert(exchanges), rows[1:])
    assert "gezählt sind" not in await editor.text("/?zeitraum=woche")
    house.now += timedelta(minutes=6)
    async with house.database.begin() as unit:
        await unit.connection.execute(insert(exchanges), rows[:1])
    assert "1000 Fragen in höchstens 2 Werktagen; gezählt sind die 1000 neuesten" in await editor.text(
        "/?zeitraum=woche"
    )


async def test_days_are_local(editor: Browser, house: DeskHouse) -> None:
    await put(house, [make_faq("alt", as_of="2026-03")])
    async with house.database.begin() as unit:
        broken = {SOURCE.url or "": LinkResult(fault=FetchFault.NOT_FOUND)}
        await unit.link_checks.record(broken, datetime(2026, 11, 23, 23, 30, tzinfo=UTC))
    assert "nicht gefunden (404), seit Di 24.11." in await editor.text("/")
    assert " März 2026 " in await editor.text("/wissen")


@pytest.mark.parametrize("period", ["", "?zeitraum=woche", "?zeitraum=jahr"])
async def test_announcements_that_arrived_are_drawn(editor: Browser, house: DeskHouse, period: str) -> None:
    made = await add_sent(house)
    for number, (days, announced) in enumerate(((0, made.number), (0, made.number), (3, made.number), (0, None))):
        copy = await add_copy(house, made, f"@{number}:example.org", "", sent_at=house.now - timedelta(days=days))
        async with house.database.begin() as unit:
            it = deliveries.c.id == copy
            await unit.connection.execute(update(deliveries).where(it).values(announcement=announced))
    page = (await editor.text(f"/{period}")).partition("Ankündigungen pro")[2]
    assert "3 Nachrichten sind angekommen" in page


def test_percents_add_up() -> None:
    for parts in ((1, 1, 1), (7, 0, 0), (199, 1, 0), (2, 3, 2)):
        bar = Bar(parts=parts)
        assert sum(bar.percents) == 100
        assert min(bar.percents) >= 0


async def test_questions_at_the_change_of_the_clock_are_counted_once(editor: Browser, house: DeskHouse) -> None:
    house.now = datetime(2026, 10, 26, 12, tzinfo=UTC)
    await editor.sign_in(EDITOR)
    for hour in range(26):
        await ask(house.database, "a", datetime(2026, 10, 24, 22, 30, tzinfo=UTC) + timedelta(hours=hour))
    assert "26 in 7 Tagen" in await editor.text("/?zeitraum=woche")
