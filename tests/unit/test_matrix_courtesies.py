"""Reactions and receipts on Matrix: complete, in order, and none that is out of date."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import pytest
from nio import RoomSendError, RoomSendResponse

from bot.platforms.base.contract import Action, Delivery
from bot.platforms.base.queues import QUIET_SECONDS, Deferrals
from bot.platforms.matrix.sending.notices import Receipts
from bot.platforms.matrix.sending.sending import DeliverySender
from handlers.core.events import Address, MessageId, PlatformName, RoomId
from handlers.core.messages import Choice, DeliveryId, Message
from tests.unit.test_deferrals import HandClock

ROOM = "!room:example.org"
ADDRESS = Address(platform=PlatformName.MATRIX, room=RoomId(ROOM))
MESSAGE = MessageId("$1")
LIMITED = RoomSendError("slow down", "M_LIMIT_EXCEEDED", 2000)


@dataclass
class Homeserver:
    """What is sent there, with its transaction id; `refusals` come instead of the next answers."""

    events: list[tuple[str, str, str]] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    refusals: list[RoomSendError] = field(default_factory=list)
    user_id: str = "@lotse:example.org"
    access_token: str = "token"
    rooms: dict[str, Any] = field(
        default_factory=lambda: {ROOM: SimpleNamespace(room_id=ROOM, encrypted=False, users={})}
    )

    async def room_send(self, room: str, kind: str, content: dict[str, Any], *, tx_id: str, **_: Any) -> Any:
        key = content["m.relates_to"]["key"] if kind == "m.reaction" else content["body"]
        self.events.append((kind, key, tx_id))
        return self.refusals.pop(0) if self.refusals else RoomSendResponse(MESSAGE, room)

    async def room_redact(self, room: str, event: str, *, tx_id: str) -> Any:
        self.events.append(("m.room.redaction", event, tx_id))
        return RoomSendResponse("$gone", room)

    async def send(self, method: str, path: str, *_: object) -> Any:
        self.requests.append(f"{method} {path}")

        async def read() -> bytes:
            return json.dumps({"chunk": []}).encode()

        return SimpleNamespace(status=200, read=read)

    @property
    def reactions(self) -> list[tuple[str, str]]:
        return [(key, tx_id) for kind, key, tx_id in self.events if kind == "m.reaction"]


@dataclass
class Scene:
    clock: HandClock
    server: Homeserver
    deferrals: Deferrals

    async def send(self, sending: DeliverySender, id_: str, choices: int, action: Action = Action.MESSAGE) -> None:
        labels = tuple(Choice(label=str(number), says=str(number)) for number in range(choices))
        message = Message(address=ADDRESS, text="Antwort", choices=labels)
        about = None if action is Action.MESSAGE else MESSAGE
        delivery = Delivery(id=DeliveryId(id_), message=message, action=action, about=about)
        with self.deferrals.ahead():
            await sending.send(self.server.rooms[ROOM], delivery, direct=True)

    @property
    def sending(self) -> DeliverySender:
        return DeliverySender(self.server, self.deferrals)  # type: ignore[arg-type]


@pytest.fixture
async def scene() -> AsyncIterator[Scene]:
    clock = HandClock()
    deferrals = Deferrals(clock)
    running = asyncio.create_task(deferrals.run())
    yield Scene(clock, Homeserver(), deferrals)
    running.cancel()
    await asyncio.wait([running])


async def test_reactions_follow_the_message_in_their_order(scene: Scene) -> None:
    await scene.send(scene.sending, "a", 3)
    assert scene.server.reactions == []
    await scene.clock.passes(QUIET_SECONDS)
    assert scene.server.reactions == [("1️⃣", "a-1"), ("2️⃣", "a-2"), ("3️⃣", "a-3")]


@pytest.mark.parametrize("choices", [0, 1])
async def test_an_edit_leaves_no_reactions_of_what_it_replaces(scene: Scene, choices: int) -> None:
    sending = scene.sending
    await scene.send(sending, "a", 3)
    await scene.send(sending, "e", choices, Action.EDIT)
    await scene.clock.passes(60)
    assert scene.server.reactions == [("1️⃣", "e-1")][:choices]


async def test_a_deletion_leaves_no_reactions(scene: Scene) -> None:
    sending = scene.sending
    await scene.send(sending, "a", 3)
    await scene.send(sending, "d", 0, Action.DELETION)
    await scene.clock.passes(60)
    assert scene.server.reactions == []
    # What may have stood there already is looked for.
    assert "m.annotation" in scene.server.requests[-1]


async def test_on_a_homeserver_that_asks_to_slow_down_the_other_reactions_are_left_out(scene: Scene) -> None:
    await scene.send(scene.sending, "a", 3)
    scene.server.refusals.append(LIMITED)
    await scene.clock.passes(60)
    assert scene.server.reactions == [("1️⃣", "a-1")]


async def test_a_reaction_that_does_not_arrive_is_repeated_under_the_same_key(scene: Scene) -> None:
    await scene.send(scene.sending, "a", 2)
    scene.server.refusals.append(RoomSendError("bad gateway"))
    await scene.clock.passes(120)
    assert scene.server.reactions == [("1️⃣", "a-1"), ("1️⃣", "a-1"), ("2️⃣", "a-2")]


async def test_one_receipt_is_sent_for_the_newest_message(scene: Scene) -> None:
    receipts = Receipts(scene.server, scene.deferrals)  # type: ignore[arg-type]
    with scene.deferrals.ahead():
        for event in ("$1", "$2", "$3"):
            receipts.note_handled(ROOM, event)
        receipts.note_handled("!another:example.org", "$4")
    await scene.clock.passes(60)
    assert [request.rpartition("/")[2] for request in scene.server.requests] == ["%243", "%244"]
