"""Due events, read from the tables and handed to the dispatcher."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from secrets import token_hex
from typing import TypeAlias

from bot.storage.database import Database
from bot.storage.unit_of_work import UnitOfWork
from handlers.announcements.model.announcement import Announcement, AnnouncementState, format_account, parse_account
from handlers.core.events import (
    Address,
    AnnouncementDue,
    AnswerOutdated,
    CopyFailed,
    CopyHeld,
    DigestDue,
    Event,
    EventId,
    PlatformName,
    ReminderDue,
    RoomId,
    Sender,
    UseCheckDue,
)
from handlers.core.hashes import digest
from handlers.core.messages import DeliveryId
from handlers.curation.model.ports import GivenAnswer
from handlers.curation.recall import RECALL_WITHIN, SETTLED_AFTER

Handle: TypeAlias = Callable[[Event], Awaitable[object]]

BATCH_SIZE = 100


class DueEvents:
    """Dispatches what is due: reminders, digests, questions, corrections, failed or held copies, announcements."""

    def __init__(self, database: Database, handle: Handle, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._handle = handle
        self._clock = clock
        # The revision of the knowledge with which all answers agree.
        self._corrected_until = 0

    async def dispatch(self) -> None:
        """Dispatch everything that is due; what could not be handled is due again the next time."""
        now = self._clock()
        async with self._database.begin() as unit:
            events = [
                *await _find_reminders(unit, now),
                *await _find_digests(unit, now),
                *await _find_failed_copies(unit, now),
                *await _find_use_checks(unit, now),
            ]
            held = await _find_held_copies(unit, now)
            outdated = await self._find_outdated_answers(unit, now)
            announcements = await unit.announcements.due(now, BATCH_SIZE)
        for event in (*events, *held):
            await self._handle(event)
        if held:
            async with self._database.begin() as unit:
                await unit.copies.note_asker_told([DeliveryId(event.delivery) for event in held])
        for event in outdated:
            await self._handle(event)
        await self._dispatch_announcements(announcements)

    async def _find_outdated_answers(self, unit: UnitOfWork, now: datetime) -> Sequence[Event]:
        """Return an event for each message that an entry answered which has changed since."""
        revision = await unit.records.revision()
        if revision == self._corrected_until:
            return []
        outdated = await unit.given_answers.list_outdated(
            self._corrected_until, now - SETTLED_AFTER, now - RECALL_WITHIN, BATCH_SIZE
        )
        changed_at = await unit.records.find_last_change()
        if not outdated and (changed_at is None or changed_at <= now - SETTLED_AFTER):
            self._corrected_until = revision
        messages = {(answer.address, answer.message): answer for answer in outdated}
        return [_to_outdated(answer, now) for answer in messages.values()]

    async def _dispatch_announcements(self, due: Sequence[Announcement]) -> None:
        """Dispatch due steps until there are no more, each once; what could not be handled is due again later."""
        taken: set[tuple[int, int, AnnouncementState]] = set()
        while steps := [each for each in due if (each.number, each.step, each.state) not in taken]:
            for announcement in steps:
                taken.add((announcement.number, announcement.step, announcement.state))
                await self._handle(_to_event(announcement, self._clock()))
            async with self._database.begin() as unit:
                due = await unit.announcements.due(self._clock(), BATCH_SIZE)


async def _find_reminders(unit: UnitOfWork, now: datetime) -> Sequence[Event]:
    return [
        ReminderDue(
            id=EventId(f"reminder {exchange.number} {exchange.remind_at}"),
            at=now,
            address=exchange.address,
            sender=exchange.asker,
            exchange=exchange.number,
        )
        for exchange in await unit.exchanges.due(now, BATCH_SIZE)
    ]


async def _find_digests(unit: UnitOfWork, now: datetime) -> Sequence[Event]:
    return [
        DigestDue(
            id=EventId(f"digest {each.topic} {each.since.isoformat()} {_hash_account(each.sender)}"),
            at=now,
            address=each.address,
            sender=each.sender,
            topic=each.topic,
        )
        for each in await unit.subscriptions.due(now, BATCH_SIZE)
    ]


def _hash_account(sender: Sender) -> str:
    """Return a digest of the account, as event ids in the inbox must not identify people."""
    return digest(format_account(sender))


async def _find_use_checks(unit: UnitOfWork, now: datetime) -> Sequence[Event]:
    return [
        UseCheckDue(
            id=EventId(f"use {answer.number}"),
            at=now,
            address=answer.address,
            sender=answer.asker,
            answer=answer.number,
        )
        for answer in await unit.given_answers.list_checks(now, BATCH_SIZE)
    ]


async def _find_failed_copies(unit: UnitOfWork, now: datetime) -> Sequence[Event]:
    return [
        CopyFailed(
            id=EventId(f"failed {copy.delivery}"),
            at=now,
            address=copy.address,
            sender=asker,
            delivery=copy.delivery,
        )
        for copy, asker in await unit.copies.list_failed(BATCH_SIZE)
    ]


async def _find_held_copies(unit: UnitOfWork, now: datetime) -> Sequence[CopyHeld]:
    return [
        CopyHeld(
            id=EventId(f"held {copy.delivery}"), at=now, address=copy.address, sender=asker, delivery=copy.delivery
        )
        for copy, asker in await unit.copies.list_held(BATCH_SIZE)
    ]


def _to_outdated(answer: GivenAnswer, now: datetime) -> Event:
    """Return an event with a unique id: what is outdated is read from the tables when it is handled."""
    return AnswerOutdated(
        id=EventId(f"outdated {answer.number} {token_hex(8)}"),
        at=now,
        address=answer.address,
        sender=answer.asker,
        message=answer.message,
    )


def _to_event(announcement: Announcement, now: datetime) -> Event:
    """Return an event with a unique id: which step is due is read from the tables when it is handled."""
    author = parse_account(announcement.author) or Sender(platform=PlatformName.CONSOLE, id=announcement.author)
    return AnnouncementDue(
        id=EventId(f"announcement {announcement.number} {token_hex(8)}"),
        at=now,
        address=announcement.address or Address(platform=author.platform, room=RoomId(author.id)),
        sender=author,
        announcement=announcement.number,
    )
