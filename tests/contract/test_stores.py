"""Conversations and preferences, on both databases."""

from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest

from bot.storage.database import Database
from handlers.context.ports import Conversation, Input, Waiting
from handlers.core.events import Address, MessageId, PlatformName, RoomId, Sender
from handlers.core.messages import Subject


@pytest.fixture
def conversation(now: datetime) -> Conversation:
    return Conversation(
        subject=Subject(entries=("centre/koeln", "faq/ämter"), aspect="phone"),
        waiting=Waiting(step="announcement.time", subject="12"),
        language="de",
        expires_at=now + timedelta(minutes=30),
    )


async def test_a_conversation_comes_back_as_it_was(
    database: Database, address: Address, anna: Sender, conversation: Conversation, now: datetime
) -> None:
    async with database.begin() as unit:
        await unit.conversations.save(address, anna, conversation)
    async with database.begin() as unit:
        assert await unit.conversations.load(address, anna, now) == conversation


async def test_a_conversation_is_replaced(
    database: Database, address: Address, anna: Sender, conversation: Conversation, now: datetime
) -> None:
    later = replace(conversation, subject=None, waiting=None)
    async with database.begin() as unit:
        await unit.conversations.save(address, anna, conversation)
        await unit.conversations.save(address, anna, later)
        assert await unit.conversations.load(address, anna, now) == later


async def test_a_conversation_belongs_to_one_person_in_one_place(
    database: Database, address: Address, anna: Sender, conversation: Conversation, now: datetime
) -> None:
    async with database.begin() as unit:
        await unit.conversations.save(address, anna, conversation)
        assert await unit.conversations.load(replace(address, thread=None), anna, now) is None
        assert await unit.conversations.load(address, replace(anna, id="@ben:example.org"), now) is None
        assert await unit.conversations.load(replace(address, platform=PlatformName.CONSOLE), anna, now) is None


async def test_a_conversation_ends(
    database: Database, address: Address, anna: Sender, conversation: Conversation
) -> None:
    end = conversation.expires_at
    async with database.begin() as unit:
        await unit.conversations.save(address, anna, conversation)
        assert await unit.conversations.load(address, anna, end - timedelta(microseconds=1)) is not None
        assert await unit.conversations.load(address, anna, end) is None


async def test_expired_conversations_are_deleted_in_batches(
    database: Database, address: Address, anna: Sender, conversation: Conversation
) -> None:
    end = conversation.expires_at
    people = [replace(anna, id=f"@{number}:example.org") for number in range(5)]
    async with database.begin() as unit:
        for person in people:
            await unit.conversations.save(address, person, conversation)
        await unit.conversations.save(address, anna, replace(conversation, expires_at=end + timedelta(days=1)))
        assert [await unit.conversations.delete_expired(end, 3) for _ in range(3)] == [3, 2, 0]
        assert await unit.conversations.load(address, anna, end) is not None


async def test_times_keep_their_meaning_in_other_zones(
    database: Database, address: Address, anna: Sender, conversation: Conversation
) -> None:
    end = conversation.expires_at
    elsewhere = end.astimezone(timezone(timedelta(hours=-9)))
    async with database.begin() as unit:
        await unit.conversations.save(address, anna, replace(conversation, expires_at=elsewhere))
        assert await unit.conversations.load(address, anna, end - timedelta(seconds=1)) is not None
        assert await unit.conversations.load(address, anna, end) is None


async def test_a_language_is_kept_by_person(database: Database, anna: Sender) -> None:
    async with database.begin() as unit:
        assert await unit.preferences.language(anna) is None
        await unit.preferences.choose_language(anna, "en")
        await unit.preferences.choose_language(anna, "de")
        await unit.preferences.choose_language(replace(anna, id="@ben:example.org"), "en")
    async with database.begin() as unit:
        assert await unit.preferences.language(anna) == "de"


async def test_a_person_is_known_by_id_whatever_the_name(database: Database, anna: Sender) -> None:
    async with database.begin() as unit:
        await unit.preferences.choose_language(anna, "en")
        assert await unit.preferences.language(replace(anna, name="A.")) == "en"


async def test_nothing_stays_of_a_transaction_that_fails(database: Database, anna: Sender) -> None:
    async def fail() -> None:
        async with database.begin() as unit:
            await unit.preferences.choose_language(anna, "en")
            raise ArithmeticError

    with pytest.raises(ArithmeticError):
        await fail()
    async with database.begin() as unit:
        assert await unit.preferences.language(anna) is None


async def test_what_a_step_has_taken_is_known_by_its_message_for_a_while(
    database: Database, address: Address, anna: Sender, now: datetime
) -> None:
    later, message = now + timedelta(minutes=30), MessageId("$1")
    taken = Input(address=address, message=message, sender=anna, waiting=Waiting(step="exchange.topic", subject="7"))
    again = replace(taken, waiting=Waiting(step="exchange.topic", subject="8"))
    async with database.begin() as unit:
        await unit.inputs.add(taken, later)
        await unit.inputs.add(again, later)
    async with database.begin() as unit:
        found = await unit.inputs.of_message(address, message, now)
        assert found is not None
        assert replace(found, sender=anna) == again
        assert found.sender.is_same(anna)
        assert await unit.inputs.of_message(address, MessageId("$2"), now) is None
        assert await unit.inputs.of_message(replace(address, room=RoomId("!other")), message, now) is None
        assert await unit.inputs.of_message(address, message, later) is None
        assert await unit.inputs.delete_expired(now, 10) == 0
        assert await unit.inputs.delete_expired(later, 10) == 1
        assert await unit.inputs.of_message(address, message, now) is None
