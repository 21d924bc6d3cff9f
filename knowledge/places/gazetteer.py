"""The gazetteer: from a municipality, quarter, postal code, Kreis or nickname to the centres in charge."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from rapidfuzz import process
from rapidfuzz.distance import OSA

from knowledge.entries import EntryId, Knowledge
from knowledge.places import evidence, names
from knowledge.places.evidence import Doubt
from knowledge.places.frequency import is_frequent, load_ranks
from knowledge.places.names import Name, Phrase, fold_name
from knowledge.places.quarters import StandsAlone, load_names_elsewhere, load_quarters
from knowledge.text import STOP_WORDS, find_capitalised_pairs, fold, split_words

Pair = tuple[str, str]

_MIN_MISSPELT_LENGTH = 4  # letters of a word that may be a misspelt name; such a one lacks a letter
_MIN_NAME_LENGTH = 5
_TWO_SLIPS = 10  # letters from which on two slips are allowed
_LONG_AS_ONE = 8  # letters from which on a name of several words may be written as one
# Words behind a name that say which of several places is meant, none of them in North Rhine-Westphalia.
_ELSEWHERE_ADDITIONS = frozenset(
    split_words(
        """
        Saale ATW Saar Mosel Main Neckar Donau Isar Inn Lech Murr Unstrut Havel Spree Harz Taunus Odenwald Allgäu Pfalz
        Schwarzwald Vogtland Erzgebirge Lausitz Altmark Bremischen Dithmarschen Oldenburg Emsland Holstein Schleswig
        Hessen Bayern Württemberg Sachsen Thüringen Brandenburg Mecklenburg Niedersachsen Saarland Franken Oberfranken
        Unterfranken Mittelfranken Oberpfalz Schwaben
        """
    )
)
_TOWN = fold("Stadt")
_LISTING = frozenset(split_words("und oder sowie and or"))
_BETWEEN = frozenset(split_words("in im an am der a d bei"))


@dataclass(frozen=True, kw_only=True, slots=True)
class WrittenQuestion:
    """A question as written, with the neighbouring words written `as_one`, such as "Duisburg-Marxloh"."""

    text: str = ""
    as_one: frozenset[Pair] = frozenset()


@dataclass(frozen=True, kw_only=True, slots=True)
class PlaceMention:
    """The words `start` to `end` of a question, which name the area of one centre or several.

    Without centres it is a municipality outside North Rhine-Westphalia; `label` is its name as spelt, empty if unknown.
    """

    name: str
    centres: tuple[EntryId, ...]
    start: int
    end: int
    label: str = ""


class Gazetteer:
    """The index of all names of places."""

    def __init__(self, knowledge: Knowledge) -> None:
        frequent = load_ranks()
        self._places: dict[Phrase, dict[EntryId, None]] = {}
        self._doubts: dict[Phrase, Doubt] = {}
        for found in (
            names.list_nicknames(knowledge),
            names.list_municipalities(knowledge),
            names.list_areas(knowledge),
        ):
            self._places |= _collect(found)
        self._towns = frozenset(form for town in knowledge.municipalities for form in names.list_forms(town.name))
        self._join()
        self._names = _by_first_letter(self._places, self._doubts)
        self._derive(frequent)
        self._words = _by_first_letter(self._places, self._doubts)
        self._areas = {area: tuple(centres) for area, centres in _index_numbers(knowledge).items()}
        self._whole = self._in_full(knowledge)
        self._add_quarters(knowledge)
        self._labels: dict[Phrase, str] = {}
        if knowledge.municipalities:
            self._add_elsewhere(frequent)
        self._spelt = frozenset(word for phrase in self._places for word in phrase)
        self._longest = max(map(len, self._places), default=0)

    def find(
        self, question: Sequence[str], known: Callable[[str], bool], written: WrittenQuestion | None = None
    ) -> list[PlaceMention]:
        """Return the places in the words of a question; a word that is not `known` may be a misspelt name."""
        written = written or WrittenQuestion()
        spelt = [
            word if word in self._spelt or known(word) else self._correct(at, question, written)
            for at, word in enumerate(question)
        ]
        matches = sorted(self._matches(spelt), key=lambda place: place.start)
        found = [self._with_part(place, matches, spelt, known, written) for place in matches]
        sure = [place for place in found if self._is_meant(place, spelt)]
        return [place for place in found if place in sure or self._is_listed(place, sure, spelt)]

    def find_quarters(self, message: Sequence[str]) -> Mapping[str, EntryId]:
        """Return the quarters whose name a whole message is, such as "Köln-Kalk", with the centre of each."""
        return self._whole.get(tuple(message), {})

    def find_centres_in_charge(self, area: str) -> tuple[EntryId, ...]:
        """Return the centres of a postal code or of a municipality's AGS; none if it is unknown."""
        return self._areas.get(area, ())

    def _join(self) -> None:
        """Add the names of several words written as one: "Castroprauxel", "Kreissoest"."""
        for phrase, centres in list(self._places.items()):
            joined = "".join(phrase)
            if len(phrase) > 1 and len(joined) >= _LONG_AS_ONE and not is_frequent(joined):
                self._places.setdefault((joined,), centres)

    def _derive(self, frequent: dict[str, int]) -> None:
        """Add derived forms of all names, and mark names and forms that are ordinary words as doubtful."""
        for phrase, centres in list(self._places.items()):
            self._doubts[phrase] = _assess_doubt(phrase)
            for form in names.derive(phrase):
                if form in self._places or _is_stem_only(form, phrase, frequent):
                    continue
                self._places[form] = centres
                if _is_ordinary(form, phrase, frequent):
                    self._doubts[form] = Doubt.DERIVED

    def _in_full(self, knowledge: Knowledge) -> dict[Phrase, dict[str, EntryId]]:
        """Return the quarters that no municipality has the name of and that are no ordinary words, by their names."""
        in_charge = names.map_to_centres(knowledge)
        towns = {town.id[-8:]: town for town in knowledge.municipalities}
        found: dict[Phrase, dict[str, EntryId]] = {}
        for quarter in load_quarters():
            name, town = fold_name(quarter.name), towns.get(quarter.ags)
            if town is not None and quarter.alone is not StandsAlone.NEVER and name not in self._places:
                for centre in in_charge(town):
                    found.setdefault(name, {})[_with_town(quarter.name, town.name)] = centre
        return found

    def _add_quarters(self, knowledge: Knowledge) -> None:
        """Add quarters: alone unless a municipality has the name, and beside the name of their town.

        Names that are rather ordinary words count behind a word for a quarter only.
        """
        in_charge = names.map_to_centres(knowledge)
        towns = {town.id[-8:]: town for town in knowledge.municipalities}
        alone: dict[Phrase, dict[EntryId, None]] = {}
        beside: set[Phrase] = set()
        never: dict[Phrase, dict[EntryId, None]] = {}
        for quarter in load_quarters():
            if quarter.ags not in towns:
                continue
            centres = dict.fromkeys(in_charge(towns[quarter.ags]))
            name = fold_name(quarter.name)
            (never if quarter.alone is StandsAlone.NEVER else alone).setdefault(name, {}).update(centres)
            for town in names.list_forms(towns[quarter.ags].name):
                self._places.setdefault((*town, *name), centres)
                self._places.setdefault((*name, *town), centres)
            if quarter.alone is StandsAlone.BESIDE:
                beside.add(name)
        for name, centres in alone.items():
            if name not in self._places:
                self._places[name] = centres
                if name in beside or len(centres) > 1:
                    self._doubts[name] = Doubt.ASIDE
        for name, centres in never.items():
            if name not in self._places:
                self._places[name], self._doubts[name] = centres, Doubt.QUARTER

    def _add_elsewhere(self, frequent: dict[str, int]) -> None:
        """Add names of other Länder, except those that places here have."""
        for name in load_names_elsewhere():
            for form in names.list_full_forms(name):
                if form not in self._places:
                    self._places[form] = {}
                    self._labels[form] = name
                    if len(form) == 1 and form[0] in frequent:
                        self._doubts[form] = Doubt.ORDINARY
                elif len(form) == 1 and self._places[form] and form not in self._towns:
                    self._doubts[form] = Doubt.ASIDE

    def _is_meant(self, place: PlaceMention, question: Sequence[str]) -> bool:
        phrase = tuple(place.name.split())
        doubt = self._doubts.get(phrase, Doubt.NONE)
        return evidence.is_meant_as_place(place.name, doubt, place.start, place.end, question)

    def _is_listed(self, place: PlaceMention, sure: Sequence[PlaceMention], question: Sequence[str]) -> bool:
        """Return whether a name that may mean something else is listed with a place: "Bönen oder Kamen"."""
        if self._doubts[tuple(place.name.split())] is not Doubt.ORDINARY:
            return False
        between = (question[min(place.end, other.end) : max(place.start, other.start)] for other in sure)
        return any(len(words) == 1 and words[0] in _LISTING for words in between)

    def _matches(self, question: Sequence[str]) -> Iterator[PlaceMention]:
        """Yield the longest names first, none of them overlapping; of two as long the one that says more."""
        taken: set[int] = set()
        for place in sorted(self._candidates(question), key=_precedence):
            here = set(range(place.start, place.end))
            if not here & taken:
                taken |= here
                yield place

    def _candidates(self, question: Sequence[str]) -> Iterator[PlaceMention]:
        for start in range(len(question)):
            for end in range(start + 1, min(len(question), start + self._longest) + 1):
                phrase = next(
                    (phrase for phrase in _list_spellings(question[start:end]) if phrase in self._places), None
                )
                if phrase:
                    yield self._create_mention(phrase, start, end, question)

    def _create_mention(self, phrase: Phrase, start: int, end: int, question: Sequence[str]) -> PlaceMention:
        """Return the place of that name, which an addition may move to another Land: "Essen (Oldenburg)"."""
        further = end + next((at for at, word in enumerate(question[end:]) if word not in _BETWEEN), 0)
        is_elsewhere = phrase in self._towns and bool(
            _ELSEWHERE_ADDITIONS.intersection(question[further : further + 1])
        )
        name = " ".join(phrase)
        if is_elsewhere:
            return PlaceMention(name=name, centres=(), start=start, end=further + 1)
        label = self._labels.get(phrase, "")
        return PlaceMention(name=name, centres=tuple(self._places[phrase]), start=start, end=end, label=label)

    def _is_part(self, before: Sequence[str], word: str, as_one: frozenset[Pair]) -> bool:
        """Return whether a word is written as a part of the town before it."""
        return any((town, word) in as_one and (town,) in self._towns for town in before)

    def _looks_like_quarter(self, word: str) -> bool:
        return names.has_quarter_ending(word) and not is_frequent(word) and word not in self._spelt

    def _is_unlisted(self, before: Sequence[str], word: str, written: WrittenQuestion) -> bool:
        """Return whether an unknown name, written as such, stands behind a town."""
        town = "".join(before)
        if (town,) not in self._towns or word in self._spelt:
            return False
        return (names.is_likely_name(word) or word.endswith(town)) and (town, word) in find_capitalised_pairs(
            written.text
        )

    def _with_part(
        self,
        place: PlaceMention,
        others: Sequence[PlaceMention],
        question: Sequence[str],
        known: Callable[[str], bool],
        written: WrittenQuestion,
    ) -> PlaceMention:
        """Return the place with the unknown word that is a part of it: "Duisburg-Marxloh", "Kamen Heeren"."""
        town, part = question[place.end - 1 : place.end], question[place.end : place.end + 1]
        is_part = self._is_part(town, "".join(part), written.as_one) or (
            tuple(town) in self._towns
            and (self._looks_like_quarter("".join(part)) or self._is_unlisted(town, "".join(part), written))
        )
        if not is_part or known(part[0]) or any(other.start == place.end for other in others):
            return place
        return replace(place, end=place.end + 1)

    def _correct(self, at: int, question: Sequence[str], written: WrittenQuestion) -> str:
        """Return the name meant by a misspelt word: the same first letter, one slip at most, two in a long name.

        A word of four letters may only lack one. A frequent word is what it says, and one that is written as a part of
        a town a part of it, unless a neighbour completes the name: "Sank Augustin", "Kreis Klebe". Behind a town, an
        unknown name is not a misspelling of a derived form: "Kamen Methler" has nothing to do with Metelen.
        """
        word = question[at]
        if len(word) < _MIN_MISSPELT_LENGTH or word.isdigit():
            return word
        before = question[at - 1 : at] if at else ()
        among = self._names if self._is_unlisted(before, word, written) else self._words
        found = _nearest(word, among, slips=1)
        if not found and len(word) >= _TWO_SLIPS:
            found = _nearest(word, self._names, slips=2)
        if not found or self._is_completed(found, before, question[at + 1 : at + 2]):
            return found or word
        other = is_frequent(word) or self._is_part(before, word, written.as_one)
        return word if other else found

    def _is_completed(self, name: str, before: Sequence[str], after: Sequence[str]) -> bool:
        """Return whether a word is one name with a neighbour; "Stadt" stands beside too much else."""
        pairs = ((*before, name), (name, *after))
        return any(len(pair) == 2 and pair in self._places and _TOWN not in pair for pair in pairs)


def _with_town(quarter: str, town: str) -> str:
    """Return a quarter with its town: "Köln-Kalk", "Hassel (Bad Oeynhausen)"."""
    return f"{town}-{quarter}" if town.isalpha() else f"{quarter} ({town})"


def _nearest(word: str, names: Mapping[str, Sequence[str]], slips: int) -> str | None:
    found = process.extractOne(word, names.get(word[0], ()), scorer=OSA.distance, score_cutoff=slips)
    return found[0] if found else None


def _list_spellings(written: Sequence[str]) -> Iterator[Phrase]:
    """Yield a name as written, and written as several words: "Mönchen Gladbach"."""
    yield tuple(written)
    if len(written) == 2 and not STOP_WORDS.intersection(written):
        yield ("".join(written),)


def _precedence(place: PlaceMention) -> tuple[int, bool, bool]:
    """Return a key that puts longer names first, then names before codes, and spelt ones before mere additions."""
    return place.start - place.end, "ki" in place.name.split(), not place.label


def _assess_doubt(name: Phrase) -> Doubt:
    for listed, doubt in ((evidence.ORDINARY, Doubt.ORDINARY), (evidence.ASIDE, Doubt.ASIDE)):
        if len(name) == 1 and name[0] in listed:
            return doubt
    return Doubt.NONE


def _is_stem_only(form: Phrase, name: Phrase, frequent: dict[str, int]) -> bool:
    """Return whether a form without its name's "en" is a word of its own, as "Sieger" is and "Solinger" is not."""
    lost = form[-1] == name[-1].removesuffix("en") + "er" != name[-1] + "er"
    return lost and not name[-1].endswith("ingen") and form[-1] in frequent


def _is_ordinary(form: Phrase, name: Phrase, frequent: dict[str, int]) -> bool:
    """Return whether a derived form is more frequent than the name that it would come from, as "Hammer" is."""
    if len(form) != 1 or form[0] in evidence.NAMES or form[0] not in frequent:
        return False
    return form[0] in evidence.DERIVED or frequent[form[0]] < frequent.get(name[0], len(frequent))


def _by_first_letter(places: Iterable[Phrase], doubts: dict[Phrase, Doubt]) -> dict[str, list[str]]:
    """Return the words of names that a slip may have hit, by their first letters."""
    plain = (phrase for phrase in places if doubts.get(phrase, Doubt.NONE) < Doubt.ASIDE)
    found: dict[str, list[str]] = {}
    for word in sorted({word for phrase in plain for word in phrase if len(word) >= _MIN_NAME_LENGTH}):
        found.setdefault(word[0], []).append(word)
    return found


def _collect(found: Iterable[Name]) -> dict[Phrase, dict[EntryId, None]]:
    places: dict[Phrase, dict[EntryId, None]] = {}
    for phrase, centre in found:
        if phrase:
            places.setdefault(phrase, {})[centre] = None
    return places


def _index_numbers(knowledge: Knowledge) -> dict[str, dict[EntryId, None]]:
    in_charge = names.map_to_centres(knowledge)
    areas: dict[str, dict[EntryId, None]] = {}
    for municipality in knowledge.municipalities:
        for number in (municipality.id.removeprefix("municipality/"), *municipality.postal_codes):
            areas.setdefault(number, {}).update(dict.fromkeys(in_charge(municipality)))
    return areas
