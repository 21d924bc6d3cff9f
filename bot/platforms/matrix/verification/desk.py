"""Verifications under way: who may ask, what is answered, and what the person at the shell decides."""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol
from uuid import uuid4

from bot.platforms import FAILURES
from bot.platforms.matrix.api import Api, path
from bot.platforms.matrix.client import Client
from bot.platforms.matrix.translate import event_id_of, mapping, sender_of, string
from bot.platforms.matrix.trust.establish import vault
from bot.platforms.matrix.trust.published import query
from bot.platforms.matrix.trust.publishing import sign
from bot.platforms.matrix.verification.dialogue import METHOD, Broken, Dialogue, Party, Reply, Stage
from bot.platforms.matrix.verification.ledger import Ledger, State, Verification
from bot.platforms.matrix.verification.parts import KIND, is_request

log = logging.getLogger(__name__)

LASTS = timedelta(minutes=10)
_LOOK_SECONDS = 1.0
_MOST = 20


class Post(Protocol):
    async def __call__(self, room: str, kind: str, content: dict[str, Any]) -> None:
        """Sends an event into a room, encrypted where the room is."""


@dataclass(kw_only=True, slots=True)
class _Case:
    """`room` is None when the devices speak to each other directly."""

    dialogue: Dialogue
    room: str | None
    ends_at: datetime


@dataclass(frozen=True, kw_only=True)
class Desk:
    """Takes requests of `admins` only. Nothing here raises: a verification that fails is told in the ledger."""

    client: Client
    admins: frozenset[str]
    ledger: Ledger
    post: Post
    clock: Callable[[], datetime]
    tasks: asyncio.TaskGroup
    _cases: dict[str, _Case] = field(default_factory=dict)
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def open(self) -> None:
        await self.ledger.abandon(self.clock())

    async def directly(self, sources: Sequence[Mapping[str, Any]]) -> None:
        """What came to this device from other devices."""
        for source in sources:
            kind, content = string(source.get("type")) or "", mapping(source.get("content"))
            if kind.startswith(KIND):
                id_ = string(content.get("transaction_id")) or ""
                await self._take(kind, id_, sender_of(source), content, None)

    async def in_room(self, room: str, source: Mapping[str, Any]) -> None:
        """What was said in a room, decrypted."""
        kind, content = string(source.get("type")) or "", mapping(source.get("content"))
        if is_request(source):
            if content.get("to") == self.client.user_id:
                asked = {**content, "timestamp": source.get("origin_server_ts")}
                await self._take(f"{KIND}request", event_id_of(source) or "", sender_of(source), asked, room)
        else:
            id_ = string(mapping(content.get("m.relates_to")).get("event_id")) or ""
            await self._take(kind, id_, sender_of(source), content, room)

    async def _take(self, kind: str, id_: str, sender: str, content: Mapping[str, Any], room: str | None) -> None:
        """One after the other, for each builds on what came before."""
        async with self._turn:
            try:
                if kind == f"{KIND}request":
                    await self._requested(id_, sender, content, room)
                elif id_ in self._cases and self._cases[id_].dialogue.them.user_id == sender:
                    await self._continue(self._cases[id_], kind.removeprefix(KIND), content)
                elif room is None and kind == f"{KIND}start":
                    await self._unknown(id_, sender, content)
            except Exception as error:  # noqa: BLE001
                reason = error if isinstance(error, FAILURES) else type(error).__name__
                log.warning("The verification with %s is stuck: %s", sender, reason)
                with contextlib.suppress(Exception):
                    await self._end(id_, State.FAILED)

    async def _requested(self, id_: str, sender: str, content: Mapping[str, Any], room: str | None) -> None:
        device_id = string(content.get("from_device")) or ""
        methods = content.get("methods")
        if not id_ or not device_id or id_ in self._cases or not isinstance(methods, list) or METHOD not in methods:
            return
        if not self._is_recent(content):
            return
        if sender not in self.admins or len(self._cases) >= _MOST:
            log.warning("Declined to verify %s, who is not one of the admins", sender)
            await self._send(self._case(id_, room, sender, device_id, {}, {}), [_cancel("m.user", "Only for admins")])
            return
        keys = await self._keys(sender, device_id), self._own_keys()
        case = self._case(id_, room, sender, device_id, *keys)
        if not self._cases:
            self.tasks.create_task(self._attend())
        self._cases[id_] = case
        log.info("%s asks for a verification: `lotse matrix verify` shows it", sender)
        await self._note(case, State.WAITING)
        await self._send(case, case.dialogue.ready())

    async def _unknown(self, id_: str, sender: str, content: Mapping[str, Any]) -> None:
        """Of the time before a restart, or without a request: the other side need not wait."""
        device_id = string(content.get("from_device"))
        if sender in self.admins and id_ and device_id:
            case = self._case(id_, None, sender, device_id, {}, {})
            await self._send(case, [_cancel("m.unknown_transaction", "Ask for the verification first")])

    def _is_recent(self, content: Mapping[str, Any]) -> bool:
        """A client that has waited longer has given up."""
        stamp = content.get("timestamp")
        return not isinstance(stamp, int) or stamp / 1000 > (self.clock() - LASTS).timestamp()

    def _case(
        self,
        id_: str,
        room: str | None,
        sender: str,
        device_id: str,
        theirs: Mapping[str, str],
        ours: Mapping[str, str],
    ) -> _Case:
        us = Party(user_id=self.client.user_id, device_id=self.client.device_id, keys=ours)
        them = Party(user_id=sender, device_id=device_id, keys=theirs)
        return _Case(dialogue=Dialogue(id=id_, us=us, them=them), room=room, ends_at=self.clock() + LASTS)

    def _own_keys(self) -> dict[str, str]:
        """Those that are here: what the homeserver calls Lotse's may be somebody else's."""
        identity = vault(self.client).current()
        device = str(self.client.olm.account.identity_keys["ed25519"])
        own = {f"ed25519:{self.client.device_id}": device}
        return {**own, identity.master.id: identity.master_public} if identity else own

    async def _keys(self, user_id: str, device_id: str) -> dict[str, str]:
        """By their ids, as the homeserver has them; empty if it has none."""
        published = await query(Api(self.client), user_id)
        key_id = f"ed25519:{device_id}"
        device = string(mapping(published.device(device_id).get("keys")).get(key_id))
        master = published.master_public
        found = {key_id: device, f"ed25519:{master}": master}
        return {key_id: key for key_id, key in found.items() if key}

    async def _continue(self, case: _Case, kind: str, content: Mapping[str, Any]) -> None:
        steps = {
            "start": case.dialogue.started,
            "key": case.dialogue.given_key,
            "mac": case.dialogue.given_mac,
        }
        if kind == "cancel":
            await self._end(case.dialogue.id, State.CANCELLED)
        elif kind in steps:
            await self._step(case, lambda: steps[kind](content))

    async def _step(self, case: _Case, step: Callable[[], list[Reply]]) -> None:
        before = case.dialogue.stage
        try:
            replies = step()
        except Broken as broken:
            log.warning("The verification with %s failed: %s", case.dialogue.them.user_id, broken.reason)
            await self._send(case, [_cancel(broken.code, broken.reason)])
            await self._end(case.dialogue.id, State.FAILED)
            return
        await self._send(case, replies)
        if case.dialogue.stage is Stage.COMPARING and before is Stage.ACCEPTED:
            await self._note(case, State.COMPARING)
        elif case.dialogue.stage is Stage.VERIFIED:
            await self._vouch(case.dialogue)
            await self._end(case.dialogue.id, State.VERIFIED)

    async def _vouch(self, dialogue: Dialogue) -> None:
        """Lotse's identity signs theirs, so that all of Lotse's later devices know it too."""
        identity = vault(self.client).current()
        published = await query(Api(self.client), dialogue.them.user_id)
        master = published.master_public
        if identity is None or master is None or not dialogue.vouched_for(f"ed25519:{master}"):
            return
        signed = identity.signed_user(published.keys["master"])
        await sign(Api(self.client), {dialogue.them.user_id: {master: signed}})

    async def _attend(self) -> None:
        """Until nothing is under way: what was decided at the shell, and what took too long."""
        while self._cases:
            await asyncio.sleep(_LOOK_SECONDS)
            try:
                await self._look()
            except Exception as error:  # noqa: BLE001
                log.error("The verifications have to wait (%s)", type(error).__name__)  # noqa: TRY400

    async def _look(self) -> None:
        async with self._turn:
            for verification in await self.ledger.decided():
                case = self._cases.get(verification.id)
                if case is not None and case.dialogue.stage is Stage.COMPARING:
                    await self._decide(case, verification.state)
            for id_, case in tuple(self._cases.items()):
                if self.clock() >= case.ends_at:
                    await self._quietly(self._send(case, [_cancel("m.timeout", "Nobody compared the emoji")]))
                    await self._end(id_, State.EXPIRED)

    async def _decide(self, case: _Case, state: State) -> None:
        if state is State.CONFIRMED:
            await self._step(case, case.dialogue.confirm)
            return
        await self._quietly(self._send(case, [_cancel("m.mismatched_sas", "The emoji do not match")]))
        await self._end(case.dialogue.id, State.MISMATCHED)

    async def _quietly(self, sending: Awaitable[None]) -> None:
        with contextlib.suppress(*FAILURES):
            await sending

    async def _note(self, case: _Case, state: State) -> None:
        them = case.dialogue.them
        await self.ledger.write(
            Verification(
                id=case.dialogue.id,
                user_id=them.user_id,
                device_id=them.device_id,
                state=state,
                updated_at=self.clock(),
                emoji=case.dialogue.indices,
            )
        )

    async def _end(self, id_: str, state: State) -> None:
        case = self._cases.pop(id_, None)
        if case is not None:
            log.info("The verification with %s ended: %s", case.dialogue.them.user_id, state)
            await self._note(case, state)

    async def _send(self, case: _Case, replies: Sequence[Reply]) -> None:
        for kind, content in replies:
            if case.room is None:
                await self._to_device(case, kind, content)
            else:
                reference = {"rel_type": "m.reference", "event_id": case.dialogue.id}
                await self.post(case.room, kind, {**content, "m.relates_to": reference})

    async def _to_device(self, case: _Case, kind: str, content: Mapping[str, Any]) -> None:
        them = case.dialogue.them
        message = {them.user_id: {them.device_id: {**content, "transaction_id": case.dialogue.id}}}
        await Api(self.client).put(path("sendToDevice", kind, uuid4().hex), {"messages": message})


def _cancel(code: str, reason: str) -> Reply:
    return f"{KIND}cancel", {"code": code, "reason": reason}
