"""The channels of each topic, and whether Lotse can still write there."""

from aiohttp import web

from bot.web.base.desk import Page
from bot.web.pages.exchange.exchange_list import list_topics


async def show(page: Page) -> web.StreamResponse:
    """Show all topics with their channels on both platforms."""
    async with page.begin() as (context, unit):
        channels = await unit.exchange_lists.list_channels()
        open_questions = await unit.exchanges.count_open_by_topic()
    topics = dict(list_topics(context))
    for channel in channels:
        topics.setdefault(channel.topic, channel.topic)
    rows = [
        (title, [each for each in channels if each.topic == slug], open_questions.get(slug, 0))
        for slug, title in topics.items()
    ]
    return page.render("exchange/channels.html", rows=rows)
