"""Clearance: everybody may read what is public, verified members more in their direct chats."""

from collections.abc import Sequence
from dataclasses import replace

from handlers.context.context import Context
from handlers.context.people import accounts_of
from handlers.core.events import ChoiceTaken, Event, MessageReceived, Sender
from knowledge.entries import Visibility


async def with_clearance(event: Event, context: Context) -> Context:
    """Return the context with the search over what the person who acts may read where they act.

    The accounts of the person must be known to the context.
    """
    is_direct = isinstance(event, MessageReceived | ChoiceTaken) and event.direct
    if not is_direct or context.search is context.everything:
        return context
    return replace(context, search=context.everything.visible_to(await find_clearance(event.sender, context)))


async def find_clearance(reader: Sender, context: Context) -> Visibility:
    """Return what a person may read in the direct chat of an account."""
    if not await is_member(await accounts_of(reader, context), context):
        return Visibility.PUBLIC
    return Visibility.INTERNAL if context.traits(reader.platform).is_in_house else Visibility.NETWORK


async def is_member(accounts: Sequence[Sender], context: Context) -> bool:
    """Return whether a person is a verified member: by role, domain or space of an account, or let in by the office."""
    if any(_is_verified(account, context) for account in accounts):
        return True
    return bool(await context.stores.centre_members.list_centres(accounts, context.now))


def _is_verified(account: Sender, context: Context) -> bool:
    of_network = _is_of_member_domain(account, context) or context.is_in_member_space(account)
    return of_network or context.has_role(account)


def _is_of_member_domain(account: Sender, context: Context) -> bool:
    domain = context.traits(account.platform).find_domain(account.id)
    return bool(domain) and domain in context.member_domains
