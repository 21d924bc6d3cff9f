"""The log of questions and the gaps in it."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from bot.jobs.retention import RetentionJob
from bot.storage.database import Database
from bot.storage.engine.tables import questions
from bot.storage.engine.words import digest_words
from bot.storage.web.questions import Ending
from handlers.context.ports import AskedQuestion
from handlers.core.events import PlatformName
from handlers.core.retention import Retention
from knowledge.finding import FindingKind
from tests.web.conftest import EDITOR, DeskHouse

MATRIX, TELEGRAM = PlatformName.MATRIX, PlatformName.TELEGRAM


async def ask(
    database: Database,
    text: str,
    at: datetime,
    *,
    platform: PlatformName = MATRIX,
    kind: FindingKind = FindingKind.NONE,
    entry: str | None = None,
) -> str | None:
    """Log a question, and return the token that choices have."""
    async with database.begin() as unit:
        return await unit.questions.add(AskedQuestion(text=text, platform=platform, kind=kind, entry=entry), at)


@pytest.fixture
def database(house: DeskHouse) -> Database:
    return house.database


async def test_questions_of_the_same_words_are_one_gap(house: DeskHouse, database: Database) -> None:
    for number, text in enumerate(("Was kostet Butter?", "was KOSTET butter", "Wetter?", "Was kostet Butter ??")):
        await ask(database, text, house.now + timedelta(minutes=number))
    await ask(database, "Wer ist das KI Herne?", house.now, kind=FindingKind.ANSWER, entry="centre/herne")
    async with database.begin() as unit:
        butter, weather = await unit.gaps.list(None, 10)
        assert (butter.text, butter.times, weather.text, weather.times) == ("Was kostet Butter ??", 3, "Wetter?", 1)
        assert (await unit.gaps.count(99), await unit.gaps.count(1)) == (2, 1)
        traced = await unit.gaps.trace([butter.digest], None, 2)
        assert [each.text for each in traced] == ["Was kostet Butter ??", "was KOSTET butter"]
        assert [each.text for each in await unit.gaps.trace([butter.digest], traced[-1].number, 2)] == [
            "Was kostet Butter?"
        ]
        bounds = [house.now, house.now + timedelta(minutes=1), house.now + timedelta(minutes=9)]
        assert await unit.gaps.count_by_span([butter.digest], bounds) == {
            (butter.digest, 0): 1,
            (butter.digest, 1): 2,
        }


async def test_a_settled_gap_returns_when_asked_again_and_a_silenced_one_does_not(
    house: DeskHouse, database: Database
) -> None:
    butter, weather = digest_words("Butter?"), digest_words("Wetter?")
    for text in ("Butter?", "Wetter?"):
        await ask(database, text, house.now)
    async with database.begin() as unit:
        assert await unit.gaps.settle([butter]) == 1
        await unit.gaps.silence({weather: "Wetter?"}, EDITOR, house.now)
        assert await unit.gaps.count(99) == 0
    for text in ("butter", "wetter!"):
        await ask(database, text, house.now)
    async with database.begin() as unit:
        assert [gap.text for gap in await unit.gaps.list(None, 9)] == ["butter"]
        assert [each.text for each in await unit.gaps.list_silenced()] == ["Wetter?"]
        await unit.gaps.heed(weather)
    await ask(database, "wetter!", house.now)
    async with database.begin() as unit:
        assert await unit.gaps.count(99) == 2


async def test_choices_name_their_question_until_one_is_taken_or_a_day_has_passed(
    house: DeskHouse, database: Database
) -> None:
    job = RetentionJob(database, lambda: house.now, Retention())
    for hours in (23, 24, 25):
        await ask(database, "a", house.now - timedelta(hours=hours), kind=FindingKind.CHOICES)
    token = await ask(database, "a", house.now, kind=FindingKind.CHOICES)
    await job.delete_old()
    async with database.begin() as unit:
        await unit.questions.mark_chosen(token or "")
        rows = await unit.connection.execute(select(questions.c.choice_token).order_by(questions.c.number))
        assert [row.choice_token is not None for row in rows] == [True, True, False, False]


async def test_questions_are_counted_by_time_platform_and_ending(house: DeskHouse, database: Database) -> None:
    day = timedelta(days=1)
    await ask(database, "a", house.now, kind=FindingKind.ANSWER, entry="faq/a")
    await ask(database, "a", house.now, kind=FindingKind.ANSWER, entry="faq/a")
    kind = FindingKind.CHOICES
    tokens = [await ask(database, "b", house.now + day, platform=TELEGRAM, kind=kind, entry="faq/a") for _ in range(3)]
    assert await ask(database, "c", house.now + 2 * day) is None
    async with database.begin() as unit:
        for token in (tokens[1], tokens[1], "x"):
            await unit.questions.mark_chosen(token or "")
        found = await unit.questions.tally([house.now, house.now + day, house.now + 2 * day])
        assert {(each.span, each.platform, each.ending, each.number) for each in found} == {
            (0, MATRIX, Ending.AT_ONCE, 2),
            (1, TELEGRAM, Ending.AFTER_CHOICE, 1),
            (1, TELEGRAM, Ending.UNANSWERED, 2),
        }
        assert await unit.questions.count_by_entry(house.now) == {"faq/a": 5}
        assert await unit.questions.count_phrasings("faq/a", house.now, 5) == {"a": 2, "b": 3}
        assert list(await unit.questions.list_most_asked(house.now, 1)) == ["b"]


async def test_nothing_is_kept_longer_than_set(house: DeskHouse, database: Database) -> None:
    await ask(database, "Butter?", house.now - timedelta(days=10))
    async with database.begin() as unit:
        await unit.gaps.silence({digest_words("Wetter?"): "Wetter?"}, EDITOR, house.now - timedelta(days=10))
    for days, left in ((11, 1), (9, 0)):
        await RetentionJob(database, lambda: house.now, Retention(unanswered=timedelta(days=days))).delete_old()
        async with database.begin() as unit:
            assert await unit.gaps.count(99) == left
            assert len(await unit.gaps.list_silenced()) == left
    await ask(database, "Wetter?", house.now)
    async with database.begin() as unit:
        assert await unit.gaps.count(99) == 0
