"""What a command is: its names, what it does, who may use it, and where."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum, auto

from knowledge.search import Language


class Section(StrEnum):
    """The parts of the help, in order."""

    KNOWLEDGE = auto()
    EXCHANGE = auto()
    NEWS = auto()
    PERSON = auto()
    MODERATION = auto()
    EDITING = auto()


class Role(IntEnum):
    """Who may use a command; each role includes those below it."""

    EVERYONE = 0
    MODERATOR = 1
    EDITOR = 2


class Place(StrEnum):
    """Where a command works."""

    ANYWHERE = auto()
    DIRECT = auto()


class Argument(StrEnum):
    """What may stand behind a command."""

    NONE = auto()
    LANGUAGE = auto()
    NUMBER = auto()
    TOPIC = auto()
    PLACE = auto()
    TEXT = auto()


@dataclass(frozen=True, kw_only=True, slots=True)
class Command:
    """`names` are in ASCII, as Telegram links no other; when they are read, umlauts and case don't matter.

    `example` is an argument as people would type it, `words` are arguments with a meaning of their own. `phrases` mean
    the command without slash or bang; with `bare` its names do as well. `hidden` commands stand behind choices and are
    not listed; `short` ones stand in the short help. Those with `asks` ask for the number that they were not given.
    """

    names: Mapping[Language, str]
    does: Mapping[Language, str]
    section: Section
    role: Role = Role.EVERYONE
    place: Place = Place.ANYWHERE
    argument: Argument = Argument.NONE
    example: Mapping[Language, str]
    words: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    bare: bool = True
    hidden: bool = False
    short: bool = False
    asks: bool = False

    @property
    def name(self) -> str:
        """The German name, which identifies the command."""
        return self.names["de"]

    @property
    def in_menu(self) -> bool:
        """Whether it can be taken from a menu, which gives no number along."""
        needs_number = self.argument is Argument.NUMBER and bool(self.example["de"])
        return not self.hidden and (self.asks or not needs_number)

    def mention(self, language: Language, *, example: bool = False) -> str:
        """The markup by which a text mentions it, with its example if wanted."""
        return f"</{self.names[language]} {self.example[language] if example else ''}".rstrip() + ">"
