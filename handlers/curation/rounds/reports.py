"""`/runde`: the progress of the round by centre; and what the office is told when a round begins and ends."""

from collections.abc import Sequence
from datetime import timedelta

from handlers.context.context import Context
from handlers.context.people import find_chats
from handlers.context.ports import Notice
from handlers.core.events import MessageReceived, RoundDue
from handlers.core.messages import Choice, Message, Outgoing
from handlers.core.replies import reply_to, write_to_person
from handlers.curation.model.rounds import RoundPhase, find_round
from handlers.curation.rounds.files import MEDIA_TYPE, name_file, write_progress
from handlers.curation.rounds.progress import CentreProgress, list_progress
from handlers.curation.rounds.rendering import render_beginning, render_ending, render_progress
from handlers.i18n.membership import MEMBERSHIP
from knowledge.entries import Visibility
from knowledge.search import Language

# Less than a quarter: an event may be handled again once its id is forgotten.
_TOLD_WITHIN = timedelta(days=60)
_NOTICES = {RoundPhase.BEGINNING: Notice.ROUND_BEGINS, RoundPhase.ENDING: Notice.ROUND_ENDS}


async def show_progress(event: MessageReceived, context: Context) -> Sequence[Outgoing]:
    """`/runde`: show the progress of the centres that the editor may read here, the same as a file below it."""
    if not context.care_rules.has_rounds:
        return [reply_to(event, MEMBERSHIP[context.reply_language].round_off)]
    round_ = find_round(context.today)
    progress = await list_progress(context.search.knowledge.centres, context)
    content = write_progress(progress, context.reply_language)
    file = await context.stores.files.put(name_file(round_), MEDIA_TYPE, content, context.now)
    return [
        reply_to(event, render_progress(progress, round_, context.reply_language)),
        Message(address=event.address, text="", attachment=file, private_to=event.sender),
    ]


async def tell_office(_: RoundDue, context: Context) -> Sequence[Message]:
    """Tell each editor once that a round has begun, and once how it stands a fortnight before its end."""
    notice = _NOTICES.get(find_round(context.today).get_phase(context.today))
    if notice is None or not context.care_rules.has_rounds:
        return []
    # Nothing internal is in it, as in every message to the whole office.
    centres = context.everything.visible_to(Visibility.NETWORK).knowledge.centres
    progress = await list_progress(centres, context)
    messages = []
    for editor, address in await find_chats(context.editors, context):
        if await context.stores.notices.again(address, editor, notice, context.now, _TOLD_WITHIN):
            spoken = await context.stores.preferences.language(editor) or context.language
            text = _render_notice(notice, progress, spoken, context)
            choices = (Choice(label=MEMBERSHIP[spoken].show_round, says="/runde"),)
            messages.append(write_to_person(editor, address, text, choices))
    return messages


def _render_notice(notice: Notice, progress: Sequence[CentreProgress], spoken: Language, context: Context) -> str:
    round_ = find_round(context.today)
    if notice is Notice.ROUND_BEGINS:
        return render_beginning(progress, round_, spoken, context.care_rules)
    return render_ending(progress, round_, spoken)
