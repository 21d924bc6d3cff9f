"""Topics and synonyms at the desk: their lists, forms, checks and effect."""

import re
from dataclasses import replace
from html import unescape

import pytest

from handlers.announcements.model.announcement import AnnouncementState
from handlers.core.events import Address, RoomId
from handlers.exchange.model.exchange import Draft, Frequency, Signature, Subscription
from knowledge.entries import Synonyms, Topic, Visibility
from tests.web.announcing import add_announcement
from tests.web.conftest import EDITOR, OTHER_EDITOR, Browser, DeskHouse, to_text

_TOPIC = {
    "title": "Ehrenamt",
    "description": "Freiwillige finden und begleiten",
    "keywords": "Verein\nPat*innen\nVerein",
}


@pytest.fixture(autouse=True)
async def _shipped(house: DeskHouse) -> None:
    async with house.database.begin() as unit:
        await unit.records.seed(house.search.knowledge, house.now)


async def _find(house: DeskHouse, id_: str) -> object:
    async with house.database.begin() as unit:
        stored = await unit.records.find(id_)
    return stored.record if stored else None


async def _revision(house: DeskHouse, id_: str) -> str:
    async with house.database.begin() as unit:
        stored = await unit.records.find(id_)
    assert stored is not None
    return str(stored.revision)


async def test_all_topics_and_groups_are_listed(editor: Browser, house: DeskHouse) -> None:
    page = await editor.text("/wissen/begriffe")
    for topic in house.search.knowledge.topics:
        assert topic.title in page
    groups, shown, query = house.search.knowledge.synonyms, "", "?art=synonyms"
    for _ in range(0, len(groups), 50):
        page = await (await editor.get(f"/wissen/begriffe{query}")).text()
        query = "".join(unescape(each) for each in re.findall(r'href="([^"]+)">Weiter', page))
        shown += to_text(page)
    assert query == ""
    for group in groups:
        assert ", ".join(group.words) in shown


async def test_a_list_is_searched(editor: Browser) -> None:
    page = await editor.text("/wissen/begriffe?art=synonyms&suche=kindertagespflege")
    assert "Kindertagespflege" in page
    assert page.count("Bearbeiten") < 5
    assert "Nichts passt zu diesen Filtern." in await editor.text("/wissen/begriffe?suche=zwirbelhops")


async def test_a_new_topic_has_an_id_after_its_title(editor: Browser, house: DeskHouse) -> None:
    answer = await editor.post("/wissen/begriffe/neu?art=topic", _TOPIC)
    assert answer.headers["Location"].endswith("/wissen/begriffe/topic/ehrenamt?gespeichert=1")
    saved = await _find(house, "topic/ehrenamt")
    assert isinstance(saved, Topic)
    assert (saved.title, saved.keywords, saved.field_of_action) == ("Ehrenamt", ("Verein", "Pat*innen"), None)
    assert "hat ein Thema oder Synonyme angelegt · topic/ehrenamt" in await editor.text("/protokoll")
    assert "Gespeichert." in await editor.text("/wissen/begriffe/topic/ehrenamt?gespeichert=1")


async def test_an_id_that_was_taken_is_not_taken_again(editor: Browser, house: DeskHouse) -> None:
    for words in ("Zwirbel\nHops", "Zwirbel\nHipp"):
        assert (await editor.post("/wissen/begriffe/neu?art=synonyms", {"words": words})).status == 303
    groups = [await _find(house, id_) for id_ in ("synonyms/zwirbel", "synonyms/zwirbel-2")]
    assert [group.words for group in groups if isinstance(group, Synonyms)] == [
        ("Zwirbel", "Hops"),
        ("Zwirbel", "Hipp"),
    ]


async def test_what_is_not_in_the_form_is_kept(editor: Browser, house: DeskHouse) -> None:
    topic = house.search.knowledge.topics[0].model_copy(update={"visibility": Visibility.NETWORK})
    async with house.database.begin() as unit:
        await unit.records.put(topic, "test", house.now)
    revision = await _revision(house, topic.id)
    await editor.post(f"/wissen/begriffe/{topic.id}", {**_TOPIC, "revision": revision})
    saved = await _find(house, topic.id)
    assert isinstance(saved, Topic)
    assert (saved.title, saved.visibility) == ("Ehrenamt", Visibility.NETWORK)


@pytest.mark.parametrize(
    ("kind", "fields", "sentence"),
    [
        ("topic", {**_TOPIC, "title": " "}, "Titel: Hier fehlt ein Text."),
        ("topic", {**_TOPIC, "title": "x" * 400}, "Titel: Das ist zu lang."),
        ("topic", {**_TOPIC, "description": ""}, "Worum es geht: Hier fehlt ein Text."),
        ("synonyms", {"words": "Kita\nkita"}, "Es braucht mindestens zwei verschiedene Wörter."),
        ("synonyms", {"words": ""}, "Es braucht mindestens zwei verschiedene Wörter."),
    ],
)
async def test_what_is_wrong_is_not_saved(editor: Browser, kind: str, fields: dict[str, str], sentence: str) -> None:
    answer = await editor.post(f"/wissen/begriffe/neu?art={kind}", fields)
    assert answer.status == 422
    assert sentence in to_text(await answer.text())


async def test_a_title_is_that_of_one_topic(editor: Browser, house: DeskHouse) -> None:
    title = house.search.knowledge.topics[0].title.upper()
    answer = await editor.post("/wissen/begriffe/neu?art=topic", {**_TOPIC, "title": title})
    assert answer.status == 422
    assert "So heißt schon ein anderes Thema." in await answer.text()


async def test_the_second_of_two_editors_sees_both_versions(editor: Browser, house: DeskHouse) -> None:
    id_ = house.search.knowledge.synonyms[0].id
    revision = await _revision(house, id_)
    other = await Browser(server=editor.server, client=editor.client, house=house).sign_in(OTHER_EDITOR)
    assert (await other.post(f"/wissen/begriffe/{id_}", {"words": "Eins\nZwei", "revision": revision})).status == 303
    answer = await editor.post(f"/wissen/begriffe/{id_}", {"words": "Drei\nVier", "revision": revision})
    assert answer.status == 409
    page = await answer.text()
    assert "Eins\nZwei" in page
    assert "Drei\nVier" in page
    saved = await _find(house, id_)
    assert isinstance(saved, Synonyms)
    assert saved.words == ("Eins", "Zwei")


async def test_the_effect_is_shown_before_saving(editor: Browser, house: DeskHouse) -> None:
    offer = next(each for each in house.search.knowledge.offers if each.title.startswith("Griffbereit"))
    async with house.database.begin() as unit:
        await unit.test_questions.put("Zwirbelhops Eltern Kinder", offer.id, "test", house.now)
    fields = {"words": "Zwirbelhops\nGriffbereit", "action": "preview"}
    answer = await editor.post("/wissen/begriffe/neu?art=synonyms", fields)
    assert answer.status == 200
    assert "Zwirbelhops Eltern Kinder" in await answer.text()
    assert await _find(house, "synonyms/zwirbelhops") is None


@pytest.mark.parametrize("path", ["topic/nirgends", "faq/x", "municipality/05111000", "confidence/questions", "x/y"])
async def test_only_topics_and_synonyms_are_found(editor: Browser, path: str) -> None:
    assert (await editor.get(f"/wissen/begriffe/{path}")).status == 404
    assert (await editor.post(f"/wissen/begriffe/{path}", _TOPIC)).status == 404


async def test_hostile_text_stays_text(editor: Browser) -> None:
    hostile = {**_TOPIC, "title": "<script>alert(1)</script>", "description": "\u202e<img src=x>"}
    await editor.post("/wissen/begriffe/neu?art=topic", hostile)
    page = await (await editor.get("/wissen/begriffe/topic/script-alert-1-script")).text()
    assert "<script>alert" not in page
    assert "<img src=x>" not in page
    assert "\u202e" not in page


async def test_archiving_a_topic_says_what_rests_and_restoring_brings_it_back(
    editor: Browser, house: DeskHouse
) -> None:
    topic = house.search.knowledge.topics[0]
    path, seen = f"/wissen/begriffe/{topic.id}", {"revision": await _revision(house, topic.id)}
    chat = Address(platform=EDITOR.platform, room=RoomId("!chat"))
    draft = Draft(text="Wer hat Erfahrung?", topic=topic.slug, signature=Signature.NONE)
    wish = Subscription(sender=EDITOR, address=chat, topic=topic.slug, frequency=Frequency.DAILY, since=house.now)
    async with house.database.begin() as unit:
        await unit.channels.put(replace(chat, room=RoomId("!channel")), topic.slug, house.now)
        await unit.subscriptions.put(wish, None)
        await unit.exchanges.open(draft, EDITOR, chat, "", house.now, direct=True)
    asked = await editor.text(f"{path}/archivieren")
    for told in ("1 Kanal ruht.", "1 Abo ruht.", "1 offene Frage bleibt"):
        assert told in asked
    assert (await editor.post(f"{path}/archivieren", {"revision": "1000000"})).status == 303
    assert "Inzwischen hat sich etwas geändert." in await editor.text(f"{path}/archivieren?neuer=1")
    assert (await editor.post(f"{path}/archivieren", seen)).headers["Location"] == f"/redaktion{path}"
    archived = await editor.text(path)
    assert ("Archiviert:" in archived, "1 Abo ruht." in archived) == (True, True)
    assert topic.title in await editor.text("/wissen/begriffe?art=archiv")
    assert (await editor.post(path, {**_TOPIC, **seen})).status == 404
    seen = {"revision": await _revision(house, topic.id)}
    assert (await editor.post(f"{path}/wiederherstellen", seen)).headers["Location"].endswith("gespeichert=1")
    async with house.database.begin() as unit:
        assert len(await unit.channels.of_topic(topic.slug)) == 1
        assert await unit.subscriptions.get(EDITOR, topic.slug) == wish
        stored = await unit.records.find(topic.id)
    assert stored is not None
    assert (stored.record, stored.archived_at) == (topic, None)
    log = await editor.text("/protokoll")
    assert log.index(f"wiederhergestellt · {topic.id}") < log.index(f"archiviert · {topic.id}")


async def test_a_topic_to_which_a_series_goes_is_not_archived(editor: Browser, house: DeskHouse) -> None:
    topic = house.search.knowledge.topics[0]
    weekly, waiting = "RRULE:FREQ=WEEKLY;BYDAY=MO;BYHOUR=9;BYMINUTE=0", AnnouncementState.SCHEDULED
    audience = f"alle und nicht thema:{topic.slug}"
    await add_announcement(house, state=waiting, recurrence=weekly, audience=audience, due_at=house.now)
    page = await editor.text(f"/wissen/begriffe/{topic.id}/archivieren")
    assert "Eine Reihe von Ankündigungen geht an dieses Thema." in page
    fields = {"revision": await _revision(house, topic.id)}
    await editor.post(f"/wissen/begriffe/{topic.id}/archivieren", fields)
    assert "Archiviert:" not in await editor.text(f"/wissen/begriffe/{topic.id}")


async def test_synonyms_are_archived_too(editor: Browser, house: DeskHouse) -> None:
    id_ = house.search.knowledge.synonyms[0].id
    fields = {"revision": await _revision(house, id_)}
    assert "Lotse sucht dann nicht mehr so." in await editor.text(f"/wissen/begriffe/{id_}/archivieren")
    assert (await editor.post(f"/wissen/begriffe/{id_}/archivieren", fields)).status == 303
    assert "Archiviert:" in await editor.text(f"/wissen/begriffe/{id_}")


async def test_an_entry_keeps_a_topic_that_is_archived(editor: Browser, house: DeskHouse) -> None:
    entry = next(each for each in house.search.knowledge.entries if each.topics)
    topic = f"topic/{entry.topics[0]}"
    await editor.post(f"/wissen/begriffe/{topic}/archivieren", {"revision": await _revision(house, topic)})
    page = await (await editor.get(f"/wissen/{entry.id}")).text()
    assert f'name="topics.{entry.topics[0]}" checked> {entry.topics[0]} (archiviert)' in page
