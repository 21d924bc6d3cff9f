"""Names of places and their forms: in full, short, inflected, derived."""

import re
from collections.abc import Callable, Iterator

from knowledge.entries import EntryId, Knowledge, Municipality
from knowledge.places.frequency import is_frequent
from knowledge.text import STOP_WORDS, split_words

Phrase = tuple[str, ...]
Name = tuple[Phrase, EntryId]

_AREA_WORDS = frozenset(split_words("Kreis Kreisstadt Stadt Gemeinde Landeshauptstadt Bundesstadt Landkreis"))
_ADDITION = re.compile(r"\s*\(.*?\)|/.*$| (am|an der|im|in|ob der|vor der|bei|auf|unter|a\.) ?.*$")
_HONORIFIC = re.compile(r"^(Bad|Sankt|Schloß) ")
# Endings of quarters, without words that only end alike.
_ENDING = re.compile(
    r"\w{2,}(?:dorf|hausen|ingen|rath|berg|feld|bach|burg|thal|kirchen|muhle?|busch|beck|weiler|brucken?|horst|hagen|stein"
    r"|siedlung|viertel|holz|hain|heide|weide?|born|winkel|broich|rade|lohe|hofen|hoven|wald|wiese|kamp"
    r"|(?<!be)(?<!ent)(?<!unter)scheid|(?<!wohn)(?<!pflege)(?<!kinder)(?<!lings)(?<!alten)(?<!alters)(?<!jugend)(?<!tier)"
    r"(?<!senioren)(?<!studenten)(?<!asyl)heim)"
)
# Limits for names that are in no list.
_LONG_ENOUGH, _TOO_LONG, _MIN_ENDING_LENGTH = 5, 14, 4
_SPOKEN = re.compile(r"(?=.*[aeiouy])(?!.*[^aeiouy]{5})[a-z]+")
_ADJECTIVE_ENDINGS = ("", "e", "em", "en", "er", "es")


def fold_name(name: str) -> Phrase:
    """Return a name as folded words."""
    return tuple(split_words(name))


def list_forms(name: str) -> Iterator[Phrase]:
    """Yield the forms of a name: "Horn-Bad Meinberg", "Horn" and "Bad Meinberg", "Halle (Westf.)" and "Halle"."""
    short = _ADDITION.sub("", name)
    yield from list_full_forms(name)
    yield fold_name(short)
    yield fold_name(_HONORIFIC.sub("", short))
    yield fold_name(short.replace("Sankt ", "St "))
    for part in short.split("-") if "-" in short else ():
        if len(part) >= 4:
            yield fold_name(part)


def list_full_forms(name: str) -> Iterator[Phrase]:
    """Yield the forms that keep the addition: "Halle Westfalen", "Mülheim Ruhr", "Frankfurt a.M."."""
    spelt_out = name.replace("Westf.", "Westfalen").replace("Rhld.", "Rheinland")
    forms = (
        name,
        re.sub(r" (am|an der|im|in) ", " ", spelt_out),
        name.replace(" an der ", " a d "),
        re.sub(r" (am|an der|im|in) (\w)\w*$", lambda found: f" {found[1][0]} {found[2]}", name),
    )
    yield from map(fold_name, dict.fromkeys(forms))


def strip_area_word(area: Phrase) -> Phrase:
    """Return the name of an area without the word for its kind."""
    return tuple(word.removesuffix("kreis") or word for word in area if word not in _AREA_WORDS)


def has_quarter_ending(word: str) -> bool:
    """Return whether a folded word looks like the name of a quarter."""
    return _ENDING.fullmatch(word) is not None


def is_likely_name(word: str) -> bool:
    """Return whether a folded word can be a name: it can be spoken, and neither it nor its end is a frequent word."""
    if not _LONG_ENOUGH <= len(word) <= _TOO_LONG or not _SPOKEN.fullmatch(word):
        return False
    ends = (word[start:] for start in range(2, len(word) - _MIN_ENDING_LENGTH + 1))
    return not is_frequent(word) and not any(map(is_frequent, ends))


def inflect(area: Phrase) -> Iterator[Phrase]:
    """Yield an area with its adjective in every case: "Märkischer Kreis", "im Märkischen Kreis"."""
    yield area
    for position, word in enumerate(area):
        if word.endswith("ischer"):
            for ending in _ADJECTIVE_ENDINGS:
                yield (*area[:position], word[:-2] + ending, *area[position + 1 :])


def derive(phrase: Phrase) -> Iterator[Phrase]:
    """Yield derived forms: "Köln" is also "Kölns" and "Kölner", "Solingen" "Solinger", "Münster" "Münsteraner"."""
    if not phrase or len(phrase[-1]) < 4 or phrase[-1].isdigit():
        return
    *front, name = phrase
    forms = [name + "s", name + "er", name + "aner", name + "r" * name.endswith("e"), name.removesuffix("en") + "er"]
    for form in forms:
        if form != name:
            yield (*front, form)


def list_areas(knowledge: Knowledge) -> Iterator[Name]:
    """Yield the areas in full: "Kreis Düren", "Hochsauerlandkreis", "Märkischer Kreis" in every case."""
    for centre in knowledge.centres:
        area = fold_name(centre.area)
        for phrase in (*inflect(area), area[::-1]):
            yield phrase, EntryId(centre.id)


def list_nicknames(knowledge: Knowledge) -> Iterator[Name]:
    """Yield areas without "Kreis", and synonyms of the centres; "KI" stays only before a mere abbreviation."""
    for centre in knowledge.centres:
        for phrase in inflect(strip_area_word(fold_name(centre.area))):
            yield phrase, EntryId(centre.id)
        for synonym in centre.synonyms:
            phrase = fold_name(synonym)
            short = phrase[1:] if phrase[:1] == ("ki",) else phrase
            if len(short) > 1 or (short and len(short[0]) > 2 and short[0] not in STOP_WORDS):
                yield short, EntryId(centre.id)
            else:
                yield from ((code, EntryId(centre.id)) for code in (phrase, phrase[::-1], ("kreis", *short)))


def list_municipalities(knowledge: Knowledge) -> Iterator[Name]:
    """Yield the names and postal codes of the municipalities."""
    find_centres = map_to_centres(knowledge)
    exact = {fold_name(municipality.name) for municipality in knowledge.municipalities}
    for municipality in knowledge.municipalities:
        for centre in find_centres(municipality):
            for code in municipality.postal_codes:
                yield (code,), centre
            for phrase in dict.fromkeys(list_forms(municipality.name)):
                if phrase == fold_name(municipality.name) or phrase not in exact:
                    yield phrase, centre


def map_to_centres(knowledge: Knowledge) -> Callable[[Municipality], list[EntryId]]:
    """Return the function from a municipality to its centres."""
    by_key: dict[str, list[EntryId]] = {}
    for centre in knowledge.centres:
        by_key.setdefault(centre.ags, []).append(EntryId(centre.id))
    return lambda municipality: [*by_key.get(municipality.id[-8:], ()), *by_key.get(municipality.district, ())]
