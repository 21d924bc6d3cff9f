"""What is wanted: the space and its rooms, from the settings and the topics of the knowledge base."""

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
class Wanted:
    """Everything that shall be; `levels` are the rights of people, Lotse's own not among them."""

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
        """Members of the space find its rooms there, unless these are for the invited only."""
        if room.key != SPACE and self.settings.join == "space":
            return ()
        return tuple(user for user in dict.fromkeys(self.settings.invite) if user != self.own_id)


def wanted(
    settings: SpaceSettings, own_id: str, topics: Iterable[Topic], *, editors: Sequence[str], admins: Sequence[str]
) -> Wanted:
    """Raises OSError if the avatar can't be read."""
    levels = {**dict.fromkeys(editors, MODERATOR), **dict.fromkeys(admins, ADMIN)}
    levels.pop(own_id, None)
    return Wanted(
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
