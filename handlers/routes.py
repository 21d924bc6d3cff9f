"""The routes of all events; those of messages lead through `handlers.routing.stages`."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from handlers import alerts
from handlers.account import welcome
from handlers.announcements import delivery, responses
from handlers.announcements.commands import announce
from handlers.announcements.corrections import contributions
from handlers.announcements.feeds import drafts
from handlers.context import people
from handlers.context.clearance import with_clearance
from handlers.context.context import Context
from handlers.core.events import (
    AnnouncementDue,
    AnswerOutdated,
    ChoiceTaken,
    CopyFailed,
    CopyHeld,
    DigestDue,
    Event,
    FeedFailed,
    FeedRead,
    FieldsDue,
    GapsDue,
    JoinedRoom,
    MessageDeleted,
    MessageEdited,
    MessageReceived,
    MessageUnreadable,
    OwnersDue,
    ReactionAdded,
    ReminderDue,
    RemovedFromRoom,
    RoundDue,
    UseCheckDue,
    WishesDue,
    awaits_answer,
)
from handlers.core.messages import Message, Outgoing
from handlers.core.replies import reply_to
from handlers.curation import recall
from handlers.curation.care import silence
from handlers.curation.confirming import asking, use
from handlers.curation.editing import proposing
from handlers.curation.gaps import digest, wishes
from handlers.curation.rounds import reports as round_reports
from handlers.dialogues import corrections
from handlers.dialogues import engine as dialogues
from handlers.dialogues.choices import parse_choice_number, take_pressed
from handlers.dialogues.references import with_references
from handlers.dialogues.revisions import Owner, resolve
from handlers.exchange import delivery_failures, questions, relays, reminders, subscriptions
from handlers.faq import notices
from handlers.i18n import TEXTS
from handlers.routing import belonging, revising, stages
from knowledge.search import Language


async def respond(event: Event, context: Context) -> list[Outgoing]:
    """Return the outgoing messages that answer an event."""
    context = context if context.accounts else await people.identify(event, context)
    context = await with_clearance(event, context)
    handler = next(_ROUTES[kind] for kind in type(event).__mro__ if kind in _ROUTES)
    return [*await handler(event, context)]


async def _take_press(event: ChoiceTaken, context: Context) -> Sequence[Outgoing]:
    received = await responses.take_pressed_receipt(event, context)
    return received if received is not None else await take_pressed(event, context, stages.route)


async def _withdraw(event: MessageDeleted, context: Context) -> Sequence[Outgoing]:
    """Withdraw reactions, and let the owner of a deleted message decide what follows."""
    await relays.remove_thanks(event, context)
    await responses.withdraw_reaction(event, context)
    return await resolve(event, context, _OWNERS_OF_DELETED)


def _with_own_answers(owner: Owner[MessageDeleted]) -> Owner[MessageDeleted]:
    """Wrap an owner so that Lotse's own replies to the message are deleted as well."""

    async def handle(event: MessageDeleted, context: Context) -> Sequence[Outgoing] | None:
        followed = await owner(event, context)
        return None if followed is None else [*followed, *await corrections.delete_answers(event, context)]

    return handle


async def _react(event: ReactionAdded, context: Context) -> Sequence[Outgoing]:
    await relays.count_thanks(event, context)
    await responses.record_reaction(event, context)
    return [
        *await questions.solve_by_reaction(event, context),
        *await announce.decide_by_reaction(event, context),
        *await proposing.decide_by_reaction(event, context),
        *await wishes.take_thumb(event, context),
    ]


async def _revise(event: MessageEdited, context: Context) -> Sequence[Outgoing]:
    return await resolve(event, context, _OWNERS_OF_EDITED)


async def _correct_question(event: MessageEdited, context: Context) -> Sequence[Outgoing]:
    """Answer an edited question to the knowledge base anew; an edit neither takes a choice nor fills in a dialogue."""
    if parse_choice_number(event.text) is not None:
        return []
    return await corrections.answer_anew(event, context, _answer_anew)


async def _answer_anew(event: MessageReceived, context: Context) -> Sequence[Outgoing]:
    """Return the answer to an edited question; a dialogue that waits offers to go on."""
    context = await with_references(event, context)
    waiting, said = context.references.waiting, await stages.route(event, context)
    if waiting is None or dialogues.is_command_of(event.text, waiting, context):
        return said
    return await dialogues.offer_to_go_on(said, waiting, event, context)


async def _take_corrected_input(event: MessageEdited, context: Context) -> Sequence[Outgoing] | None:
    """Give the edited message to the step that refused it and still waits; None if no step does."""
    taken = await context.stores.inputs.of_message(event.address, event.message, context.now)
    conversation = await context.stores.conversations.load(event.address, event.sender, context.now)
    if taken is None or conversation is None or conversation.waiting != taken.waiting:
        return None
    if not await people.is_same_person(event.sender, taken.sender, context):
        return []
    if context.commands.is_command(event.text):
        return await _correct_question(event, context)
    return corrections.replace_messages(
        await corrections.find_own_replies(event, context), await stages.answer(event, context)
    )


# The possible owners of a message, asked in order; the last takes it as a question to Lotse.
_OWNERS_OF_EDITED: tuple[Owner[MessageEdited], ...] = (
    relays.revise,
    questions.revise,
    contributions.apply_edit,
    belonging.revise_held,
    _take_corrected_input,
    revising.revise,
    _correct_question,
)
_OWNERS_OF_DELETED: tuple[Owner[MessageDeleted], ...] = (
    *map(
        _with_own_answers, (relays.withdraw, questions.withdraw, contributions.apply_deletion, belonging.withdraw_held)
    ),
    revising.withdraw,
    corrections.delete_answers,
)

# By the type of an event, or else by the nearest type that it is derived from.
_ROUTES: Mapping[type, Callable[[Any, Context], Awaitable[Sequence[Outgoing]]]] = {
    MessageEdited: _revise,
    MessageReceived: stages.receive,
    MessageDeleted: _withdraw,
    ChoiceTaken: _take_press,
    ReactionAdded: _react,
    ReminderDue: reminders.remind,
    DigestDue: subscriptions.send_digest,
    AnnouncementDue: delivery.advance,
    AnswerOutdated: recall.correct_answer,
    FieldsDue: asking.ask,
    GapsDue: digest.send_digest,
    WishesDue: wishes.tell_waiting,
    UseCheckDue: use.ask,
    OwnersDue: silence.report_silent_centres,
    RoundDue: round_reports.tell_office,
    FeedRead: drafts.handle_feed,
    FeedFailed: drafts.report_failure,
    CopyFailed: delivery_failures.report_failed_copy,
    CopyHeld: delivery_failures.report_held_copy,
    MessageUnreadable: notices.explain_unreadable,
    RemovedFromRoom: alerts.report_removal,
    JoinedRoom: welcome.greet_room,
}


def make_apology(event: Event, language: Language, reference: str) -> Message | None:
    """Return the apology to a person whom Lotse has failed; None where nobody waits for an answer."""
    if not awaits_answer(event):
        return None
    return reply_to(event, TEXTS[language].apology.format(reference=reference))


def ask_to_wait(event: MessageReceived, language: Language) -> Message:
    """Return the reply to a person whose questions come faster than they are answered."""
    return reply_to(event, TEXTS[language].slow_down)
