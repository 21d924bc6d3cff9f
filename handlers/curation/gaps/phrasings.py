"""Phrasings that people teach by their choices: counted, and added to an entry only if an editor says so."""

import re
from collections.abc import Sequence

from handlers.announcements.model.announcement import format_account
from handlers.context.context import Context
from handlers.core.events import MessageReceived
from handlers.core.messages import Choice, Message, label
from handlers.core.replies import reply_to
from handlers.curation.editing.entries import load_entry
from handlers.curation.model.proposed_phrasings import ProposedPhrasing
from handlers.faq.answers import offer_choices
from handlers.i18n.editing import EDITING
from knowledge.text import split_words

_AT_ONCE, _MAX_LISTED = 5, 200
_REQUEST = re.compile(r"((?:centre|offer|faq)/[a-z0-9-]{1,110}) ([0-9a-f]{16}) (ja|nein)")
_MAX_LABEL = 60


async def list_wanted(event: MessageReceived, context: Context) -> Sequence[Message]:
    """Show the most wanted phrasings, each with what decides on it."""
    wanted = await offer_wanted(event, context)
    return [wanted or reply_to(event, EDITING[context.reply_language].no_phrasings)]


async def offer_wanted(event: MessageReceived, context: Context) -> Message | None:
    """Return the most wanted phrasings, each with what decides on it; None if there are none."""
    texts = EDITING[context.reply_language]
    found = await context.stores.proposed_phrasings.list_most_wanted(_MAX_LISTED)
    wanted = [each for each in found if not _is_hidden(each, context)][:_AT_ONCE]
    if not wanted:
        return None
    lines = [f"{number}. {_render(each, context)}" for number, each in enumerate(wanted, start=1)]
    choices = tuple(
        Choice(label=text.format(number=number), says=f"/formulierung {each.entry} {each.digest} {verdict}")
        for number, each in enumerate(wanted, start=1)
        for text, verdict in ((texts.add_phrasing, "ja"), (texts.drop_phrasing, "nein"))
    )
    return await offer_choices(event, context, "\n\n".join((texts.wanted_phrasings, "\n".join(lines))), choices)


async def decide(argument: str, event: MessageReceived, context: Context) -> Sequence[Message]:
    """Add a phrasing to its entry, or drop it; then show the others."""
    texts, found = EDITING[context.reply_language], _REQUEST.fullmatch(argument.strip())
    phrasing = await context.stores.proposed_phrasings.find(found[1], found[2]) if found else None
    if found is None or phrasing is None or _is_hidden(phrasing, context):
        return [reply_to(event, texts.no_such_phrasing)]
    said = texts.phrasing_dropped if found[3] == "nein" else await _add(phrasing, event, context)
    if said is None:
        return [reply_to(event, texts.try_again)]
    await context.stores.proposed_phrasings.decide(phrasing)
    first, *others = await list_wanted(event, context)
    return [reply_to(event, said), first, *others]


async def _add(phrasing: ProposedPhrasing, event: MessageReceived, context: Context) -> str | None:
    """Add a phrasing; return what to say, None if somebody has changed the entry meanwhile."""
    texts, stored = EDITING[context.reply_language], await load_entry(phrasing.entry, context)
    if stored is None:
        return texts.no_such_phrasing
    holder = _find_holder(phrasing.text, context)
    if holder is not None:
        return texts.phrasing_is_taken.format(title=label(holder))
    changed = stored.entry.model_copy(update={"phrasings": (*stored.entry.phrasings, phrasing.text)})
    author = format_account(event.sender)
    saved = await context.stores.records.save(changed, stored.revision, author, context.now, texts.reason_phrasing)
    return None if saved is None else texts.phrasing_added.format(title=label(stored.entry.title))


def _is_hidden(phrasing: ProposedPhrasing, context: Context) -> bool:
    """Return whether the editor may not read the entry where they are."""
    id_ = phrasing.entry
    return context.search.get_entry(id_) is None and context.everything.get_entry(id_) is not None


def _find_holder(text: str, context: Context) -> str | None:
    """Return the title of the entry that these words lead to already; None if there is none."""
    words = split_words(text)
    for entry in context.search.knowledge.entries:
        if any(split_words(known) == words for known in (entry.title, *entry.phrasings)):
            return entry.title
    return None


def _render(phrasing: ProposedPhrasing, context: Context) -> str:
    entry = context.everything.get_entry(phrasing.entry)
    return f"„{label(phrasing.text)}“ → {label(entry.title if entry else phrasing.entry)} ({phrasing.times} ×)"
