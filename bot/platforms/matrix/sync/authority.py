"""Checks whether the sender of an edit, a redaction or the end of a poll is entitled to it.

A homeserver delivers relations of any member to any event; the recipient decides which of them count:
https://spec.matrix.org/v1.16/client-server-api/#validity-of-replacement-events and
https://spec.matrix.org/v1.16/rooms/v12/#handling-redactions.
"""

from contextlib import suppress
from enum import StrEnum

from nio.exceptions import EncryptionError

from bot.platforms.base.contract import TemporaryFailure
from bot.platforms.matrix.crypto.client import ENCRYPTED, Client, decrypt
from bot.platforms.matrix.homeserver.api import Api, path
from bot.platforms.matrix.homeserver.failures import Refusal
from bot.platforms.matrix.homeserver.raw_events import (
    Source,
    edit_target,
    event_id_of,
    mapping,
    poll_end_target,
    redaction_target,
    sender_of,
)
from bot.platforms.matrix.rooms.power_levels import read_power

_MESSAGE = "m.room.message"


class Verdict(StrEnum):
    """The treatment of an event; events that change no other are always accepted."""

    ACCEPTED = "accepted"
    BY_MODERATOR = "by moderator"
    REJECTED = "rejected"


class Authority:
    """Judges events by the events that they change, as the homeserver shows them to Lotse."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._api = Api(client)

    async def judge(self, room: str, sent: Source, source: Source) -> Verdict:
        """Judge the event `sent`, which reads `source` after decryption.

        Raises TemporaryFailure or PlatformRefused if the homeserver can't tell now.
        """
        if edit_target(sent) is not None or edit_target(source) is not None:
            return await self._edit(room, sent, source)
        if source.get("type") == "m.room.redaction":
            return await self._redaction(room, source)
        poll = poll_end_target(source)
        return (
            Verdict.ACCEPTED
            if poll is None
            else await self._check_entitlement(room, source, await self._event(room, poll))
        )

    async def _edit(self, room: str, sent: Source, source: Source) -> Verdict:
        """Accept an edit by the author of a message that stands in this room, still has a text and is not an edit."""
        target = edit_target(sent)
        # Homeservers and other clients know only the relation outside of the encrypted payload.
        if target is None or edit_target(source) != target or source.get("type") != _MESSAGE:
            return Verdict.REJECTED
        original = await self._event(room, target)
        accepted = (
            original is not None
            and sender_of(original) == sender_of(source)
            and "state_key" not in original
            and edit_target(original) is None
            and not _is_redacted(original)
            and self._is_message(room, original, encrypted=sent.get("type") == ENCRYPTED)
        )
        return Verdict.ACCEPTED if accepted else Verdict.REJECTED

    def _is_message(self, room: str, original: Source, *, encrypted: bool) -> bool:
        """Return True if `original` is a message; an encrypted one can only be replaced by an encrypted event."""
        if original.get("type") != ENCRYPTED:
            return original.get("type") == _MESSAGE
        with suppress(EncryptionError):
            original = decrypt(self._client, room, original)
        return encrypted and original.get("type") in (_MESSAGE, ENCRYPTED)

    async def _redaction(self, room: str, source: Source) -> Verdict:
        target = redaction_target(source)
        original = await self._event(room, target) if target is not None else None
        verdict = await self._check_entitlement(room, source, original)
        if verdict is not Verdict.REJECTED and original is not None and not _is_redacted(original):
            raise TemporaryFailure("the homeserver has not carried out a redaction")
        return verdict

    async def _check_entitlement(self, room: str, source: Source, original: Source | None) -> Verdict:
        """Accept the author of the original and those who may redact in this room."""
        if original is None:
            return Verdict.REJECTED
        sender = sender_of(source)
        if sender_of(original) == sender:
            return Verdict.ACCEPTED
        try:
            power = await read_power(self._api, room)
        except Refusal:
            return Verdict.REJECTED
        return Verdict.BY_MODERATOR if power.may_redact(sender) else Verdict.REJECTED

    async def _event(self, room: str, event_id: str) -> Source | None:
        """Return an event; None if the room has no such event, or Lotse may not see it."""
        try:
            event = await self._api.get(path("rooms", room, "event", event_id))
        except Refusal:
            return None
        return event if event_id_of(event) == event_id and event.get("room_id", room) == room else None


def _is_redacted(event: Source) -> bool:
    """Return whether an event is redacted: messages and reactions lose their whole content."""
    return not mapping(event.get("content")) or "redacted_because" in mapping(event.get("unsigned"))
