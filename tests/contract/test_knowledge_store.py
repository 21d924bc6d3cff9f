"""The knowledge in force and its revisions, on both databases."""

import asyncio
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from bot.storage.adapters.knowledge import DatabaseKnowledge, ImportReport
from bot.storage.database import Database
from bot.storage.engine.tables import records, revisions
from bot.storage.knowledge.records import number_seeded
from knowledge.entries import Centre, Faq, Knowledge, Municipality, Source, Topic

SOURCE = Source(name="Beispiel", url="https://example.org")


def faq(slug: str, text: str = "Grüße – „so“") -> Faq:
    return Faq(
        id=f"faq/{slug}", title="Was ist das?", text=text, source=SOURCE, as_of="2025", synonyms=("eins", "zwei")
    )


@pytest.fixture
def knowledge() -> Knowledge:
    centre = Centre(
        id="centre/bochum",
        title="KI Bochum",
        text="Text",
        source=SOURCE,
        as_of="2025",
        area="Bochum",
        area_kind="kreisfreie Stadt",
        ags="05911",
        regierungsbezirk="Arnsberg",
        seat="Bochum",
    )
    topic = Topic(id="topic/schule", title="Schule", description="Alles zur Schule")
    town = Municipality(id="municipality/05911000", name="Bochum", district="05911", postal_codes=("44787",))
    return Knowledge.from_records([centre, topic, town, faq("a"), faq("b")])


@pytest.fixture
def store(database: Database) -> DatabaseKnowledge:
    return DatabaseKnowledge(database)


async def test_knowledge_comes_back_as_it_was(store: DatabaseKnowledge, knowledge: Knowledge, now: datetime) -> None:
    assert await store.load() == Knowledge()
    assert await store.revision() == 0
    assert await store.import_(knowledge, "Anna", now) == ImportReport(created=5)
    assert await store.load() == knowledge
    assert await store.revision() == 5


async def test_importing_again_changes_nothing(store: DatabaseKnowledge, knowledge: Knowledge, now: datetime) -> None:
    await store.import_(knowledge, "Anna", now)
    assert await store.import_(knowledge, "Ben", now + timedelta(days=1)) == ImportReport(unchanged=5)
    assert await store.revision() == 5


async def test_a_missing_record_is_archived_among_the_kinds_present(
    store: DatabaseKnowledge, knowledge: Knowledge, now: datetime
) -> None:
    await store.import_(knowledge, "Anna", now)
    report = await store.import_(Knowledge.from_records([faq("b", "neu"), faq("c")]), "Ben", now)
    assert report == ImportReport(created=1, updated=1, archived=1)
    loaded = await store.load()
    assert loaded.faqs == (faq("b", "neu"), faq("c"))
    assert (loaded.centres, loaded.topics) == (knowledge.centres, knowledge.topics)


async def test_an_archived_record_comes_back(store: DatabaseKnowledge, now: datetime) -> None:
    await store.import_(Knowledge.from_records([faq("a"), faq("b")]), "Anna", now)
    await store.import_(Knowledge.from_records([faq("a")]), "Anna", now)
    assert await store.import_(Knowledge.from_records([faq("a")]), "Anna", now) == ImportReport(unchanged=1)
    report = await store.import_(Knowledge.from_records([faq("a"), faq("b")]), "Anna", now)
    assert report == ImportReport(updated=1, unchanged=1)
    assert (await store.load()).faqs == (faq("a"), faq("b"))


async def test_every_change_is_a_revision(database: Database, store: DatabaseKnowledge, now: datetime) -> None:
    later = now + timedelta(hours=1)
    await store.import_(Knowledge.from_records([faq("a"), faq("b")]), "Anna", now)
    await store.import_(Knowledge.from_records([faq("b", "neu")]), "Ben", later)
    async with database.begin() as unit:
        history = (await unit.connection.execute(select(revisions).order_by(revisions.c.number))).all()
        current = (await unit.connection.execute(select(records).order_by(records.c.id))).all()
    assert [(row.number, row.id, row.action, row.author, row.at) for row in history] == [
        (1, "faq/a", "created", "Anna", now),
        (2, "faq/b", "created", "Anna", now),
        (3, "faq/b", "updated", "Ben", later),
        (4, "faq/a", "archived", "Ben", later),
    ]
    assert [row.document["text"] for row in history] == ["Grüße – „so“", "Grüße – „so“", "neu", "Grüße – „so“"]
    assert [(row.id, row.revision, row.author, row.updated_at, row.archived_at) for row in current] == [
        ("faq/a", 4, "Ben", later, later),
        ("faq/b", 3, "Ben", later, None),
    ]


async def test_the_seed_never_overwrites(store: DatabaseKnowledge, knowledge: Knowledge, now: datetime) -> None:
    assert await store.seed(knowledge, now) == ImportReport(created=5)
    await store.import_(Knowledge.from_records([faq("a", "von Hand")]), "Anna", now)
    assert await store.seed(knowledge, now) is None
    assert (await store.load()).faqs == (faq("a", "von Hand"),)


async def test_imports_at_the_same_time_follow_one_another(
    store: DatabaseKnowledge, knowledge: Knowledge, now: datetime
) -> None:
    reports = await asyncio.gather(*(store.import_(knowledge, "Anna", now) for _ in range(4)))
    assert [report.created for report in reports].count(5) == 1
    assert [report.unchanged for report in reports].count(5) == 3
    assert await store.revision() == 5


async def test_a_record_is_saved_over_the_revision_that_was_read(database: Database, now: datetime) -> None:
    async with database.begin() as unit:
        assert await unit.records.save(faq("a"), None, "Anna", now) == 1
        assert await unit.records.save(faq("a", "neu"), None, "Ben", now) is None
        assert await unit.records.save(faq("a", "neu"), 1, "Ben", now) == 2
        assert await unit.records.save(faq("a", "anders"), 1, "Anna", now) is None
        assert await unit.records.save(faq("a", "neu"), 2, "Anna", now) == 2
        stored = await unit.records.find("faq/a")
    assert stored is not None
    assert (stored.record, stored.revision, stored.author, stored.updated_at) == (faq("a", "neu"), 2, "Ben", now)


async def test_a_record_is_archived_and_restored_with_its_history(database: Database, now: datetime) -> None:
    async with database.begin() as unit:
        await unit.records.save(faq("a"), None, "Anna", now)
        await unit.records.save(faq("b"), None, "Anna", now)
        assert not await unit.records.archive("faq/a", 2, "Ben", now)
        assert not await unit.records.archive("faq/x", 1, "Ben", now)
        assert await unit.records.archive("faq/a", 1, "Ben", now)
        assert not await unit.records.archive("faq/a", 3, "Ben", now)
        assert (await unit.records.load()).faqs == (faq("b"),)
        assert await unit.records.save(faq("a", "neu"), 3, "Anna", now) == 4
        found = await unit.records.list_revisions("faq/a", None, 10)
        assert [(each.number, each.action, each.author) for each in found] == [
            (4, "restored", "Anna"),
            (3, "archived", "Ben"),
            (1, "created", "Anna"),
        ]
        assert await unit.records.list_revisions("faq/a", 4, 1) == found[1:2]
        assert await unit.records.find_revision("faq/a", 1) == found[2]
        assert await unit.records.find_revision("faq/b", 1) is None
        assert [read().record for read in await unit.records.list_changed(2, 10)] == [faq("a", "neu")]


async def test_records_are_replaced_over_the_revision_they_are_meant_for(
    store: DatabaseKnowledge, knowledge: Knowledge, now: datetime
) -> None:
    await store.import_(knowledge, "Anna", now)
    found = await store.load_for_import([])
    wanted = [
        (faq("a", "neu"), found.revisions["faq/a"]),
        (faq("b", "neu"), found.revisions["faq/b"] - 1),
        (faq("c"), None),
        (faq("d"), 3),
    ]
    report, overtaken = await store.replace(wanted, "Ben", now + timedelta(days=1))
    assert report == ImportReport(created=1, updated=1)
    assert overtaken == ["faq/b", "faq/d"]
    assert {each.id: each.text for each in (await store.load()).faqs} == {
        "faq/a": "neu",
        "faq/b": "Grüße – „so“",
        "faq/c": "Grüße – „so“",
    }


async def test_what_an_import_is_compared_with(
    store: DatabaseKnowledge, database: Database, knowledge: Knowledge, now: datetime
) -> None:
    await store.import_(knowledge, "Anna", now)
    first = await store.load_for_import([])
    assert first.knowledge == knowledge
    assert first.revisions == number_seeded(knowledge)
    await store.import_(Knowledge(faqs=(faq("a", "neu"),)), "Ben", now)
    named = [first.revisions["faq/a"], first.revisions["faq/b"], first.revisions["topic/schule"], 10**15]
    later = await store.load_for_import(named)
    assert later.archived == {"faq/b"}
    assert later.earlier == dict(zip(named, (faq("a"), faq("b")), strict=False))
    assert later.revisions["faq/a"] > first.revisions["faq/a"]
    for known in (first.knowledge, later.knowledge, Knowledge(faqs=(faq("strange"),))):
        async with database.read() as unit:
            again = await unit.records.load_for_import(named, known)
        assert (again, again.knowledge.revision) == (later, later.knowledge.revision)


async def test_of_two_replacements_of_one_revision_the_second_is_refused(
    store: DatabaseKnowledge, knowledge: Knowledge, now: datetime
) -> None:
    await store.import_(knowledge, "Anna", now)
    number = (await store.load_for_import([])).revisions["faq/a"]
    attempts = [store.replace([(faq("a", text), number)], text, now) for text in ("eins", "zwei")]
    outcomes = await asyncio.gather(*attempts)
    assert sorted(list(overtaken) for _, overtaken in outcomes) == [[], ["faq/a"]]
