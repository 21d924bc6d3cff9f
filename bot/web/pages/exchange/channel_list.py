"""The channels of each topic, and whether Lotse can still write there."""

from collections.abc import Sequence
from dataclasses import dataclass

from aiohttp import web

from bot.storage.exchange.exchange_lists import ListedChannel
from bot.web.base.choices import list_topics
from bot.web.base.desk import Page
from bot.web.base.platforms import PLATFORM_TITLES
from bot.web.base.tables import Table
from knowledge.text import fold


@dataclass(frozen=True, kw_only=True, slots=True)
class TopicRow:
    """A topic with its channels, and the number of its open questions."""

    slug: str
    title: str
    channels: Sequence[ListedChannel]
    questions: int


_TABLE: Table[TopicRow] = Table(
    tabs={
        "": lambda _: True,
        "ohne": lambda row: not row.channels,
        "gestoert": lambda row: any(channel.state for channel in row.channels),
    },
    columns={"thema": lambda row: fold(row.title), "fragen": lambda row: f"{row.questions:09}"},
    turned=frozenset(("fragen",)),
    identify=lambda row: row.slug,
    describe=lambda row: " ".join((row.title, *(channel.address.room for channel in row.channels))),
)


async def show(page: Page) -> web.StreamResponse:
    """Show all topics with their channels on both platforms."""
    async with page.begin() as (context, unit):
        channels = await unit.exchange_lists.list_channels()
        open_questions = await unit.exchanges.count_open_by_topic()
    topics = dict(list_topics(context))
    for channel in channels:
        topics.setdefault(channel.topic, channel.topic)
    rows = [
        TopicRow(
            slug=slug,
            title=title,
            channels=[each for each in channels if each.topic == slug],
            questions=open_questions.get(slug, 0),
        )
        for slug, title in topics.items()
    ]
    query = _TABLE.parse_query(page)
    return page.render(
        "exchange/channels.html", found=_TABLE.select(rows, query), query=query, platforms=PLATFORM_TITLES
    )
