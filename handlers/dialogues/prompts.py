"""Prompts: the question of a step with its exits, and the record of what the next message belongs to."""

from dataclasses import replace
from datetime import timedelta

from handlers.context.context import Context
from handlers.context.ports import Conversation, Input, Waiting
from handlers.core.events import Address, MessageReceived, Sender, find_sole_reader
from handlers.core.messages import Choice, Message
from handlers.dialogues.table import DIALOGUES, STEPS, Step
from handlers.i18n import Texts

# A longer subject holds an earlier text, which is not stored a second time.
_MAX_SUBJECT_LENGTH = 300


async def prompt(
    step: Step, subject: object, text: str, choices: tuple[Choice, ...], event: MessageReceived, context: Context
) -> Message:
    """Return the question of a step, and record that the person's next message belongs to it.

    Where any text is an answer, a number is one too, so that the exits are given as words.
    """
    waiting = Waiting(step=step.name, subject=str(subject))
    await wait_for(waiting, event, context)
    return add_exits(_reply(event, text, choices), waiting, context)


def add_exits(message: Message, waiting: Waiting, context: Context) -> Message:
    """Return the message with the exits of a step: back, and out of the dialogue."""
    step, texts = STEPS[waiting.step], context.texts
    if step.accepts_any_text and not message.choices:
        words = texts.ways_in_words if step.back else texts.way_out_in_words
        return message if message.text.endswith(words) else replace(message, text=f"{message.text}\n\n{words}")
    return _add_exit_choices(message, step, waiting.subject, texts)


async def prompt_person(step: Step, subject: object, message: Message, context: Context) -> Message:
    """Return the question of a step for a person who has not just written, with its exits.

    Their next message there belongs to the step, unless another dialogue waits for them.
    """
    person = message.mention
    if person is None:
        return message
    waiting = Waiting(step=step.name, subject=str(subject))
    there = await context.stores.conversations.load(message.address, person, context.now)
    if there is None or there.waiting is None or STEPS[there.waiting.step].dialogue == step.dialogue:
        language, until = there.language if there else None, context.now + _lifetime_of(waiting)
        conversation = Conversation(language=language, waiting=waiting, expires_at=until)
        await context.stores.conversations.save(message.address, person, conversation)
    texts = await context.texts_for(person)
    return _add_exit_choices(message, step, waiting.subject, texts)


def _add_exit_choices(message: Message, step: Step, subject: str, texts: Texts) -> Message:
    """Return the message with the exits as choices, except those that it offers already."""
    own = {choice.says for choice in message.choices}
    further = (way for way in make_exits(step, subject, texts) if way.says not in own)
    return replace(message, choices=(*message.choices, *further))


def make_exits(step: Step, subject: str, texts: Texts) -> tuple[Choice, ...]:
    """Return the choices that lead to the previous step, if there is one, and out of the dialogue."""
    back = (Choice(label=texts.step_back, says=step.back.format(subject=subject)),) if step.back else ()
    return (*back, Choice(label=texts.cancel, says=step.cancel.format(subject=subject)))


async def wait_for(waiting: Waiting, event: MessageReceived, context: Context) -> None:
    """Record that the person's next message here belongs to this step."""
    conversation = Conversation(
        language=context.references.language, waiting=waiting, expires_at=context.now + _lifetime_of(waiting)
    )
    await context.stores.conversations.save(event.address, event.sender, conversation)


async def remember_input(waiting: Waiting, event: MessageReceived, context: Context) -> None:
    """Record which step took a message, so that edits and deletions of it can be applied.

    The record lasts as long as events do. Nothing is recorded for a pressed button, whose message is Lotse's own.
    """
    is_own = await context.stores.sent_messages.of_message(event.address, event.message) is not None
    if len(waiting.subject) <= _MAX_SUBJECT_LENGTH and not is_own:
        taken = Input(address=event.address, message=event.message, sender=event.sender, waiting=waiting)
        await context.stores.inputs.add(taken, context.now + context.retention.events)


async def end_dialogue(event: MessageReceived, context: Context) -> None:
    """Forget the waiting step here, unless it belongs to another dialogue than the present one."""
    if context.references.waiting is None:
        await context.stores.conversations.forget(event.address, event.sender)


async def stop_waiting(waiting: Waiting, address: Address, sender: Sender, context: Context) -> None:
    """Forget the waiting step of a person if it is still this one."""
    conversation = await context.stores.conversations.load(address, sender, context.now)
    if conversation is not None and conversation.waiting == waiting:
        await context.stores.conversations.forget(address, sender)


async def leave_dialogue(event: MessageReceived, context: Context) -> list[Message]:
    """`/abbrechen`: end the dialogue; nothing that was sent is deleted."""
    await end_dialogue(event, context)
    return [_reply(event, context.texts.left, ())]


def _lifetime_of(waiting: Waiting) -> timedelta:
    return DIALOGUES[STEPS[waiting.step].dialogue].lifetime


def _reply(event: MessageReceived, text: str, choices: tuple[Choice, ...]) -> Message:
    message = Message(address=event.address, text=text, reply_to=event.message, mention=event.sender)
    return replace(message, choices=choices, private_to=find_sole_reader(event))
