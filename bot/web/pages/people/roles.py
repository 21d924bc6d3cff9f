"""The roles of people, and granting and revoking that of an editor."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from aiohttp import web

from bot.storage.unit_of_work import UnitOfWork
from bot.web.base.desk import Page, redirect
from handlers.account.roles import GrantOutcome, grant_editor, revoke_editor
from handlers.announcements.model.announcement import format_account
from handlers.context.context import Service
from handlers.core.accounts import parse_typed_account
from handlers.core.events import Sender

_NO_ACCOUNT = "no_account"


@dataclass(frozen=True, kw_only=True, slots=True)
class RoleHolder:
    """An account with a role; `granted_at` is None if the configuration gives it. `topic` is the one moderated."""

    account: str
    granted_at: datetime | None = None
    topic: str = ""


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
    return page.render(
        "people/roles.html",
        status=422 if refusal else 200,
        editors=editors,
        admins=[RoleHolder(account=format_account(admin)) for admin in context.admins],
        moderators=[*_list_moderators(service)],
        titles=titles,
        done=done,
        refusal=refusal,
        typed=page.field("account")[:300],
    )


async def _list_editors(service: Service, unit: UnitOfWork) -> Sequence[RoleHolder]:
    """Return the editors of the configuration, and then those whose role was granted."""
    return [
        *(RoleHolder(account=format_account(editor)) for editor in service.editors),
        *(
            RoleHolder(account=format_account(grant.account), granted_at=grant.granted_at)
            for grant in await unit.role_grants.list_editors()
        ),
    ]


def _list_moderators(service: Service) -> Iterator[RoleHolder]:
    for topic, accounts in service.rules.moderators.items():
        yield from (RoleHolder(account=format_account(account), topic=topic) for account in _sort(accounts))


def _sort(accounts: Sequence[Sender]) -> Sequence[Sender]:
    return sorted(accounts, key=lambda account: (account.platform, account.id))
