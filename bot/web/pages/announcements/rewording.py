"""The form that replaces the text of copies that are out, with a preview and the words that differ."""

from collections.abc import Sequence
from dataclasses import dataclass

from aiohttp import web

from bot.storage.unit_of_work import UnitOfWork
from bot.web.base.bubbles import Bubbles
from bot.web.base.desk import Page, redirect
from bot.web.pages.announcements.addressed import find_announcement
from bot.web.pages.announcements.announcement_view import explain
from bot.web.pages.announcements.previews import preview_copies
from bot.web.pages.knowledge.differences import Change, FieldDifference, Piece, compare_texts, compare_words
from handlers.announcements import decisions, lifecycle
from handlers.announcements.model.announcement import Announcement
from handlers.announcements.parsing import AnnouncementRefused
from handlers.announcements.sent_copies import as_delivered
from handlers.context.context import Context


@dataclass(frozen=True, kw_only=True, slots=True)
class Wording:
    """The texts in the form, in German and in English; an empty English one means that there is none."""

    text: str
    english: str


@dataclass(frozen=True, kw_only=True, slots=True)
class WordingPreview:
    """The copies with a new text, and the words that differ; `seen` is the hash of exactly this content.

    `problem` names what prevents it; `seen` is empty then.
    """

    bubbles: Sequence[Bubbles]
    pieces: Sequence[Piece]
    english_pieces: Sequence[Piece]
    seen: str
    problem: str


async def show(page: Page) -> web.StreamResponse:
    """Show the form with the present text, or with the one that awaits approval."""
    async with page.begin() as (context, unit):
        announcement = await _find(page, unit)
        if not lifecycle.can_reword(announcement):
            return redirect(f"/ankuendigungen/{announcement.number}")
        wording = Wording(text=announcement.text, english=announcement.english)
        return await _render(page, announcement, wording, context, unit)


async def preview(page: Page) -> web.StreamResponse:
    """Return the preview of the text in the form."""
    async with page.begin() as (context, unit):
        shown = _preview(page, await _find(page, unit), _read(page), context)
    return page.render("announcements/wording_preview.html", wording=shown)


async def save(page: Page) -> web.StreamResponse:
    """Replace the text of the copies once that is approved; show the preview first if it was not seen."""
    wording = _read(page)
    try:
        async with page.begin_change() as change:
            announcement = await _find(page, change.unit)
            shown = _preview(page, announcement, wording, change.context)
            if page.field("content") != announcement.content_hash:
                others = _compare(page, announcement, wording)
                return await _render(page, announcement, wording, change.context, change.unit, others=others)
            if not shown.seen or page.field("seen") != shown.seen:
                return await _render(page, announcement, wording, change.context, change.unit)
            done = await decisions.reword(announcement, wording.text, wording.english, change.context)
            change.outgoing.extend(done.messages)
            await change.log("announcement_reworded", str(announcement.number))
    except AnnouncementRefused as refused:
        async with page.begin() as (context, unit):
            return await _render(page, await _find(page, unit), wording, context, unit, explain(refused, context))
    return redirect(f"/ankuendigungen/{announcement.number}")


async def _find(page: Page, unit: UnitOfWork) -> Announcement:
    """Return the announcement in the address. Raises HTTPNotFound if there is none, or nothing of it went out."""
    announcement = await find_announcement(page, unit)
    if announcement.started_at is None:
        raise web.HTTPNotFound
    return announcement


def _read(page: Page) -> Wording:
    return Wording(
        text=page.field("text").replace("\r\n", "\n"),
        english=page.field("english").replace("\r\n", "\n"),
    )


def _preview(page: Page, announcement: Announcement, wording: Wording, context: Context) -> WordingPreview:
    before, problem = as_delivered(announcement), ""
    changed = before
    try:
        changed = lifecycle.with_new_text(before, wording.text, wording.english)
    except AnnouncementRefused as refused:
        problem = explain(refused, context)
    pieces = tuple(compare_words(before.text, changed.text))
    english = tuple(compare_words(before.english, changed.english))
    if not problem and all(piece.change is Change.SAME for piece in (*pieces, *english)):
        problem = page.say("Du hast am Text noch nichts geändert.")
    return WordingPreview(
        bubbles=preview_copies(changed, None, context),
        pieces=pieces,
        english_pieces=english,
        seen="" if problem else changed.content_hash,
        problem=problem,
    )


def _compare(page: Page, announcement: Announcement, wording: Wording) -> Sequence[FieldDifference]:
    german = (page.say("Text"), announcement.text, wording.text)
    english = (page.say("Englische Fassung"), announcement.english, wording.english)
    return tuple(compare_texts((german, english)))


async def _render(
    page: Page,
    announcement: Announcement,
    wording: Wording,
    context: Context,
    unit: UnitOfWork,
    refusal: str = "",
    *,
    others: Sequence[FieldDifference] | None = None,
) -> web.StreamResponse:
    """Show the form, with what differs from another's version that was saved meanwhile, if one was."""
    return page.render(
        "announcements/wording.html",
        status=409 if refusal or others is not None else 200,
        announcement=announcement,
        before=as_delivered(announcement),
        form=wording,
        wording=_preview(page, announcement, wording, context),
        reach=await unit.announcements.count_recipients(announcement.number),
        needs_approval=await lifecycle.needs_approval(context),
        is_asking=page.request.method == "POST",
        refusal=refusal,
        others=others,
    )
