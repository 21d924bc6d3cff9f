"""Greeting, help and the language that a person wishes to read."""

from dataclasses import replace

from handlers.announcements.commands.subscriptions import resume
from handlers.commands import Command, Place, Role, listed
from handlers.commands.table import SECTIONS
from handlers.context.context import Context
from handlers.core.events import MessageReceived, PlatformName
from handlers.core.messages import Choice, Message, Subject
from handlers.core.replies import reply_to
from handlers.dialogues.asking import ask_for, end_dialogue
from handlers.dialogues.table import LANGUAGE
from handlers.faq.answers import about_topic, offered_next, show
from handlers.faq.findings import things_to_try
from handlers.i18n import TEXTS, Texts
from handlers.i18n.announcements import ANNOUNCING
from handlers.rendering.links import id_of
from knowledge.search import Language

_LANGUAGES: dict[str, Language] = {
    **dict.fromkeys(("de", "deutsch", "german"), "de"),
    **dict.fromkeys(("en", "englisch", "english"), "en"),
}
_ALL = ("alle", "all")
_SPOKEN = (Choice(label="Deutsch", says="/sprache de"), Choice(label="English", says="/sprache en"))


async def welcome(event: MessageReceived, context: Context) -> list[Message]:
    """What a link leads to, if one brought the person here; else a greeting with things to try.

    Whoever had stopped is a reader again.
    """
    if await resume(event, context):
        return [reply_to(event, ANNOUNCING[await context.spoken(event)].resumed)]
    _, _, payload = event.text.partition(" ")
    led_to = await _led_to(id_of(payload.strip()) or "", event, context)
    if led_to:
        return led_to
    texts = TEXTS[await context.spoken(event)]
    return [replace(reply_to(event, texts.greeting), choices=things_to_try(texts), subject=Subject(again="/start"))]


async def _led_to(id_: str, event: MessageReceived, context: Context) -> list[Message]:
    if context.search.entry(id_) is not None:
        return await show(replace(event, text=f"/eintrag {id_}"), context)
    topic = context.search.topic(id_)
    return [await about_topic(topic, event, context)] if topic else []


async def explain(event: MessageReceived, context: Context) -> list[Message]:
    """In short; with `alle` behind it, all commands of the person's role in this place."""
    spoken = await context.spoken(event)
    texts = TEXTS[spoken]
    role = context.role(event.sender)
    commands = listed(role)
    if event.text.split()[-1].casefold() in _ALL:
        return [reply_to(event, _in_full(commands, event, spoken))]
    short = _in_short(commands, role, event, spoken)
    return [await offered_next(event, context, short, (Choice(label=texts.all_commands, says="/hilfe alle"),))]


def _in_short(commands: list[Command], role: Role, event: MessageReceived, spoken: Language) -> str:
    """What Lotse can do, the most useful commands of everybody, and those of the person's own role."""
    texts = TEXTS[spoken]
    lines = {
        Role.EVERYONE: texts.commands_here,
        Role.MODERATOR: texts.commands_of_moderators,
        Role.EDITOR: texts.commands_of_editors,
    }
    here = [command for command in commands if command.short and _works(command, event)]
    theirs = {each: [command for command in here if command.role is each] for each in (Role.EVERYONE, role)}
    said = [lines[each].format(commands=_mentioned(found, spoken)) for each, found in theirs.items() if found]
    address = () if event.direct else (_address(event, texts),)
    return "\n\n".join((texts.help, *address, *said))


def _in_full(commands: list[Command], event: MessageReceived, spoken: Language) -> str:
    """By section; what works in direct chats only is named last, in a group."""
    texts = TEXTS[spoken]
    sections = []
    for section, titles in SECTIONS.items():
        theirs = [command for command in commands if command.section is section and _works(command, event)]
        lines = [f"- {command.mention(spoken, example=True)}: {command.does[spoken]}" for command in theirs]
        sections += ["\n".join((f"**{titles[spoken]}**\n", *lines))] if lines else []
    elsewhere = [command for command in commands if not _works(command, event)]
    last = [texts.only_in_direct_chats.format(commands=_mentioned(elsewhere, spoken))] if elsewhere else []
    return "\n\n".join((*sections, *last))


def _works(command: Command, event: MessageReceived) -> bool:
    return event.direct or command.place is Place.ANYWHERE


def _mentioned(commands: list[Command], spoken: Language) -> str:
    return ", ".join(command.mention(spoken) for command in commands)


def _address(event: MessageReceived, texts: Texts) -> str:
    """How to speak to Lotse in a group."""
    return texts.in_this_matrix_room if event.address.platform is PlatformName.MATRIX else texts.in_this_group


async def choose_language(event: MessageReceived, context: Context) -> list[Message]:
    """Keeps the language that the command names."""
    chosen = _LANGUAGES.get(event.text.split()[-1].lower())
    if chosen is None:
        spoken = await context.spoken(event)
        return [await ask_for(LANGUAGE, "", TEXTS[spoken].language_unknown, _SPOKEN, event, context)]
    for account in await context.people.accounts(event.sender):
        await context.preferences.choose_language(account, chosen)
    await end_dialogue(event, context)
    return [reply_to(event, TEXTS[chosen].language_chosen)]
