"""What Lotse does: the table of all commands with what answers them; all else is a question to the knowledge base."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
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
    suggestions,
    unreadable,
    welcome,
    whereabouts,
)
from handlers.announcements import dialogue, feeds, reading, replies, sending, templates, watching
from handlers.announcements.wording import sources
from handlers.choices import pressed, resolved
from handlers.commands import is_command, looks_like_command, parse, parse_bare
from handlers.context import Context
from handlers.events import (
    AnnouncementDue,
    ChoiceTaken,
    CopyFailed,
    DigestDue,
    Event,
    FeedFailed,
    FeedRead,
    JoinedRoom,
    LocationReceived,
    MessageDeleted,
    MessageEdited,
    MessageReceived,
    MessageUnreadable,
    ReactionAdded,
    ReminderDue,
    RemovedFromRoom,
    awaits_answer,
)
from handlers.exchange import (
    asking,
    channels,
    failures,
    lessons,
    moderation,
    questions,
    relays,
    reminders,
    replying,
    subscriptions,
)
from handlers.memory import recalling
from handlers.messages import Message, Outgoing
from handlers.texts import TEXTS
from knowledge.search import Language

Handler = Callable[[MessageReceived, Context], Awaitable[Sequence[Outgoing]]]


ROUTES: Mapping[str, Handler] = {
    "start": help.welcome,
    "hilfe": help.explain,
    "sprache": help.choose_language,
    "datenschutz": privacy.explain,
    "meinedaten": privacy.mine,
    "loeschen": privacy.forget,
    "verbinden": people.connect,
    "trennen": people.disconnect,
    "eintrag": answers.show,
    "auswahl": answers.choose,
    "angebote": answers.offers,
    "pruefen": editing.due,
    "unbeantwortet": editing.unanswered,
    "zentrum": profile.choose_centre,
    "frage": asking.ask,
    "kollegen": asking.colleagues,
    "themenwahl": asking.choose_topic,
    "themen": asking.topics,
    "thema": asking.take_topic,
    "zeichnen": asking.sign,
    "absenden": asking.send,
    "verwerfen": asking.drop,
    "mitlesen": asking.join,
    "kanal": channels.make_channel,
    "geloest": questions.solve,
    "anonym": questions.withdraw_name,
    "meine": questions.mine,
    "offen": questions.unanswered,
    "ansehen": questions.look,
    "antworten": replying.reply,
    "nochoffen": reminders.keep_open,
    "geholfen": lessons.helped,
    "einverstanden": lessons.consent,
    "ablehnen": lessons.refuse,
    "entwuerfe": lessons.waiting,
    "entwurf": lessons.show_or_change,
    "freigeben": lessons.approve,
    "streichen": lessons.dismiss,
    "abo": reading.subscribe,
    "stopp": reading.stop,
    "ankuendigung": dialogue.announce,
    "kalender": watching.calendar,
    "vorlagen": templates.templates,
    "abonnieren": subscriptions.subscribe,
    "abbestellen": subscriptions.unsubscribe,
    "verschieben": moderation.move,
    "zusammenlegen": moderation.merge,
    "verbergen": moderation.hide,
}
"""What answers each command of `handlers.commands`, by its name."""


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
    carried = None if is_command(event.text) or _ends_all(event) else await _carried(event, context)
    if carried is not None:
        return [*carried]
    if not event.addressed:
        return []
    is_first = await welcome.is_first(event, context)
    answered = await lateness.excused(await _said(event, context), event, context)
    return await welcome.to_person(answered, event, context) if is_first else answered


async def _carried(event: MessageReceived, context: Context) -> Sequence[Message] | None:
    """To whom it is meant for, if it belongs to a question to colleagues or to an announcement."""
    carried = await relays.carried(event, context)
    return carried if carried is not None else await replies.carried(event, context)


async def _said(event: MessageReceived, context: Context) -> Sequence[Outgoing]:
    if isinstance(event, LocationReceived):
        return await whereabouts.locate(event, context)
    return await _answer(event, context)


async def _answer(event: MessageReceived, context: Context) -> Sequence[Outgoing]:
    context = await recalling(event, context)
    event = resolved(event, context)
    if context.recalled.awaits is not None and not is_command(event.text):
        event = replace(event, text=f"{context.recalled.awaits}\n{event.formatted or event.text}")
    else:
        event = _spelled_out(event, context)
    if event.attachment is not None and not event.text.strip():
        return await media.explain(event, context)
    if event.direct and people.is_code(event.text):
        return await people.connect(event, context)
    command = parse(event.text)
    if command is not None:
        return await ROUTES[command[0].name](event, context)
    if looks_like_command(event.text):
        return await suggestions.unknown(event, context)
    return await suggestions.slip(event, context) or await answers.answer(event, context)


def _ends_all(event: MessageReceived) -> bool:
    """Whether a person says that nothing more is to come, be it as a reply to what came."""
    found = parse_bare(event.text, ()) if event.direct else None
    return found is not None and found[0].name == "stopp"


def _spelled_out(event: MessageReceived, context: Context) -> MessageReceived:
    """A command that was written without its slash, with it."""
    found = parse_bare(event.text, context.search.knowledge.topics, sources(context))
    if found is None or found[0].role > context.role(event.sender):
        return event
    command, argument = found
    return replace(event, text=f"/{command.name} {argument}".rstrip(), formatted="")


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
    (MessageUnreadable, unreadable.explain),
    (RemovedFromRoom, rooms.removed),
    (JoinedRoom, welcome.to_room),
)


def apology(event: Event, language: Language, reference: str) -> Message | None:
    """What a person reads when Lotse has failed them; None where nobody waits for an answer."""
    if not awaits_answer(event):
        return None
    text = TEXTS[language].apology.format(reference=reference)
    return Message(address=event.address, text=text, reply_to=event.message, mention=event.sender)


def slow_down(event: MessageReceived, language: Language) -> Message:
    """What a person reads whose questions come faster than they are answered."""
    return answers.reply_to(event, TEXTS[language].slow_down)
