"""Mistyped commands: the nearest one is offered with the argument that was given."""

import re

from handlers.context.context import Context
from handlers.core.commands import Command, nearest
from handlers.core.events import MessageReceived
from handlers.core.messages import Choice, Message, label
from handlers.core.replies import reply_to
from handlers.faq.answers import make_previous, offer_choices
from handlers.i18n import TEXTS
from knowledge.search import FindingKind
from knowledge.text import STOP_WORDS, fold

_MAX_WORD_LENGTH = 40
# Without a slash the likeness must be higher, and the message short.
_ALIKE_WITHOUT_SLASH = 0.8
_MAX_WORDS = 3
_NAME = re.compile(r"[/!]?([\w-]+)(?:@\w*)?")


async def answer_unknown_command(event: MessageReceived, context: Context) -> list[Message]:
    """Reply to a text that begins with a slash or bang but is not a command."""
    word, argument = _split_command(event.text)
    command = nearest(word, context.commands.list_for(context.role(event.sender)))
    texts = context.texts
    shown = label(event.text.strip()[0] + word[:_MAX_WORD_LENGTH])
    if command is None:
        return [reply_to(event, texts.unknown_command.format(word=shown))]
    text = texts.did_you_mean.format(word=shown, command=command.mention(context.reply_language))
    return [await _offer_command(text, command, argument, event, context)]


async def suggest_command(event: MessageReceived, context: Context) -> list[Message]:
    """Suggest the command that a few unanswerable words begin with; empty if there is none.

    A word that only links others, such as "und", is no misspelt command, "undo".
    """
    if len(event.text.split()) not in range(1, _MAX_WORDS + 1):
        return []
    word, argument = _split_command(event.text)
    if fold(word) in STOP_WORDS:
        return []
    bare = [command for command in context.commands.list_for(context.role(event.sender)) if command.bare]
    command = nearest(word, bare, alike=_ALIKE_WITHOUT_SLASH)
    if (
        command is None
        or context.search.find(event.text, make_previous(context.references.subject)).kind is not FindingKind.NONE
    ):
        return []
    spoken = context.reply_language
    sentence = TEXTS[spoken].is_it_this if context.commands.is_command(f"/{word}") else TEXTS[spoken].did_you_mean
    text = sentence.format(word=label(word[:_MAX_WORD_LENGTH]), command=command.mention(spoken))
    return [await _offer_command(text, command, argument, event, context)]


async def _offer_command(
    text: str, command: Command, argument: str, event: MessageReceived, context: Context
) -> Message:
    name = command.names[context.reply_language]
    says = f"/{name} {argument}".rstrip()
    return await offer_choices(event, context, text, (Choice(label=f"/{name}", says=says),))


def _split_command(text: str) -> tuple[str, str]:
    """Return the first word and everything behind it."""
    first, *rest = text.strip().split(maxsplit=1)
    name = _NAME.match(first)
    return name.group(1) if name else first, "".join(rest)
