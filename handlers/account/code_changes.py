"""Edits and deletions of a code that links accounts."""

from collections.abc import Sequence

from handlers.account import linking
from handlers.context.context import Context
from handlers.context.ports import Input, Waiting
from handlers.core.codes import parse_code
from handlers.core.events import MessageDeleted, MessageEdited
from handlers.core.hashes import digest
from handlers.core.messages import Message, Outgoing
from handlers.core.replies import reply_to
from handlers.dialogues import corrections
from handlers.dialogues.corrections import find_own_replies, replace_messages
from handlers.dialogues.engine import add_exits_to_refusal, offer_to_go_on
from handlers.dialogues.prompts import stop_waiting
from handlers.dialogues.table import CODE, DIALOGUES, STEPS


async def revise(taken: Input, event: MessageEdited, context: Context) -> Sequence[Outgoing] | None:
    """Apply the code that the message holds now; None if the message asked for a code."""
    number, _, before = taken.waiting.subject.partition(" ")
    if number == linking.ISSUED:
        return None
    written = linking.parse_argument(event.text, context)
    code = parse_code(written)
    if code is not None and digest(code) == before:
        return []
    gone = await linking.withdraw_request(int(number), taken.sender, context) if number else []
    if gone is None:
        return [reply_to(event, context.texts.connect_over)]
    return [*gone, *replace_messages(await find_own_replies(event, context), await _retake(written, event, context))]


async def _retake(written: str, event: MessageEdited, context: Context) -> Sequence[Outgoing]:
    """Return where the code leads now; another dialogue that waits offers to go on."""
    conversation = await context.stores.conversations.load(event.address, event.sender, context.now)
    waiting = conversation.waiting if conversation else None
    if parse_code(written) is None:
        said: Sequence[Outgoing] = [reply_to(event, context.texts.misfit_code)]
    else:
        said = await linking.take_code(written, event, context)
    if waiting is not None and STEPS[waiting.step] not in DIALOGUES["linking"].steps:
        return await offer_to_go_on(said, waiting, event, context)
    return await add_exits_to_refusal(said, Waiting(step=CODE.name), event, context)


async def withdraw(taken: Input, event: MessageDeleted, context: Context) -> Sequence[Outgoing]:
    """Withdraw the request or the code; what was decided stays, and the person is told how to undo it."""
    number, _, _ = taken.waiting.subject.partition(" ")
    gone: Sequence[Outgoing] | None = []
    if number == linking.ISSUED:
        await context.stores.people.withdraw(taken.sender)
        await stop_waiting(Waiting(step=CODE.name), taken.address, taken.sender, context)
    elif number:
        gone = await linking.withdraw_request(int(number), taken.sender, context)
    if gone is None and len(await context.stores.people.accounts(taken.sender)) > 1:
        text = context.texts.connect_over
        return [Message(address=taken.address, text=text, mention=taken.sender, private_to=taken.sender)]
    return [*(gone or []), *await corrections.delete_answers(event, context)]
