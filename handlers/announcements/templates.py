"""Announcements from texts with fields, which are asked for one by one."""

import re
from collections.abc import Sequence

from handlers.announcements.card import COMMAND
from handlers.announcements.kept import Template
from handlers.announcements.texts import ANNOUNCING
from handlers.announcements.wording import MOST_CHARACTERS
from handlers.announcements.writing import begin, whom
from handlers.answers import offered_next, reply_to
from handlers.context import Context
from handlers.dialogues.asking import ask_for
from handlers.dialogues.table import FIELD
from handlers.events import MessageReceived
from handlers.messages import Choice, Message, escape, label

_SHOWN = 9


async def templates(event: MessageReceived, context: Context) -> list[Message]:
    """`/vorlagen` shows them; `/vorlagen NAME` with a text below keeps one, without a text it drops it."""
    texts = ANNOUNCING[await context.spoken(event)]
    if not context.is_editor(event.sender):
        return [reply_to(event, texts.editors_only)]
    first, _, text = event.text.strip().partition("\n")
    name = " ".join(first.split()[1:]).casefold()
    if not name:
        kept = await context.templates.all()
        choices = tuple(Choice(label=each.name, says=f"{COMMAND} vorlage {each.name}") for each in kept[:_SHOWN])
        return [await offered_next(event, context, texts.templates if kept else texts.no_templates, choices)]
    if not re.fullmatch(r"[\w-]{1,60}", name):
        return [reply_to(event, texts.template_name)]
    if text.strip():
        await context.templates.put(Template(name=name, text=text.strip()[:MOST_CHARACTERS]))
        return [reply_to(event, texts.template_kept.format(name=label(name)))]
    dropped = await context.templates.drop(name)
    return [reply_to(event, (texts.template_dropped if dropped else texts.unknown_template).format(name=label(name)))]


async def from_template(name: str, values: str, event: MessageReceived, context: Context) -> Sequence[Message]:
    """Field by field; `values` are those that are known, a line each."""
    texts = ANNOUNCING[await context.spoken(event)]
    template = await context.templates.get(name.casefold())
    if template is None:
        return [reply_to(event, texts.unknown_template.format(name=label(name)))]
    known = values.splitlines()
    if len(known) < len(template.fields):
        so_far = "".join(f"\n{value}" for value in known)
        missing = template.fields[len(known)]
        question = texts.which_value.format(field=label(missing))
        return [await ask_for(FIELD, f"{template.name}{so_far}", question, (), event, context)]
    text = template.filled(dict(zip(template.fields, map(escape, known), strict=False)))
    return await whom(await begin(text, event, context), "", event, context)
