"""The engine of all dialogues: where a person's message leads, whatever the step and whatever they write."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from typing import TypeAlias

from handlers.announcements.parsing import AnnouncementRefused, parse_audience, parse_schedule
from handlers.commands import parse
from handlers.context.context import Context
from handlers.context.ports import Waiting
from handlers.core.codes import is_code
from handlers.core.events import MessageReceived
from handlers.core.marks import strip_marks
from handlers.core.messages import Choice, Message, Outgoing
from handlers.core.replies import last_reply, reply_to, with_reply
from handlers.core.topics import find_topic
from handlers.dialogues.asking import remember_input, ways, with_ways
from handlers.dialogues.table import DIALOGUES, DRAFT, STEPS, Step, Takes
from handlers.i18n import TEXTS
from handlers.rendering.backslashes import as_typed
from knowledge.entries import Centre
from knowledge.search import Kind

Route: TypeAlias = Callable[[MessageReceived, Context], Awaitable[Sequence[Outgoing]]]

CANCEL = frozenset({"abbrechen", "abbruch", "stopp", "stop", "cancel", "quit", "exit"})
BACK = frozenset({"zurück", "zurueck", "back"})
_QUESTION = frozenset({Kind.ANSWER, Kind.CHOICES, Kind.EXCHANGE, Kind.SMALLTALK})


async def proceed(event: MessageReceived, context: Context, route: Route) -> Sequence[Outgoing] | None:
    """Return what a message leads to in the dialogue that waits for it; None if none does.

    `route` answers a command. Back from the first step leaves the dialogue. A question in the middle is answered, and
    the dialogue offers to go on.
    """
    waiting = context.recalled.waiting
    step = STEPS.get(waiting.step) if waiting else None
    if waiting is None or step is None:
        return None
    word = fold(event.text)
    if event.attachment is None and word in CANCEL:
        return await route(replace(event, text=step.cancel.format(subject=waiting.subject), formatted=""), context)
    if event.attachment is None and word in BACK:
        before = step.back or step.cancel
        return await route(replace(event, text=before.format(subject=waiting.subject), formatted=""), context)
    if await fits(step, event, context):
        await remember_input(waiting, event, context)
        return await lead_out(await route(_taken(step, waiting, event), context), waiting, event, context)
    if event.attachment is None and context.search.find(event.text).kind in _QUESTION:
        return await offer_to_go_on(await route(event, context), waiting, event, context)
    return await _misfit(step, waiting, event, context, route)


def belongs(text: str, waiting: Waiting) -> bool:
    """Return whether a command is one of the dialogue that waits; one about another announcement is not."""
    step, command = STEPS.get(waiting.step), parse(text)
    if step is None or command is None or command[0].name not in DIALOGUES[step.dialogue].commands:
        return False
    number = command[1].split(maxsplit=1)[0] if command[1].strip() else ""
    return step.dialogue != DRAFT.dialogue or not number.isdecimal() or number == waiting.subject


async def offer_to_go_on(
    messages: Sequence[Outgoing], waiting: Waiting, event: MessageReceived, context: Context
) -> Sequence[Outgoing]:
    """Return the messages, the last one to the person with the choice to go on with the dialogue or to leave it."""
    step = STEPS.get(waiting.step)
    last = last_reply(messages, event)
    if step is None or last is None:
        return messages
    texts = TEXTS[await context.spoken(event)]
    again = Choice(label=texts.go_on, says=step.command.format(subject=waiting.subject).removesuffix(" in"))
    choices = (*last.choices, again, ways(step, waiting.subject, texts)[-1])
    offering = replace(last, text=f"{last.text}\n\n{texts.still_waiting}", choices=choices)
    return with_reply(messages, last, offering)


async def fits(step: Step, event: MessageReceived, context: Context) -> bool:
    """Whether a step can take the message."""
    text = event.text.strip()
    if event.attachment is not None:
        return Takes.FILE in step.takes or (bool(text) and Takes.CAPTIONED_FILE in step.takes)
    return bool(text) and any(check(text, context) for takes, check in _FITS.items() if takes in step.takes)


def keeps(text: str, waiting: Waiting) -> bool:
    """Return whether a text that is a command as well belongs to a dialogue: an answer, or a way back or out."""
    step = STEPS.get(waiting.step)
    if step is None:
        return False
    return step.takes_anything or (Takes.CODE in step.takes and is_code(text)) or fold(text) in CANCEL | BACK


def takes_place(waiting: Waiting) -> bool:
    """Whether a dialogue waits for a place."""
    step = STEPS.get(waiting.step)
    return step is not None and Takes.PLACE in step.takes


def fold(text: str) -> str:
    """Return the words of a text in small letters, without the marks around them."""
    return strip_marks(text.casefold())


async def lead_out(
    said: Sequence[Outgoing], waiting: Waiting, event: MessageReceived, context: Context
) -> Sequence[Outgoing]:
    """Return what was said, with the ways out where the step refused what it was given and goes on waiting."""
    conversation = await context.conversations.load(event.address, event.sender, context.now)
    last = last_reply(said, event)
    is_refused = conversation is not None and conversation.waiting == waiting
    if not is_refused or last is None or last.choices:
        return said
    return with_reply(said, last, await with_ways(last, waiting, event, context))


def _taken(step: Step, waiting: Waiting, event: MessageReceived) -> MessageReceived:
    """Return the message as the command that the step stands for, with its form where the step keeps one."""
    command = step.command.format(subject=waiting.subject)
    if step.is_markdown:
        source = event.formatted or as_typed(event.text)
        return replace(event, text=f"{command}\n{event.text}", formatted=f"{command}\n{source}")
    return replace(event, text=f"{command}\n{event.text}")


async def _misfit(
    step: Step, waiting: Waiting, event: MessageReceived, context: Context, route: Route
) -> Sequence[Outgoing]:
    """Return one sentence with an example, above the question as it was asked before; an edit may put it right."""
    await remember_input(waiting, event, context)
    texts = TEXTS[await context.spoken(event)]
    sentence: str = getattr(texts, step.misfit)
    again = await route(replace(event, text=_ask_again(step, waiting), formatted="", attachment=None), context)
    first, *others = again or [reply_to(event, "")]
    if not isinstance(first, Message):
        return again
    return [replace(first, text=f"{sentence}\n\n{first.text}".strip()), *others]


def _ask_again(step: Step, waiting: Waiting) -> str:
    return step.command.format(subject=waiting.subject)


def _is_place(text: str, context: Context) -> bool:
    """Whether a centre was named, and nothing asked about it."""
    finding = context.search.find(text)
    is_found = finding.kind in (Kind.ANSWER, Kind.CHOICES) and isinstance(finding.matches[0].entry, Centre)
    return is_found and finding.aspect is None and "?" not in text


def _is_time(text: str, context: Context) -> bool:
    """Whether it is a time, be it one that can't be."""
    try:
        parse_schedule(text, context)
    except AnnouncementRefused as refused:
        return refused.sentence != "moment_unclear"
    return True


def _is_audience(text: str, context: Context) -> bool:
    """Whether it is an audience, be it one with a name that nobody knows."""
    try:
        parse_audience(text, context)
    except AnnouncementRefused as refused:
        is_unknown = refused.sentence == "audience_unknown" and (":" in text or " " not in text)
        return is_unknown or (refused.sentence == "audience_comma" and ":" in text)
    return True


def _is_topic(text: str, context: Context) -> bool:
    """Whether it is a topic, by one of its names."""
    return find_topic(text, context.search.knowledge.topics).topic is not None


_FITS: Mapping[Takes, Callable[[str, Context], bool]] = {
    Takes.TEXT: lambda text, _: not text.startswith("/"),
    Takes.PLACE: _is_place,
    Takes.TIME: _is_time,
    Takes.AUDIENCE: _is_audience,
    Takes.TOPIC: _is_topic,
    Takes.CODE: lambda text, _: is_code(text),
}
