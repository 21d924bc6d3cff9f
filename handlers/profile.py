"""What people say about themselves."""

from handlers.answers import offered_next, reply_to
from handlers.context import Context
from handlers.events import MessageReceived
from handlers.messages import Choice, Message, escape
from handlers.texts import TEXTS
from knowledge.entries import Centre


async def choose_centre(event: MessageReceived, context: Context) -> list[Message]:
    """The centre that a person works for."""
    texts = TEXTS[await context.spoken(event)]
    _, _, place = event.text.strip().partition(" ")
    found = [match.entry for match in context.search.find(place).matches if isinstance(match.entry, Centre)]
    if not found:
        return [reply_to(event, texts.which_own_centre)]
    if len(found) > 1:
        choices = tuple(Choice(label=centre.title, says=f"/zentrum {centre.title}") for centre in found)
        return [await offered_next(event, context, texts.choose, choices)]
    for account in await context.people.accounts(event.sender):
        await context.preferences.choose_centre(account, found[0].id)
    return [reply_to(event, texts.own_centre.format(centre=escape(found[0].title)))]
