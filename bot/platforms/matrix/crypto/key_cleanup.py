"""Delete the keys of rooms that Lotse is no longer in, and of people with whom it shares none.

What comes along with an invitation is kept: the key of a first message is often there before Lotse is in the room.
"""

from nio.store.models import DeviceKeys, EncryptedRooms, Keys, MegolmInboundSessions, OlmSessions, OutgoingKeyRequests

from bot.platforms.matrix.crypto.client import Client


def delete_unused_keys(client: Client) -> None:
    """Delete the keys, once all rooms and invitations are known. nio itself keeps every key that it has ever seen."""
    if client.olm is None or client.store is None:
        return
    with_devices = {user for user, devices in client.olm.device_store.items() if devices}
    strangers = {*with_devices, *client.olm.tracked_users} - list_acquaintances(client) - {client.user_id}
    with_keys = {*client.encrypted_rooms, *(session.room_id for session in client.olm.inbound_group_store)}
    left = with_keys - client.rooms.keys() - client.invited_rooms.keys()
    store = client.store
    with store.database.bind_ctx(store.models), store.database.atomic():
        for room in left:
            _clear_room(client, room)
        for user in strangers:
            _clear_user(client, user)


def list_acquaintances(client: Client) -> set[str]:
    """Return everybody with whom Lotse shares a room, and who has invited it into one."""
    rooms = (*client.rooms.values(), *client.invited_rooms.values())
    members = {user for room in rooms for user in (*room.users, *room.invited_users)}
    return members | {room.inviter for room in client.invited_rooms.values()}


def _clear_room(client: Client, room: str) -> None:
    for table in (MegolmInboundSessions, EncryptedRooms, OutgoingKeyRequests):
        table.delete().where(table.room_id == room).execute()
    client.encrypted_rooms.discard(room)
    client.olm.inbound_group_store[room].clear()
    client.olm.outbound_group_sessions.pop(room, None)


def _clear_user(client: Client, user: str) -> None:
    devices = client.olm.device_store[user]
    for device in devices.values():
        OlmSessions.delete().where(OlmSessions.sender_key == device.curve25519).execute()
        client.olm.session_store[device.curve25519].clear()
    devices.clear()
    theirs = DeviceKeys.select(DeviceKeys.id).where(DeviceKeys.user_id == user)
    Keys.delete().where(Keys.device.in_(theirs)).execute()
    DeviceKeys.delete().where(DeviceKeys.user_id == user).execute()
    for trust in (client.store.trust_db, client.store.blacklist_db, client.store.ignore_db):
        trust.remove_many([key for key in trust if key.user_id == user])
    client.olm.tracked_users.discard(user)
    client.olm.users_for_key_query.discard(user)
    client.olm.forget(user)
