"""Entries that are stored, with the people around them: members of two centres, the office, and strangers."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from handlers.context.records import Revision
from handlers.core.events import ChoiceTaken, EventId, MessageId, PlatformName, ReactionAdded, RoomId, Sender
from handlers.core.messages import Edit, Message, Outgoing
from handlers.curation.model.fields import EDITABLE, FieldName
from knowledge.entries import AnyEntry, Centre, Faq, Offer
from tests.conversations.conftest import EDITOR, Talk

DUISBURG, ESSEN, OFFER = "centre/duisburg", "centre/essen", "offer/griffbereit"
# The member of Duisburg, of Essen, and somebody who is a member of none.
MIA, EMIL, STRANGER = "mia", "emil", "sam"


@dataclass(frozen=True, kw_only=True)
class Curation:
    """Stored entries, and a direct chat for each person."""

    talk: Talk
    mia: Talk
    emil: Talk
    sam: Talk
    edith: Talk

    async def entry(self, id_: str = DUISBURG) -> AnyEntry:
        async with self.talk.database.begin() as unit:
            stored = await unit.records.find(id_)
        assert stored is not None
        assert isinstance(stored.record, Centre | Offer | Faq)
        return stored.record

    async def value(self, name: FieldName = FieldName.PHONE, id_: str = DUISBURG) -> str | None:
        return EDITABLE[name].read(await self.entry(id_))

    async def last(self, id_: str = DUISBURG) -> Revision:
        async with self.talk.database.begin() as unit:
            (revision,) = await unit.records.list_revisions(id_, None, 1)
        return revision

    async def revoke(self, person: Talk, centre: str) -> None:
        async with self.talk.database.begin() as unit:
            assert await unit.centre_members.revoke([person.sender], centre)


async def curate(talk: Talk, platform: PlatformName = PlatformName.CONSOLE) -> Curation:
    """Store the entries, make the members and open everybody's direct chat."""
    async with talk.database.begin() as unit:
        for id_ in (DUISBURG, ESSEN, OFFER):
            entry = talk.search.get_entry(id_)
            assert entry is not None
            await unit.records.put(entry, "lotse", talk.now)
        for name, centre in ((MIA, DUISBURG), (EMIL, ESSEN)):
            await unit.centre_members.grant(Sender(platform=platform, id=name), centre, talk.now)
    edith = replace(EDITOR, platform=platform)
    talk.editors = (edith,)
    people = [chat(talk, name, platform) for name in (MIA, EMIL, STRANGER)]
    mia, emil, sam = people
    office = replace(talk, sender=edith, room="edith", platform=platform)
    async with talk.database.begin() as unit:
        for person in (mia, emil, office):
            await unit.people.meet(person.sender, person.address)
    for person in (mia, emil, sam, office):
        await person.say("/start")
    return Curation(talk=talk, mia=mia, emil=emil, sam=sam, edith=office)


def chat(talk: Talk, name: str, platform: PlatformName = PlatformName.CONSOLE) -> Talk:
    return replace(talk, sender=Sender(platform=platform, id=name), room=name, platform=platform)


async def press(talk: Talk, message: Message, label: str, *, by: Talk | None = None) -> list[Outgoing]:
    """Press a button of a message, as somebody in that chat; what follows arrives."""
    presser = by or talk
    number = next(n for n, choice in enumerate(message.choices, start=1) if choice.label.startswith(label))
    pressed = ChoiceTaken(
        id=EventId(presser.received("").id),
        at=presser.now,
        address=replace(talk.address, room=RoomId(presser.room)) if by else talk.address,
        sender=presser.sender,
        message=await talk.sent(message),
        number=number,
        direct=presser.direct,
        in_place=True,
    )
    return await arrive(presser, await presser.happens(pressed))


async def react(talk: Talk, message: Message, key: str) -> list[Outgoing]:
    reaction = ReactionAdded(
        id=EventId(talk.received("").id),
        at=talk.now,
        address=talk.address,
        sender=talk.sender,
        message=MessageId(await talk.sent(message)),
        key=key,
    )
    return await arrive(talk, await talk.happens(reaction))


async def arrive(talk: Talk, said: list[Outgoing]) -> list[Outgoing]:
    for each in said:
        await talk.delivered(each)
    return said


def read(said: Sequence[Outgoing]) -> str:
    """Return all that is said, choices included."""
    messages = [each.message if isinstance(each, Edit) else each for each in said]
    return "\n".join(
        line.replace("\\", "")
        for each in messages
        for line in (each.text, *(f"[{choice.label}]" for choice in getattr(each, "choices", ())))  # type: ignore[union-attr]
    )
