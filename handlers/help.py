"""Greeting, help and the language that a person wishes to read."""

from dataclasses import replace

from handlers.announcements.reading import resumed
from handlers.announcements.texts import ANNOUNCING
from handlers.answers import about_topic, reply_to, show, things_to_try
from handlers.context import Context
from handlers.dialogues.asking import ask_for, end_dialogue
from handlers.dialogues.table import LANGUAGE
from handlers.events import MessageReceived
from handlers.links import id_of
from handlers.messages import Choice, Message, Subject
from handlers.texts import TEXTS
from knowledge.search import Language

_LANGUAGES: dict[str, Language] = {
    **dict.fromkeys(("de", "deutsch", "german"), "de"),
    **dict.fromkeys(("en", "englisch", "english"), "en"),
}
_SPOKEN = (Choice(label="Deutsch", says="/sprache de"), Choice(label="English", says="/sprache en"))


async def welcome(event: MessageReceived, context: Context) -> list[Message]:
    """What a link leads to, if one brought the person here; else a greeting with things to try.

    Whoever had stopped is a reader again.
    """
    if await resumed(event, context):
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
    spoken = await context.spoken(event)
    return [reply_to(event, TEXTS[spoken].help)]


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
