"""The numbered words of an index: by their stems, by their parts, and by their letters."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from knowledge.search.arrays import Numbers
from knowledge.search.compounds import Compounds
from knowledge.search.letters import Letters
from knowledge.search.spelling import SpellingCorrector
from knowledge.text import stem

Numbered: TypeAlias = tuple[str, int]


@dataclass(frozen=True, kw_only=True, slots=True)
class Vocabulary:
    """The words of an index; the number of a word that has gone is not given again.

    `words` are all that were ever numbered, `numbers` those that are there. `forms`: the words with a stem; `holders`:
    the compounds that have a part with a stem. `stems`: the number of the stem of each word, shape (words,).
    """

    words: Sequence[str]
    numbers: Mapping[str, int]
    forms: Mapping[str, Numbers]
    holders: Mapping[str, Numbers]
    stems: Numbers
    compounds: Compounds
    letters: Letters
    speller: SpellingCorrector

    def __len__(self) -> int:
        """Return the number above all those given."""
        return len(self.words)

    def number(self, words: Iterable[str]) -> Numbers:
        return np.array([self.numbers[word] for word in words], dtype=np.int32)

    def with_words(self, added: Sequence[str], removed: Sequence[str]) -> "Vocabulary":
        """Return the vocabulary with new words, numbered in their order from its length on, and without others."""
        if not added and not removed:
            return self
        new = list(zip(added, range(len(self), len(self) + len(added)), strict=True))
        gone = [(word, self.numbers[word]) for word in removed]
        numbers = dict(self.numbers)
        numbers.update(new)
        for word in removed:
            del numbers[word]
        compounds = self.compounds.with_words(added, removed)
        holding = _find_holding(self.words, self.compounds.stems ^ compounds.stems)
        split_anew = [(word, numbers[word]) for word in (holding & numbers.keys()).difference(added)]
        forms = _change(self.forms, _list_stems(gone), _list_stems(new))
        return Vocabulary(
            words=(*self.words, *added),
            numbers=numbers,
            forms=forms,
            holders=_change(
                self.holders,
                _list_parts([*gone, *split_anew], self.compounds),
                _list_parts([*new, *split_anew], compounds),
            ),
            stems=np.concatenate([self.stems, _number_stems(new, forms, self.stems)]),
            compounds=compounds,
            letters=self.letters.with_words(
                new, [number for _, number in gone], words=len(numbers), width=len(self) + len(new)
            ),
            speller=self.speller.with_words(added, removed),
        )


NO_WORDS = Vocabulary(
    words=(),
    numbers={},
    forms={},
    holders={},
    stems=np.zeros(0, dtype=np.int32),
    compounds=Compounds(()),
    letters=Letters(),
    speller=SpellingCorrector(()),
)


def _list_stems(words: Iterable[Numbered]) -> Iterator[Numbered]:
    return ((stem(word), number) for word, number in words)


def _list_parts(words: Iterable[Numbered], compounds: Compounds) -> Iterator[Numbered]:
    """Yield the stems of the parts of words that are compounds."""
    return ((stem(part), number) for word, number in words for part in compounds.split(word) if part != word)


def _number_stems(words: Sequence[Numbered], forms: Mapping[str, Numbers], stems: Numbers) -> Numbers:
    """Return the numbers of the stems of new words: that which another form has, else that of the first such word."""
    first = (int(forms[stem(word)][0]) for word, _ in words)
    return np.array([stems[number] if number < len(stems) else number for number in first], dtype=np.int32)


def _find_holding(words: Iterable[str], texts: Iterable[str]) -> set[str]:
    """Return the words that hold any of these texts."""
    lines, found = "\n".join(("", *words, "")), set[str]()
    for text in texts:
        at = lines.find(text)
        while at >= 0:
            end = lines.index("\n", at)
            found.add(lines[lines.rindex("\n", 0, at) + 1 : end])
            at = lines.find(text, end)
    return found


def _change(index: Mapping[str, Numbers], gone: Iterable[Numbered], new: Iterable[Numbered]) -> dict[str, Numbers]:
    """Return an index with the numbers of some keys changed."""
    numbers: dict[str, set[int]] = {}
    for key, number in gone:
        numbers.setdefault(key, set(index[key].tolist())).discard(number)
    for key, number in new:
        if key not in numbers:
            numbers[key] = set(index[key].tolist()) if key in index else set()
        numbers[key].add(number)
    changed = dict(index)
    for key, found in numbers.items():
        if found:
            changed[key] = np.array(sorted(found), dtype=np.int32)
        else:
            changed.pop(key, None)
    return changed
