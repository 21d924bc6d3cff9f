"""Membership of centres, and who may edit an entry."""

from collections.abc import Sequence

from handlers.context.context import Context
from handlers.context.people import accounts_of
from handlers.core.events import Sender
from handlers.curation.model.ports import CentreMember
from knowledge.entries import AnyEntry, Centre


def find_owner(entry: AnyEntry) -> str | None:
    """Return the id of the centre that looks after an entry; None for the office."""
    return entry.id if isinstance(entry, Centre) else entry.owner


async def list_centres(person: Sender, context: Context) -> Sequence[str]:
    """Return the ids of the centres that a person is a member of."""
    return await context.stores.centre_members.list_centres(await accounts_of(person, context))


async def may_edit(person: Sender, entry: AnyEntry, context: Context) -> bool:
    """Return whether a person may change an entry: editors may change all, members those of their centre."""
    return context.is_editor(person) or find_owner(entry) in await list_centres(person, context)


async def list_members(centre: str, context: Context) -> Sequence[CentreMember]:
    """Return the members of a centre, by account."""
    return await context.stores.centre_members.list_members(centre)
