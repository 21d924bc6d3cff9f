"""Clients of another make that trust only cross-signed devices."""

from tests.integration.other_make import EnterOtherwise


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
