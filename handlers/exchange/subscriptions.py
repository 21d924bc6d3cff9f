"""Subscriptions to new questions of a topic: at once, or as a digest at a chosen hour."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from handlers.context.context import Context
from handlers.context.people import accounts_of
from handlers.core.arguments import DAILY, NOW
from handlers.core.clock_times import WEEKDAYS, ClockError, split_clock
from handlers.core.events import DigestDue, MessageReceived, Sender
from handlers.core.messages import Choice, Message, label
from handlers.core.replies import reply_to, write_to_person
from handlers.core.topics import FoundTopic, find_topic
from handlers.dialogues.prompts import end_dialogue, prompt
from handlers.dialogues.table import FREQUENCY
from handlers.exchange.model.exchange import CopyRole, Exchange, Frequency, Subscription
from handlers.exchange.posts import find_topic_title, post_to
from handlers.exchange.questions import make_choice
from handlers.exchange.visible_topics import may_be_told
from handlers.faq.answers import prompt_for_matching_topic
from handlers.i18n import Texts
from knowledge.entries import Topic

_MAX_IN_DIGEST = 9
_DEFAULT_HOUR = 8
# Words between a topic and a day that are skipped.
_LINKING_WORDS = frozenset({"jeden", "every", "am", "on"})
_FREQUENCIES = {
    **dict.fromkeys(NOW, Frequency.NOW),
    **dict.fromkeys(DAILY, Frequency.DAILY),
    **dict.fromkeys((*WEEKDAYS, *(f"{name}s" for name in WEEKDAYS)), Frequency.WEEKLY),
}


class HourError(Exception):
    """The text behind the day is not a full hour."""


async def subscribe(words: list[str], event: MessageReceived, context: Context) -> list[Message]:
    """`/abonnieren TOPIC`, followed by `sofort`, `täglich 8` or `mo 8`."""
    texts = context.texts
    found, frequency = _parse_topic_and_frequency(words, context)
    topic = found.topic
    if topic is None:
        return [await prompt_for_matching_topic(found, " ".join(("/abonnieren {slug}", *frequency)), event, context)]
    if not frequency:
        return [await _prompt_for_frequency(event, topic, texts.which_pace, context)]
    try:
        wanted = _parse_subscription(event, topic, frequency, context)
    except HourError:
        return [await _prompt_for_frequency(event, topic, texts.no_such_hour, context)]
    accounts = await context.stores.people.accounts(event.sender)
    await context.stores.subscriptions.drop(accounts, topic.slug)
    next_at = None if wanted.frequency is Frequency.NOW else compute_next_digest(wanted, context)
    await context.stores.subscriptions.put(wanted, next_at)
    await end_dialogue(event, context)
    when = _render_frequency(wanted, texts)
    return [reply_to(event, texts.subscribed.format(topic=label(topic.title), when=when, slug=topic.slug))]


async def unsubscribe(name: str, event: MessageReceived, context: Context) -> list[Message]:
    """End the subscription to the topic of this name, or all subscriptions if there is no name."""
    texts = context.texts
    found = find_topic(name, context.search.knowledge.topics)
    if name and found.topic is None:
        return [await prompt_for_matching_topic(found, "/abbestellen {slug}", event, context)]
    accounts = await context.stores.people.accounts(event.sender)
    ended = await context.stores.subscriptions.drop(accounts, found.topic.slug if found.topic else None)
    return [reply_to(event, texts.unsubscribed if ended else texts.not_subscribed)]


async def notify_subscribers(exchange: Exchange, context: Context) -> list[Message]:
    """Return a new question for each person who reads the topic at once, except its asker."""
    asking = await context.stores.people.accounts(exchange.asker)
    told: list[Sender] = [*asking]
    readers: list[Message] = []
    for subscription in await context.stores.subscriptions.of_topic(exchange.topic, Frequency.NOW):
        is_told = any(subscription.sender.is_same(account) for account in told)
        if not is_told and await may_be_told(subscription, context, at_once=True):
            readers.append(Message(address=subscription.address, text="", private_to=subscription.sender))
            told += await accounts_of(subscription.sender, context)
    return await post_to(readers, exchange, CopyRole.NEWS, context)


async def send_digest(event: DigestDue, context: Context) -> list[Message]:
    """Return the open questions asked since the last digest; nothing if there are none."""
    subscription = await context.stores.subscriptions.get(event.sender, event.topic)
    if subscription is None or subscription.frequency is Frequency.NOW:
        return []
    asked = await context.stores.exchanges.list_open_since(event.topic, subscription.since)
    await context.stores.subscriptions.record_digest(
        event.sender, event.topic, context.now, compute_next_digest(subscription, context)
    )
    others = [exchange for exchange in asked if not context.is_actor(exchange.asker)]
    if not await may_be_told(subscription, context, at_once=False):
        return []
    return [await _render_digest(others, subscription, context)] if others else []


def compute_next_digest(subscription: Subscription, context: Context) -> datetime:
    """Return the next local hour of the digest; one that a clock change skips comes later."""
    local = context.now.astimezone(context.time_zone)
    day = local.date()
    while True:
        at = datetime.combine(day, time(subscription.hour), context.time_zone)
        fits = subscription.frequency is Frequency.DAILY or day.weekday() == subscription.weekday
        if fits and at > context.now:
            return at
        day += timedelta(days=1)


async def _render_digest(asked: Sequence[Exchange], subscription: Subscription, context: Context) -> Message:
    texts = await context.texts_for(subscription.sender)
    topic = label(find_topic_title(subscription.topic, context))
    text = texts.digest.format(topic=topic, number=len(asked), slug=subscription.topic)
    choices = tuple(make_choice(exchange, texts) for exchange in asked[:_MAX_IN_DIGEST])
    return write_to_person(subscription.sender, subscription.address, text, choices)


def _parse_topic_and_frequency(words: Sequence[str], context: Context) -> tuple[FoundTopic, Sequence[str]]:
    """Return the topic, whose name may have many words, and the words on frequency behind it."""
    whole, topics = " ".join(words), context.search.knowledge.topics
    behind = next(
        (place for place, word in enumerate(words) if place and word.casefold().strip(".,") in _FREQUENCIES), None
    )
    if behind is None or any(topic.title.casefold() == whole.casefold() for topic in topics):
        return find_topic(whole, topics), ()
    name = [word for word in words[:behind] if word.casefold() not in _LINKING_WORDS]
    return find_topic(" ".join(name), topics), words[behind:]


def _parse_subscription(event: MessageReceived, topic: Topic, words: Sequence[str], context: Context) -> Subscription:
    """Return the subscription for words such as "mo 8"; raise HourError."""
    named, *hour = (word.casefold().strip(".,") for word in words)
    return Subscription(
        sender=event.sender,
        address=event.address,
        topic=topic.slug,
        frequency=_FREQUENCIES[named],
        since=context.now,
        hour=_parse_hour(" ".join(hour)) if hour else _DEFAULT_HOUR,
        weekday=WEEKDAYS.get(named, WEEKDAYS.get(named.removesuffix("s"), 0)),
    )


def _parse_hour(text: str) -> int:
    """Return the full hour that a text names; raise HourError."""
    try:
        rest, clock = split_clock(text)
    except ClockError as error:
        raise HourError from error
    if rest or clock is None or clock.minute:
        raise HourError
    return clock.hour


async def _prompt_for_frequency(event: MessageReceived, topic: Topic, sentence: str, context: Context) -> Message:
    texts = context.texts
    choices = (
        Choice(label=texts.at_once, says=f"/abonnieren {topic.slug} sofort"),
        Choice(label=texts.every_day, says=f"/abonnieren {topic.slug} täglich 8"),
        Choice(label=texts.every_monday, says=f"/abonnieren {topic.slug} mo 8"),
    )
    text = sentence.format(topic=label(topic.title), slug=topic.slug)
    return await prompt(FREQUENCY, topic.slug, text, choices, event, context)


def _render_frequency(subscription: Subscription, texts: Texts) -> str:
    match subscription.frequency:
        case Frequency.NOW:
            return texts.when_now
        case Frequency.DAILY:
            return texts.when_daily.format(hour=subscription.hour)
        case Frequency.WEEKLY:
            return texts.when_weekly.format(
                hour=subscription.hour, weekday=texts.weekdays.split()[subscription.weekday]
            )
