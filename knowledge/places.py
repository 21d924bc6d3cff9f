"""Municipality, postal code, Kreis or nickname -> the centres in charge."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import OSA

from knowledge.entries import Centre, EntryId, Knowledge, Municipality
from knowledge.text import STOP_WORDS, words

Phrase = tuple[str, ...]

_AREA_WORDS = frozenset(words("Kreis Kreisstadt Stadt Gemeinde Landeshauptstadt Bundesstadt Landkreis"))
_ADDITION = re.compile(r"\s*\(.*?\)|/.*$| (am|an der|im) .*$")
_HONORIFIC = re.compile(r"^(Bad|Sankt|Schloß) ")
# Names that are ordinary words as well: places only alone, or beside a word that goes with a place.
_ORDINARY = frozenset(words("Essen Wetter Lage Halle Senden Much Lotte"))
_LEADS_TO_PLACE = frozenset(
    words("in im aus für von vom ki kiz nach bei um zu Kreis Stadt Gemeinde Raum Zentrum zuständig of")
)
_FOLLOWS_PLACE = frozenset(words("KI KIZ Integrationszentrum Kommunales zuständig Telefon"))
_ADJECTIVE_ENDINGS = ("e", "em", "en", "er", "es")


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """A stretch of a question, as words `start` to `end`, that names the area of one centre or of several."""

    name: str
    centres: tuple[EntryId, ...]
    start: int
    end: int


class Gazetteer:
    """All names of all places, ready to be found in a question."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._places: dict[Phrase, dict[EntryId, None]] = {}
        for names in (_nicknames(knowledge), _municipalities(knowledge), _areas(knowledge)):
            self._places |= _collect(names)
        self._areas = {area: tuple(centres) for area, centres in _in_numbers(knowledge).items()}
        self._longest = max(map(len, self._places), default=0)
        self._words: dict[str, list[str]] = {}  # by their first letters
        for word in sorted({word for phrase in self._places for word in phrase if len(word) >= 5}):
            self._words.setdefault(word[0], []).append(word)

    def find(self, question: Sequence[str], known: Callable[[str], bool]) -> list[Place]:
        """The places in the words of a question; a word that is not `known` may be a misspelt name."""
        spelt = [self._corrected(word, known) for word in question]
        found = sorted(self._matches(spelt), key=lambda place: place.start)
        return [place for place in found if _meant(place, spelt)]

    def in_charge(self, area: str) -> tuple[EntryId, ...]:
        """The centres of a postal code or of a municipality's AGS; none if it is not known."""
        return self._areas.get(area, ())

    def _matches(self, question: Sequence[str]) -> Iterator[Place]:
        """The longest names first, none of them overlapping; of two as long the one that is more than a code."""
        taken: set[int] = set()
        for place in sorted(self._candidates(question), key=lambda place: (place.start - place.end, _is_code(place))):
            here = set(range(place.start, place.end))
            if not here & taken:
                taken |= here
                yield place

    def _candidates(self, question: Sequence[str]) -> Iterator[Place]:
        for start in range(len(question)):
            for end in range(start + 1, min(len(question), start + self._longest) + 1):
                phrase = next((phrase for phrase in _readings(question[start:end]) if phrase in self._places), None)
                if phrase:
                    name = " ".join(phrase)
                    yield Place(name=name, centres=tuple(self._places[phrase]), start=start, end=end)

    def _corrected(self, word: str, known: Callable[[str], bool]) -> str:
        """The place name meant by a misspelt word: the same first letter, one slip at most, two in a long word."""
        if len(word) < 5 or word.isdigit() or (word,) in self._places or known(word):
            return word
        slips = 1 if len(word) < 10 else 2
        alike = self._words.get(word[0], ())
        found = process.extractOne(word, alike, scorer=OSA.distance, score_cutoff=slips)
        return found[0] if found else word


def _readings(written: Sequence[str]) -> Iterator[Phrase]:
    """A name as it is written, or written apart: "Mönchen Gladbach"."""
    yield tuple(written)
    if len(written) == 2 and not STOP_WORDS.intersection(written):
        yield ("".join(written),)


def _is_code(place: Place) -> bool:
    return "ki" in place.name.split()


def _meant(place: Place, question: Sequence[str]) -> bool:
    """Whether a word that has another meaning too stands where a place would."""
    if place.name not in _ORDINARY or len(question) == 1:
        return True
    before, after = question[place.start - 1 : place.start], question[place.end : place.end + 1]
    return bool(_LEADS_TO_PLACE.intersection(before) or _FOLLOWS_PLACE.intersection(after))


def _collect(names: Iterable[tuple[Phrase, EntryId]]) -> dict[Phrase, dict[EntryId, None]]:
    places: dict[Phrase, dict[EntryId, None]] = {}
    for phrase, centre in names:
        if phrase:
            places.setdefault(phrase, {})[centre] = None
    return places


def _areas(knowledge: Knowledge) -> Iterator[tuple[Phrase, EntryId]]:
    """The areas in full: "Kreis Düren", "Hochsauerlandkreis", "Märkischer Kreis" in every case."""
    for centre in knowledge.centres:
        area = tuple(words(centre.area))
        for phrase in (*_inflected(area), area[::-1]):
            yield phrase, EntryId(centre.id)


def _nicknames(knowledge: Knowledge) -> Iterator[tuple[Phrase, EntryId]]:
    """The areas without "Kreis", and the synonyms of the centres; "KI" stays only before a mere abbreviation."""
    for centre in knowledge.centres:
        for phrase in _inflected(_bare(tuple(words(centre.area)))):
            yield from _adjectives(phrase, EntryId(centre.id))
        for synonym in centre.synonyms:
            phrase = tuple(words(synonym))
            short = phrase[1:] if phrase[:1] == ("ki",) else phrase
            if len(short) > 1 or (short and len(short[0]) > 2 and short[0] not in STOP_WORDS):
                yield from _adjectives(short, EntryId(centre.id))
            else:
                yield from ((code, EntryId(centre.id)) for code in (phrase, phrase[::-1], ("kreis", *short)))


def _municipalities(knowledge: Knowledge) -> Iterator[tuple[Phrase, EntryId]]:
    in_charge = _in_charge(knowledge.centres)
    exact = {tuple(words(municipality.name)) for municipality in knowledge.municipalities}
    for municipality in knowledge.municipalities:
        for centre in in_charge(municipality):
            for code in municipality.postal_codes:
                yield (code,), centre
            for phrase in dict.fromkeys(_name_forms(municipality.name)):
                if phrase == tuple(words(municipality.name)) or phrase not in exact:
                    yield from _adjectives(phrase, centre)


def _in_numbers(knowledge: Knowledge) -> dict[str, dict[EntryId, None]]:
    in_charge = _in_charge(knowledge.centres)
    areas: dict[str, dict[EntryId, None]] = {}
    for municipality in knowledge.municipalities:
        for number in (municipality.id.removeprefix("municipality/"), *municipality.postal_codes):
            areas.setdefault(number, {}).update(dict.fromkeys(in_charge(municipality)))
    return areas


def _in_charge(centres: Iterable[Centre]) -> Callable[[Municipality], list[EntryId]]:
    by_key: dict[str, list[EntryId]] = {}
    for centre in centres:
        by_key.setdefault(centre.ags, []).append(EntryId(centre.id))
    return lambda municipality: [*by_key.get(municipality.id[-8:], ()), *by_key.get(municipality.district, ())]


def _name_forms(name: str) -> Iterator[Phrase]:
    """The forms of a name, such as "Horn-Bad Meinberg", "Horn" and "Bad Meinberg", or "Halle (Westf.)" and "Halle"."""
    yield tuple(words(name))
    yield tuple(words(_in_full(name)))
    short = _ADDITION.sub("", name)
    yield tuple(words(short))
    yield tuple(words(_HONORIFIC.sub("", short)))
    yield tuple(words(short.replace("Sankt ", "St ")))
    for part in short.split("-") if "-" in short else ():
        if len(part) >= 4:
            yield tuple(words(part))


def _in_full(name: str) -> str:
    """The addition as people write it: "Halle (Westf.)" is "Halle Westfalen", "Mülheim an der Ruhr" "Mülheim Ruhr"."""
    return re.sub(r" (am|an der) ", " ", name.replace("Westf.", "Westfalen").replace("Rhld.", "Rheinland"))


def _bare(area: Phrase) -> Phrase:
    return tuple(word.removesuffix("kreis") or word for word in area if word not in _AREA_WORDS)


def _inflected(area: Phrase) -> Iterator[Phrase]:
    """An adjective in every case: "Märkischer Kreis", "im Märkischen Kreis"."""
    yield area
    for position, word in enumerate(area):
        if word.endswith("ischer"):
            for ending in _ADJECTIVE_ENDINGS:
                yield (*area[:position], word[:-2] + ending, *area[position + 1 :])


def _adjectives(phrase: Phrase, centre: EntryId) -> Iterator[tuple[Phrase, EntryId]]:
    """The derived forms: "Köln" is also "Kölns" and "Kölner", "Solingen" "Solinger", "Münster" "Münsteraner"."""
    yield phrase, centre
    if not phrase or len(phrase[-1]) < 4 or phrase[-1].isdigit():
        return
    *front, name = phrase
    forms = [name + "s", name + "er", name + "aner", name + "r" * name.endswith("e"), name.removesuffix("en") + "er"]
    for form in forms:
        yield (*front, form), centre
