"""The care of entries in the demo's month: edits as at the desk, and made-up checks of their links."""

from datetime import timedelta

from bot.cli.demo.people import LENA, MALTE
from bot.cli.demo.stage import Stage
from bot.jobs.links.rounds import list_addresses
from bot.storage.web.link_checks import LinkResult
from bot.system.http.fetch_faults import FetchFault
from handlers.announcements.model.announcement import format_account
from knowledge.entries import AnyEntry, Faq

_ADDED = (
    "\n\nStand: geprüft von der Redaktion.",
    "\n\nFragt im Zweifel zuerst bei eurem Zentrum nach.",
    "\n\nDie Antragsfristen stehen auf der Seite der Quelle.",
)


_LINKS_PER_FAULT = 90
_LINK_RESULTS = {
    7: LinkResult(fault=FetchFault.NOT_FOUND),
    31: LinkResult(moved_to="https://www.schulministerium.nrw/neue-adresse"),
    53: LinkResult(fault=FetchFault.DISALLOWED),
}


async def edit_entries(stage: Stage, place: int) -> None:
    """Revise two questions of the knowledge base; `place` chooses which. One of them is due for review since a week."""
    now, author = stage.clock(), (LENA, MALTE)[place % 2]
    async with stage.app.database.begin() as unit:
        faqs = sorted((await unit.records.load()).faqs, key=lambda faq: faq.id)
        for index in (place * 3, place * 3 + 1):
            faq = faqs[index % len(faqs)]
            stored = await unit.records.find(faq.id)
            if stored is None:
                continue
            revised = _revise(faq, index, (now + timedelta(days=4)).date() if index % 2 else None)
            if await unit.records.save(revised, stored.revision, format_account(author.sender), now):
                await unit.audit_log.add(author.sender, "entry_changed", faq.id, now)
    await stage.app.knowledge.reload_if_changed()


async def check_links(stage: Stage) -> None:
    """Record that most addresses in entries lead to their page, and a few do not, without asking for any."""
    async with stage.app.database.begin() as unit:
        urls = list_addresses((await unit.records.load()).entries)
        found = {url: _LINK_RESULTS.get(place % _LINKS_PER_FAULT, LinkResult()) for place, url in enumerate(urls)}
        await unit.link_checks.record(found, stage.clock())


def _revise(faq: Faq, index: int, review_by: object) -> AnyEntry:
    text = faq.text + _ADDED[index % len(_ADDED)]
    return Faq.model_validate({**faq.model_dump(), "text": text, "review_by": review_by or faq.review_by})
