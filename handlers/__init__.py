"""What Lotse does: the table of all routes, in order, the last one the fallback."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass

from handlers import (
    answers,
    corrections,
    editing,
    exchange,
    help,  # noqa: A004
    lateness,
    media,
    people,
    relays,
    rooms,
    unreadable,
    whereabouts,
)
from handlers.choices import pressed, resolved
from handlers.context import Context
from handlers.events import (
    ChoiceTaken,
    Event,
    LocationReceived,
    MediaReceived,
    MessageDeleted,
    MessageEdited,
    MessageReceived,
    MessageUnreadable,
    RemovedFromRoom,
    awaits_answer,
)
from handlers.memory import recalling
from handlers.messages import Message, Outgoing
from handlers.texts import TEXTS
from knowledge.search import Language

Handler = Callable[[MessageReceived, Context], Awaitable[list[Message]]]


@dataclass(frozen=True, slots=True)
class Route:
    """A command, in all its names, or everything else; and what answers it."""

    names: tuple[str, ...]
    handler: Handler

    def leads(self, text: str) -> bool:
        command = text.split(maxsplit=1)[0].casefold() if text.strip() else ""
        return not self.names or (command[:1] in ("/", "!") and command[1:].partition("@")[0] in self.names)


ROUTES = (
    Route(("start",), help.welcome),
    Route(("hilfe", "help"), help.explain),
    Route(("sprache", "language"), help.choose_language),
    Route(("verbinden", "connect"), people.connect),
    Route(("trennen", "disconnect"), people.disconnect),
    Route(("eintrag", "entry"), answers.show),
    Route(("auswahl", "choice"), answers.choose),
    Route(("angebote", "offers"), answers.offers),
    Route(("pruefen", "review"), editing.due),
    Route(("frage", "ask"), exchange.ask),
    Route(("kollegen", "colleagues"), exchange.choose_topic),
    Route(("themen", "topics"), exchange.topics),
    Route(("thema", "topic"), exchange.take_topic),
    Route(("zeichnen", "sign"), exchange.sign),
    Route(("absenden", "send"), exchange.send),
    Route(("verwerfen", "drop"), exchange.drop),
    Route(("geloest", "gelöst", "solved"), exchange.solve),
    Route(("zentrum", "centre"), exchange.choose_centre),
    Route(("kanal", "channel"), exchange.make_channel),
    Route((), answers.answer),
)


@dataclass(frozen=True, slots=True)
class Command:
    """A command that people are shown, or editors only, with its name in each language."""

    names: Mapping[Language, str]
    descriptions: Mapping[Language, str]
    for_editors: bool = False


COMMANDS = (
    Command({"de": "hilfe", "en": "help"}, {spoken: texts.help_command for spoken, texts in TEXTS.items()}),
    Command({"de": "frage", "en": "ask"}, {spoken: texts.ask_command for spoken, texts in TEXTS.items()}),
    Command({"de": "zentrum", "en": "centre"}, {spoken: texts.centre_command for spoken, texts in TEXTS.items()}),
    Command({"de": "sprache", "en": "language"}, {spoken: texts.language_command for spoken, texts in TEXTS.items()}),
    Command({"de": "verbinden", "en": "connect"}, {spoken: texts.connect_command for spoken, texts in TEXTS.items()}),
    Command(
        {"de": "trennen", "en": "disconnect"}, {spoken: texts.disconnect_command for spoken, texts in TEXTS.items()}
    ),
    Command(
        {"de": "pruefen", "en": "review"},
        {spoken: texts.due_command for spoken, texts in TEXTS.items()},
        for_editors=True,
    ),
    Command(
        {"de": "kanal", "en": "channel"},
        {spoken: texts.channel_command for spoken, texts in TEXTS.items()},
        for_editors=True,
    ),
    Command({"de": "start", "en": "start"}, {spoken: texts.start_command for spoken, texts in TEXTS.items()}),
)


def is_command(text: str) -> bool:
    """Whether it begins with a command that Lotse knows."""
    return any(route.names and route.leads(text) for route in ROUTES)


async def respond(event: Event, context: Context) -> list[Outgoing]:
    """What Lotse says to an event."""
    said: Sequence[Outgoing]
    match event:
        case MessageEdited():
            said = await relays.edited(event, context) or await corrections.edited(event, context, _answer)
        case MessageReceived():
            said = await _heard(event, context)
        case MessageDeleted():
            said = [*await relays.deleted(event, context), *await corrections.deleted(event, context)]
        case ChoiceTaken():
            said = await pressed(event, context, _answer)
        case MediaReceived():
            said = await media.explain(event, context)
        case MessageUnreadable():
            said = await unreadable.explain(event, context)
        case RemovedFromRoom():
            said = await rooms.removed(event, context)
        case _:
            raise TypeError(type(event).__name__)
    return [*said]


async def _heard(event: MessageReceived, context: Context) -> list[Message]:
    """Nothing to what people say among themselves."""
    carried = None if is_command(event.text) else await relays.carried(event, context)
    if carried is not None:
        return [*carried]
    if not event.addressed:
        return []
    said = await (
        whereabouts.locate(event, context) if isinstance(event, LocationReceived) else _answer(event, context)
    )
    return await lateness.excused(said, event, context)


async def _answer(event: MessageReceived, context: Context) -> list[Message]:
    context = await recalling(event, context)
    event = resolved(event, context)
    if event.direct and people.is_code(event.text):
        return await people.connect(event, context)
    route = next(route for route in ROUTES if route.leads(event.text))
    return await route.handler(event, context)


def apology(event: Event, language: Language, reference: str) -> Message | None:
    """What a person reads when Lotse has failed them; None where nobody waits for an answer."""
    if not awaits_answer(event):
        return None
    text = TEXTS[language].apology.format(reference=reference)
    return Message(address=event.address, text=text, reply_to=event.message, mention=event.sender)


def slow_down(event: MessageReceived, language: Language) -> Message:
    """What a person reads whose questions come faster than they are answered."""
    return answers.reply_to(event, TEXTS[language].slow_down)
