"""The effect of what is typed about an entry, and which wordings of a gap it would answer."""

from collections.abc import Sequence
from dataclasses import replace

from bot.storage.unit_of_work import UnitOfWork
from bot.storage.web.test_questions import MAX_KEPT
from bot.web.base.catalogue import Catalogue
from bot.web.base.desk import Page
from bot.web.base.effects import Effect, Questions
from bot.web.base.recent_counts import ASKED_WITHIN
from bot.web.pages.knowledge.form import EntryForm, draft_entry, make_id
from handlers.curation.recall import count_to_correct

_MAX_ASKED, _MAX_WORDINGS = 200, 20
_DIGEST_LENGTH = 16


async def check_effect(page: Page, form: EntryForm, gap: str, catalogue: Catalogue) -> Effect | None:
    """Return what a save would change, also for the group of a gap; None while a value can't be read."""
    search = page.desk.search()
    old = search.get_entry(form.id)
    entry = draft_entry(form, form.id or make_id(form, catalogue), old, catalogue)
    if entry is None:
        return None
    async with page.begin() as (context, unit):
        asked = await unit.questions.list_most_asked(page.now - ASKED_WITHIN, _MAX_ASKED)
        kept = await unit.test_questions.list_before(None, MAX_KEPT)
        corrected = await count_to_correct(old, entry, context) if old else 0
        wordings = await _list_wordings(page, gap, unit)
    effect = await page.desk.effects.check(search, entry, Questions(asked=asked, kept=kept, wordings=wordings))
    return replace(effect, corrected=corrected)


async def _list_wordings(page: Page, gap: str, unit: UnitOfWork) -> Sequence[str]:
    """Return the texts of the group of a gap by its digest, the leader first."""
    group = await page.desk.gap_groups.find(gap, unit) if len(gap) == _DIGEST_LENGTH else None
    return [each.text for each in group.gaps[:_MAX_WORDINGS]] if group else []
