"""What Lotse does: the table of all routes, in order, the last one the fallback."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from handlers import (
    answers,
    corrections,
    editing,
    help,  # noqa: A004
    lateness,
    media,
    people,
    privacy,
    profile,
    rooms,
    unreadable,
    whereabouts,
)
from handlers.announcements import dialogue, feeds, reading, replies, sending, templates, watching
from handlers.announcements.texts import ANNOUNCING
from handlers.choices import pressed, resolved, takes_offer
from handlers.context import Context
from handlers.events import (
    AnnouncementDue,
    ChoiceTaken,
    CopyFailed,
    CopyHeld,
    DigestDue,
    Event,
    FeedFailed,
    FeedRead,
    ItemReceived,
    LocationReceived,
    MessageDeleted,
    MessageEdited,
    MessageReceived,
    MessageUnreadable,
    ReactionAdded,
    ReminderDue,
    RemovedFromRoom,
    awaits_answer,
    only_reader,
)
from handlers.exchange import asking, failures, lessons, moderation, questions, relays, reminders, subscriptions
from handlers.memory import recalling
from handlers.messages import Message, Outgoing
from handlers.texts import TEXTS
from knowledge.search import Language

Handler = Callable[[MessageReceived, Context], Awaitable[Sequence[Outgoing]]]


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
    Route(("datenschutz", "privacy"), privacy.explain),
    Route(("meinedaten", "mydata"), privacy.mine),
    Route(("loeschen", "löschen", "erase"), privacy.forget),
    Route(("verbinden", "connect"), people.connect),
    Route(("trennen", "disconnect"), people.disconnect),
    Route(("eintrag", "entry"), answers.show),
    Route(("auswahl", "choice"), answers.choose),
    Route(("angebote", "offers"), answers.offers),
    Route(("pruefen", "review"), editing.due),
    Route(("unbeantwortet", "unanswered"), editing.unanswered),
    Route(("zentrum", "centre"), profile.choose_centre),
    Route(("frage", "ask"), asking.ask),
    Route(("kollegen", "colleagues"), asking.colleagues),
    Route(("themenwahl",), asking.choose_topic),
    Route(("themen", "topics"), asking.topics),
    Route(("thema", "topic"), asking.take_topic),
    Route(("zeichnen", "sign"), asking.sign),
    Route(("absenden", "send"), asking.send),
    Route(("verwerfen", "drop"), asking.drop),
    Route(("mitlesen", "join"), asking.join),
    Route(("kanal", "channel"), asking.make_channel),
    Route(("geloest", "gelöst", "solved"), questions.solve),
    Route(("anonym", "anonymous"), questions.withdraw_name),
    Route(("meine", "mine"), questions.mine),
    Route(("offen", "open"), questions.unanswered),
    Route(("ansehen", "look"), questions.look),
    Route(("nochoffen",), reminders.keep_open),
    Route(("geholfen",), lessons.helped),
    Route(("einverstanden",), lessons.consent),
    Route(("ablehnen",), lessons.refuse),
    Route(("entwuerfe", "entwürfe", "drafts"), lessons.waiting),
    Route(("entwurf", "draft"), lessons.show_or_change),
    Route(("freigeben", "approve"), lessons.approve),
    Route(("streichen", "dismiss"), lessons.dismiss),
    Route(("abo", "subscriptions"), reading.subscribe),
    Route(("stopp", "stop"), reading.stop),
    Route(("ankuendigung", "ankündigung", "announce"), dialogue.announce),
    Route(("kalender", "calendar"), watching.calendar),
    Route(("vorlagen", "templates"), templates.templates),
    Route(("abonnieren", "subscribe"), subscriptions.subscribe),
    Route(("abbestellen", "unsubscribe"), subscriptions.unsubscribe),
    Route(("verschieben", "move"), moderation.move),
    Route(("zusammenlegen", "merge"), moderation.merge),
    Route(("verbergen", "hide"), moderation.hide),
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
    Command({"de": "themen", "en": "topics"}, {spoken: texts.topics_command for spoken, texts in TEXTS.items()}),
    Command({"de": "offen", "en": "open"}, {spoken: texts.open_command for spoken, texts in TEXTS.items()}),
    Command({"de": "meine", "en": "mine"}, {spoken: texts.mine_command for spoken, texts in TEXTS.items()}),
    Command({"de": "zentrum", "en": "centre"}, {spoken: texts.centre_command for spoken, texts in TEXTS.items()}),
    Command(
        {"de": "abo", "en": "subscriptions"}, {spoken: texts.subscribe_command for spoken, texts in ANNOUNCING.items()}
    ),
    Command({"de": "stopp", "en": "stop"}, {spoken: texts.stop_command for spoken, texts in ANNOUNCING.items()}),
    Command({"de": "sprache", "en": "language"}, {spoken: texts.language_command for spoken, texts in TEXTS.items()}),
    Command({"de": "datenschutz", "en": "privacy"}, {spoken: texts.privacy_command for spoken, texts in TEXTS.items()}),
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
        {"de": "unbeantwortet", "en": "unanswered"},
        {spoken: texts.unanswered_command for spoken, texts in TEXTS.items()},
        for_editors=True,
    ),
    Command(
        {"de": "kanal", "en": "channel"},
        {spoken: texts.channel_command for spoken, texts in TEXTS.items()},
        for_editors=True,
    ),
    Command(
        {"de": "entwuerfe", "en": "drafts"},
        {spoken: texts.lessons_command for spoken, texts in TEXTS.items()},
        for_editors=True,
    ),
    Command(
        {"de": "ankuendigung", "en": "announce"},
        {spoken: texts.announce_command for spoken, texts in ANNOUNCING.items()},
        for_editors=True,
    ),
    Command(
        {"de": "kalender", "en": "calendar"},
        {spoken: texts.calendar_command for spoken, texts in ANNOUNCING.items()},
        for_editors=True,
    ),
    Command(
        {"de": "vorlagen", "en": "templates"},
        {spoken: texts.templates_command for spoken, texts in ANNOUNCING.items()},
        for_editors=True,
    ),
    Command({"de": "start", "en": "start"}, {spoken: texts.start_command for spoken, texts in TEXTS.items()}),
)


def is_command(text: str) -> bool:
    """Whether it begins with a command that Lotse knows."""
    return any(route.names and route.leads(text) for route in ROUTES)


async def respond(event: Event, context: Context) -> list[Outgoing]:
    """What Lotse says to an event."""
    for kind, handler in _EVENTS:
        if isinstance(event, kind):
            return [*await handler(event, context)]
    raise TypeError(type(event).__name__)


async def _pressed(event: ChoiceTaken, context: Context) -> Sequence[Outgoing]:
    received = await replies.pressed(event, context)
    return received if received is not None else await pressed(event, context, _answer)


async def _deleted(event: MessageDeleted, context: Context) -> Sequence[Outgoing]:
    await replies.taken_back(event, context)
    return [
        *await relays.deleted(event, context),
        *await questions.deleted(event, context),
        *await corrections.deleted(event, context),
    ]


async def _reacted(event: ReactionAdded, context: Context) -> Sequence[Outgoing]:
    await relays.thanked(event, context)
    await replies.reacted(event, context)
    return [*await questions.solved_by_sign(event, context), *await dialogue.approved_by_sign(event, context)]


async def _edited(event: MessageEdited, context: Context) -> Sequence[Outgoing]:
    """What was carried elsewhere changes there; else it is a question put in other words."""
    carried = [*await relays.edited(event, context), *await questions.edited(event, context)]
    return carried or await corrections.edited(event, context, _answer)


async def _heard(event: MessageReceived, context: Context) -> list[Outgoing]:
    """Nothing to what people say among themselves."""
    if event.direct:
        await people.meet(event, context)
    carried = None if is_command(event.text) else await _carried(event, context)
    if carried is not None:
        return [*carried]
    if not event.addressed and not await takes_offer(event, context):
        return []
    return await lateness.excused(await _said(event, context), event, context)


async def _carried(event: MessageReceived, context: Context) -> Sequence[Message] | None:
    """To whom it is meant for, if it belongs to a question to colleagues or to an announcement."""
    carried = await relays.carried(event, context)
    return carried if carried is not None else await replies.carried(event, context)


async def _said(event: MessageReceived, context: Context) -> Sequence[Outgoing]:
    if isinstance(event, LocationReceived):
        return await whereabouts.locate(event, context)
    if isinstance(event, ItemReceived):
        return await media.explain(event, context)
    return await _answer(event, context)


async def _answer(event: MessageReceived, context: Context) -> Sequence[Outgoing]:
    context = await recalling(event, context)
    event = resolved(event, context)
    if context.recalled.awaits is not None and not is_command(event.text):
        event = replace(event, text=f"{context.recalled.awaits}\n{event.formatted or event.text}")
    if event.attachment is not None and not event.text.strip():
        return await media.explain(event, context)
    if event.direct and people.is_code(event.text):
        return await people.connect(event, context)
    route = next(route for route in ROUTES if route.leads(event.text))
    return await route.handler(event, context)


# The first that fits counts: an edited message is also one that was received.
_EVENTS: tuple[tuple[type[Event], Callable[[Any, Context], Awaitable[Sequence[Outgoing]]]], ...] = (
    (MessageEdited, _edited),
    (MessageReceived, _heard),
    (MessageDeleted, _deleted),
    (ChoiceTaken, _pressed),
    (ReactionAdded, _reacted),
    (ReminderDue, reminders.remind),
    (DigestDue, subscriptions.digest),
    (AnnouncementDue, sending.proceed),
    (FeedRead, feeds.read),
    (FeedFailed, feeds.failed),
    (CopyFailed, failures.tell),
    (CopyHeld, failures.tell_held),
    (MessageUnreadable, unreadable.explain),
    (RemovedFromRoom, rooms.removed),
)


def apology(event: Event, language: Language, reference: str) -> Message | None:
    """What a person reads when Lotse has failed them; None where nobody waits for an answer."""
    if not awaits_answer(event):
        return None
    text = TEXTS[language].apology.format(reference=reference)
    return Message(
        address=event.address,
        text=text,
        reply_to=event.message,
        mention=event.sender,
        private_to=only_reader(event),
    )


def slow_down(event: MessageReceived, language: Language) -> Message:
    """What a person reads whose questions come faster than they are answered."""
    return answers.reply_to(event, TEXTS[language].slow_down)
