"""Changes of texts: whether they change what is said, or only how it is written."""

from difflib import SequenceMatcher

from rapidfuzz.distance import Levenshtein

from knowledge.text import split_words

# A slip changes so many letters of a word that has at least so many.
_MAX_SLIP, _MIN_LENGTH = 2, 6
_NEGATIONS = ("kein", "nicht", "un", "in", "ohne", "no", "not")


def is_cosmetic(old: str, new: str) -> bool:
    """Return whether two texts say the same: but for marks, cases, spaces, and slips in single words.

    Numbers, short words and negations are never slips.
    """
    before, after = _split(old), _split(new)
    blocks = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    return all(
        tag == "equal" or (tag == "replace" and _are_slips(before[start:end], after[begin:stop]))
        for tag, start, end, begin, stop in blocks
    )


def _split(text: str) -> list[str]:
    """Return the words with addresses whole, as each of their characters counts."""
    return [word for part in text.split() for word in ([part] if "@" in part or "://" in part else split_words(part))]


def _are_slips(old: list[str], new: list[str]) -> bool:
    return len(old) == len(new) and all(map(_is_slip, old, new))


def _is_slip(old: str, new: str) -> bool:
    shorter, longer = sorted((old, new), key=len)
    if len(shorter) < _MIN_LENGTH or not (old.isalpha() and new.isalpha()) or shorter in longer:
        return False
    if any(old.startswith(negation) != new.startswith(negation) for negation in _NEGATIONS):
        return False
    return Levenshtein.distance(old, new, score_cutoff=_MAX_SLIP) <= _MAX_SLIP
