"""From an event to the answers on their way: one event, one transaction."""

import logging
from asyncio import sleep
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from secrets import token_hex
from time import monotonic
from typing import TypeAlias

from bot.delivery import repeats
from bot.delivery.outbox import EarlyClaim, Outbox
from bot.monitoring.metrics import Metrics
from bot.platforms import Action, Delivery, DeliveryId
from bot.runtime.contexts import Contexts
from bot.runtime.throttle import Throttle
from bot.storage.database import Database, UnitOfWork
from bot.storage.messaging.deliveries import DeliveryKind, Lane, find_lane
from bot.system.tracebacks import format_trace, log_level
from handlers.context.context import Context
from handlers.context.people import identified
from handlers.core.events import AnnouncementDue, Event, MessageReceived, MessageUnreadable, awaits_answer
from handlers.core.hashes import digest
from handlers.core.messages import Deletion, Deliverable, Departure, Edit, Message, Outgoing, Toast
from handlers.faq.lookups import LookUp, Page, look_up
from knowledge.search import Language

log = logging.getLogger(__name__)

Respond: TypeAlias = Callable[[Event, Context], Awaitable[Sequence[Outgoing]]]


@dataclass(frozen=True, kw_only=True, slots=True)
class FallbackReplies:
    """What Lotse says when the answer itself has to wait, or fails."""

    apology: Callable[[Event, Language, str], Message | None]
    slow_down: Callable[[MessageReceived, Language], Message]


class _SplitFirst(Exception):
    """Messages are too long to be split while the transaction is open."""

    def __init__(self, messages: Sequence[Message]) -> None:
        super().__init__("messages are to be split first")
        self.messages = messages


@dataclass(frozen=True, kw_only=True, slots=True)
class _Result:
    """The rooms in which something is to be said, what is claimed there, and a line for whoever pressed a button."""

    lanes: frozenset[Lane] = frozenset()
    toast: str | None = None
    early: EarlyClaim | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Dispatcher:
    """Answers every event once. Older questions than `answer_within` are counted."""

    database: Database
    outbox: Outbox
    contexts: Contexts
    respond: Respond
    voices: FallbackReplies
    flood: Throttle
    metrics: Metrics
    answer_within: timedelta = timedelta(hours=24)

    async def handle(self, event: Event) -> str | None:
        """Answer an event unless that has been done; return a line for whoever pressed a button, if there is one.

        Raises only if not even an apology can be written down.
        """
        if awaits_answer(event):
            self.outbox.give_way(event.address.platform)
        began = monotonic()
        await self._take_turns(event)
        await self.outbox.arrived((event.address.platform, event.address.room))
        try:
            answered = await self._answer(event)
        except Exception as error:  # noqa: BLE001
            self.metrics.failed("event")
            reference = token_hex(3)
            told = {"reference": reference}
            # A person may come with the reference.
            severity = logging.ERROR if awaits_answer(event) else log_level(error)
            log.log(severity, "Event %s failed, reference %s: %s", event.id, reference, format_trace(error), extra=told)
            answered = _Result(lanes=await self._apologise(event, reference))
        if answered.lanes:
            await self.outbox.deliver(answered.lanes, answered.early)
            if awaits_answer(event):
                self.metrics.answered(event.address.platform, monotonic() - began)
        if isinstance(event, AnnouncementDue):
            await self.outbox.look()
        return answered.toast

    async def look_up(self, asked: LookUp) -> Page:
        """Nothing for who asks too much, or if it fails: the next key that is pressed asks again. Does not raise."""
        delay, _ = self.flood.waits(asked.sender)
        if delay:
            return Page()
        try:
            async with self.database.begin() as unit:
                return await look_up(asked, self.contexts.on(unit))
        except Exception as error:  # noqa: BLE001
            log.log(log_level(error), "A look-up failed: %s", format_trace(error))
            return Page()

    async def _take_turns(self, event: Event) -> None:
        """Lets a person wait who asks too much at once."""
        if not awaits_answer(event):
            return
        delay, tell = self.flood.waits(event.sender)
        if tell and isinstance(event, MessageReceived):
            log.info("A person asks faster than is answered (event %s)", event.id)
            await self._tell_to_wait(event)
        await sleep(delay.total_seconds())

    async def _tell_to_wait(self, event: MessageReceived) -> None:
        """A courtesy: that it fails must not keep the question from being answered."""
        try:
            async with self.database.begin(durable=False) as unit:
                chosen = await unit.preferences.language(event.sender)
                language = chosen or event.language or self.contexts.language
                written = await self._write(unit, event, [self.voices.slow_down(event, language)], "notice")
        except Exception as error:  # noqa: BLE001
            log.warning("Nobody was told to wait: %s", format_trace(error))
        else:
            await self.outbox.deliver(written)

    async def _answer(self, event: Event) -> _Result:
        """Answer in one transaction; where that says something long, in a second one, after it has been split."""
        try:
            return await self._answer_in_one(event, may_be_unsplit=False)
        except _SplitFirst as found:
            await self.outbox.split(found.messages)
            return await self._answer_in_one(event, may_be_unsplit=True)

    async def _answer_in_one(self, event: Event, *, may_be_unsplit: bool) -> _Result:
        result = _Result()
        try:
            async with self.database.begin(durable=False, fenced=True) as unit:
                result = await self._answer_within(unit, event, may_be_unsplit=may_be_unsplit)
        except BaseException:
            if result.early is not None:
                result.early.release()
            raise
        return result

    async def _answer_within(self, unit: UnitOfWork, event: Event, *, may_be_unsplit: bool) -> _Result:
        if self._is_too_old(event):
            if await unit.inbox.expire(event.address.platform, event.id, event.at):
                log.warning("Event %s is too old to be answered", event.id)
            return _Result()
        if not await unit.inbox.take(event.address.platform, event.id, event.at):
            return _Result()
        event = await repeats.resolve_copies(event, unit)
        context = await identified(event, self.contexts.on(unit))
        self.flood.recognise(context.accounts)
        said = await self.respond(event, context)
        deliverable = [each for each in said if not isinstance(each, Toast)]
        if not may_be_unsplit:
            self._check_split(deliverable)
        toast = next((each.text for each in said if isinstance(each, Toast)), None)
        lanes = await self._write(unit, event, deliverable, "reply")
        lane = (event.address.platform, event.address.room)
        early = await self.outbox.claim_early(unit, lane) if lane in lanes and awaits_answer(event) else None
        return _Result(lanes=lanes, toast=toast, early=early)

    def _check_split(self, messages: Sequence[Deliverable]) -> None:
        """Raise _Unsplit, which undoes the transaction, if some of the messages should be split outside of it."""
        found = self.outbox.unsplit(to_delivery(DeliveryId(""), message) for message in messages)
        if found:
            raise _SplitFirst(found)

    def _is_too_old(self, event: Event) -> bool:
        is_question = isinstance(event, MessageReceived) and event.addressed
        return (
            is_question or isinstance(event, MessageUnreadable)
        ) and self.contexts.clock() - event.at > self.answer_within

    async def _apologise(self, event: Event, reference: str) -> frozenset[Lane]:
        async with self.database.begin(durable=False, fenced=True) as unit:
            if not await unit.inbox.fail(event.address.platform, event.id, event.at):
                return frozenset()
            chosen = await unit.preferences.language(event.sender)
            language = chosen or event.language or self.contexts.language
            message = self.voices.apology(event, language, reference)
            return await self._write(unit, event, [message] if message else [], "apology")

    async def _write(
        self, unit: UnitOfWork, event: Event, messages: Sequence[Deliverable], kind: DeliveryKind
    ) -> frozenset[Lane]:
        """Returns the rooms in which something is to be said."""
        deliveries = [
            to_delivery(_derive_id(event, f"{kind} {place}"), message) for place, message in enumerate(messages)
        ]
        by_kind: dict[DeliveryKind, list[Delivery]] = {kind: []}
        for delivery in deliveries:
            by_kind.setdefault(classify_delivery(delivery, kind), []).append(delivery)
        for each, theirs in by_kind.items():
            await self.outbox.add(unit, theirs, each)
        return frozenset(find_lane(delivery) for delivery in deliveries if delivery.message.announcement is None)


def to_delivery(delivery: DeliveryId, outgoing: Deliverable) -> Delivery:
    """What a handler says, as the outbox takes it."""
    match outgoing:
        case Message():
            return Delivery(id=outgoing.id or delivery, message=outgoing)
        case Edit():
            return Delivery(id=delivery, message=outgoing.message, action=Action.EDIT, target=outgoing.of)
        case Deletion():
            empty = Message(address=outgoing.address, text="", announcement=outgoing.announcement)
            return Delivery(id=delivery, message=empty, action=Action.DELETION, target=outgoing.of)
        case Departure():
            return Delivery(id=delivery, message=Message(address=outgoing.address, text=""), action=Action.DEPARTURE)


def classify_delivery(delivery: Delivery, kind: DeliveryKind) -> DeliveryKind:
    """Return the kind of a delivery: an announcement, a copy that others refer to, or else the given one."""
    if delivery.message.announcement is not None:
        return "announcement"
    return kind if delivery.message.id is None else "copy"


def _derive_id(event: Event, part: str) -> DeliveryId:
    """The same whenever the same event is answered, so that no answer can be written down twice."""
    key = f"{event.address.platform} {event.id} {part}"
    return DeliveryId(digest(key))
