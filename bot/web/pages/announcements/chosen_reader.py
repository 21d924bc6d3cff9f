"""The recipient for whom a draft is previewed: by name and centre among those who would get it."""

from dataclasses import dataclass, replace

from bot.storage.announcements.announcement_lists import ListedRecipient, RecipientColumn, RecipientFilter
from bot.storage.unit_of_work import UnitOfWork
from bot.web.base.choices import list_centres
from bot.web.base.desk import Page
from bot.web.pages.announcements.draft_form import DraftForm
from handlers.announcements.model.announcement import Announcement
from handlers.announcements.parsing import AnnouncementRefused
from handlers.announcements.readership import find_readers
from handlers.context.context import Context

_MAX_WORDS = 100


@dataclass(frozen=True, kw_only=True, slots=True)
class ChosenReader:
    """The name and centre that were typed, and the first who fits; None is anybody. `has_more`: others do too."""

    words: str = ""
    centre: str = ""
    found: ListedRecipient | None = None
    has_more: bool = False

    @property
    def is_missing(self) -> bool:
        return self.found is None and bool(self.words or self.centre)


async def find_reader(
    page: Page, stored: Announcement, form: DraftForm, context: Context, unit: UnitOfWork
) -> ChosenReader:
    """Return the first of the draft's present audience, by name, that fits what the form says."""
    words, centre = page.field("reader_name")[:_MAX_WORDS], page.field("reader_centre")
    chosen = ChosenReader(words=words, centre=centre if centre in list_centres(context) else "")
    if not (chosen.words or chosen.centre):
        return chosen
    visibility = form.visibility or stored.visibility
    draft = replace(stored, audience=form.audience.chosen, visibility=visibility)
    wanted = RecipientFilter(centre=chosen.centre, words=chosen.words, column=RecipientColumn.NAME)
    try:
        readers = await find_readers(draft, context)
    except AnnouncementRefused:
        return chosen
    found = await unit.announcement_lists.list_audience(readers, draft.source, wanted, 2)
    return replace(chosen, found=found[0], has_more=len(found) > 1) if found else chosen
