"""An admin verifies Lotse by emoji, with a client of another make on the one side and the shell on the other."""

import asyncio
import re
from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.platforms.matrix.cross_signing.identity import Identity
from tests.integration.gate import Gate
from tests.integration.other_make import EnterOtherwise, OtherMake
from tests.integration.person import Enter, Person
from tests.integration.service import Serve, Service
from tests.integration.shell import Shell
from tests.integration.synapse import Synapse


@pytest.fixture
async def admin(enter_otherwise: EnterOtherwise) -> OtherMake:
    return await enter_otherwise("ops")


@pytest.fixture
async def gate(synapse: Synapse) -> AsyncIterator[Gate]:
    async with Gate(behind=synapse.url).opened() as gate:
        yield gate


@pytest.fixture
async def lotse(serve: Serve, gate: Gate, admin: OtherMake) -> Service:
    return await at_home_with(serve, gate, admin)


async def at_home_with(serve: Serve, gate: Gate, admin: OtherMake) -> Service:
    service = await serve(gate.url, LOTSE_ROLES__ADMINS=f"matrix:{admin.user_id}")
    await service.start()
    await service.logs("is cross-signed")
    return service


async def in_company(person: OtherMake, lotse: Service) -> str:
    """A room with Lotse; clients of this make know only devices of people whom they share one with."""
    room: str = await person.do("open_room", invite=[lotse.user_id], direct=True)
    await person.with_company(room, lotse.user_id)
    await person.until(lambda: person.do("device", user=lotse.user_id, device=lotse.device))
    return room


async def shell(lotse: Service, *arguments: str) -> tuple[int, str, str]:
    """`lotse matrix verify`: exit code, what was printed, what was complained of."""
    return await Shell(folder=lotse.folder).lotse("matrix", "verify", *arguments)


async def compared(admin: OtherMake) -> list[str]:
    """The emoji that the admin sees."""

    async def emoji() -> Any:
        found = await admin.do("verification")
        assert not found["state"].startswith("cancelled"), found
        return found["emoji"]

    shown: list[str] = await admin.until(emoji)
    return shown


async def ends(admin: OtherMake) -> str:
    async def state() -> Any:
        found = (await admin.do("verification"))["state"]
        return found if found != "asked" else None

    ended: str = await admin.until(state)
    return ended


async def waiting(lotse: Service, user: str) -> tuple[str, str]:
    """The number of the one verification to compare, and its line at the shell."""
    code, out, err = await shell(lotse)
    assert code == 0, err
    (line,) = (line for line in out.splitlines() if "comparing" in line)
    assert user in line
    number = line.split()[0]
    assert number.isdecimal(), "a shell takes it as it is"
    return number, line


@pytest.mark.parametrize("where", ["device to device", "in a room"])
async def test_an_admin_and_the_shell_see_the_same_emoji_and_trust_each_other(
    lotse: Service, admin: OtherMake, enter: Enter, where: str
) -> None:
    room = await in_company(admin, lotse)
    assert not (await admin.do("user", user=lotse.user_id))["verified"]
    await admin.do("verify", user=lotse.user_id, device=lotse.device, room=room if where == "in a room" else None)
    emoji = await compared(admin)
    id_, line = await waiting(lotse, admin.user_id)
    places = [line.find(each) for each in emoji]
    assert -1 not in places
    assert re.search(r"\w+ \(\w+", line)
    confirmed = asyncio.create_task(shell(lotse, id_, "--confirm"))
    await admin.do("compared", same=True)
    code, out, err = await confirmed
    assert (code, out) == (0, f"Verified: {admin.user_id} and Lotse trust each other's devices.\n"), err
    assert await ends(admin) == "done"
    assert (await admin.do("user", user=lotse.user_id))["verified"]
    assert lotse.user_id in await signers(await enter(account=lotse.user_id), admin.user_id)


async def signers(person: Person, user: str) -> set[str]:
    """Who has signed somebody's identity, as far as this person may know."""
    answer = await person.request("POST", "/_matrix/client/v3/keys/query", {"device_keys": {user: []}})
    return set(answer["master_keys"][user]["signatures"])


async def test_emoji_that_do_not_match_end_it_on_both_sides(lotse: Service, admin: OtherMake) -> None:
    await in_company(admin, lotse)
    await admin.do("verify", user=lotse.user_id, device=lotse.device)
    await compared(admin)
    id_, _ = await waiting(lotse, admin.user_id)
    code, out, _ = await shell(lotse, id_, "--reject")
    assert (code, out) == (1, "")
    assert await ends(admin) == "cancelled: m.mismatched_sas"
    assert not (await admin.do("user", user=lotse.user_id))["verified"]
    await admin.do("verify", user=lotse.user_id, device=lotse.device)
    await compared(admin)
    id_, _ = await waiting(lotse, admin.user_id)
    await admin.do("compared", same=False)
    await lotse.logs("ended: mismatched", times=2)
    assert (await shell(lotse, id_, "--confirm"))[0] == 1


async def verified(lotse: Service, admin: OtherMake) -> tuple[int, str, str]:
    """What the shell says when both sides have confirmed."""
    await compared(admin)
    id_, _ = await waiting(lotse, admin.user_id)
    confirmed = asyncio.create_task(shell(lotse, id_, "--confirm"))
    await admin.do("compared", same=True)
    return await confirmed


@pytest.mark.parametrize("where", ["device to device", "in a room"])
async def test_a_homeserver_that_stumbles_does_not_end_it(
    lotse: Service, admin: OtherMake, gate: Gate, where: str
) -> None:
    room = await in_company(admin, lotse)
    slower = {"errcode": "M_LIMIT_EXCEEDED", "retry_after_ms": 300}
    steps = ("ready", "accept", "key", "mac", "done")
    sends = [f"sendToDevice/m.key.verification.{step}/" for step in steps]
    if where == "in a room":
        sends = ["/send/m.room.encrypted/"] * len(steps)
    gate.instead += [("/keys/query", 502, {}), ("/signatures/upload", 502, {})]
    gate.instead += [(send, status, answer) for send in sends for status, answer in ((429, slower), (502, {}))]
    await admin.do("verify", user=lotse.user_id, device=lotse.device, room=room if where == "in a room" else None)
    assert await verified(lotse, admin) == (
        0,
        f"Verified: {admin.user_id} and Lotse trust each other's devices.\n",
        "",
    )
    assert await ends(admin) == "done"
    assert (await admin.do("user", user=lotse.user_id))["verified"]
    assert gate.instead == []


async def test_an_identity_that_the_homeserver_made_up_is_not_signed(
    lotse: Service, admin: OtherMake, gate: Gate
) -> None:
    await in_company(admin, lotse)

    def more_powerful(answer: Any) -> Any:
        master = answer.get("master_keys", {}).get(admin.user_id)
        if master:
            master["usage"] = ["master", "self_signing"]
        return answer

    gate.rewrites.append(("/keys/query", more_powerful))
    await admin.do("verify", user=lotse.user_id, device=lotse.device)
    code, _, err = await verified(lotse, admin)
    assert (code, "failed" in err) == (1, True)
    assert "returned another identity for the other side" in lotse.log()


async def test_lotse_does_not_vouch_for_an_identity_that_the_homeserver_made_up_for_it(
    serve: Serve, synapse: Synapse, gate: Gate, enter_otherwise: EnterOtherwise
) -> None:
    async with Gate(behind=synapse.url).opened() as to_the_admin:
        admin = await enter_otherwise("ops", homeserver=to_the_admin.url)
        lotse = await at_home_with(serve, gate, admin)
        made_up = Identity.new(lotse.user_id)

        def swapped(answer: Any) -> Any:
            if lotse.user_id in answer.get("master_keys", {}):
                for usage in ("master", "self_signing"):
                    answer[f"{usage}_keys"][lotse.user_id] = made_up.public[f"{usage}_key"]
                for device in answer["device_keys"][lotse.user_id].values():
                    signed = made_up.sign_device(device)["signatures"][lotse.user_id]
                    device["signatures"][lotse.user_id] |= signed
            return answer

        for each in (gate, to_the_admin):
            each.rewrites.append(("/keys/query", swapped))
        await in_company(admin, lotse)
        to_the_admin.requests.clear()
        await admin.do("verify", user=lotse.user_id, device=lotse.device)
        await verified(lotse, admin)
        await ends(admin)
        assert not any("/signatures/upload" in request for request in to_the_admin.requests)


async def test_nobody_but_an_admin_is_verified(lotse: Service, enter_otherwise: EnterOtherwise) -> None:
    stranger = await enter_otherwise("eve")
    await in_company(stranger, lotse)
    await stranger.do("verify", user=lotse.user_id, device=lotse.device)
    assert await ends(stranger) == "cancelled: m.user"
    assert "Nobody has asked" in (await shell(lotse))[1]


async def test_without_a_service_there_is_nothing_to_verify(lotse: Service) -> None:
    assert await lotse.stop() == 0
    code, out, err = await shell(lotse)
    assert (code, out) == (1, "")
    assert err.startswith("No Lotse is running")


async def test_a_decision_names_the_verification_that_it_is_about(lotse: Service) -> None:
    for option in ("--confirm", "--reject"):
        code, out, err = await shell(lotse, option)
        assert (code, out) == (2, "")
        assert f"`lotse matrix verify NUMBER {option}`" in err
    assert await shell(lotse, "4711", "--confirm") == (
        1,
        "",
        "There is no verification 4711: `lotse matrix verify` lists them.\n",
    )
