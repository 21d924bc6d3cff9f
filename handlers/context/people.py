"""People with several linked accounts."""

from collections.abc import Sequence
from dataclasses import replace

from handlers.context.context import Context
from handlers.core.events import Address, Event, MessageDeleted, MessageReceived, PlatformName, Sender


async def remember_chat(event: MessageReceived, context: Context) -> None:
    """Remember the direct chat of editors, moderators and people with several accounts, for notices to them."""
    if context.has_role(event.sender) or len(context.accounts) > 1:
        await context.stores.people.meet(event.sender, event.address)


async def identify(event: Event, context: Context) -> Context:
    """Return the context with the accounts and languages of the person who acts, loaded once for the event.

    Editors whose role was granted at the web desk count from here on.
    """
    known = await with_granted_roles(context)
    accounts = tuple(await context.stores.people.accounts(event.sender))
    return await with_language(event, replace(known, accounts=accounts, client_language=event.language))


async def with_granted_roles(context: Context) -> Context:
    """Return the context with the editors of the configuration and those whose role was granted at the web desk."""
    granted = [grant.account for grant in await context.stores.role_grants.list_editors()]
    new = [account for account in granted if not any(editor.is_same(account) for editor in context.editors)]
    return replace(context, editors=(*context.editors, *new)) if new else context


async def with_language(event: Event, context: Context) -> Context:
    """Return the context with the language that the person has chosen by now; an answer may have changed it."""
    return replace(context, chosen_language=await context.stores.preferences.language(event.sender))


async def accounts_of(sender: Sender, context: Context) -> Sequence[Sender]:
    """Return all accounts of a person, `sender` included."""
    known = context.accounts_of(sender)
    return known if len(known) > 1 or known == context.accounts else await context.stores.people.accounts(sender)


async def is_same_person(one: Sender, other: Sender, context: Context) -> bool:
    """Return whether both accounts are of one person."""
    return one.is_same(other) or any(account.is_same(other) for account in await accounts_of(one, context))


async def may_take_back(event: MessageDeleted, author: Sender, context: Context) -> bool:
    """Return whether a message by `author` was deleted by themselves or a moderator."""
    return event.by_moderator or await is_same_person(event.sender, author, context)


async def group_by_person(accounts: Sequence[Sender], context: Context) -> Sequence[Sequence[Sender]]:
    """Group accounts by person, in the order in which each person comes first."""
    people: dict[tuple[PlatformName, str], list[Sender]] = {}
    for account, (first, *_) in zip(accounts, await context.stores.people.find_accounts(accounts), strict=True):
        people.setdefault(first.key, []).append(account)
    return [*people.values()]


async def find_chats(
    accounts: Sequence[Sender], context: Context, *, in_house: bool = False
) -> list[tuple[Sender, Address]]:
    """Return one account and direct chat for each person behind `accounts` who has written to Lotse.

    A joined account without a role of its own stands in where the person has written with that one only. With
    `in_house` only chats count that may carry what is internal.
    """
    people = await group_by_person(accounts, context)
    joined = await context.stores.people.find_accounts([person[0] for person in people])
    candidates = [(*named, *theirs) for named, theirs in zip(people, joined, strict=True)]
    reached = await list_chats([account for person in candidates for account in person], context)
    fitting = [
        (account, chat) for account, chat in reached if not in_house or context.traits(chat.platform).is_in_house
    ]
    chats = {account.key: chat for account, chat in fitting}
    met = [[account for account in person if account.key in chats] for person in candidates]
    return [(person[0], chats[person[0].key]) for person in met if person]


async def list_chats(accounts: Sequence[Sender], context: Context) -> list[tuple[Sender, Address]]:
    """Return those of the accounts that have written to Lotse in a direct chat, each with that chat."""
    chats = await context.stores.people.find_direct_chats(accounts)
    return [(account, chat) for account, chat in zip(accounts, chats, strict=True) if chat is not None]
