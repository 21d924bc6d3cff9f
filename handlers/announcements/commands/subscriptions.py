"""Commands with which readers choose announcements, and stop them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from handlers.announcements.model.announcement import Reader
from handlers.announcements.model.responses import Response, ResponseKind
from handlers.announcements.rendering.copies import list_sources
from handlers.context.context import Context
from handlers.context.people import is_same_person
from handlers.core.events import Address, MessageReceived
from handlers.core.messages import Choice, Message, label
from handlers.core.replies import reply_to
from handlers.core.topics import FoundTopic, find_topic
from handlers.faq.answers import offer_choices, prompt_for_matching_topic
from handlers.i18n import command_words
from handlers.i18n.announcements import AnnouncementTexts

_SOURCE, _TOPIC = "source/", "topic/"
_ON, _OFF = "☑", "☐"


async def subscribe(words: str, event: MessageReceived, context: Context) -> list[Message]:
    """Answer `/abo`, which lists subscriptions; `/abo kim` toggles one, `/abo hier` prefers this chat."""
    texts = context.announcement_texts
    if not await _may_choose(event, context):
        return [reply_to(event, texts.not_your_room)]
    wanted = words.casefold()
    theirs = await _list_readers(event, context)
    if not wanted and not theirs:
        return [await _render_subscriptions(_new_reader(event, context), texts.subscribe_first, event, context)]
    tag = None
    if wanted not in {"", *command_words("abo")}:
        found = find_topic(wanted, context.search.knowledge.topics)
        tag = _find_tag(wanted, found, context)
        if tag is None:
            return [await _explain_unknown_tag(found, texts, event, context)]
    here = await context.stores.readers.at(event.address)
    text = texts.has_stopped if event.direct else texts.stopped_room
    if not wanted and _have_stopped(theirs):
        return [await _render_subscriptions(_new_reader(event, context, like=theirs), text, event, context)]
    changed = _toggle_tag(here or _new_reader(event, context, like=theirs), tag, resumes=_have_stopped(theirs))
    changed = replace(changed, sender=event.sender if event.direct else None, chosen_at=context.now)
    if wanted:
        await context.stores.readers.put(changed)
        await _apply_everywhere(changed, theirs, context)
    return [await _render_subscriptions(changed, texts.subscriptions, event, context)]


async def stop(event: MessageReceived, context: Context) -> list[Message]:
    """Stop all announcements, and in a direct chat questions to colleagues too."""
    texts = context.announcement_texts
    if not await _may_choose(event, context):
        return [reply_to(event, texts.not_your_room)]
    readers = await _list_readers(event, context)
    if not any(reader.address == event.address for reader in readers):
        fresh = _make_least_preferred(_new_reader(event, context, like=readers), readers)
        await context.stores.readers.put(fresh)
        readers = [*readers, fresh]
    if event.direct:
        readers = [*readers, *await _list_exchange_only_chats(readers, event, context)]
    for reader in readers:
        await context.stores.readers.stop(reader, context.now)
    if event.direct:
        await _count_unsubscription(event, context)
    return [reply_to(event, texts.stopped if event.direct else texts.stopped_room)]


async def _list_exchange_only_chats(
    readers: Sequence[Reader], event: MessageReceived, context: Context
) -> Sequence[Reader]:
    """Return the chats in which the person reads questions to colleagues only, so that these stop as well."""
    found: dict[Address, Reader] = {}
    for each in await context.stores.subscriptions.of_senders(context.accounts_of(event.sender)):
        if each.address not in [reader.address for reader in readers]:
            tags = readers[0].tags if readers else frozenset[str]()
            fresh = Reader(address=each.address, sender=each.sender, tags=tags, chosen_at=context.now)
            found[each.address] = _make_least_preferred(fresh, readers)
            await context.stores.readers.put(found[each.address])
    return [*found.values()]


def _make_least_preferred(reader: Reader, others: Sequence[Reader]) -> Reader:
    """Return the reader as the one chosen first, so that another chat is used if the person resumes."""
    earliest = min((other.chosen_at for other in others), default=reader.chosen_at)
    return replace(reader, chosen_at=min(reader.chosen_at, earliest - timedelta(seconds=1)))


async def resume(event: MessageReceived, context: Context) -> bool:
    """Restore the subscriptions that were stopped; return whether there were any."""
    stopped = [reader for reader in await _list_readers(event, context) if reader.stopped_at is not None]
    for reader in stopped:
        await context.stores.readers.put(replace(reader, stopped_at=None))
    return bool(stopped)


async def _count_unsubscription(event: MessageReceived, context: Context) -> None:
    """Count a person who stops in the report of the latest announcement they received."""
    newest = await context.stores.announcements.newest_received(event.address)
    if newest is not None:
        ending = Response(announcement=newest, kind=ResponseKind.ENDING, sender=event.sender, at=context.now)
        await context.stores.responses.add(ending)


async def _may_choose(event: MessageReceived, context: Context) -> bool:
    """Return whether the sender may choose here: in a room its inviter and editors, or all if that is unknown."""
    if event.direct or context.is_editor(event.sender):
        return True
    inviter = await context.stores.rooms.inviter(event.address)
    return inviter is None or await is_same_person(event.sender, inviter, context)


async def _list_readers(event: MessageReceived, context: Context) -> Sequence[Reader]:
    """Return all chats of the person; in a room, the room."""
    if event.direct:
        return await context.stores.readers.of_senders(await context.stores.people.accounts(event.sender))
    here = await context.stores.readers.at(event.address)
    return [here] if here else []


def _new_reader(event: MessageReceived, context: Context, like: Sequence[Reader] = ()) -> Reader:
    return Reader(
        address=event.address,
        sender=event.sender if event.direct else None,
        tags=like[0].tags if like else frozenset(),
        chosen_at=context.now,
    )


def _find_tag(wanted: str, found: FoundTopic, context: Context) -> str | None:
    """Return the tag of a source (by slug or name) or topic; None if it is neither."""
    for slug, name in list_sources(context).items():
        if wanted in (slug.casefold(), name.casefold()):
            return f"{_SOURCE}{slug}"
    return f"{_TOPIC}{found.topic.slug}" if found.topic else None


async def _explain_unknown_tag(
    found: FoundTopic, texts: AnnouncementTexts, event: MessageReceived, context: Context
) -> Message:
    if not found.near:
        return reply_to(event, texts.unknown_subscription)
    return await prompt_for_matching_topic(found, "/abo {slug}", event, context)


def _have_stopped(readers: Sequence[Reader]) -> bool:
    """Return whether nothing comes to any chat of the person."""
    return bool(readers) and all(reader.stopped_at is not None for reader in readers)


def _toggle_tag(reader: Reader, tag: str | None, *, resumes: bool) -> Reader:
    """Toggle one subscription; naming one also resumes a stopped reader."""
    chosen = frozenset((tag,) if tag else ())
    tags = reader.tags | chosen if resumes else reader.tags ^ chosen
    return replace(reader, tags=tags, stopped_at=None)


async def _apply_everywhere(changed: Reader, others: Sequence[Reader], context: Context) -> None:
    """Store the subscriptions for the person's other chats too; each announcement comes to the chat chosen last."""
    for other in others:
        if other.address != changed.address:
            await context.stores.readers.put(replace(other, tags=changed.tags, stopped_at=None))


async def _render_subscriptions(reader: Reader, text: str, event: MessageReceived, context: Context) -> Message:
    texts: AnnouncementTexts = context.announcement_texts
    named = [
        *(
            (f"{_SOURCE}{slug}", texts.news_of.format(source=name), slug)
            for slug, name in list_sources(context).items()
        ),
        *((f"{_TOPIC}{topic.slug}", topic.title, topic.slug) for topic in context.search.knowledge.topics),
    ]
    choices = tuple(
        Choice(label=f"{_ON if tag in reader.tags else _OFF} {name}", says=f"/abo {slug}") for tag, name, slug in named
    )
    chosen = ", ".join(label(name) for tag, name, _ in named if tag in reader.tags)
    return await offer_choices(event, context, text.format(chosen=chosen or texts.nothing), choices)
