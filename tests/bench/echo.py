"""The bot that Lotse is measured beside: matrix-nio as it comes, and nothing but an echo."""

import asyncio
import sys

from nio import AsyncClient, AsyncClientConfig, InviteMemberEvent, MatrixRoom, RoomMessageText

READY = "echo is ready"


async def main(homeserver: str, user_id: str, password: str, folder: str) -> None:
    client = AsyncClient(homeserver, user_id, store_path=folder, config=AsyncClientConfig(encryption_enabled=True))
    await client.login(password)

    async def join(room: MatrixRoom, _: InviteMemberEvent) -> None:
        await client.join(room.room_id)

    async def answer(room: MatrixRoom, event: RoomMessageText) -> None:
        if event.sender == client.user_id:
            return
        content = {
            "msgtype": "m.notice",
            "body": event.body,
            "m.relates_to": {"m.in_reply_to": {"event_id": event.event_id}},
        }
        await client.room_send(room.room_id, "m.room.message", content, ignore_unverified_devices=True)

    client.add_event_callback(join, InviteMemberEvent)
    await client.sync(timeout=0, full_state=True)
    client.add_event_callback(answer, RoomMessageText)
    print(READY, flush=True)  # noqa: T201
    await client.sync_forever(timeout=30_000)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
