"""The profile of a person: the centre that they work for."""

from collections.abc import Sequence

from handlers.context.context import Context
from handlers.context.ports import Input, Waiting
from handlers.core.events import MessageDeleted, MessageEdited, MessageReceived, Sender
from handlers.core.messages import Choice, Message, Outgoing, label
from handlers.core.replies import reply_to
from handlers.dialogues.corrections import find_own_replies, replace_messages
from handlers.dialogues.prompts import end_dialogue, prompt, remember_input
from handlers.dialogues.revisions import make_placeholder, parse_revised_value, without_reply
from handlers.dialogues.table import CENTRE
from knowledge.entries import Centre


async def choose_centre(place: str, event: MessageReceived, context: Context) -> list[Message]:
    """Save the centre that a person names; ask again if the name fits none, or several."""
    texts = context.texts
    found = find_centres(place, context) if place else []
    if len(found) != 1:
        choices = tuple(Choice(label=centre.title, says=f"/zentrum {centre.title}") for centre in found)
        text = texts.choose if found else texts.which_own_centre
        return [await prompt(CENTRE, "", text, choices, event, context)]
    await save_centre(found[0], event.sender, context)
    await remember_centre(found[0], event, context)
    await end_dialogue(event, context)
    return [reply_to(event, texts.own_centre.format(centre=label(found[0].title)))]


async def remember_centre(centre: Centre, event: MessageReceived, context: Context) -> None:
    """Record the message as the origin of its author's centre."""
    await remember_input(Waiting(step=CENTRE.name, subject=centre.id), event, context)


def find_centres(place: str, context: Context) -> Sequence[Centre]:
    """Return the centres that a place may mean."""
    return [match.entry for match in context.search.find(place).matches if isinstance(match.entry, Centre)]


async def save_centre(centre: Centre, sender: Sender, context: Context) -> None:
    """Save the centre for all accounts of the person."""
    for account in await context.stores.people.accounts(sender):
        await context.stores.preferences.choose_centre(account, centre.id)


async def revise_centre(taken: Input, event: MessageEdited, context: Context) -> Sequence[Outgoing]:
    """Apply the edited place, unless the person has chosen another centre since."""
    texts = context.texts
    if taken.waiting.subject != await context.stores.preferences.centre(taken.sender):
        return [reply_to(event, texts.superseded)]
    found = find_centres(await parse_revised_value(event.text, CENTRE.command, event, context), context)
    if len(found) != 1:
        return [reply_to(event, texts.misfit_place)]
    await save_centre(found[0], event.sender, context)
    await remember_centre(found[0], event, context)
    said = reply_to(event, texts.own_centre.format(centre=label(found[0].title)))
    return replace_messages(await find_own_replies(event, context), [said])


async def explain_centre_stays(taken: Input, event: MessageDeleted, context: Context) -> Sequence[Outgoing]:
    """Tell the person that their centre stays, and how to change it."""
    own = await find_own_replies(event, context)
    centre = context.search.get_entry(await context.stores.preferences.centre(taken.sender) or "")
    if not isinstance(centre, Centre) or centre.id != taken.waiting.subject:
        return []
    text = context.texts.centre_stays.format(centre=label(centre.title))
    there = make_placeholder(taken, event, direct=any(said.private_to is not None for said in own))
    return [without_reply(reply_to(there, text))]
