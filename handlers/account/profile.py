"""What people say about themselves."""

from collections.abc import Sequence

from handlers.context.context import Context
from handlers.context.ports import Waiting
from handlers.core.events import MessageReceived, Sender
from handlers.core.messages import Choice, Message, label
from handlers.core.replies import reply_to
from handlers.dialogues.asking import ask_for, end_dialogue, remember_input
from handlers.dialogues.table import CENTRE
from handlers.i18n import TEXTS
from knowledge.entries import Centre


async def choose_centre(place: str, event: MessageReceived, context: Context) -> list[Message]:
    """Remember the centre that a person works for, in words of theirs; ask again if these name none, or several."""
    texts = TEXTS[await context.spoken(event)]
    found = centres_named(place, context) if place else []
    if len(found) != 1:
        choices = tuple(Choice(label=centre.title, says=f"/zentrum {centre.title}") for centre in found)
        text = texts.choose if found else texts.which_own_centre
        return [await ask_for(CENTRE, "", text, choices, event, context)]
    await keep_centre(found[0], event.sender, context)
    await remember_centre(found[0], event, context)
    await end_dialogue(event, context)
    return [reply_to(event, texts.own_centre.format(centre=label(found[0].title)))]


async def remember_centre(centre: Centre, event: MessageReceived, context: Context) -> None:
    """Remember that the message named the centre of its author."""
    await remember_input(Waiting(step=CENTRE.name, subject=centre.id), event, context)


def centres_named(place: str, context: Context) -> Sequence[Centre]:
    """Return the centres that a place may mean."""
    return [match.entry for match in context.search.find(place).matches if isinstance(match.entry, Centre)]


async def keep_centre(centre: Centre, sender: Sender, context: Context) -> None:
    """Remember the centre for all accounts of the person."""
    for account in await context.people.accounts(sender):
        await context.preferences.choose_centre(account, centre.id)
