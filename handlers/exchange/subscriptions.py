"""New questions of a topic, brought to a person directly: at once or together at a chosen hour."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from handlers.context.context import Context
from handlers.context.people import accounts_of
from handlers.core.clock_times import WEEKDAYS, ClockError, split_clock
from handlers.core.events import DigestDue, MessageReceived, Sender
from handlers.core.messages import Choice, Message, label
from handlers.core.replies import put_to, reply_to
from handlers.core.topics import FoundTopic, find_topic
from handlers.dialogues.prompts import ask_for, end_dialogue
from handlers.dialogues.table import PACE
from handlers.exchange.model.exchange import Exchange, Pace, Role, Subscription
from handlers.exchange.posts import posted_to, title_of
from handlers.exchange.questions import choice
from handlers.faq.answers import which_topic
from handlers.i18n import TEXTS, Texts
from knowledge.entries import Topic

_MOST_IN_DIGEST = 9
_EARLY = 8
# What may stand between a topic and a day.
_BEFORE = frozenset({"jeden", "every", "am", "on"})
_PACES = {
    **dict.fromkeys(("sofort", "now", "immediately"), Pace.NOW),
    **dict.fromkeys(("täglich", "taeglich", "daily"), Pace.DAILY),
    **dict.fromkeys((*WEEKDAYS, *(f"{name}s" for name in WEEKDAYS)), Pace.WEEKLY),
}


class HourError(Exception):
    """What stands behind the day is no full hour."""


async def subscribe(event: MessageReceived, context: Context) -> list[Message]:
    """`/abonnieren TOPIC`, with `sofort`, `täglich 8` or `mo 8` behind it."""
    texts = TEXTS[await context.spoken(event)]
    if not event.direct:
        return [reply_to(event, texts.subscribe_directly)]
    found, pace = _topic_and_pace(event.text.split()[1:], context)
    topic = found.topic
    if topic is None:
        return [await which_topic(found, " ".join(("/abonnieren {slug}", *pace)), event, context)]
    if not pace:
        return [await _which_pace(event, topic, texts.which_pace, context)]
    try:
        wanted = _subscription(event, topic, pace, context)
    except HourError:
        return [await _which_pace(event, topic, texts.no_such_hour, context)]
    accounts = await context.people.accounts(event.sender)
    await context.subscriptions.drop(accounts, topic.slug)
    next_at = None if wanted.pace is Pace.NOW else next_digest(wanted, context)
    await context.subscriptions.put(wanted, next_at)
    await end_dialogue(event, context)
    when = _when(wanted, texts)
    return [reply_to(event, texts.subscribed.format(topic=label(topic.title), when=when, slug=topic.slug))]


async def unsubscribe(event: MessageReceived, context: Context) -> list[Message]:
    """One topic, or all of them."""
    texts = TEXTS[await context.spoken(event)]
    _, *name = event.text.split()
    found = find_topic(" ".join(name), context.search.knowledge.topics)
    if name and found.topic is None:
        return [await which_topic(found, "/abbestellen {slug}", event, context)]
    accounts = await context.people.accounts(event.sender)
    ended = await context.subscriptions.drop(accounts, found.topic.slug if found.topic else None)
    return [reply_to(event, texts.unsubscribed if ended else texts.not_subscribed)]


async def news(exchange: Exchange, context: Context) -> list[Message]:
    """A new question, once for everybody who reads the topic at once; not for who asked it."""
    asking = await context.people.accounts(exchange.asker)
    told: list[Sender] = [*asking]
    readers: list[Message] = []
    for subscription in await context.subscriptions.of_topic(exchange.topic, Pace.NOW):
        if not any(subscription.sender.is_same(account) for account in told):
            readers.append(Message(address=subscription.address, text="", private_to=subscription.sender))
            told += await accounts_of(subscription.sender, context)
    return await posted_to(readers, exchange, Role.NEWS, context)


async def digest(event: DigestDue, context: Context) -> list[Message]:
    """What was asked since the last one and is still open; nothing if there is nothing."""
    subscription = await context.subscriptions.get(event.sender, event.topic)
    if subscription is None or subscription.pace is Pace.NOW:
        return []
    asked = await context.exchanges.asked_since(event.topic, subscription.since)
    await context.subscriptions.told(event.sender, event.topic, context.now, next_digest(subscription, context))
    others = [exchange for exchange in asked if not context.acts_with(exchange.asker)]
    return [await _digest(others, subscription, context)] if others else []


def next_digest(subscription: Subscription, context: Context) -> datetime:
    """The next local hour after now, on its weekday if it has one; an hour that a clock change skips comes later."""
    local = context.now.astimezone(context.time_zone)
    day = local.date()
    while True:
        at = datetime.combine(day, time(subscription.hour), context.time_zone)
        fits = subscription.pace is Pace.DAILY or day.weekday() == subscription.weekday
        if fits and at > context.now:
            return at
        day += timedelta(days=1)


async def _digest(asked: Sequence[Exchange], subscription: Subscription, context: Context) -> Message:
    texts = TEXTS[await context.preferences.language(subscription.sender) or context.language]
    topic = label(title_of(subscription.topic, context))
    text = texts.digest.format(topic=topic, number=len(asked), slug=subscription.topic)
    choices = tuple(choice(exchange, texts) for exchange in asked[:_MOST_IN_DIGEST])
    return put_to(subscription.sender, subscription.address, text, choices)


def _topic_and_pace(words: Sequence[str], context: Context) -> tuple[FoundTopic, Sequence[str]]:
    """Return the topic, whose name may have many words, and the words behind it that say when; none if they don't."""
    whole = find_topic(" ".join(words), context.search.knowledge.topics)
    behind = next((place for place, word in enumerate(words) if place and word.casefold().strip(".,") in _PACES), None)
    if behind is None or (whole.topic and whole.topic.title.casefold() == " ".join(words).casefold()):
        return whole, ()
    name = [word for word in words[:behind] if word.casefold() not in _BEFORE]
    return find_topic(" ".join(name), context.search.knowledge.topics), words[behind:]


def _subscription(event: MessageReceived, topic: Topic, words: Sequence[str], context: Context) -> Subscription:
    """Return what `words` ask for ("mo 8"). Raises HourError."""
    named, *hour = (word.casefold().strip(".,") for word in words)
    return Subscription(
        sender=event.sender,
        address=event.address,
        topic=topic.slug,
        pace=_PACES[named],
        since=context.now,
        hour=_hour(" ".join(hour)) if hour else _EARLY,
        weekday=WEEKDAYS.get(named, WEEKDAYS.get(named.removesuffix("s"), 0)),
    )


def _hour(text: str) -> int:
    """Return the full hour that is meant. Raises HourError."""
    try:
        rest, clock = split_clock(text)
    except ClockError as error:
        raise HourError from error
    if rest or clock is None or clock.minute:
        raise HourError
    return clock.hour


async def _which_pace(event: MessageReceived, topic: Topic, sentence: str, context: Context) -> Message:
    texts = TEXTS[await context.spoken(event)]
    choices = (
        Choice(label=texts.at_once, says=f"/abonnieren {topic.slug} sofort"),
        Choice(label=texts.every_day, says=f"/abonnieren {topic.slug} täglich 8"),
        Choice(label=texts.every_monday, says=f"/abonnieren {topic.slug} mo 8"),
    )
    text = sentence.format(topic=label(topic.title), slug=topic.slug)
    return await ask_for(PACE, topic.slug, text, choices, event, context)


def _when(subscription: Subscription, texts: Texts) -> str:
    match subscription.pace:
        case Pace.NOW:
            return texts.when_now
        case Pace.DAILY:
            return texts.when_daily.format(hour=subscription.hour)
        case Pace.WEEKLY:
            return texts.when_weekly.format(
                hour=subscription.hour, weekday=texts.weekdays.split()[subscription.weekday]
            )
