"""Announcements from texts with fields, which are asked for one by one."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from handlers.announcements import lifecycle
from handlers.announcements.commands.overview import show
from handlers.announcements.commands.questions import ask_field
from handlers.announcements.commands.steps import begin_draft, choose_audience
from handlers.announcements.corrections.origins import remember_origin
from handlers.announcements.model.announcement import Announcement, FilledTemplate, Template
from handlers.announcements.model.text import MOST_CHARACTERS
from handlers.announcements.parsing import COMMAND
from handlers.context.context import Context
from handlers.core.events import MessageReceived
from handlers.core.messages import Choice, Message, label
from handlers.core.replies import reply_to
from handlers.dialogues.table import FIELD, OTHER_FIELD, Step
from handlers.faq.answers import offered_next
from handlers.i18n.announcements import ANNOUNCING
from handlers.rendering.backslashes import as_typed

_MOST_CHOICES = 9


async def manage_templates(event: MessageReceived, context: Context) -> list[Message]:
    """`/vorlagen` shows them; `/vorlagen NAME` with a text below keeps one, without a text it drops it."""
    texts = ANNOUNCING[await context.spoken(event)]
    if not context.is_editor(event.sender):
        return [reply_to(event, texts.editors_only)]
    first, _, text = event.text.strip().partition("\n")
    name = " ".join(first.split()[1:]).casefold()
    if not name:
        kept = await context.templates.all()
        choices = tuple(Choice(label=each.name, says=f"{COMMAND} vorlage {each.name}") for each in kept[:_MOST_CHOICES])
        return [await offered_next(event, context, texts.templates if kept else texts.no_templates, choices)]
    if not re.fullmatch(r"[\w-]{1,60}", name):
        return [reply_to(event, texts.template_name)]
    if text.strip():
        await context.templates.put(Template(name=name, text=as_typed(text.strip())[:MOST_CHARACTERS]))
        return [reply_to(event, texts.template_kept.format(name=label(name)))]
    dropped = await context.templates.drop(name)
    return [reply_to(event, (texts.template_dropped if dropped else texts.unknown_template).format(name=label(name)))]


async def begin_from_template(name: str, values: str, event: MessageReceived, context: Context) -> Sequence[Message]:
    """Begin an announcement that is filled in field by field; `values` are those that are known, a line each."""
    texts = ANNOUNCING[await context.spoken(event)]
    template = await context.templates.get(name.casefold())
    if template is None:
        return [reply_to(event, texts.unknown_template.format(name=label(name)))]
    known = dict(zip(template.fields, values.splitlines(), strict=False))
    begun = await begin_draft("", event, context)
    return await _save_values(FIELD, begun, FilledTemplate(template=template, values=known), event, context)


async def fill_field(
    announcement: Announcement, value: str, event: MessageReceived, context: Context
) -> Sequence[Message]:
    """Take the value of the next field; without one, ask for it."""
    return await _take_value(FIELD, announcement, value, event, context)


async def refill_field(
    announcement: Announcement, value: str, event: MessageReceived, context: Context
) -> Sequence[Message]:
    """Take the value of a field that was taken back; without one, ask for it. Then comes the preview."""
    return await _take_value(OTHER_FIELD, announcement, value, event, context)


async def reopen_field(
    announcement: Announcement, _: str, event: MessageReceived, context: Context
) -> Sequence[Message]:
    """Ask once more for the field that was filled in last."""
    filling = announcement.filling
    if filling is None:
        return await show(announcement, "", event, context)
    filled = [field for field in filling.template.fields if field in filling.values]
    before = filling.without(filled[-1]) if filled else filling
    return await _save_values(FIELD, announcement, before, event, context)


async def _take_value(
    step: Step, announcement: Announcement, value: str, event: MessageReceived, context: Context
) -> Sequence[Message]:
    filling = announcement.filling
    missing = filling.missing if filling else None
    if filling is None or missing is None:
        return await show(announcement, "", event, context)
    if not value:
        return [await ask_field(step, announcement, missing, event, context)]
    filling = filling.having(missing, value)
    said = await _save_values(step, announcement, filling, event, context)
    await remember_origin(FIELD, replace(announcement, filling=filling), event, context, missing)
    return said


async def _save_values(
    step: Step, announcement: Announcement, filling: FilledTemplate, event: MessageReceived, context: Context
) -> Sequence[Message]:
    """Keep the values, and ask for the next field; all of them make up the text. Raises AnnouncementRefused."""
    changed = await lifecycle.change_draft(announcement, context, **changes_from(filling))
    if filling.missing is not None:
        return [await ask_field(step, changed, filling.missing, event, context)]
    return await (choose_audience if step is FIELD else show)(changed, "", event, context)


def changes_from(filling: FilledTemplate) -> dict[str, Any]:
    """Return what changes of an announcement with these values."""
    return {"filling": filling, "text": "" if filling.missing else filling.text}
