"""The place of a person's centre, changed or deleted by them."""

from collections.abc import Sequence

from handlers.account.profile import centres_named, keep_centre, remember_centre
from handlers.context.context import Context
from handlers.context.ports import Input
from handlers.core.events import MessageDeleted, MessageEdited
from handlers.core.messages import Outgoing, label
from handlers.core.replies import reply_to
from handlers.dialogues.corrections import in_place_of, own_words
from handlers.dialogues.said_again import given, heard, unreplied
from handlers.dialogues.table import CENTRE
from handlers.i18n import TEXTS
from knowledge.entries import Centre


async def edited(taken: Input, event: MessageEdited, context: Context) -> Sequence[Outgoing]:
    """Take the place that stands there now, unless the person has chosen another centre since."""
    texts = TEXTS[await context.spoken(event)]
    if taken.waiting.subject != await context.preferences.centre(taken.sender):
        return [reply_to(event, texts.superseded)]
    found = centres_named(await given(event.text, CENTRE.command, event, context), context)
    if len(found) != 1:
        return [reply_to(event, texts.misfit_place)]
    await keep_centre(found[0], event.sender, context)
    await remember_centre(found[0], event, context)
    said = reply_to(event, texts.own_centre.format(centre=label(found[0].title)))
    return in_place_of(await own_words(event, context), [said])


async def deleted(taken: Input, event: MessageDeleted, context: Context) -> Sequence[Outgoing]:
    """Tell the person that what was chosen stays, and how to change it."""
    own = await own_words(event, context)
    centre = context.search.entry(await context.preferences.centre(taken.sender) or "")
    if not isinstance(centre, Centre) or centre.id != taken.waiting.subject:
        return []
    text = TEXTS[await context.spoken(event)].centre_stays.format(centre=label(centre.title))
    there = heard(taken, event, direct=any(said.private_to is not None for said in own))
    return [unreplied(reply_to(there, text))]
