"""The routes of all events and commands; everything else is a question to the knowledge base."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from handlers.account import joining, privacy, profile, rooms, welcome
from handlers.announcements import delivery, responses
from handlers.announcements.commands import announce, overview, templates
from handlers.announcements.commands import subscriptions as announcement_subscriptions
from handlers.announcements.corrections import contributions
from handlers.announcements.feeds import drafts
from handlers.announcements.rendering.copies import list_sources
from handlers.commands import is_command, looks_like_command, parse, parse_bare
from handlers.context import people
from handlers.context.context import Context
from handlers.context.ports import Waiting
from handlers.core.codes import is_code
from handlers.core.events import (
    AnnouncementDue,
    ChoiceTaken,
    CopyFailed,
    CopyHeld,
    DigestDue,
    Event,
    FeedFailed,
    FeedRead,
    ItemReceived,
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
from handlers.core.messages import Message, Outgoing
from handlers.core.replies import reply_to
from handlers.dialogues import asking as steps
from handlers.dialogues import corrections
from handlers.dialogues import engine as dialogues
from handlers.dialogues.choices import (
    NotTaken,
    Taken,
    draft_of,
    number_in,
    offer_again,
    pressed,
    switched,
    switches,
    take,
    takes_offer,
)
from handlers.dialogues.memory import recalling
from handlers.dialogues.origins import Owner, resolve
from handlers.dialogues.table import CHOICE, STEPS
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
from handlers.faq import answers, editing, lateness, media, suggestions, unreadable, whereabouts
from handlers.faq.places import with_place_in_words
from handlers.i18n import TEXTS
from handlers.routing import albums, belonging, help_command, revising
from knowledge.search import Language

Handler = Callable[[MessageReceived, Context], Awaitable[Sequence[Outgoing]]]


ROUTES: Mapping[str, Handler] = {
    "start": help_command.welcome,
    "hilfe": help_command.explain,
    "sprache": help_command.choose_language,
    "datenschutz": privacy.explain,
    "meinedaten": privacy.mine,
    "loeschen": privacy.forget,
    "verbinden": joining.connect,
    "trennen": joining.disconnect,
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
    "vorschau": asking.show_preview,
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
    "gehoert": lambda event, context: belonging.decide(event, context, _answer),
    "geholfen": lessons.helped,
    "einverstanden": lessons.consent,
    "ablehnen": lessons.refuse,
    "entwuerfe": lessons.waiting,
    "entwurf": lessons.show_or_change,
    "freigeben": lessons.approve,
    "streichen": lessons.dismiss,
    "abo": announcement_subscriptions.subscribe,
    "stopp": announcement_subscriptions.stop,
    "ankuendigung": announce.announce,
    "kalender": overview.show_calendar,
    "vorlagen": templates.manage_templates,
    "abonnieren": subscriptions.subscribe,
    "abbestellen": subscriptions.unsubscribe,
    "verschieben": moderation.move,
    "zusammenlegen": moderation.merge,
    "verbergen": moderation.hide,
    "abbrechen": steps.leave,
}
"""The handler of each command, by the name that it has in `handlers.commands`."""
# What a code stands for that is written alone.
_JOIN = "verbinden"
# After these no dialogue is waited for any more.
_LEAVE = "abbrechen"
_ENDING = frozenset({"start", _LEAVE})


async def respond(event: Event, context: Context) -> list[Outgoing]:
    """Return the outgoing messages that answer an event."""
    context = context if context.accounts else await people.identified(event, context)
    for kind, handler in _EVENTS:
        if isinstance(event, kind):
            return [*await handler(event, context)]
    raise TypeError(type(event).__name__)


async def _pressed(event: ChoiceTaken, context: Context) -> Sequence[Outgoing]:
    received = await responses.take_pressed_receipt(event, context)
    return received if received is not None else await pressed(event, context, _route)


async def _deleted(event: MessageDeleted, context: Context) -> Sequence[Outgoing]:
    """Withdraw reactions, and let the owner of a deleted message decide what follows."""
    await relays.unthanked(event, context)
    await responses.withdraw_reaction(event, context)
    return await resolve(event, context, _DELETED)


def _with_own_words(owner: Owner[MessageDeleted]) -> Owner[MessageDeleted]:
    """Wrap an owner so that Lotse's own replies to the message are deleted as well."""

    async def deleted(event: MessageDeleted, context: Context) -> Sequence[Outgoing] | None:
        followed = await owner(event, context)
        return None if followed is None else [*followed, *await corrections.deleted(event, context)]

    return deleted


async def _reacted(event: ReactionAdded, context: Context) -> Sequence[Outgoing]:
    await relays.thanked(event, context)
    await responses.record_reaction(event, context)
    return [*await questions.solved_by_sign(event, context), *await announce.decide_by_reaction(event, context)]


async def _edited(event: MessageEdited, context: Context) -> Sequence[Outgoing]:
    return await resolve(event, context, _EDITED)


async def _corrected(event: MessageEdited, context: Context) -> Sequence[Outgoing]:
    """A question to the knowledge base in other words; an edit neither takes a choice nor fills in a dialogue."""
    if number_in(event.text) is not None:
        return []
    return await corrections.edited(event, context, _answer_anew)


async def _answer_anew(event: MessageReceived, context: Context) -> Sequence[Outgoing]:
    """Return the answer to an edited question; a dialogue that waits goes on as it was, and offers to."""
    context = await recalling(event, context)
    waiting, said = context.recalled.waiting, await _route(event, context)
    if waiting is None or dialogues.belongs(event.text, waiting):
        return said
    return await dialogues.offer_to_go_on(said, waiting, event, context)


async def _heard(event: MessageReceived, context: Context) -> list[Outgoing]:
    """An album is one message, of which the first part decides where the others go."""
    further = await albums.go_on(event, context, _answer)
    if further is not None:
        return [*further]
    said = await _taken_in(event, context)
    await albums.begin(event, context)
    return said


async def _taken_in(event: MessageReceived, context: Context) -> list[Outgoing]:
    """Answer a message; return nothing for what people say to each other."""
    if event.direct:
        await people.meet(event, context)
    is_prose = not isinstance(event, (ItemReceived, LocationReceived))
    is_for_lotse = is_prose and (is_command(event.text) or _ends_all(event))
    carried = None if is_for_lotse else await _carried(event, context)
    if carried is not None:
        return [*carried]
    if not event.addressed and not await takes_offer(event, context):
        return []
    asked = None if _is_for_lotse(event, context) else await belonging.ask(event, context)
    if asked is not None:
        return [*asked]
    is_first = await welcome.is_first(event, context)
    answered = await lateness.excused(await _said(event, context), event, context)
    return await welcome.to_person(answered, event, context) if is_first else answered


def _is_for_lotse(event: MessageReceived, context: Context) -> bool:
    """Return True if a message is a command, with or without its slash, or a code."""
    return is_command(_spelled_out(event, context).text) or is_code(event.text)


async def _carried(event: MessageReceived, context: Context) -> Sequence[Message] | None:
    """Relay a message that belongs to an exchange or announcement; return None for any other."""
    event = with_place_in_words(event)
    carried = await relays.carried(event, context)
    carried = carried if carried is not None else await responses.carry(event, context)
    if carried is not None:
        await context.carried.note(event.address, event.message, context.now)
    return carried


async def _said(event: MessageReceived, context: Context) -> Sequence[Outgoing]:
    if isinstance(event, LocationReceived):
        return await _located(event, context)
    if isinstance(event, ItemReceived):
        waiting = (await recalling(event, context)).recalled.waiting
        said = await media.explain(event, context)
        return await dialogues.offer_to_go_on(said, waiting, event, context) if waiting else said
    return await _answer(event, context)


async def _located(event: LocationReceived, context: Context) -> Sequence[Outgoing]:
    """A place where a dialogue asks for one; else a question of which centre is in charge there."""
    context = await recalling(event, context)
    waiting = context.recalled.waiting
    if waiting is None:
        return await whereabouts.locate(event, context)
    named = whereabouts.centre_at(event, context) if dialogues.takes_place(waiting) else None
    if named is not None:
        return await dialogues.proceed(replace(event, text=named.title), context, _route) or []
    return await dialogues.offer_to_go_on(await whereabouts.locate(event, context), waiting, event, context)


async def _answer(event: MessageReceived, context: Context) -> Sequence[Outgoing]:
    context = await recalling(event, context)
    waiting = context.recalled.waiting
    if waiting is not None and _leaves(event.text):
        event = replace(event, text=_LEAVE)
    taken = None if is_command(event.text) else await take(event, context)
    if isinstance(taken, NotTaken):
        return await offer_again(taken, event, context)
    if taken is not None:
        return await _chosen(taken, event, context)
    if waiting is None or not dialogues.keeps(event.text, waiting):
        event = _spelled_out(event, context)
    return await _led(event, context)


async def _chosen(taken: Taken, event: MessageReceived, context: Context) -> Sequence[Outgoing]:
    """Return what a choice leads to; the words by which it was taken are not the text that it may stand for."""
    await steps.remember_input(await _taken_for(event, context.recalled.waiting, context), event, context)
    says = taken.choice.says
    event = replace(event, text=says, formatted=says if "\n" in says else "")
    context = replace(context, recalled=replace(context.recalled, draft=draft_of(taken.said)))
    if switches(taken.choice):
        return switched(taken.said, await _route(event, context))
    said = await _led(event, context)
    if "\n" in says:
        await steps.remember_input(Waiting(step=CHOICE), event, context)
    return said


async def _led(event: MessageReceived, context: Context) -> Sequence[Outgoing]:
    """Return what the dialogue that waits makes of a message, or else its answer with the way on."""
    led = None if is_command(event.text) else await dialogues.proceed(event, context, _route)
    if led is not None:
        return led
    said = await _route(event, context)
    waiting = context.recalled.waiting
    if waiting is None:
        return said
    if not _interrupts(event, waiting):
        return await dialogues.lead_out(said, waiting, event, context)
    return await dialogues.offer_to_go_on(said, waiting, event, context)


async def _taken_for(event: MessageReceived, waiting: Waiting | None, context: Context) -> Waiting:
    """Return what a message that takes a choice is remembered for: the step, if its words would do there as well."""
    step = STEPS.get(waiting.step) if waiting else None
    is_in_words = step is not None and number_in(event.text) is None and await dialogues.fits(step, event, context)
    return waiting if waiting is not None and is_in_words else Waiting(step=CHOICE)


def _leaves(text: str) -> bool:
    command = parse(text)
    return command is not None and command[0].name == _LEAVE


async def _route(event: MessageReceived, context: Context) -> Sequence[Outgoing]:
    """Answer a message by its command, or by its text if it has none."""
    if event.attachment is not None and not event.text.strip():
        return await media.explain(event, context)
    if event.direct and is_code(event.text):
        return await joining.connect(event, context)
    command = parse(event.text)
    if command is not None:
        name = command[0].name
        return await ROUTES[name](event, await _leaving_dialogue(name, event, context))
    if looks_like_command(event.text):
        return await suggestions.unknown(event, context)
    return await suggestions.slip(event, context) or await answers.answer(event, context)


async def _leaving_dialogue(command: str, event: MessageReceived, context: Context) -> Context:
    """The context without the dialogue that waits, if the command belongs to it or ends it."""
    waiting = context.recalled.waiting
    if waiting is None or not (command in _ENDING or dialogues.belongs(event.text, waiting)):
        return context
    draft = int(waiting.subject) if waiting.step.startswith("exchange.") and waiting.subject.isdecimal() else None
    left = replace(context, recalled=replace(context.recalled, waiting=None, draft=context.recalled.draft or draft))
    if command in _ENDING:
        await steps.end_dialogue(event, left)
    return left


def _ends_all(event: MessageReceived) -> bool:
    """Return True if a person ends all subscriptions with a bare word, also as a reply."""
    found = parse_bare(event.text, ()) if event.direct else None
    return found is not None and found[0].name == "stopp"


def _spelled_out(event: MessageReceived, context: Context) -> MessageReceived:
    """Return a command that was written without its slash with it, and a code with the command that takes it."""
    if event.direct and is_code(event.text):
        return replace(event, text=f"/{_JOIN} {event.text}", formatted="")
    found = parse_bare(event.text, context.search.knowledge.topics, list_sources(context))
    if found is None or found[0].role > context.role(event.sender):
        return event
    command, argument = found
    return replace(event, text=f"/{command.name} {argument}".rstrip(), formatted="")


def _interrupts(event: MessageReceived, waiting: Waiting) -> bool:
    """Return True if the waiting dialogue resumes after a command that does not belong to it."""
    command = parse(event.text)
    return command is not None and command[0].name not in _ENDING and not dialogues.belongs(event.text, waiting)


async def _taken_after_all(event: MessageEdited, context: Context) -> Sequence[Outgoing] | None:
    """Take a message that a step has refused, and waits for still, as it reads now; None if it is none."""
    taken = await context.inputs.of_message(event.address, event.message, context.now)
    conversation = await context.conversations.load(event.address, event.sender, context.now)
    if taken is None or conversation is None or conversation.waiting != taken.waiting:
        return None
    if not await people.is_same_person(event.sender, taken.sender, context):
        return []
    if is_command(event.text):
        return await _corrected(event, context)
    return corrections.in_place_of(await corrections.own_words(event, context), await _answer(event, context))


# What a message may have been, the first that knows it counts; the last is a question to Lotse.
_EDITED: tuple[Owner[MessageEdited], ...] = (
    relays.edited,
    questions.edited,
    contributions.apply_edit,
    belonging.edited,
    _taken_after_all,
    revising.edited,
    _corrected,
)
_DELETED: tuple[Owner[MessageDeleted], ...] = (
    *map(_with_own_words, (relays.deleted, questions.deleted, contributions.apply_deletion, belonging.deleted)),
    revising.deleted,
    corrections.deleted,
)

# The first that fits counts: an edited message is also one that was received.
_EVENTS: tuple[tuple[type[Event], Callable[[Any, Context], Awaitable[Sequence[Outgoing]]]], ...] = (
    (MessageEdited, _edited),
    (MessageReceived, _heard),
    (MessageDeleted, _deleted),
    (ChoiceTaken, _pressed),
    (ReactionAdded, _reacted),
    (ReminderDue, reminders.remind),
    (DigestDue, subscriptions.digest),
    (AnnouncementDue, delivery.advance),
    (FeedRead, drafts.handle_feed),
    (FeedFailed, drafts.report_failure),
    (CopyFailed, failures.tell),
    (CopyHeld, failures.tell_held),
    (MessageUnreadable, unreadable.explain),
    (RemovedFromRoom, rooms.removed),
    (JoinedRoom, welcome.to_room),
)


def apology(event: Event, language: Language, reference: str) -> Message | None:
    """Return the apology to a person whom Lotse has failed; None where nobody waits for an answer."""
    if not awaits_answer(event):
        return None
    return reply_to(event, TEXTS[language].apology.format(reference=reference))


def slow_down(event: MessageReceived, language: Language) -> Message:
    """Return the reply to a person whose questions come faster than they are answered."""
    return reply_to(event, TEXTS[language].slow_down)
