"""The weekly digest for the office: what people asked in vain."""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta

from handlers.context.context import Context
from handlers.context.people import find_chats
from handlers.context.ports import Unanswered
from handlers.core.events import GapsDue
from handlers.core.messages import Choice, Message, label
from handlers.core.replies import write_to_person
from handlers.curation.gaps.reader import GAP_READER
from handlers.i18n.editing import EDITING
from handlers.rendering.long_texts import shorten_text
from knowledge.search import EarlierQuestions, Language

_WEEK = timedelta(days=7)
_MAX_READ, _MAX_TOPICS, _MAX_SHOWN, _MAX_OFFERED = 500, 6, 5, 3


async def send_digest(_: GapsDue, context: Context) -> Sequence[Message]:
    """Return the digest for each editor; nothing if the week had no question without a good answer."""
    gaps = await context.stores.gaps.list_since(context.now - _WEEK, _MAX_READ)
    if not gaps:
        return []
    messages = []
    for editor, address in await find_chats(context.editors, context):
        spoken = await context.stores.preferences.language(editor) or context.language
        choices = tuple(
            Choice(label=EDITING[spoken].ask_colleagues_about.format(number=number), says=f"/frage {gap.text}")
            for number, gap in enumerate(gaps[:_MAX_OFFERED], start=1)
        )
        if await context.stores.proposed_phrasings.list_most_wanted(1):
            choices += (Choice(label=EDITING[spoken].show_phrasings, says="/formulierungen"),)
        messages.append(write_to_person(editor, address, _render(gaps, spoken, context), choices))
    return messages


def _render(gaps: Sequence[Unanswered], spoken: Language, context: Context) -> str:
    texts = EDITING[spoken]
    search = context.everything.visible_to(GAP_READER)
    counts = Counter[str]()
    for gap in gaps:
        near = search.rank_topics(gap.text, EarlierQuestions(()))
        counts[label(near[0].title) if near else texts.no_topic] += gap.times
    topics = "\n".join(f"- {topic}: {number}" for topic, number in counts.most_common(_MAX_TOPICS))
    asked = "\n".join(
        f"{number}. {label(shorten_text(gap.text))} ({gap.times} ×)"
        for number, gap in enumerate(gaps[:_MAX_SHOWN], start=1)
    )
    where = texts.gaps_at_desk.format(url=f"{context.desk_url}/luecken") if context.desk_url else texts.gaps_in_chat
    return "\n\n".join((texts.gaps_of_week.format(number=sum(counts.values())), topics, asked, where))
