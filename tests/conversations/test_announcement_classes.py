"""Announcements for the network and internal ones: who gets them, and what others hear of them, which is nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from handlers.announcements.model.announcement import Reader
from handlers.announcements.model.policy import AnnouncementPolicy
from handlers.core.events import Address, ChoiceTaken, EventId, PlatformName, ReactionAdded, RoomId, Sender
from handlers.core.messages import Edit, Message
from knowledge.entries import Visibility
from tests.conversations.conftest import EDITOR, Talk
from tests.conversations.office import NOW, OTTO, Office, copies

MATRIX, TELEGRAM = PlatformName.MATRIX, PlatformName.TELEGRAM
CENTRE = "centre/bochum"
# An editor whose chats may carry what is internal.
EDDA = Sender(platform=MATRIX, id="@edda:ki.example", name="Edda")
MEMBER = Sender(platform=MATRIX, id="@anna:ki.example", name="Anna")
PHONE = Sender(platform=TELEGRAM, id="4711", name="Anna")
ON_TELEGRAM = Sender(platform=TELEGRAM, id="4712", name="Cem")
COLLEAGUE = Sender(platform=MATRIX, id="@bea:stadt.example", name="Bea")
JOINED = Sender(platform=MATRIX, id="@dora:anderswo.example", name="Dora")
STRANGER = Sender(platform=MATRIX, id="@fremd:anderswo.example", name="Fremd")
IMPOSTORS = (
    Sender(platform=MATRIX, id="@eve:evil-stadt.example"),
    Sender(platform=MATRIX, id="@stadt.example:evil.example"),
    Sender(platform=MATRIX, id="@eve:evil.example:stadt.example"),
    Sender(platform=TELEGRAM, id="@eve:stadt.example"),
    Sender(platform=TELEGRAM, id=MEMBER.id),
)
CHANNEL = Address(platform=MATRIX, room=RoomId("!kanal:ki.example"))
OF_MEMBER = Address(platform=MATRIX, room=RoomId("!runde:ki.example"))
OF_STRANGER = Address(platform=MATRIX, room=RoomId("!fremd:anderswo.example"))
FORUM = Address(platform=TELEGRAM, room=RoomId("-100"))
ROOMS = (CHANNEL, OF_MEMBER, OF_STRANGER, FORUM)


def as_person(talk: Talk, sender: Sender, *, direct: bool = True) -> Talk:
    room = chat_of(sender).room if direct else "!gruppe:ki.example"
    return replace(talk, sender=sender, platform=sender.platform, room=room, direct=direct)


def chat_of(sender: Sender) -> Address:
    return Address(platform=sender.platform, room=RoomId(f"chat-{sender.id}"))


async def subscribe(talk: Talk, *readers: Sender | Address) -> None:
    async with talk.database.begin() as unit:
        for number, each in enumerate(readers):
            sender, address = (each, chat_of(each)) if isinstance(each, Sender) else (None, each)
            tags, chosen_at = frozenset({"source/office"}), talk.now + timedelta(seconds=number)
            await unit.readers.put(Reader(address=address, sender=sender, tags=tags, chosen_at=chosen_at))


@pytest.fixture
async def office(talk: Talk) -> Office:
    """An office with three editors, members of the network, strangers and rooms, of whom nobody has subscribed."""
    talk.now, talk.member_domains = NOW, ("stadt.example",)
    office = Office(talk, AnnouncementPolicy(four_eyes=False))
    for each in (talk, office.edith, office.otto):
        each.editors, each.member_domains, each.member_space = (EDITOR, OTTO, EDDA), ("stadt.example",), (JOINED,)
    async with talk.database.begin() as unit:
        await unit.people.join(MEMBER, PHONE)
        await unit.centre_members.grant(MEMBER, CENTRE, NOW)
        await unit.centre_members.grant(ON_TELEGRAM, CENTRE, NOW, NOW + timedelta(days=9))
        for address in (CHANNEL, FORUM):
            await unit.channels.put(address, "kim", NOW)
        await unit.rooms.note_invitation(OF_MEMBER, MEMBER.id, NOW)
        await unit.rooms.note_invitation(OF_STRANGER, STRANGER.id, NOW)
    return office


async def write(editor: Talk, class_: str, at: str = "jetzt") -> str:
    """Write an announcement for a class of readers, and return its preview."""
    await editor.say("/ankuendigung neu")
    await editor.say("Zwetschgenkuchen")
    await editor.say("alle")
    await editor.say(at)
    return await editor.hear(f"/ankuendigung {await newest(editor)} sichtbar {class_}")


async def newest(talk: Talk) -> int:
    async with talk.database.begin() as unit:
        return (await unit.announcements.list_newest(1))[0].number


async def revoke(talk: Talk, *accounts: Sender) -> None:
    async with talk.database.begin() as unit:
        await unit.centre_members.revoke(accounts, CENTRE)


async def count_responses(office: Office) -> Mapping[str, int]:
    async with office.talk.database.begin() as unit:
        return await unit.responses.count(1)


EVERYBODY = (MEMBER, PHONE, ON_TELEGRAM, COLLEAGUE, JOINED, STRANGER, *IMPOSTORS, *ROOMS)


@pytest.mark.parametrize(
    ("class_", "readers"),
    [
        ("alle", [PHONE, ON_TELEGRAM, COLLEAGUE, JOINED, STRANGER, *IMPOSTORS, *ROOMS]),
        ("netzwerk", [PHONE, ON_TELEGRAM, COLLEAGUE, JOINED, CHANNEL, OF_MEMBER]),
        ("intern", [MEMBER, COLLEAGUE, JOINED]),
    ],
)
async def test_each_class_reaches_those_who_may_read_it(
    office: Office, class_: str, readers: Sequence[Sender | Address]
) -> None:
    await subscribe(office.talk, *EVERYBODY)
    edda = as_person(office.talk, EDDA)
    preview = await write(edda, class_)
    assert f"das sind **{len(readers)} (" in preview
    everybody = len(EVERYBODY) - 1
    assert (f"**{everybody - len(readers)}** andere" in preview) == (class_ != "alle")
    await edda.say("/ankuendigung 1 senden")
    sent = copies(await office.until(NOW))
    places = {each if isinstance(each, Address) else chat_of(each) for each in readers}
    assert {copy.address for copy in sent} == places
    assert len(sent) == len(readers)
    assert all(copy.private_to for copy in sent if copy.address not in ROOMS)


async def test_members_who_left_are_skipped_before_and_within_the_sending(office: Office) -> None:
    await subscribe(office.talk, MEMBER, ON_TELEGRAM, COLLEAGUE)
    await write(office.edith, "netzwerk", "morgen 9 Uhr")
    await office.edith.say("/ankuendigung 1 senden")
    await revoke(office.talk, MEMBER)
    tomorrow = NOW + timedelta(days=1)
    assert len(copies(await office.until(tomorrow, arrives=False))) == 2
    await office.edith.say("/ankuendigung 1 pause")
    await revoke(office.talk, ON_TELEGRAM)
    await office.edith.say("/ankuendigung 1 weiter")
    assert await office.states(1) == {"pending": 1, "skipped": 2}
    assert "nicht mehr im Netzwerk: 2" in await office.edith.hear("/ankuendigung 1 bericht")


async def test_a_membership_that_ended_by_time_counts_no_more(office: Office) -> None:
    await subscribe(office.talk, MEMBER, ON_TELEGRAM)
    await write(office.edith, "netzwerk", "jeden Montag 10 Uhr")
    await office.edith.say("/ankuendigung 1 senden")
    weeks = [copies(await office.until(NOW + timedelta(weeks=week))) for week in (1, 2)]
    assert [{copy.address for copy in sent} for sent in weeks] == [
        {chat_of(MEMBER), chat_of(ON_TELEGRAM)},
        {chat_of(MEMBER)},
    ]


@pytest.mark.parametrize("said", ["", " gelesen", " sichtbar alle", " senden", " zurueckrufen ja", " bericht"])
async def test_others_hear_the_same_as_if_there_were_none(office: Office, said: str) -> None:
    await subscribe(office.talk, MEMBER, COLLEAGUE)
    edda = as_person(office.talk, EDDA)
    await write(edda, "intern")
    await edda.say("/ankuendigung 1 bestaetigung")
    await edda.say("/ankuendigung 1 senden")
    await office.until(NOW)
    for talk in (
        as_person(office.talk, STRANGER),
        as_person(office.talk, PHONE),
        as_person(office.talk, COLLEAGUE, direct=False),
        as_person(office.talk, EDDA, direct=False),
        office.edith,
    ):
        await talk.say("Hallo")
        assert await talk.hear(f"/ankuendigung 1{said}") == await talk.hear(f"/ankuendigung 99{said}")
    assert "Zwetschgen" not in await office.edith.hear("/kalender")
    assert (await office.kept(1)).visibility is Visibility.INTERNAL
    assert await count_responses(office) == {}


async def test_what_is_internal_draws_a_hint_on_matrix_alone(office: Office) -> None:
    await subscribe(office.talk, MEMBER)
    edda = as_person(office.talk, EDDA)
    await write(edda, "intern", "morgen 9 Uhr")
    await edda.say("/ankuendigung 1 senden")
    assert "geht Ankündigung 1 " not in await write(office.edith, "netzwerk", "morgen 9 Uhr")
    assert "geht Ankündigung 1 " in await write(edda, "netzwerk", "morgen 9 Uhr")


async def test_who_left_can_neither_answer_nor_react(office: Office) -> None:
    await subscribe(office.talk, MEMBER, COLLEAGUE)
    await write(office.edith, "netzwerk")
    await office.edith.say("/ankuendigung 1 bestaetigung")
    await office.edith.say("/ankuendigung 1 senden")
    sent = copies(await office.until(NOW))
    responses: list[Mapping[str, int]] = []
    for sender in (COLLEAGUE, MEMBER):
        reader = as_person(office.talk, sender)
        (copy,) = (each for each in sent if each.address == reader.address)
        message = await reader.sent(copy)
        await revoke(office.talk, MEMBER, PHONE)
        pressed = ChoiceTaken(
            id=EventId(f"press {sender.id}"),
            at=NOW,
            address=reader.address,
            sender=sender,
            message=message,
            number=1,
            direct=True,
        )
        sign = ReactionAdded(
            id=EventId(f"sign {sender.id}"), at=NOW, address=reader.address, sender=sender, message=message, key="👍"
        )
        await reader.happens(sign)
        await reader.happens(pressed)
        await reader.to(replace(reader.received("Wo genau?"), reply_to=message))
        responses.append(await count_responses(office))
    assert responses == [{"reaction": 1, "receipt": 1, "reply": 1}] * 2


async def test_the_class_is_part_of_what_is_approved(office: Office) -> None:
    office.edith.announcement_policy = office.otto.announcement_policy = AnnouncementPolicy(four_eyes=True)
    await subscribe(office.talk, MEMBER, STRANGER)
    await office.otto.say("Hallo")
    await write(office.edith, "netzwerk")
    (_, asked) = await office.edith.say("/ankuendigung 1 senden")
    approve = next(choice.says for choice in asked.choices if "freigeben" in choice.says)
    assert "nur für bestätigte Mitglieder" in asked.text.replace("Nur", "nur")
    await office.edith.say("/ankuendigung 1 sichtbar alle")
    await office.edith.say("/ankuendigung 1 senden")
    assert "inzwischen geändert" in await office.otto.hear(approve)
    assert copies(await office.until(NOW)) == []


async def test_what_is_internal_is_written_and_approved_on_matrix_alone(office: Office) -> None:
    await subscribe(office.talk, MEMBER)
    second = Sender(platform=MATRIX, id="@ed:ki.example")
    for each in (office.talk, office.edith, office.otto):
        each.editors, each.announcement_policy = (*each.editors, second), AnnouncementPolicy(four_eyes=True)
    edda, ed = as_person(office.talk, EDDA), as_person(office.talk, second)
    for talk in (ed, office.otto):
        await talk.say("Hallo")
    refused = await write(office.edith, "intern")
    assert "bleibt auf Matrix" in refused
    assert "Intern" not in str((await office.edith.say("/ankuendigung 1 sichtbar"))[0].choices)
    assert "Es gibt `alle`" in await office.edith.hear("/ankuendigung 1 sichtbar geheim")
    assert "· Intern" in await write(edda, "intern")
    said = await edda.say("/ankuendigung 2 senden")
    assert {each.address for each in said} == {edda.address, ed.address}
    (_, told) = await ed.say("/ankuendigung 2 freigeben")
    assert told.address == edda.address
    messages = [each.message if isinstance(each, Edit) else each for each in await office.until(NOW)]
    assert {each.address for each in messages if isinstance(each, Message)} == {edda.address, chat_of(MEMBER)}
