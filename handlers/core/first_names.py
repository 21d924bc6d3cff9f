"""First names in display names, which may be offices or ids, or have the family name first."""

import re
import unicodedata
from collections.abc import Callable, Sequence

from handlers.core.sanitising import to_one_line


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Brackets hold offices and pronouns; without their other half they run to the end.
_BRACKETED = re.compile(r"[(\[{<][^)\]}>]*(?:[)\]}>]|$)")
_PARTS = re.compile(r"\s+[-–—@·•]+\s+|[–—|/·•]|\s@")
_SEVERAL = re.compile(r"\s(?:und|and|&|\+)\s|&", re.IGNORECASE)
_GLUED_TITLE = re.compile(r"\b(Prof|Dr|Dipl|Mag)\.(?=[^\W\d_]{2,}\b(?!\.))(?!in\b)", re.IGNORECASE)
_ID = re.compile(r"[\d@_:{}]|\w\.\w{2}", re.UNICODE)
_TITLES = _set(
    """dr dr.in dr.-ing drs prof prof.in professor professorin doktor dipl mag ing med phil jur rer nat pol oec
    theol paed päd h c hc mult habil pd ra rain ma m.a ba b.a msc m.sc bsc b.sc mba llm ll.m llb ll.b m.ed
    b.ed phd ph.d stud cand dipl.-päd dipl.-ing dipl.-soz.päd dipl.-sozialpäd dipl.-psych dipl.-kfm psych
    kfm soz inf jr sr"""
)
_SALUTATIONS = _set("frau herr herrn mr mrs ms miss mister madame monsieur hr fr")
_PARTICLES = _set("von van de der den dem del della di da dos du la le el al zu zum zur vom ter ten bin ibn")
_OFFICE = _set(
    """ki kiz laki kim kis nrw vhs awo drk gmbh ggmbh ev e.v kreis kreisstadt stadt städteregion gemeinde land
    landkreis amt team büro sekretariat verwaltung zentrum zentrale koordination geschäftsstelle verein
    schule kita leitung service abteilung fachdienst fachbereich fachstelle dezernat referat gruppe netzwerk
    universität hochschule ministerium bezirksregierung jobcenter caritas diakonie integration bildung
    kommunales kommunale kommunal info infos kontakt admin administrator support hilfe bot redaktion presse
    familie gast guest user nutzer nutzerin unbekannt unknown deleted account gelöschtes konto telefon handy
    test projekt programm beratung lotse gymnasium berufskolleg kolleg rathaus agentur polizei feuerwehr
    moschee kirche stiftung initiative forum akademie institut bibliothek bücherei museum theater praxis
    jugendamt jugendhilfe"""
)
_OFFICE_ENDINGS = (
    "zentrum", "amt", "büro", "stelle", "verein", "verband", "schule", "team", "dienst", "kreis", "regierung",
    "integration", "beratung", "agentur", "kolleg", "management", "koordination", "netzwerk", "verwaltung", "referat",
)  # fmt: skip
_OFFICE_BEGINNINGS = ("integrations", "migrations", "bildungs", "flüchtlings", "kommunal")
_MIN_ENDING_LENGTH = 5


def parse_first_name(display: str, is_place: Callable[[str], bool]) -> str:
    """Return the first name in a display name; an empty string if there is none, or any doubt.

    `is_place` says whether a name is that of a municipality or a Kreis.
    """
    named = _GLUED_TITLE.sub(r"\1. ", _BRACKETED.sub(" ", to_one_line(display)))
    parts = ([piece for piece in part.split(",") if not _is_office(piece, is_place)] for part in _PARTS.split(named))
    people = [pieces for pieces in parts if pieces]
    if len(people) != 1 or any(map(_SEVERAL.search, people[0])):
        return ""
    return _of_person(people[0])


def _of_person(pieces: Sequence[str]) -> str:
    """Return the first name in what stood between commas, without offices."""
    names = [words for words in map(_without_titles, pieces) if words]
    if len(names) > 1:
        return _word(names[1])
    if not names:
        return ""
    is_titled = len(pieces) > 1 or any(map(_is_title, pieces[0].split()))
    if len(names[0]) == 1 and (is_titled or names[0][0].islower()):
        return ""  # “Frau Müller”, “Müller, Dr.”, “amueller”
    return _word(_put_first_name_first(names[0]))


def _put_first_name_first(words: Sequence[str]) -> Sequence[str]:
    """Return the words with the first name first: of “MÜLLER Anna” the last."""
    is_loud = (
        len(words) == 2 and words[0].isalpha() and words[0].isupper() and len(words[0]) > 2 and not words[1].isupper()
    )
    return words[::-1] if is_loud else words


def _without_titles(part: str) -> list[str]:
    words = (_strip(word) for word in part.split() if not _is_title(word))
    found = [word for word in words if word]
    # “M. A.”, and initials, which are nobody's whole name
    return [] if all(len(word) == 1 and word.isascii() for word in found) else found


def _word(words: Sequence[str]) -> str:
    """Return the first of the words, if it can be a first name."""
    word = words[0]
    is_short = len(word) < 2 and word.isascii()
    if is_short or word.casefold() in _PARTICLES or not word[0].isalpha() or not all(map(_is_in_name, word)):
        return ""
    if (word.isupper() or word.islower()) and len(word) > 2:
        return word.title() if "'" not in word else word
    return word


def _is_office(part: str, is_place: Callable[[str], bool]) -> bool:
    """Return whether part of a name does not name a person: an office, a place, an id."""
    words = part.replace(",", " ").split()
    if not words or any(map(_is_id, words)):
        return True
    bare = [_bare(word) for word in words]
    if all(map(_is_title, words)):
        return False
    if any(piece in _OFFICE or _is_office_word(piece) for word in bare for piece in (word, *word.split("-"))):
        return True
    return is_place(" ".join(words)) or (len(words) == 1 and words[0].isupper() and words[0].isalpha())


def _is_title(word: str) -> bool:
    """Return whether a word is a title or a salutation, or several titles in one such as “Dr.med.”."""
    bare = _bare(word)
    return bare in _TITLES | _SALUTATIONS or all(piece in _TITLES for piece in re.split(r"[.-]+", bare))


def _is_office_word(word: str) -> bool:
    if word.startswith(_OFFICE_BEGINNINGS):
        return True
    return any(word.endswith(ending) and len(word) >= len(ending) + _MIN_ENDING_LENGTH for ending in _OFFICE_ENDINGS)


def _is_id(word: str) -> bool:
    return bool(_ID.search(word)) and not _is_title(word) and _bare(word) not in _OFFICE


def _bare(word: str) -> str:
    return _strip(word).casefold()


def _strip(word: str) -> str:
    """Return a word without signs around it."""
    letters = [place for place, character in enumerate(word) if _is_letter(character)]
    return word[letters[0] : letters[-1] + 1] if letters else ""


def _is_letter(character: str) -> bool:
    """Return whether a character is a letter, a digit or a mark upon one."""
    return unicodedata.category(character)[0] in "LMN"


def _is_in_name(character: str) -> bool:
    return _is_letter(character) or character in "'’-\u200c\u200d"
