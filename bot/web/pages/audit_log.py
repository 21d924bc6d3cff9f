"""The log of what was changed at the desk."""

from dataclasses import dataclass, replace

from aiohttp import web

from bot.web.base.desk import ROW_DIGITS, Page, make_query, parse_number
from handlers.core.accounts import parse_typed_account

_PER_PAGE = 50
_MAX_ACTION = 60


@dataclass(frozen=True, kw_only=True, slots=True)
class LogQuery:
    """The query of the address: changes of an account, of one action; `after` is the last number of the page before."""

    who: str = ""
    action: str = ""
    oldest_first: bool = False
    after: int | None = None

    @property
    def is_filtered(self) -> bool:
        return bool(self.who or self.action)

    @property
    def order(self) -> str:
        """The order as the address has it; empty for the one at first."""
        return "alt" if self.oldest_first else ""

    def link(self, *, after: int | None = None, who: str | None = None, turned: bool = False) -> str:
        """Return the address of this list in the other order, of its next page, or of one account's changes."""
        wanted = replace(self, oldest_first=self.oldest_first != turned)
        return make_query(
            wer=self.who if who is None else who,
            was=self.action,
            sort=wanted.order,
            nach=str(after or ""),
        )


async def show(page: Page) -> web.StreamResponse:
    """Show a page of the changes."""
    query = _parse_query(page)
    sender = parse_typed_account(query.who)
    async with page.begin() as (_, unit):
        found = await unit.audit_log.list_page(
            query.after, _PER_PAGE + 1, sender=sender, action=query.action, oldest_first=query.oldest_first
        )
    if query.who and sender is None:
        found = []
    records, further = found[:_PER_PAGE], len(found) > _PER_PAGE
    next_after = records[-1].number if further else None
    return page.render("audit_log.html", query=query, records=records, next_after=next_after)


def _parse_query(page: Page) -> LogQuery:
    return LogQuery(
        who=page.query("wer")[:300],
        action=page.query("was")[:_MAX_ACTION],
        oldest_first=page.query("sort") == "alt",
        # Addresses that were passed on earlier say "vor".
        after=parse_number(page.query("nach") or page.query("vor"), digits=ROW_DIGITS),
    )
