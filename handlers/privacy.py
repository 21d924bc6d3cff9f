"""What is kept of people: told in plain words, and given to them."""

import json
from collections.abc import Sequence

from handlers.answers import reply_to
from handlers.context import Context
from handlers.events import MessageReceived, Sender
from handlers.messages import Message, escape
from handlers.texts import TEXTS

_FILE = "meine-daten.json"


async def explain(event: MessageReceived, context: Context) -> list[Message]:
    """`/datenschutz`: what is kept, why, how long, who sees it."""
    texts = TEXTS[await context.spoken(event)]
    return [reply_to(event, texts.privacy.format(office=escape(context.office)))]


async def mine(event: MessageReceived, context: Context) -> list[Message]:
    """`/meinedaten`: all of it as a file, where nobody else reads it."""
    texts = TEXTS[await context.spoken(event)]
    if not event.direct:
        return [reply_to(event, texts.only_directly)]
    content = await document(await context.people.accounts(event.sender), context)
    file = await context.files.put(_FILE, "application/json", content.encode(), context.now)
    return [reply_to(event, texts.my_data), Message(address=event.address, text="", attachment=file)]


async def document(accounts: Sequence[Sender], context: Context) -> str:
    """All that is kept of a person with these accounts, as JSON."""
    kept = {
        "created_at": context.now.isoformat(),
        "accounts": [f"{account.platform}:{account.id}" for account in accounts],
        "data": await context.traces.of(accounts),
    }
    return json.dumps(kept, ensure_ascii=False, indent=2)
