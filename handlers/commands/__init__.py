"""Commands: declared in one table, from which routes, menus and help follow."""

import re
from collections.abc import Iterable, Sequence
from difflib import get_close_matches

from handlers.commands.command import Argument, Command, Place, Role, Section
from handlers.commands.table import COMMANDS
from handlers.core.topics import find_topic
from knowledge.entries import Topic
from knowledge.text import fold

__all__ = [
    "COMMANDS",
    "Argument",
    "Command",
    "Place",
    "Role",
    "Section",
    "is_bare",
    "is_command",
    "listed",
    "looks_like_command",
    "nearest",
    "parse",
    "parse_bare",
]

_SHAPE = re.compile(r"[/!](\w[\w-]*)(?:@\w*)?(?:\s+|$)(.*)", re.DOTALL)
_CLOSING = " \t!?.:,…"
_LANGUAGES = frozenset({"de", "deutsch", "german", "en", "englisch", "english"})
_NUMBER = re.compile(r"(?:#?A)?\d{1,9}", re.IGNORECASE)
# When the new questions of a topic are to come, behind its name.
_PACE = re.compile(r"\s+(?:sofort|now|(?:t(?:ä|ae)glich|daily|[a-z]{2,3})(?:\s+\d{1,2}(?::00)?)?)$", re.IGNORECASE)
# Of a command without slash, with its argument; whatever is longer is a sentence.
_LONGEST = 120
# How alike two words must be for the one to be a slip of the other.
_ALIKE = 0.72


def _by_name(commands: Iterable[Command]) -> dict[str, Command]:
    return {fold(name): command for command in commands for name in command.names.values()}


_LISTED = [command for command in COMMANDS if not command.hidden]
_BY_NAME = _by_name(COMMANDS)
_BY_BARE_NAME = _by_name(command for command in _LISTED if command.bare)
_BY_PHRASE = {fold(phrase): command for command in _LISTED for phrase in command.phrases}


def parse(text: str) -> tuple[Command, str] | None:
    """The command with which a text begins, behind a slash or a bang, and its argument; None if it is none."""
    found = _SHAPE.match(text.strip())
    command = _BY_NAME.get(fold(found.group(1))) if found else None
    return (command, found.group(2)) if found and command else None


def is_command(text: str) -> bool:
    """Whether it begins with a command that Lotse knows."""
    return parse(text) is not None


def looks_like_command(text: str) -> bool:
    """Whether a word stands behind a slash or a bang at its beginning, known or not."""
    return _SHAPE.match(text.strip()) is not None


def parse_bare(text: str, topics: Sequence[Topic], sources: Iterable[str] = ()) -> tuple[Command, str] | None:
    """The command, with its argument, that a whole text is without slash or bang; None if it is none.

    That is a command's name, a phrase for it, or its name with an argument that it takes: a topic, also one of
    `sources` whose announcements can be subscribed to, a number, a language. A sentence that begins with such a word
    is none.
    """
    said = " ".join(text.split()).rstrip(_CLOSING)
    if len(said) > _LONGEST:
        return None
    name, _, argument = said.partition(" ")
    alone = _BY_PHRASE.get(fold(said)) or _BY_BARE_NAME.get(fold(said))
    if alone is not None:
        return alone, ""
    command = _BY_BARE_NAME.get(fold(name))
    return (command, argument) if command and _takes(command, argument, topics, sources) else None


def _takes(command: Command, argument: str, topics: Sequence[Topic], sources: Iterable[str]) -> bool:
    if fold(argument) in map(fold, command.words):
        return True
    match command.argument:
        case Argument.LANGUAGE:
            return argument.casefold() in _LANGUAGES
        case Argument.NUMBER:
            return _NUMBER.fullmatch(argument) is not None
        case Argument.TOPIC:
            topic = _PACE.sub("", argument)
            return fold(topic) in map(fold, sources) or find_topic(topic, topics).topic is not None
        case _:
            return False


def is_bare(text: str) -> bool:
    """Whether it is a command's name alone that is understood without slash or bang."""
    return fold(text) in _BY_BARE_NAME


def nearest(word: str, commands: Iterable[Command], *, alike: float = _ALIKE) -> Command | None:
    """The command that somebody may have meant."""
    names = _by_name(commands)
    found = get_close_matches(fold(word[:_LONGEST]), names, n=1, cutoff=alike)
    return names[found[0]] if found else None


def listed(role: Role) -> list[Command]:
    """The commands that somebody of this role is shown."""
    return [command for command in _LISTED if command.role <= role]
