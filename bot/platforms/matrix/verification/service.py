"""Verifications under way: who may ask, what is answered, and what the person at the shell decides."""

import asyncio
import contextlib
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from bot.platforms.base.contract import FAILURES
from bot.platforms.base.ports import Verification, VerificationState, VerificationStore
from bot.platforms.matrix.crypto.client import Client
from bot.platforms.matrix.homeserver.api import Api
from bot.platforms.matrix.homeserver.raw_events import event_id_of, mapping, sender_of, string
from bot.platforms.matrix.verification.dialogue import METHOD, Dialogue, Party, ProtocolError, Reply, Stage
from bot.platforms.matrix.verification.parties import other_party, own_party, sign_other_identity
from bot.platforms.matrix.verification.transport import (
    EVENT_PREFIX,
    InRoom,
    RequestQueue,
    SendEvent,
    ToDevice,
    Transport,
    is_request,
)
from bot.system.tracebacks import log_level

log = logging.getLogger(__name__)

TIMEOUT = timedelta(minutes=10)
_AHEAD = timedelta(minutes=5)
_LOOK_SECONDS = 1.0
_MOST = 20
# The states that follow from the other side's cancel code; any other code means cancelled.
_CANCELLED = {"m.mismatched_sas": VerificationState.MISMATCHED, "m.timeout": VerificationState.EXPIRED}


@dataclass(kw_only=True, slots=True)
class _Case:
    dialogue: Dialogue
    way: Transport
    requests: RequestQueue
    ends_at: datetime

    def say(self, replies: Sequence[Reply]) -> None:
        for kind, content in replies:
            self.requests.add(partial(self.way.send, kind, content))

    def cancel(self, code: str, reason: str) -> None:
        """Cancel the verification instead of sending what is queued."""
        self.requests.drop()
        self.say([(f"{EVENT_PREFIX}cancel", {"code": code, "reason": reason})])


@dataclass(frozen=True, kw_only=True)
class VerificationService:
    """Verifications requested by `admins`. Nothing here raises: failures are recorded in the store."""

    client: Client
    admins: frozenset[str]
    verifications: VerificationStore
    post: SendEvent
    clock: Callable[[], datetime]
    tasks: asyncio.TaskGroup
    _cases: dict[str, _Case] = field(default_factory=dict)
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def open(self) -> None:
        await self.verifications.abandon(self.clock())

    async def directly(self, sources: Sequence[Mapping[str, Any]]) -> None:
        """Take events that came to this device."""
        for source in sources:
            kind, content = string(source.get("type")) or "", mapping(source.get("content"))
            if kind.startswith(EVENT_PREFIX):
                id_ = string(content.get("transaction_id")) or ""
                await self._take(kind, id_, sender_of(source), content, None)

    async def in_room(self, room: str, source: Mapping[str, Any]) -> None:
        """Take a decrypted event of a room."""
        kind, content = string(source.get("type")) or "", mapping(source.get("content"))
        if is_request(source):
            if content.get("to") == self.client.user_id:
                asked = {**content, "timestamp": source.get("origin_server_ts")}
                await self._take(f"{EVENT_PREFIX}request", event_id_of(source) or "", sender_of(source), asked, room)
        else:
            id_ = string(mapping(content.get("m.relates_to")).get("event_id")) or ""
            await self._take(kind, id_, sender_of(source), content, room)

    async def _take(self, kind: str, id_: str, sender: str, content: Mapping[str, Any], room: str | None) -> None:
        """Take one event after the other, as each depends on the previous one."""
        async with self._turn:
            try:
                if kind == f"{EVENT_PREFIX}request":
                    await self._handle_request(id_, sender, content, room)
                elif id_ in self._cases and self._cases[id_].dialogue.them.user_id == sender:
                    await self._continue(self._cases[id_], kind.removeprefix(EVENT_PREFIX), content)
                elif room is None and kind == f"{EVENT_PREFIX}start":
                    self._handle_unknown(id_, sender, content)
            except Exception as error:  # noqa: BLE001
                if id_ in self._cases:
                    await self._fail(self._cases[id_], error)

    async def _handle_request(self, id_: str, sender: str, content: Mapping[str, Any], room: str | None) -> None:
        device_id = string(content.get("from_device")) or ""
        methods = content.get("methods")
        if not id_ or not device_id or id_ in self._cases or not isinstance(methods, list) or METHOD not in methods:
            return
        if not self._is_recent(content):
            return
        if sender not in self.admins or len(self._cases) >= _MOST:
            log.warning("Declined to verify %s, who is not one of the admins", sender)
            self._decline(id_, room, sender, device_id, "m.user", "Only for admins")
            return
        case = self._case(id_, room, sender, device_id, self.clock() + TIMEOUT)
        if not self._cases:
            self.tasks.create_task(self._attend())
        self._cases[id_] = case
        log.info("%s asks for a verification: `lotse matrix verify` shows it", sender)
        await self._note(case, VerificationState.WAITING)
        case.requests.add(partial(self._meet, case))
        case.say(case.dialogue.ready())

    def _handle_unknown(self, id_: str, sender: str, content: Mapping[str, Any]) -> None:
        """Cancel a verification from before a restart or without a request, so that the other side need not wait."""
        device_id = string(content.get("from_device"))
        if sender in self.admins and id_ and device_id:
            self._decline(id_, None, sender, device_id, "m.unknown_transaction", "Ask for the verification first")

    def _decline(self, id_: str, room: str | None, user_id: str, device_id: str, code: str, reason: str) -> None:
        """Decline a request, in a single attempt, as it may come from strangers."""
        self._case(id_, room, user_id, device_id, self.clock()).cancel(code, reason)

    def _is_recent(self, content: Mapping[str, Any]) -> bool:
        """Return whether a request is recent; by the specification, the client has given up on older ones."""
        stamp = content.get("timestamp")
        if not isinstance(stamp, int):
            return False
        now = self.clock()
        return (now - TIMEOUT).timestamp() < stamp / 1000 < (now + _AHEAD).timestamp()

    def _case(self, id_: str, room: str | None, user_id: str, device_id: str, ends_at: datetime) -> _Case:
        us = Party(user_id=self.client.user_id, device_id=self.client.device_id, keys={})
        them = Party(user_id=user_id, device_id=device_id, keys={})
        in_room = InRoom(post=self.post, room=room, id=id_) if room else None
        case = _Case(
            dialogue=Dialogue(id=id_, us=us, them=them),
            way=in_room or ToDevice(api=Api(self.client), user_id=user_id, device_id=device_id, id=id_),
            requests=RequestQueue(
                tasks=self.tasks, clock=self.clock, until=ends_at, failed=lambda error: self._fail(case, error)
            ),
            ends_at=ends_at,
        )
        return case

    async def _meet(self, case: _Case) -> None:
        """Load the keys of both sides."""
        them = case.dialogue.them
        case.dialogue.them = await other_party(self.client, them.user_id, them.device_id)
        case.dialogue.us = own_party(self.client)

    async def _continue(self, case: _Case, kind: str, content: Mapping[str, Any]) -> None:
        steps = {
            "start": case.dialogue.handle_start,
            "key": case.dialogue.handle_key,
            "mac": case.dialogue.handle_mac,
        }
        if kind == "cancel":
            case.requests.drop()
            await self._end(case, _CANCELLED.get(string(content.get("code")) or "", VerificationState.CANCELLED))
        elif kind in steps:
            await self._step(case, lambda: steps[kind](content))

    async def _step(self, case: _Case, step: Callable[[], list[Reply]]) -> None:
        before = case.dialogue.stage
        try:
            case.say(step())
        except ProtocolError as broken:
            log.warning("The verification with %s failed: %s", case.dialogue.them.user_id, broken.reason)
            case.cancel(broken.code, broken.reason)
            await self._end(case, VerificationState.FAILED)
            return
        if case.dialogue.stage is Stage.COMPARING and before is Stage.ACCEPTED:
            await self._note(case, VerificationState.COMPARING)
        elif case.dialogue.stage is Stage.VERIFIED:
            case.requests.add(partial(self._conclude, case))

    async def _conclude(self, case: _Case) -> None:
        await sign_other_identity(self.client, case.dialogue.them.user_id, case.dialogue.proven)
        await self._end(case, VerificationState.VERIFIED)

    async def _fail(self, case: _Case, error: Exception) -> None:
        reason = error if isinstance(error, FAILURES) else type(error).__name__
        log.warning("The verification with %s is stuck: %s", case.dialogue.them.user_id, reason)
        with contextlib.suppress(Exception):
            await self._end(case, VerificationState.FAILED)

    async def _attend(self) -> None:
        """Carry on what was decided at the shell, and end what took too long, until nothing is under way."""
        while self._cases:
            await asyncio.sleep(_LOOK_SECONDS)
            try:
                await self._look()
            except Exception as error:  # noqa: BLE001
                log.log(log_level(error), "The verifications have to wait (%s)", type(error).__name__)

    async def _look(self) -> None:
        async with self._turn:
            for verification in await self.verifications.list_decided():
                case = self._cases.get(verification.id)
                if case is not None and case.dialogue.stage is Stage.COMPARING:
                    await self._decide(case, verification.state)
            for case in tuple(self._cases.values()):
                if self.clock() >= case.ends_at and case.dialogue.stage is not Stage.VERIFIED:
                    case.cancel("m.timeout", "Nobody compared the emoji")
                    await self._end(case, VerificationState.EXPIRED)

    async def _decide(self, case: _Case, state: VerificationState) -> None:
        if state is VerificationState.CONFIRMED:
            await self._step(case, case.dialogue.confirm)
            return
        case.cancel("m.mismatched_sas", "The emoji do not match")
        await self._end(case, VerificationState.MISMATCHED)

    async def _note(self, case: _Case, state: VerificationState) -> None:
        them = case.dialogue.them
        await self.verifications.write(
            Verification(
                id=case.dialogue.id,
                user_id=them.user_id,
                device_id=them.device_id,
                state=state,
                updated_at=self.clock(),
                emoji=case.dialogue.indices,
            )
        )

    async def _end(self, case: _Case, state: VerificationState) -> None:
        if self._cases.pop(case.dialogue.id, None) is not None:
            log.info("The verification with %s ended: %s", case.dialogue.them.user_id, state)
            await self._note(case, state)
