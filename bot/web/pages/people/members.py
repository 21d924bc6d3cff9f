"""The members of centres: granted, invited with a code, and removed."""

from dataclasses import dataclass

from aiohttp import web

from bot.settings.web import PATH
from bot.web.base.desk import Page, parse_number, redirect
from bot.web.base.tables import Table
from handlers.announcements.model.announcement import format_account
from handlers.context.context import Context
from handlers.core.accounts import parse_typed_account
from handlers.core.codes import format_code
from handlers.curation import membership
from handlers.curation.deputies import tell_deputies
from handlers.curation.joining import tell_removed
from handlers.curation.membership import CODE_LIFETIME, MAX_USES, GrantOutcome
from handlers.curation.model.ports import CentreMember
from knowledge.entries import Centre
from knowledge.text import fold

_HERE = "/menschen/zentren"
_MAX_ID = 120
_NO_ACCOUNT, _NO_CENTRE = "no_account", "no_centre"


@dataclass(frozen=True, kw_only=True, slots=True)
class _Result:
    """The result of a form: a new code for a centre, or the reason why it was refused."""

    code: str = ""
    uses: int = 1
    centre: str = ""
    refusal: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class MemberRow:
    """A member of a centre, with its title."""

    member: CentreMember
    title: str

    @property
    def account(self) -> str:
        return format_account(self.member.account)


_TABLE: Table[MemberRow] = Table(
    tabs={"": lambda _: True, "vertretung": lambda row: row.member.until is not None},
    columns={
        "zentrum": lambda row: fold(row.title),
        "konto": lambda row: fold(f"{row.member.account.name or ''} {row.account}"),
        "seit": lambda row: row.member.granted_at.isoformat(),
    },
    turned=frozenset(("seit",)),
    identify=lambda row: f"{row.member.centre} {row.account}",
    describe=lambda row: f"{row.title} {row.member.account.name or ''} {row.account}",
    # The page stands under the addresses of its forms, too, when they refuse something or have made a code.
    place=f"{PATH}{_HERE}#mitglieder",
)


async def show(page: Page) -> web.StreamResponse:
    return await _render(page, _Result())


async def grant(page: Page) -> web.StreamResponse:
    """Make a person a member of a centre."""
    account = parse_typed_account(page.field("account"))
    if account is None:
        return await _render(page, _Result(refusal=_NO_ACCOUNT))
    async with page.begin_change() as change:
        centre = _find_centre(page, change.context)
        granting = membership.grant(account, centre.id, page.sender, change.context) if centre else None
        outcome = await granting if granting else None
    if outcome is GrantOutcome.GRANTED:
        return redirect(f"{_HERE}?getan=aufgenommen")
    return await _render(page, _Result(refusal=outcome.value if outcome else _NO_CENTRE))


async def invite(page: Page) -> web.StreamResponse:
    """Make a code that makes people members of a centre, and show it this once."""
    uses = max(1, min(parse_number(page.field("uses")) or 1, MAX_USES))
    async with page.begin_change() as change:
        centre = _find_centre(page, change.context)
        code = await membership.invite(centre.id, uses, page.sender, change.context) if centre else ""
    if centre is None:
        return await _render(page, _Result(refusal=_NO_CENTRE))
    return await _render(page, _Result(code=format_code(code), uses=uses, centre=centre.title))


async def ask_to_remove(page: Page) -> web.StreamResponse:
    """Ask whether to remove a person from a centre; show the members if they are none."""
    account, id_ = parse_typed_account(page.query("konto")), page.query("zentrum")[:_MAX_ID]
    async with page.begin() as (context, _):
        members = [each.account for each in await membership.list_members(id_, context)]
        centre = context.everything.get_entry(id_)
    if account is None or not any(account.is_same(each) for each in members):
        return redirect(_HERE)
    title = centre.title if centre is not None else id_
    return page.render("people/remove_member.html", account=format_account(account), centre=id_, title=title)


async def remove(page: Page) -> web.StreamResponse:
    """Remove a person from a centre, and tell them."""
    account, centre = parse_typed_account(page.field("account")), page.field("centre")[:_MAX_ID]
    if account is None:
        raise web.HTTPNotFound
    async with page.begin_change() as change:
        deputies = await membership.revoke(account, centre, page.sender, change.context)
        if deputies is not None:
            change.outgoing.extend(await tell_removed(account, centre, change.context))
            change.outgoing.extend(await tell_deputies(deputies, change.context))
    return redirect(f"{_HERE}?getan={'nichts' if deputies is None else 'entfernt'}")


async def _render(page: Page, result: _Result) -> web.Response:
    async with page.begin() as (context, _):
        centres = context.everything.knowledge.centres
        members = await context.stores.centre_members.list_all(context.now)
    titles = {each.id: each.title for each in centres}
    rows = [MemberRow(member=each, title=titles[each.centre]) for each in members if each.centre in titles]
    query = _TABLE.parse_query(page)
    return page.render(
        "people/members.html",
        status=422 if result.refusal else 200,
        centres=centres,
        has_members=bool(rows),
        empty=len(titles.keys() - {row.member.centre for row in rows}),
        found=_TABLE.select(rows, query),
        query=query,
        result=result,
        done=page.query("getan"),
        typed=page.field("account")[:300],
        chosen=page.field("centre"),
        days=CODE_LIFETIME.days,
        most=MAX_USES,
    )


def _find_centre(page: Page, context: Context) -> Centre | None:
    """Return the centre that a form names; None if there is none."""
    centre = context.everything.get_entry(page.field("centre"))
    return centre if isinstance(centre, Centre) else None
