"""Accounts that are joined, and separated again."""

import re
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from handlers.events import PlatformName, Sender

if TYPE_CHECKING:
    from tests.conversations.conftest import Talk


@pytest.fixture
def phone(talk: "Talk") -> "Talk":
    """The same person on another platform."""
    return replace(talk, sender=Sender(platform=PlatformName.TELEGRAM, id="4711"))


async def code_of(talk: "Talk") -> str:
    found = re.search(r"\w{4}-\w{4}", await talk.hear("/verbinden"))
    assert found
    return found.group()


@pytest.mark.parametrize("form", ["{}", "/verbinden {}", " {} "])
async def test_a_code_joins_two_accounts_and_carries_the_language_over(talk: "Talk", phone: "Talk", form: str) -> None:
    await talk.say("/sprache en")
    code = await code_of(talk)
    assert (await phone.hear(form.format(code.lower()))).startswith("Connected")
    assert "I speak" in await phone.hear("/sprache")
    await phone.say("/sprache de")
    assert "Ich spreche" in await talk.hear("/sprache")
    assert "gibt es nicht mehr" in await phone.hear(code)
    assert (await phone.hear("/trennen")).startswith("Getrennt")
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
    assert (await phone.hear(second)).startswith("Verbunden")
    third = await code_of(talk)
    assert "von dir" in await phone.hear(third)


async def test_ones_own_code_joins_nothing(talk: "Talk") -> None:
    assert "von dir" in await talk.hear(await code_of(talk))
    assert "mit keinem anderen" in await talk.hear("/trennen")


async def test_three_accounts_are_one_person(talk: "Talk", phone: "Talk") -> None:
    work = replace(talk, sender=Sender(platform=PlatformName.MATRIX, id="@anna:example.org"))
    await phone.say(await code_of(talk))
    await work.say(await code_of(phone))
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
    assert (await phone.hear(code)).startswith("Verbunden")


async def test_centre_and_subscriptions_are_those_of_the_person(talk: "Talk", phone: "Talk") -> None:
    await talk.say("/zentrum Bochum")
    await talk.say("/abonnieren kim sofort")
    await phone.hear(await code_of(talk))
    async with talk.database.begin() as unit:
        assert await unit.preferences.centre(phone.sender) == "centre/bochum"
    assert "Abbestellt" in await phone.hear("/abbestellen kim")
    assert "nicht abonniert" in await talk.hear("/abbestellen kim")
