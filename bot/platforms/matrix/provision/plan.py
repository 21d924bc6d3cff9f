"""The steps from the current to the desired space."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from bot.platforms.matrix.homeserver.raw_events import mapping
from bot.platforms.matrix.provision import state
from bot.platforms.matrix.provision.current import CurrentRoom, CurrentSpace
from bot.platforms.matrix.provision.desired import SPACE, DesiredSpace, Room


@dataclass(frozen=True, kw_only=True, slots=True)
class Upload:
    file: str

    def __str__(self) -> str:
        return f"Upload the avatar {self.file}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Create:
    room: Room

    def __str__(self) -> str:
        return f"Create {self.room.called} ({self.room.alias})"


@dataclass(frozen=True, kw_only=True, slots=True)
class Alias:
    """Set an alias; `taken` if it leads to another room until now."""

    room: Room
    taken: bool

    def __str__(self) -> str:
        return f"Let {self.room.alias} lead to {self.room.called}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Put:
    room: Room
    kind: str

    def __str__(self) -> str:
        return f"Set the {state.KINDS[self.kind]} of {self.room.called}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Link:
    room: Room

    def __str__(self) -> str:
        return f"Link {self.room.called} into the space"


@dataclass(frozen=True, kw_only=True, slots=True)
class Unlink:
    room: Room
    former: str

    def __str__(self) -> str:
        return f"Take {self.former}, the predecessor of {self.room.called}, out of the space"


@dataclass(frozen=True, kw_only=True, slots=True)
class Invite:
    room: Room
    user: str

    def __str__(self) -> str:
        return f"Invite {self.user} into {self.room.called}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Note:
    """Record the room as a channel of its topic in the database."""

    room: Room

    def __str__(self) -> str:
        return f"Note {self.room.called} as a channel of its topic"


Step: TypeAlias = Upload | Create | Alias | Put | Link | Unlink | Invite | Note


def plan_steps(wanted: DesiredSpace, found: CurrentSpace, noted: Collection[tuple[str, str]]) -> tuple[Step, ...]:
    """Return the steps; `noted` are the channels in the database, as id of the room and slug of the topic."""
    return tuple(_steps(wanted, found, noted))


def _steps(wanted: DesiredSpace, found: CurrentSpace, noted: Collection[tuple[str, str]]) -> Iterator[Step]:
    if wanted.avatar and found.memory.avatar_of(wanted) is None:
        yield Upload(file=str(wanted.avatar.file))
    for room in wanted.all:
        held = found.rooms.get(room.key)
        if held is None:
            yield Create(room=room)
        else:
            yield from _repairs(room, held, wanted, found)
    for room in wanted.rooms:
        yield from _links(room, found)
    for room in wanted.all:
        yield from _invitations(room, wanted, found.rooms.get(room.key))
    for room in wanted.rooms:
        held = found.rooms.get(room.key)
        if held is None or (held.room, room.key) not in noted:
            yield Note(room=room)


def _repairs(room: Room, held: CurrentRoom, wanted: DesiredSpace, found: CurrentSpace) -> Iterator[Step]:
    alias = found.aliases.get(room.key)
    if alias != held.room:
        yield Alias(room=room, taken=alias is not None)
    space = found.rooms.get(SPACE)
    known = state.References(space=space.room if space else None, avatar=found.memory.avatar_of(wanted))
    for kind in state.KINDS:
        wished = state.desired_content(kind, room, wanted, known, held)
        if wished is not None and not state.is_satisfied(held.content(kind, state.key_of(kind, known)), wished):
            yield Put(room=room, kind=kind)


def _links(room: Room, found: CurrentSpace) -> Iterator[Step]:
    space, held = found.rooms.get(SPACE), found.rooms.get(room.key)
    if space is None or held is None:
        yield Link(room=room)
        return
    if not space.content("m.space.child", held.room).get("via"):
        yield Link(room=room)
    for former in held.former:
        if space.content("m.space.child", former).get("via"):
            yield Unlink(room=room, former=former)


def _invitations(room: Room, wanted: DesiredSpace, held: CurrentRoom | None) -> Iterator[Step]:
    """Yield invitations; people who left, declined or were removed are not invited again."""
    for user in wanted.invited_to(room):
        if held is None or not mapping(held.state.get(("m.room.member", user))):
            yield Invite(room=room, user=user)
