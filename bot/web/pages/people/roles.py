"""The roles of people, and granting and revoking that of an editor."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from aiohttp import web

from bot.settings.web import PATH
from bot.storage.unit_of_work import UnitOfWork
from bot.web.base.desk import Page, redirect
from bot.web.base.tables import Table
from handlers.account.roles import GrantOutcome, grant_editor, revoke_editor
from handlers.announcements.model.announcement import format_account
from handlers.context.context import Service
from handlers.core.accounts import parse_typed_account
from knowledge.text import fold

_NO_ACCOUNT = "no_account"


class Role(StrEnum):
    """A role, as the address of the page names it."""

    EDITOR = "redaktion"
    MODERATOR = "moderation"
    ADMIN = "betrieb"


@dataclass(frozen=True, kw_only=True, slots=True)
class RoleHolder:
    """An account with a role; `granted_at` is None if the configuration gives it.

    `topic` is the title of the one that is moderated; empty for all.
    """

    role: Role
    account: str
    granted_at: datetime | None = None
    topic: str = ""


def _has(role: Role) -> Callable[[RoleHolder], bool]:
    return lambda holder: holder.role is role


_TABLE: Table[RoleHolder] = Table(
    tabs={"": lambda _: True, **{role.value: _has(role) for role in Role}},
    columns={
        "rolle": lambda holder: f"{[*Role].index(holder.role)} {fold(holder.topic)}",
        "konto": lambda holder: fold(holder.account),
        "seit": lambda holder: holder.granted_at.isoformat() if holder.granted_at else "",
    },
    turned=frozenset(("seit",)),
    identify=lambda holder: f"{holder.role.value} {holder.account} {holder.topic}",
    describe=lambda holder: f"{holder.account} {holder.topic}",
    # The page stands under the addresses of its forms, too, when they refuse something.
    place=f"{PATH}/menschen#rollen",
)


async def show(page: Page) -> web.StreamResponse:
    return await _render(page, done=page.query("getan"))


async def grant(page: Page) -> web.StreamResponse:
    """Make a person an editor."""
    account = parse_typed_account(page.field("account"))
    if account is None:
        return await _render(page, refusal=_NO_ACCOUNT)
    async with page.begin() as (context, unit):
        outcome = await grant_editor(account, context)
        if outcome is GrantOutcome.GRANTED:
            await unit.audit_log.add(page.sender, "role_granted", format_account(account), page.now)
    if outcome is GrantOutcome.GRANTED:
        return redirect("/menschen?getan=freigeschaltet")
    return await _render(page, refusal=outcome.value)


async def ask_to_revoke(page: Page) -> web.StreamResponse:
    """Ask whether to revoke the role of an account; show the roles if it has none that was granted."""
    account = parse_typed_account(page.query("konto"))
    async with page.begin() as (_, unit):
        granted = [grant.account for grant in await unit.role_grants.list_editors()]
        if account not in granted:
            return redirect("/menschen")
        theirs = await unit.people.accounts(account)
    is_self = any(each.is_same(page.sender) for each in theirs)
    return page.render("people/revoke.html", account=format_account(account), is_self=is_self)


async def revoke(page: Page) -> web.StreamResponse:
    """Revoke the role that was granted to an account, and end the person's sessions."""
    account = parse_typed_account(page.field("account"))
    if account is None:
        raise web.HTTPNotFound
    async with page.begin() as (context, unit):
        was_granted = await revoke_editor(account, context)
        if was_granted:
            await unit.audit_log.add(page.sender, "role_revoked", format_account(account), page.now)
    return redirect("/menschen?getan=entzogen" if was_granted else "/menschen?getan=nichts")


async def _render(page: Page, *, done: str = "", refusal: str = "") -> web.Response:
    async with page.begin() as (context, unit):
        service = page.desk.contexts.on(unit)
        editors = await _list_editors(service, unit)
    titles = (await page.desk.catalogue.read(page.desk.database)).topics
    admins = [RoleHolder(role=Role.ADMIN, account=format_account(admin)) for admin in context.admins]
    holders = [*editors, *_list_moderators(service, titles), *admins]
    query = _TABLE.parse_query(page)
    return page.render(
        "people/roles.html",
        status=422 if refusal else 200,
        held={holder.role.value for holder in holders},
        found=_TABLE.select(holders, query),
        query=query,
        done=done,
        refusal=refusal,
        typed=page.field("account")[:300],
    )


async def _list_editors(service: Service, unit: UnitOfWork) -> Sequence[RoleHolder]:
    """Return the editors of the configuration, and those whose role was granted."""
    return [
        *(RoleHolder(role=Role.EDITOR, account=format_account(editor)) for editor in service.editors),
        *(
            RoleHolder(role=Role.EDITOR, account=format_account(grant.account), granted_at=grant.granted_at)
            for grant in await unit.role_grants.list_editors()
        ),
    ]


def _list_moderators(service: Service, titles: Mapping[str, str]) -> Iterator[RoleHolder]:
    for topic, accounts in service.rules.moderators.items():
        for account in accounts:
            title = titles.get(topic, topic)
            yield RoleHolder(role=Role.MODERATOR, account=format_account(account), topic=title)
