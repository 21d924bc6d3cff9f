"""Power levels of a room from its state; nio does not know the creators' power in rooms of version 12."""

import math
from dataclasses import dataclass

from bot.platforms.matrix.homeserver.api import Api, path
from bot.platforms.matrix.homeserver.raw_events import Source, mapping, sender_of, string

# https://spec.matrix.org/v1.16/rooms/v12/: from here on creators stand above all levels, and in no list of levels.
_FIRST_WITH_CREATORS = 12
_CREATORS_BEFORE_12 = frozenset({"org.matrix.hydra.11"})
MODERATOR = 50
_CREATOR_LEVEL = 100


def version_of(create: Source) -> str:
    """Return the version of a room from its m.room.create."""
    return string(mapping(create.get("content")).get("room_version")) or "1"


def creators_stand_above(version: str) -> bool:
    return version in _CREATORS_BEFORE_12 or (version.isdecimal() and int(version) >= _FIRST_WITH_CREATORS)


def creators(create: Source) -> frozenset[str]:
    """Return the users above all power levels; nobody in rooms before version 12."""
    if not creators_stand_above(version_of(create)):
        return frozenset()
    further = mapping(create.get("content")).get("additional_creators")
    return frozenset({sender_of(create), *(_strings(further))} - {""})


@dataclass(frozen=True, kw_only=True, slots=True)
class Power:
    """The rights in one room: `create` is the whole m.room.create, `levels` the content of m.room.power_levels."""

    create: Source
    levels: Source | None

    def of(self, user_id: str) -> float:
        if user_id in creators(self.create):
            return math.inf
        if self.levels is None:
            return _CREATOR_LEVEL if user_id == self._creator() else 0
        return _level(mapping(self.levels.get("users")).get(user_id), _level(self.levels.get("users_default"), 0))

    def level_for_state(self, kind: str) -> int:
        levels = self.levels or {}
        default = _level(levels.get("state_default"), MODERATOR if self.levels is not None else 0)
        return _level(mapping(levels.get("events")).get(kind), default)

    def may_redact(self, user_id: str) -> bool:
        """Return True if the user may redact messages of others."""
        return self.of(user_id) >= _level((self.levels or {}).get("redact"), MODERATOR)

    def _creator(self) -> str:
        return string(mapping(self.create.get("content")).get("creator")) or sender_of(self.create)


async def read_power(api: Api, room: str) -> Power:
    """Return the current rights in a room; raises TemporaryFailure or Refusal."""
    return Power(
        create=await _create(api, room), levels=await api.find(path("rooms", room, "state", "m.room.power_levels", ""))
    )


async def _create(api: Api, room: str) -> Source:
    """Return the whole m.room.create event, whose sender is the creator."""
    event = await api.get(path("rooms", room, "state", "m.room.create", ""), format="event")
    if "content" in event:
        return event
    # Homeservers that don't know `format` answer with the content alone.
    state = map(mapping, await api.get_list(path("rooms", room, "state")))
    return next((event for event in state if event.get("type") == "m.room.create"), {})


def _level(value: object, default: int) -> int:
    """Return a level, which old rooms hold as a string."""
    if isinstance(value, str):
        digits = value.strip().removeprefix("-")
        return int(value) if digits.isascii() and digits.isdecimal() and len(digits) < 16 else default
    return value if isinstance(value, int) and not isinstance(value, bool) else default


def _strings(value: object) -> list[str]:
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []
