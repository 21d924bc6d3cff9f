"""Questions to colleagues between Telegram and Matrix, through one service."""

import json
from typing import Any

import pytest

from bot.platforms.matrix.homeserver.raw_events import keycap
from tests.integration.bot_api.people import Human
from tests.integration.bot_api.server import BotApi
from tests.integration.bot_api.world import Shown
from tests.integration.person import Enter, Person, in_thread
from tests.integration.service import Serve, Service

PLAN = b"%PDF-1.7 Ein Plan"
PICTURE = b"\x89PNG Ein Bild"
QUESTION = "Hat jemand Erfahrung mit Sprachmittlerpools in kleinen Kommunen?"


@pytest.fixture
def lotse(both: Service) -> Service:
    return both


async def channel(anna: Person, lotse: Service, *others: str, encrypted: bool) -> str:
    room = await anna.open_room(lotse.user_id, *others, encrypted=encrypted, name="Sprachmittlung")
    await anna.with_company(room, lotse.user_id)
    command = await anna.say(room, "!lotse /kanal sprachmittlung ja")
    assert "Fragen zum Thema" in (await anna.answered(room, command, lotse.user_id))["content"]["body"]
    return room


async def press(otto: Human, shown: Shown, label: str) -> None:
    edits = shown.edits
    await otto.presses(shown, label)
    await otto.api.until(lambda: shown.edits > edits)


def notices(anna: Person, room: str, lotse: Service, sign: str) -> list[Any]:
    return [
        event
        for event in anna.heard(room)
        if event["sender"] == lotse.user_id and sign in event.get("content", {}).get("body", "")
    ]


def pictures(anna: Person, room: str) -> list[Any]:
    return [event for event in anna.heard(room) if event.get("content", {}).get("msgtype") == "m.image"]


async def asked(otto: Human, anna: Person, room: str, lotse: Service) -> str:
    """The event of the question that Otto asks anonymously, in the room."""
    await otto.writes(QUESTION)
    talk = await otto.hears()
    for label in ("Kolleg*innen fragen", "Sprachmittlung", "Anonym"):
        await press(otto, talk, label)
    assert "So lesen es die Kolleg*innen" in talk.text
    assert notices(anna, room, lotse, "Frage #A") == []
    await press(otto, talk, "Absenden")
    assert "#A1" in talk.text
    await anna.until(lambda: bool(notices(anna, room, lotse, "Frage #A1")))
    (post,) = notices(anna, room, lotse, "Frage #A1")
    assert QUESTION in post["content"]["body"]
    return str(post["event_id"])


@pytest.mark.parametrize("encrypted", [False, True], ids=["plain", "encrypted"])
async def test_a_question_from_telegram_finds_its_colleague_on_matrix(
    lotse: Service, otto: Human, anna: Person, api: BotApi, *, encrypted: bool
) -> None:
    room = await channel(anna, lotse, encrypted=encrypted)
    post = await asked(otto, anna, room, lotse)
    talk, thread = await otto.hears(), in_thread(post)
    answer = await anna.say(room, "Ja, seit 2019.", **thread)
    copy = await otto.hears_that("Ja, seit 2019.")
    assert "#A1" in copy.text

    await otto.writes("Wie finanziert ihr das?", reply_to_message=copy.message)
    await anna.until(lambda: bool(notices(anna, room, lotse, "Wie finanziert")))
    (back,) = notices(anna, room, lotse, "Wie finanziert")
    relation = back["content"]["m.relates_to"]
    assert (relation["rel_type"], relation["event_id"]) == ("m.thread", post)
    assert await anna.is_encrypted(room, str(back["event_id"])) is encrypted

    await otto.reacts(copy, "👍")
    await lotse.stores("SELECT count(*) FROM thanks", [(1,)])

    await anna.show(room, PLAN, "plan.pdf", "application/pdf", **thread)
    shown = await otto.hears_that(lambda shown: shown.message.document is not None)
    assert shown.message.document is not None
    assert (shown.message.document.file_name, api.files[shown.message.document.file_id]) == ("plan.pdf", PLAN)

    await otto.sends(caption="Auch das?", photo=otto.keeps(PICTURE), reply_to_message=copy.message)
    await otto.hears_that("von wem sie ist")

    await anna.change(room, answer, "Ja, seit 2020.")
    await otto.api.until(lambda: "2020" in copy.text)
    await anna.take_back(room, answer)
    await otto.api.until(lambda: copy.deleted)

    await otto.presses(talk, "Gelöst")
    await anna.until(lambda: bool(notices(anna, room, lotse, "ist gelöst")))
    seen = json.dumps([anna.heard(room), await anna.history(room)])
    assert not [trace for trace in ("Geheim", str(otto.user.id)) if trace in seen]
    # Whose question it is must be kept; what they are called need not.
    assert "Geheim" not in "\n".join(lotse.dump())
    assert not [trace for trace in ("Geheim", QUESTION, "Wie finanziert") if trace in lotse.log()]


async def test_what_helped_is_known_from_then_on(lotse: Service, otto: Human, anna: Person) -> None:
    room = await channel(anna, lotse, encrypted=True)
    thread = in_thread(await asked(otto, anna, room, lotse))
    await anna.say(room, "Fragt im Nachbarkreis nach Zungenbrechern.", **thread)
    await otto.hears_that("Zungenbrechern")
    talk = await otto.hears()
    await press(otto, talk, "Gelöst")
    assert "„" in talk.buttons[0]
    await press(otto, talk, talk.buttons[0])
    await anna.until(lambda: bool(notices(anna, room, lotse, "Darf sie mit deinem Namen")))
    (question,) = notices(anna, room, lotse, "Darf sie mit deinem Namen")
    await anna.react(room, str(question["event_id"]), keycap(1))
    draft = await otto.hears_that(lambda shown: "Freigeben" in shown.buttons)
    assert "Zungenbrechern" in draft.text
    await press(otto, draft, "Freigeben")
    await lotse.logs("Knowledge is now at revision")
    await otto.writes("Sprachmittlerpools in kleinen Kommunen")
    answer = await otto.hears_that("Quelle: Austausch der Kolleg*innen")
    assert "Zungenbrechern" in answer.text


async def test_a_question_from_matrix_finds_its_colleague_in_a_forum(lotse: Service, otto: Human, anna: Person) -> None:
    forum = otto.group(topics=(7,))
    place: dict[str, Any] = {"message_thread_id": 7, "is_topic_message": True}
    room = await anna.open_room(lotse.user_id, direct=True, encrypted=True)
    await anna.with_company(room, lotse.user_id)
    await otto.writes("/kanal@lotse_bot sprachmittlung", forum, **place)
    await otto.hears(forum)
    for text in ("/zentrum Bochum", f"/frage {QUESTION}", "/kollegen", "/thema sprachmittlung", "/zeichnen centre"):
        said = await anna.say(room, text)
        await anna.answered(room, said, lotse.user_id)
    await anna.say(room, "/absenden")

    post = await otto.hears(forum, 2)
    assert post.message.message_thread_id == 7
    assert "Kommunales Integrationszentrum Bochum" in post.text
    await otto.writes("Ruft uns gern an.", forum, reply_to_message=post.message, **place)
    await anna.until(lambda: bool(notices(anna, room, lotse, "Ruft uns gern an.")))
    (copy,) = notices(anna, room, lotse, "Ruft uns gern an.")
    reply = {"m.relates_to": {"m.in_reply_to": {"event_id": copy["event_id"]}}}
    await anna.say(room, "Machen wir!", **reply)
    back = await otto.hears_that("Machen wir!", forum)
    assert back.message.reply_to_message is not None
    assert back.message.reply_to_message.message_id == post.message.message_id
    assert "Bochum" in back.text

    await otto.sends(forum, photo=otto.keeps(PICTURE), reply_to_message=post.message, **place)
    await anna.until(lambda: bool(pictures(anna, room)))
    (picture,) = pictures(anna, room)
    assert await anna.file(picture) == PICTURE
    assert await anna.is_encrypted(room, str(picture["event_id"]))


async def test_colleagues_in_two_rooms_read_each_other_and_the_asker_reads_both(
    lotse: Service, otto: Human, anna: Person, enter: Enter
) -> None:
    bea = await enter("bea")
    plain = await channel(anna, lotse, encrypted=False)
    hidden = await channel(anna, lotse, bea.id, encrypted=True)
    await bea.client.join(hidden)
    await bea.with_company(hidden, lotse.user_id)
    first = await asked(otto, anna, plain, lotse)
    await bea.until(lambda: bool(notices(bea, hidden, lotse, "Frage #A1")))
    (second,) = notices(bea, hidden, lotse, "Frage #A1")
    await anna.say(plain, "Aus dem offenen Raum.", **in_thread(first))
    await bea.say(hidden, "Aus dem verschlüsselten Raum.", **in_thread(str(second["event_id"])))
    await otto.hears_that("Aus dem offenen Raum.")
    await otto.hears_that("Aus dem verschlüsselten Raum.")
    await bea.until(lambda: bool(notices(bea, hidden, lotse, "Aus dem offenen Raum.")))
    await anna.until(lambda: bool(notices(anna, plain, lotse, "Aus dem verschlüsselten Raum.")))
    for person, room in ((anna, plain), (bea, hidden)):
        copies = [event for event in notices(person, room, lotse, " zu #A1") if "Raum" in event["content"]["body"]]
        assert len({event["event_id"] for event in copies}) == 1


async def test_two_of_lotses_kind_in_one_room_leave_each_other_alone(
    lotse: Service, otto: Human, anna: Person, serve: Serve
) -> None:
    other = await serve(LOTSE_ROLES__EDITORS=f"matrix:{anna.id}")
    await other.start()
    room = await channel(anna, lotse, encrypted=False)
    await anna.client.room_invite(room, other.user_id)
    await anna.with_company(room, lotse.user_id, other.user_id)
    command = await anna.ask(room, "/kanal sprachmittlung ja", other.user_id)
    await anna.answered(room, command, other.user_id)
    post = await asked(otto, anna, room, lotse)
    answer = await anna.say(room, "Ja, seit 2019.", **in_thread(post))
    copy = await otto.hears_that("Ja, seit 2019.")
    await otto.writes("Und wie?", reply_to_message=copy.message)
    await anna.until(lambda: bool(notices(anna, room, lotse, "Und wie?")))
    question = await anna.ask(room, "Telefon KI Bochum", other.user_id)
    await anna.answered(room, question, other.user_id)
    said = [event for event in await anna.history(room) if event["type"] == "m.room.message"]
    assert [event["sender"] for event in said if event["event_id"] in (post, answer)] == [lotse.user_id, anna.id]
    # The greeting of each; two answers of the one; the word on the channel, the post and "Und wie?" of the other.
    assert len([event for event in said if event["sender"] == other.user_id]) == 3
    assert len([event for event in said if event["sender"] == lotse.user_id]) == 4


@pytest.mark.parametrize("encrypted", [True, False])
async def test_files_keep_their_text_and_long_texts_arrive_whole(
    lotse: Service, otto: Human, anna: Person, api: BotApi, *, encrypted: bool
) -> None:
    room = await channel(anna, lotse, encrypted=encrypted)
    post = await asked(otto, anna, room, lotse)
    plan = {"filename": "plan.pdf", "body": "Siehe Seite 3", **in_thread(post)}
    shown = await anna.show(room, PLAN, "plan.pdf", "application/pdf", **plan)
    copy = await otto.hears_that(lambda shown: shown.message.document is not None)
    assert copy.message.document is not None
    assert api.files[copy.message.document.file_id] == PLAN
    assert "Siehe Seite 3" in (copy.message.caption or "")
    assert len([shown for shown in api.rooms[otto.user.id].by_bot if "Siehe Seite 3" in shown.text]) == 1

    await anna.recaption(room, shown, "Siehe Seite 4")
    await otto.api.until(lambda: "Siehe Seite 4" in copy.text)
    assert copy.message.document is not None

    await otto.writes("ü" * 4_000, reply_to_message=copy.message)
    await anna.until(lambda: _umlauts(anna, room, lotse) == 4_000)
    events = notices(anna, room, lotse, "üüü")
    assert len(events) > 1
    assert {event["content"]["m.relates_to"]["event_id"] for event in events} == {post}
    assert not any(event["content"]["body"].endswith("…") for event in events)


async def test_where_a_question_stood_it_is_said_where_it_is_now(
    lotse: Service, otto: Human, anna: Person, api: BotApi
) -> None:
    room, tom = await channel(anna, lotse, encrypted=True), Human(api=api, name="Tom")
    kim = await anna.open_room(lotse.user_id, encrypted=True, name="KIM")
    await anna.with_company(kim, lotse.user_id)
    await anna.answered(kim, await anna.say(kim, "!lotse /kanal kim ja"), lotse.user_id)
    group = otto.group()
    await otto.writes("/kanal@lotse_bot sprachmittlung", group)
    await otto.hears_that("Fragen zum Thema", group)
    post = await asked(otto, anna, room, lotse)
    there = await otto.hears_that("Frage #A1", group)
    answer = await tom.writes("Ja, seit 2019.", group, reply_to_message=there.message)
    await otto.hears_that("Ja, seit 2019.")

    await anna.say(kim, "!lotse /verschieben #A1 kim")
    await api.until(lambda: there.deleted)
    await anna.until(lambda: bool(notices(anna, kim, lotse, "Frage #A1")))
    further = await tom.writes("Fragt Bochum.", group, reply_to_message=answer)
    word = await otto.hears_that("#A1 steht jetzt in „Kommunales Integrationsmanagement (KIM)“", group)
    assert word.message.reply_to_message is not None
    assert word.message.reply_to_message.message_id == further.message_id
    await otto.hears_that("Fragt Bochum.")

    await anna.say(room, "Fragt Herne.", **in_thread(post))
    await otto.hears_that("Fragt Herne.")
    await anna.until(lambda: bool(notices(anna, room, lotse, "steht jetzt in")))
    (said,) = notices(anna, room, lotse, "steht jetzt in")
    relation = said["content"]["m.relates_to"]
    assert (relation["rel_type"], relation["event_id"]) == ("m.thread", post)
    await tom.writes("Danke!", group, reply_to_message=word.message)
    await otto.hears_that("Danke!")
    assert len([shown for shown in group.by_bot if "steht jetzt in" in shown.text]) == 1


def _umlauts(anna: Person, room: str, lotse: Service) -> int:
    return sum(event["content"]["body"].count("ü") for event in notices(anna, room, lotse, "üüü"))
