"""The service and a Bot API: what people with a phone see."""

import json
from collections.abc import AsyncIterator
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from aiogram.types import Message, Update
from aiohttp import ClientSession

from tests.integration.bot_api.faults import Fault, bad_gateway, broken_connection, too_many_requests
from tests.integration.bot_api.limits import Limits
from tests.integration.bot_api.people import PHOTO, Human
from tests.integration.bot_api.server import BotApi
from tests.integration.menus import EDITING, MODERATION
from tests.integration.service import Service
from tests.integration.synapse import free_port

QUESTION = "Wie ist die E-Mail vom KI Bielefeld?"


@pytest.fixture
async def lotse(api: BotApi, tmp_path: Path) -> AsyncIterator[Service]:
    service = Service(folder=tmp_path / "service", telegram=api.url)
    await service.start()
    yield service
    await service.close()


@pytest.fixture
def anna(api: BotApi) -> Human:
    return Human(api=api)


async def test_a_question_is_answered_with_buttons_that_edit_in_place(lotse: Service, anna: Human) -> None:
    await anna.writes("E-Mail KI Duisburg")
    answer = await anna.hears()
    assert "integration@stadt-duisburg.de" in answer.text
    assert {entity.type for entity in answer.message.entities or ()} >= {"bold"}
    assert answer.message.reply_to_message is None
    before, buttons = answer.text, answer.buttons
    await anna.presses(answer, "Angebote")
    await anna.api.until(lambda: answer.edits == 1)
    assert answer.text != before
    assert answer.buttons[-1] == "← zurück"
    await lotse.crash()
    await lotse.start()
    await anna.presses(answer, "← zurück")
    await anna.api.until(lambda: answer.edits == 2)
    assert "Kommunales Integrationszentrum Duisburg" in answer.text
    assert buttons[-1] in answer.buttons
    assert len(anna.room.by_bot) == 1
    await anna.api.until(lambda: len(anna.api.acknowledged) == 2)


@pytest.mark.usefixtures("lotse")
async def test_a_start_shows_things_to_try(anna: Human) -> None:
    await anna.writes("/start")
    welcome = await anna.hears()
    assert len(welcome.buttons) == 3
    await anna.presses(welcome, welcome.buttons[1])
    await anna.api.until(lambda: welcome.edits == 1)
    assert "Quelle: " in welcome.text
    await anna.writes("/start entry_offer_griffbereit")
    assert (await anna.hears(number=2)).text.startswith("Griffbereit")
    await anna.writes("/start topic_sprachmittlung")
    assert (await anna.hears(number=3)).buttons


@pytest.mark.usefixtures("lotse")
async def test_in_a_group_only_who_is_addressed_answers(anna: Human) -> None:
    room = anna.group()
    await anna.writes("Telefon KI Duisburg", room)
    await anna.writes("/wetter morgen", room)
    await anna.writes("/hilfe@other_bot", room)
    mention = await anna.writes("@lotse_bot Telefon KI Duisburg", room)
    answer = await anna.hears(room)
    assert answer.message.reply_to_message is not None
    assert answer.message.reply_to_message.message_id == mention.message_id
    bea = Human(api=anna.api, name="Bea")
    await bea.presses(answer, answer.buttons[0])
    reply = await bea.writes("und die email?", room, reply_to_message=answer.message)
    second = await anna.hears(room, 2)
    assert second.message.reply_to_message is not None
    assert second.message.reply_to_message.message_id == reply.message_id
    assert "integration@stadt-duisburg.de" in second.text
    await anna.writes("/hilfe", room)
    assert "Das kann ich" in (await anna.hears(room, 3)).text
    assert answer.edits == 0
    assert len(room.by_bot) == 3


async def test_an_answer_stands_in_the_topic_of_its_question(lotse: Service, anna: Human) -> None:
    room = anna.group(topics=(7,))
    opening = room.add(anna.user, forum_topic_created={"name": "KIM", "icon_color": 1})
    place: dict[str, Any] = {"message_thread_id": 7, "is_topic_message": True, "reply_to_message": opening}
    await anna.writes("@lotse_bot Telefon KI Duisburg", room, **place)
    assert (await anna.hears(room)).message.message_thread_id == 7
    general = await anna.writes("@lotse_bot Telefon KI Münster", room, message_thread_id=99)
    answer = await anna.hears(room, 2)
    assert answer.message.message_thread_id is None
    assert answer.message.reply_to_message is not None
    assert answer.message.reply_to_message.message_id == general.message_id
    room.closed.add(7)
    await anna.writes("@lotse_bot Telefon KI Herne", room, **place)
    await lotse.logs("Topic_closed")
    room.topics.clear()
    await anna.writes("@lotse_bot Telefon KI Herne", room, **place)
    await lotse.logs("thread not found")
    assert len(room.by_bot) == 2


@pytest.mark.usefixtures("lotse")
async def test_an_edited_question_edits_its_answer(anna: Human) -> None:
    question = await anna.writes("E-Mail KI Duisburg")
    answer = await anna.hears()
    await anna.edits(question, "E-Mail KI Münster")
    await anna.api.until(lambda: answer.edits == 1)
    assert "ki-muenster@stadt-muenster.de" in answer.text


@pytest.mark.parametrize("after", [True, False])
@pytest.mark.usefixtures("lotse")
async def test_an_edit_may_be_repeated(anna: Human, after: bool) -> None:
    question = await anna.writes("E-Mail KI Duisburg")
    answer = await anna.hears()
    anna.api.trouble.append(broken_connection("editMessageText", after=after))
    await anna.edits(question, "E-Mail KI Münster")
    await anna.api.until(lambda: len(anna.api.asked("editMessageText")) == 2)
    await anna.api.until(lambda: answer.edits == 1)
    assert "ki-muenster@stadt-muenster.de" in answer.text


@pytest.mark.usefixtures("lotse")
async def test_a_photo_gets_a_word_and_its_caption_an_answer(anna: Human) -> None:
    await anna.sends(photo=PHOTO)
    assert "nur Text" in (await anna.hears()).text
    await anna.sends(photo=PHOTO, caption="E-Mail KI Duisburg")
    assert "integration@stadt-duisburg.de" in (await anna.hears(number=2)).text


async def test_nothing_is_lost_or_doubled_over_a_crash(lotse: Service, anna: Human) -> None:
    anna.api.trouble.append(too_many_requests("sendMessage", 1))
    await anna.writes(QUESTION, twice=True)
    await anna.api.until(lambda: bool(anna.api.asked("sendMessage")))
    await lotse.stores("SELECT state, attempts FROM deliveries", [("pending", 1)])
    await lotse.crash()
    await anna.writes("E-Mail KI Duisburg", twice=True)
    await lotse.start()
    await anna.hears(number=2)
    await anna.writes("E-Mail KI Münster")
    await anna.hears(number=3)
    texts = "".join(shown.text for shown in anna.room.by_bot)
    assert [texts.count(number) for number in ("integration@stadt-duisburg.de", "ki-muenster@stadt-muenster.de")] == [
        1,
        1,
    ]


async def test_an_update_that_can_not_be_read_keeps_no_other_from_being_answered(lotse: Service, anna: Human) -> None:
    await anna.writes("E-Mail KI Duisburg")
    await anna.hears()
    lotse.kill()
    await lotse.ended()
    await anna.writes("E-Mail KI Herne")
    broken: dict[str, Any] = {"message_id": 1}
    await anna.api.happens(message=Message.model_construct(**broken))
    await anna.writes("E-Mail KI Münster")
    await lotse.start()
    await anna.hears(number=3)
    assert len(anna.room.by_bot) == 3
    assert lotse.log().count("could not be read and was skipped") == 1


@pytest.mark.usefixtures("lotse")
async def test_a_gateway_that_stumbles_is_tried_again(anna: Human) -> None:
    anna.api.trouble += [bad_gateway("sendMessage"), bad_gateway("getUpdates")]
    await anna.writes("E-Mail KI Duisburg")
    await anna.hears()
    assert len(anna.room.by_bot) == 1


@pytest.mark.usefixtures("lotse")
async def test_formatted_text_that_is_refused_is_sent_plain(anna: Human) -> None:
    refusal = "Bad Request: can't parse entities: unsupported start tag"
    anna.api.trouble.append(Fault(method="sendMessage", status=400, description=refusal))
    await anna.writes("E-Mail KI Duisburg")
    answer = await anna.hears()
    assert "integration@stadt-duisburg.de" in answer.text
    assert not answer.message.entities


async def test_who_blocks_lotse_hears_no_more_until_they_come_back(lotse: Service, anna: Human) -> None:
    await anna.writes("E-Mail KI Duisburg")
    await anna.hears()
    await anna.blocks_the_bot()
    await anna.writes("E-Mail KI Münster")
    await lotse.logs("bot was blocked by the user")
    await lotse.stores("SELECT state FROM rooms", [("gone",)])
    await anna.takes_the_bot_back()
    await anna.writes("E-Mail KI Herne")
    await anna.hears(number=2)
    assert lotse.stored("SELECT state FROM rooms") == []


@pytest.mark.usefixtures("lotse")
async def test_a_group_that_becomes_a_supergroup_goes_on(anna: Human) -> None:
    room = anna.group()
    await anna.writes("@lotse_bot Telefon KI Duisburg", room)
    await anna.hears(room)
    new = await anna.makes_a_supergroup_of(room)
    await anna.writes("@lotse_bot und die email?", new)
    assert "integration@stadt-duisburg.de" in (await anna.hears(new)).text


@pytest.mark.usefixtures("lotse")
async def test_a_shared_place_leads_to_the_centre_in_charge(anna: Human) -> None:
    await anna.sends(location={"latitude": 51.4338, "longitude": 6.7674})
    answer = await anna.hears()
    assert "Für diesen Ort ist zuständig" in answer.text
    assert "Duisburg" in answer.text
    contact = await anna.hears(number=2)
    assert contact.message.contact is not None
    assert contact.message.contact.phone_number == "+492032838111"
    venice = {"latitude": 45.4375, "longitude": 12.3358}
    await anna.sends(location=venice, venue={"location": venice, "title": "Venezia", "address": "San Marco"})
    await anna.hears_that("nicht in Nordrhein-Westfalen")
    room = anna.group()
    await anna.sends(room, location=venice)
    await anna.writes("@lotse_bot Telefon KI Duisburg", room)
    answer = await anna.hears(room)
    assert "0203 283-8111" in answer.text
    await anna.sends(room, location=venice, reply_to_message=answer.message)
    await anna.hears_that("nicht in Nordrhein-Westfalen", room)


@pytest.mark.parametrize("status", [400, 404])
@pytest.mark.usefixtures("lotse")
async def test_a_card_that_is_refused_holds_nothing_up(anna: Human, status: int) -> None:
    anna.api.trouble.append(Fault(method="sendContact", status=status, description="Not Found", times=9))
    await anna.writes("Telefon KI Duisburg")
    await anna.hears()
    await anna.writes("E-Mail KI Duisburg")
    await anna.hears_that("integration@stadt-duisburg.de")
    assert len(anna.api.asked("sendContact")) == 1


@pytest.mark.usefixtures("lotse")
async def test_an_address_comes_as_a_place_on_the_map_and_goes_with_its_question(anna: Human) -> None:
    question = await anna.writes("Adresse KI Bonn")
    place = (await anna.hears(number=2)).message
    assert place.venue is not None
    assert "Bonn" in place.venue.address
    await anna.edits(question, "Telefon KI Duisburg")
    contact = await anna.hears_that(lambda shown: shown.message.contact is not None)
    assert contact.message.contact is not None
    await anna.api.until(lambda: anna.room.messages[place.message_id].deleted)


@pytest.mark.slow
@pytest.mark.usefixtures("lotse")
async def test_nobody_has_to_be_told_to_slow_down(anna: Human) -> None:
    # A busy machine may hold requests up, into the next second; in virtual time there is none too many.
    anna.api.limits = Limits(held_up=2)
    people = [anna, *(Human(api=anna.api, name=f"Bea {number}") for number in range(40))]
    room = anna.group()
    for each in (*people, anna, anna):
        await each.writes(QUESTION)
        await each.writes(f"@lotse_bot {QUESTION}", room)
    await anna.api.until(lambda: all(each.room.by_bot for each in people) and len(anna.room.by_bot) == 3)
    await anna.api.until(lambda: len(room.by_bot) >= 12)
    assert anna.api.limits.exceeded == 0


@pytest.mark.slow
async def test_an_answer_that_hangs_holds_up_no_other_chat(lotse: Service, anna: Human) -> None:
    anna.api.trouble.append(Fault(method="sendMessage", hangs=True))
    await anna.writes(QUESTION)
    await anna.api.until(lambda: bool(anna.api.asked("sendMessage")))
    bea = Human(api=anna.api, name="Bea")
    await bea.writes(QUESTION)
    await bea.hears()
    await lotse.logs("may or may not have arrived")
    assert "Vielleicht hast du diese Nachricht schon bekommen" in (await anna.hears()).text
    await anna.writes("E-Mail KI Duisburg")
    assert "integration@stadt-duisburg.de" in (await anna.hears(number=2)).text


async def test_admins_learn_that_lotse_was_sent_out_of_a_group(api: BotApi, anna: Human, tmp_path: Path) -> None:
    admins = {"LOTSE_ROLES__ADMINS": json.dumps([f"telegram:{anna.user.id}"])}
    service = Service(folder=tmp_path / "s", telegram=api.url, variables=admins)
    await service.start()
    api.open_room(anna.room.chat)
    bea = Human(api=api, name="Bea")
    room = bea.group(topics=(7,))
    await bea.writes(f"@lotse_bot {QUESTION}", room)
    await bea.hears(room)
    await bea.sends_the_bot_out_of(room)
    notice = await anna.hears_that("Fachgruppe")
    assert "Bea hat mich dort" in notice.text
    assert str(room.chat.id) not in notice.text
    assert str(bea.user.id) not in notice.text
    await service.stores("SELECT count(*) FROM rooms WHERE state = 'gone'", [(1,)])
    await service.close()


async def test_editors_see_their_commands(api: BotApi, anna: Human, tmp_path: Path) -> None:
    stranger = f"telegram:{anna.user.id + 1_000_000}"
    editors = {"LOTSE_ROLES__EDITORS": json.dumps([f"telegram:{anna.user.id}", stranger])}
    anna.api.open_room(anna.room.chat)
    service = Service(folder=tmp_path / "s", telegram=api.url, variables=editors)
    await service.start()
    await api.until(lambda: {f"commands {anna.user.id} en", "commands de"} <= {*api.settings})
    public, own = ([one.command for one in api.settings[f"commands {key}"]] for key in ("de", f"{anna.user.id} de"))
    assert set(own) - set(public) == EDITING | MODERATION
    await anna.writes("/pruefen")
    await anna.hears_that("Kein Eintrag muss überprüft werden.")
    bea = Human(api=api, name="Bea")
    await bea.writes("/pruefen")
    await bea.hears_that("Das ist der Redaktion vorbehalten.")
    await service.close()


async def test_the_bot_presents_itself_once(lotse: Service, anna: Human) -> None:
    await anna.api.until(lambda: bool(anna.api.asked("setChatMenuButton")))
    before = len(anna.api.asked("setMyCommands"))
    # In direct chats and in groups, in two languages and for those who speak neither.
    assert before == 6
    await lotse.stop()
    await lotse.start()
    await anna.api.until(lambda: len(anna.api.asked("getChatMenuButton")) == 2)
    assert len(anna.api.asked("setMyCommands")) == before


def _begins_anew(api: BotApi) -> bool:
    """Whether all was confirmed, and whatever comes next is asked for."""
    anywhere = [poll.offset is None for poll in api.asked("getUpdates")]
    return (False, True) in pairwise(anywhere)


@pytest.mark.usefixtures("lotse")
async def test_updates_that_are_counted_anew_are_not_missed(anna: Human) -> None:
    anna.api.longest_poll = 0.5
    await anna.writes(QUESTION)
    await anna.hears()
    await anna.api.until(partial(_begins_anew, anna.api))
    anna.api.counts_from(7)
    await anna.writes("E-Mail KI Duisburg")
    await anna.hears(number=2)


async def test_a_wrong_token_ends_the_service(api: BotApi, tmp_path: Path) -> None:
    service = Service(folder=tmp_path / "s", telegram=api.url, variables={"LOTSE_TELEGRAM__TOKEN": "1:wrong"})
    await service.start()
    assert await service.ended() == 3
    assert "does not accept the token" in service.log()
    assert "wrong" not in service.log()


HOOK = {
    "LOTSE_TELEGRAM__MODE": "webhook",
    "LOTSE_TELEGRAM__WEBHOOK_URL": "https://lotse.example.org/telegram",
}


async def test_a_webhook_that_telegram_refuses_ends_the_service(api: BotApi, tmp_path: Path) -> None:
    refusal = "Bad Request: bad webhook: Failed to resolve host"
    api.trouble.append(Fault(method="setWebhook", status=400, description=refusal))
    hook = {**HOOK, "LOTSE_TELEGRAM__LISTEN": f"127.0.0.1:{free_port()}"}
    service = Service(folder=tmp_path / "s", telegram=api.url, variables=hook)
    await service.start()
    assert await service.ended() == 3
    assert "Telegram rejected the webhook https://lotse.example.org/telegram" in service.log()


async def test_an_address_that_is_taken_ends_the_service(api: BotApi, tmp_path: Path) -> None:
    service = Service(folder=tmp_path / "s", telegram=api.url)
    service.variables = {**HOOK, "LOTSE_TELEGRAM__LISTEN": f"127.0.0.1:{api.port}"}
    await service.start()
    assert await service.ended() == 3
    assert f"can't listen on 127.0.0.1:{api.port}" in service.log()


async def test_only_telegram_brings_updates(api: BotApi, anna: Human, tmp_path: Path) -> None:
    port = free_port()
    service = Service(folder=tmp_path / "s", telegram=api.url)
    service.variables = {**HOOK, "LOTSE_TELEGRAM__LISTEN": f"127.0.0.1:{port}"}
    await service.start()
    await api.until(lambda: bool(api.asked("setWebhook")))
    message = anna.room.add(anna.user, text="E-Mail KI Duisburg")
    update = Update(update_id=1, message=message).model_dump_json(by_alias=True, exclude_none=True)
    answers = []
    async with ClientSession() as session:
        for secret, body in (("", update), ("wrong", update), (str(api.secret), "no JSON"), (str(api.secret), update)):
            headers = {"X-Telegram-Bot-Api-Secret-Token": secret}
            async with session.post(f"http://127.0.0.1:{port}/telegram", data=body, headers=headers) as answer:
                answers.append(answer.status)
    assert answers == [403, 403, 200, 200]
    await anna.hears()
    assert len(anna.room.by_bot) == 1
    await service.close()


async def test_monitoring_and_the_webhook_share_an_address(api: BotApi, anna: Human, tmp_path: Path) -> None:
    address = f"127.0.0.1:{free_port()}"
    api.settings["webhook"] = f"http://{address}/telegram"
    service = Service(folder=tmp_path / "s", telegram=api.url)
    service.variables = {**HOOK, "LOTSE_TELEGRAM__LISTEN": address, "LOTSE_MONITORING__LISTEN": address}
    await service.start()
    await anna.writes("E-Mail KI Duisburg")
    await anna.hears()
    async with ClientSession() as session:
        for path, status in (("/healthz", 200), ("/metrics", 200), ("/telegram", 404), ("/", 404)):
            async with session.get(f"http://{address}{path}") as answer:
                assert (path, answer.status) == (path, status)
    await service.close()


async def test_the_webhook_is_unavailable_until_the_login(tmp_path: Path) -> None:
    address = f"127.0.0.1:{free_port()}"
    service = Service(folder=tmp_path / "s", telegram=f"http://127.0.0.1:{free_port()}")
    service.variables = {**HOOK, "LOTSE_TELEGRAM__LISTEN": address, "LOTSE_MONITORING__LISTEN": address}
    await service.start()
    await service.logs("The login at Telegram failed")
    async with ClientSession() as session, session.post(f"http://{address}/telegram", data="{}") as answer:
        assert answer.status == 503
    await service.close()


async def test_two_pollers_end_the_second(lotse: Service, anna: Human) -> None:
    await anna.api.until(lambda: bool(anna.api.asked("getUpdates")))
    conflict = Fault(method="getUpdates", times=99, status=409, description="Conflict: terminated by other getUpdates")
    anna.api.trouble.append(conflict)
    await anna.writes("x")
    assert await lotse.ended() == 3
    assert "Another process asks Telegram" in lotse.log()


async def test_by_webhook_and_back_to_polling(api: BotApi, anna: Human, tmp_path: Path) -> None:
    port = free_port()
    api.settings["webhook"] = f"http://127.0.0.1:{port}/telegram"
    service = Service(folder=tmp_path / "s", telegram=api.url)
    service.variables = {**HOOK, "LOTSE_TELEGRAM__LISTEN": f"127.0.0.1:{port}"}
    await service.start()
    await anna.writes("E-Mail KI Duisburg")
    await anna.hears()
    assert not api.asked("getUpdates")
    await service.stop()
    service.variables.clear()
    await anna.writes("E-Mail KI Münster")
    await service.start()
    await anna.hears(number=2)
    assert api.webhook.url == ""
    assert len(anna.room.by_bot) == 2
    await service.close()


@pytest.mark.usefixtures("lotse")
async def test_what_is_typed_in_any_chat_is_looked_up(anna: Human) -> None:
    shown = await anna.types("boch")
    assert shown.results[0].title == "Kommunales Integrationszentrum Bochum"
    assert "Quelle" in shown.results[0].input_message_content.message_text
    assert 0 < len(shown.results[0].description) <= 120
    assert len((await anna.types("")).results) >= 3
    first = await anna.types("kommunales integrationszentrum")
    following = await anna.types("kommunales integrationszentrum", first.next_offset)
    assert len(first.results) == len(following.results) == 20
    assert not {result.id for result in first.results} & {result.id for result in following.results}
    assert (await anna.types("xqzw")).results == []
    assert anna.room.by_bot == []


@pytest.mark.usefixtures("lotse")
async def test_commands_in_texts_can_be_tapped(anna: Human) -> None:
    await anna.writes("/sprache fr")
    said = await anna.hears()
    assert "/sprache de" in said.text
    assert not [entity for entity in said.message.entities or () if entity.type == "code"]
    assert "!lotse" not in said.text


@pytest.mark.usefixtures("lotse")
async def test_a_mistyped_command_is_put_right_where_it_was_meant_for_lotse(anna: Human) -> None:
    await anna.writes("/hlife")
    said = await anna.hears()
    assert said.buttons == ["/hilfe"]
    await anna.presses(said, "/hilfe")
    await anna.api.until(lambda: "Das kann ich" in said.text)
    room = anna.group()
    await anna.writes("/hlife", room)
    await anna.writes("/hlife@other_bot", room)
    await anna.writes("/hlife@lotse_bot", room)
    assert (await anna.hears(room)).buttons == ["/hilfe"]
    assert len(room.by_bot) == 1


@pytest.mark.usefixtures("lotse")
async def test_a_group_is_told_once_what_lotse_does_there(anna: Human) -> None:
    room = anna.group()
    await anna.brings_the_bot_into(room)
    said = await anna.hears(room)
    assert "/hilfe zeigt alle" in said.text
    assert "!lotse" not in said.text
    await anna.brings_the_bot_into(room)
    await anna.writes("/themen", room)
    assert "Themen des Austauschs" in (await anna.hears(room, 2)).text
    assert len(room.by_bot) == 2


async def test_the_first_language_is_that_of_the_app(lotse: Service, api: BotApi) -> None:
    emil = Human(api=api, name="Emil", language="en-GB")
    await emil.writes("/themen")
    await emil.hears_that("The topics of exchange:")
    await emil.writes("/sprache de")
    await emil.writes("/themen")
    await emil.hears_that("Die Themen des Austauschs:")
    pia = Human(api=api, name="Pia", language="pl")
    await pia.writes("/themen")
    await pia.hears_that("Die Themen des Austauschs:")
    await lotse.stores("SELECT count(*) FROM preferences", [(1,)])


@pytest.mark.usefixtures("lotse")
async def test_the_menu_of_a_group_holds_what_works_there(anna: Human) -> None:
    await anna.api.until(lambda: "commands in groups en" in anna.api.settings)
    direct, group = ([one.command for one in anna.api.settings[f"commands {key}"]] for key in ("de", "in groups de"))
    assert set(direct) - set(group) == {
        *("abonnieren", "abbestellen", "meine"),
        *("mitglied", "mitglieder", "pflege", "uebergabe", "vertretung"),
        *("verbinden", "meinedaten", "loeschen"),
    }
