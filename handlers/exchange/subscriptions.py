"""New questions of a topic, brought to a person directly: at once or together at a chosen hour."""

import re
from collections.abc import Sequence
from datetime import datetime, time, timedelta

from handlers.answers import offered_next, reply_to
from handlers.context import Context
from handlers.events import DigestDue, MessageReceived
from handlers.exchange.kept import Exchange, Pace, Role, Subscription
from handlers.exchange.posts import posted_to, put_to, title_of
from handlers.exchange.questions import choice
from handlers.messages import Choice, Message, escape
from handlers.texts import TEXTS, Texts
from knowledge.entries import Topic

_HOUR = re.compile(r"([01]?\d|2[0-3])(?::00)?")
_MOST_IN_DIGEST = 9
_EARLY = 8
_PACES = {
    Pace.NOW: frozenset({"sofort", "now", "immediately"}),
    Pace.DAILY: frozenset({"täglich", "taeglich", "daily"}),
}
_WEEKDAYS = {"mo": 0, "di": 1, "tu": 1, "mi": 2, "we": 2, "do": 3, "th": 3, "fr": 4, "sa": 5, "so": 6, "su": 6}


async def subscribe(event: MessageReceived, context: Context) -> list[Message]:
    """`/abonnieren TOPIC`, with `sofort`, `täglich 8` or `mo 8` behind it."""
    texts = TEXTS[await context.spoken(event)]
    _, slug, *pace = (*event.text.split(), "")
    topic = context.search.topic(f"topic/{slug}")
    if not event.direct:
        return [reply_to(event, texts.subscribe_directly)]
    if topic is None:
        return [reply_to(event, texts.unknown_topic)]
    wanted = _subscription(event, topic, [word for word in pace if word], context)
    if wanted is None:
        return [await _which_pace(event, topic, texts, context)]
    accounts = await context.people.accounts(event.sender)
    await context.subscriptions.drop(accounts, topic.slug)
    next_at = None if wanted.pace is Pace.NOW else next_digest(wanted, context)
    await context.subscriptions.put(wanted, next_at)
    when = _when(wanted, texts)
    return [reply_to(event, texts.subscribed.format(topic=escape(topic.title), when=when, slug=topic.slug))]


async def unsubscribe(event: MessageReceived, context: Context) -> list[Message]:
    """One topic, or all of them."""
    texts = TEXTS[await context.spoken(event)]
    _, slug, *_ = (*event.text.split(), "")
    accounts = await context.people.accounts(event.sender)
    ended = await context.subscriptions.drop(accounts, slug or None)
    return [reply_to(event, texts.unsubscribed if ended else texts.not_subscribed)]


async def news(exchange: Exchange, context: Context) -> list[Message]:
    """A new question, for everybody who reads the topic at once; none of them need to be told what they asked."""
    asking = await context.people.accounts(exchange.asker)
    readers = [
        Message(address=subscription.address, text="", private_to=subscription.sender)
        for subscription in await context.subscriptions.of_topic(exchange.topic, Pace.NOW)
        if not any(subscription.sender.is_same(account) for account in asking)
    ]
    return await posted_to(readers, exchange, Role.NEWS, context)


async def digest(event: DigestDue, context: Context) -> list[Message]:
    """What was asked since the last one and is still open; nothing if there is nothing."""
    subscription = await context.subscriptions.get(event.sender, event.topic)
    if subscription is None or subscription.pace is Pace.NOW:
        return []
    asked = await context.exchanges.asked_since(event.topic, subscription.since)
    await context.subscriptions.told(event.sender, event.topic, context.now, next_digest(subscription, context))
    others = [exchange for exchange in asked if not exchange.asker.is_same(event.sender)]
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
    topic = escape(title_of(subscription.topic, context))
    text = texts.digest.format(topic=topic, number=len(asked), slug=subscription.topic)
    choices = tuple(choice(exchange, texts) for exchange in asked[:_MOST_IN_DIGEST])
    return await put_to(subscription.sender, subscription.address, text, choices, context)


def _subscription(event: MessageReceived, topic: Topic, words: Sequence[str], context: Context) -> Subscription | None:
    """None if it does not say when."""
    named, hour, *_ = (*words, "", "")
    weekday = _WEEKDAYS.get(named.casefold()[:2], 0)
    pace = next((pace for pace, names in _PACES.items() if named.casefold() in names), None)
    if pace is None and named.casefold()[:2] not in _WEEKDAYS:
        return None
    given = _HOUR.fullmatch(hour)
    return Subscription(
        sender=event.sender,
        address=event.address,
        topic=topic.slug,
        pace=pace or Pace.WEEKLY,
        since=context.now,
        hour=int(given.group(1)) if given else _EARLY,
        weekday=weekday,
    )


async def _which_pace(event: MessageReceived, topic: Topic, texts: Texts, context: Context) -> Message:
    choices = (
        Choice(label=texts.at_once, says=f"/abonnieren {topic.slug} sofort"),
        Choice(label=texts.every_day, says=f"/abonnieren {topic.slug} täglich 8"),
        Choice(label=texts.every_monday, says=f"/abonnieren {topic.slug} mo 8"),
    )
    text = texts.which_pace.format(topic=escape(topic.title), slug=topic.slug)
    return await offered_next(event, context, text, choices)


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
