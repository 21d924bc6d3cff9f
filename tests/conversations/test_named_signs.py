"""Where a reaction counts, the text names the one that the platform offers."""

from dataclasses import replace
from datetime import timedelta

import pytest

from handlers.announcements.model.announcement import AnnouncementState
from handlers.announcements.model.policy import AnnouncementPolicy
from handlers.core.events import Address, EventId, PlatformName, ReactionAdded, RoomId, Sender
from handlers.core.messages import Message
from tests.conversations.conftest import Talk
from tests.conversations.office import NOW, Office, copies

MATRIX, TELEGRAM, CONSOLE = PlatformName.MATRIX, PlatformName.TELEGRAM, PlatformName.CONSOLE
IDS = {MATRIX: "@otto:example.org", TELEGRAM: "4711", CONSOLE: "otto"}
QUESTION = "Hat jemand Erfahrung mit Sprachmittlerpools in kleinen Kommunen?"


def on(talk: Talk, platform: PlatformName) -> Talk:
    who = Sender(platform=platform, id=IDS[platform], name="Otto")
    return replace(talk, sender=who, room=f"direct of {who.id}" if platform is MATRIX else who.id, platform=platform)


async def offered(talk: Talk, platform: PlatformName, *words: str) -> tuple[Office, Talk, Message]:
    """Return an announcement that waits, and its preview with an editor on this platform."""
    talk.now = NOW
    office = Office(talk, AnnouncementPolicy(quiet=None))
    otto = on(talk, platform)
    for each in (office.talk, office.edith, office.otto, otto):
        each.editors = (office.edith.sender, otto.sender)
    await office.reader("bea")
    for text in ("Hallo", *words):
        await otto.say(text)
    await office.write("Wichtig", at="morgen 9 Uhr")
    *_, preview = await office.edith.say("Absenden")
    return office, otto, preview


@pytest.mark.parametrize(
    ("platform", "words", "line"),
    [
        (TELEGRAM, (), "*👍 darunter gibt frei, 👎 gibt zurück.*"),
        (MATRIX, (), "*✅ darunter gibt frei, ❌ gibt zurück.*"),
        (TELEGRAM, ("/sprache en",), "*👍 below approves, 👎 sends back.*"),
    ],
)
async def test_a_preview_to_be_decided_on_names_both_signs(
    talk: Talk, platform: PlatformName, words: tuple[str, ...], line: str
) -> None:
    _, otto, preview = await offered(talk, platform, *words)
    assert preview.address == otto.address
    assert preview.text.endswith(line)
    (_, *_, shown) = ["", *await otto.say("/ankuendigung 1")]
    assert isinstance(shown, Message)
    assert shown.text.endswith(line)


async def test_without_reactions_no_sign_is_named(talk: Talk) -> None:
    _, _, preview = await offered(talk, CONSOLE)
    assert "darunter" not in preview.text


async def test_its_author_is_told_of_no_sign(talk: Talk) -> None:
    office, _, _ = await offered(talk, TELEGRAM)
    assert "darunter" not in await office.edith.hear("/ankuendigung 1")


@pytest.mark.parametrize(("platform", "key"), [(TELEGRAM, "👎"), (MATRIX, "❌"), (MATRIX, "👎")])
async def test_a_sign_sends_back(talk: Talk, platform: PlatformName, key: str) -> None:
    office, otto, preview = await offered(talk, platform)
    sign = ReactionAdded(
        id=EventId("sign"),
        at=otto.now + timedelta(seconds=1),
        address=otto.address,
        sender=otto.sender,
        message=await otto.sent(preview),
        key=key,
    )
    stranger = replace(sign, sender=Sender(platform=platform, id="mallory"))
    assert await otto.happens(stranger) == []
    done, told = await otto.happens(sign)
    assert isinstance(done, Message)
    assert isinstance(told, Message)
    assert "zurückgegeben" in done.text
    assert (told.address, "kommt zurück" in told.text) == (office.edith.address, True)
    assert (await office.kept(1)).state is AnnouncementState.DRAFT


@pytest.mark.parametrize(
    ("platform", "line"),
    [
        (TELEGRAM, "*Für „Gelesen“ genügt auch die Reaktion 👍.*"),
        (MATRIX, "*Für „Gelesen“ genügt auch die Reaktion ✅.*"),
    ],
)
async def test_a_copy_that_asks_for_a_receipt_names_the_sign(talk: Talk, platform: PlatformName, line: str) -> None:
    talk.now = NOW
    office = Office(talk, AnnouncementPolicy(four_eyes=False, quiet=None))
    await on(talk, platform).say("/abo laki")
    for words in ("/ankuendigung neu", "Eins", "alle", "jetzt", "Absenden"):
        await office.edith.say(words)
    (plain_copy,) = copies(await office.until(NOW))
    assert "Reaktion" not in plain_copy.text
    for words in ("/ankuendigung neu", "Zwei", "alle", "jetzt", "Um „Gelesen“ bitten", "Absenden"):
        await office.edith.say(words)
    said = await office.until(NOW + timedelta(seconds=1))
    (copy,) = [each for each in copies(said) if each.text.startswith("Zwei")]
    assert line in copy.text
    assert copy.text.index(line) < copy.text.index("über Lotse")


@pytest.mark.parametrize(
    ("platform", "room", "is_named"), [(TELEGRAM, "-100", False), (MATRIX, "!r:example.org", True)]
)
async def test_in_groups_only_signs_are_named_that_lotse_sees(
    talk: Talk, platform: PlatformName, room: str, is_named: bool
) -> None:
    """On Telegram reactions in groups are for administrators."""
    talk.now = NOW
    office = Office(talk, AnnouncementPolicy(four_eyes=False, quiet=None))
    group = replace(on(talk, platform), room=room, direct=False)
    group.editors = (group.sender, office.edith.sender)
    await group.say("/abo laki")
    for words in ("/ankuendigung neu", "Zwei", "alle", "jetzt", "Um „Gelesen“ bitten", "Absenden"):
        await office.edith.say(words)
    (copy,) = copies(await office.until(NOW))
    assert copy.address == Address(platform=platform, room=RoomId(room))
    assert ("Reaktion" in copy.text) is is_named


@pytest.mark.parametrize(
    ("platform", "line"),
    [
        (TELEGRAM, "Ist sie gelöst, genügt 👌 unter einer Antwort."),
        (MATRIX, "Ist sie gelöst, genügt ✅ unter einer Antwort."),
    ],
)
async def test_who_asks_learns_the_sign_that_solves(talk: Talk, platform: PlatformName, line: str) -> None:
    async with talk.database.begin() as unit:
        there = Address(platform=MATRIX, room=RoomId("!sprachmittlung:example.org"))
        await unit.channels.put(there, "sprachmittlung", talk.now)
    otto = on(talk, platform)
    for words in (f"/frage {QUESTION}", "Trotzdem fragen", "Sprachmittlung", "Anonym"):
        await otto.say(words)
    asked, *_ = await otto.say("Absenden")
    assert line in asked.text
