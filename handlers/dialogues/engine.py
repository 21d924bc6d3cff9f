"""The engine of all dialogues: what a message leads to while a step waits for the person."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from typing import TypeAlias

from handlers.announcements.parsing import AnnouncementRefused, parse_audience, parse_schedule
from handlers.context.context import Context
from handlers.context.people import with_language
from handlers.context.ports import Waiting
from handlers.core.arguments import first_word, strip_marks
from handlers.core.codes import is_code
from handlers.core.days import parse_day
from handlers.core.events import MessageReceived
from handlers.core.messages import Choice, Message, Outgoing
from handlers.core.replies import find_last_reply, replace_reply, reply_to
from handlers.core.topics import find_topic
from handlers.dialogues.prompts import add_exits, make_exits, remember_input
from handlers.dialogues.table import DIALOGUES, DRAFT, STEPS, InputKind, Step
from handlers.i18n import TEXTS
from handlers.i18n.announcements import Refusal
from handlers.rendering.backslashes import unescape_typed
from knowledge.entries import Centre
from knowledge.search import FindingKind, Smalltalk

Route: TypeAlias = Callable[[MessageReceived, Context], Awaitable[Sequence[Outgoing]]]

# Beside the labels of these choices in any language.
_CANCEL = frozenset({"abbruch", "stopp", "stop", "quit", "exit"})
_BACK = frozenset({"zurueck"})
_QUESTION = frozenset({FindingKind.ANSWER, FindingKind.CHOICES, FindingKind.EXCHANGE, FindingKind.SMALLTALK})
# Said to the question on screen: "ok" and "hm" choose nothing there, and "hä" asks to hear it again.
_REACTIONS = frozenset({Smalltalk.ASSENT, Smalltalk.PUZZLED})


async def proceed(event: MessageReceived, context: Context, route: Route) -> Sequence[Outgoing] | None:
    """Return what a message leads to in the dialogue that waits for it; None if none does.

    `route` answers a command. Back from the first step leaves the dialogue. A question in the middle is answered, and
    the dialogue offers to go on.
    """
    waiting = context.references.waiting
    step = STEPS.get(waiting.step) if waiting else None
    if waiting is None or step is None:
        return None
    word = fold(event.text)
    if event.attachment is None and _cancels(word):
        return await route(replace(event, text=step.cancel.format(subject=waiting.subject), formatted=""), context)
    if event.attachment is None and _goes_back(word):
        before = step.back or step.cancel
        return await route(replace(event, text=before.format(subject=waiting.subject), formatted=""), context)
    if await is_fitting(step, event, context):
        await remember_input(waiting, event, context)
        return await add_exits_to_refusal(
            await route(_as_step_command(step, waiting, event), context), waiting, event, context
        )
    if event.attachment is None and _is_question(event.text, context):
        return await offer_to_go_on(await route(event, context), waiting, event, context)
    return await _explain_misfit(step, waiting, event, context, route)


def _cancels(word: str) -> bool:
    """Return whether a folded word leaves a dialogue, in any language."""
    return word in _CANCEL or any(word == fold(texts.cancel) for texts in TEXTS.values())


def _goes_back(word: str) -> bool:
    """Return whether a folded word goes a step back, in any language."""
    return word in _BACK or any(word == fold(texts.step_back) for texts in TEXTS.values())


def is_command_of(text: str, waiting: Waiting, context: Context) -> bool:
    """Return whether a command is one of the dialogue that waits; one about another announcement is not."""
    step, call = STEPS.get(waiting.step), context.commands.parse(text)
    if step is None or call is None or call.command.name not in DIALOGUES[step.dialogue].commands:
        return False
    number = first_word(call.argument)
    return step.dialogue != DRAFT.dialogue or not number.isdecimal() or number == waiting.subject


async def offer_to_go_on(
    messages: Sequence[Outgoing], waiting: Waiting, event: MessageReceived, context: Context
) -> Sequence[Outgoing]:
    """Return the messages, the last one to the person with the choice to go on with the dialogue or to leave it."""
    step = STEPS.get(waiting.step)
    last = find_last_reply(messages, event)
    if step is None or last is None:
        return messages
    texts = (await with_language(event, context)).texts
    again = Choice(label=texts.go_on, says=step.command.format(subject=waiting.subject).removesuffix(" in"))
    choices = (*last.choices, again, make_exits(step, waiting.subject, texts)[-1])
    offering = replace(last, text=f"{last.text}\n\n{texts.still_waiting}", choices=choices)
    return replace_reply(messages, last, offering)


async def is_fitting(step: Step, event: MessageReceived, context: Context) -> bool:
    """Return whether a step accepts the message."""
    text = event.text.strip()
    if event.attachment is not None:
        return InputKind.FILE in step.takes or (bool(text) and InputKind.CAPTIONED_FILE in step.takes)
    return bool(text) and any(check(text, context) for takes, check in _FITS.items() if takes in step.takes)


def is_answer_to(text: str, waiting: Waiting) -> bool:
    """Return whether a text that is a command as well belongs to a dialogue: an answer, or a way back or out."""
    step = STEPS.get(waiting.step)
    if step is None:
        return False
    return (
        step.accepts_any_text
        or (InputKind.CODE in step.takes and is_code(text))
        or _cancels(fold(text))
        or _goes_back(fold(text))
    )


def awaits_location(waiting: Waiting) -> bool:
    """Return whether the waiting step accepts a place."""
    step = STEPS.get(waiting.step)
    return step is not None and InputKind.PLACE in step.takes


def fold(text: str) -> str:
    """Return a text in lower case without the marks around its words."""
    return strip_marks(text.casefold())


async def add_exits_to_refusal(
    said: Sequence[Outgoing], waiting: Waiting, event: MessageReceived, context: Context
) -> Sequence[Outgoing]:
    """Return what was said, with the ways out where the step refused what it was given and goes on waiting."""
    conversation = await context.stores.conversations.load(event.address, event.sender, context.now)
    last = find_last_reply(said, event)
    is_refused = conversation is not None and conversation.waiting == waiting
    if not is_refused or last is None or last.choices:
        return said
    return replace_reply(said, last, add_exits(last, waiting, context))


def _as_step_command(step: Step, waiting: Waiting, event: MessageReceived) -> MessageReceived:
    """Return the message as the command that the step stands for, with its form where the step keeps one."""
    command = step.command.format(subject=waiting.subject)
    if step.is_markdown:
        source = event.formatted or unescape_typed(event.text)
        return replace(event, text=f"{command}\n{event.text}", formatted=f"{command}\n{source}")
    return replace(event, text=f"{command}\n{event.text}")


async def _explain_misfit(
    step: Step, waiting: Waiting, event: MessageReceived, context: Context, route: Route
) -> Sequence[Outgoing]:
    """Repeat the question below a sentence with an example; an edit of the input may still correct it."""
    await remember_input(waiting, event, context)
    texts = context.texts
    again = await route(replace(event, text=_ask_again(step, waiting), formatted="", attachment=None), context)
    first, *others = again or [reply_to(event, "")]
    if not isinstance(first, Message):
        return again
    return [replace(first, text=f"{step.misfit(texts)}\n\n{first.text}".strip()), *others]


def _is_question(text: str, context: Context) -> bool:
    """Return whether a text leaves the dialogue for an answer of its own; a mere reaction to the step does not."""
    finding = context.search.find(text)
    return finding.kind in _QUESTION and finding.smalltalk not in _REACTIONS


def _ask_again(step: Step, waiting: Waiting) -> str:
    return step.command.format(subject=waiting.subject)


def _is_place(text: str, context: Context) -> bool:
    """Return whether a text names a centre, and asks nothing about it."""
    finding = context.search.find(text)
    is_found = finding.kind in (FindingKind.ANSWER, FindingKind.CHOICES) and isinstance(
        finding.matches[0].entry, Centre
    )
    return is_found and finding.aspect is None and "?" not in text


def _is_time(text: str, context: Context) -> bool:
    """Return whether a text is a time, valid or not."""
    try:
        parse_schedule(text, context)
    except AnnouncementRefused as refused:
        return refused.refusal is not Refusal.MOMENT_UNCLEAR
    return True


def _is_audience(text: str, context: Context) -> bool:
    """Return whether a text is an audience, even with an unknown name."""
    try:
        parse_audience(text, context)
    except AnnouncementRefused as refused:
        is_unknown = refused.refusal is Refusal.AUDIENCE_UNKNOWN and (":" in text or " " not in text)
        return is_unknown or (refused.refusal is Refusal.AUDIENCE_COMMA and ":" in text)
    return True


def _is_topic(text: str, context: Context) -> bool:
    """Return whether a text is the name of a topic."""
    return find_topic(text, context.search.knowledge.topics).topic is not None


_FITS: Mapping[InputKind, Callable[[str, Context], bool]] = {
    InputKind.TEXT: lambda text, _: not text.startswith("/"),
    InputKind.PLACE: _is_place,
    InputKind.TIME: _is_time,
    InputKind.AUDIENCE: _is_audience,
    InputKind.TOPIC: _is_topic,
    InputKind.CODE: lambda text, _: is_code(text),
    InputKind.DAY: lambda text, context: parse_day(text, context.today) is not None,
}
