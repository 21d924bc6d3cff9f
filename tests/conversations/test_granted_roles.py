"""Editors whose role was granted at the web desk, in chats."""

from dataclasses import replace
from datetime import timedelta

from handlers.account.roles import GrantOutcome, grant_editor, revoke_editor
from handlers.context.people import with_granted_roles
from handlers.core.events import PlatformName, Sender
from tests.conversations.conftest import ANNA, EDITOR, Talk

NEW_ONE = Sender(platform=PlatformName.MATRIX, id="@new:example.org")
RESERVED = "der Redaktion vorbehalten"
GROUP = Sender(platform=PlatformName.TELEGRAM, id="-1001234")


async def _grant(talk: Talk, account: Sender) -> GrantOutcome:
    async with talk.database.begin() as unit:
        return await grant_editor(account, await with_granted_roles(talk.context(unit)))


async def _revoke(talk: Talk, account: Sender) -> bool:
    async with talk.database.begin() as unit:
        return await revoke_editor(account, await with_granted_roles(talk.context(unit)))


async def test_a_granted_editor_may_announce_until_it_is_revoked(talk: Talk) -> None:
    anna = replace(talk, sender=ANNA)
    assert RESERVED in await anna.hear("/ankuendigung")
    assert await _grant(talk, ANNA) is GrantOutcome.GRANTED
    assert RESERVED not in await anna.hear("/ankuendigung")
    assert "/ankuendigung" in await anna.hear("/hilfe")
    assert await _revoke(talk, ANNA)
    assert RESERVED in await anna.hear("/ankuendigung")
    assert not await _revoke(talk, ANNA)


async def test_all_accounts_of_a_person_have_the_role(talk: Talk) -> None:
    async with talk.database.begin() as unit:
        await unit.people.join(ANNA, NEW_ONE)
    assert await _grant(talk, NEW_ONE) is GrantOutcome.GRANTED
    assert "/ankuendigung" in await replace(talk, sender=ANNA).hear("/hilfe")
    assert await _grant(talk, ANNA) is GrantOutcome.IS_EDITOR


async def test_revoking_ends_all_sessions_of_the_person(talk: Talk) -> None:
    await _grant(talk, ANNA)
    until = talk.now + timedelta(hours=8)
    async with talk.database.begin() as unit:
        await unit.people.join(ANNA, NEW_ONE)
        for secret, sender in (("a", ANNA), ("b", NEW_ONE), ("c", EDITOR)):
            await unit.desk_sessions.begin(secret, sender, "Firefox", talk.now, until)
    await _revoke(talk, ANNA)
    async with talk.database.begin() as unit:
        found = [await unit.desk_sessions.find(secret, talk.now) for secret in ("a", "b", "c")]
    assert [each is not None for each in found] == [False, False, True]


async def test_editors_of_the_configuration_stay(talk: Talk) -> None:
    assert await _grant(talk, EDITOR) is GrantOutcome.IS_EDITOR
    assert not await _revoke(talk, EDITOR)
    assert "/ankuendigung" in await replace(talk, sender=EDITOR).hear("/hilfe")


async def test_a_group_is_no_editor(talk: Talk) -> None:
    assert await _grant(talk, GROUP) is GrantOutcome.IS_GROUP


async def test_a_dialogue_that_was_begun_as_an_editor_ends_with_the_role(talk: Talk) -> None:
    anna = replace(talk, sender=ANNA)
    await _grant(talk, ANNA)
    for text in ("/ankuendigung neu", "Der Fachtag fällt aus.", "alle", "jetzt"):
        await anna.say(text)
    await _revoke(talk, ANNA)
    await anna.say("Absenden")
    async with talk.database.begin() as unit:
        (kept,) = await unit.announcements.list_newest(5)
    assert kept.state.value == "draft"
