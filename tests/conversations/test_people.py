"""Accounts that are joined, and separated again."""

import re
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from handlers.core.codes import is_code
from handlers.core.events import PlatformName, Sender
from handlers.core.messages import Message

if TYPE_CHECKING:
    from tests.conversations.conftest import Talk


@pytest.fixture
def phone(talk: "Talk") -> "Talk":
    """The same person on another platform."""
    return replace(
        talk, sender=Sender(platform=PlatformName.TELEGRAM, id="4711"), room="4711", platform=PlatformName.TELEGRAM
    )


async def code_of(talk: "Talk") -> str:
    found = re.search(r"\w{4}-\w{4}", await talk.hear("/verbinden"))
    assert found
    return found.group()


async def connect(talk: "Talk", other: "Talk") -> list[Message]:
    """The code of one account is given by the other, and confirmed; what both are told."""
    _, question = await other.say(await code_of(talk))
    return await talk.say(question.choices[0].says)


FORMS = (
    "/verbinden\n{}",
    "{}",
    "/verbinden {}",
    " {} ",
    "`{}`",
    "„{}“",
    "/verbinden  `{}`",
    "verbinden {}",
    "({})",
    "{}.",
    "Code: {}",
)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("between", ["-", "", " ", " - ", "\u2013"])
async def test_a_code_is_understood_however_it_is_written(talk: "Talk", phone: "Talk", form: str, between: str) -> None:
    code = (await code_of(talk)).lower().replace("-", between)
    _, question = await phone.say(form.format(code))
    assert question.address == talk.address
    assert question.mention == talk.sender


@pytest.mark.parametrize("word", ["Beratung", "beratung", "Kurs-Paar", "2345 6789", "44787", "Text 24", "ABCD-EFG2H"])
async def test_a_word_is_no_code(word: str) -> None:
    assert not is_code(word)


async def test_the_account_that_issued_the_code_decides(talk: "Talk", phone: "Talk") -> None:
    code = await code_of(talk)
    named = replace(phone, sender=replace(phone.sender, name="Otto *fett*"))
    asking, question = await named.say(code)
    assert "wenn es dort bestätigt wird" in asking.text
    assert talk.sender.id not in asking.text
    assert question.address == talk.address
    assert "Otto \\*fett\\* (4711)** auf Telegram" in question.text
    assert "Achtung" not in question.text
    assert [choice.label for choice in question.choices] == ["Verbinden", "Ablehnen", "Zurück"]
    async with talk.database.begin() as unit:
        assert [account.id for account in await unit.people.accounts(talk.sender)] == ["anna"]
        kept = repr([await unit.personal_data.export([talk.sender]), await unit.personal_data.export([phone.sender])])
    assert "Otto" not in kept
    assert not ("anna" in kept and "4711" in kept and "asked" in kept)
    assert "gibt es nicht mehr" in await phone.hear(question.choices[0].says)
    assert "gibt es nicht mehr" in await talk.as_other("mallory").hear(question.choices[0].says)
    await talk.sent(question)
    done, told = await talk.say("Verbinden")
    assert "Verbunden mit **Otto" in done.text
    assert told.address == phone.address
    assert told.mention is not None
    assert told.mention.id == "4711"
    assert "anna" in told.text
    assert "gibt es nicht mehr" in await talk.hear(question.choices[0].says)


async def test_a_request_is_declined_and_both_are_told(talk: "Talk", phone: "Talk") -> None:
    _, question = await phone.say(await code_of(talk))
    await talk.sent(question)
    here, there = await talk.say("Ablehnen")
    assert "nichts verbunden" in here.text
    assert (there.address, "abgelehnt" in there.text) == (phone.address, True)
    assert "gibt es nicht mehr" in await talk.hear(question.choices[0].says)
    assert "mit keinem anderen" in await phone.hear("/trennen")


async def test_a_request_expires(talk: "Talk", phone: "Talk") -> None:
    _, question = await phone.say(await code_of(talk))
    talk.later(timedelta(minutes=10))
    assert "gibt es nicht mehr" in await talk.hear(question.choices[0].says)
    assert "mit keinem anderen" in await talk.hear("/trennen")


async def test_two_accounts_on_one_platform_are_said_to_be_so(talk: "Talk") -> None:
    other = replace(talk.as_other("anna2"), room="other")
    _, question = await other.say(await code_of(talk))
    assert "Beide Konten sind auf Console" in question.text


async def test_codes_can_not_be_tried_out(talk: "Talk", phone: "Talk") -> None:
    for number in range(2, 7):
        assert "gibt es nicht mehr" in await phone.hear(f"ABCD-EFG{number}")
    code = await code_of(talk)
    assert "zu viele falsche" in await phone.hear(code)
    assert "zu viele falsche" in await phone.hear("/verbinden quatsch")
    phone.later(timedelta(hours=1))
    talk.later(timedelta(hours=1))
    assert len(await phone.say(await code_of(talk))) == 2


async def test_the_other_side_learns_of_separation_and_erasure(talk: "Talk", phone: "Talk") -> None:
    await connect(talk, phone)
    done, told = await phone.say("/trennen")
    assert done.text.startswith("Getrennt")
    assert (told.address, "4711" in told.text, "hat sich getrennt" in told.text) == (talk.address, True, True)
    await connect(talk, phone)
    erased, word, *gone = await phone.happens(phone.received("/loeschen ja"))
    assert isinstance(erased, Message)
    assert isinstance(word, Message)
    assert "Alles ist gelöscht" in erased.text
    assert (word.address, "löschen lassen" in word.text) == (talk.address, True)
    assert not [each for each in gone if isinstance(each, Message)]


async def test_a_code_joins_two_accounts_and_carries_the_language_over(talk: "Talk", phone: "Talk") -> None:
    await talk.say("/sprache en")
    code = await code_of(talk)
    _, question = await phone.say(code)
    assert [each.text[:9] for each in await talk.say(question.choices[0].says)] == ["Connected"] * 2
    assert "I speak" in await phone.hear("/sprache")
    await phone.say("/sprache de")
    assert "Ich spreche" in await talk.hear("/sprache")
    assert "gibt es nicht mehr" in await phone.hear(code)
    assert (await phone.say("/trennen"))[0].text.startswith("Getrennt")
    await phone.say("/sprache en")
    assert "Ich spreche" in await talk.hear("/sprache")
    assert "mit keinem anderen" in await talk.hear("/trennen")


async def test_a_code_lasts_ten_minutes(talk: "Talk", phone: "Talk") -> None:
    code = await code_of(talk)
    phone.later(timedelta(minutes=10))
    assert "gibt es nicht mehr" in await phone.hear(code)


async def test_only_the_newest_code_holds(talk: "Talk", phone: "Talk") -> None:
    first, second = await code_of(talk), await code_of(talk)
    assert "gibt es nicht mehr" in await phone.hear(first)
    _, question = await phone.say(second)
    await talk.say(question.choices[0].says)
    third = await code_of(talk)
    assert "von dir" in await phone.hear(third)


async def test_ones_own_code_joins_nothing(talk: "Talk") -> None:
    assert "von dir" in await talk.hear(await code_of(talk))
    assert "mit keinem anderen" in await talk.hear("/trennen")


async def test_three_accounts_are_one_person(talk: "Talk", phone: "Talk") -> None:
    work = replace(talk, sender=Sender(platform=PlatformName.MATRIX, id="@anna:example.org"))
    await connect(talk, phone)
    await connect(phone, work)
    await work.say("/sprache en")
    assert "I speak" in await talk.hear("/sprache")
    await phone.say("/trennen")
    await work.say("/sprache de")
    assert "Ich spreche" in await talk.hear("/sprache")
    assert "I speak" in await phone.hear("/sprache")


async def test_codes_are_for_direct_chats(talk: "Talk", phone: "Talk") -> None:
    code = await code_of(talk)
    group = replace(phone, direct=False)
    assert "nur im Direktchat" in await group.hear(f"/verbinden {code}")
    assert "nur im Direktchat" in await group.hear("/verbinden")
    assert len(await phone.say(code)) == 2


async def test_centre_and_subscriptions_are_those_of_the_person(talk: "Talk", phone: "Talk") -> None:
    await talk.say("/zentrum Bochum")
    await talk.say("/abonnieren kim sofort")
    await connect(talk, phone)
    async with talk.database.begin() as unit:
        assert await unit.preferences.centre(phone.sender) == "centre/bochum"
    assert "Abbestellt" in await phone.hear("/abbestellen kim")
    assert "nicht abonniert" in await talk.hear("/abbestellen kim")
