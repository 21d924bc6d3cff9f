"""The progress of the round by centre, as a table and as a CSV file."""

from aiohttp import web

from bot.web.base.desk import Page
from bot.web.base.tables import Table
from handlers.curation.model.rounds import find_round
from handlers.curation.rounds.files import MEDIA_TYPE, name_file, write_progress
from handlers.curation.rounds.progress import CentreProgress, list_progress, name_fields
from handlers.i18n.editing import EDITING
from knowledge.text import fold

_TABLE: Table[CentreProgress] = Table(
    tabs={
        "": lambda _: True,
        "fehlt": lambda centre: bool(centre.missing),
        "fertig": lambda centre: not centre.missing,
        "ohne": lambda centre: not centre.members,
    },
    columns={
        "fehlt": lambda centre: f"{len(centre.missing):03}",
        "zentrum": lambda centre: fold(centre.title),
        "geprueft": lambda centre: f"{centre.checked:03}",
        "zuletzt": lambda centre: centre.last_check.isoformat() if centre.last_check else "",
        "mitglieder": lambda centre: f"{centre.members:05}",
    },
    turned=frozenset(("fehlt", "geprueft", "mitglieder")),
    identify=lambda centre: centre.id,
    describe=lambda centre: centre.title,
)


async def show(page: Page) -> web.StreamResponse:
    """Show how far the round is at each centre."""
    async with page.begin() as (context, _):
        progress = await list_progress(context.everything.knowledge.centres, context)
    query, texts = _TABLE.parse_query(page), EDITING[page.language]
    return page.render(
        "care/round.html",
        has_rounds=context.care_rules.has_rounds,
        asks=context.care_rules.asks_fields,
        round=find_round(page.today),
        found=_TABLE.select(progress, query),
        query=query,
        total=sum(each.total for each in progress),
        checked=sum(each.checked for each in progress),
        recent=sum(each.recent for each in progress),
        missing=sum(len(each.missing) for each in progress),
        name_fields=lambda fields: name_fields(fields, texts),
    )


async def download(page: Page) -> web.StreamResponse:
    """Return the progress of all centres as a CSV file."""
    async with page.begin() as (context, _):
        if not context.care_rules.has_rounds:
            raise web.HTTPNotFound
        progress = await list_progress(context.everything.knowledge.centres, context)
    return web.Response(
        body=write_progress(progress, page.language),
        content_type=MEDIA_TYPE,
        charset="utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name_file(find_round(page.today))}"'},
    )
