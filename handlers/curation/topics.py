"""Archiving a topic and restoring it: what belongs to it stays as it is, and rests in between.

Nobody is offered an archived topic. No question is posted in its channels, and its subscribers hear of none; open
questions can still be answered, moved and closed where they stand. Restoring puts all of that in force again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from handlers.announcements.model.announcement import Announcement
from handlers.announcements.model.audience import depends_on
from handlers.announcements.parsing import AnnouncementRefused, parse_audience
from handlers.context.context import Context
from handlers.exchange.model.exchange import Frequency
from knowledge.entries import Topic

_EVER = timedelta(days=36_500)


@dataclass(frozen=True, kw_only=True, slots=True)
class TopicUse:
    """The use of a topic, which rests while it is archived; `series` are numbers of announcements that would end."""

    channels: int
    subscribers: int
    open_questions: int
    series: Sequence[int]


async def find_use(topic: Topic, context: Context) -> TopicUse:
    """Return what belongs to a topic, in force or archived."""
    stores = context.stores
    subscriptions = [await stores.subscriptions.of_topic(topic.slug, frequency) for frequency in Frequency]
    planned = await stores.announcements.list_planned(context.now + _EVER)
    return TopicUse(
        channels=len(await stores.channels.of_topic(topic.slug)),
        subscribers=sum(map(len, subscriptions)),
        open_questions=(await stores.exchanges.count_open_by_topic()).get(topic.slug, 0),
        series=[each.number for each in planned if each.is_series and _names(each, topic, context)],
    )


def _names(announcement: Announcement, topic: Topic, context: Context) -> bool:
    try:
        return depends_on(parse_audience(announcement.audience, context), topic.slug)
    except AnnouncementRefused:
        return False


async def archive_topic(topic: Topic, over: int, author: str, context: Context) -> bool:
    """Archive revision `over` of a topic; return False if there is another by now, or a series still goes to it."""
    if (await find_use(topic, context)).series:
        return False
    return await context.stores.records.archive(topic.id, over, author, context.now)


async def restore_topic(topic: Topic, over: int, author: str, context: Context) -> bool:
    """Put a topic in force again, as it was archived in revision `over`; return False if there is another by now."""
    return await context.stores.records.save(topic, over, author, context.now) is not None
