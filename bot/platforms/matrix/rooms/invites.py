"""Invitations, accepted from people whom the settings name and declined from all others."""

import asyncio
import json
import logging
import secrets
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any

from nio import MatrixInvitedRoom

from bot.platforms.base.contract import PermanentFailure, PlatformRefused, TemporaryFailure
from bot.platforms.matrix.crypto.client import Client
from bot.platforms.matrix.homeserver.api import Api, path
from bot.platforms.matrix.homeserver.failures import get_response
from bot.platforms.matrix.homeserver.raw_events import mapping, sender_of
from bot.platforms.matrix.rooms.direct_chats import DirectChats

log = logging.getLogger(__name__)

_ONLY_INVITES = {
    "presence": {"types": []},
    "account_data": {"types": []},
    "room": {
        "timeline": {"limit": 1, "types": []},
        "state": {"types": []},
        "ephemeral": {"types": []},
        "account_data": {"types": []},
    },
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Invitation:
    """An invitation: by whom, and whether into a direct chat."""

    inviter: str
    direct: bool = False


def find_invitation(events: Iterable[Any], own_id: str) -> Invitation | None:
    """Return Lotse's invitation from the stripped state of a room; None if there is none."""
    for event in map(mapping, events):
        content = mapping(event.get("content"))
        if event.get("type") == "m.room.member" and event.get("state_key") == own_id:
            if content.get("membership") != "invite" or not sender_of(event):
                return None
            return Invitation(inviter=sender_of(event), direct=content.get("is_direct") is True)
    return None


def is_allowed(user_id: str, patterns: Sequence[str]) -> bool:
    return any(fnmatchcase(user_id, pattern) for pattern in patterns)


@dataclass(frozen=True, kw_only=True)
class Invitations:
    """The open invitations by room; one that can't be answered now is retried after a later sync or the next start."""

    client: Client
    patterns: Sequence[str]
    tasks: asyncio.TaskGroup
    expected: Callable[[str, str], Awaitable[bool]]
    accepted: Callable[[str, str], Awaitable[None]]
    directs: DirectChats
    _open: dict[str, Invitation] = field(default_factory=dict)
    _at_work: set[str] = field(default_factory=set)

    async def standing(self) -> dict[str, list[Any]]:
        """Return all open invitations; a sync from a checkpoint shows only new ones."""
        # Synapse repeats its answer to the same request for two minutes; a first sync never waits for its time-out.
        timeout = str(secrets.randbelow(100_000))
        body = await Api(self.client).get(path("sync"), filter=json.dumps(_ONLY_INVITES), timeout=timeout)
        rooms = mapping(mapping(body.get("rooms")).get("invite"))
        return {room: _read_stripped_state(invite) for room, invite in rooms.items()}

    def note(self, by_room: Mapping[str, Iterable[Any]]) -> None:
        for room, events in by_room.items():
            found = find_invitation(events, self.client.user_id)
            if found is not None and room not in self.client.rooms:
                self._open[room] = found
                # nio does not know those from before its first sync.
                known = self.client.invited_rooms.setdefault(room, MatrixInvitedRoom(room, self.client.user_id))
                known.inviter = found.inviter

    def answer(self) -> None:
        """Answer in the background, as joining a room on a distant homeserver can take long."""
        for room in self._open.keys() - self._at_work:
            self._at_work.add(room)
            self.tasks.create_task(self._answer(room, self._open[room]))

    async def _answer(self, room: str, found: Invitation) -> None:
        inviting, welcome = found.inviter, False
        try:
            welcome = is_allowed(inviting, self.patterns) or await self.expected(room, inviting)
            if welcome and found.direct:
                await self.directs.add(room, inviting)
            await get_response(self.client.join(room) if welcome else self.client.room_leave(room))
            if welcome:
                await self.accepted(room, inviting)
        except (TemporaryFailure, PlatformRefused) as failure:
            log.warning("The invitation to %s has to wait: %s", room, failure)
        except PermanentFailure as failure:
            log.warning("The invitation of %s to %s could not be answered: %s", inviting, room, failure)
            self._close(room, found)
        else:
            log.info("%s the invitation of %s to %s", "Accepted" if welcome else "Declined", inviting, room)
            self._close(room, found, declined=not welcome)
        finally:
            self._at_work.discard(room)
        if self._open.get(room, found) is not found:
            self.answer()

    def _close(self, room: str, found: Invitation, *, declined: bool = True) -> None:
        """Forget an invitation that has been answered, unless a newer one has come meanwhile."""
        if self._open.get(room) is found:
            del self._open[room]
            if declined:
                self.client.invited_rooms.pop(room, None)


def _read_stripped_state(invite: object) -> list[Any]:
    events = mapping(mapping(invite).get("invite_state")).get("events")
    return events if isinstance(events, list) else []
