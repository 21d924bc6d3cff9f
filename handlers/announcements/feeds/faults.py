"""Items of feeds that can't be read, as the editors are told."""

from collections.abc import Sequence

from handlers.announcements.editors import list_reachable_editors
from handlers.announcements.model.policy import FeedPolicy
from handlers.context.context import Context
from handlers.core.feed_items import AppointmentFault
from handlers.core.messages import Message, label
from handlers.i18n.announcements import AnnouncementTexts

_MOST_LISTED = 9
_LONGEST_TITLE = 100


async def report_faults(faults: Sequence[AppointmentFault], feed: FeedPolicy, context: Context) -> list[Message]:
    """Return messages to the editors on items that can't be read."""
    editors = await list_reachable_editors(context)
    return [editor.write(_render_faults(faults, feed, editor.texts)) for editor in editors]


def _render_faults(faults: Sequence[AppointmentFault], feed: FeedPolicy, texts: AnnouncementTexts) -> str:
    lines = [render_fault(each, texts) for each in faults[:_MOST_LISTED]]
    if len(faults) > _MOST_LISTED:
        lines.append(texts.feed_more_faults.format(count=len(faults) - _MOST_LISTED))
    listed = "\n".join(f"- {line}" for line in lines)
    return f"{texts.feed_faults.format(source=label(feed.name))}\n\n{listed}"


def render_fault(fault: AppointmentFault, texts: AnnouncementTexts) -> str:
    """Return a line of Markdown that names the item and what is wrong with it."""
    title = label(fault.title[:_LONGEST_TITLE]) or texts.feed_fault_untitled
    return texts.feed_fault.format(title=title, what=texts.flaws[fault.flaw].format(part=fault.part))
