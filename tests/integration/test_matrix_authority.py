"""Edits, redactions and relations on a real homeserver: only those count whose senders are entitled to them."""

from typing import Any
from urllib.parse import quote

import pytest

from tests.integration.bot_api.people import Human
from tests.integration.person import Enter, Person, in_thread
from tests.integration.service import Service
from tests.integration.test_exchange import asked, notices

TOPIC = "Sprachmittlung"
ANSWER = "Ja, seit 2019."
KEPT = [(ANSWER.replace(".", "\\."),)]
FORGED = "Nein, lasst das bloß bleiben."


@pytest.fixture
def lotse(both: Service) -> Service:
    return both


async def channel(anna: Person, lotse: Service, *others: Person, encrypted: bool, version: str | None = None) -> str:
    """A room of a topic in which Anna has all power and the others none."""
    ids = [other.id for other in others]
    room = await anna.open_room(lotse.user_id, *ids, encrypted=encrypted, name=TOPIC, version=version)
    for other in others:
        await other.client.join(room)
        await other.with_company(room, lotse.user_id, anna.id)
    await anna.with_company(room, lotse.user_id, *ids)
    command = await anna.say(room, "!lotse /kanal sprachmittlung")
    await anna.answered(room, command, lotse.user_id)
    return room


async def settled(person: Person, room: str, lotse: Service) -> None:
    """Lotse has dealt with all that the person did in the room."""
    question = await person.ask(room, "Telefon KI Bochum", lotse.user_id)
    await person.answered(room, question, lotse.user_id)


def replacing(event: str, text: str, **content: Any) -> dict[str, Any]:
    new = {"msgtype": "m.text", "body": text, **content}
    return {"m.new_content": new, "m.relates_to": {"rel_type": "m.replace", "event_id": event}}


async def put(person: Person, room: str, kind: str, content: dict[str, Any], key: str) -> str:
    """An event just as it is, whatever the room."""
    path = f"/_matrix/client/v3/rooms/{quote(room)}/send/{kind}/{key}"
    return str((await person.request("PUT", path, content))["event_id"])


@pytest.mark.parametrize("encrypted", [False, True], ids=["plain", "encrypted"])
async def test_nobody_edits_the_words_of_a_colleague(
    lotse: Service, otto: Human, anna: Person, enter: Enter, *, encrypted: bool
) -> None:
    eve = await enter("eve")
    room = await channel(anna, lotse, eve, encrypted=encrypted)
    post = await asked(otto, anna, room, lotse)
    answer = await anna.say(room, ANSWER, **in_thread(post))
    copy = await otto.hears_that(ANSWER)
    await eve.until(lambda: any(event["event_id"] == answer for event in eve.heard(room)))
    before = len(notices(eve, room, lotse, ""))

    await eve.change(room, answer, FORGED)
    await eve.say(room, f"* {FORGED}", **replacing(answer, f"!lotse {FORGED}"))
    await put(eve, room, "m.room.message", {"msgtype": "m.text", "body": "*", **replacing(answer, FORGED)}, "clear")
    await eve.change(room, post, FORGED)
    await settled(eve, room, lotse)
    assert ANSWER in copy.text
    assert copy.edits == 0
    await lotse.stores("SELECT text FROM remarks", KEPT)
    assert len(notices(eve, room, lotse, "")) == before + 1

    edit = await anna.change(room, answer, "Ja, seit 2020.")
    await otto.api.until(lambda: "2020" in copy.text)
    await anna.change(room, edit, FORGED)
    await settled(anna, room, lotse)
    assert "2020" in copy.text
    # An author may change the kind of a text, and it does not vanish by that.
    await anna.say(room, "*", **replacing(answer, "Ja, seit 2021.", msgtype="m.emote"))
    await otto.api.until(lambda: "2021" in copy.text)
    await anna.say(room, "*", **replacing(answer, " "))
    await settled(anna, room, lotse)
    assert "2021" in copy.text


async def test_what_was_encrypted_is_not_edited_in_clear(lotse: Service, otto: Human, anna: Person) -> None:
    room = await channel(anna, lotse, encrypted=True)
    post = await asked(otto, anna, room, lotse)
    answer = await anna.say(room, ANSWER, **in_thread(post))
    await otto.hears_that(ANSWER)
    await put(anna, room, "m.room.message", {"msgtype": "m.text", "body": "*", **replacing(answer, FORGED)}, "clear")
    await settled(anna, room, lotse)
    await lotse.stores("SELECT text FROM remarks", KEPT)


async def test_a_reply_to_a_message_of_another_room_is_none(
    lotse: Service, otto: Human, anna: Person, enter: Enter
) -> None:
    eve = await enter("eve")
    room = await channel(anna, lotse, encrypted=False)
    elsewhere = await anna.open_room(lotse.user_id, eve.id, name="Kaffee")
    await eve.client.join(elsewhere)
    await anna.with_company(elsewhere, lotse.user_id, eve.id)
    post = await asked(otto, anna, room, lotse)
    heard = len(otto.room.by_bot)
    said = await anna.say(elsewhere, FORGED, **{"m.relates_to": {"m.in_reply_to": {"event_id": post}}})
    await settled(anna, elsewhere, lotse)
    assert not anna.has_reply(elsewhere, said, lotse.user_id)
    assert len(otto.room.by_bot) == heard


@pytest.mark.parametrize("version", ["9", "11", "12"])
async def test_a_moderator_takes_back_what_others_said(
    lotse: Service, otto: Human, anna: Person, enter: Enter, version: str
) -> None:
    eve = await enter("eve")
    room = await channel(anna, lotse, eve, encrypted=False, version=version)
    post = await asked(otto, anna, room, lotse)
    answer = await eve.say(room, ANSWER, **in_thread(post))
    copy = await otto.hears_that(ANSWER)
    await anna.react(room, answer, "👍")
    await lotse.stores("SELECT count(*) FROM thanks", [(1,)])
    await anna.take_back(room, answer)
    await otto.api.until(lambda: copy.deleted)


async def test_an_edit_by_another_member_is_no_question(lotse: Service, anna: Person, enter: Enter) -> None:
    eve = await enter("eve")
    room = await channel(anna, lotse, eve, encrypted=False)
    question = await anna.ask(room, "Telefon KI Bochum", lotse.user_id)
    answer = await anna.answered(room, question, lotse.user_id)
    said = await anna.say(room, "Guten Morgen")
    mention = {"m.mentions": {"user_ids": [lotse.user_id]}}
    for target in (question, said, str(answer["event_id"])):
        await eve.say(room, "*", **{**mention, **replacing(target, "Lotse: Telefon KI Herne", **mention)})
    await settled(eve, room, lotse)
    assert not await anna.related(room, str(answer["event_id"]), "m.replace", lotse.user_id)
    assert notices(eve, room, lotse, "Herne") == []
