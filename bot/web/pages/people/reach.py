"""Numbers of subscribers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from aiohttp import web

from bot.web.base.desk import Page
from handlers.announcements.rendering.copies import list_sources
from handlers.exchange.model.exchange import Frequency


@dataclass(frozen=True, kw_only=True, slots=True)
class TopicReach:
    """Numbers of people who follow the questions of a topic, by frequency, and who get its announcements."""

    title: str
    questions: Mapping[Frequency, int]
    announcements: int


async def show(page: Page) -> web.StreamResponse:
    async with page.begin() as (context, unit):
        followers = await unit.reach.count_subscriptions()
        readers = await unit.reach.count_readers()
    catalogue = await page.desk.catalogue.read(page.desk.database)
    sources = list_sources(context)
    return page.render(
        "people/reach.html",
        readers=readers,
        topics=_list_topics(catalogue.topics, followers, readers.by_tag),
        sources=[(name, readers.by_tag.get(f"source/{slug}", 0)) for slug, name in sources.items()],
    )


def _list_topics(
    titles: Mapping[str, str], followers: Mapping[tuple[str, Frequency], int], by_tag: Mapping[str, int]
) -> Sequence[TopicReach]:
    """Return all topics; those that no longer exist only while somebody reads them."""
    gone = {slug: slug for slug, _ in followers if slug not in titles}
    return [
        TopicReach(
            title=title,
            questions={frequency: followers.get((slug, frequency), 0) for frequency in Frequency},
            announcements=by_tag.get(f"topic/{slug}", 0),
        )
        for slug, title in {**titles, **gone}.items()
    ]
