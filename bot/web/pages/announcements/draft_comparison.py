"""Differences between an announcement as it is stored and what somebody has written in its form."""

from collections.abc import Sequence
from dataclasses import replace

from bot.web.base.desk import Page
from bot.web.pages.announcements.draft_form import DraftForm, parse_start
from bot.web.pages.knowledge.differences import FieldDifference, compare_texts
from handlers.announcements.cards import render_time
from handlers.announcements.model.announcement import Announcement
from handlers.announcements.parsing import AnnouncementRefused
from handlers.context.context import Context
from handlers.rendering.backslashes import drop_needless_escapes
from knowledge.entries import Visibility


def compare_drafts(
    announcement: Announcement, form: DraftForm, page: Page, context: Context
) -> Sequence[FieldDifference]:
    """Return the fields that differ, in the order of the form."""
    stored = announcement
    fields = (
        (page.say("Text"), drop_needless_escapes(stored.text), form.text),
        (page.say("Englische Fassung"), drop_needless_escapes(stored.english), form.english),
        (page.say("Empfänger*innen"), stored.audience, form.audience.expression),
        (
            page.say("Sichtbar für"),
            _name_readers(stored.visibility, page),
            _name_readers(form.visibility or stored.visibility, page),
        ),
        (page.say("Zeit"), _describe_time(stored, context), _describe_chosen_time(stored, form, context)),
        (page.say("Dringend"), _describe_flag(page, stored.is_urgent), _describe_flag(page, form.is_urgent)),
        (
            page.say("Um „Gelesen“ bitten"),
            _describe_flag(page, stored.wants_receipt),
            _describe_flag(page, form.wants_receipt),
        ),
    )
    return tuple(compare_texts(fields))


def _describe_time(announcement: Announcement, context: Context) -> str:
    return render_time(announcement, context.announcement_texts, context)


def _describe_chosen_time(announcement: Announcement, form: DraftForm, context: Context) -> str:
    """Return when it would go out; a time that can't be understood is shown as it was typed."""
    try:
        schedule = parse_start(form, context)
    except AnnouncementRefused:
        return form.when
    if schedule is None:
        return _describe_time(announcement, context)
    chosen = replace(announcement, at=schedule.at, recurrence=schedule.recurrence, due_at=None)
    return _describe_time(chosen, context)


def _name_readers(visibility: Visibility, page: Page) -> str:
    names = {Visibility.NETWORK: page.say("Netzwerk"), Visibility.INTERNAL: page.say("intern")}
    return names.get(visibility, page.say("alle"))


def _describe_flag(page: Page, is_set: bool) -> str:
    return page.say("ja") if is_set else page.say("nein")
