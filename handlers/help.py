"""Greeting, help and the language that a person wishes to read."""

from handlers.answers import reply_to
from handlers.context import Context
from handlers.events import MessageReceived
from handlers.messages import Message
from handlers.texts import TEXTS
from knowledge.search import Language

_LANGUAGES: dict[str, Language] = {
    **dict.fromkeys(("de", "deutsch", "german"), "de"),
    **dict.fromkeys(("en", "englisch", "english"), "en"),
}


async def welcome(event: MessageReceived, context: Context) -> list[Message]:
    spoken = await context.spoken(event)
    return [reply_to(event, TEXTS[spoken].greeting)]


async def explain(event: MessageReceived, context: Context) -> list[Message]:
    spoken = await context.spoken(event)
    return [reply_to(event, TEXTS[spoken].help)]


async def choose_language(event: MessageReceived, context: Context) -> list[Message]:
    """Keeps the language that the command names."""
    chosen = _LANGUAGES.get(event.text.split()[-1].lower())
    if chosen is None:
        spoken = await context.spoken(event)
        return [reply_to(event, TEXTS[spoken].language_unknown)]
    await context.preferences.choose_language(event.sender, chosen)
    return [reply_to(event, TEXTS[chosen].language_chosen)]
