"""Joining accounts as a dialogue: both sides have ways back and out, and an edited or deleted code counts."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from handlers.core.events import ChoiceTaken, EventId, MessageReceived, PlatformName, Sender
from handlers.core.messages import Deletion, Edit, Message, Outgoing, keyboard_id
from tests.conversations.changes import delete, edit

if TYPE_CHECKING:
    from tests.conversations.conftest import Talk

UNKNOWN = "ABCD-EF23"


@pytest.fixture
def phone(talk: "Talk") -> "Talk":
    """Return the same person on another platform."""
    who = Sender(platform=PlatformName.TELEGRAM, id="4711", name="Anna")
    return replace(talk, sender=who, room="4711", platform=PlatformName.TELEGRAM)


async def put(talk: "Talk", text: str) -> tuple[MessageReceived, list[Outgoing]]:
    """Write it, and let what follows arrive; return both."""
    written = talk.received(text)
    said = await talk.happens(written)
    for each in said:
        await talk.delivered(each)
    return written, said


def code_in(said: Sequence[Outgoing]) -> str:
    found = re.search(r"\w{4}-\w{4}", texts(said))
    assert found
    return found.group()


def texts(said: Sequence[Outgoing]) -> str:
    """Return all that is read, choices included."""
    messages = [each.message if isinstance(each, Edit) else each for each in said if isinstance(each, Edit | Message)]
    shown = [(each.text.replace("\\", ""), *(f"[{choice.label}]" for choice in each.choices)) for each in messages]
    return "\n".join("\n".join(lines) for lines in shown)


async def asked(talk: "Talk", phone: "Talk") -> tuple[MessageReceived, Message, Message]:
    """Return the code of `talk` as it is given at `phone`, what is said there, and the question at `talk`."""
    _, issued = await put(talk, "/verbinden")
    written, (there, here) = await put(phone, code_in(issued))
    assert isinstance(there, Message)
    assert isinstance(here, Message)
    return written, there, here


async def joined(talk: "Talk") -> int:
    async with talk.database.begin() as unit:
        return len(await unit.people.accounts(talk.sender))


async def test_a_code_that_is_called_off_joins_nothing(talk: "Talk", phone: "Talk") -> None:
    _, issued = await put(talk, "/verbinden")
    assert "[Abbrechen]" in texts(issued)
    assert "gilt nicht mehr" in await talk.hear("abbrechen")
    assert "gibt es nicht mehr" in await phone.hear(code_in(issued))
    assert "Herne" in await talk.hear("KI Herne")


async def test_what_is_no_code_is_answered_with_an_example_and_the_code_still_holds(
    talk: "Talk", phone: "Talk"
) -> None:
    _, issued = await put(talk, "/verbinden")
    heard = await talk.hear("ABCD")
    assert "„ABCD-EF23“" in heard
    assert "gilt noch bis 10:10 Uhr" in heard
    assert "[Abbrechen]" in heard
    assert len((await put(phone, code_in(issued)))[1]) == 2


async def test_a_question_in_the_middle_is_answered_and_the_code_still_holds(talk: "Talk", phone: "Talk") -> None:
    _, issued = await put(talk, "/verbinden")
    heard = await talk.hear("Telefon KI Duisburg")
    assert "0203 283-8111" in heard
    assert "[Weitermachen]" in heard
    assert "gilt noch bis 10:10 Uhr" in await talk.hear("Weitermachen")
    assert len((await put(phone, code_in(issued)))[1]) == 2


async def test_a_code_that_ran_out_meanwhile_gives_way_to_a_new_one(talk: "Talk", phone: "Talk") -> None:
    _, issued = await put(talk, "/verbinden")
    talk.later(timedelta(minutes=5))
    await talk.hear("Telefon KI Duisburg")
    talk.later(timedelta(minutes=6))
    phone.later(timedelta(minutes=11))
    _, anew = await put(talk, "Weitermachen")
    assert code_in(anew) != code_in(issued)
    assert len((await put(phone, code_in(anew)))[1]) == 2


async def test_whoever_issued_a_code_may_give_the_other_one_instead(talk: "Talk", phone: "Talk") -> None:
    await put(talk, "/verbinden")
    _, there, here = await asked(phone, talk)
    assert here.address == phone.address
    assert there.address == talk.address


async def test_both_sides_see_the_ways_out(talk: "Talk", phone: "Talk") -> None:
    _, there, here = await asked(talk, phone)
    assert [choice.label for choice in there.choices] == ["Zurück", "Abbrechen"]
    assert [choice.label for choice in here.choices] == ["Verbinden", "Ablehnen", "Zurück"]


@pytest.mark.parametrize("word", ["abbrechen", "stopp", "cancel", "Abbrechen"])
async def test_who_gave_the_code_withdraws_the_request(talk: "Talk", phone: "Talk", word: str) -> None:
    _, _, here = await asked(talk, phone)
    _, (told, gone) = await put(phone, word)
    assert isinstance(told, Message)
    assert "nichts verbunden" in told.text
    assert isinstance(gone, Edit)
    assert gone.message.address == talk.address
    assert gone.message.choices == ()
    assert "4711" in gone.message.text
    assert "zurückgezogen" in gone.message.text
    assert "gibt es nicht mehr" in await talk.hear(here.choices[0].says)
    assert await joined(talk) == 1
    assert "Griffbereit" in await talk.hear("Was ist Griffbereit?")
    assert "Griffbereit" in await phone.hear("Was ist Griffbereit?")


@pytest.mark.parametrize("word", ["abbrechen", "Ablehnen", "stopp"])
async def test_who_issued_the_code_declines_in_any_word(talk: "Talk", phone: "Talk", word: str) -> None:
    await asked(talk, phone)
    _, (here, there) = await put(talk, word)
    assert isinstance(here, Message)
    assert isinstance(there, Message)
    assert "nichts verbunden" in here.text
    assert (there.address, "abgelehnt" in there.text) == (phone.address, True)
    assert "Davor waren wir" not in await phone.hear("Was ist Griffbereit?")
    assert "Davor waren wir" not in await talk.hear("Was ist Griffbereit?")


async def test_back_from_the_question_declines_and_gives_another_code(talk: "Talk", phone: "Talk") -> None:
    await asked(talk, phone)
    _, said = await put(talk, "zurück")
    assert "abgelehnt" in texts(said)
    assert len((await put(phone, code_in(said)))[1]) == 2


async def test_back_from_a_given_code_asks_for_another(talk: "Talk", phone: "Talk") -> None:
    _, _, here = await asked(talk, phone)
    _, said = await put(phone, "zurück")
    assert "schick ihn mir hier" in texts(said)
    assert "zurückgezogen" in texts(said)
    assert "gibt es nicht mehr" in await talk.hear(here.choices[0].says)
    _, issued = await put(talk, "/verbinden")
    assert len((await put(phone, code_in(issued)))[1]) == 2


async def test_questions_in_the_middle_leave_both_sides_where_they_were(talk: "Talk", phone: "Talk") -> None:
    await asked(talk, phone)
    for each in (talk, phone):
        heard = await each.hear("Telefon KI Duisburg")
        assert "0203 283-8111" in heard
        assert "[Weitermachen]" in heard
    assert "bestätigt" in await phone.hear("Weitermachen")
    assert "[Verbinden]" in await talk.hear("Weitermachen")
    await put(talk, "Verbinden")
    assert await joined(talk) == 2


@pytest.mark.parametrize("said", ["hm", "ok", "hä?", "🤔", "alles klar"])
async def test_what_does_not_fit_shows_the_question_again(talk: "Talk", phone: "Talk", said: str) -> None:
    await asked(talk, phone)
    heard = await talk.hear(said)
    assert "passt hier nicht" in heard
    assert "4711" in heard
    assert "[Verbinden]" in heard
    assert "passt hier nicht" in await phone.hear(said)


async def test_a_decision_ends_what_both_were_asked(talk: "Talk", phone: "Talk") -> None:
    await asked(talk, phone)
    await put(talk, "Verbinden")
    assert await joined(talk) == 2
    for each in (talk, phone):
        assert "Davor waren wir" not in await each.hear("Was ist Griffbereit?")


async def test_a_dialogue_of_the_issuer_is_not_taken_over(talk: "Talk", phone: "Talk") -> None:
    _, issued = await put(talk, "/verbinden")
    await talk.say("/zentrum")
    _, (_, here) = await put(phone, code_in(issued))
    assert isinstance(here, Message)
    assert "Herne" in await talk.hear("Herne")
    assert "Verbunden" in texts((await put(talk, here.choices[0].says))[1])


async def test_a_tap_is_taken_once(talk: "Talk", phone: "Talk") -> None:
    _, _, here = await asked(talk, phone)
    arrived = await talk.sent(here)
    async with talk.database.begin() as unit:
        said = await unit.sent_messages.of_message(talk.address, arrived)
    assert said is not None
    press = ChoiceTaken(
        id=EventId("press"),
        at=talk.now,
        address=talk.address,
        sender=talk.sender,
        message=arrived,
        number=1,
        keyboard=keyboard_id(said.version),
        direct=True,
        in_place=True,
    )
    for each in await talk.happens(press):
        await talk.delivered(each)
    assert await joined(talk) == 2
    assert "Diese Auswahl ist veraltet" in str(await talk.happens(replace(press, id=EventId("press again"))))


async def test_a_mistyped_code_is_put_right_by_an_edit(talk: "Talk", phone: "Talk") -> None:
    _, issued = await put(talk, "/verbinden")
    written, _ = await put(phone, UNKNOWN)
    said = await edit(phone, written, code_in(issued))
    assert [type(each) for each in said] == [Edit, Message]
    assert "Bist du das?" in texts(said)
    assert "bestätigt" in texts(said)
    await put(talk, "Verbinden")
    assert await joined(talk) == 2


async def test_an_edit_of_a_code_takes_the_request_back(talk: "Talk", phone: "Talk") -> None:
    written, _, here = await asked(talk, phone)
    said = await edit(phone, written, UNKNOWN)
    assert "zurückgezogen" in texts(said)
    assert "gibt es nicht mehr" in texts(said)
    assert all(isinstance(each, Edit) for each in said)
    assert "gibt es nicht mehr" in await talk.hear(here.choices[0].says)


async def test_another_code_takes_the_place_of_the_first(talk: "Talk", phone: "Talk") -> None:
    bela = replace(talk.as_other("bela"), room="bela")
    written, _, here = await asked(talk, phone)
    _, issued = await put(bela, "/verbinden")
    said = await edit(phone, written, code_in(issued))
    assert "gibt es nicht mehr" in await talk.hear(here.choices[0].says)
    question = next(each for each in said if isinstance(each, Message))
    assert question.address == bela.address
    await put(bela, "Verbinden")
    assert (await joined(bela), await joined(talk)) == (2, 1)


@pytest.mark.parametrize("form", ["{} ", "/verbinden {}", "`{}`"])
async def test_the_same_code_written_otherwise_changes_nothing(talk: "Talk", phone: "Talk", form: str) -> None:
    _, issued = await put(talk, "/verbinden")
    code = code_in(issued)
    written, _ = await put(phone, code)
    assert await edit(phone, written, form.format(code.lower())) == []
    await put(talk, "Verbinden")
    assert await joined(talk) == 2


async def test_a_code_that_becomes_something_else_is_answered_so(talk: "Talk", phone: "Talk") -> None:
    written, _, here = await asked(talk, phone)
    said = await edit(phone, written, "doch nicht")
    assert "zurückgezogen" in texts(said)
    assert "kein Code" in texts(said)
    assert "gibt es nicht mehr" in await talk.hear(here.choices[0].says)


async def test_edited_codes_count_as_tries(talk: "Talk", phone: "Talk") -> None:
    written, _ = await put(phone, UNKNOWN)
    for number in range(4, 9):
        await edit(phone, written, f"ABCD-EF2{number}")
    _, issued = await put(talk, "/verbinden")
    assert "zu viele falsche" in texts(await edit(phone, written, code_in(issued)))


async def test_nobody_edits_the_code_of_another(talk: "Talk", phone: "Talk") -> None:
    written, _, here = await asked(talk, phone)
    mallory = replace(phone, sender=replace(phone.sender, id="666"))
    assert await edit(mallory, replace(written, sender=mallory.sender), UNKNOWN) == []
    assert await delete(mallory, replace(written, sender=mallory.sender)) == []
    assert "Verbunden" in texts((await put(talk, here.choices[0].says))[1])


async def test_a_deleted_code_takes_the_request_and_its_answer_back(talk: "Talk", phone: "Talk") -> None:
    written, _, here = await asked(talk, phone)
    said = await delete(phone, written)
    assert "zurückgezogen" in texts(said)
    assert any(isinstance(each, Deletion) and each.address == phone.address for each in said)
    assert "gibt es nicht mehr" in await talk.hear(here.choices[0].says)
    assert "Davor waren wir" not in await phone.hear("Was ist Griffbereit?")


async def test_a_deleted_request_for_a_code_takes_the_code_along(talk: "Talk", phone: "Talk") -> None:
    written, issued = await put(talk, "/verbinden")
    assert [type(each) for each in await delete(talk, written)] == [Deletion]
    assert "gibt es nicht mehr" in await phone.hear(code_in(issued))


async def test_an_edit_after_the_decision_says_that_it_comes_too_late(talk: "Talk", phone: "Talk") -> None:
    written, _, _ = await asked(talk, phone)
    await put(talk, "Verbinden")
    assert "</trennen>" in texts(await edit(phone, written, UNKNOWN))
    assert "</trennen>" in texts(await delete(phone, written))
    assert await joined(talk) == 2


async def test_a_code_is_understood_in_the_middle_of_another_dialogue(talk: "Talk", phone: "Talk") -> None:
    _, issued = await put(talk, "/verbinden")
    await phone.say("/zentrum")
    _, said = await put(phone, code_in(issued))
    assert "Bist du das?" in texts(said)
    assert "Davor waren wir noch nicht fertig" in texts(said)
