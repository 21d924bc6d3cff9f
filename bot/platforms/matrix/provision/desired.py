"""The desired space and its rooms, from the settings and the topics of the knowledge base."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from bot.settings.matrix import SpaceSettings
from knowledge.entries import Topic

SPACE = ""
MODERATOR = 50
ADMIN = 100


@dataclass(frozen=True, kw_only=True, slots=True)
class Room:
    """The space (its key is SPACE) or the room of a topic (its key is the topic's slug)."""

    key: str
    name: str
    topic: str
    alias: str

    @property
    def called(self) -> str:
        return f"the {'room' if self.key else 'space'} {self.name}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Avatar:
    """`digest` tells whether it has been uploaded before."""

    file: Path
    data: bytes
    digest: str

    @classmethod
    def read(cls, file: Path) -> "Avatar":
        data = file.read_bytes()
        return cls(file=file, data=data, digest=sha256(data).hexdigest())


@dataclass(frozen=True, kw_only=True, slots=True)
class DesiredSpace:
    """The desired space; `levels` are the rights of people other than Lotse."""

    settings: SpaceSettings
    own_id: str
    levels: Mapping[str, int]
    avatar: Avatar | None
    space: Room
    rooms: tuple[Room, ...]

    @property
    def server(self) -> str:
        return _server(self.own_id)

    @property
    def all(self) -> tuple[Room, ...]:
        return (self.space, *self.rooms)

    def invited_to(self, room: Room) -> tuple[str, ...]:
        """Return the people to invite; nobody into a room that members of the space may join."""
        if room.key != SPACE and self.settings.join == "space":
            return ()
        return tuple(user for user in dict.fromkeys(self.settings.invite) if user != self.own_id)


def build_desired_space(
    settings: SpaceSettings, own_id: str, topics: Iterable[Topic], *, editors: Sequence[str], admins: Sequence[str]
) -> DesiredSpace:
    """Return the desired space; raises OSError if the avatar can't be read."""
    levels = {**dict.fromkeys(editors, MODERATOR), **dict.fromkeys(admins, ADMIN)}
    levels.pop(own_id, None)
    return DesiredSpace(
        settings=settings,
        own_id=own_id,
        levels=levels,
        avatar=Avatar.read(settings.avatar) if settings.avatar else None,
        space=Room(key=SPACE, name=settings.name, topic="", alias=f"#{settings.alias}:{_server(own_id)}"),
        rooms=tuple(_room(settings, own_id, topic) for topic in topics),
    )


def _room(settings: SpaceSettings, own_id: str, topic: Topic) -> Room:
    alias = f"#{settings.alias}-{topic.slug}:{_server(own_id)}"
    return Room(key=topic.slug, name=topic.title, topic=topic.description, alias=alias)


def _server(user_id: str) -> str:
    return user_id.partition(":")[2]
