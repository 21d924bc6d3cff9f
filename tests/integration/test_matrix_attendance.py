"""Questions wait for readers, and Lotse leaves rooms in which it is alone."""

from typing import Any
from urllib.parse import quote

from bot.platforms.matrix.crypto.key_upkeep import MEGOLM
from tests.integration.person import Enter, Person
from tests.integration.service import Serve, Service

ENCRYPTED = {"type": "m.room.encryption", "state_key": "", "content": {"algorithm": MEGOLM}}
FOR_MEMBERS = {"type": "m.room.history_visibility", "state_key": "", "content": {"history_visibility": "joined"}}


def bodies(person: Person, room: str, lotse: Service) -> list[str]:
    found: list[Any] = [event for event in person.heard(room) if event["sender"] == lotse.user_id]
    return [event["content"]["body"] for event in found if "body" in event["content"]]


async def test_a_question_waits_until_somebody_is_in_the_channel(serve: Serve, anna: Person, enter: Enter) -> None:
    bea = await enter("bea")
    lotse = await serve(LOTSE_ROLES__EDITORS=f'["matrix:{bea.id}"]')
    await lotse.start()
    response = await bea.client.room_create(
        name="Sprachmittlung", invite=[lotse.user_id], initial_state=[ENCRYPTED, FOR_MEMBERS]
    )
    channel = str(response.room_id)
    await bea.with_company(channel, lotse.user_id)
    await bea.answered(channel, await bea.say(channel, "!lotse /kanal sprachmittlung"), lotse.user_id)
    levels = {"users": {bea.id: 100, lotse.user_id: 100}, "invite": 0}
    await bea.client.room_put_state(channel, "m.room.power_levels", levels)
    await bea.client.room_leave(channel)
    chat = await anna.open_room(lotse.user_id, direct=True)
    await anna.with_company(chat, lotse.user_id)
    for words in ("/frage Hat jemand Sprachmittlerpools?", "/kollegen", "/thema sprachmittlung", "/zeichnen none"):
        await anna.answered(chat, await anna.say(chat, words), lotse.user_id)
    await anna.answered(chat, await anna.say(chat, "/absenden"), lotse.user_id)
    await anna.until(lambda: any("ist gerade niemand" in body for body in bodies(anna, chat, lotse)))
    assert lotse.stored("SELECT state FROM deliveries WHERE id LIKE 'exchange-%'") == [("held",)]
    own = await enter(account=lotse.user_id)
    await own.client.room_invite(channel, bea.id)
    await bea.until(lambda: channel in bea.client.invited_rooms)
    bea.seen.pop(channel, None)
    await bea.client.join(channel)
    await bea.until(lambda: any("Frage #A1" in body for body in bodies(bea, channel, lotse)))
    await anna.sync(wait=0)
    assert len([body for body in bodies(anna, chat, lotse) if "ist gerade niemand" in body]) == 1


async def test_a_room_is_left_when_nobody_else_is_in_it(lotse: Service, anna: Person, enter: Enter) -> None:
    room = await anna.open_room(lotse.user_id, direct=True)
    waiting = await anna.open_room(lotse.user_id, name="Wartet")
    bea = await enter("bea")
    await anna.client.room_invite(waiting, bea.id)
    for each in (room, waiting):
        await anna.with_company(each, lotse.user_id)
        await anna.client.room_leave(each)
    own = await enter(account=lotse.user_id)
    await lotse.stores("SELECT room, state FROM rooms", [(room, "gone")], patience=90)
    joined = (await own.request("GET", "/_matrix/client/v3/joined_rooms"))["joined_rooms"]
    assert room not in joined
    assert waiting in joined
    listed = await own.request("GET", f"/_matrix/client/v3/user/{quote(lotse.user_id)}/account_data/m.direct")
    assert room not in [each for rooms in listed.values() for each in rooms]
