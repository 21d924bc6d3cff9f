"""How a step asks: the question, the ways back and out on screen, and what the next message belongs to."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from handlers.context.context import Context
from handlers.context.ports import Conversation, Input, Waiting
from handlers.core.events import Address, MessageReceived, Sender, sole_reader
from handlers.core.messages import Choice, Message
from handlers.dialogues.table import DIALOGUES, STEPS, Step
from handlers.i18n import TEXTS, Texts

# What is longer holds what was said before, and is not kept a second time.
_MAX_SUBJECT_LENGTH = 300


async def prompt(
    step: Step, subject: object, text: str, choices: tuple[Choice, ...], event: MessageReceived, context: Context
) -> Message:
    """Return the question of a step; what the person writes next belongs to it.

    Where any text is an answer a number is one too, so that the ways back and out stand there as words.
    """
    waiting = Waiting(step=step.name, subject=str(subject))
    await wait_for(waiting, event, context)
    return await add_exits(_reply(event, text, choices), waiting, event, context)


async def add_exits(message: Message, waiting: Waiting, event: MessageReceived, context: Context) -> Message:
    """Return the message with the ways back and out of a step."""
    step, texts = STEPS[waiting.step], TEXTS[await context.spoken(event)]
    if step.accepts_any_text and not message.choices:
        words = texts.ways_in_words if step.back else texts.way_out_in_words
        return message if message.text.endswith(words) else replace(message, text=f"{message.text}\n\n{words}")
    return _add_exit_choices(message, step, waiting.subject, texts)


async def prompt_person(step: Step, subject: object, message: Message, context: Context) -> Message:
    """Return the question of a step for a person who has not just written, with the ways back and out.

    What they write next there belongs to the step, unless another dialogue waits for them.
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
    texts = TEXTS[await context.stores.preferences.language(person) or context.language]
    return _add_exit_choices(message, step, waiting.subject, texts)


def _add_exit_choices(message: Message, step: Step, subject: str, texts: Texts) -> Message:
    """Return the message with the ways as choices, as far as none of its own says the same."""
    own = {choice.says for choice in message.choices}
    further = (way for way in make_exits(step, subject, texts) if way.says not in own)
    return replace(message, choices=(*message.choices, *further))


def make_exits(step: Step, subject: str, texts: Texts) -> tuple[Choice, ...]:
    """Return the choices that lead to the step before, if there is one, and out of the dialogue."""
    back = (Choice(label=texts.step_back, says=step.back.format(subject=subject)),) if step.back else ()
    return (*back, Choice(label=texts.cancel, says=step.cancel.format(subject=subject)))


async def wait_for(waiting: Waiting, event: MessageReceived, context: Context) -> None:
    """Remember that the person's next message here belongs to this step."""
    await _save(event, context, waiting=waiting, expires_at=context.now + _lifetime_of(waiting))


async def remember_input(waiting: Waiting, event: MessageReceived, context: Context) -> None:
    """Remember what a message was taken for, so that the person can change it or take it back.

    It is remembered as long as events are: an edit of it is never a question. A press stands for Lotse's own message.
    """
    is_own = await context.stores.sent_messages.of_message(event.address, event.message) is not None
    if len(waiting.subject) <= _MAX_SUBJECT_LENGTH and not is_own:
        taken = Input(address=event.address, message=event.message, sender=event.sender, waiting=waiting)
        await context.stores.inputs.add(taken, context.now + context.retention.events)


async def end_dialogue(event: MessageReceived, context: Context) -> None:
    """Forget what was waited for here, unless it is another dialogue than the one that has led here."""
    if context.recalled.waiting is None:
        await context.stores.conversations.forget(event.address, event.sender)


async def stop_waiting(waiting: Waiting, address: Address, sender: Sender, context: Context) -> None:
    """Forget that a person's next message there belongs to this step, if it still does."""
    conversation = await context.stores.conversations.load(address, sender, context.now)
    if conversation is not None and conversation.waiting == waiting:
        await context.stores.conversations.forget(address, sender)


async def leave_dialogue(event: MessageReceived, context: Context) -> list[Message]:
    """`/abbrechen`: end whatever dialogue there is; nothing that was sent is taken back."""
    await end_dialogue(event, context)
    return [_reply(event, TEXTS[await context.spoken(event)].left, ())]


def _lifetime_of(waiting: Waiting) -> timedelta:
    return DIALOGUES[STEPS[waiting.step].dialogue].lifetime


async def _save(event: MessageReceived, context: Context, **kept: Any) -> None:
    conversation = Conversation(language=context.recalled.language, **kept)
    await context.stores.conversations.save(event.address, event.sender, conversation)


def _reply(event: MessageReceived, text: str, choices: tuple[Choice, ...]) -> Message:
    message = Message(address=event.address, text=text, reply_to=event.message, mention=event.sender)
    return replace(message, choices=choices, private_to=sole_reader(event))
