"""Personal data: explained, exported and erased."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import timedelta

from handlers.account.linking import notify_accounts
from handlers.context.context import Context
from handlers.core.events import Address, MessageReceived, Sender
from handlers.core.messages import Choice, Deletion, Departure, Message, Outgoing, label
from handlers.core.replies import reply_to
from handlers.dialogues.prompts import prompt
from handlers.dialogues.table import ERASURE
from handlers.i18n import Texts

_FILE = "meine-daten.json"


async def explain(event: MessageReceived, context: Context) -> list[Message]:
    """`/datenschutz`: explain which data are kept, why, how long, and who sees them."""
    return [reply_to(event, context.texts.privacy.format(office=label(context.office), **render_periods(context)))]


def render_periods(context: Context) -> Mapping[str, str]:
    """Return the retention periods in words, by their names in Retention."""
    return {
        field.name: _render_duration(getattr(context.retention, field.name), context.texts)
        for field in fields(context.retention)
    }


async def send_personal_data(event: MessageReceived, context: Context) -> list[Message]:
    """`/meinedaten`: send the person's data as a file."""
    texts = context.texts
    content = await export_personal_data(await context.stores.people.accounts(event.sender), context)
    file = await context.stores.files.put(_FILE, "application/json", content.encode(), context.now)
    return [
        reply_to(event, texts.my_data),
        Message(address=event.address, text="", attachment=file, private_to=event.sender),
    ]


async def erase_on_request(confirmed: bool, event: MessageReceived, context: Context) -> list[Outgoing]:
    """`/loeschen`: erase the person's data after a second confirmation, as it can't be undone."""
    texts = context.texts
    if not confirmed:
        choices = (Choice(label=texts.erase, says="/loeschen ja"),)
        return [await prompt(ERASURE, "", texts.erase_sure, choices, event, context)]
    accounts = await context.stores.people.accounts(event.sender)
    others = [account for account in accounts if not account.is_same(event.sender)]
    words = await notify_accounts(others, lambda texts: texts.erased_other, event.sender, context)
    gone = await erase_person(accounts, [event.address], context)
    return [reply_to(event, texts.erased), *words, *gone]


async def erase_person(
    accounts: Sequence[Sender], addresses: Sequence[Address], context: Context
) -> Sequence[Deletion | Departure]:
    """Erase the data of a person with these accounts; return deletions of what others still read, and departures.

    `addresses` are direct chats. Lotse leaves the person's chats, where it would learn of them again; the one in which
    they asked for it after its last message there.
    """
    elsewhere = await context.stores.erasures.find_copies(accounts)
    own = await context.stores.erasures.erase(accounts, addresses, context.now)
    here = {address.platform for address in addresses}
    left = [*addresses, *(address for address in own if address.platform not in here)]
    return [*elsewhere, *(Departure(address=address) for address in left)]


def _render_duration(time: timedelta, texts: Texts) -> str:
    years, days = divmod(time.days, 365)
    return texts.years.format(number=years) if years > 1 and not days else texts.days.format(number=time.days)


async def export_personal_data(accounts: Sequence[Sender], context: Context) -> str:
    """Return the data of a person with these accounts as JSON."""
    kept = {
        "created_at": context.now.isoformat(),
        "accounts": [f"{account.platform}:{account.id}" for account in accounts],
        "data": await context.stores.personal_data.export(accounts),
    }
    return json.dumps(kept, ensure_ascii=False, indent=2)
