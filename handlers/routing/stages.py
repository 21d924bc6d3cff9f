"""The stages of a message: each answers it, leaves it alone, or passes it on to those below."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import NamedTuple, TypeAlias

from handlers.account import welcome
from handlers.announcements import responses
from handlers.announcements.rendering.copies import list_sources
from handlers.context import people
from handlers.context.context import Context
from handlers.context.ports import Waiting
from handlers.core.codes import is_code
from handlers.core.commands import Call, looks_like_command
from handlers.core.events import ItemReceived, LocationReceived, MessageReceived
from handlers.core.messages import Outgoing
from handlers.core.replies import reply_to
from handlers.curation.editing.recognition import take_correction
from handlers.curation.handover import codes
from handlers.dialogues import engine as dialogues
from handlers.dialogues import prompts as steps
from handlers.dialogues.choices import (
    NoSuchChoice,
    TakenChoice,
    is_switch,
    offer_again,
    parse_choice_number,
    refer_to_list,
    replace_switched_list,
    take_choice,
    takes_offer,
)
from handlers.dialogues.references import with_references
from handlers.dialogues.table import CHOICE, STEPS
from handlers.exchange import passing_on, relays
from handlers.faq import answers, locations, mistyped_commands, notices
from handlers.faq.locations import with_location_text
from handlers.routing import albums, belonging

Proceed: TypeAlias = Callable[[MessageReceived, Context], Awaitable[Sequence[Outgoing]]]

_JOIN = "verbinden"
_LEAVE = "abbrechen"
_STOP = "stopp"
# Commands after which no dialogue waits any more.
_ENDING = frozenset({"start", _LEAVE})


class Stage(NamedTuple):
    """A point that messages pass. `handle` returns the answer, its own or that of the later stages (`proceed`)."""

    name: str
    decides: str
    handle: Callable[[MessageReceived, Context, Proceed], Awaitable[Sequence[Outgoing]]]


async def receive(event: MessageReceived, context: Context) -> Sequence[Outgoing]:
    """Answer a message."""
    return await _run(STAGES, event, context)


async def answer(event: MessageReceived, context: Context) -> Sequence[Outgoing]:
    """Answer a message that is known to be meant for Lotse."""
    return await _run(_from("reference"), event, context)


async def route(event: MessageReceived, context: Context) -> Sequence[Outgoing]:
    """Answer a message by its command, or by its text if it has none, whatever dialogue waits."""
    return await _run(_from("command"), event, context)


async def _run(stages: Sequence[Stage], event: MessageReceived, context: Context) -> Sequence[Outgoing]:
    stage, *later = stages
    return await stage.handle(event, context, partial(_run, later))


def _from(name: str) -> Sequence[Stage]:
    return STAGES[next(place for place, stage in enumerate(STAGES) if stage.name == name) :]


async def _go_on_with_album(event: MessageReceived, context: Context, proceed: Proceed) -> Sequence[Outgoing]:
    further = await albums.continue_album(event, context, answer)
    if further is not None:
        return further
    answered = await proceed(event, context)
    await albums.remember_album(event, context)
    return answered


async def _relay(event: MessageReceived, context: Context, proceed: Proceed) -> Sequence[Outgoing]:
    if event.direct:
        await people.remember_chat(event, context)
    relayed = None if _is_order(event, context) else await _relay_if_owned(event, context)
    return await proceed(event, context) if relayed is None else relayed


def _is_order(event: MessageReceived, context: Context) -> bool:
    """Return whether a message is a command, or ends all subscriptions with a bare word, also as a reply."""
    if isinstance(event, ItemReceived | LocationReceived):
        return False
    bare = context.commands.parse_bare(event.text, ()) if event.direct else None
    return context.commands.is_command(event.text) or (bare is not None and bare.command.name == _STOP)


async def _relay_if_owned(event: MessageReceived, context: Context) -> Sequence[Outgoing] | None:
    """Relay a message that belongs to an exchange or announcement; return None for any other."""
    event = with_location_text(event)
    relayed = await relays.relay_message(event, context)
    relayed = relayed if relayed is not None else await responses.carry(event, context)
    if relayed is not None:
        await context.stores.carried_messages.note(event.address, event.message, context.now)
    return relayed


async def _ignore(event: MessageReceived, context: Context, proceed: Proceed) -> Sequence[Outgoing]:
    is_meant = event.addressed or await takes_offer(event, context)
    return await proceed(event, context) if is_meant else []


async def _ask_where(event: MessageReceived, context: Context, proceed: Proceed) -> Sequence[Outgoing]:
    is_order = context.commands.is_command(_add_slash(event, context).text) or is_code(event.text)
    asked = None if is_order else await belonging.ask_where_it_belongs(event, context)
    return await proceed(event, context) if asked is None else asked


async def _welcome(event: MessageReceived, context: Context, proceed: Proceed) -> Sequence[Outgoing]:
    is_first = await welcome.is_first_message(event, context)
    answered = await notices.add_delay_notice(await proceed(event, context), event, context)
    return await welcome.add_welcome(answered, event, context) if is_first else answered


async def _recall(event: MessageReceived, context: Context, proceed: Proceed) -> Sequence[Outgoing]:
    return await proceed(event, await with_references(event, context))


async def _take_item(event: MessageReceived, context: Context, proceed: Proceed) -> Sequence[Outgoing]:
    if not isinstance(event, ItemReceived | LocationReceived):
        return await proceed(event, context)
    waiting = context.references.waiting
    if isinstance(event, ItemReceived):
        answered = await notices.explain_text_only(event, context)
    elif (
        waiting is not None
        and dialogues.awaits_location(waiting)
        and (centre := locations.find_centre_at(event, context))
    ):
        return await dialogues.proceed(replace(event, text=centre.title), context, route) or []
    else:
        answered = await locations.answer_location(event, context)
    return await dialogues.offer_to_go_on(answered, waiting, event, context) if waiting else answered


async def _take_choice(event: MessageReceived, context: Context, proceed: Proceed) -> Sequence[Outgoing]:
    waiting = context.references.waiting
    call = context.commands.parse(event.text)
    if waiting is not None and call is not None and call.command.name == _LEAVE:
        event, call = replace(event, text=_LEAVE), None
    taken = None if call is not None else await take_choice(event, context)
    if isinstance(taken, NoSuchChoice):
        return offer_again(taken, event, context)
    if taken is not None:
        return await _follow_choice(taken, event, context, proceed)
    is_kept = waiting is not None and dialogues.is_answer_to(event.text, waiting)
    return await proceed(event if is_kept else _add_slash(event, context), context)


async def _follow_choice(
    taken: TakenChoice, event: MessageReceived, context: Context, proceed: Proceed
) -> Sequence[Outgoing]:
    """Return what a choice leads to; the words by which it was taken are not the text that it may stand for."""
    await steps.remember_input(await _find_input_step(event, context.references.waiting, context), event, context)
    says = taken.choice.says
    event = replace(event, text=says, formatted=says if "\n" in says else "")
    context = replace(context, references=refer_to_list(taken.message, context.references, context))
    if is_switch(taken.choice):
        return replace_switched_list(taken.message, await route(event, context))
    answered = await proceed(event, context)
    if "\n" in says:
        await steps.remember_input(Waiting(step=CHOICE), event, context)
    return answered


async def _find_input_step(event: MessageReceived, waiting: Waiting | None, context: Context) -> Waiting:
    """Return what a message that takes a choice is remembered for: the step, if its words would do there as well."""
    step = STEPS.get(waiting.step) if waiting else None
    is_in_words = (
        step is not None
        and parse_choice_number(event.text) is None
        and await dialogues.is_fitting(step, event, context)
    )
    return waiting if waiting is not None and is_in_words else Waiting(step=CHOICE)


async def _run_dialogue(event: MessageReceived, context: Context, proceed: Proceed) -> Sequence[Outgoing]:
    call, waiting = context.commands.parse(event.text), context.references.waiting
    in_dialogue = None if call is not None else await dialogues.proceed(event, context, proceed)
    if in_dialogue is not None:
        return in_dialogue
    answered = await proceed(event, context)
    if waiting is None:
        return answered
    if call is None or call.command.name in _ENDING or dialogues.is_command_of(event.text, waiting, context):
        return await dialogues.add_exits_to_refusal(answered, waiting, event, context)
    return await dialogues.offer_to_go_on(answered, waiting, event, context)


async def _run_command(event: MessageReceived, context: Context, proceed: Proceed) -> Sequence[Outgoing]:
    if event.direct and is_code(event.text):
        return await codes.take_code(event.text.strip(), event, context)
    call = context.commands.parse(event.text)
    if call is not None:
        return await _run_if_permitted(call, event, await _leave_dialogue(call, event, context))
    return await (mistyped_commands.answer_unknown_command if looks_like_command(event.text) else proceed)(
        event, context
    )


async def _run_if_permitted(call: Call, event: MessageReceived, context: Context) -> Sequence[Outgoing]:
    """Run a command for people who have its role, where nobody reads who should not; tell others so."""
    command, argument = call
    public = await command.public(argument, event, context) if command.public else None
    if public is not None:
        return public
    if command.role > context.role(event.sender):
        return [reply_to(event, command.refusal(context))]
    if command.elsewhere and not event.direct:
        return [reply_to(event, command.elsewhere(context))]
    return await command.handler(argument, event, context)


async def _leave_dialogue(call: Call, event: MessageReceived, context: Context) -> Context:
    """Return the context without the dialogue that waits, if the command belongs to it or ends it."""
    waiting, is_ending = context.references.waiting, call.command.name in _ENDING
    if waiting is None or not (is_ending or dialogues.is_command_of(event.text, waiting, context)):
        return context
    draft = int(waiting.subject) if waiting.step.startswith("exchange.") and waiting.subject.isdecimal() else None
    left = replace(
        context, references=replace(context.references, waiting=None, draft=context.references.draft or draft)
    )
    if is_ending:
        await steps.end_dialogue(event, left)
    return left


async def _look_up(event: MessageReceived, context: Context, _: Proceed) -> Sequence[Outgoing]:
    if event.attachment is not None and not event.text.strip():
        return await notices.explain_text_only(event, context)
    return (
        await passing_on.pass_on(event, context)
        or await take_correction(event, context)
        or await mistyped_commands.suggest_command(event, context)
        or await answers.answer_question(event, context)
    )


def _add_slash(event: MessageReceived, context: Context) -> MessageReceived:
    """Return a command that was written without its slash with it, and a code with the command that takes it."""
    if event.direct and is_code(event.text):
        return replace(event, text=f"/{_JOIN} {event.text}", formatted="")
    bare = context.commands.parse_bare(event.text, context.search.knowledge.topics, list_sources(context))
    if bare is None or bare.command.role > context.role(event.sender):
        return event
    return replace(event, text=f"/{bare.command.name} {bare.argument}".rstrip(), formatted="")


STAGES: tuple[Stage, ...] = (
    Stage("album", "a further file of an album goes where its first message went", _go_on_with_album),
    Stage("relay", "what belongs to a question to colleagues or an announcement is carried to the other side", _relay),
    Stage("address", "in a group, what nobody addresses to Lotse is left alone", _ignore),
    Stage(
        "belonging",
        "soon after a colleague's answer, Lotse asks whether a message belongs to it",
        _ask_where,
    ),
    Stage("welcome", "a person's first answer ends with a welcome, a late one begins with the reason", _welcome),
    Stage("reference", "what a message refers to: a reply, what was just spoken about, a dialogue that waits", _recall),
    Stage(
        "item",
        "a shared place leads to the centre in charge; other items get the word that Lotse reads text",
        _take_item,
    ),
    Stage("choice", "a number or the words of a choice on screen stand for what that choice says", _take_choice),
    Stage("dialogue", "the step of a dialogue that waits takes its answer", _run_dialogue),
    Stage("command", "a command runs if the person's role permits it", _run_command),
    Stage("knowledge", "the knowledge base answers everything else", _look_up),
)
"""All stages of a message, in order. The first that answers decides; `docs/architecture.md` lists the same."""
