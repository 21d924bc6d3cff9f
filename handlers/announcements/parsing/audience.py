"""Audiences of announcements: `regierungsbezirk:Arnsberg und (thema:kim oder nicht plattform:telegram)`."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from enum import StrEnum
from typing import TypeVar

from handlers.announcements.model.audience import (
    ALL,
    Accounts,
    And,
    Audience,
    Everyone,
    InCentres,
    InChannels,
    InLanguage,
    Not,
    OnPlatform,
    Or,
    SubscribedTo,
)
from handlers.core.events import PlatformName, Sender
from handlers.i18n import CATALOGUES, DEFAULT_LANGUAGE
from knowledge.entries import Centre, Knowledge
from knowledge.search import Language
from knowledge.text import split_words

T = TypeVar("T")

MOST_CHARACTERS = 2_000
_MOST_TERMS = 100


class AudienceProblem(StrEnum):
    """Kinds of mistakes in an expression; from `key` on the name is unknown."""

    TOO_LONG = "too_long"
    EMPTY = "empty"
    UNEXPECTED = "unexpected"
    COMMA = "comma"
    UNCLOSED = "unclosed"
    UNFINISHED = "unfinished"
    NO_KEY = "no_key"
    KEY = "key"
    CENTRE = "centre"
    DISTRICT = "district"
    TOPIC = "topic"
    ROLE = "role"
    PLATFORM = "platform"
    LANGUAGE = "language"


class AudienceError(Exception):
    """A mistake in an expression; `name` is the part that is wrong, `nearest` the most similar known name."""

    def __init__(self, problem: AudienceProblem, name: str, nearest: str = "") -> None:
        super().__init__(f"{problem}: {name}")
        self.problem = problem
        self.name = name
        self.nearest = nearest


@dataclass(frozen=True, kw_only=True, slots=True)
class KnownNames:
    """Names that an expression may use."""

    knowledge: Knowledge
    language: Language = DEFAULT_LANGUAGE
    roles: Mapping[str, tuple[Sender, ...]] = field(default_factory=dict)
    platforms: tuple[PlatformName, ...] = ()


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


def parse(expression: str, names: KnownNames) -> Audience:
    """Return the audience that an expression means; raises AudienceError.

    `nicht` binds closest, then `und` (which may be left out), then `oder`. Where only commas stand between terms they
    mean `oder`, and a term behind one may leave its key out.
    """
    if len(expression) > MOST_CHARACTERS:
        raise AudienceError(AudienceProblem.TOO_LONG, expression[:20])
    tokens = [*_tokenize(expression)]
    if not tokens:
        raise AudienceError(AudienceProblem.EMPTY, "")
    if len(tokens) > _MOST_TERMS:
        raise AudienceError(AudienceProblem.TOO_LONG, tokens[0])
    parser = _Parser(tokens, names)
    audience = parser.parse_list() if _COMMA.intersection(tokens) else parser.parse_or()
    if parser.next is not None:
        raise AudienceError(AudienceProblem.UNEXPECTED, parser.next)
    return audience


def _tokenize(expression: str) -> Iterator[str]:
    place = 0
    while place < len(expression.rstrip()):
        found = _TOKEN.match(expression, place)
        if found is None:
            raise AudienceError(AudienceProblem.UNEXPECTED, expression[place:].strip()[:30])
        yield found.group(1)
        place = found.end()


class _Parser:
    """A recursive-descent parser of the tokens of an expression."""

    def __init__(self, tokens: list[str], names: KnownNames) -> None:
        self._tokens = tokens
        self._place = 0
        self._names = names

    @property
    def next(self) -> str | None:
        return self._tokens[self._place] if self._place < len(self._tokens) else None

    def parse_list(self) -> Audience:
        """Read terms with commas between them. Raises AudienceError on anything else."""
        parts, key = [], ""
        while self.next is not None:
            token = self._advance()
            if token.casefold() in _AND | _OR | _NOT | _BRACKETS:
                raise AudienceError(AudienceProblem.COMMA, ",")
            key, colon, _ = token.partition(":") if ":" in token else (key, "", "")
            parts.append(_parse_term(token if colon or not key else f"{key}:{token}", self._names))
            if self.next is not None and not self._accept(_COMMA):
                raise AudienceError(AudienceProblem.COMMA, ",")
        return parts[0] if len(parts) == 1 else Or(parts=tuple(parts))

    def parse_or(self) -> Audience:
        parts = [self._parse_and()]
        while self._accept(_OR):
            parts.append(self._parse_and())
        return parts[0] if len(parts) == 1 else Or(parts=tuple(parts))

    def _parse_and(self) -> Audience:
        parts = [self._parse_not()]
        while self._accept(_AND) or (self.next is not None and self.next != ")" and self.next.casefold() not in _OR):
            parts.append(self._parse_not())
        return parts[0] if len(parts) == 1 else And(parts=tuple(parts))

    def _parse_not(self) -> Audience:
        token = self._advance()
        if token.casefold() in _NOT:
            return Not(part=self._parse_not())
        if token == "(":  # noqa: S105
            inner = self.parse_or()
            if self.next != ")":
                raise AudienceError(AudienceProblem.UNCLOSED, self.next or "(")
            self._place += 1
            return inner
        return _parse_term(token, self._names)

    def _accept(self, words: frozenset[str]) -> bool:
        if self.next is None or self.next.casefold() not in words:
            return False
        self._place += 1
        return True

    def _advance(self) -> str:
        if self.next is None or self.next == ")":
            raise AudienceError(AudienceProblem.UNFINISHED, self._tokens[self._place - 1] if self._place else "")
        self._place += 1
        return self._tokens[self._place - 1]


def _parse_term(token: str, names: KnownNames) -> Audience:
    if token.casefold().strip(_OPENING + _CLOSING) in _EVERYONE:
        return Everyone()
    key, colon, value = token.partition(":")
    value = value.strip().strip(_OPENING + _CLOSING).strip()
    if not colon:
        raise AudienceError(AudienceProblem.NO_KEY, token)
    reader = _KEYS.get(_fold(key))
    if reader is None:
        raise AudienceError(AudienceProblem.KEY, key, _find_nearest(key, (names[0] for names in _PARSERS)))
    if not value:
        raise AudienceError(AudienceProblem.UNFINISHED, token)
    return reader(value, names)


def _parse_centre(value: str, names: KnownNames) -> Audience:
    centres = [entry for entry in names.knowledge.entries if isinstance(entry, Centre)]
    known = {name: centre.id for centre in centres for name in _list_names(centre)}
    slugs = [centre.id.removeprefix("centre/") for centre in centres]
    return InCentres(centres=frozenset({_look_up(value, known, AudienceProblem.CENTRE, slugs)}))


def _list_names(centre: Centre) -> Iterator[str]:
    slug = centre.id.removeprefix("centre/")
    yield from (_fold(slug), _fold(slug.removeprefix("kreis-")), _fold(centre.title))
    yield _fold(centre.title).removeprefix("kommunales integrationszentrum ")


def _parse_district(value: str, names: KnownNames) -> Audience:
    centres = [entry for entry in names.knowledge.entries if isinstance(entry, Centre)]
    shown = [centre.regierungsbezirk for centre in centres]
    district = _look_up(value, {_fold(name): name for name in shown}, AudienceProblem.DISTRICT, shown)
    there = frozenset(centre.id for centre in centres if centre.regierungsbezirk == district)
    return InCentres(centres=there, district=district)


def _find_topic_slug(value: str, names: KnownNames) -> str:
    known = {_fold(name): topic.slug for topic in names.knowledge.topics for name in (topic.slug, topic.title)}
    return _look_up(value, known, AudienceProblem.TOPIC, [topic.slug for topic in names.knowledge.topics])


def _parse_topic(value: str, names: KnownNames) -> Audience:
    return SubscribedTo(topic=_find_topic_slug(value, names))


def _parse_channel(value: str, names: KnownNames) -> Audience:
    return InChannels(topic=_find_topic_slug(value, names))


def _parse_role(value: str, names: KnownNames) -> Audience:
    role = _look_up(value, {_fold(name): name for name in names.roles}, AudienceProblem.ROLE, names.roles)
    return Accounts(senders=names.roles[role], role=role)


def _parse_platform(value: str, names: KnownNames) -> Audience:
    known = {each.value: each for each in names.platforms}
    return OnPlatform(platform=_look_up(value, known, AudienceProblem.PLATFORM, names.platforms))


def _parse_language(value: str, names: KnownNames) -> Audience:
    named = {name: code for code, catalogue in CATALOGUES.items() for name in catalogue.names}
    language = _look_up(value, named, AudienceProblem.LANGUAGE, CATALOGUES)
    return InLanguage(language=language, is_default=language == names.language)


def _look_up(value: str, known: Mapping[str, T], problem: AudienceProblem, shown: Iterable[str]) -> T:
    found = known.get(_fold(value))
    if found is None:
        raise AudienceError(problem, value, _find_nearest(value, shown))
    return found


def _fold(name: str) -> str:
    return " ".join(split_words(name))


def _find_nearest(value: str, known: Iterable[str]) -> str:
    """Return the known name most similar to `value`; the first one if none is."""
    by_name = {_fold(name): name for name in known}
    near = get_close_matches(_fold(value), by_name, n=1, cutoff=0.0)
    return by_name[near[0]] if near else ""


# The first name of a key is the one that is suggested.
_PARSERS: Mapping[tuple[str, ...], Callable[[str, KnownNames], Audience]] = {
    ("zentrum", "centre", "ki"): _parse_centre,
    ("regierungsbezirk", "bezirk", "rb", "district"): _parse_district,
    ("thema", "topic"): _parse_topic,
    ("rolle", "role"): _parse_role,
    ("plattform", "platform"): _parse_platform,
    ("kanal", "channel"): _parse_channel,
    ("sprache", "language"): _parse_language,
}
_KEYS = {name: parse for names, parse in _PARSERS.items() for name in names}
