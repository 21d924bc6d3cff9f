"""Linking accounts of one person: one account issues a code, the other gives it, the first confirms."""

from collections.abc import Sequence
from datetime import timedelta

from handlers.context.context import Context
from handlers.context.people import is_same_person
from handlers.context.ports import LinkRequest, Waiting
from handlers.core import codes
from handlers.core.arguments import NO, YES, parse_number
from handlers.core.events import MessageReceived, Sender
from handlers.core.hashes import digest
from handlers.core.messages import Choice, Edit, Message, Outgoing, label
from handlers.core.replies import reply_to
from handlers.dialogues.prompts import end_dialogue, prompt, prompt_person, remember_input, stop_waiting
from handlers.dialogues.table import CODE, CODE_LIFETIME, REQUEST, SURE
from handlers.i18n import Sentence, Texts

# The number of unknown codes that an account may give within this time.
MAX_FAILURES = 5
FAILURES_EXPIRE_AFTER = timedelta(hours=1)
# The subject recorded for the message that asked for a code.
ISSUED = "issued"
_BACK, _AGAIN, _GIVE, _CALL_OFF = "zurueck", "anfrage", "code", "abbrechen"


async def link_account(argument: str, event: MessageReceived, context: Context) -> Sequence[Outgoing]:
    """Issue a code, accept one, or go on with a request."""
    verb, *after = argument.split(maxsplit=1) or [""]
    verb, rest = verb.casefold(), "".join(after)
    number = parse_number(rest)
    if number is not None and verb in (*YES, *NO, _BACK, _AGAIN):
        return await _continue_request(verb, number, event, context)
    if verb == _CALL_OFF:
        return await _call_off(event, context)
    if verb == _GIVE:
        return await take_code(rest, event, context) if rest else [await _wait_for_code(event, context)]
    return await take_code(argument, event, context) if argument else [await _issue_code(event, context)]


def parse_argument(text: str, context: Context) -> str:
    """Return the text behind the command; the whole text if there is no command."""
    call = context.commands.parse(text)
    return call.argument.strip() if call and call.command.name == "verbinden" else text.strip()


async def _issue_code(event: MessageReceived, context: Context) -> Message:
    texts = context.texts
    code = codes.make_code()
    await context.stores.people.offer(code, event.sender, event.address, context.now + CODE_LIFETIME)
    await remember_input(Waiting(step=CODE.name, subject=ISSUED), event, context)
    return await prompt(CODE, "", texts.connect_code.format(code=codes.format_code(code)), (), event, context)


async def _wait_for_code(event: MessageReceived, context: Context) -> Message:
    """Ask for the code again without showing it; issue another one if it has expired."""
    texts = context.texts
    until = await context.stores.people.find_code_expiry(event.sender, context.now)
    if until is None:
        return await _issue_code(event, context)
    hour = until.astimezone(context.time_zone).strftime("%H:%M")
    return await prompt(CODE, "", texts.connect_waiting.format(until=hour), (), event, context)


async def _call_off(event: MessageReceived, context: Context) -> list[Outgoing]:
    await context.stores.people.withdraw(event.sender)
    await end_dialogue(event, context)
    return [reply_to(event, context.texts.connect_called_off)]


async def take_code(written: str, event: MessageReceived, context: Context) -> Sequence[Outgoing]:
    """Ask the account that issued the code, whose owner is named only after it has confirmed."""
    texts = context.texts
    code = codes.parse_code(written)
    await remember_input(Waiting(step=CODE.name), event, context)
    if await context.stores.people.failures(event.sender, context.now) >= MAX_FAILURES:
        return [reply_to(event, texts.connect_too_many)]
    issuer = await context.stores.people.redeem(code, context.now) if code else None
    if code is None or issuer is None:
        await context.stores.people.fail(event.sender, context.now, context.now + FAILURES_EXPIRE_AFTER)
        return [reply_to(event, texts.connect_unknown)]
    if await is_same_person(event.sender, issuer.sender, context):
        return [reply_to(event, texts.connect_same)]
    asking = LinkRequest(
        number=0, sender=event.sender, address=event.address, asked=issuer.sender, asked_at=issuer.address
    )
    request = await context.stores.people.request(asking, context.now + CODE_LIFETIME)
    await remember_input(Waiting(step=CODE.name, subject=f"{request.number} {digest(code)}"), event, context)
    return [await _wait_for_decision(request, event, context), await _ask_issuer(request, context)]


async def _wait_for_decision(request: LinkRequest, event: MessageReceived, context: Context) -> Message:
    texts = context.texts
    return await prompt(REQUEST, request.number, texts.connect_asked, (), event, context)


async def _ask_issuer(request: LinkRequest, context: Context) -> Message:
    """Return the question for the issuing account, which has not just written."""
    texts = await context.texts_for(request.asked)
    message = Message(
        address=request.asked_at,
        text=_render_question(request, texts),
        mention=request.asked,
        choices=_offer_decisions(request, texts),
        private_to=request.asked,
    )
    return await prompt_person(SURE, request.number, message, context)


def _render_question(request: LinkRequest, texts: Texts) -> str:
    """Return the text that names the requesting account to the issuing one."""
    where = request.sender.platform.title()
    text = texts.connect_sure.format(name=_render_account(request.sender), platform=where)
    if request.sender.platform is not request.asked.platform:
        return text
    return f"{text}\n\n{texts.connect_same_platform.format(platform=where)}"


def _offer_decisions(request: LinkRequest, texts: Texts) -> tuple[Choice, ...]:
    return (
        Choice(label=texts.connect_yes, says=_make_confirm_command(request)),
        Choice(label=texts.connect_no, says=SURE.cancel.format(subject=request.number)),
    )


def _make_confirm_command(request: LinkRequest) -> str:
    return f"/verbinden ja {request.number}"


async def _continue_request(verb: str, number: int, event: MessageReceived, context: Context) -> Sequence[Outgoing]:
    """Handle a reply of either account to a request; confirming is for the issuing account only."""
    texts = context.texts
    request = await context.stores.people.pending(number, event.sender, context.now)
    is_issuer = request is not None and request.asked.is_same(event.sender)
    if request is not None and verb == _AGAIN:
        return [await _ask_again(request, event, context)]
    await end_dialogue(event, context)
    if request is None or (verb in YES and not is_issuer) or not await context.stores.people.close(number, context.now):
        return [reply_to(event, texts.connect_expired)]
    if verb in YES:
        return await _confirm(request, event, context)
    told, *others = await (_refuse(request, event, context) if is_issuer else _withdraw(request, event, context))
    return [told if verb in NO else await _wait_for_code(event, context), *others]


async def _ask_again(request: LinkRequest, event: MessageReceived, context: Context) -> Message:
    if not request.asked.is_same(event.sender):
        return await _wait_for_decision(request, event, context)
    texts = context.texts
    return await prompt(
        SURE, request.number, _render_question(request, texts), _offer_decisions(request, texts), event, context
    )


async def _refuse(request: LinkRequest, event: MessageReceived, context: Context) -> list[Outgoing]:
    """Tell both accounts that the issuing one declined."""
    await stop_waiting(_make_requester_waiting(request), request.address, request.sender, context)
    theirs = await context.texts_for(request.sender)
    there = Message(
        address=request.address, text=theirs.connect_refused, mention=request.sender, private_to=request.sender
    )
    return [reply_to(event, context.texts.connect_refused_here), there]


async def _withdraw(request: LinkRequest, event: MessageReceived, context: Context) -> list[Outgoing]:
    """Tell the requesting account that its request is withdrawn, and edit the question to the other one."""
    told = reply_to(event, context.texts.connect_withdrawn)
    return [told, *await _retract(request, context)]


async def withdraw_request(number: int, sender: Sender, context: Context) -> list[Outgoing] | None:
    """Withdraw a request of this account and return the edits; None if it is decided, or has expired."""
    request = await context.stores.people.pending(number, sender, context.now)
    if request is None or not await context.stores.people.close(number, context.now):
        return None
    return await _retract(request, context)


async def _retract(request: LinkRequest, context: Context) -> list[Outgoing]:
    """Return an edit of the question to the issuing account which says that the request was withdrawn."""
    await stop_waiting(_make_requester_waiting(request), request.address, request.sender, context)
    asked = Waiting(step=SURE.name, subject=str(request.number))
    await stop_waiting(asked, request.asked_at, request.asked, context)
    texts = await context.texts_for(request.asked)
    where = request.sender.platform.title()
    text = texts.connect_withdrawn_there.format(name=_render_account(request.sender), platform=where)
    gone = Message(address=request.asked_at, text=text, mention=request.asked, private_to=request.asked)
    lists = await context.stores.sent_messages.lists(request.asked_at, request.asked, context.now - CODE_LIFETIME)
    asking = [said for said in lists if any(choice.says == _make_confirm_command(request) for choice in said.choices)]
    return [Edit(of=said.delivery, message=gone) for said in asking]


def _make_requester_waiting(request: LinkRequest) -> Waiting:
    """Return the step at which the requesting account waits."""
    return Waiting(step=REQUEST.name, subject=str(request.number))


async def _confirm(request: LinkRequest, event: MessageReceived, context: Context) -> Sequence[Outgoing]:
    """Link the accounts and tell both."""
    await stop_waiting(_make_requester_waiting(request), request.address, request.sender, context)
    others = await context.stores.people.accounts(request.sender)
    await _join(request, others, context)
    await context.stores.people.meet(event.sender, event.address)
    await context.stores.people.meet(request.sender, request.address)
    accounts = await context.stores.people.accounts(event.sender)
    told = [each for each in accounts if not each.is_same(event.sender)]
    where = request.sender.platform.title()
    done = context.texts.connected.format(name=_render_account(request.sender), platform=where)
    return [reply_to(event, done), *await notify_accounts(told, lambda texts: texts.connected, event.sender, context)]


async def _join(request: LinkRequest, others: Sequence[Sender], context: Context) -> None:
    """Link the accounts; the issuer's settings hold for those that join."""
    centre, language = (
        await context.stores.preferences.centre(request.asked),
        await context.stores.preferences.language(request.asked),
    )
    topics = {
        each.topic
        for each in await context.stores.subscriptions.of_senders(await context.stores.people.accounts(request.asked))
    }
    await context.stores.people.join(request.asked, request.sender)
    for account in others:
        if centre is not None:
            await context.stores.preferences.choose_centre(account, centre)
        if language is not None:
            await context.stores.preferences.choose_language(account, language)
    for topic in topics:
        await context.stores.subscriptions.drop(others, topic)


async def unlink_account(event: MessageReceived, context: Context) -> list[Message]:
    """Unlink the account, which keeps its settings, and tell the others."""
    texts = context.texts
    others = [each for each in await context.stores.people.accounts(event.sender) if not each.is_same(event.sender)]
    if not await context.stores.people.separate(event.sender):
        return [reply_to(event, texts.not_connected)]
    return [
        reply_to(event, texts.disconnected),
        *await notify_accounts(others, lambda texts: texts.disconnected_other, event.sender, context),
    ]


async def notify_accounts(
    accounts: Sequence[Sender], sentence: Sentence, about: Sender, context: Context
) -> list[Message]:
    """Tell these accounts what another one did, as far as their direct chats are known."""
    words = [await _notify_account(account, sentence, about, context) for account in accounts]
    return [word for word in words if word is not None]


async def _notify_account(account: Sender, sentence: Sentence, about: Sender, context: Context) -> Message | None:
    address = await context.stores.people.find_direct_chat(account)
    if address is None:
        return None
    texts = await context.texts_for(account)
    told = sentence(texts).format(name=_render_account(about), platform=about.platform.title())
    return Message(address=address, text=told, mention=account, private_to=account)


def _render_account(sender: Sender) -> str:
    """Return name and id of an account, as names can be chosen freely."""
    name = label(sender.name)
    return f"{name} ({label(sender.id)})" if name else label(sender.id)
