"""Actions of editors on an announcement: the same steps as in chats, with the same refusals."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace

from aiohttp import web

from bot.web.base.desk import Change, Page, parse_number, redirect
from bot.web.pages.announcements.addressed import find_announcement
from bot.web.pages.announcements.announcement_page import render
from bot.web.pages.announcements.announcement_view import explain
from bot.web.pages.announcements.approvers import find_approver
from handlers.announcements import cards, decisions, lifecycle, sent_copies
from handlers.announcements.feeds.drafts import adopt_draft
from handlers.announcements.model.announcement import Announcement, format_account
from handlers.announcements.parsing import AnnouncementRefused
from handlers.context.people import find_chats
from handlers.core.events import Address
from handlers.core.replies import write_to_person
from handlers.i18n.announcements import Refusal
from knowledge.entries import Visibility

_MOST_REASON = 1000

Action = Callable[[Announcement, Change], Awaitable[object]]


async def act(page: Page) -> web.StreamResponse:
    """Take a step of an announcement; what is refused is said on its page, and nothing is changed."""
    action = page.request.match_info["action"]
    if action not in _ACTIONS:
        raise web.HTTPNotFound
    try:
        async with page.begin_change() as change:
            announcement = await find_announcement(page, change.unit)
            if action != "probe":
                chat = await find_own_chat(change)
                announcement = await adopt_draft(announcement, page.sender, chat, change.context)
            await _ACTIONS[action](announcement, change)
            await change.log(f"announcement_{_NAMES[action]}", str(announcement.number))
    except AnnouncementRefused as refused:
        async with page.begin() as (context, _):
            sentence = explain(refused, context)
        return await render(page, sentence, reason=page.field("reason"), status=409)
    return redirect(f"/ankuendigungen/{announcement.number}")


async def find_own_chat(change: Change) -> Address | None:
    """Return the direct chat of the person, where they are told how it went; None if there is none."""
    found = await find_chats([change.page.sender], change.context)
    return found[0][1] if found else None


async def _submit(announcement: Announcement, change: Change) -> None:
    asked = await find_approver(change.page.field("asked"), announcement, change.context)
    done = await decisions.submit(announcement, _require_hash(announcement, change), change.context, asked)
    change.outgoing.extend(done.messages)


async def _approve(announcement: Announcement, change: Change) -> None:
    seen = _require_hash(announcement, change)
    done = await decisions.approve(announcement, change.page.sender, seen, change.context)
    change.outgoing.extend(done.messages)


async def _send_back(announcement: Announcement, change: Change) -> None:
    reason, seen = change.page.field("reason")[:_MOST_REASON], _require_hash(announcement, change)
    done = await decisions.send_back(announcement, change.page.sender, seen, reason, change.context)
    change.outgoing.extend(done.messages)


def _require_hash(announcement: Announcement, change: Change) -> str:
    """Return the hash of the content that was shown; raises AnnouncementRefused if it is another one or missing."""
    seen = change.page.field("content")
    if seen != announcement.content_hash:
        raise AnnouncementRefused(Refusal.CHANGED_SINCE)
    return seen


async def _pause(announcement: Announcement, change: Change) -> None:
    await lifecycle.pause(announcement, change.context)


async def _resume(announcement: Announcement, change: Change) -> None:
    await lifecycle.resume(announcement, change.context)


async def _cancel(announcement: Announcement, change: Change) -> None:
    await lifecycle.cancel(announcement, change.context)


async def _recall(announcement: Announcement, change: Change) -> None:
    await lifecycle.recall(announcement, change.context)


async def send_sample(announcement: Announcement, change: Change) -> None:
    """Send the person what they would get as a recipient; raises AnnouncementRefused if Lotse can't write to them."""
    is_internal = announcement.visibility is Visibility.INTERNAL
    chats = await find_chats([change.page.sender], change.context, in_house=is_internal)
    if not chats:
        raise AnnouncementRefused(Refusal.NO_OWN_CHAT)
    for account, address in chats:
        for copy in cards.render_copies(announcement, address.platform, change.context, account):
            sample = write_to_person(account, address, copy.text, ())
            change.outgoing.append(replace(sample, attachment=copy.attachment))


async def _remind(announcement: Announcement, change: Change) -> None:
    await sent_copies.remind_missing(announcement, format_account(change.page.sender), change.context)


async def _retry(announcement: Announcement, change: Change) -> None:
    """Try the copy in the form again, or without one all that failed."""
    wanted = change.page.field("position")
    position = parse_number(wanted) if wanted else None
    if wanted and position is None:
        raise AnnouncementRefused(Refusal.NOTHING_TO_RETRY)
    await lifecycle.retry_failed(announcement, position, change.context)


_ACTIONS: Mapping[str, Action] = {
    "absenden": _submit,
    "freigeben": _approve,
    "zurueckgeben": _send_back,
    "pause": _pause,
    "weiter": _resume,
    "abbrechen": _cancel,
    "zurueckrufen": _recall,
    "erinnern": _remind,
    "noch-einmal": _retry,
    "probe": send_sample,
}
_NAMES: Mapping[str, str] = {
    "absenden": "submitted",
    "freigeben": "approved",
    "zurueckgeben": "returned",
    "pause": "paused",
    "weiter": "resumed",
    "abbrechen": "cancelled",
    "zurueckrufen": "recalled",
    "erinnern": "reminded",
    "noch-einmal": "retried",
    "probe": "sampled",
}
