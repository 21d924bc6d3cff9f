"""Commands: what one is, and the index by which they are found in what people write."""

import re
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from enum import IntEnum, StrEnum, auto
from itertools import chain
from typing import Any, NamedTuple, TypeAlias

from handlers.core.arguments import DAILY, NOW
from handlers.core.days import names_day
from handlers.core.events import MessageReceived
from handlers.core.messages import Outgoing
from handlers.core.sections import Section
from handlers.core.topics import find_topic
from knowledge.entries import Topic
from knowledge.search import Language
from knowledge.text import fold

_SHAPE = re.compile(r"[/!](\w[\w-]*)(?:@\w*)?(?:[^\S\n]+|(?=\n)|$)(.*)", re.DOTALL)
_CLOSING = " \t!?.:,…"
_NUMBER = re.compile(r"(?:#?A)?\d{1,9}", re.IGNORECASE)
# When the new questions of a topic are to come, behind its name.
_FREQUENCY = re.compile(
    rf"\s+(?:{'|'.join(NOW)}|(?:{'|'.join(DAILY)}|[a-z]{{2,3}})(?:\s+\d{{1,2}}(?::00)?)?)$", re.IGNORECASE
)
# The longest command without slash, with its argument; anything longer is a sentence.
_MAX_LENGTH = 120
# The similarity from which on a word counts as a typing error of another.
_ALIKE = 0.72

# Called with the text behind the command's name, the message and the handler's `Context`, which knows of commands.
Handler: TypeAlias = Callable[[str, MessageReceived, Any], Awaitable[Sequence[Outgoing]]]
PublicHandler: TypeAlias = Callable[[str, MessageReceived, Any], Awaitable[Sequence[Outgoing] | None]]


class Role(IntEnum):
    """A role of people, which a command may require; each includes those before it."""

    EVERYONE = 0
    MODERATOR = 1
    EDITOR = 2


class Argument(StrEnum):
    """The kind of argument that a command takes."""

    NONE = auto()
    NUMBER = auto()
    TOPIC = auto()
    PLACE = auto()
    TEXT = auto()
    DAY = auto()


@dataclass(frozen=True, kw_only=True, slots=True)
class Command:
    """One command of the chat: names, help, permission and handler.

    `name` identifies it; what people read and type stands in the catalogues (`CommandTexts`). With `bare` its names
    mean the command without slash or bang, as its phrases do. `hidden` commands stand behind choices and are not
    listed; `short` ones stand in the short help. Those with `asks` ask for the number that they were not given.

    `handler` is called for people of `role` only; others are told `refusal`, after `public`, which answers what
    everybody may do with such a command and returns None for anything else. With `elsewhere` the command works in
    direct chats only, and this is told where others read. Both sentences depend on the handler's `Context`.
    """

    name: str
    names: Mapping[Language, str]
    handler: Handler
    public: PublicHandler | None = None
    refusal: Callable[[Any], str]
    elsewhere: Callable[[Any], str] | None = None
    does: Mapping[Language, str]
    section: Section
    role: Role = Role.EVERYONE
    argument: Argument = Argument.NONE
    example: Mapping[Language, str]
    words: Mapping[Language, Iterable[str]]
    phrases: Mapping[Language, Iterable[str]]
    bare: bool = True
    hidden: bool = False
    short: bool = False
    asks: bool = False

    @property
    def in_menu(self) -> bool:
        """Return whether menus list the command; they can't pass a number."""
        needs_number = self.argument is Argument.NUMBER and any(self.example.values())
        return not self.hidden and (self.asks or not needs_number)

    def mention(self, language: Language, *, example: bool = False) -> str:
        """Return the markup that links the command in a text, with its example if wanted."""
        return f"</{self.names[language]} {self.example[language] if example else ''}".rstrip() + ">"


class Call(NamedTuple):
    """A command as somebody wrote it, with the text behind its name."""

    command: Command
    argument: str


class Commands:
    """All commands, found by name; iterates in the order in which help and menus show them."""

    def __init__(self, commands: Iterable[Command]) -> None:
        self._all = tuple(commands)
        self._listed = tuple(command for command in self._all if not command.hidden)
        self._by_name = _by_name(self._all)
        self._by_bare_name = _by_name(command for command in self._listed if command.bare)
        self._by_phrase = {
            fold(phrase): command for command in self._listed for phrase in chain(*command.phrases.values())
        }

    def __iter__(self) -> Iterator[Command]:
        return iter(self._all)

    def list_for(self, role: Role) -> list[Command]:
        """Return the commands that help and menus show to people of a role."""
        return [command for command in self._listed if command.role <= role]

    def parse(self, text: str) -> Call | None:
        """Return the command that `text` begins with, behind a slash or a bang; None if it begins with none."""
        found = _SHAPE.match(text.strip())
        command = self._by_name.get(fold(found.group(1))) if found else None
        return Call(command, found.group(2)) if found and command else None

    def is_command(self, text: str) -> bool:
        """Return whether `text` begins with a command, behind a slash or a bang."""
        return self.parse(text) is not None

    def parse_bare(self, text: str, topics: Sequence[Topic], sources: Iterable[str] = ()) -> Call | None:
        """Return the command that the whole of `text` is, without slash or bang; None if it is none.

        That is a command's name, a phrase for it, or its name with an argument that it takes: a topic, also one of
        `sources` whose announcements can be subscribed to, a number, a language. A sentence that begins with such a
        word is none.
        """
        said = " ".join(text.split()).rstrip(_CLOSING)
        if len(said) > _MAX_LENGTH:
            return None
        name, _, argument = said.partition(" ")
        alone = self._by_phrase.get(fold(said)) or self._by_bare_name.get(fold(said))
        if alone is not None:
            return Call(alone, "")
        command = self._by_bare_name.get(fold(name))
        return Call(command, argument) if command and _takes(command, argument, topics, sources) else None

    def is_bare(self, text: str) -> bool:
        """Return whether `text` is a command's name alone that is understood without slash or bang."""
        return fold(text) in self._by_bare_name


def _by_name(commands: Iterable[Command]) -> dict[str, Command]:
    return {fold(name): command for command in commands for name in (command.name, *command.names.values())}


def _takes(command: Command, argument: str, topics: Sequence[Topic], sources: Iterable[str]) -> bool:
    if fold(argument) in map(fold, chain(*command.words.values())):
        return True
    match command.argument:
        case Argument.NUMBER:
            return _NUMBER.fullmatch(argument) is not None
        case Argument.TOPIC:
            topic = _FREQUENCY.sub("", argument)
            return fold(topic) in map(fold, sources) or find_topic(topic, topics).topic is not None
        case Argument.DAY:
            return names_day(argument)
        case _:
            return False


def looks_like_command(text: str) -> bool:
    """Return whether `text` begins with a word behind a slash or a bang, known or not."""
    return _SHAPE.match(text.strip()) is not None


def nearest(word: str, commands: Iterable[Command], *, alike: float = _ALIKE) -> Command | None:
    """Return the command that a mistyped word may mean."""
    names = _by_name(commands)
    found = get_close_matches(fold(word[:_MAX_LENGTH]), names, n=1, cutoff=alike)
    return names[found[0]] if found else None
