"""Places in ordinary words and in misspelt names: `python -m tests.bench.places`.

An ordinary word that leads to a place, alone or in a question, is wrong, unless it is the name of that place. A
misspelt name is found if it leads to the centre in charge and no other.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from time import perf_counter

from knowledge.loader import SHIPPED, load_bundle
from knowledge.places.frequency import load_ranks
from knowledge.places.gazetteer import Gazetteer
from knowledge.text import STOP_WORDS, split_words
from tests.bench.tables import show

QUESTIONS = (
    "{}",
    "Welche {} gibt es?",
    "Mit wem kann ich {}?",
    "Wer hilft bei {}?",
    "Wer ist Ansprechpartner für {}?",
    "Wer kümmert sich um {}?",
)
_KNOWN = STOP_WORDS.union(word for question in QUESTIONS for word in split_words(question.format("")))
_ROWS_OF_KEYS = ("qwertzuiop", "asdfghjkl", "yxcvbnm")
_SLIPS_A_NAME = 12


@dataclass(frozen=True, kw_only=True, slots=True)
class Slip:
    """A misspelt name, and the centres that it should lead to."""

    typed: str
    centres: frozenset[str]


def frequent_words(most: int | None = None) -> list[str]:
    """Return the most frequent words, folded, the most frequent first."""
    return list(load_ranks())[:most]


def is_wrong(word: str, gazetteer: Gazetteer) -> bool:
    """Return whether a word leads to a place with another name, alone or in one of the questions."""
    found = (
        place
        for question in QUESTIONS
        for place in gazetteer.find(split_words(question.format(word)), _KNOWN.__contains__)
    )
    return any(place.centres and place.name != word for place in found)


def slips() -> Iterator[Slip]:
    """Yield misspelt names of all municipalities of five letters and more, always the same ones."""
    knowledge = load_bundle(SHIPPED)
    centres = {centre.ags: centre.id for centre in knowledge.centres}
    chance = random.Random(7)  # noqa: S311
    for town in knowledge.municipalities:
        name = town.name.split(" (")[0].split("/")[0].split(" am ")[0].split(" an der ")[0]
        expected = frozenset(centres[key] for key in (town.id[-8:], town.district) if key in centres)
        for typed in _misspelt(name, chance) if len(name) >= 5 else ():
            yield Slip(typed=typed, centres=expected)


def recall(cases: Sequence[Slip], question: str, gazetteer: Gazetteer) -> float:
    """Return the share of misspelt names that lead to their centres in a question."""
    found = (gazetteer.find(split_words(question.format(case.typed)), STOP_WORDS.__contains__) for case in cases)
    hits = ({centre for place in places for centre in place.centres} for places in found)
    return sum(bool(hit) and hit <= case.centres for case, hit in zip(cases, hits, strict=True)) / len(cases)


def _misspelt(name: str, chance: random.Random) -> list[str]:
    """Return names with a letter left out, doubled or beside its key, or two in the wrong order; never the first."""
    found: dict[str, None] = {}
    for _ in range(200):
        at = chance.randrange(1, len(name))
        if len(found) < _SLIPS_A_NAME and name[at].isalpha():
            found[chance.choice(_variants(name, at, chance))] = None
    return sorted(set(found) - {name})


def _variants(name: str, at: int, chance: random.Random) -> list[str]:
    before, letter, after = name[:at], name[at], name[at + 1 :]
    beside = chance.choice(_keys_beside(letter))
    swapped = after[:1] + letter + after[1:] if after[:1].isalpha() else letter + after
    return [before + after, before + letter + letter + after, before + beside + after, before + swapped]


def _keys_beside(letter: str) -> str:
    row = next((row for row in _ROWS_OF_KEYS if letter.lower() in row), "öäü")
    at = row.find(letter.lower())
    return row[max(at - 1, 0) : at] + row[at + 1 : at + 2]


def main() -> None:
    gazetteer, cases = Gazetteer(load_bundle(SHIPPED)), list(slips())
    started = perf_counter()
    wrong = [word for word in frequent_words() if is_wrong(word, gazetteer)]
    took = perf_counter() - started
    often = len(set(wrong).intersection(frequent_words(20_000)))
    show(
        "Ordinary words that lead to a place",
        ("of the 20,000 most frequent", f"of all {len(frequent_words()):,}", "s"),
        [(str(often), str(len(wrong)), f"{took:.1f}")],
    )
    show(
        f"Misspelt names found, of {len(cases):,}",
        ("question", "share"),
        [(question, f"{recall(cases, question, gazetteer):.1%}") for question in ("{}", "KI {}", "wer hilft in {}")],
    )


if __name__ == "__main__":
    main()
