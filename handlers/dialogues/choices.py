"""The answers that Lotse offered: taken by number, by their words, or by a press on one of them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from handlers.commands import parse
from handlers.context.context import Context, Recalled
from handlers.context.ports import SentMessage, Waiting
from handlers.core.events import ChoiceTaken, MessageReceived, PlatformName
from handlers.core.messages import Choice, Message, Outgoing, Toast, keyboard_id
from handlers.core.replies import last_reply, reply_to
from handlers.core.sanitising import one_line
from handlers.dialogues.corrections import Answer, in_place_of
from handlers.dialogues.engine import fold
from handlers.dialogues.memory import recalling
from handlers.dialogues.table import DIALOGUES, STEPS
from handlers.i18n import TEXTS
from handlers.i18n.announcements import acknowledges

# For so long a list is taken by number or words; a copy of an announcement is read later than an answer.
LIST_LASTS = timedelta(minutes=30)
COPY_LASTS = timedelta(days=14)
# A person can't have seen what left later than this after they wrote. Clocks of two machines are never quite the same.
_SLACK = timedelta(seconds=1)
_SLACK_ON_ONE_CLOCK = timedelta(milliseconds=100)
_LONGEST_LABEL = 200
_NUMBER = re.compile(r"[\[(#]?\s*([0-9]{1,2})\s*[\])\]:.!]*")
_KEYCAP = re.compile(r"([1-9])\ufe0f?\u20e3")
_BACK = frozenset(texts.back for texts in TEXTS.values())


@dataclass(frozen=True, kw_only=True, slots=True)
class Taken:
    """A choice, and the message under which it stands."""

    choice: Choice
    said: SentMessage


@dataclass(frozen=True, kw_only=True, slots=True)
class NotTaken:
    """A number that is none of the choices that the person sees; `present` is the list that stands there now."""

    number: int
    present: SentMessage | None


async def take(event: MessageReceived, context: Context) -> Taken | NotTaken | None:
    """Return the choice whose number or words a message is; None if it is something else.

    A reply means the list that it replies to. A bare number means the newest list that the person has seen in this
    room and thread; words mean the newest list that offers them.
    """
    if "\n" in event.text.strip() or len(event.text) > _LONGEST_LABEL or event.attachment is not None:
        return None
    replied = context.recalled.replied
    if replied is not None and replied.choices and _may_take(replied, event, context):
        chosen = find_choice(event.text, replied.choices) or find_by_opening(event.text, replied.choices)
        return Taken(choice=chosen, said=replied) if chosen else None
    return await _recalled(event, context) or await _from_lists(event, context)


async def _from_lists(event: MessageReceived, context: Context) -> Taken | NotTaken | None:
    waiting = context.recalled.waiting
    step = STEPS.get(waiting.step) if waiting else None
    if step is not None and step.takes_anything:
        return None
    lists = [said for said in await _lists(event, context) if not said.announcement or step is None]
    for said in lists if step is None else lists[:1]:
        chosen = find_by_words(event.text, said.choices)
        if chosen is not None:
            return Taken(choice=chosen, said=said)
    number = number_in(event.text)
    if number is None:
        return _opening(lists[0], event) if lists else None
    if lists and _precedes(lists[0], event) and 1 <= number <= len(lists[0].choices):
        return Taken(choice=lists[0].choices[number - 1], said=lists[0])
    if step is not None and not lists:
        return None
    return NotTaken(number=number, present=lists[0] if lists else None)


def _opening(newest: SentMessage, event: MessageReceived) -> Taken | None:
    """Return the choice of the newest list that a word such as “ja” means; in groups people say that to each other."""
    chosen = find_by_opening(event.text, newest.choices) if event.direct and _precedes(newest, event) else None
    return Taken(choice=chosen, said=newest) if chosen else None


async def _recalled(event: MessageReceived, context: Context) -> Taken | None:
    """Return the receipt for a copy that was recalled a short time ago, and that was newer than any list there now.

    Without this, what was meant for the copy would take a choice of an older list.
    """
    if context.recalled.waiting is not None or not acknowledges(event.text):
        return None
    gone = await context.sayings.recalled(event.address, context.now - LIST_LASTS)
    if gone is None or any(_is_newer(said, gone) for said in await _lists(event, context)):
        return None
    announcement = await context.announcements.get(gone.announcement or 0)
    if announcement is None or not announcement.wants_receipt:
        return None
    says = f"/ankuendigung {announcement.number} gelesen"
    return Taken(choice=Choice(label=event.text, says=says), said=gone)


def _is_newer(one: SentMessage, other: SentMessage) -> bool:
    return one.sent_at is not None and other.sent_at is not None and one.sent_at > other.sent_at


async def _lists(event: MessageReceived, context: Context) -> Sequence[SentMessage]:
    found = await context.sayings.lists(event.address, event.sender, context.now - COPY_LASTS)
    return [said for said in found if said.announcement or _is_fresh(said, context)]


def _is_fresh(said: SentMessage, context: Context) -> bool:
    return said.sent_at is not None and context.now - said.sent_at <= min(LIST_LASTS, _lasts(said))


def _lasts(said: SentMessage) -> timedelta:
    """Return how long the dialogues live to which the choices belong; forever if they belong to none."""
    names = {command[0].name for choice in said.choices if (command := parse(choice.says)) is not None}
    return min((each.lasts for each in DIALOGUES.values() if each.commands & names), default=timedelta.max)


def _may_take(said: SentMessage, event: MessageReceived, context: Context) -> bool:
    """Whether a list is this person's, or everybody's."""
    return said.asker is None or said.answered(*context.accounts_of(event.sender))


def _precedes(said: SentMessage, event: MessageReceived) -> bool:
    """Whether a list stood there when the person wrote. On Telegram later messages have higher numbers."""
    number = said.message if said.version == said.delivery else None
    if event.address.platform is PlatformName.TELEGRAM and f"{number}{event.message}".isdecimal():
        return int(number or 0) < int(event.message)
    if event.received_at is not None:
        return said.sent_at is not None and said.sent_at <= event.received_at + _SLACK_ON_ONE_CLOCK
    return said.sent_at is not None and said.sent_at <= event.at + _SLACK


def find_choice(text: str, choices: Sequence[Choice]) -> Choice | None:
    """Return the choice whose words or number a text is; words come first."""
    number = number_in(text)
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


def number_in(text: str) -> int | None:
    """Return the number that a text is, such as "2", "2.", "(2)" or the sign of a key."""
    found = _NUMBER.fullmatch(text.strip()) or _KEYCAP.fullmatch(text.strip())
    return int(found[1]) if found else None


async def offer_again(not_taken: NotTaken, event: MessageReceived, context: Context) -> list[Outgoing]:
    """Say that a number is not to be had, and offer what is."""
    texts = TEXTS[await context.spoken(event)]
    present = not_taken.present
    text = (texts.no_such_choice if present else texts.no_list).format(number=not_taken.number)
    message = reply_to(event, text)
    return [replace(message, choices=present.choices, subject=present.subject) if present else message]


async def takes_offer(event: MessageReceived, context: Context) -> bool:
    """Whether a message in a group takes one of the choices that Lotse has offered its sender there."""
    taken = await take(event, await recalling(event, context))
    return isinstance(taken, Taken) and taken.said.asker is not None


async def pressed(event: ChoiceTaken, context: Context, answer: Answer) -> list[Outgoing]:
    """Return what the taken choice leads to; a word to the person if it is not to be had any more, or not theirs."""
    said = await context.sayings.of_message(event.address, event.message)
    if said is None or not 1 <= event.number <= len(said.choices) or _has_expired(said, context):
        return await _gone(event, context)
    refusal = await _refusal(said, event, context)
    return await _follow(said, event, context, answer) if refusal is None else refusal


def _has_expired(said: SentMessage, context: Context) -> bool:
    """Return whether the choices are those of a dialogue that lives for minutes only, and is over."""
    return _lasts(said) < LIST_LASTS and not _is_fresh(said, context)


async def _refusal(said: SentMessage, event: ChoiceTaken, context: Context) -> list[Outgoing] | None:
    """Return why this person can't take this choice as they saw it; None if they can."""
    texts = TEXTS[await context.spoken(event)]
    is_for_whoever_reads = event.direct and said.asker is None
    if not (is_for_whoever_reads or said.answered(*context.accounts_of(event.sender))):
        return [Toast(text=texts.not_your_choice)] if event.in_place else []
    is_outdated = event.keyboard is not None and event.keyboard != keyboard_id(said.version)
    return [Toast(text=texts.outdated_choice)] if is_outdated else None


async def _follow(said: SentMessage, event: ChoiceTaken, context: Context, answer: Answer) -> list[Outgoing]:
    """Return what a choice leads to, in place of the list where the platform shows it so."""
    choice = said.choices[event.number - 1]
    meant = _meant(event, said, choice)
    conversation = await context.conversations.load(said.address, event.sender, context.now)
    waiting = conversation.waiting if conversation else None
    context = replace(context, recalled=Recalled(waiting=waiting, draft=draft_of(said)))
    messages = await answer(meant, context)
    if switches(choice):
        return [*in_place_of([said], messages), *_switched_toast(messages, event)]
    if not event.in_place or _is_beside(choice) or last_reply(messages, meant) is None:
        return [*messages]
    shown = messages if choice.label in _BACK else await _with_way_back(messages, event, said, context)
    if waiting is not None and not _offers(shown) and await _waits(waiting, said, event, context):
        # What was refused can be mended only by the choices that stand there.
        return [*shown]
    return in_place_of([said], shown)


def _offers(messages: Sequence[Outgoing]) -> bool:
    return any(isinstance(each, Message) and each.choices for each in messages)


async def _waits(waiting: Waiting, said: SentMessage, event: ChoiceTaken, context: Context) -> bool:
    """Return whether the dialogue still stands at this step."""
    conversation = await context.conversations.load(said.address, event.sender, context.now)
    return conversation is not None and conversation.waiting == waiting


def switches(choice: Choice) -> bool:
    """Whether a choice only switches something in its list, which then reads otherwise in the same place."""
    return choice.says.startswith("/abo ") and choice.label[:1] in ("☑", "☐")


def switched(said: SentMessage, messages: Sequence[Outgoing]) -> list[Outgoing]:
    """Return the list as it reads now in its place, and what is chosen now in one message without the list."""
    lines = [replace(message, choices=()) for message in messages if isinstance(message, Message)]
    return [*in_place_of([said], messages), *lines]


def _switched_toast(messages: Sequence[Outgoing], event: ChoiceTaken) -> list[Toast]:
    """Return how the choice reads now."""
    now = (each.choices for each in messages if isinstance(each, Message) and len(each.choices) >= event.number)
    return [Toast(text=one_line(choices[event.number - 1].label)) for choices in now] if event.in_place else []


def draft_of(said: SentMessage) -> int | None:
    """Return the number of the question to which a list belongs, and which may go to colleagues."""
    return next((choice.draft for choice in said.choices if choice.draft is not None), None)


def _is_beside(choice: Choice) -> bool:
    """Whether what follows leaves the message with the choice as it is."""
    command = parse(choice.says)
    return command is not None and command[0].name == "antworten"


def _meant(event: ChoiceTaken, said: SentMessage, choice: Choice) -> MessageReceived:
    """What was chosen, as if written."""
    return MessageReceived(
        id=event.id,
        at=event.at,
        address=said.address,
        sender=event.sender,
        language=event.language,
        message=event.message,
        text=choice.says,
        direct=event.direct,
        addressed=True,
    )


async def _with_way_back(
    answer: Sequence[Outgoing], event: ChoiceTaken, said: SentMessage, context: Context
) -> Sequence[Outgoing]:
    """To what stood there before, under the last message."""
    if not answer or said.subject is None or said.subject.again is None:
        return answer
    back = Choice(label=TEXTS[await context.spoken(event)].back, says=said.subject.again, draft=draft_of(said))
    *others, last = answer
    return [*others, replace(last, choices=(*last.choices, back))] if isinstance(last, Message) else answer


async def _gone(event: ChoiceTaken, context: Context) -> list[Outgoing]:
    """Tell that the choices have expired."""
    text = TEXTS[await context.spoken(event)].outdated
    if event.in_place and event.direct:
        return [reply_to(event, text)]
    return [Toast(text=text)] if event.in_place else []
