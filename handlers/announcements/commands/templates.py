"""Templates, and announcements whose fields are asked for one by one."""

from collections.abc import Sequence
from dataclasses import replace

from handlers.announcements import lifecycle, templates
from handlers.announcements.commands.overview import show
from handlers.announcements.commands.questions import ask_field, explain_refusal
from handlers.announcements.commands.steps import begin_draft, choose_audience
from handlers.announcements.model.announcement import Announcement, Changes, FilledTemplate
from handlers.announcements.model.verbs import COMMAND
from handlers.announcements.origins import remember_origin
from handlers.announcements.parsing import AnnouncementRefused
from handlers.context.context import Context
from handlers.core.arguments import one_line
from handlers.core.events import MessageReceived
from handlers.core.messages import Choice, Message, label
from handlers.core.replies import reply_to
from handlers.dialogues.table import FIELD, Step
from handlers.faq.answers import offer_choices
from handlers.rendering.backslashes import unescape_typed

_MOST_CHOICES = 9


def parse_template(argument: str) -> tuple[str, str]:
    """Return the name in the first line, and the text below."""
    first, _, text = argument.partition("\n")
    return one_line(first).casefold(), text.strip()


async def manage_templates(template: tuple[str, str], event: MessageReceived, context: Context) -> list[Message]:
    """Answer `/vorlagen`, which lists templates; `/vorlagen NAME` stores the text below, or else drops that one."""
    texts = context.announcement_texts
    name, text = template
    if not name:
        stored = await context.stores.templates.all()
        choices = tuple(
            Choice(label=each.name, says=f"{COMMAND} vorlage {each.name}") for each in stored[:_MOST_CHOICES]
        )
        return [await offer_choices(event, context, texts.templates if stored else texts.no_templates, choices)]
    try:
        if text:
            kept = await templates.put(name, unescape_typed(text), context)
            return [reply_to(event, texts.template_kept.format(name=label(kept.name)))]
        await templates.drop(name, context)
    except AnnouncementRefused as refused:
        return [explain_refusal(refused, event, context)]
    return [reply_to(event, texts.template_dropped.format(name=label(name)))]


async def begin_from_template(name: str, values: str, event: MessageReceived, context: Context) -> Sequence[Message]:
    """Begin an announcement that is filled in field by field; `values` are those that are known, a line each.

    Raises AnnouncementRefused if there is no such template.
    """
    template = await templates.find(name, context)
    known = dict(zip(template.fields, values.splitlines(), strict=False))
    begun = await begin_draft("", event, context)
    return await _save_values(FIELD, begun, FilledTemplate(template=template, values=known), event, context)


async def reopen_field(
    announcement: Announcement, _: str, event: MessageReceived, context: Context
) -> Sequence[Message]:
    """Ask once more for the field that was filled in last."""
    filling = announcement.filling
    if filling is None:
        return await show(announcement, "", event, context)
    filled = [field for field in filling.template.fields if field in filling.values]
    before = filling.without_value(filled[-1]) if filled else filling
    return await _save_values(FIELD, announcement, before, event, context)


async def fill_field(
    step: Step, announcement: Announcement, value: str, event: MessageReceived, context: Context
) -> Sequence[Message]:
    """Take the value of the next field; without one, ask for it.

    At OTHER_FIELD it is one whose value was taken back, after which the preview comes.
    """
    filling = announcement.filling
    missing = filling.missing if filling else None
    if filling is None or missing is None:
        return await show(announcement, "", event, context)
    if not value:
        return [await ask_field(step, announcement, missing, event, context)]
    filling = filling.with_value(missing, value)
    said = await _save_values(step, announcement, filling, event, context)
    await remember_origin(FIELD, replace(announcement, filling=filling), event, context, missing)
    return said


async def _save_values(
    step: Step, announcement: Announcement, filling: FilledTemplate, event: MessageReceived, context: Context
) -> Sequence[Message]:
    """Keep the values, and ask for the next field; all of them make up the text. Raises AnnouncementRefused."""
    changed = await lifecycle.change_draft(announcement, changes_from(filling), context)
    if filling.missing is not None:
        return [await ask_field(step, changed, filling.missing, event, context)]
    return await (choose_audience if step is FIELD else show)(changed, "", event, context)


def changes_from(filling: FilledTemplate) -> Changes:
    """Return the changes that a template with these values makes to an announcement."""
    return Changes(filling=filling, text="" if filling.missing else filling.text)
