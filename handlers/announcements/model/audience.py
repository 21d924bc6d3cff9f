"""Who an announcement is meant for: `regierungsbezirk:Arnsberg und (thema:kim oder nicht plattform:telegram)`."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import TypeAlias, TypeVar, get_args

from handlers.core.events import PlatformName, Sender
from knowledge.entries import Centre, Knowledge
from knowledge.search import Language
from knowledge.text import split_words

T = TypeVar("T")

ALL = "alle"
MOST_CHARACTERS = 2_000
_MOST_TERMS = 100


class AudienceError(Exception):
    """What can't be understood, with the nearest known name if it is a name; the sentences are in `texts`."""

    def __init__(self, kind: str, name: str, nearest: str = "") -> None:
        super().__init__(f"{kind}: {name}")
        self.kind = kind
        self.name = name
        self.nearest = nearest


@dataclass(frozen=True, kw_only=True, slots=True)
class Everyone:
    """All readers of the source."""


@dataclass(frozen=True, kw_only=True, slots=True)
class OfCentres:
    """Who works for one of these centres (ids)."""

    centres: frozenset[str]


@dataclass(frozen=True, kw_only=True, slots=True)
class OnTopic:
    """Who has subscribed to a topic (slug)."""

    topic: str


@dataclass(frozen=True, kw_only=True, slots=True)
class InChannels:
    """Rooms that are channels of a topic (slug)."""

    topic: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Accounts:
    """Exactly these people."""

    senders: tuple[Sender, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class OnPlatform:
    platform: PlatformName


@dataclass(frozen=True, kw_only=True, slots=True)
class InLanguage:
    """Who has chosen this language; those who have chosen none too if it is the default."""

    language: Language
    is_default: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Both:
    parts: tuple["Audience", ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Either:
    parts: tuple["Audience", ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Not:
    part: "Audience"


Audience: TypeAlias = (
    Everyone | OfCentres | OnTopic | InChannels | Accounts | OnPlatform | InLanguage | Both | Either | Not
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Names:
    """All that an expression may name."""

    knowledge: Knowledge
    language: Language = "de"
    roles: Mapping[str, tuple[Sender, ...]] = field(default_factory=dict)


# Quotes as keyboards and phones set them; which one opens does not matter, as people mix them.
_OPENING, _CLOSING = "\"'„“”»«‚‘’›‹`´", "\"'“”«»‘’‹›`´"
_TOKEN = re.compile(
    rf"\s*(\(|\)|[,;]|[^\s():,;{_OPENING}]+:\s*(?:[{_OPENING}][^{_CLOSING}]*[{_CLOSING}]|[^\s(),;{_OPENING}]+)"
    rf"|[{_OPENING}][^{_CLOSING}]*[{_CLOSING}]|[^\s(),;{_OPENING}]+)"
)
_AND = frozenset({"und", "and"})
_OR = frozenset({"oder", "or"})
_NOT = frozenset({"nicht", "not"})
_BRACKETS = frozenset({"(", ")"})
_COMMA = frozenset({",", ";"})
_EVERYONE = frozenset({ALL, "all", "jeder", "everyone"})


def understood(expression: str, names: Names) -> Audience:
    """Return the audience that an expression means; raises AudienceError.

    `nicht` binds closest, then `und` (which may be left out), then `oder`. Where only commas stand between terms they
    mean `oder`, and a term behind one may leave its key out.
    """
    if len(expression) > MOST_CHARACTERS:
        raise AudienceError("too_long", expression[:20])
    tokens = [*_tokens(expression)]
    if not tokens:
        raise AudienceError("empty", "")
    if len(tokens) > _MOST_TERMS:
        raise AudienceError("too_long", tokens[0])
    reading = _Reading(tokens, names)
    audience = reading.listed() if _COMMA.intersection(tokens) else reading.either()
    if reading.next is not None:
        raise AudienceError("unexpected", reading.next)
    return audience


def topics_of(audience: Audience) -> frozenset[str]:
    """The topics that it names, other than to leave them out."""
    match audience:
        case OnTopic(topic=topic):
            return frozenset({topic})
        case Both(parts=parts) | Either(parts=parts):
            return frozenset().union(*map(topics_of, parts))
        case _:
            return frozenset()


def _tokens(expression: str) -> Iterator[str]:
    place = 0
    while place < len(expression.rstrip()):
        found = _TOKEN.match(expression, place)
        if found is None:
            raise AudienceError("unexpected", expression[place:].strip()[:30])
        yield found.group(1)
        place = found.end()


class _Reading:
    """Tokens, read from left to right."""

    def __init__(self, tokens: list[str], names: Names) -> None:
        self._tokens = tokens
        self._place = 0
        self._names = names

    @property
    def next(self) -> str | None:
        return self._tokens[self._place] if self._place < len(self._tokens) else None

    def listed(self) -> Audience:
        """Read terms with commas between them. Raises AudienceError where anything else stands there."""
        parts, key = [], ""
        while self.next is not None:
            token = self._take()
            if token.casefold() in _AND | _OR | _NOT | _BRACKETS:
                raise AudienceError("comma", ",")
            key, colon, _ = token.partition(":") if ":" in token else (key, "", "")
            parts.append(_one_term(token if colon or not key else f"{key}:{token}", self._names))
            if self.next is not None and not self._takes(_COMMA):
                raise AudienceError("comma", ",")
        return parts[0] if len(parts) == 1 else Either(parts=tuple(parts))

    def either(self) -> Audience:
        parts = [self._both()]
        while self._takes(_OR):
            parts.append(self._both())
        return parts[0] if len(parts) == 1 else Either(parts=tuple(parts))

    def _both(self) -> Audience:
        parts = [self._one()]
        while self._takes(_AND) or (self.next is not None and self.next != ")" and self.next.casefold() not in _OR):
            parts.append(self._one())
        return parts[0] if len(parts) == 1 else Both(parts=tuple(parts))

    def _one(self) -> Audience:
        token = self._take()
        if token.casefold() in _NOT:
            return Not(part=self._one())
        if token == "(":  # noqa: S105
            inner = self.either()
            if self.next != ")":
                raise AudienceError("unclosed", self.next or "(")
            self._place += 1
            return inner
        return _one_term(token, self._names)

    def _takes(self, words: frozenset[str]) -> bool:
        if self.next is None or self.next.casefold() not in words:
            return False
        self._place += 1
        return True

    def _take(self) -> str:
        if self.next is None or self.next == ")":
            raise AudienceError("unfinished", self._tokens[self._place - 1] if self._place else "")
        self._place += 1
        return self._tokens[self._place - 1]


def _one_term(token: str, names: Names) -> Audience:
    if token.casefold().strip(_OPENING + _CLOSING) in _EVERYONE:
        return Everyone()
    key, colon, value = token.partition(":")
    value = value.strip().strip(_OPENING + _CLOSING).strip()
    if not colon:
        raise AudienceError("no_key", token)
    reader = _KEYS.get(_folded(key))
    if reader is None:
        raise AudienceError("key", key, _nearest(key, _SHOWN_KEYS))
    if not value:
        raise AudienceError("unfinished", token)
    return reader(value, names)


def _centre(value: str, names: Names) -> Audience:
    centres = [entry for entry in names.knowledge.entries if isinstance(entry, Centre)]
    known = {name: centre.id for centre in centres for name in _names_of(centre)}
    slugs = [centre.id.removeprefix("centre/") for centre in centres]
    return OfCentres(centres=frozenset({_known(value, known, "centre", slugs)}))


def _names_of(centre: Centre) -> Iterator[str]:
    slug = centre.id.removeprefix("centre/")
    yield from (_folded(slug), _folded(slug.removeprefix("kreis-")), _folded(centre.title))
    yield _folded(centre.title).removeprefix("kommunales integrationszentrum ")


def _district(value: str, names: Names) -> Audience:
    by_name: dict[str, set[str]] = {}
    shown = []
    for entry in names.knowledge.entries:
        if isinstance(entry, Centre):
            by_name.setdefault(_folded(entry.regierungsbezirk), set()).add(entry.id)
            shown.append(entry.regierungsbezirk)
    found = {name: frozenset(ids) for name, ids in by_name.items()}
    return OfCentres(centres=_known(value, found, "district", shown))


def _topic_slug(value: str, names: Names) -> str:
    known = {_folded(name): topic.slug for topic in names.knowledge.topics for name in (topic.slug, topic.title)}
    return _known(value, known, "topic", [topic.slug for topic in names.knowledge.topics])


def _topic(value: str, names: Names) -> Audience:
    return OnTopic(topic=_topic_slug(value, names))


def _channel(value: str, names: Names) -> Audience:
    return InChannels(topic=_topic_slug(value, names))


def _role(value: str, names: Names) -> Audience:
    known = {_folded(name): senders for name, senders in names.roles.items()}
    return Accounts(senders=_known(value, known, "role", names.roles))


def _platform(value: str, names: Names) -> Audience:  # noqa: ARG001
    chats = (PlatformName.MATRIX, PlatformName.TELEGRAM)
    return OnPlatform(platform=_known(value, {each.value: each for each in chats}, "platform", chats))


def _language(value: str, names: Names) -> Audience:
    languages: dict[str, Language] = {each: each for each in get_args(Language)}
    named = languages | {"deutsch": "de", "englisch": "en", "german": "de", "english": "en"}
    language = _known(value, named, "language", languages)
    return InLanguage(language=language, is_default=language == names.language)


def _known(value: str, known: Mapping[str, T], kind: str, shown: Iterable[str]) -> T:
    found = known.get(_folded(value))
    if found is None:
        raise AudienceError(kind, value, _nearest(value, shown))
    return found


def _folded(name: str) -> str:
    return " ".join(split_words(name))


def _nearest(value: str, known: Iterable[str]) -> str:
    """As it is shown; the first of all if nothing is near."""
    by_name = {_folded(name): name for name in known}
    near = get_close_matches(_folded(value), by_name, n=1, cutoff=0.0)
    return by_name[near[0]] if near else ""


_KEYS: Mapping[str, Callable[[str, Names], Audience]] = {
    **dict.fromkeys(("zentrum", "centre", "ki"), _centre),
    **dict.fromkeys(("regierungsbezirk", "bezirk", "rb", "district"), _district),
    **dict.fromkeys(("thema", "topic"), _topic),
    **dict.fromkeys(("rolle", "role"), _role),
    **dict.fromkeys(("plattform", "platform"), _platform),
    **dict.fromkeys(("kanal", "channel"), _channel),
    **dict.fromkeys(("sprache", "language"), _language),
}
_SHOWN_KEYS = ("zentrum", "regierungsbezirk", "thema", "rolle", "plattform", "kanal", "sprache")
