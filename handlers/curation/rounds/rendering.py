"""The progress of a round as messages: for the office, for members of a centre, at its beginning and its end."""

from collections.abc import Sequence

from handlers.context.context import Context
from handlers.core.messages import label
from handlers.curation.model.rounds import CareRules, Round, find_round
from handlers.curation.rounds.progress import CentreProgress, measure_progress, name_fields
from handlers.i18n.editing import EDITING
from handlers.i18n.membership import MEMBERSHIP
from handlers.rendering.origins import render_day
from knowledge.entries import Centre
from knowledge.search import Language

_MAX_SHOWN = 10


def render_progress(progress: Sequence[CentreProgress], round_: Round, spoken: Language) -> str:
    """Return how many contact details were checked, and the centres of which most is missing."""
    texts = MEMBERSHIP[spoken]
    missing = [each for each in progress if each.missing]
    summary = texts.round_progress.format(
        quarter=round_.quarter,
        year=round_.year,
        day=render_day(round_.begins),
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
    progress = measure_progress(centre, context.today)
    sentence = texts.round_own_missing if progress.missing else texts.round_own_complete
    return sentence.format(
        quarter=round_.quarter,
        centre=label(centre.title),
        checked=progress.checked,
        total=progress.total,
        fields=name_fields(progress.missing, EDITING[context.reply_language]),
    )


def render_beginning(progress: Sequence[CentreProgress], round_: Round, spoken: Language, rules: CareRules) -> str:
    """Return what the office is told when a round begins: until when it lasts, who is asked, and where nobody is."""
    texts = MEMBERSHIP[spoken]
    begins = texts.round_begins.format(day=render_day(round_.ends))
    asked = texts.round_asks if rules.asks_fields else texts.round_asks_nobody
    without = sum(not each.members for each in progress)
    nobody = (texts.round_without_members.format(number=without),) if without else ()
    return "\n\n".join((begins, asked, *nobody))


def render_ending(progress: Sequence[CentreProgress], round_: Round, spoken: Language) -> str:
    """Return what the office is told before a round ends."""
    ends = MEMBERSHIP[spoken].round_ends.format(day=render_day(round_.ends))
    return f"{ends}\n\n{render_progress(progress, round_, spoken)}"


def _render_line(progress: CentreProgress, spoken: Language) -> str:
    texts = MEMBERSHIP[spoken]
    fields = name_fields(progress.missing, EDITING[spoken])
    line = texts.round_line.format(centre=label(progress.title), fields=fields)
    return line if progress.members else f"{line} {texts.round_nobody}"
