"""The current state of the space and its rooms on the homeserver."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from bot.platforms.base.contract import PlatformRefused
from bot.platforms.matrix.homeserver.api import Api, account_data_path, path
from bot.platforms.matrix.homeserver.failures import Refusal
from bot.platforms.matrix.homeserver.raw_events import Source, mapping, string
from bot.platforms.matrix.provision.desired import DesiredSpace, Room
from bot.platforms.matrix.rooms.power_levels import Power, version_of

_MEMORY = "de.lotse.space"
_LONGEST_CHAIN = 20


@dataclass(frozen=True, kw_only=True, slots=True)
class Memory:
    """The memory of earlier runs in Lotse's account data: ids of the rooms by key, and the uploaded avatar."""

    rooms: Mapping[str, str] = field(default_factory=dict)
    avatar_digest: str | None = None
    avatar_url: str | None = None

    def avatar_of(self, wanted: DesiredSpace) -> str | None:
        """Return the address of the wanted avatar if it was uploaded before."""
        return self.avatar_url if wanted.avatar and wanted.avatar.digest == self.avatar_digest else None


@dataclass(frozen=True, kw_only=True, slots=True)
class CurrentRoom:
    """A room with its current state; `former` are the rooms that it replaced."""

    room: str
    state: Mapping[tuple[str, str], Source]
    former: tuple[str, ...] = ()

    def content(self, kind: str, key: str = "") -> Source:
        return mapping(self.state.get((kind, key), {}).get("content"))

    @property
    def create(self) -> Source:
        return self.state.get(("m.room.create", ""), {})

    @property
    def version(self) -> str:
        return version_of(self.create)

    @property
    def power(self) -> Power:
        levels = self.state.get(("m.room.power_levels", ""))
        return Power(create=self.create, levels=None if levels is None else mapping(levels.get("content")))


@dataclass(frozen=True, kw_only=True, slots=True)
class CurrentSpace:
    """The current space: `rooms` and `aliases` by key; an alias leads to the id of a room."""

    memory: Memory
    rooms: Mapping[str, CurrentRoom]
    aliases: Mapping[str, str]
    version: str


async def read_current_space(api: Api, wanted: DesiredSpace) -> CurrentSpace:
    """Read the current space; raises PlatformRefused if an alias leads to a room that Lotse is not in."""
    memory = await load_memory(api, wanted.own_id)
    rooms: dict[str, CurrentRoom] = {}
    aliases: dict[str, str] = {}
    for room in wanted.all:
        alias = await _resolve_alias(api, room.alias)
        held = await _find_room(api, wanted.own_id, room, memory.rooms.get(room.key), alias)
        rooms |= {room.key: held} if held else {}
        aliases |= {room.key: alias} if alias else {}
    version = wanted.settings.room_version or await _default_version(api)
    return CurrentSpace(memory=memory, rooms=rooms, aliases=aliases, version=version)


async def load_memory(api: Api, own_id: str) -> Memory:
    try:
        kept = await api.get(_memory(own_id))
    except Refusal:
        return Memory()
    rooms = {key: room for key, room in mapping(kept.get("rooms")).items() if isinstance(room, str)}
    avatar = mapping(kept.get("avatar"))
    return Memory(rooms=rooms, avatar_digest=string(avatar.get("sha256")), avatar_url=string(avatar.get("url")))


async def save_memory(api: Api, own_id: str, memory: Memory) -> None:
    avatar = {"sha256": memory.avatar_digest, "url": memory.avatar_url}
    await api.put(_memory(own_id), {"rooms": dict(memory.rooms), "avatar": avatar})


def _memory(own_id: str) -> str:
    return account_data_path(own_id, _MEMORY)


async def _resolve_alias(api: Api, alias: str) -> str | None:
    return string(mapping(await api.find(path("directory", "room", alias))).get("room_id"))


async def _find_room(
    api: Api, own_id: str, room: Room, remembered: str | None, alias: str | None
) -> CurrentRoom | None:
    """Return the room of an earlier run, else the one behind the alias; None if there is none yet."""
    for candidate in dict.fromkeys(filter(None, (remembered, alias))):
        held = await _follow_upgrades(api, own_id, candidate)
        if held is not None:
            return held
    if alias is not None:
        raise PlatformRefused(
            f"{room.alias} leads to {alias}, a room that Lotse is not in and can't enter: "
            "invite Lotse there, or remove the alias, and run this again."
        )
    return None


async def _follow_upgrades(api: Api, own_id: str, room: str) -> CurrentRoom | None:
    """Return the room itself or the last of its successors; None if Lotse can't enter."""
    former: tuple[str, ...] = ()
    while len(former) < _LONGEST_CHAIN and (held := await _enter(api, own_id, room)) is not None:
        successor = string(held.content("m.room.tombstone").get("replacement_room"))
        if not successor or successor in former:
            return replace(held, former=former)
        former, room = (*former, room), successor
    return None


async def _enter(api: Api, own_id: str, room: str) -> CurrentRoom | None:
    """Return whether Lotse is in the room; join it again where it was removed, if that is allowed."""
    try:
        held = await _state(api, room)
        if held.content("m.room.member", own_id).get("membership") == "join":
            return held
    except Refusal:
        pass
    try:
        await api.post(path("join", room), {})
        return await _state(api, room)
    except Refusal:
        return None


async def _state(api: Api, room: str) -> CurrentRoom:
    events = [mapping(event) for event in await api.get_list(path("rooms", room, "state"))]
    return CurrentRoom(
        room=room, state={(str(event.get("type")), str(event.get("state_key"))): event for event in events}
    )


async def _default_version(api: Api) -> str:
    capabilities = mapping((await api.get(path("capabilities"))).get("capabilities"))
    return string(mapping(capabilities.get("m.room_versions")).get("default")) or "1"
