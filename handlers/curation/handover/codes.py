"""Codes of all kinds, which look alike: of a centre, of a handover, and those that link accounts."""

from collections.abc import Sequence

from handlers.account import linking
from handlers.context.context import Context
from handlers.core.codes import parse_code
from handlers.core.events import MessageReceived
from handlers.core.messages import Outgoing
from handlers.curation import invitations
from handlers.curation.handover import dialogue


async def take_code(argument: str, event: MessageReceived, context: Context) -> Sequence[Outgoing]:
    """Take a code for whatever it is; link accounts with anything else, where an unknown code is counted."""
    if event.direct and parse_code(argument) is not None:
        for take in (invitations.take_code, dialogue.take_code):
            taken = await take(argument, event, context)
            if taken is not None:
                return taken
    return await linking.link_account(argument, event, context)
