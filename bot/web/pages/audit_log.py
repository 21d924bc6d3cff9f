"""The log of what was changed at the desk."""

from dataclasses import dataclass

from aiohttp import web

from bot.web.base.desk import ROW_DIGITS, Page, make_query, parse_number
from handlers.core.accounts import parse_typed_account

_PER_PAGE = 50
_MAX_ACTION = 60


@dataclass(frozen=True, kw_only=True, slots=True)
class LogQuery:
    """The query of the address: the changes of an account, of one action, before a number."""

    who: str = ""
    action: str = ""
    before: int | None = None

    @property
    def is_filtered(self) -> bool:
        return bool(self.who or self.action)

    def link(self, *, before: int | None = None, who: str | None = None) -> str:
        """Return the address of this list from a number on, or of one account's changes."""
        return make_query(
            wer=self.who if who is None else who,
            was=self.action,
            vor=str(before) if before else "",
        )


async def show(page: Page) -> web.StreamResponse:
    """Show changes, newest first, from the number in the address on."""
    query = _parse_query(page)
    sender = parse_typed_account(query.who)
    async with page.begin() as (_, unit):
        found = await unit.audit_log.list_before(query.before, _PER_PAGE + 1, sender=sender, action=query.action)
    if query.who and sender is None:
        found = []
    records, further = found[:_PER_PAGE], len(found) > _PER_PAGE
    next_link = query.link(before=records[-1].number) if further else None
    return page.render("audit_log.html", query=query, records=records, next_link=next_link)


def _parse_query(page: Page) -> LogQuery:
    return LogQuery(
        who=page.query("wer")[:300],
        action=page.query("was")[:_MAX_ACTION],
        before=parse_number(page.query("vor"), digits=ROW_DIGITS),
    )
