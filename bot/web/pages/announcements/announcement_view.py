"""The content of the page of one announcement, read in one short transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.storage.announcements.announcement_lists import ListedRecipient
from bot.storage.unit_of_work import UnitOfWork
from bot.web.base.desk import Page
from bot.web.pages.announcements.announcement_list import name_author
from bot.web.pages.knowledge.differences import Piece, compare_words
from handlers.announcements import cards, lifecycle
from handlers.announcements.forecast import Forecast, find_start, make_forecast
from handlers.announcements.model.announcement import Announcement, AnnouncementState, Counts, Reach, parse_account
from handlers.announcements.model.verbs import Verb
from handlers.announcements.parsing import AnnouncementRefused
from handlers.announcements.rendering.copies import list_sources
from handlers.announcements.sent_copies import as_delivered
from handlers.context.context import Context
from handlers.context.people import is_same_person
from handlers.core.events import Sender

_LONGEST_TITLE = 120
_UNFINISHED = (AnnouncementState.DRAFT, AnnouncementState.WAITING, AnnouncementState.SCHEDULED, AnnouncementState.LATE)


@dataclass(frozen=True, kw_only=True, slots=True)
class AnnouncementView:
    """An announcement as its page shows it.

    `verbs` are what this person may do, `reach` its recipients by platform. `forecast` is None once it has started, or
    if its audience can't be understood, which `problem` then says. `counts` are those of copies, None before the start.
    `rewording` leads from the delivered text to the one that awaits approval, word by word. `asks_approval`: sending it
    asks another editor. `starts_at` is when it goes out if it is sent now; None for at once.
    """

    announcement: Announcement
    title: str
    author: str
    approver: str
    verbs: Sequence[Verb]
    is_own: bool
    reach: Reach
    forecast: Forecast | None
    problem: str
    when: str
    counts: Counts | None
    responses: Mapping[str, int]
    reader: ListedRecipient | None
    can_reword: bool
    rewording: Sequence[Piece]
    english_rewording: Sequence[Piece]
    asks_approval: bool
    starts_at: datetime | None

    @property
    def people(self) -> int:
        return sum(self.reach.values())


async def read_view(
    number: int, position: int | None, page: Page, context: Context, unit: UnitOfWork
) -> AnnouncementView | None:
    """Return an announcement, as the recipient at this position gets it; None if there is none of this number."""
    announcement = await unit.announcements.get(number)
    if announcement is None:
        return None
    is_own = await _is_by(page.sender, announcement, context)
    forecast, problem = await _forecast(announcement, context)
    has_started, before = announcement.started_at is not None, as_delivered(announcement)
    counts = await unit.announcements.count_copies(before) if has_started else None
    reader = await _find_reader(number, position, unit)
    sources = list_sources(context)
    return AnnouncementView(
        announcement=announcement,
        title=cards.render_beginning(announcement, _LONGEST_TITLE),
        author=name_author(announcement.author, sources),
        approver=name_author(announcement.approver, sources) if announcement.approver else "",
        verbs=_list_verbs(announcement, context, is_own=is_own),
        is_own=is_own,
        reach=forecast.reach if forecast else await unit.announcements.count_recipients(number),
        forecast=forecast,
        problem=problem,
        when=cards.render_time(announcement, context.announcement_texts, context),
        counts=counts,
        responses=await unit.responses.count(number) if has_started else {},
        reader=reader,
        can_reword=lifecycle.can_reword(announcement),
        rewording=tuple(compare_words(before.text, announcement.text)),
        english_rewording=tuple(compare_words(before.english, announcement.english)),
        asks_approval=announcement.state is AnnouncementState.DRAFT and await lifecycle.needs_approval(context),
        starts_at=_find_start(announcement, context) if forecast else None,
    )


def _find_start(announcement: Announcement, context: Context) -> datetime | None:
    start = find_start(announcement, context)
    return start if start > context.now else None


async def _is_by(sender: Sender, announcement: Announcement, context: Context) -> bool:
    author = parse_account(announcement.author)
    return author is not None and await is_same_person(sender, author, context)


async def _forecast(announcement: Announcement, context: Context) -> tuple[Forecast | None, str]:
    """Return the forecast of what has not started, and what is wrong with its audience."""
    if announcement.state not in _UNFINISHED or announcement.earlier is not None:
        return None, ""
    try:
        return await make_forecast(announcement, context), ""
    except AnnouncementRefused as refused:
        return None, explain(refused, context)


def explain(refused: AnnouncementRefused, context: Context) -> str:
    """Return the sentence of a refusal, as in chats."""
    return context.announcement_texts.explain(refused.refusal, refused.values)


def _list_verbs(announcement: Announcement, context: Context, *, is_own: bool) -> Sequence[Verb]:
    """Return what chats offer as well: the author's steps, or the decision of another editor."""
    verbs = [*cards.list_verbs(announcement, context.announcement_texts)]
    if announcement.state is AnnouncementState.WAITING and not is_own:
        return [Verb.APPROVE, Verb.SEND_BACK, *verbs]
    return verbs


async def _find_reader(number: int, position: int | None, unit: UnitOfWork) -> ListedRecipient | None:
    if position is None or position < 1:
        return None
    return await unit.announcement_lists.find_recipient(number, position)
