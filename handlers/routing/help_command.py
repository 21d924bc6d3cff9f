"""Greeting, help and the choice of a language."""

from dataclasses import replace

from handlers import i18n
from handlers.announcements.commands.subscriptions import resume
from handlers.context.context import Context
from handlers.core.arguments import last_word
from handlers.core.commands import Command, Role
from handlers.core.events import MessageReceived
from handlers.core.messages import Choice, Message, Subject
from handlers.core.replies import reply_to
from handlers.dialogues.prompts import end_dialogue, prompt
from handlers.dialogues.table import LANGUAGE
from handlers.faq.answers import describe_topic, offer_choices, show_entry
from handlers.faq.rendering import offer_examples
from handlers.i18n import CATALOGUES, TEXTS, Texts, command_words
from handlers.rendering.deep_links import parse_payload
from knowledge.search import Language


async def greet(payload: str, event: MessageReceived, context: Context) -> list[Message]:
    """Return what a link leads to, if one brought the person here; else a greeting with things to try.

    Announcements that the person had stopped come again.
    """
    if await resume(event, context):
        return [reply_to(event, context.announcement_texts.resumed)]
    led_to = await _follow_link(parse_payload(payload) or "", event, context)
    if led_to:
        return led_to
    texts = context.texts
    choices = offer_examples(texts, context.search)
    return [replace(reply_to(event, texts.greeting), choices=choices, subject=Subject(again="/start"))]


async def _follow_link(id_: str, event: MessageReceived, context: Context) -> list[Message]:
    if context.search.get_entry(id_) is not None:
        return await show_entry(id_, event, context)
    topic = context.search.get_topic(id_)
    return [await describe_topic(topic, event, context)] if topic else []


def asks_for_all(argument: str) -> bool:
    """Return whether all commands are asked for, and not the short help."""
    return last_word(argument).casefold() in command_words("hilfe")


async def explain_commands(in_full: bool, event: MessageReceived, context: Context) -> list[Message]:
    """Return the short help, or all commands of the person's role in this place."""
    spoken = context.reply_language
    texts = TEXTS[spoken]
    commands = context.commands.list_for(context.role(event.sender))
    if in_full:
        return [reply_to(event, _render_full(commands, event, spoken))]
    short = _render_short(commands, event, spoken, context)
    return [await offer_choices(event, context, short, (Choice(label=texts.all_commands, says="/hilfe alle"),))]


def _render_short(commands: list[Command], event: MessageReceived, spoken: Language, context: Context) -> str:
    """Return what Lotse can do, with the most useful commands of everybody and of the person's own role."""
    texts, role = TEXTS[spoken], context.role(event.sender)
    lines = {
        Role.EVERYONE: texts.commands_here,
        Role.MODERATOR: texts.commands_of_moderators,
        Role.EDITOR: texts.commands_of_editors,
    }
    here = [command for command in commands if command.short and _works_here(command, event)]
    theirs = {each: [command for command in here if command.role is each] for each in (Role.EVERYONE, role)}
    said = [lines[each].format(commands=_render_mentions(found, spoken)) for each, found in theirs.items() if found]
    address = () if event.direct else (_explain_address(event, texts, context),)
    return "\n\n".join((texts.help, *address, *said))


def _render_full(commands: list[Command], event: MessageReceived, spoken: Language) -> str:
    """Return all commands by section; in a group, those of direct chats are named at the end."""
    texts = TEXTS[spoken]
    sections = []
    for section, title in CATALOGUES[spoken].sections.items():
        theirs = [command for command in commands if command.section is section and _works_here(command, event)]
        lines = [f"- {command.mention(spoken, example=True)}: {command.does[spoken]}" for command in theirs]
        sections += ["\n".join((f"**{title}**\n", *lines))] if lines else []
    elsewhere = [command for command in commands if not _works_here(command, event)]
    last = [texts.only_in_direct_chats.format(commands=_render_mentions(elsewhere, spoken))] if elsewhere else []
    return "\n\n".join((*sections, *last))


def _works_here(command: Command, event: MessageReceived) -> bool:
    return event.direct or not command.elsewhere


def _render_mentions(commands: list[Command], spoken: Language) -> str:
    return ", ".join(command.mention(spoken) for command in commands)


def _explain_address(event: MessageReceived, texts: Texts, context: Context) -> str:
    """Return how to speak to Lotse in a group."""
    return texts.in_this_matrix_room if context.traits(event.address.platform).has_prefix else texts.in_this_group


def parse_language(argument: str) -> Language | None:
    """Return the language that the last word names; None if it names none."""
    return i18n.parse_language(last_word(argument))


async def choose_language(chosen: Language | None, event: MessageReceived, context: Context) -> list[Message]:
    """Remember the language for all accounts of the person; without one, ask for it."""
    if chosen is None:
        spoken = context.reply_language
        choices = tuple(Choice(label=each.label, says=f"/sprache {code}") for code, each in CATALOGUES.items())
        return [await prompt(LANGUAGE, "", TEXTS[spoken].language_unknown, choices, event, context)]
    for account in await context.stores.people.accounts(event.sender):
        await context.stores.preferences.choose_language(account, chosen)
    await end_dialogue(event, context)
    return [reply_to(event, TEXTS[chosen].language_chosen)]
