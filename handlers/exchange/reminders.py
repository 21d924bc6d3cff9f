"""Reminders of unanswered questions: first in the channels, then to the moderators, then to the asker."""

from dataclasses import replace
from datetime import datetime

from handlers.context.context import Context
from handlers.context.people import find_chats
from handlers.core import working_days
from handlers.core.events import MessageReceived, ReminderDue
from handlers.core.messages import Choice, Message, Subject, label
from handlers.core.replies import reply_to, write_to_person
from handlers.exchange.merging import find_question, is_of_merged_asker, is_own, resume_reading
from handlers.exchange.model.exchange import Exchange
from handlers.exchange.posts import find_topic_title, write_below_posts
from handlers.exchange.visible_topics import find_visibility
from handlers.i18n import TEXTS
from handlers.rendering.long_texts import shorten_text
from knowledge.entries import Visibility


async def remind(event: ReminderDue, context: Context) -> list[Message]:
    """Send the reminder that is due; nothing if the question was answered meanwhile."""
    exchange = await context.stores.exchanges.get(event.exchange)
    if exchange is None or not exchange.is_open or exchange.answered_at is not None:
        return []
    stages = (_remind_channels, _remind_moderators, _ask_asker)
    if exchange.reminders >= len(stages):
        return []
    await schedule_reminder(exchange, exchange.reminders + 1, exchange.remind_at or context.now, context)
    return await stages[exchange.reminders](exchange, context)


async def schedule_reminder(exchange: Exchange, reminders: int, since: datetime, context: Context) -> None:
    """Schedule the next reminder after so many; `since` is when the last one, or the question, was sent."""
    times = context.rules.times_of(exchange.topic)
    days = (0, times.remind_after, times.tell_moderators_after, times.ask_asker_after)
    due = None
    if reminders + 1 < len(days):
        between = days[reminders + 1] - days[reminders]
        due = working_days.add_working_days(since, between, context.time_zone)
    await context.stores.exchanges.schedule_reminder(exchange.number, reminders, due)


async def keep_open(number: int | None, event: MessageReceived, context: Context) -> list[Message]:
    """Remind the channels at once, as the asker still needs an answer, and start over."""
    texts = context.texts
    question = await find_question(number, context)
    if question is not None and await is_of_merged_asker(question, event.sender, context):
        return await resume_reading(question, event, context)
    exchange = question.current if question else None
    if exchange is None or not exchange.is_open or not await is_own(exchange, event.sender, context):
        return [reply_to(event, texts.not_yours)]
    await schedule_reminder(exchange, 1, context.now, context)
    kept = reply_to(event, texts.kept_open.format(number=exchange.number))
    return [kept, *await _remind_channels(exchange, context)]


async def _remind_channels(exchange: Exchange, context: Context) -> list[Message]:
    return await write_below_posts(
        exchange, TEXTS[context.language].still_unanswered.format(number=exchange.number), context
    )


async def _remind_moderators(exchange: Exchange, context: Context) -> list[Message]:
    """Return a reminder for each moderator who has written to Lotse."""
    messages = []
    in_house = await find_visibility(exchange.topic, context) is Visibility.INTERNAL
    for moderator, address in await find_chats(context.rules.moderators_of(exchange.topic), context, in_house=in_house):
        texts = await context.texts_for(moderator)
        topic = label(find_topic_title(exchange.topic, context))
        text = texts.moderators_told.format(number=exchange.number, topic=topic, question=shorten_text(exchange.text))
        messages.append(Message(address=address, text=text, mention=moderator, private_to=moderator))
    return messages


async def _ask_asker(exchange: Exchange, context: Context) -> list[Message]:
    texts = await context.texts_for(exchange.asker)
    choices = (
        Choice(label=texts.still_wanted, says=f"/nochoffen {exchange.number}"),
        Choice(label=texts.solved, says=f"/geloest {exchange.number}"),
    )
    text = texts.is_it_open.format(number=exchange.number, question=shorten_text(exchange.text))
    message = write_to_person(exchange.asker, exchange.address, text, choices, private=exchange.direct)
    return [replace(message, subject=Subject(exchange=exchange.number))]
