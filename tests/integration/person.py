"""A member of a KI with an ordinary Matrix client, encryption included."""

import asyncio
import json
import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any, TypeAlias
from urllib.parse import quote

from nio import AsyncClient, AsyncClientConfig, Event, MegolmEvent, MessageDirection, RoomKeyRequest
from nio.crypto.attachments import decrypt_attachment
from nio.exceptions import EncryptionError

from tests.integration.patience import PATIENCE
from tests.integration.synapse import PASSWORD

_WHOLE = {"room": {"timeline": {"limit": 1000}}}
_ENCRYPTED = {
    "type": "m.room.encryption",
    "state_key": "",
    "content": {"algorithm": "m.megolm.v1.aes-sha2"},
}


@dataclass(kw_only=True)
class Person:
    client: AsyncClient
    seen: dict[str, list[Mapping[str, Any]]] = field(default_factory=dict)
    key_requests: list[RoomKeyRequest] = field(default_factory=list)

    @property
    def id(self) -> str:
        return str(self.client.user_id)

    @classmethod
    async def enter(cls, url: str, user_id: str, folder: Path, password: str = PASSWORD) -> "Person":
        config = AsyncClientConfig(store_sync_tokens=False, pickle_key="tests", request_timeout=30)
        person = cls(client=AsyncClient(url, user_id, store_path=str(folder), config=config))
        await person.client.login(password)
        assert person.client.logged_in
        await person.client.keys_upload()
        await person.sync(wait=0)
        return person

    async def leave(self) -> None:
        await self.client.close()

    async def sync(self, wait: int = 1000) -> None:
        response = await self.client.sync(timeout=wait, sync_filter=_WHOLE)
        assert hasattr(response, "rooms"), response
        for room, info in response.rooms.join.items():
            self.seen.setdefault(room, []).extend(event.source for event in info.timeline.events)
        self.key_requests += [event for event in response.to_device_events if isinstance(event, RoomKeyRequest)]
        if self.client.should_upload_keys:
            await self.client.keys_upload()
        if self.client.should_query_keys:
            await self.client.keys_query()
        if self.client.should_claim_keys:
            await self.client.keys_claim(self.client.get_users_for_key_claiming())
        await self.client.send_to_device_messages()

    async def until(self, reached: Callable[[], bool], patience: float = PATIENCE) -> None:
        """Syncs until it is so."""
        async with asyncio.timeout(patience):
            while not reached():
                await self.sync()

    async def open_room(
        self,
        *invited: str,
        encrypted: bool = False,
        direct: bool = False,
        name: str = "",
        version: str | None = None,
    ) -> str:
        response = await self.client.room_create(
            room_version=version,
            name=name or None,
            invite=list(invited),
            is_direct=direct,
            initial_state=[_ENCRYPTED] if encrypted else [],
        )
        return str(response.room_id)

    async def with_company(self, room: str, *others: str) -> None:
        """Wait until the others have come in, and their keys are known.

        The homeserver is asked who is there: after two events at the same moment a sync shows who has left as joined.
        """
        async with asyncio.timeout(PATIENCE):
            while room not in self.client.rooms or not set(others) <= await self._present(room):
                await self.sync()
        if self.client.rooms[room].encrypted:
            await self.until(lambda: all(any(self.client.device_store.active_user_devices(other)) for other in others))

    async def _present(self, room: str) -> set[str]:
        """Return who is in a room, as it stands on the homeserver."""
        response = await self.client.joined_members(room)
        return {member.user_id for member in getattr(response, "members", [])}

    def joined(self, room: str) -> set[str]:
        known = self.client.rooms.get(room)
        return {user.user_id for user in known.users.values() if not user.invited} if known else set()

    def without(self, room: str, other: str) -> bool:
        """Nobody of that name is in the room, or invited."""
        return room in self.client.rooms and other not in self.client.rooms[room].users

    async def say(self, room: str, text: str, **content: Any) -> str:
        """The event's id."""
        await self.until(lambda: room in self.client.rooms)
        body = {"msgtype": "m.text", "body": text, **content}
        response = await self.client.room_send(room, "m.room.message", body, ignore_unverified_devices=True)
        assert hasattr(response, "event_id"), response
        return str(response.event_id)

    async def show(self, room: str, data: bytes, name: str, media_type: str, **content: Any) -> str:
        """Sends a file, encrypted where the room is."""
        encrypted = bool(self.client.rooms[room].encrypted)
        response, keys = await self.client.upload(
            BytesIO(data), content_type=media_type, filename=name, encrypt=encrypted, filesize=len(data)
        )
        assert hasattr(response, "content_uri"), response
        where = {"file": {**keys, "url": response.content_uri}} if keys else {"url": response.content_uri}
        info = {"mimetype": media_type, "size": len(data)}
        return await self.say(room, name, msgtype="m.file", info=info, **where, **content)

    async def file(self, event: Mapping[str, Any]) -> bytes:
        """What a message shows, in clear."""
        content = event["content"]
        file = content.get("file")
        response = await self.client.download(content["url"] if file is None else file["url"])
        assert hasattr(response, "body"), response
        if file is None:
            return bytes(response.body)
        return bytes(decrypt_attachment(response.body, file["key"]["k"], file["hashes"]["sha256"], file["iv"]))

    async def ask(self, room: str, text: str, of: str, **content: Any) -> str:
        return await self.say(room, text, **{"m.mentions": {"user_ids": [of]}, **content})

    async def change(self, room: str, event: str, text: str) -> str:
        """Edits a message, as Element does."""
        new = {"msgtype": "m.text", "body": text}
        relation = {"rel_type": "m.replace", "event_id": event}
        return await self.say(room, f"* {text}", **{"m.new_content": new, "m.relates_to": relation})

    async def recaption(self, room: str, event: str, text: str) -> str:
        """Edit what was said with a file, which stays."""
        await self.until(lambda: any(each["event_id"] == event for each in self.heard(room)))
        (shown,) = [each for each in self.heard(room) if each["event_id"] == event]
        kept = {key: value for key, value in shown["content"].items() if key != "m.relates_to"}
        new = {**kept, "body": text, "filename": kept.get("filename", kept["body"])}
        relation = {"rel_type": "m.replace", "event_id": event}
        return await self.say(room, f"* {text}", **{**new, "m.new_content": new, "m.relates_to": relation})

    async def react(self, room: str, event: str, key: str) -> str:
        content = {"m.relates_to": {"rel_type": "m.annotation", "event_id": event, "key": key}}
        response = await self.client.room_send(room, "m.reaction", content, ignore_unverified_devices=True)
        assert hasattr(response, "event_id"), response
        return str(response.event_id)

    async def take_back(self, room: str, event: str) -> None:
        response = await self.client.room_redact(room, event)
        assert hasattr(response, "event_id"), response

    async def related(self, room: str, event: str, kind: str, by: str) -> list[Mapping[str, Any]]:
        """Edits of and reactions to a message."""
        found = [event for event in await self.history(room) if event["sender"] == by]
        return [other for other in found if _related(other) == (kind, event)]

    async def keys_held_back(self, room: str) -> list[dict[str, Any]]:
        """The keys for the next messages, which the others do not have yet."""
        missing = self.client.get_missing_sessions(room)
        if missing:
            await self.client.keys_claim(missing)
        users = list(self.client.rooms[room].users)
        shares = self.client.olm.share_group_session_parallel(room, users, ignore_unverified_devices=True)
        messages = [message for _, message in shares]
        self.client.olm.outbound_group_sessions[room].shared = True
        return messages

    async def hand_out(self, messages: list[dict[str, Any]]) -> None:
        for message in messages:
            path = f"/_matrix/client/v3/sendToDevice/m.room.encrypted/{secrets.token_hex()}"
            await self.request("PUT", path, message)

    async def forward_key(self, room: str, to: str) -> None:
        """Answers the request for the key of the last message, as other makes of clients do."""
        olm = self.client.olm
        await self.until(lambda: bool(self.key_requests))
        (asked,) = (request for request in self.key_requests if request.sender == to)
        key = olm.inbound_group_store.get(room, olm.account.identity_keys["curve25519"], asked.session_id)
        device = olm.device_store[to][asked.requesting_device_id]
        message = olm._encrypt_forwarding_key(room, key, olm.session_store.get(device.curve25519), device)
        await self.client.to_device(message)

    async def request(self, method: str, path: str, body: Any = None) -> Any:
        """What nio has no method for."""
        headers = {"Authorization": f"Bearer {self.client.access_token}"}
        response = await self.client.send(method, path, json.dumps(body) if body else None, headers)
        assert response.status == 200, await response.text()
        return await response.json()

    async def history(self, room: str) -> list[Mapping[str, Any]]:
        """Everything that the homeserver holds of a room, decrypted, oldest first."""
        found: list[Mapping[str, Any]] = []
        start: str | None = ""
        while start is not None:
            page = await self.client.room_messages(room, start, direction=MessageDirection.front, limit=200)
            found += [self._readable(room, event) for event in page.chunk]
            start = page.end if page.chunk else None
        return found

    def _readable(self, room: str, event: Event) -> Mapping[str, Any]:
        if not isinstance(event, MegolmEvent):
            return dict(event.source)
        event.room_id = room
        try:
            return dict(self.client.decrypt_event(event).source)
        except EncryptionError:
            # Nobody but Lotse is asked to be readable.
            return {**event.source, "unreadable": True}

    async def is_encrypted(self, room: str, event: str) -> bool:
        """As the homeserver holds it."""
        found = await self.request("GET", f"/_matrix/client/v3/rooms/{quote(room)}/event/{quote(event)}")
        return bool(found["type"] == "m.room.encrypted")

    async def replies(self, room: str, question: str, by: str) -> list[Mapping[str, Any]]:
        """What was said in reply to a question, as it stands on the homeserver."""
        found = [event for event in await self.history(room) if event["sender"] == by and answers(event) == question]
        assert not any("unreadable" in event for event in found)
        return found

    async def answered(self, room: str, question: str, by: str) -> Mapping[str, Any]:
        """The one reply, as soon as it has come; fails if there are two."""
        await self.until(lambda: self.has_reply(room, question, by))
        (reply,) = await self.replies(room, question, by)
        return reply

    def has_reply(self, room: str, question: str, by: str) -> bool:
        return any(event["sender"] == by and answers(event) == question for event in self.heard(room))

    def heard(self, room: str) -> list[Mapping[str, Any]]:
        return self.seen.get(room, [])


def answers(event: Mapping[str, Any]) -> str | None:
    """The event that a message replies to."""
    relation = event.get("content", {}).get("m.relates_to", {})
    found = relation.get("m.in_reply_to", {}).get("event_id")
    return str(found) if found else None


def _related(event: Mapping[str, Any]) -> tuple[object, object]:
    relation = event.get("content", {}).get("m.relates_to", {})
    return relation.get("rel_type"), relation.get("event_id")


def in_thread(root: str) -> dict[str, Any]:
    """What Element puts into the first and every further message of a thread."""
    return {
        "m.relates_to": {
            "rel_type": "m.thread",
            "event_id": root,
            "is_falling_back": True,
            "m.in_reply_to": {"event_id": root},
        }
    }


Enter: TypeAlias = Callable[..., Awaitable[Person]]
