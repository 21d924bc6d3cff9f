"""The space with a room per topic: made, left alone, put right."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from pydantic import SecretStr

from bot.cli.matrix.account import log_in
from bot.platforms.matrix import FOLDER
from bot.settings.matrix import MatrixSettings
from bot.storage.adapters.knowledge import DatabaseKnowledge
from knowledge.entries import Knowledge, Topic
from tests.integration.conftest import unique
from tests.integration.gate import Gate
from tests.integration.person import Enter, Person
from tests.integration.shell import Shell
from tests.integration.synapse import PASSWORD, SERVER_NAME, Synapse
from tests.prepared import open_file

_TOPICS = (
    Topic(id="topic/kim", title="Kommunales Integrationsmanagement (KIM)", description="Austausch zum KIM."),
    Topic(id="topic/sport", title="Sport & Spiel", description="Austausch zum Sport."),
)
_NOTHING = "Nothing to do.\n"


@dataclass(kw_only=True)
class Office:
    """Somebody at a shell, with a configuration and a login, and the same account on another device to look with."""

    folder: Path
    homeserver: str
    own: Person
    alias: str = field(default_factory=lambda: unique("ki"))
    editors: tuple[str, ...] = ()
    admins: tuple[str, ...] = ()
    space: dict[str, Any] = field(default_factory=dict)

    async def provision(self, *arguments: str, typed: str = "") -> tuple[int, str, str]:
        return await self.lotse("matrix", "provision", *arguments, typed=typed)

    async def provisioned(self) -> str:
        code, out, err = await self.provision("--yes")
        assert (code, err) == (0, "")
        return out

    async def lotse(self, *arguments: str, typed: str = "") -> tuple[int, str, str]:
        """Exit code, what was printed, what was complained of."""
        (self.folder / "lotse.toml").write_text(self._config(), encoding="utf-8")
        return await Shell(folder=self.folder).lotse(*arguments, typed=typed)

    async def room(self, topic: str = "") -> str:
        """What the alias leads to."""
        alias = f"#{self.alias}{topic and f'-{topic}'}:{SERVER_NAME}"
        found = await self.own.request("GET", f"/_matrix/client/v3/directory/room/{quote(alias, safe='')}")
        return str(found["room_id"])

    async def state(self, room: str) -> dict[tuple[str, str], Mapping[str, Any]]:
        events = await self.own.request("GET", f"/_matrix/client/v3/rooms/{quote(room)}/state")
        return {(event["type"], event["state_key"]): event["content"] for event in events}

    async def put(self, room: str, kind: str, content: dict[str, Any], key: str = "") -> None:
        path = f"/_matrix/client/v3/rooms/{quote(room)}/state/{kind}/{quote(key)}"
        headers = {"Authorization": f"Bearer {self.own.client.access_token}"}
        response = await self.own.client.send("PUT", path, json.dumps(content), headers)
        assert response.status == 200, await response.text()

    async def is_ordered(self) -> bool:
        return (await self.provisioned()) == _NOTHING

    def _config(self) -> str:
        lines = [
            "[matrix]",
            f'homeserver = "{self.homeserver}"',
            f'user_id = "{self.own.id}"',
            "[matrix.space]",
            f'alias = "{self.alias}"',
            *(f"{name} = {json.dumps(value)}" for name, value in self.space.items()),
            "[roles]",
            f"editors = {json.dumps([f'matrix:{user}' for user in self.editors])}",
            f"admins = {json.dumps([f'matrix:{user}' for user in self.admins])}",
        ]
        return "\n".join(lines)


MakeOffice = Callable[..., Awaitable[Office]]


@pytest.fixture
async def office(synapse: Synapse, enter: Enter, tmp_path: Path) -> MakeOffice:
    async def office(homeserver: str = synapse.url, **chosen: Any) -> Office:
        own = await enter(account=await synapse.register(unique("lotse")))
        settings = MatrixSettings(homeserver=homeserver, user_id=own.id, password=SecretStr(PASSWORD))
        await log_in(settings, tmp_path / "data" / FOLDER)
        async with open_file(tmp_path / "data" / "lotse.db") as database:
            await DatabaseKnowledge(database).import_(Knowledge(topics=_TOPICS), "tests", datetime.now(UTC))
        return Office(folder=tmp_path, homeserver=homeserver, own=own, **chosen)

    return office


@pytest.fixture
async def gate(synapse: Synapse) -> AsyncIterator[Gate]:
    async with Gate(behind=synapse.url).opened() as gate:
        yield gate


@pytest.mark.parametrize("version", ["11", "12"])
async def test_a_space_with_a_room_per_topic_is_made_once(
    office: MakeOffice, synapse: Synapse, enter: Enter, tmp_path: Path, version: str
) -> None:
    editor, admin, guest = [await synapse.register(unique(name)) for name in ("editor", "admin", "guest")]
    (tmp_path / "logo.png").write_bytes(b"\x89PNG a picture")
    chosen = {"room_version": version, "invite": [guest], "avatar": "logo.png", "history_visibility": "joined"}
    ours = await office(editors=(editor,), admins=(admin,), space=chosen)
    code, planned, err = await ours.provision("--dry-run")
    assert (code, err) == (0, "")
    assert "Create the space KI-Austausch" in planned
    assert not (await ours.own.client.joined_rooms()).rooms
    done = await ours.provisioned()
    assert done.startswith(planned)
    space, kim = await ours.room(), await ours.room("kim")
    in_space, in_kim = await ours.state(space), await ours.state(kim)
    assert in_space["m.room.create", ""]["type"] == "m.space"
    assert in_kim["m.room.create", ""]["room_version"] == version
    assert in_space["m.room.name", ""] == {"name": "KI-Austausch"}
    assert in_kim["m.room.name", ""]["name"] == "Kommunales Integrationsmanagement (KIM)"
    assert in_kim["m.room.topic", ""]["topic"] == "Austausch zum KIM."
    assert in_kim["m.room.canonical_alias", ""]["alias"] == f"#{ours.alias}-kim:{SERVER_NAME}"
    assert in_kim["m.room.encryption", ""]["algorithm"] == "m.megolm.v1.aes-sha2"
    assert ("m.room.encryption", "") not in in_space
    assert in_kim["m.room.history_visibility", ""] == {"history_visibility": "joined"}
    assert in_kim["m.room.join_rules", ""]["allow"] == [{"type": "m.room_membership", "room_id": space}]
    assert in_kim["m.room.avatar", ""] == in_space["m.room.avatar", ""]
    assert in_space["m.space.child", kim]["via"] == [SERVER_NAME]
    assert in_kim["m.space.parent", space]["via"] == [SERVER_NAME]
    levels = {editor: 50, admin: 100} | ({ours.own.id: 100} if version == "11" else {})
    assert in_kim["m.room.power_levels", ""]["users"] == in_space["m.room.power_levels", ""]["users"] == levels
    assert in_space["m.room.member", guest]["membership"] == "invite"
    visitor = await enter(account=guest)
    for room in (space, kim):
        assert hasattr(await visitor.client.join(room), "room_id")
    assert await ours.is_ordered()


async def test_the_office_may_upgrade_rooms_that_lotse_made(office: MakeOffice, enter: Enter) -> None:
    admin = await enter("admin")
    ours = await office(admins=(admin.id,), space={"room_version": "12", "invite": [admin.id], "join": "invite"})
    await ours.provisioned()
    kim = await ours.room("kim")
    levels = (await ours.state(kim))["m.room.power_levels", ""]
    await ours.put(kim, "m.room.power_levels", {**levels, "events": {**levels["events"], "m.room.tombstone": 150}})
    assert "Set the rights of the room Kommunales" in await ours.provisioned()
    assert (await ours.state(kim))["m.room.power_levels", ""] == levels
    assert await ours.is_ordered()
    for room in (await ours.room(), kim):
        await admin.client.join(room)
        path = f"/_matrix/client/v3/rooms/{quote(room)}/upgrade"
        assert (await admin.request("POST", path, {"new_version": "12"}))["replacement_room"]


async def test_what_was_broken_is_put_right(office: MakeOffice, synapse: Synapse) -> None:
    editor = await synapse.register(unique("editor"))
    ours = await office(editors=(editor,))
    await ours.provisioned()
    space, kim = await ours.room(), await ours.room("kim")
    before = await ours.state(kim)
    await ours.put(kim, "m.room.name", {"name": ""})
    await ours.put(kim, "m.room.topic", {"topic": "Anderes"})
    await ours.put(kim, "m.room.history_visibility", {"history_visibility": "invited"})
    await ours.put(kim, "m.room.join_rules", {"join_rule": "invite"})
    await ours.put(kim, "m.room.canonical_alias", {})
    await ours.put(kim, "m.space.parent", {}, space)
    await ours.put(space, "m.space.child", {}, kim)
    levels = dict(before["m.room.power_levels", ""])
    own = {user: level for user, level in levels["users"].items() if user == ours.own.id}
    await ours.put(kim, "m.room.power_levels", {**levels, "users": {**own, "@more:lotse.test": 60}})
    alias = quote(f"#{ours.alias}-kim:{SERVER_NAME}", safe="")
    await ours.own.request("DELETE", f"/_matrix/client/v3/directory/room/{alias}")
    await ours.provisioned()
    after = await ours.state(kim)
    assert await ours.room("kim") == kim
    assert (await ours.state(space))["m.space.child", kim]["via"] == [SERVER_NAME]
    changed = {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}
    assert changed == {("m.room.power_levels", ""), ("m.room.topic", "")}
    assert after["m.room.topic", ""]["topic"] == "Austausch zum KIM."
    assert after["m.room.power_levels", ""]["users"] == {**own, editor: 50, "@more:lotse.test": 60}
    assert await ours.is_ordered()


async def test_encryption_is_switched_on_but_never_off(office: MakeOffice) -> None:
    ours = await office(space={"encrypted": False})
    await ours.provisioned()
    kim = await ours.room("kim")
    assert ("m.room.encryption", "") not in await ours.state(kim)
    ours.space["encrypted"] = True
    assert "Set the encryption" in await ours.provisioned()
    ours.space["encrypted"] = False
    assert await ours.is_ordered()
    assert (await ours.state(kim))["m.room.encryption", ""]["algorithm"] == "m.megolm.v1.aes-sha2"


async def test_an_upgraded_room_is_followed(office: MakeOffice) -> None:
    ours = await office(space={"room_version": "11"})
    await ours.provisioned()
    space, old = await ours.room(), await ours.room("kim")
    path = f"/_matrix/client/v3/rooms/{quote(old)}/upgrade"
    new = (await ours.own.request("POST", path, {"new_version": "12"}))["replacement_room"]
    plan = await ours.provisioned()
    assert "Create" not in plan
    assert await ours.room("kim") == new
    children = await ours.state(space)
    assert children["m.space.child", new]["via"] == [SERVER_NAME]
    assert children["m.space.child", old] == {}
    assert await ours.is_ordered()


async def test_a_new_avatar_is_uploaded_once(office: MakeOffice, tmp_path: Path, gate: Gate) -> None:
    (tmp_path / "logo.png").write_bytes(b"one")
    ours = await office(homeserver=gate.url, space={"avatar": "logo.png"})
    await ours.provisioned()
    first = (await ours.state(await ours.room("kim")))["m.room.avatar", ""]
    assert await ours.is_ordered()
    (tmp_path / "logo.png").write_bytes(b"two")
    assert "Upload the avatar logo.png" in await ours.provisioned()
    second = (await ours.state(await ours.room("kim")))["m.room.avatar", ""]
    assert second != first
    assert await ours.is_ordered()
    assert sum("/upload" in path for path in gate.requests) == 2


async def test_the_homeserver_may_ask_to_wait(office: MakeOffice, gate: Gate) -> None:
    ours = await office(homeserver=gate.url)
    slower = {"errcode": "M_LIMIT_EXCEEDED", "error": "Too Many Requests", "retry_after_ms": 50}
    gate.instead += [("/createRoom", 429, slower), ("/createRoom", 429, slower), ("/state/m.space.child", 429, slower)]
    await ours.provisioned()
    assert gate.instead == []
    assert len((await ours.own.client.joined_rooms()).rooms) == 3
    assert await ours.is_ordered()


async def test_what_fails_in_the_middle_is_taken_up_again(office: MakeOffice, gate: Gate) -> None:
    ours = await office(homeserver=gate.url)
    gate.instead += [("/state/m.space.child", 502, {})]
    code, _, err = await ours.provision("--yes")
    assert code == 1
    assert err.count("\n") == 1
    assert "Stopped after 3 of 7 steps at: Link the room" in err
    plan = await ours.provisioned()
    assert "Create" not in plan
    assert len((await ours.own.client.joined_rooms()).rooms) == 3
    assert await ours.is_ordered()


async def test_a_room_whose_making_was_never_confirmed_is_found(office: MakeOffice, gate: Gate) -> None:
    ours = await office(homeserver=gate.url)
    gate.instead += [("/account_data/", 404, {"errcode": "M_NOT_FOUND"}), ("/account_data/", 502, {})]
    code, _, _ = await ours.provision("--yes")
    assert code == 1
    assert len((await ours.own.client.joined_rooms()).rooms) == 1
    await ours.provisioned()
    assert len((await ours.own.client.joined_rooms()).rooms) == 3
    assert await ours.is_ordered()


async def test_an_alias_of_somebody_else_is_told(office: MakeOffice, anna: Person) -> None:
    ours = await office()
    theirs = await anna.client.room_create(alias=f"{ours.alias}-sport")
    code, out, err = await ours.provision("--yes")
    assert (code, out) == (1, "")
    assert f"#{ours.alias}-sport:{SERVER_NAME} leads to {theirs.room_id}" in err
    assert not (await ours.own.client.joined_rooms()).rooms


async def test_nothing_is_done_without_consent(office: MakeOffice) -> None:
    ours = await office()
    code, out, err = await ours.provision(typed="n\n")
    assert code == 1
    assert "Create the space" in out
    assert "Do this?" in err
    assert not (await ours.own.client.joined_rooms()).rooms


async def test_who_has_left_is_not_asked_again(office: MakeOffice, enter: Enter) -> None:
    anna = await enter("anna")
    ours = await office(space={"invite": [anna.id], "join": "invite"})
    assert f"Invite {anna.id} into the room Sport & Spiel" in await ours.provisioned()
    await anna.client.join(await ours.room("sport"))
    await anna.client.room_leave(await ours.room("kim"))
    assert await ours.is_ordered()
