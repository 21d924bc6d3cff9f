"""Granting the role of an editor beside those of the configuration, and revoking it."""

from enum import StrEnum

from handlers.context.context import Context
from handlers.core.events import Sender


class GrantOutcome(StrEnum):
    """The outcome of a grant."""

    GRANTED = "granted"
    IS_GROUP = "is_group"
    IS_EDITOR = "is_editor"


async def grant_editor(account: Sender, context: Context) -> GrantOutcome:
    """Make a person an editor, with all their linked accounts; a group or channel can't be one."""
    if context.traits(account.platform).is_group(account.id):
        return GrantOutcome.IS_GROUP
    theirs = await context.stores.people.accounts(account)
    if any(editor.is_same(each) for editor in context.editors for each in theirs):
        return GrantOutcome.IS_EDITOR
    await context.stores.role_grants.grant_editor(account, context.now)
    return GrantOutcome.GRANTED


async def revoke_editor(account: Sender, context: Context) -> bool:
    """Revoke a granted role and end the person's sessions at the desk; return False if it was not granted.

    Roles of the configuration are left alone.
    """
    if not await context.stores.role_grants.revoke_editor(account):
        return False
    await context.stores.desk_sessions.end_all(await context.stores.people.accounts(account))
    return True
