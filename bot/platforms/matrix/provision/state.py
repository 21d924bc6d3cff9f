"""The desired state of the rooms of a space, as far as Lotse decides it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bot.platforms.matrix.crypto.key_upkeep import MEGOLM
from bot.platforms.matrix.homeserver.raw_events import mapping
from bot.platforms.matrix.provision.current import CurrentRoom
from bot.platforms.matrix.provision.desired import ADMIN, MODERATOR, SPACE, DesiredSpace, Room
from bot.platforms.matrix.rooms.power_levels import creators_stand_above

Content = Mapping[str, Any]

# In the order in which they are repaired, with the name of each in the plan.
KINDS = {
    "m.room.power_levels": "rights",
    "m.room.name": "name",
    "m.room.topic": "topic",
    "m.room.avatar": "avatar",
    "m.room.encryption": "encryption",
    "m.room.history_visibility": "history visibility",
    "m.room.join_rules": "join rule",
    "m.space.parent": "space",
    "m.room.canonical_alias": "main alias",
}
_INITIAL = ("m.room.avatar", "m.room.encryption", "m.room.history_visibility", "m.room.join_rules", "m.space.parent")
_UPGRADE = "m.room.tombstone"
# Homeservers put what a request says of `events` in the place of their own list, whose levels these are.
_EVENTS = {
    "m.room.name": MODERATOR,
    "m.room.avatar": MODERATOR,
    "m.room.canonical_alias": MODERATOR,
    "m.room.power_levels": ADMIN,
    "m.room.history_visibility": ADMIN,
    "m.room.server_acl": ADMIN,
    "m.room.encryption": ADMIN,
    _UPGRADE: ADMIN,
}
_NO_GUESTS = {"type": "m.room.guest_access", "state_key": "", "content": {"guest_access": "forbidden"}}


@dataclass(frozen=True, kw_only=True, slots=True)
class References:
    """Targets to which the content of a state event may refer; None if not there yet."""

    space: str | None
    avatar: str | None


def key_of(kind: str, known: References) -> str:
    return known.space or "" if kind == "m.space.parent" else ""


def desired_content(
    kind: str, room: Room, wanted: DesiredSpace, known: References, held: CurrentRoom | None
) -> Content | None:
    """Return the desired content of a state event; None if nothing of this kind is wanted."""
    match kind:
        case "m.room.name":
            return {"name": room.name}
        case "m.room.topic":
            return {"topic": room.topic} if room.topic else None
        case "m.room.avatar":
            return {"url": known.avatar} if wanted.avatar else None
        case "m.room.canonical_alias":
            return {**(held.content(kind) if held else {}), "alias": room.alias}
        case "m.room.power_levels":
            return _levels(wanted, held)
        case _:
            return None if room.key == SPACE else _topic_content(kind, wanted, known, held)


def _topic_content(kind: str, wanted: DesiredSpace, known: References, held: CurrentRoom | None) -> Content | None:
    match kind:
        case "m.room.encryption":
            before = held.content(kind) if held else {}
            return (before if before.get("algorithm") else {"algorithm": MEGOLM}) if wanted.settings.encrypted else None
        case "m.room.history_visibility":
            return {"history_visibility": wanted.settings.history_visibility}
        case "m.room.join_rules":
            return _join_rules(wanted, known)
        case "m.space.parent":
            return {"via": [wanted.server], "canonical": True}
        case _:
            return None


def _join_rules(wanted: DesiredSpace, known: References) -> Content:
    if wanted.settings.join == "invite":
        return {"join_rule": "invite"}
    return {"join_rule": "restricted", "allow": [{"type": "m.room_membership", "room_id": known.space}]}


def _levels(wanted: DesiredSpace, held: CurrentRoom | None) -> Content | None:
    """Return power levels that raise rights and never lower those given by hand; admins may upgrade the room.

    From version 12 on homeservers leave that to the creator alone, which is Lotse.
    """
    if held is None:
        return {"users": dict(wanted.levels)}
    before = held.content("m.room.power_levels")
    raised = {user: level for user, level in wanted.levels.items() if held.power.of(user) < level}
    closed = ADMIN in wanted.levels.values() and held.power.level_for_state(_UPGRADE) > ADMIN
    if not raised and not closed:
        return None
    opened = {"events": {**mapping(before.get("events")), _UPGRADE: ADMIN}} if closed else {}
    return {**before, "users": {**mapping(before.get("users")), **raised}, **opened}


def is_satisfied(found: Content, wished: Content) -> bool:
    """Return whether the content has all that is wanted; further fields don't matter."""
    return all(found.get(name) == value for name, value in wished.items())


def creation_request(room: Room, wanted: DesiredSpace, known: References, version: str) -> Content:
    """Return the body of the request that creates the room."""
    above = creators_stand_above(version)
    own, events = ({}, {"events": _EVENTS}) if above else ({wanted.own_id: ADMIN}, {})
    return {
        "preset": "private_chat",
        "visibility": "private",
        "room_version": version,
        "name": room.name,
        **({"topic": room.topic} if room.topic else {}),
        "room_alias_name": room.alias[1:].partition(":")[0],
        "creation_content": {"type": "m.space"} if room.key == SPACE else {},
        "initial_state": [_NO_GUESTS, *_initial(room, wanted, known)],
        "power_level_content_override": {"users": {**own, **wanted.levels}, **events},
    }


def _initial(room: Room, wanted: DesiredSpace, known: References) -> Iterator[Content]:
    for kind in _INITIAL:
        found = desired_content(kind, room, wanted, known, None)
        if found is not None:
            yield {"type": kind, "state_key": key_of(kind, known), "content": found}
