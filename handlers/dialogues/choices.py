"""Choices that Lotse offered: taken by number, by their words, or by pressing a button."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from handlers.announcements.model.verbs import Verb, format_command
from handlers.context.context import Context, References
from handlers.context.people import with_language
from handlers.context.ports import CHOICE_COUNTS_FOR, SentMessage, Waiting
from handlers.core.events import ChoiceTaken, MessageReceived, to_message
from handlers.core.messages import Choice, Message, Outgoing, Toast, keyboard_id
from handlers.core.replies import find_last_reply, replace_reply, reply_to
from handlers.core.sanitising import to_one_line
from handlers.dialogues.corrections import Responder, replace_messages
from handlers.dialogues.engine import fold
from handlers.dialogues.references import with_references
from handlers.dialogues.table import DIALOGUES, STEPS
from handlers.i18n import TEXTS
from handlers.i18n.announcements import acknowledges

# How long choices can be taken by number or words; copies of announcements are read later than answers.
LIST_LIFETIME = timedelta(minutes=30)
COPY_LIFETIME = timedelta(days=14)
# A list sent later than this after a message was not seen by its author; two clocks always differ a little.
_SLACK = timedelta(seconds=1)
_SLACK_ON_ONE_CLOCK = timedelta(milliseconds=100)
_MAX_LABEL_LENGTH = 200
_NUMBER = re.compile(r"[\[(#]?\s*([0-9]{1,2})\s*[\])\]:.!]*")
_KEYCAP = re.compile(r"([1-9])\ufe0f?\u20e3")


@dataclass(frozen=True, kw_only=True, slots=True)
class TakenChoice:
    """A choice, and the message that offered it."""

    choice: Choice
    message: SentMessage


@dataclass(frozen=True, kw_only=True, slots=True)
class NoSuchChoice:
    """A number that no choice has; `current_list` is the list that the person sees, None if there is none."""

    number: int
    current_list: SentMessage | None


async def take_choice(event: MessageReceived, context: Context) -> TakenChoice | NoSuchChoice | None:
    """Return the choice whose number or words a message is; None if it is something else.

    A reply means the list that it replies to. A bare number means the newest list that the person has seen in this
    room and thread; words mean the newest list that offers them.
    """
    if "\n" in event.text.strip() or len(event.text) > _MAX_LABEL_LENGTH or event.attachment is not None:
        return None
    replied = context.references.replied
    if replied is not None and replied.choices and _may_take(replied, event, context):
        chosen = find_choice(event.text, replied.choices) or find_by_opening(event.text, replied.choices)
        return TakenChoice(choice=chosen, message=replied) if chosen else None
    return await _take_recalled_receipt(event, context) or await _take_from_lists(event, context)


async def _take_from_lists(event: MessageReceived, context: Context) -> TakenChoice | NoSuchChoice | None:
    waiting = context.references.waiting
    step = STEPS.get(waiting.step) if waiting else None
    if step is not None and step.accepts_any_text:
        return None
    lists = [said for said in await _find_lists(event, context) if not said.announcement or step is None]
    for said in lists if step is None else lists[:1]:
        chosen = find_by_words(event.text, said.choices)
        if chosen is not None:
            return TakenChoice(choice=chosen, message=said)
    number = parse_choice_number(event.text)
    if number is None:
        return _take_by_opening(lists[0], event, context) if lists else None
    if lists and _precedes(lists[0], event, context) and 1 <= number <= len(lists[0].choices):
        return TakenChoice(choice=lists[0].choices[number - 1], message=lists[0])
    if step is not None and not lists:
        return None
    return NoSuchChoice(number=number, current_list=lists[0] if lists else None)


def _take_by_opening(newest: SentMessage, event: MessageReceived, context: Context) -> TakenChoice | None:
    """Return the choice that a word such as “ja” means; None in groups, where people say that to each other."""
    is_meant = event.direct and _precedes(newest, event, context)
    chosen = find_by_opening(event.text, newest.choices) if is_meant else None
    return TakenChoice(choice=chosen, message=newest) if chosen else None


async def _take_recalled_receipt(event: MessageReceived, context: Context) -> TakenChoice | None:
    """Return the receipt for a copy that was recalled a short time ago and is newer than any list there.

    Without this, what was meant for the copy would take a choice of an older list.
    """
    if context.references.waiting is not None or not acknowledges(event.text):
        return None
    gone = await context.stores.sent_messages.find_recalled(event.address, context.now - LIST_LIFETIME)
    if gone is None or any(_is_newer(said, gone) for said in await _find_lists(event, context)):
        return None
    announcement = await context.stores.announcements.get(gone.announcement or 0)
    if announcement is None or not announcement.wants_receipt:
        return None
    says = format_command(announcement.number, Verb.ACKNOWLEDGE)
    return TakenChoice(choice=Choice(label=event.text, says=says), message=gone)


def _is_newer(one: SentMessage, other: SentMessage) -> bool:
    return one.sent_at is not None and other.sent_at is not None and one.sent_at > other.sent_at


async def _find_lists(event: MessageReceived, context: Context) -> Sequence[SentMessage]:
    found = await context.stores.sent_messages.lists(event.address, event.sender, context.now - COPY_LIFETIME)
    return [said for said in found if said.announcement or _is_fresh(said, context)]


def _is_fresh(said: SentMessage, context: Context) -> bool:
    return said.sent_at is not None and context.now - said.sent_at <= min(LIST_LIFETIME, _lifetime_of(said, context))


def _lifetime_of(said: SentMessage, context: Context) -> timedelta:
    """Return the shortest lifetime of the dialogues that the choices belong to; the maximum if they belong to none."""
    calls = [context.commands.parse(choice.says) for choice in said.choices]
    names = {call.command.name for call in calls if call is not None}
    return min((each.lifetime for each in DIALOGUES.values() if each.commands & names), default=timedelta.max)


def _may_take(said: SentMessage, event: MessageReceived, context: Context) -> bool:
    """Return whether a list was offered to this person, or to everybody."""
    return said.asker is None or said.answered(*context.accounts_of(event.sender))


def _precedes(said: SentMessage, event: MessageReceived, context: Context) -> bool:
    """Return whether a list was on screen when the person wrote."""
    number = said.message if said.version == said.delivery else None
    if context.traits(event.address.platform).has_ascending_ids and f"{number}{event.message}".isdecimal():
        return int(number or 0) < int(event.message)
    if event.received_at is not None:
        return said.sent_at is not None and said.sent_at <= event.received_at + _SLACK_ON_ONE_CLOCK
    return said.sent_at is not None and said.sent_at <= event.at + _SLACK


def find_choice(text: str, choices: Sequence[Choice]) -> Choice | None:
    """Return the choice whose words or number a text is; words come first."""
    number = parse_choice_number(text)
    numbered = choices[number - 1] if number is not None and 1 <= number <= len(choices) else None
    return find_by_words(text, choices) or numbered


def find_by_words(text: str, choices: Sequence[Choice]) -> Choice | None:
    """Return the choice whose label a text is, whatever brackets and marks stand around it."""
    exact = next((choice for choice in choices if choice.label.casefold() == text.strip().casefold()), None)
    words = fold(text)
    return exact or next((choice for choice in choices if words and fold(choice.label) == words), None)


def find_by_opening(text: str, choices: Sequence[Choice]) -> Choice | None:
    """Return the only choice whose words before a comma a text is, such as “ja” for “Ja, gern”."""
    words = fold(text)
    found = [choice for choice in choices if "," in choice.label and fold(choice.label.partition(",")[0]) == words]
    return found[0] if words and len(found) == 1 else None


def parse_choice_number(text: str) -> int | None:
    """Return the number that a text is, such as "2", "2.", "(2)" or a keycap; None if it is none."""
    found = _NUMBER.fullmatch(text.strip()) or _KEYCAP.fullmatch(text.strip())
    return int(found[1]) if found else None


def offer_again(not_taken: NoSuchChoice, event: MessageReceived, context: Context) -> list[Outgoing]:
    """Reply that there is no choice with this number, with those that there are."""
    texts = context.texts
    present = not_taken.current_list
    text = (texts.no_such_choice if present else texts.no_list).format(number=not_taken.number)
    message = reply_to(event, text)
    return [replace(message, choices=present.choices, subject=present.subject) if present else message]


async def takes_offer(event: MessageReceived, context: Context) -> bool:
    """Return whether a message in a group takes a choice that Lotse offered its sender."""
    taken = await take_choice(event, await with_references(event, context))
    return isinstance(taken, TakenChoice) and taken.message.asker is not None


async def take_pressed(event: ChoiceTaken, context: Context, answer: Responder) -> list[Outgoing]:
    """Return what a pressed choice leads to; a notice if it has expired, or was offered to somebody else."""
    said = await context.stores.sent_messages.of_message(event.address, event.message)
    if said is None or not 1 <= event.number <= len(said.choices) or _has_expired(said, context):
        return _reply_expired(event, context)
    refusal = _refuse(said, event, context)
    return await _follow(said, event, context, answer) if refusal is None else refusal


def _has_expired(said: SentMessage, context: Context) -> bool:
    """Return whether the choices belong to a dialogue with a short lifetime that is over."""
    return _lifetime_of(said, context) < LIST_LIFETIME and not _is_fresh(said, context)


def _refuse(said: SentMessage, event: ChoiceTaken, context: Context) -> list[Outgoing] | None:
    """Return a notice why this person can't take this choice; None if they can."""
    texts = context.texts
    is_for_whoever_reads = event.direct and said.asker is None
    if not (is_for_whoever_reads or said.answered(*context.accounts_of(event.sender))):
        return [Toast(text=texts.not_your_choice)] if event.in_place else []
    is_outdated = event.keyboard is not None and event.keyboard != keyboard_id(said.version)
    return [Toast(text=texts.outdated_choice)] if is_outdated else None


async def _follow(said: SentMessage, event: ChoiceTaken, context: Context, answer: Responder) -> list[Outgoing]:
    """Return what a choice leads to, in place of the list where the platform shows it so."""
    choice = said.choices[event.number - 1]
    meant = replace(to_message(event, choice.says, direct=event.direct), address=said.address)
    conversation = await context.stores.conversations.load(said.address, event.sender, context.now)
    waiting = conversation.waiting if conversation else None
    context = replace(context, references=refer_to_list(said, References(waiting=waiting), context))
    messages = await answer(meant, context)
    if is_switch(choice):
        return [*replace_messages([said], messages), *_make_switch_toast(messages, event)]
    reply = find_last_reply(messages, meant)
    if not event.in_place or _leaves_list_standing(choice, context) or reply is None:
        return [*messages]
    shown = (
        messages
        if choice.label in {texts.back for texts in TEXTS.values()}
        else _add_way_back(messages, reply, said, await with_language(event, context))
    )
    if waiting is not None and not _offer_choices(shown) and await _is_still_waiting(waiting, said, event, context):
        # A refusal keeps the list, as its choices are the only way on.
        return [*shown]
    return replace_messages([said], shown)


def _offer_choices(messages: Sequence[Outgoing]) -> bool:
    return any(isinstance(each, Message) and each.choices for each in messages)


async def _is_still_waiting(waiting: Waiting, said: SentMessage, event: ChoiceTaken, context: Context) -> bool:
    """Return whether the dialogue still stands at this step."""
    conversation = await context.stores.conversations.load(said.address, event.sender, context.now)
    return conversation is not None and conversation.waiting == waiting


def is_switch(choice: Choice) -> bool:
    """Return whether a choice only toggles something in its list, which is edited in place."""
    return choice.says.startswith("/abo ") and choice.label[:1] in ("☑", "☐")


def replace_switched_list(said: SentMessage, messages: Sequence[Outgoing]) -> list[Outgoing]:
    """Return the edited list, and a message with the new state without choices."""
    lines = [replace(message, choices=()) for message in messages if isinstance(message, Message)]
    return [*replace_messages([said], messages), *lines]


def _make_switch_toast(messages: Sequence[Outgoing], event: ChoiceTaken) -> list[Toast]:
    """Return the new label of the toggled choice."""
    now = (each.choices for each in messages if isinstance(each, Message) and len(each.choices) >= event.number)
    return [Toast(text=to_one_line(choices[event.number - 1].label)) for choices in now] if event.in_place else []


def refer_to_list(said: SentMessage, references: References, context: Context) -> References:
    """Return the references with the questions that a list belongs to, of which a choice was taken."""
    return replace(references, draft=_find_draft_number(said), question=_find_question_token(said, context))


def _find_draft_number(said: SentMessage) -> int | None:
    """Return the number of the draft that a list belongs to; None if it belongs to none."""
    return next((choice.draft for choice in said.choices if choice.draft is not None), None)


def _find_question_token(said: SentMessage, context: Context) -> str | None:
    """Return the token of the logged question that a list was offered for; None if it was for none, or is old."""
    if said.sent_at is None or context.now - said.sent_at > CHOICE_COUNTS_FOR:
        return None
    return next((choice.question for choice in said.choices if choice.question is not None), None)


def _leaves_list_standing(choice: Choice, context: Context) -> bool:
    """Return whether the reply leaves the message with the choice as it is."""
    call = context.commands.parse(choice.says)
    return call is not None and call.command.name == "antworten"


def _add_way_back(
    messages: Sequence[Outgoing], reply: Message, said: SentMessage, context: Context
) -> Sequence[Outgoing]:
    """Add to the reply a choice that leads back to what was on screen before; what others are told is left alone."""
    if said.subject is None or said.subject.again is None:
        return messages
    earlier = context.references
    back = Choice(label=context.texts.back, says=said.subject.again, draft=earlier.draft, question=earlier.question)
    return replace_reply(messages, reply, replace(reply, choices=(*reply.choices, back)))


def _reply_expired(event: ChoiceTaken, context: Context) -> list[Outgoing]:
    """Return a notice that the choices have expired."""
    text = context.texts.outdated
    if event.in_place and event.direct:
        return [reply_to(event, text)]
    return [Toast(text=text)] if event.in_place else []
