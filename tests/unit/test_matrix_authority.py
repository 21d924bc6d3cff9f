"""Which edits, redactions and ends of polls count, whatever a homeserver delivers."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from nio import AsyncClient

from bot.platforms.base.contract import TemporaryFailure
from bot.platforms.matrix.sync.authority import Authority, Verdict

ROOM, OTHER = "!hall:lotse.test", "!other:lotse.test"
ANNA, BEA, EVE = (f"@{name}:lotse.test" for name in ("anna", "bea", "eve"))
REDACTED: dict[str, Any] = {"content": {}, "unsigned": {"redacted_because": {}}}


@dataclass
class Homeserver:
    """What it shows of rooms; `status` is that of all answers."""

    authority: Authority
    events: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    create: dict[str, Any] = field(default_factory=lambda: {"sender": ANNA, "content": {"room_version": "11"}})
    levels: dict[str, Any] = field(default_factory=lambda: {"users": {ANNA: 100, BEA: 50}})
    status: int = 200

    def holds(self, event: Mapping[str, Any], room: str = ROOM) -> None:
        self.events[room, event["event_id"]] = {"room_id": room, **event}

    async def answer(self, request: web.Request) -> web.Response:
        room, kind, name = (request.match_info[part] for part in ("room", "kind", "name"))
        found: Any = self.events.get((room, name)) if kind == "event" else None
        if kind == "state":
            found = {"m.room.create": self.create, "m.room.power_levels": self.levels}[name.rstrip("/")]
        if self.status != 200 or found is None:
            return web.json_response({"errcode": "M_NOT_FOUND"}, status=404 if self.status == 200 else self.status)
        return web.json_response(found)

    async def judges(self, source: Mapping[str, Any], sent: Mapping[str, Any] | None = None) -> Verdict:
        return await self.authority.judge(ROOM, sent or source, source)


@pytest.fixture
async def homeserver() -> AsyncIterator[Homeserver]:
    async def respond(request: web.Request) -> web.Response:
        return await there.answer(request)

    app = web.Application()
    app.router.add_get("/_matrix/client/v3/rooms/{room}/{kind:event|state}/{name:.*}", respond)
    server = TestServer(app)
    await server.start_server()
    client = AsyncClient(str(server.make_url("/")).rstrip("/"), "@lotse:lotse.test")
    there = Homeserver(Authority(client))
    yield there
    await client.close()
    await server.close()


def message(sender: str = ANNA, event_id: str = "$said", **more: Any) -> dict[str, Any]:
    content = {"msgtype": "m.text", "body": "Ja"}
    return {"type": "m.room.message", "event_id": event_id, "sender": sender, "content": content, **more}


def related(kind: str, to: str = "$said") -> dict[str, Any]:
    return {"m.relates_to": {"rel_type": kind, "event_id": to}}


def edit(sender: str = ANNA, **more: Any) -> dict[str, Any]:
    content = {"m.new_content": {"msgtype": "m.text", "body": "Nein"}, **related("m.replace")}
    return message(sender, "$edit", content=content, **more)


def redaction(sender: str, target: str = "$said", **more: Any) -> dict[str, Any]:
    return {"type": "m.room.redaction", "event_id": "$gone", "sender": sender, "content": {"redacts": target}, **more}


async def test_an_author_edits_a_message(homeserver: Homeserver) -> None:
    homeserver.holds(message())
    assert await homeserver.judges(edit()) is Verdict.ACCEPTED
    assert await homeserver.judges(message(EVE, "$new")) is Verdict.ACCEPTED


@pytest.mark.parametrize(
    "original",
    [
        message(BEA),
        message(state_key=""),
        message(type="m.sticker"),
        message(type="m.reaction"),
        message(content=related("m.replace", "$first")),
        message(**REDACTED),
        message(content={}),
        message(room_id=OTHER),
        message(event_id="$another"),
        message(type="m.room.encrypted"),
    ],
)
async def test_not_everything_can_be_edited(homeserver: Homeserver, original: dict[str, Any]) -> None:
    homeserver.holds(original)
    assert await homeserver.judges(edit()) is Verdict.REJECTED


async def test_nobody_edits_the_messages_of_others_whatever_their_power(homeserver: Homeserver) -> None:
    homeserver.holds(message(BEA))
    assert await homeserver.judges(edit(ANNA)) is Verdict.REJECTED


async def test_an_original_in_another_room_is_none(homeserver: Homeserver) -> None:
    homeserver.holds(message(), OTHER)
    assert await homeserver.judges(edit()) is Verdict.REJECTED
    assert await homeserver.judges(redaction(ANNA)) is Verdict.REJECTED


@pytest.mark.parametrize("outside", [{}, related("m.thread"), related("m.replace", "$other")])
async def test_the_relation_of_an_encrypted_edit_stands_outside_and_inside_alike(
    homeserver: Homeserver, outside: dict[str, Any]
) -> None:
    homeserver.holds(message())
    homeserver.holds(message(event_id="$other"))
    sent = {**edit(), "type": "m.room.encrypted", "content": outside}
    assert await homeserver.judges(edit(), sent) is Verdict.REJECTED


async def test_an_encrypted_message_with_a_relation_that_only_servers_see_is_no_edit(homeserver: Homeserver) -> None:
    homeserver.holds(message())
    sent = {**edit(), "type": "m.room.encrypted"}
    assert await homeserver.judges(message(event_id="$new", content=related("m.thread")), sent) is Verdict.REJECTED


async def test_an_author_takes_a_message_back(homeserver: Homeserver) -> None:
    homeserver.holds(message(EVE, **REDACTED))
    assert await homeserver.judges(redaction(EVE)) is Verdict.ACCEPTED
    assert await homeserver.judges(redaction(EVE, content={}, redacts="$said")) is Verdict.ACCEPTED


@pytest.mark.parametrize(
    ("levels", "expected"),
    [
        ({"users": {BEA: 50}}, Verdict.BY_MODERATOR),
        ({"users": {BEA: 49}}, Verdict.REJECTED),
        ({"users": {BEA: 50}, "redact": 51}, Verdict.REJECTED),
        ({"redact": 0}, Verdict.BY_MODERATOR),
        ({"users_default": 50}, Verdict.BY_MODERATOR),
        ({}, Verdict.REJECTED),
    ],
)
@pytest.mark.parametrize("kind", ["m.room.message", "m.reaction", "m.room.encrypted"])
async def test_moderators_take_back_what_others_said(
    homeserver: Homeserver, levels: dict[str, Any], expected: Verdict, kind: str
) -> None:
    homeserver.holds(message(EVE, type=kind, **REDACTED))
    homeserver.levels = levels
    assert await homeserver.judges(redaction(BEA)) is expected


async def test_the_creators_of_newer_rooms_stand_in_no_list(homeserver: Homeserver) -> None:
    homeserver.holds(message(EVE, **REDACTED))
    homeserver.create = {"sender": ANNA, "content": {"room_version": "12", "additional_creators": [BEA]}}
    homeserver.levels = {}
    assert [await homeserver.judges(redaction(each)) for each in (ANNA, BEA)] == [Verdict.BY_MODERATOR] * 2


async def test_a_redaction_that_names_two_messages_counts_for_none(homeserver: Homeserver) -> None:
    for event_id in ("$said", "$own"):
        homeserver.holds(message(EVE, event_id, **REDACTED))
    assert await homeserver.judges(redaction(EVE, "$said", redacts="$own")) is Verdict.REJECTED


async def test_a_redaction_waits_until_the_homeserver_has_carried_it_out(homeserver: Homeserver) -> None:
    homeserver.holds(message(EVE))
    assert await homeserver.judges(redaction("@mallory:lotse.test")) is Verdict.REJECTED
    with pytest.raises(TemporaryFailure):
        await homeserver.judges(redaction(EVE))


@pytest.mark.parametrize("source", [edit(), redaction(EVE)])
async def test_what_can_not_be_judged_now_is_judged_later(homeserver: Homeserver, source: dict[str, Any]) -> None:
    homeserver.holds(message(EVE, **REDACTED))
    homeserver.status = 503
    with pytest.raises(TemporaryFailure):
        await homeserver.judges(source)


async def test_polls_are_closed_by_their_authors_and_moderators(homeserver: Homeserver) -> None:
    homeserver.holds(message(EVE, type="m.poll.start"))
    ends = [
        message(sender, "$end", type=kind, content=related("m.reference"))
        for sender in (EVE, BEA, "@mallory:lotse.test")
        for kind in ("m.poll.end", "org.matrix.msc3381.poll.end")
    ]
    verdicts = [Verdict.ACCEPTED] * 2 + [Verdict.BY_MODERATOR] * 2 + [Verdict.REJECTED] * 2
    assert [await homeserver.judges(end) for end in ends] == verdicts
