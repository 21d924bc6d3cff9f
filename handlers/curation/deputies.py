"""Deputies whose time is over before the agreed day."""

from collections.abc import Sequence

from handlers.context.context import Context
from handlers.core.messages import Message
from handlers.core.replies import write_to_person
from handlers.curation.model.ports import CentreMember
from handlers.curation.names import render_title
from handlers.i18n.membership import MEMBERSHIP


async def tell_deputies(ended: Sequence[CentreMember], context: Context) -> Sequence[Message]:
    """Return a message to each deputy whose direct chat Lotse knows, that nothing is left to do."""
    messages = []
    for each in ended:
        address = await context.stores.people.find_direct_chat(each.account)
        if address is not None:
            texts = MEMBERSHIP[await context.stores.preferences.language(each.account) or context.language]
            text = texts.deputy_over.format(centre=render_title(each.centre, context))
            messages.append(write_to_person(each.account, address, text, ()))
    return messages
