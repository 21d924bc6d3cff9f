"""One person with several accounts: joined by a code that goes from the one to the other."""

import re
import secrets
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from handlers.answers import reply_to
from handlers.context import Context
from handlers.events import Address, Event, MessageReceived, Sender
from handlers.messages import Message
from handlers.texts import TEXTS

LASTS = timedelta(minutes=10)
# Without characters that are mistaken for each other.
_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
_CODE = re.compile(rf"^[{_LETTERS}]{{4}}-[{_LETTERS}]{{4}}$")


async def meet(event: MessageReceived, context: Context) -> None:
    """Keeps where editors and moderators can be told what concerns them, once they have written there."""
    if context.has_role(event.sender):
        await context.people.meet(event.sender, event.address)


async def identified(event: Event, context: Context) -> Context:
    """Return the context with all accounts of the person who acts, loaded once for the event."""
    return replace(context, accounts=tuple(await context.people.accounts(event.sender)))


async def accounts_of(sender: Sender, context: Context) -> Sequence[Sender]:
    """Return all accounts of a person, `sender` included."""
    known = context.accounts_of(sender)
    return known if len(known) > 1 or known == context.accounts else await context.people.accounts(sender)


async def is_same_person(one: Sender, other: Sender, context: Context) -> bool:
    """Return whether both accounts are of one person."""
    return one.is_same(other) or any(account.is_same(other) for account in await accounts_of(one, context))


async def distinct(accounts: Sequence[Sender], context: Context) -> Sequence[Sequence[Sender]]:
    """Group accounts by person, in the order in which each person comes first."""
    people: list[list[Sender]] = []
    for account in accounts:
        theirs = await accounts_of(account, context)
        person = next((each for each in people if any(each[0].is_same(own) for own in theirs)), None)
        if person is None:
            people.append([account])
        else:
            person.append(account)
    return people


async def reachable(accounts: Sequence[Sender], context: Context) -> list[tuple[Sender, Address]]:
    """Return one account and direct chat for each person behind `accounts` who has written to Lotse.

    A joined account without a role of its own stands in where the person has written with that one only.
    """
    found = []
    for person in await distinct(accounts, context):
        for account in (*person, *await accounts_of(person[0], context)):
            address = await context.people.met(account)
            if address is not None:
                found.append((account, address))
                break
    return found


def is_code(text: str) -> bool:
    return _CODE.match(text.strip().upper()) is not None


async def connect(event: MessageReceived, context: Context) -> list[Message]:
    """Gives a code, or takes one; both only where nobody else reads it."""
    texts = TEXTS[await context.spoken(event)]
    given = event.text.strip().upper().split()[-1]
    if not event.direct:
        return [reply_to(event, texts.connect_directly)]
    if is_code(given):
        return [reply_to(event, await _taken(given, event.sender, context))]
    code = "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(2))
    await context.people.offer(code, event.sender, context.now + LASTS)
    return [reply_to(event, texts.connect_code.format(code=code))]


async def _taken(code: str, sender: Sender, context: Context) -> str:
    """The sentence that says how it went."""
    other = await context.people.redeem(code, context.now)
    spoken = await context.preferences.language(sender) or context.language
    if other is None:
        return TEXTS[spoken].connect_unknown
    if await is_same_person(sender, other, context):
        return TEXTS[spoken].connect_same
    await context.people.join(other, sender)
    centre = await context.preferences.centre(other)
    if centre is not None:
        await context.preferences.choose_centre(sender, centre)
    language = await context.preferences.language(other)
    if language is not None:
        await context.preferences.choose_language(sender, language)
    return TEXTS[language or spoken].connected


async def disconnect(event: MessageReceived, context: Context) -> list[Message]:
    """From now on the account is somebody of its own, with what it has chosen."""
    texts = TEXTS[await context.spoken(event)]
    separated = await context.people.separate(event.sender)
    return [reply_to(event, texts.disconnected if separated else texts.not_connected)]
