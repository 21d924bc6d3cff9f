"""Joining accounts of one person: a code goes from one to the other, and the one that issued it confirms."""

from collections.abc import Sequence
from datetime import timedelta

from handlers.commands import parse
from handlers.context.context import Context
from handlers.context.people import is_same_person
from handlers.context.ports import LinkRequest, Waiting
from handlers.core import codes
from handlers.core.events import MessageReceived, Sender
from handlers.core.hashes import digest
from handlers.core.messages import Choice, Edit, Message, Outgoing, label
from handlers.core.numbers import parse_number
from handlers.core.replies import reply_to
from handlers.dialogues.prompts import ask_for, ask_person, end_dialogue, remember_input, stop_waiting
from handlers.dialogues.table import CODE, CODE_LASTS, REQUEST, SURE
from handlers.i18n import TEXTS, Texts

# So many unknown codes may be given within this time.
MOST_FAILURES = 5
FAILURES_LAST = timedelta(hours=1)
# What is remembered of the message that asked for a code.
ISSUED = "issued"
_YES, _NO = ("ja", "yes"), ("nein", "no")
_BACK, _AGAIN, _GIVE, _CALL_OFF = "zurueck", "anfrage", "code", "abbrechen"


async def connect(event: MessageReceived, context: Context) -> Sequence[Outgoing]:
    """Issue a code, take one, or go on with a request; only where nobody else reads it."""
    texts = TEXTS[await context.spoken(event)]
    if not event.direct:
        return [reply_to(event, texts.connect_directly)]
    argument = argument_of(event.text)
    verb, *after = argument.split(maxsplit=1) or [""]
    verb, rest = verb.casefold(), "".join(after)
    number = parse_number(rest)
    if number is not None and verb in (*_YES, *_NO, _BACK, _AGAIN):
        return await _go_on(verb, number, event, context)
    if verb == _CALL_OFF:
        return await _call_off(event, context)
    if verb == _GIVE:
        return await take(rest, event, context) if rest else [await _wait_for_code(event, context)]
    return await take(argument, event, context) if argument else [await _issue(event, context)]


def argument_of(text: str) -> str:
    """Return what stands behind the command, if there is one."""
    command = parse(text)
    return command[1].strip() if command and command[0].name == "verbinden" else text.strip()


async def _issue(event: MessageReceived, context: Context) -> Message:
    texts = TEXTS[await context.spoken(event)]
    code = codes.new_code()
    await context.people.offer(code, event.sender, event.address, context.now + CODE_LASTS)
    await remember_input(Waiting(step=CODE.name, subject=ISSUED), event, context)
    return await ask_for(CODE, "", texts.connect_code.format(code=codes.written(code)), (), event, context)


async def _wait_for_code(event: MessageReceived, context: Context) -> Message:
    """Ask once more for the code, which is not shown again; if it has expired, issue another one."""
    texts = TEXTS[await context.spoken(event)]
    until = await context.people.offered_until(event.sender, context.now)
    if until is None:
        return await _issue(event, context)
    hour = until.astimezone(context.time_zone).strftime("%H:%M")
    return await ask_for(CODE, "", texts.connect_waiting.format(until=hour), (), event, context)


async def _call_off(event: MessageReceived, context: Context) -> list[Outgoing]:
    await context.people.withdraw(event.sender)
    await end_dialogue(event, context)
    return [reply_to(event, TEXTS[await context.spoken(event)].connect_called_off)]


async def take(written: str, event: MessageReceived, context: Context) -> Sequence[Outgoing]:
    """Ask the account that issued the code; whose it is, is not said before it has confirmed."""
    texts = TEXTS[await context.spoken(event)]
    code = codes.code_in(written)
    await remember_input(Waiting(step=CODE.name), event, context)
    if await context.people.failures(event.sender, context.now) >= MOST_FAILURES:
        return [reply_to(event, texts.connect_too_many)]
    issuer = await context.people.redeem(code, context.now) if code else None
    if code is None or issuer is None:
        await context.people.fail(event.sender, context.now, context.now + FAILURES_LAST)
        return [reply_to(event, texts.connect_unknown)]
    if await is_same_person(event.sender, issuer.sender, context):
        return [reply_to(event, texts.connect_same)]
    asking = LinkRequest(
        number=0, sender=event.sender, address=event.address, asked=issuer.sender, asked_at=issuer.address
    )
    request = await context.people.request(asking, context.now + CODE_LASTS)
    await remember_input(Waiting(step=CODE.name, subject=f"{request.number} {digest(code)}"), event, context)
    return [await _wait_for_decision(request, event, context), await _ask_issuer(request, context)]


async def _wait_for_decision(request: LinkRequest, event: MessageReceived, context: Context) -> Message:
    texts = TEXTS[await context.spoken(event)]
    return await ask_for(REQUEST, request.number, texts.connect_asked, (), event, context)


async def _ask_issuer(request: LinkRequest, context: Context) -> Message:
    """Return the question for the account that issued the code, which has not just written."""
    texts = TEXTS[await context.preferences.language(request.asked) or context.language]
    message = Message(
        address=request.asked_at,
        text=_question(request, texts),
        mention=request.asked,
        choices=_decisions(request, texts),
        private_to=request.asked,
    )
    return await ask_person(SURE, request.number, message, context)


def _question(request: LinkRequest, texts: Texts) -> str:
    """Return the text that says who wants to be joined to the account that issued the code."""
    where = request.sender.platform.title()
    text = texts.connect_sure.format(name=_shown(request.sender), platform=where)
    if request.sender.platform is not request.asked.platform:
        return text
    return f"{text}\n\n{texts.connect_same_platform.format(platform=where)}"


def _decisions(request: LinkRequest, texts: Texts) -> tuple[Choice, ...]:
    return (
        Choice(label=texts.connect_yes, says=_yes(request)),
        Choice(label=texts.connect_no, says=SURE.cancel.format(subject=request.number)),
    )


def _yes(request: LinkRequest) -> str:
    return f"/verbinden ja {request.number}"


async def _go_on(verb: str, number: int, event: MessageReceived, context: Context) -> Sequence[Outgoing]:
    """Take what either side says to a request; what only one of them may say, from that one."""
    texts = TEXTS[await context.spoken(event)]
    request = await context.people.pending(number, event.sender, context.now)
    is_issuer = request is not None and request.asked.is_same(event.sender)
    if request is not None and verb == _AGAIN:
        return [await _asked_again(request, event, context)]
    await end_dialogue(event, context)
    if request is None or (verb in _YES and not is_issuer) or not await context.people.close(number, context.now):
        return [reply_to(event, texts.connect_expired)]
    if verb in _YES:
        return await _confirmed(request, event, context)
    told, *others = await (_refused(request, event, context) if is_issuer else _withdrawn(request, event, context))
    return [told if verb in _NO else await _wait_for_code(event, context), *others]


async def _asked_again(request: LinkRequest, event: MessageReceived, context: Context) -> Message:
    if not request.asked.is_same(event.sender):
        return await _wait_for_decision(request, event, context)
    texts = TEXTS[await context.spoken(event)]
    return await ask_for(SURE, request.number, _question(request, texts), _decisions(request, texts), event, context)


async def _refused(request: LinkRequest, event: MessageReceived, context: Context) -> list[Outgoing]:
    """Tell the account that issued the code and declines, and the other one."""
    await stop_waiting(_waiting(request), request.address, request.sender, context)
    theirs = TEXTS[await context.preferences.language(request.sender) or context.language]
    there = Message(
        address=request.address, text=theirs.connect_refused, mention=request.sender, private_to=request.sender
    )
    return [reply_to(event, TEXTS[await context.spoken(event)].connect_refused_here), there]


async def _withdrawn(request: LinkRequest, event: MessageReceived, context: Context) -> list[Outgoing]:
    """Tell the account that gave the code and withdraws; the question to the other one says so."""
    told = reply_to(event, TEXTS[await context.spoken(event)].connect_withdrawn)
    return [told, *await _retract(request, context)]


async def withdraw(number: int, sender: Sender, context: Context) -> list[Outgoing] | None:
    """Take back a request that this account made; None if it is decided, or has expired."""
    request = await context.people.pending(number, sender, context.now)
    if request is None or not await context.people.close(number, context.now):
        return None
    return await _retract(request, context)


async def _retract(request: LinkRequest, context: Context) -> list[Outgoing]:
    """Edit the question to the account that issued the code, where it stands: the request was taken back."""
    await stop_waiting(_waiting(request), request.address, request.sender, context)
    asked = Waiting(step=SURE.name, subject=str(request.number))
    await stop_waiting(asked, request.asked_at, request.asked, context)
    texts = TEXTS[await context.preferences.language(request.asked) or context.language]
    where = request.sender.platform.title()
    text = texts.connect_withdrawn_there.format(name=_shown(request.sender), platform=where)
    gone = Message(address=request.asked_at, text=text, mention=request.asked, private_to=request.asked)
    lists = await context.sayings.lists(request.asked_at, request.asked, context.now - CODE_LASTS)
    asking = [said for said in lists if any(choice.says == _yes(request) for choice in said.choices)]
    return [Edit(of=said.delivery, message=gone) for said in asking]


def _waiting(request: LinkRequest) -> Waiting:
    """Return what the account that gave the code waits for."""
    return Waiting(step=REQUEST.name, subject=str(request.number))


async def _confirmed(request: LinkRequest, event: MessageReceived, context: Context) -> Sequence[Outgoing]:
    """Join the accounts; both sides are told."""
    await stop_waiting(_waiting(request), request.address, request.sender, context)
    others = await context.people.accounts(request.sender)
    await _joined(request, others, context)
    await context.people.meet(event.sender, event.address)
    await context.people.meet(request.sender, request.address)
    accounts = await context.people.accounts(event.sender)
    told = [each for each in accounts if not each.is_same(event.sender)]
    where = request.sender.platform.title()
    done = TEXTS[await context.spoken(event)].connected.format(name=_shown(request.sender), platform=where)
    return [reply_to(event, done), *await words_to(told, "connected", event.sender, context)]


async def _joined(request: LinkRequest, others: Sequence[Sender], context: Context) -> None:
    """Join the accounts; what the issuer has chosen holds for those that come with the other one."""
    centre, language = (
        await context.preferences.centre(request.asked),
        await context.preferences.language(request.asked),
    )
    topics = {
        each.topic for each in await context.subscriptions.of_senders(await context.people.accounts(request.asked))
    }
    await context.people.join(request.asked, request.sender)
    for account in others:
        if centre is not None:
            await context.preferences.choose_centre(account, centre)
        if language is not None:
            await context.preferences.choose_language(account, language)
    for topic in topics:
        await context.subscriptions.drop(others, topic)


async def disconnect(event: MessageReceived, context: Context) -> list[Message]:
    """Separate the account, keep its settings, and notify the others."""
    texts = TEXTS[await context.spoken(event)]
    others = [each for each in await context.people.accounts(event.sender) if not each.is_same(event.sender)]
    if not await context.people.separate(event.sender):
        return [reply_to(event, texts.not_connected)]
    return [reply_to(event, texts.disconnected), *await words_to(others, "disconnected_other", event.sender, context)]


async def words_to(accounts: Sequence[Sender], sentence: str, about: Sender, context: Context) -> list[Message]:
    """Tell these accounts what another one did, as far as it is known where they read alone."""
    words = [await _word(account, sentence, about, context) for account in accounts]
    return [word for word in words if word is not None]


async def _word(account: Sender, sentence: str, about: Sender, context: Context) -> Message | None:
    address = await context.people.met(account)
    if address is None:
        return None
    texts = TEXTS[await context.preferences.language(account) or context.language]
    text: str = getattr(texts, sentence)
    told = text.format(name=_shown(about), platform=about.platform.title())
    return Message(address=address, text=told, mention=account, private_to=account)


def _shown(sender: Sender) -> str:
    """A name and, as anybody may call themselves anything, the account's id."""
    name = label(sender.name)
    return f"{name} ({label(sender.id)})" if name else label(sender.id)
