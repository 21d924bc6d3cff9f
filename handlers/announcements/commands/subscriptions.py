"""Who reads announcements, and which: chosen by themselves, ended by themselves."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from handlers.announcements.model.announcement import Reader, Response, ResponseKind
from handlers.announcements.rendering.copies import list_sources
from handlers.context.context import Context
from handlers.context.people import is_same_person
from handlers.core.events import Address, MessageReceived
from handlers.core.messages import Choice, Message, label
from handlers.core.replies import reply_to
from handlers.core.topics import FoundTopic, find_topic
from handlers.faq.answers import offered_next
from handlers.faq.topic_choice import which_topic
from handlers.i18n.announcements import ANNOUNCING, AnnouncementTexts

_SOURCE, _TOPIC = "source/", "topic/"
_ON, _OFF = "☑", "☐"


async def subscribe(event: MessageReceived, context: Context) -> list[Message]:
    """`/abo` shows what is read here, `/abo kim` or `/abo laki` changes it; `/abo hier` prefers this chat."""
    texts = ANNOUNCING[await context.spoken(event)]
    if not await _may_choose(event, context):
        return [reply_to(event, texts.not_your_room)]
    wanted = " ".join(event.text.split()[1:]).casefold()
    theirs = await _list_readers(event, context)
    if not wanted and not theirs:
        return [await _render_subscriptions(_new_reader(event, context), texts.subscribe_first, event, context)]
    tag = None
    if wanted not in ("", "hier", "here"):
        found = find_topic(wanted, context.search.knowledge.topics)
        tag = _find_tag(wanted, found, context)
        if tag is None:
            return [await _explain_unknown_tag(found, texts, event, context)]
    here = await context.readers.at(event.address)
    text = texts.has_stopped if event.direct else texts.stopped_room
    if not wanted and _have_stopped(theirs):
        return [await _render_subscriptions(_new_reader(event, context, like=theirs), text, event, context)]
    changed = _toggle_tag(here or _new_reader(event, context, like=theirs), tag, resumes=_have_stopped(theirs))
    changed = replace(changed, sender=event.sender if event.direct else None, chosen_at=context.now)
    if wanted:
        await context.readers.put(changed)
        await _apply_everywhere(changed, theirs, context)
    return [await _render_subscriptions(changed, texts.subscriptions, event, context)]


async def stop(event: MessageReceived, context: Context) -> list[Message]:
    """Nothing more, from no source and on no topic; questions to colleagues neither."""
    texts = ANNOUNCING[await context.spoken(event)]
    if not await _may_choose(event, context):
        return [reply_to(event, texts.not_your_room)]
    readers = await _list_readers(event, context)
    if not any(reader.address == event.address for reader in readers):
        fresh = _make_least_preferred(_new_reader(event, context, like=readers), readers)
        await context.readers.put(fresh)
        readers = [*readers, fresh]
    if event.direct:
        readers = [*readers, *await _list_exchange_only_chats(readers, event, context)]
    for reader in readers:
        await context.readers.stop(reader, context.now)
    if event.direct:
        await _count_unsubscription(event, context)
    return [reply_to(event, texts.stopped if event.direct else texts.stopped_room)]


async def _list_exchange_only_chats(
    readers: Sequence[Reader], event: MessageReceived, context: Context
) -> Sequence[Reader]:
    """Return the chats in which the person reads questions to colleagues only, so that these stop as well."""
    found: dict[Address, Reader] = {}
    for each in await context.subscriptions.of_senders(context.accounts_of(event.sender)):
        if each.address not in [reader.address for reader in readers]:
            tags = readers[0].tags if readers else frozenset[str]()
            fresh = Reader(address=each.address, sender=each.sender, tags=tags, chosen_at=context.now)
            found[each.address] = _make_least_preferred(fresh, readers)
            await context.readers.put(found[each.address])
    return [*found.values()]


def _make_least_preferred(reader: Reader, others: Sequence[Reader]) -> Reader:
    """The other chats keep their turn, should the person resume."""
    earliest = min((other.chosen_at for other in others), default=reader.chosen_at)
    return replace(reader, chosen_at=min(reader.chosen_at, earliest - timedelta(seconds=1)))


async def resume(event: MessageReceived, context: Context) -> bool:
    """What had been stopped here comes again."""
    stopped = [reader for reader in await _list_readers(event, context) if reader.stopped_at is not None]
    for reader in stopped:
        await context.readers.put(replace(reader, stopped_at=None))
    return bool(stopped)


async def _count_unsubscription(event: MessageReceived, context: Context) -> None:
    """Whoever stops after an announcement counts in its report."""
    newest = await context.announcements.newest_received(event.address)
    if newest is not None:
        ending = Response(announcement=newest, kind=ResponseKind.ENDING, sender=event.sender, at=context.now)
        await context.responses.add(ending)


async def _may_choose(event: MessageReceived, context: Context) -> bool:
    """For themselves; for a room the person who invited Lotse, and editors. Where nobody is known to have, all may."""
    if event.direct or context.is_editor(event.sender):
        return True
    inviter = await context.rooms.inviter(event.address)
    return inviter is None or await is_same_person(event.sender, inviter, context)


async def _list_readers(event: MessageReceived, context: Context) -> Sequence[Reader]:
    """All chats of the person; in a room, the room."""
    if event.direct:
        return await context.readers.of_senders(await context.people.accounts(event.sender))
    here = await context.readers.at(event.address)
    return [here] if here else []


def _new_reader(event: MessageReceived, context: Context, like: Sequence[Reader] = ()) -> Reader:
    return Reader(
        address=event.address,
        sender=event.sender if event.direct else None,
        tags=like[0].tags if like else frozenset(),
        chosen_at=context.now,
    )


def _find_tag(wanted: str, found: FoundTopic, context: Context) -> str | None:
    """A source by slug or name, or a topic."""
    for slug, name in list_sources(context).items():
        if wanted in (slug.casefold(), name.casefold()):
            return f"{_SOURCE}{slug}"
    return f"{_TOPIC}{found.topic.slug}" if found.topic else None


async def _explain_unknown_tag(
    found: FoundTopic, texts: AnnouncementTexts, event: MessageReceived, context: Context
) -> Message:
    if not found.near:
        return reply_to(event, texts.unknown_subscription)
    return await which_topic(found, "/abo {slug}", event, context)


def _have_stopped(readers: Sequence[Reader]) -> bool:
    """Return whether nothing comes to any chat of the person."""
    return bool(readers) and all(reader.stopped_at is not None for reader in readers)


def _toggle_tag(reader: Reader, tag: str | None, *, resumes: bool) -> Reader:
    """Toggle one subscription; naming one also resumes a stopped reader."""
    chosen = frozenset((tag,) if tag else ())
    tags = reader.tags | chosen if resumes else reader.tags ^ chosen
    return replace(reader, tags=tags, stopped_at=None)


async def _apply_everywhere(changed: Reader, others: Sequence[Reader], context: Context) -> None:
    """A person reads the same in all their chats, and each announcement in the one that was chosen last."""
    for other in others:
        if other.address != changed.address:
            await context.readers.put(replace(other, tags=changed.tags, stopped_at=None))


async def _render_subscriptions(reader: Reader, text: str, event: MessageReceived, context: Context) -> Message:
    texts: AnnouncementTexts = ANNOUNCING[await context.spoken(event)]
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
    return await offered_next(event, context, text.format(chosen=chosen or texts.nothing), choices)
