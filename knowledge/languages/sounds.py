"""Names of places by their sound, so that "Дортмунд" and "دورتموند" are found as Dortmund.

Consonants are brought to classes that all alphabets tell apart; vowels, which Arabic mostly leaves out, only decide
between names with the same consonants.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import chain, product

from rapidfuzz.fuzz import ratio

from knowledge.languages.spelling import find_script
from knowledge.text import fold, split_words

_CYRILLIC = dict(zip("абвгґдеєжзиіїйклмнопрстуфхцчшщыэюяё", "abvggdeessiiiiklmnoprstufhscssieuao", strict=True))
_ARABIC = dict(zip("ابتثجحخدذرزسشصضطظعغفقكلمنهويپچژگکیڤ", "abttkhhdsrssssdtsagfkklmnhuipcsgkiv", strict=True))
_ROMAN = str.maketrans({**_CYRILLIC, **_ARABIC, "ъ": "", "ь": "", "ء": ""})

_GERMAN = (
    (re.compile(r"tsch"), "c"),
    (re.compile(r"sch"), "s"),
    (re.compile(r"chs"), "ks"),
    (re.compile(r"ch"), "h"),
    (re.compile(r"ph"), "f"),
    (re.compile(r"(?<=[aeiou])h(?![aeiou])|(?<=t)h|(?<=^r)h"), ""),
    (re.compile(r"ck|q"), "k"),
    (re.compile(r"tz|z|ß"), "s"),
    (re.compile(r"x"), "ks"),
    (re.compile(r"w"), "v"),
    (re.compile(r"c"), "k"),
    (re.compile(r"y|j"), "i"),
)
_SOFT_CH = re.compile(r"(?<=[eilnr])ch")
_CLASSES = str.maketrans("bdgvzjy", "ptkfsii")
_TWICE = re.compile(r"(.)\1+")
_VOWELS = re.compile(r"[aeiou]+")
_LEAST_LETTERS = 3
_MAX_AMBIGUOUS = 3
_LEAST_ALIKE = {"cyrillic": 68, "arabic": 45}  # of 100, on the letters with those vowels that a script writes


class PlaceSounds:
    """Names of places, found by how a word in another script sounds."""

    def __init__(self, names: Iterable[str]) -> None:
        self._by_skeleton: dict[str, dict[str, str]] = {}
        for name in names:
            for spelt in _list_spellings(name):
                self._by_skeleton.setdefault(_skeleton(spelt), {}).setdefault(spelt, name)

    def find(self, word: str) -> str | None:
        """Return the name that a word in Cyrillic or Arabic script sounds like; None if there is none."""
        if len(word) < _LEAST_LETTERS:
            return None
        found = [
            (ratio(sound, spelt), -len(name), name)
            for sound in _list_sounds(word)
            for skeleton in _list_skeletons(sound)
            for spelt, name in self._by_skeleton.get(skeleton, {}).items()
        ]
        best = max(found, default=None)
        return best[2] if best and best[0] >= _LEAST_ALIKE.get(find_script(word), 100) else None


def _list_spellings(name: str) -> Iterator[str]:
    """Yield a name as a whole and by its first word, as it sounds; the "ch" of "-kirchen" is also taken for "sch"."""
    words = split_words(name)
    for spelt in {"".join(words), words[0]}:
        if len(spelt) >= _LEAST_LETTERS:
            yield _pronounce(spelt)
            if (soft := _SOFT_CH.sub("sch", spelt)) != spelt:
                yield _pronounce(soft)


def _pronounce(spelt: str) -> str:
    for shape, sound in _GERMAN:
        spelt = shape.sub(sound, spelt)
    return _TWICE.sub(r"\1", spelt)


def _list_sounds(word: str) -> Iterator[str]:
    """Yield the Latin readings of a word: г is g or h, و at the beginning w or u."""
    parts = word.replace("-", "").split("г", _MAX_AMBIGUOUS)
    for letters in product("гх", repeat=len(parts) - 1):
        spelt = "".join(chain.from_iterable(zip(parts, (*letters, ""), strict=True)))
        roman = _TWICE.sub(r"\1", fold(spelt.translate(_ROMAN)))
        yield roman
        if roman.startswith("u"):
            yield "v" + roman[1:]
    if word[0] in "وبلف" and len(word) > _LEAST_LETTERS:
        yield from _list_sounds(word[1:])


def _list_skeletons(sound: str) -> Iterator[str]:
    """Yield the consonants of a word, also without a last one that may be an ending."""
    skeleton = _skeleton(sound)
    yield skeleton
    if len(skeleton) > _LEAST_LETTERS:
        yield skeleton[:-1]


def _skeleton(sound: str) -> str:
    """Return the classes of the consonants; a vowel counts only at the beginning."""
    classes = sound.translate(_CLASSES)
    first = "a" if classes[:1] in "aeiou" else ""
    return first + _TWICE.sub(r"\1", _VOWELS.sub("", classes))
