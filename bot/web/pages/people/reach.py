"""Numbers of subscribers."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from aiohttp import web

from bot.settings.web import PATH
from bot.web.base.desk import Page
from bot.web.base.tables import Table
from handlers.announcements.rendering.copies import list_sources
from handlers.exchange.model.exchange import Frequency
from knowledge.text import fold


@dataclass(frozen=True, kw_only=True, slots=True)
class TopicReach:
    """Numbers of people who follow the questions of a topic, by frequency, and who get its announcements."""

    slug: str
    title: str
    questions: Mapping[Frequency, int]
    announcements: int


def _count_questions(frequency: Frequency) -> Callable[[TopicReach], str]:
    return lambda topic: f"{topic.questions[frequency]:09}"


_COLUMNS: Mapping[str, Callable[[TopicReach], str]] = {
    "thema": lambda topic: fold(topic.title),
    "sofort": _count_questions(Frequency.NOW),
    "taeglich": _count_questions(Frequency.DAILY),
    "woechentlich": _count_questions(Frequency.WEEKLY),
    "ankuendigungen": lambda topic: f"{topic.announcements:09}",
}
_TABLE: Table[TopicReach] = Table(
    tabs={"": lambda _: True},
    columns=_COLUMNS,
    turned=frozenset(_COLUMNS) - {"thema"},
    identify=lambda topic: topic.slug,
    describe=lambda topic: topic.title,
    place=f"{PATH}/menschen/abos#themen",
)


async def show(page: Page) -> web.StreamResponse:
    async with page.begin() as (context, unit):
        followers = await unit.reach.count_subscriptions()
        readers = await unit.reach.count_readers()
    catalogue = await page.desk.catalogue.read(page.desk.database)
    sources, query = list_sources(context), _TABLE.parse_query(page)
    return page.render(
        "people/reach.html",
        readers=readers,
        found=_TABLE.select(_list_topics(catalogue.topics, followers, readers.by_tag), query),
        query=query,
        sources=[(name, readers.by_tag.get(f"source/{slug}", 0)) for slug, name in sources.items()],
    )


def _list_topics(
    titles: Mapping[str, str], followers: Mapping[tuple[str, Frequency], int], by_tag: Mapping[str, int]
) -> Sequence[TopicReach]:
    """Return all topics; those that no longer exist only while somebody reads them."""
    gone = {slug: slug for slug, _ in followers if slug not in titles}
    return [
        TopicReach(
            slug=slug,
            title=title,
            questions={frequency: followers.get((slug, frequency), 0) for frequency in Frequency},
            announcements=by_tag.get(f"topic/{slug}", 0),
        )
        for slug, title in {**titles, **gone}.items()
    ]
