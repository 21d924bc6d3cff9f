"""Questions to colleagues, from the draft to the last word."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from handlers.core.events import (
    Address,
    Attachment,
    EventId,
    MessageDeleted,
    MessageEdited,
    MessageId,
    MessageReceived,
    PlatformName,
    RoomId,
    Sender,
    ThreadId,
)
from handlers.core.messages import Deletion, Edit, Message
from handlers.core.retention import Retention
from tests.conversations.channels import open_channels
from tests.conversations.conftest import EDITOR

if TYPE_CHECKING:
    from tests.conversations.conftest import Talk

QUESTION = "Hat jemand Erfahrung mit Sprachmittlerpools in kleinen Kommunen?"
MATRIX = Address(platform=PlatformName.MATRIX, room=RoomId("!sprachmittlung:example.org"))
FORUM = Address(platform=PlatformName.TELEGRAM, room=RoomId("-100"), thread=ThreadId("7"))
BEA = Sender(platform=PlatformName.MATRIX, id="@bea:example.org", name="Bea")


@dataclass
class Colleagues:
    """The channels of a topic, and what is said there."""

    talk: "Talk"

    async def say(self, text: str, address: Address, reply_to: MessageId | None, by: Sender = BEA) -> list[Message]:
        """What Lotse makes of it; all of it arrives."""
        said = await self.talk.to(self.received(text, address, reply_to, by))
        for message in said:
            await self.talk.sent(message)
        return said

    async def addressed(self, text: str, address: Address, by: Sender = BEA) -> list[Message]:
        """What Lotse says to somebody there who means it."""
        return await self.talk.to(replace(self.received(text, address, None, by), addressed=True))

    def received(self, text: str, address: Address, reply_to: MessageId | None, by: Sender = BEA) -> MessageReceived:
        written = self.talk.received(text)
        return replace(
            written,
            address=address,
            sender=by,
            direct=False,
            addressed=False,
            reply_to=reply_to,
            message=written.message,
        )


@pytest.fixture
async def colleagues(talk: "Talk") -> Colleagues:
    await open_channels(talk, sprachmittlung=[MATRIX, FORUM])
    return Colleagues(talk)


async def ask(talk: "Talk", signature: str = "none") -> list[Message]:
    """Lotse's word to the asker, and the posts."""
    await talk.say(QUESTION)
    await talk.say("/kollegen")
    await talk.say("/thema sprachmittlung")
    await talk.say(f"/zeichnen {signature}")
    said = await talk.say("/absenden")
    for message in said:
        await talk.sent(message)
    return said


def posted(post: Message) -> MessageId:
    return MessageId(f"m-{post.id}")


@pytest.mark.usefixtures("colleagues")
async def test_nothing_is_posted_before_it_was_seen_and_confirmed(talk: "Talk") -> None:
    named = replace(talk, sender=replace(talk.sender, name="Anna"), retention=Retention(exchanges=timedelta(days=90)))
    (found,) = await named.say(QUESTION)
    assert found.choices[-1].says == "/kollegen 1"
    (topics,) = await named.say("Kolleg*innen fragen")
    assert topics.choices[0].says == "/thema 1 sprachmittlung"
    assert [choice.label for choice in topics.choices[-3:]] == ["Anderes Thema", "Zurück", "Abbrechen"]
    (signatures,) = await named.say("1")
    labels = ["Mit Name und Zentrum", "Nur mit Zentrum", "Anonym", "Zurück", "Abbrechen"]
    assert [choice.label for choice in signatures.choices] == labels
    (missing,) = await named.say("1")
    assert "In welchem Zentrum" in missing.text
    (preview,) = await named.say("Bochum")
    assert "Ich speichere deine Frage, dein Konto und die Antworten 90 Tage lang" in preview.text
    said = await named.say("Absenden")
    answer, *posts = said
    assert {post.address for post in posts} == {MATRIX, FORUM}
    assert answer.address.platform is PlatformName.CONSOLE
    for post in posts:
        assert "Anna (Kommunales Integrationszentrum Bochum)" in post.text.replace("\\", "")
        assert post.text.replace("\\#A1", "\\#A…") in preview.text
    (again,) = await named.say(preview.choices[0].says)
    assert "hast du schon gestellt, als **#A1**" in again.text


async def test_a_command_asks_as_well_and_shows_what_is_known(talk: "Talk") -> None:
    (known,) = await talk.say("/frage Was ist Griffbereit?")
    assert known.choices[0].label.startswith("Griffbereit")
    assert [choice.says for choice in known.choices[-3:]] == ["/kollegen 1", "/frage", "/verwerfen 1"]
    (how,) = await talk.say("/frage")
    assert "Hat jemand Erfahrung mit" in how.text


async def test_answers_come_back_and_go_to_the_other_channel_once(talk: "Talk", colleagues: Colleagues) -> None:
    _, *posts = await ask(talk)
    forum, matrix = sorted(posts, key=lambda post: post.address.platform, reverse=True)
    copy, elsewhere = await colleagues.say("Ja, seit 2019.", replace(MATRIX, thread=ThreadId(posted(matrix))), None)
    assert (copy.address.platform, elsewhere.address) == (PlatformName.CONSOLE, FORUM)
    assert copy.text.replace("\\", "") == "**Bea** zu **#A1**:\n\nJa, seit 2019."
    assert elsewhere.under == forum.id

    back = replace(talk.received("Wie finanziert ihr das?"), reply_to=posted(copy))
    carried = await talk.to(back)
    assert {message.under for message in carried} == {forum.id, matrix.id}
    assert all("**anonym** zu" in message.text for message in carried)
    for message in carried:
        await talk.sent(message)

    in_forum = next(message for message in carried if message.address == FORUM)
    further = await colleagues.say("Über KOMM-AN.", FORUM, posted(in_forum), Sender(platform=FORUM.platform, id="9"))
    assert {message.address for message in further} == {copy.address, MATRIX}


async def test_what_colleagues_change_or_take_back_changes_its_copies(talk: "Talk", colleagues: Colleagues) -> None:
    _, *posts = await ask(talk)
    post = next(post for post in posts if post.address == MATRIX)
    event = colleagues.received("Ja, seit 2019.", MATRIX, posted(post))
    for message in await talk.to(event):
        await talk.sent(message)
    edits = await talk.happens(
        MessageEdited(
            id=EventId("edit"),
            at=talk.now,
            address=MATRIX,
            sender=BEA,
            message=event.message,
            text="Ja, seit 2020.",
        )
    )
    assert len(edits) == 2
    assert all(isinstance(edit, Edit) and "2020" in edit.message.text for edit in edits)
    gone = MessageDeleted(id=EventId("gone"), at=talk.now, address=MATRIX, sender=BEA, message=event.message)
    assert [type(each) for each in await talk.happens(gone)] == [Deletion, Deletion]


async def test_nobody_learns_who_asks_anonymously(talk: "Talk", colleagues: Colleagues) -> None:
    secret = replace(talk, sender=Sender(platform=PlatformName.CONSOLE, id="geheim-4711", name="Dorothea"))
    await secret.say("/zentrum Bochum")
    _, *posts = await ask(secret)
    (copy, _) = await colleagues.say("Ja.", MATRIX, posted(next(post for post in posts if post.address == MATRIX)))
    carried = await secret.to(replace(secret.received("Danke!"), reply_to=posted(copy)))
    seen = repr([*posts, *carried])
    assert not [trace for trace in ("geheim-4711", "Dorothea", "Bochum") if trace in seen]


async def test_the_asker_closes_the_question_and_nobody_else(talk: "Talk", colleagues: Colleagues) -> None:
    answer, *_ = await ask(talk)
    assert answer.choices[0].says == "/geloest 1"
    (refused,) = await talk.as_other("bea").say("/geloest #A1")
    assert refused.text.startswith("Das geht nur mit einer eigenen Frage")
    closed, *lines = await talk.say("Gelöst")
    assert "gelöst" in closed.text
    assert {line.address for line in lines} == {MATRIX, FORUM}
    assert all(line.under for line in lines)
    (again,) = await talk.say("/geloest 1")
    assert "schon abgeschlossen" in again.text
    assert colleagues.talk is talk


async def test_a_question_without_a_channel_is_kept(talk: "Talk") -> None:
    (said,) = await ask(talk)
    assert "es wurde nichts gesendet" in said.text
    async with talk.database.begin() as unit:
        assert await unit.drafts.find_newest([talk.sender], talk.now) is not None


@pytest.mark.usefixtures("colleagues")
async def test_a_draft_is_dropped_or_expires(talk: "Talk") -> None:
    await talk.say(QUESTION)
    await talk.say("/verwerfen")
    assert "habe ich nicht mehr" in (await talk.say("/kollegen"))[0].text
    await talk.say("abbrechen")
    await talk.say(QUESTION)
    talk.later(timedelta(minutes=31))
    assert "habe ich nicht mehr" in (await talk.say("/kollegen"))[0].text


async def test_a_number_counts_only_where_the_question_stands(talk: "Talk", colleagues: Colleagues) -> None:
    await ask(talk)
    elsewhere = replace(MATRIX, room=RoomId("!elsewhere:example.org"))
    assert await colleagues.say("#A1 Ja", elsewhere, None) == []
    assert await colleagues.say("Guten Morgen", MATRIX, None) == []
    copy, _ = await colleagues.say("#A1: Ja, gern", MATRIX, None)
    assert copy.text.endswith("\n\nJa, gern")


async def test_editors_say_which_place_belongs_to_a_topic(talk: "Talk") -> None:
    group = replace(talk, direct=False)
    (refused,) = await group.say("/kanal sprachmittlung")
    assert refused.text == "Das ist der Redaktion vorbehalten."
    edith = replace(group, sender=EDITOR)
    (unknown,) = await edith.say("/kanal gibtesnicht")
    assert unknown.text.startswith("Dieses Thema kenne ich nicht")
    (done,) = await edith.say("/kanal sprachmittlung")
    assert "Sprachmittlung" in done.text
    async with talk.database.begin() as unit:
        assert list(await unit.channels.of_topic("sprachmittlung")) == [group.received("").address]


def photo(size: int = 9) -> Attachment:
    return Attachment(
        platform=PlatformName.MATRIX,
        name="plan.pdf",
        media_type="application/pdf",
        size=size,
        source={"url": "mxc://x/1"},
    )


async def test_form_and_files_come_along(talk: "Talk", colleagues: Colleagues) -> None:
    _, *posts = await ask(talk)
    event = colleagues.received(
        "Ja, siehe Plan", MATRIX, posted(next(post for post in posts if post.address == MATRIX))
    )
    there, elsewhere = await talk.to(replace(event, formatted="**Ja**, siehe Plan", attachment=photo()))
    assert there.text.endswith("\n\n**Ja**, siehe Plan\n\n📎 plan\\.pdf")
    assert (there.attachment, elsewhere.attachment) == (photo(), photo())
    for message in (there, elsewhere):
        await talk.sent(message)
    reworded = MessageEdited(
        id=EventId("edit"),
        at=talk.now,
        address=MATRIX,
        sender=BEA,
        message=event.message,
        text="Nein.",
        attachment=photo(),
    )
    edits = [each for each in await talk.happens(reworded) if isinstance(each, Edit)]
    assert [(each.message.attachment, "Nein" in each.message.text) for each in edits] == [(photo(), True)] * 2
    gone = MessageDeleted(id=EventId("gone"), at=talk.now, address=MATRIX, sender=BEA, message=event.message)
    assert len(await talk.happens(gone)) == 2


async def test_a_file_that_is_too_large_is_named(talk: "Talk", colleagues: Colleagues) -> None:
    _, *posts = await ask(talk)
    event = colleagues.received("", MATRIX, posted(next(post for post in posts if post.address == MATRIX)))
    copy, _, told = await talk.to(replace(event, attachment=photo(21 * 1024 * 1024)))
    assert "📎 plan" in copy.text
    assert "20 MB" in told.text
    assert told.reply_to == event.message


async def test_files_of_who_gives_no_name_stay_behind(talk: "Talk", colleagues: Colleagues) -> None:
    _, *posts = await ask(talk)
    copy, _ = await colleagues.say("Ja.", MATRIX, posted(next(post for post in posts if post.address == MATRIX)))
    back = replace(talk.received("Danke"), reply_to=posted(copy), attachment=photo())
    *carried, told = await talk.to(back)
    assert "von wem sie ist" in told.text
    assert not [message for message in carried if message.attachment or "plan" in message.text]


TURNED = "Ana\u200b \u202e(mulhcoB IK)\u2028\n\n**Frage \u2066#A9** A" + "\u0336\u0337\u0338\u0321" * 9


async def test_a_name_stays_in_its_place(colleagues: Colleagues, talk: "Talk") -> None:
    """Whoever calls themselves so shows no other office, opens no line, and covers nothing."""
    named = replace(talk, sender=replace(talk.sender, name=TURNED))
    _, post, _ = await ask(named, "name")
    assert r"— Ana \(mulhcoB IK\) \*\*Frage \#A9\*\* A" in post.text.split("\n")
    plan = Attachment(
        platform=PlatformName.MATRIX, name="plan\u202efdp.exe\nx", media_type="application/pdf", size=1, source={}
    )
    answer = replace(colleagues.received("Ja.", MATRIX, posted(post), replace(BEA, name=TURNED)), attachment=plan)
    copy = next(message for message in await talk.to(answer) if message.address == talk.address)
    first, *_, last = copy.text.split("\n")
    assert r"Ana \(mulhcoB IK\) \*\*Frage \#A9\*\* A" in first
    assert last.endswith(r"planfdp\.exe x")
