"""Clients of another make that trust only cross-signed devices."""

from tests.integration.other_make import EnterOtherwise
from tests.integration.person import Person
from tests.integration.service import Service


async def test_two_of_them_understand_each_other(enter_otherwise: EnterOtherwise) -> None:
    one, other = await enter_otherwise("one"), await enter_otherwise("other")
    for person in (one, other):
        await person.do("exclude_insecure", on=True)
    room = await one.do("open_room", invite=[other.user_id], direct=True)
    await other.do("join", room=room)
    await one.with_company(room, other.user_id)
    said = await one.do("say", room=room, text="Guten Tag")

    async def heard() -> object:
        return [seen for seen in await other.do("seen", room=room, by=one.user_id) if seen["event_id"] == said]

    (message,) = await other.until(heard)
    assert (message["body"], message["readable"]) == ("Guten Tag", True)
    assert (await other.do("device", user=one.user_id, device=one.device_id))["signed_by_owner"]


async def test_lotse_talks_to_who_trusts_only_cross_signed_devices(
    lotse: Service, enter_otherwise: EnterOtherwise
) -> None:
    otto = await enter_otherwise("otto")
    await otto.do("exclude_insecure", on=True)
    room = await otto.do("open_room", invite=[lotse.user_id], direct=True)
    await otto.with_company(room, lotse.user_id)
    for _ in range(2):
        question = await otto.do("say", room=room, text="Telefon KI Duisburg")
        reply = await otto.answered(room, question, lotse.user_id)
        assert "0203 283-8111" in reply["body"]
        assert (reply["readable"], reply["shield"]) == (True, None)
        device = await otto.do("device", user=lotse.user_id, device=lotse.device)
        assert device["signed_by_owner"]
        assert await lotse.stop() == 0
        await lotse.start()


async def test_they_do_not_talk_to_a_device_that_is_not_cross_signed(
    anna: Person, enter_otherwise: EnterOtherwise
) -> None:
    """Which shows that the conversation with Lotse proves something."""
    otto = await enter_otherwise("otto")
    await otto.do("exclude_insecure", on=True)
    room = await otto.do("open_room", invite=[anna.id], direct=True)
    await anna.client.join(room)
    await otto.with_company(room, anna.id)
    await anna.with_company(room, otto.user_id)
    to_anna = await otto.do("say", room=room, text="Guten Tag")
    said = await anna.say(room, "Guten Tag")

    async def come() -> object:
        return [seen for seen in await otto.do("seen", room=room, by=anna.id) if seen["event_id"] == said]

    (message,) = await otto.until(come)
    assert not message["readable"]
    await anna.until(lambda: any(event["event_id"] == to_anna for event in anna.heard(room)))
    (held_back,) = [event for event in await anna.history(room) if event["event_id"] == to_anna]
    assert held_back.get("unreadable")
