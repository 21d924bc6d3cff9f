"""What a person sees and does, by words and buttons alone: whatever stands behind them is left open."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from handlers.announcements.model.announcement import AnnouncementState
from handlers.announcements.model.policy import AnnouncementPolicy
from handlers.core.events import ChoiceTaken, CopyFailed, EventId, MessageId, PlatformName, ReactionAdded, Sender
from handlers.core.messages import Edit, Message, Outgoing, keyboard_id
from tests.conversations.channels import open_channels
from tests.conversations.office import NOW, Office, copies
from tests.conversations.test_exchange import FORUM, MATRIX, QUESTION, Colleagues, ask, posted

if TYPE_CHECKING:
    from tests.conversations.conftest import Talk

OTHER = "Wer kennt gute Dolmetschdienste für Tigrinya?"


@pytest.fixture
async def colleagues(talk: "Talk") -> Colleagues:
    await open_channels(talk, sprachmittlung=[MATRIX, FORUM])
    return Colleagues(talk)


@pytest.fixture
def office(talk: "Talk") -> Office:
    talk.now = NOW
    return Office(talk, AnnouncementPolicy(four_eyes=False))


class Screen:
    """A message with buttons on Telegram, which changes in its place."""

    def __init__(self, talk: "Talk", message: MessageId, shown: Message) -> None:
        self.talk = talk
        self.message = message
        self.shown = shown

    @classmethod
    async def of(cls, talk: "Talk", text: str) -> "Screen":
        """Return the answer to a message."""
        (answer,) = await talk.say(text)
        return cls(talk, await talk.sent(answer), answer)

    async def press(self, label: str, *, times: int = 1) -> list[Outgoing]:
        """Tap so often on what is seen before anything has changed; what is said is delivered."""
        async with self.talk.database.begin() as unit:
            said = await unit.sent_messages.of_message(self.talk.address, self.message)
        assert said is not None
        number = [choice.label for choice in self.shown.choices].index(label) + 1
        outgoing: list[Outgoing] = []
        for _ in range(times):
            tap = ChoiceTaken(
                id=EventId(f"tap {self.talk.received('').id}"),
                at=self.talk.now,
                address=self.talk.address,
                sender=self.talk.sender,
                message=self.message,
                number=number,
                keyboard=keyboard_id(said.version),
                direct=True,
                in_place=True,
            )
            outgoing += await self._followed(tap)
        return outgoing

    async def _followed(self, tap: ChoiceTaken) -> Sequence[Outgoing]:
        said = await self.talk.happens(tap)
        for each in said:
            await self.talk.delivered(each)
            if isinstance(each, Edit):
                self.shown = each.message
        return said


def texts(said: Sequence[Outgoing]) -> list[str]:
    return [each.text for each in said if isinstance(each, Message)]


async def _preview(talk: "Talk", question: str, signature: str) -> Screen:
    screen = await Screen.of(talk, question)
    for label in ("Kolleg*innen fragen", "Sprachmittlung", signature):
        await screen.press(label)
    return screen


@pytest.mark.usefixtures("colleagues")
@pytest.mark.parametrize("times", [2, 3, 5])
async def test_a_question_that_is_sent_by_repeated_taps_is_asked_once_and_stays_open(talk: "Talk", times: int) -> None:
    screen = await _preview(talk, QUESTION, "Anonym")
    said = texts(await screen.press("Absenden", times=times))
    assert len([text for text in said if "— anonym" in text]) == 2
    assert not [text for text in said if "gelöst" in text]
    assert "gelöst" not in screen.shown.text
    async with talk.database.begin() as unit:
        exchange = await unit.exchanges.get(1)
        assert exchange is not None
        assert exchange.is_open
        assert await unit.exchanges.get(2) is None


@pytest.mark.usefixtures("colleagues")
async def test_what_is_sent_is_what_stands_above_the_button(talk: "Talk") -> None:
    anna = replace(talk, sender=replace(talk.sender, name="Anna"))
    await anna.say("/zentrum Bochum")
    anonymous = await _preview(anna, QUESTION, "Anonym")
    named = await _preview(anna, OTHER, "Mit Name und Zentrum")
    assert "Anna" in named.shown.text
    said = [text for text in texts(await anonymous.press("Absenden")) if "**Frage" in text]
    assert said
    assert all(QUESTION in text and "— anonym" in text and "Anna" not in text for text in said)
    later = [text for text in texts(await named.press("Absenden")) if "**Frage" in text]
    assert later
    assert all(OTHER in text and "Anna" in text for text in later)


@pytest.mark.parametrize("times", [2, 3, 4])
async def test_an_announcement_to_all_is_not_sent_by_repeated_taps(office: Office, times: int) -> None:
    await office.reader("bea")
    await office.edith.say("/ankuendigung neu")
    screen = await Screen.of(office.edith, "Unfertig")
    await screen.press("Alle", times=times)
    await office.until(NOW + timedelta(minutes=1))
    assert copies(await office.until(NOW + timedelta(minutes=2))) == []
    assert await office.states(1) == {}
    assert "Wann?" in screen.shown.text


@pytest.mark.usefixtures("colleagues")
@pytest.mark.parametrize("place", ["Herne", "herne", "KI Herne", "44623", "In Herne", "Stadt Herne", "Herne!"])
@pytest.mark.parametrize("signature", ["Mit Name und Zentrum", "Nur mit Zentrum"])
async def test_who_asks_for_the_first_time_names_their_centre_in_the_middle(
    talk: "Talk", place: str, signature: str
) -> None:
    anna = replace(talk, sender=replace(talk.sender, name="Anna"))
    for words in (QUESTION, "Kolleg*innen fragen", "Sprachmittlung", signature):
        await anna.say(words)
    preview = await anna.hear(place)
    assert QUESTION in preview
    assert "Kommunales Integrationszentrum Herne" in preview
    assert "[Absenden]" in preview
    _, *posts = await anna.say("Absenden")
    assert {post.address for post in posts} == {MATRIX, FORUM}


@pytest.mark.usefixtures("colleagues")
@pytest.mark.parametrize("first", [QUESTION, "mietspiegel münster", "KI Duisburg"])
async def test_colleagues_are_asked_what_stands_above(talk: "Talk", first: str) -> None:
    screens = {}
    for question in (first, OTHER):
        screens[question] = await Screen.of(talk, question)
        talk.later(timedelta(seconds=5))
    for question, screen in screens.items():
        await screen.press("Kolleg*innen fragen")
        if "Sprachmittlung" not in [choice.label for choice in screen.shown.choices]:
            await screen.press("Anderes Thema")
        for label in ("Sprachmittlung", "Anonym"):
            await screen.press(label)
        assert question in screen.shown.text
        assert not [other for other in screens if other != question and other in screen.shown.text]


@pytest.mark.parametrize("word", ["stopp", "Stopp!", "abbrechen", "Abbrechen.", "/start", "/abbrechen", "cancel"])
@pytest.mark.parametrize("steps", [(), ("Guten Tag",), ("Guten Tag", "alle")])
async def test_an_announcement_is_left(office: Office, word: str, steps: Sequence[str]) -> None:
    bea = await office.reader("bea")
    await office.edith.say("/abo laki")
    for words in ("/ankuendigung neu", *steps):
        await office.edith.say(words)
    await office.edith.say(word)
    assert "Integrationszentrum Herne" in await office.edith.hear("KI Herne")
    for words in ("alle", "jetzt"):
        await office.edith.say(words)
    assert copies(await office.until(NOW + timedelta(minutes=1))) == []
    async with office.talk.database.begin() as unit:
        kept = await unit.readers.of_senders([office.edith.sender, bea.sender])
    assert [reader.tags for reader in kept] == [{"source/office"}] * 2


async def _fails(talk: "Talk", post: Message) -> list[str]:
    """Return what its asker is told when a post will never arrive."""
    assert post.id is not None
    failed = CopyFailed(
        id=EventId(f"failed {post.id}"), at=talk.now, address=talk.address, sender=talk.sender, delivery=str(post.id)
    )
    return texts(await talk.happens(failed))


async def _asked(talk: "Talk") -> list[Message]:
    """Return the posts of an anonymous question, which are on their way."""
    for words in (QUESTION, "Kolleg*innen fragen", "Sprachmittlung", "Anonym"):
        await talk.say(words)
    _, *posts = await talk.say("Absenden")
    return posts


@pytest.mark.usefixtures("colleagues")
async def test_nobody_is_said_to_read_what_reached_no_channel(talk: "Talk") -> None:
    first, second = await _asked(talk)
    for post in (first, second):
        await talk.written(post)
    (told,) = await _fails(talk, first)
    assert "die anderen lesen sie" not in told
    assert "in einem der Kanäle nicht" in told
    (told,) = await _fails(talk, second)
    assert "in keinem Kanal" in told


@pytest.mark.usefixtures("colleagues")
async def test_the_others_read_what_reached_one_channel(talk: "Talk") -> None:
    first, second = await _asked(talk)
    await talk.written(first)
    await talk.sent(second)
    (told,) = await _fails(talk, first)
    assert "die anderen lesen sie" in told


async def test_the_only_channel_is_gone(talk: "Talk") -> None:
    async with talk.database.begin() as unit:
        await unit.channels.put(FORUM, "sprachmittlung", talk.now)
    (post,) = await _asked(talk)
    await talk.written(post)
    (told,) = await _fails(talk, post)
    assert "in keinem Kanal" in told


async def _joined(talk: "Talk", other: Sender) -> None:
    async with talk.database.begin() as unit:
        await unit.people.join(talk.sender, other)


async def test_what_askers_add_with_another_account_is_no_answer(talk: "Talk", colleagues: Colleagues) -> None:
    dora = Sender(platform=PlatformName.TELEGRAM, id="4711", name="Dorothea")
    await _joined(talk, dora)
    _, *posts = await ask(talk)
    (post,) = (each for each in posts if each.address == FORUM)
    said = await colleagues.say("Es geht um Kurdisch.", FORUM, posted(post), dora)
    assert [each for each in said if each.address == talk.address] == [], "it does not come back to them"
    async with talk.database.begin() as unit:
        exchange = await unit.exchanges.get(1)
    assert exchange is not None
    assert exchange.answered_at is None, "reminders go on"


async def test_names_are_never_told_by_another_account(talk: "Talk", colleagues: Colleagues) -> None:
    dora = Sender(platform=PlatformName.TELEGRAM, id="4711", name="Dorothea")
    await _joined(talk, dora)
    _, *posts = await ask(talk)
    (post,) = (each for each in posts if each.address == FORUM)
    said = await colleagues.say("Es geht um Kurdisch.", FORUM, posted(post), dora)
    assert said
    assert not [each for each in said if "Dorothea" in each.text]


@pytest.mark.parametrize("key", ["👍", "👌", "💯"])
@pytest.mark.parametrize("platform", [PlatformName.TELEGRAM, PlatformName.MATRIX])
async def test_an_editor_approves_by_the_signs_of_the_platform(talk: "Talk", key: str, platform: PlatformName) -> None:
    talk.now = NOW
    office = Office(talk, AnnouncementPolicy(four_eyes=True))
    otto = Sender(platform=platform, id="@otto:example.org")
    talk.editors = office.edith.editors = (*talk.editors, otto)
    reviewer = replace(talk, sender=otto, room="!otto", platform=platform)
    await office.reader("bea")
    await reviewer.say("Hallo")
    await office.write("Wichtig")
    _, *offered = await office.edith.say("Absenden")
    (preview,) = (each for each in offered if each.address == reviewer.address)
    sign = ReactionAdded(
        id=EventId("sign"),
        at=NOW,
        address=preview.address,
        sender=otto,
        message=await talk.sent(preview),
        key=key,
    )
    await talk.happens(sign)
    is_approved = (await office.kept(1)).state is AnnouncementState.SCHEDULED
    assert is_approved is (platform is PlatformName.TELEGRAM)


@pytest.mark.usefixtures("colleagues")
async def test_a_number_that_is_typed_twice_in_a_row_is_taken_once(talk: "Talk") -> None:
    anna = replace(talk, sender=Sender(platform=PlatformName.MATRIX, id="@anna:example.org"), room="!anna")
    anna.platform = PlatformName.MATRIX
    for words in (QUESTION, "Kolleg*innen fragen", "Sprachmittlung", "Anonym"):
        await anna.say(words)
        anna.later(timedelta(seconds=2))
    first, second = (
        replace(anna.received("1"), received_at=anna.now + timedelta(milliseconds=each)) for each in (0, 300)
    )
    anna.later(timedelta(seconds=1))
    said = [*await anna.to(first), *await anna.to(second)]
    assert len([each for each in said if "— anonym" in each.text]) == 2
    assert not [each for each in said if "ist gelöst" in each.text]
    async with talk.database.begin() as unit:
        exchange = await unit.exchanges.get(1)
    assert exchange is not None
    assert exchange.is_open
