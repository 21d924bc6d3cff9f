"""Lotse among clients of another make, which give keys to cross-signed devices only and show nothing of others."""

import pytest

from tests.integration.keyring import Keyring
from tests.integration.other_make import EnterOtherwise, OtherMake
from tests.integration.person import Person
from tests.integration.service import Serve, Service
from tests.integration.shell import Shell
from tests.integration.synapse import PASSWORD, Synapse

_QUESTION = "Wer ist für Bochum zuständig?"


@pytest.fixture
async def strict(enter_otherwise: EnterOtherwise) -> OtherMake:
    person = await enter_otherwise()
    await person.do("exclude_insecure", on=True)
    return person


async def _asked(person: OtherMake, room: str) -> str:
    return str(await person.do("say", room=room, text=_QUESTION))


async def _answered(person: OtherMake, room: str, question: str, lotse: Service) -> None:
    reply = await person.answered(room, question, by=lotse.user_id)
    assert (reply["type"], reply["readable"], reply["shield"]) == ("m.room.message", True, None)
    assert "Bochum" in reply["body"]
    assert (await person.do("device", user=lotse.user_id, device=lotse.device))["signed_by_owner"]


async def test_a_conversation_with_lotse_before_during_and_after_a_restart(strict: OtherMake, serve: Serve) -> None:
    lotse = await serve()
    await lotse.start()
    room = await strict.do("open_room", invite=[lotse.user_id], direct=True)
    await strict.with_company(room, lotse.user_id)
    await _answered(strict, room, await _asked(strict, room), lotse)
    await lotse.stop()
    waiting = await _asked(strict, room)
    await lotse.start()
    await _answered(strict, room, waiting, lotse)
    await _answered(strict, room, await _asked(strict, room), lotse)


async def test_a_new_device_of_lotse_goes_on_with_the_conversation(strict: OtherMake, serve: Serve) -> None:
    lotse = await serve()
    await lotse.start()
    room = await strict.do("open_room", invite=[lotse.user_id], direct=True)
    await strict.with_company(room, lotse.user_id)
    await _answered(strict, room, await _asked(strict, room), lotse)
    await lotse.stop()
    lotse.forget_login()
    await lotse.start()

    async def known() -> bool:
        device = await strict.do("device", user=lotse.user_id, device=lotse.device)
        return device is not None and bool(device["signed_by_owner"])

    await lotse.logs("is cross-signed", times=2)
    await strict.until(known)
    await _answered(strict, room, await _asked(strict, room), lotse)


async def test_who_comes_back_after_lotse_was_sent_out_is_answered(strict: OtherMake, lotse: Service) -> None:
    """Of somebody with whom it shares no room Lotse keeps no keys; the other client goes on with those that it has."""
    room = await strict.do("open_room", invite=[lotse.user_id], direct=True, preset="private_chat")
    await strict.with_company(room, lotse.user_id)
    await _answered(strict, room, await _asked(strict, room), lotse)
    await strict.do("kick", room=room, user=lotse.user_id)
    await lotse.stores("SELECT room, state FROM rooms", [(room, "gone")])
    again = await strict.do("open_room", invite=[lotse.user_id], direct=True)
    await strict.with_company(again, lotse.user_id)
    await _answered(strict, again, await _asked(strict, again), lotse)
    await _answered(strict, again, await _asked(strict, again), lotse)


async def test_a_client_without_cross_signing_is_kept_out(strict: OtherMake, anna: Person) -> None:
    room = await strict.do("open_room", invite=[anna.id], direct=True)
    await anna.client.join(room)
    await strict.with_company(room, anna.id)
    await anna.with_company(room, strict.user_id)
    unread = await strict.do("say", room=room, text="Nur für Vertraute")
    await anna.until(lambda: any(event["event_id"] == unread for event in anna.heard(room)))
    unseen = await anna.say(room, "Von Unbekannt")

    async def arrived() -> list[bool]:
        messages = await strict.do("seen", room=room, by=anna.id)
        return [message["readable"] for message in messages if message["event_id"] == unseen]

    assert await strict.until(arrived) == [False]
    assert all("unreadable" in event for event in await anna.history(room) if event["event_id"] == unread)


async def test_another_client_opens_the_secret_storage_that_lotse_made(
    shell: Shell, synapse: Synapse, enter_otherwise: EnterOtherwise
) -> None:
    account = await synapse.register("lotse-storage")
    options = ["--homeserver", synapse.url, "--user-id", account, "--allowed-inviter", "*"]
    _, printed, _ = await shell.lotse("setup", *options, LOTSE_MATRIX__PASSWORD=PASSWORD)
    (key,) = (line.strip() for line in printed.splitlines() if line.startswith("    "))
    element = await enter_otherwise(account=account, recovery_key=key)
    assert await element.do("storage_is_complete")
    assert await element.do("device", user=account, device=shell.device()) == {
        "signed_by_owner": True,
        "verified": True,
    }


@pytest.mark.parametrize("by", ["recovery key", "passphrase"])
async def test_lotse_takes_over_the_identity_that_another_client_made(
    shell: Shell, synapse: Synapse, enter_otherwise: EnterOtherwise, anna: Person, by: str
) -> None:
    element = await enter_otherwise("lotse")
    account, passphrase = element.user_id, "Kein Geheimnis vor Lotse"
    key = await element.do("make_storage", passphrase=passphrase)
    before = await Keyring.of(account, seen_by=anna)
    assert before.master
    options = ["--homeserver", synapse.url, "--user-id", account, "--allowed-inviter", "*"]
    code, printed, err = await shell.lotse(
        *("setup", *options),
        LOTSE_MATRIX__PASSWORD=PASSWORD,
        LOTSE_MATRIX__RECOVERY_KEY=key if by == "recovery key" else passphrase,
    )
    assert (code, "recovery key" in printed) == (0, False), err
    keys = await Keyring.of(account, seen_by=anna)
    assert (keys.master, keys.trusts(shell.device())) == (before.master, True)
    assert (await shell.check("encryption"))[0] == "ok"
    assert (await element.do("device", user=account, device=shell.device()))["verified"]
