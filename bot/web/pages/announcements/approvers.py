"""Editors who can be asked to approve an announcement."""

from collections.abc import Mapping

from bot.web.base.desk import Page
from handlers.announcements.editors import find_other_editors
from handlers.announcements.model.announcement import Announcement, format_account
from handlers.context.context import Context
from handlers.core.events import Sender


async def list_approvers(page: Page, announcement: Announcement | None, context: Context) -> Mapping[str, str]:
    """Return the names of those whom Lotse can ask to approve it, by account."""
    others = await _list_others(announcement or Announcement(author=page.author), context)
    return {format_account(account): account.name or account.id for account in others}


async def find_approver(account: str, announcement: Announcement, context: Context) -> Sender | None:
    """Return who was chosen to be asked; None if anybody may be, or this account can't."""
    others = await _list_others(announcement, context)
    return next((each for each in others if format_account(each) == account), None)


async def _list_others(announcement: Announcement, context: Context) -> list[Sender]:
    return [account for account, _ in await find_other_editors(announcement, context)]
