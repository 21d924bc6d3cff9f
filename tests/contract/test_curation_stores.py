"""Given answers, questions about fields, wishes, marks and proposed phrasings, on each database."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.storage.database import Database
from bot.storage.engine.words import digest_words
from bot.storage.web.marks import Mark
from handlers.context.ports import AskedQuestion
from handlers.core.events import Address, MessageId, PlatformName, RoomId, Sender
from handlers.curation.model.field_questions import FieldQuestion, QuestionState
from handlers.curation.model.fields import FieldName
from handlers.curation.model.ports import AnswerForm, GivenAnswer
from handlers.curation.model.wishes import Wish
from knowledge.entries import Faq, Source
from knowledge.finding import FindingKind
from knowledge.search import AskedValue, Aspect, ValueKind

ANNA = Sender(platform=PlatformName.MATRIX, id="@anna:example.org")
PHONE = Sender(platform=PlatformName.TELEGRAM, id="4711")
ROOM = Address(platform=PlatformName.MATRIX, room=RoomId("!anna:example.org"))
FAQ = Faq(id="faq/a", title="Was ist das?", text="Das hier.", source=Source(name="Land NRW"), as_of="2026")


def _make_answer(now: datetime, revision: int, check_at: datetime | None = None) -> GivenAnswer:
    asked = AskedValue(kind=ValueKind.PHONE, words=frozenset({"telefon"}))
    return GivenAnswer(
        entry=FAQ.id,
        asker=ANNA,
        address=ROOM,
        message=MessageId("m1"),
        direct=True,
        form=AnswerForm(language="de", aspect=Aspect.PHONE, asked=asked),
        revision=revision,
        at=now,
        check_at=check_at,
    )


@pytest.fixture
async def revision(database: Database, now: datetime) -> int:
    async with database.begin() as unit:
        await unit.records.put(FAQ, "tests", now)
        return await unit.records.revision()


async def test_answers_are_outdated_once_their_entry_changes(database: Database, now: datetime, revision: int) -> None:
    later = now + timedelta(minutes=10)
    async with database.begin() as unit:
        await unit.given_answers.add([_make_answer(now, revision)])
        (kept,) = await unit.given_answers.list_of_message(ROOM, MessageId("m1"))
        assert kept.form == _make_answer(now, revision).form
        assert await unit.given_answers.list_outdated(0, later, now, 9) == []
        await unit.records.put(FAQ.model_copy(update={"text": "Das da."}), "tests", now + timedelta(minutes=1))
        assert await unit.given_answers.list_outdated(0, now, now, 9) == []
        assert await unit.given_answers.list_outdated(revision + 1, later, now, 9) == []
        assert [each.number for each in await unit.given_answers.list_outdated(0, later, now, 9)] == [kept.number]
        assert await unit.given_answers.list_outdated(0, later, now + timedelta(seconds=1), 9) == []
        await unit.given_answers.set_revision([kept], await unit.records.revision())
        assert await unit.given_answers.list_outdated(0, later, now, 9) == []
        assert await unit.given_answers.count(FAQ.id, now) == 1
        assert await unit.given_answers.delete_old(later, 9) == 1


async def test_the_use_of_an_answer_is_asked_for_once(database: Database, now: datetime, revision: int) -> None:
    async with database.begin() as unit:
        await unit.given_answers.add([_make_answer(now, revision, now + timedelta(days=1))])
        assert await unit.given_answers.list_checks(now, 9) == []
        (due,) = await unit.given_answers.list_checks(now + timedelta(days=2), 9)
        assert await unit.given_answers.take_check(due.number) is not None
        assert await unit.given_answers.take_check(due.number) is None
        await unit.given_answers.note_answered(due.number)
        found = await unit.given_answers.find(due.number)
        assert found is not None
        assert found.is_answered
        assert await unit.given_answers.find(due.number + 1) is None


async def test_checks_are_wanted_until_one_account_declines(database: Database, now: datetime) -> None:
    async with database.begin() as unit:
        await unit.use_checks.decline(PHONE, now)
        await unit.use_checks.decline(PHONE, now)
        assert not await unit.use_checks.are_wanted([ANNA, PHONE])
        assert await unit.use_checks.are_wanted([ANNA])
        await unit.use_checks.want([ANNA, PHONE])
        assert await unit.use_checks.are_wanted([PHONE])


async def test_a_field_has_one_question(database: Database, now: datetime) -> None:
    question = FieldQuestion(entry="centre/a", field=FieldName.PHONE, person=ANNA, asked_at=now)
    later = FieldQuestion(
        entry="centre/a",
        field=FieldName.PHONE,
        person=PHONE,
        asked_at=now,
        state=QuestionState.LATER,
        remind_at=now + timedelta(days=7),
    )
    async with database.begin() as unit:
        await unit.field_questions.put(question)
        assert await unit.field_questions.list_open([ANNA]) == [question]
        await unit.field_questions.put(later)
        assert await unit.field_questions.list_all() == [later]
        assert await unit.field_questions.list_open([PHONE]) == []
        await unit.field_questions.drop("centre/a", FieldName.PHONE)
        assert await unit.field_questions.list_all() == []


async def test_a_wish_waits_until_it_is_dropped(database: Database, now: datetime) -> None:
    gap = digest_words("Was ist das?")
    wish = Wish(person=ANNA, address=ROOM, direct=True, gap=gap)
    async with database.begin() as unit:
        await unit.wishes.add("Was ist das?", wish, now)
        await unit.wishes.add("was ist DAS", wish, now)
        await unit.wishes.add("was ist DAS", replace(wish, person=PHONE), now)
        assert await unit.wishes.list_of(["0" * 16]) == []
        assert wish in await unit.wishes.list_of([gap])
        assert await unit.wishes.list_waiting(9) == []
        await unit.wishes.put_off(wish, FAQ.id)
        assert await unit.wishes.list_waiting(9) == [replace(wish, entry=FAQ.id)]
        await unit.wishes.drop(wish)
        assert [each.person for each in await unit.wishes.list_of([gap])] == [PHONE]
        assert await unit.wishes.list_waiting(9) == []


async def test_phrasings_are_counted_until_they_are_decided_on(database: Database, now: datetime) -> None:
    async with database.begin() as unit:
        for question, choosers in (("Selten?", ["a"]), ("Oft?", ["a", "b"]), ("oft", ["b", "c"]), ("oft", ["d"])):
            await unit.proposed_phrasings.count(FAQ.id, question, choosers, now)
        oft, selten = await unit.proposed_phrasings.list_most_wanted(9)
        assert (oft.text, oft.times, selten.times) == ("Oft?", 2, 1)
        await unit.proposed_phrasings.decide(oft)
        await unit.proposed_phrasings.count(FAQ.id, "Oft?", ["e"], now)
        assert await unit.proposed_phrasings.list_most_wanted(9) == [selten]
        assert await unit.proposed_phrasings.find(FAQ.id, oft.digest) is None
        assert await unit.proposed_phrasings.find(FAQ.id, selten.digest) == selten
        # Six digests of people, and two phrasings.
        assert await unit.proposed_phrasings.delete_old(now + timedelta(seconds=1), 9) == 6


async def test_old_questions_are_deleted_in_batches(database: Database, now: datetime) -> None:
    async with database.begin() as unit:
        for days, name in ((0, FieldName.PHONE), (400, FieldName.EMAIL), (500, FieldName.WEBSITE)):
            asked = FieldQuestion(entry=FAQ.id, field=name, person=ANNA, asked_at=now - timedelta(days=days))
            await unit.field_questions.put(asked)
        before = now - timedelta(days=365)
        assert [await unit.field_questions.delete_old(before, 1) for _ in range(3)] == [1, 1, 0]
        assert [each.field for each in await unit.field_questions.list_all()] == [FieldName.PHONE]


async def test_marks_are_gaps_with_the_entry_that_was_given(database: Database, now: datetime) -> None:
    asked, before = "Wann beginnt der Kurs?", now - timedelta(days=1)
    answered = AskedQuestion(text=asked, platform=PlatformName.MATRIX, kind=FindingKind.ANSWER, entry=FAQ.id)
    async with database.begin() as unit:
        for at in (now - timedelta(days=9), before, before):
            await unit.questions.add(answered, at)
        versions = [await unit.gaps.read_version()]
        assert await unit.questions.mark_unhelpful(asked)
        versions.append(await unit.gaps.read_version())
        assert [(mark.entry, mark.times) for mark in await unit.marks.list(None, 9)] == [(FAQ.id, 1)]
        await unit.marks.put(asked, FindingKind.ANSWER, FAQ.id, now)
        await unit.marks.put("Butter?", FindingKind.NONE, None, now)
        versions.append(await unit.gaps.read_version())
        marks = {mark.gap: mark for mark in await unit.marks.list(before, 9)}
        assert marks[digest_words(asked)] == Mark(gap=digest_words(asked), entry=FAQ.id, times=3, last_at=now)
        assert marks[digest_words("Butter?")].entry is None
        found = await unit.gaps.find([*marks])
        assert [(gap.text, gap.times, gap.last_at) for gap in found] == [(asked, 3, now), ("Butter?", 0, now)]
        traces = await unit.gaps.trace([digest_words(asked)], None, 9)
        assert [(each.platform, each.is_from_desk) for each in traces][:2] == [
            (None, True),
            (PlatformName.MATRIX, False),
        ]
        assert all(each.is_marked and each.entry == FAQ.id for each in traces)
        assert await unit.questions.count_by_entry(before) == {FAQ.id: 2}
        await unit.marks.drop(asked)
        (kept,) = await unit.gaps.find([digest_words(asked)])
        assert (kept.times, kept.last_at) == (1, before)
        await unit.gaps.settle([kept.digest])
        assert [mark.gap for mark in await unit.marks.list(None, 9)] == [digest_words("Butter?")]
    assert len(set(versions)) == 3
