"""Answer each event once, in one transaction, and hand the replies to the outbox."""

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
from bot.platforms.base.contract import Action, Delivery
from bot.runtime.contexts import Contexts
from bot.storage.database import Database
from bot.storage.messaging.deliveries import DeliveryKind, Lane, find_lane
from bot.storage.unit_of_work import UnitOfWork
from bot.system.throttle import Throttle
from bot.system.tracebacks import format_trace, log_level
from handlers.context.context import Context
from handlers.context.people import identify
from handlers.core.events import AnnouncementDue, Event, MessageReceived, MessageUnreadable, awaits_answer
from handlers.core.hashes import digest
from handlers.core.messages import Deletion, Deliverable, DeliveryId, Departure, Edit, Message, Outgoing, Toast
from handlers.faq.inline_queries import InlinePage, InlineQuery, answer_inline_query
from knowledge.search import Language

log = logging.getLogger(__name__)

Respond: TypeAlias = Callable[[Event, Context], Awaitable[Sequence[Outgoing]]]


@dataclass(frozen=True, kw_only=True, slots=True)
class FallbackReplies:
    """Messages that stand in for an answer: `apology` when it failed, `slow_down` when it has to wait."""

    apology: Callable[[Event, Language, str], Message | None]
    slow_down: Callable[[MessageReceived, Language], Message]


class _SplitFirst(Exception):
    """Raised when messages are too long to be split while the transaction is open."""

    def __init__(self, messages: Sequence[Message]) -> None:
        super().__init__("messages are to be split first")
        self.messages = messages


@dataclass(frozen=True, kw_only=True, slots=True)
class _Result:
    """The lanes with new replies, what is claimed there, and a line to show to the person who pressed a button."""

    lanes: frozenset[Lane] = frozenset()
    toast: str | None = None
    early: EarlyClaim | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Dispatcher:
    """Answer every event once; questions older than `answer_within` are only counted."""

    database: Database
    outbox: Outbox
    contexts: Contexts
    respond: Respond
    fallbacks: FallbackReplies
    throttle: Throttle
    metrics: Metrics
    answer_within: timedelta = timedelta(hours=24)

    async def handle(self, event: Event) -> str | None:
        """Answer an event unless that has been done; return a line for the person who pressed a button, if any.

        Raises only if not even an apology can be written down.
        """
        if awaits_answer(event):
            self.outbox.reserve_for_reply(event.address.platform)
        began = monotonic()
        await self._throttle(event)
        await self.outbox.finish_in_flight((event.address.platform, event.address.room))
        try:
            answered = await self._answer(event)
        except Exception as error:  # noqa: BLE001
            self.metrics.count_error("event")
            reference = token_hex(3)
            told = {"reference": reference}
            # Logged as an error, as the person may come with the reference.
            severity = logging.ERROR if awaits_answer(event) else log_level(error)
            log.log(severity, "Event %s failed, reference %s: %s", event.id, reference, format_trace(error), extra=told)
            answered = _Result(lanes=await self._apologise(event, reference))
        if answered.lanes:
            await self.outbox.deliver(answered.lanes, answered.early)
            if awaits_answer(event):
                self.metrics.observe_answer(event.address.platform, monotonic() - began)
        if isinstance(event, AnnouncementDue):
            await self.outbox.start_due()
        return answered.toast

    async def look_up(self, asked: InlineQuery) -> InlinePage:
        """Return suggestions while a person types; none if they are throttled or the look-up fails. Does not raise."""
        delay, _ = self.throttle.take(asked.sender)
        if delay:
            return InlinePage()
        try:
            async with self.database.begin() as unit:
                return await answer_inline_query(asked, self.contexts.on(unit))
        except Exception as error:  # noqa: BLE001
            log.log(log_level(error), "A look-up failed: %s", format_trace(error))
            return InlinePage()

    async def _throttle(self, event: Event) -> None:
        """Delay a person who asks too much at once, and tell them so once."""
        if not awaits_answer(event):
            return
        delay, tell = self.throttle.take(event.sender)
        if tell and isinstance(event, MessageReceived):
            log.info("A person is throttled (event %s)", event.id)
            await self._ask_to_slow_down(event)
        await sleep(delay.total_seconds())

    async def _ask_to_slow_down(self, event: MessageReceived) -> None:
        """Send a notice; its failure must not keep the question from being answered."""
        try:
            async with self.database.begin(durable=False) as unit:
                chosen = await unit.preferences.language(event.sender)
                language = chosen or event.language or self.contexts.language
                written = await self._enqueue(unit, event, [self.fallbacks.slow_down(event, language)], "notice")
        except Exception as error:  # noqa: BLE001
            log.warning("A person could not be asked to slow down: %s", format_trace(error))
        else:
            await self.outbox.deliver(written)

    async def _answer(self, event: Event) -> _Result:
        """Answer in one transaction; if long messages have to be split first, start a second one after that."""
        try:
            return await self._answer_in_transaction(event, may_be_unsplit=False)
        except _SplitFirst as found:
            await self.outbox.split(found.messages)
            return await self._answer_in_transaction(event, may_be_unsplit=True)

    async def _answer_in_transaction(self, event: Event, *, may_be_unsplit: bool) -> _Result:
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
        context = await identify(event, self.contexts.on(unit))
        self.throttle.link_accounts(context.accounts)
        outgoing = await self.respond(event, context)
        deliverable = [each for each in outgoing if not isinstance(each, Toast)]
        if not may_be_unsplit:
            self._check_split(deliverable)
        toast = next((each.text for each in outgoing if isinstance(each, Toast)), None)
        lanes = await self._enqueue(unit, event, deliverable, "reply")
        lane = (event.address.platform, event.address.room)
        early = await self.outbox.claim_early(unit, lane) if lane in lanes and awaits_answer(event) else None
        return _Result(lanes=lanes, toast=toast, early=early)

    def _check_split(self, messages: Sequence[Deliverable]) -> None:
        """Raise _SplitFirst, which rolls the transaction back, if messages should be split outside of it."""
        found = self.outbox.find_unsplit(to_delivery(DeliveryId(""), message) for message in messages)
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
            message = self.fallbacks.apology(event, language, reference)
            return await self._enqueue(unit, event, [message] if message else [], "apology")

    async def _enqueue(
        self, unit: UnitOfWork, event: Event, messages: Sequence[Deliverable], kind: DeliveryKind
    ) -> frozenset[Lane]:
        """Add messages to the outbox; return the lanes to be delivered at once, which announcements are not."""
        deliveries = [
            to_delivery(_derive_id(event, f"{kind} {place}"), message) for place, message in enumerate(messages)
        ]
        await add_by_kind(self.outbox, unit, deliveries, kind)
        return frozenset(find_lane(delivery) for delivery in deliveries if delivery.message.announcement is None)


async def add_by_kind(outbox: Outbox, unit: UnitOfWork, deliveries: Sequence[Delivery], kind: DeliveryKind) -> None:
    """Add deliveries to the outbox, those that are replies as this kind."""
    by_kind: dict[DeliveryKind, list[Delivery]] = {kind: []}
    for delivery in deliveries:
        by_kind.setdefault(classify_delivery(delivery, kind), []).append(delivery)
    for each, theirs in by_kind.items():
        await outbox.add(unit, theirs, each)


def to_delivery(delivery: DeliveryId, outgoing: Deliverable) -> Delivery:
    """Return the delivery of what a handler says; `delivery` is its id unless the message brings its own."""
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
    """Return `announcement`, `copy` for a message that others refer to, or else `kind`."""
    if delivery.message.announcement is not None:
        return "announcement"
    return kind if delivery.message.id is None else "copy"


def _derive_id(event: Event, part: str) -> DeliveryId:
    """Return the same id whenever the same event is answered, so that no answer is added twice."""
    key = f"{event.address.platform} {event.id} {part}"
    return DeliveryId(digest(key))
