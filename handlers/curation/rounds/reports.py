"""`/runde`: the progress of the round by centre; and what the office is told when a round begins and ends."""

from collections.abc import Sequence
from datetime import date, timedelta

from handlers.context.context import Context
from handlers.context.people import find_chats
from handlers.context.ports import Notice
from handlers.core.events import MessageReceived, RoundDue
from handlers.core.messages import Choice, Message, Outgoing, label
from handlers.core.replies import reply_to, write_to_person
from handlers.curation.model.rounds import CareRules, Round, RoundPhase, find_round
from handlers.curation.rounds.files import MEDIA_TYPE, name_file, write_progress
from handlers.curation.rounds.progress import CentreProgress, list_progress, measure_progress, name_fields
from handlers.i18n.editing import EDITING
from handlers.i18n.membership import MEMBERSHIP
from knowledge.entries import Centre, Visibility
from knowledge.search import Language

_MAX_SHOWN = 10
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
    round_ = find_round(context.today)
    notice = _NOTICES.get(round_.get_phase(context.today))
    if notice is None or not context.care_rules.has_rounds:
        return []
    # Nothing internal is in it, as in every message to the whole office.
    centres = context.everything.visible_to(Visibility.NETWORK).knowledge.centres
    progress = await list_progress(centres, context)
    messages = []
    for editor, address in await find_chats(context.editors, context):
        if await context.stores.notices.again(address, editor, notice, context.now, _TOLD_WITHIN):
            spoken = await context.stores.preferences.language(editor) or context.language
            if notice is Notice.ROUND_BEGINS:
                text = _render_beginning(progress, round_, spoken, context.care_rules)
            else:
                text = _render_ending(progress, round_, spoken)
            choices = (Choice(label=MEMBERSHIP[spoken].show_round, says="/runde"),)
            messages.append(write_to_person(editor, address, text, choices))
    return messages


def render_progress(progress: Sequence[CentreProgress], round_: Round, spoken: Language) -> str:
    """Return how many contact details were checked, and the centres of which most is missing."""
    texts = MEMBERSHIP[spoken]
    missing = [each for each in progress if each.missing]
    summary = texts.round_progress.format(
        quarter=round_.quarter,
        year=round_.year,
        day=_render_day(round_.begins),
        checked=sum(each.checked for each in progress),
        total=sum(each.total for each in progress),
    )
    if not missing:
        return f"{summary}\n\n{texts.round_complete}"
    head = texts.round_missing.format(number=len(missing), centres=len(progress))
    lines = [_render_line(each, spoken) for each in missing[:_MAX_SHOWN]]
    if len(missing) > _MAX_SHOWN:
        lines.append(texts.round_more.format(number=len(missing) - _MAX_SHOWN))
    return "\n\n".join((summary, head, "\n".join(lines)))


def render_own_progress(centre: Centre, context: Context) -> str:
    """Return the progress of a centre for its members."""
    texts, round_ = MEMBERSHIP[context.reply_language], find_round(context.today)
    progress = measure_progress(centre, 0, context.today)
    sentence = texts.round_own_missing if progress.missing else texts.round_own_complete
    return sentence.format(
        quarter=round_.quarter,
        centre=label(centre.title),
        checked=progress.checked,
        total=progress.total,
        fields=name_fields(progress.missing, EDITING[context.reply_language]),
    )


def _render_line(progress: CentreProgress, spoken: Language) -> str:
    texts = MEMBERSHIP[spoken]
    fields = name_fields(progress.missing, EDITING[spoken])
    line = texts.round_line.format(centre=label(progress.title), fields=fields)
    return line if progress.members else f"{line} {texts.round_nobody}"


def _render_beginning(progress: Sequence[CentreProgress], round_: Round, spoken: Language, rules: CareRules) -> str:
    texts = MEMBERSHIP[spoken]
    begins = texts.round_begins.format(day=_render_day(round_.ends))
    asked = texts.round_asks if rules.asks_fields else texts.round_asks_nobody
    without = sum(not each.members for each in progress)
    nobody = (texts.round_without_members.format(number=without),) if without else ()
    return "\n\n".join((begins, asked, *nobody))


def _render_ending(progress: Sequence[CentreProgress], round_: Round, spoken: Language) -> str:
    ends = MEMBERSHIP[spoken].round_ends.format(day=_render_day(round_.ends))
    return f"{ends}\n\n{render_progress(progress, round_, spoken)}"


def _render_day(day: date) -> str:
    return f"{day.day}.{day.month}.{day.year}"
