"""Checks of phrasings for editors: what may lead questions astray. None of it is an error."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from knowledge.entries import Faq, Knowledge, Offer
from knowledge.search.entry_ranking import find_subject, make_page, select_searchable
from knowledge.search.fitting import FOLDS, leave_out
from knowledge.search.index import Index
from knowledge.search.lexicon import is_generic
from knowledge.search.search import Search
from knowledge.text import extract_content_words, fold, split_words, stem

_MIN_TELLING = 2
_NOUN = re.compile(r"(?<=\w )[A-ZÄÖÜ][a-zäöüß]{3,}")  # not at the beginning, where any word has a capital


class Doubt(StrEnum):
    """Why a phrasing may lead questions astray."""

    WON = "without it, another entry wins"
    FEW = "fewer than two telling words"
    RARE = "a word that stands nowhere else, perhaps only of the setting"


@dataclass(frozen=True, kw_only=True, slots=True)
class PhrasingWarning:
    """A doubtful phrasing of an entry; `about` is the entry that wins, or the word."""

    entry: str
    phrasing: str
    doubt: Doubt
    about: str = ""

    def __str__(self) -> str:
        about = f": {self.about}" if self.about else ""
        return f"{self.entry}: {self.phrasing!r}: {self.doubt}{about}"


@dataclass(frozen=True, kw_only=True, slots=True)
class SharedPhrasing:
    """A phrasing of an entry that others hold as well, or as their title: it leads to none of these entries."""

    text: str
    entries: tuple[str, ...]


def find_shared_phrasings(search: Search) -> Sequence[SharedPhrasing]:
    """Return the phrasings whose words several entries hold; further names may be the same."""
    shared = (_find_phrasing(search, words, ids) for words, ids in search.list_shared_questions())
    return [each for each in shared if each]


def _find_phrasing(search: Search, words: str, ids: Sequence[str]) -> SharedPhrasing | None:
    entries = [entry for id_ in ids if isinstance(entry := search.get_entry(id_), Offer | Faq)]
    phrased = [text for entry in entries for text in entry.phrasings if _join(text) == words]
    titled = [entry.id for entry in entries if words in map(_join, (entry.title, *entry.phrasings))]
    return SharedPhrasing(text=phrased[0], entries=tuple(titled)) if phrased and len(titled) > 1 else None


def _join(text: str) -> str:
    return " ".join(split_words(text))


def check_phrasings(knowledge: Knowledge) -> list[PhrasingWarning]:
    """Return the doubtful phrasings, by entry; takes about a second for a hundred entries."""
    entries = select_searchable(knowledge)
    found = [*_find_short(entries), *_find_rare(entries), *_find_won(knowledge, entries)]
    return sorted(found, key=lambda warning: (warning.entry, warning.phrasing))


def _find_short(entries: Sequence[Offer | Faq]) -> Iterator[PhrasingWarning]:
    """Yield phrasings with few telling words; the name of the entry is enough."""
    for entry in entries:
        named = _list_stems(entry.title, *entry.synonyms)
        for phrasing in entry.phrasings:
            telling = {root for root in _list_stems(phrasing) if not is_generic(root)}
            if len(telling) < _MIN_TELLING and not telling & named:
                yield PhrasingWarning(entry=entry.id, phrasing=phrasing, doubt=Doubt.FEW)


def _find_rare(entries: Sequence[Offer | Faq]) -> Iterator[PhrasingWarning]:
    """Yield phrasings with a noun that no other phrasing and no entry has."""
    told = _list_stems(*(part for entry in entries for part in (entry.title, entry.text, *entry.synonyms)))
    told |= _list_stems(*(keyword for entry in entries for keyword in entry.keywords))
    times = Counter(root for entry in entries for phrasing in entry.phrasings for root in _list_stems(phrasing))
    for entry in entries:
        for phrasing in entry.phrasings:
            for noun in _NOUN.findall(phrasing):
                root = stem(fold(noun))
                if times[root] == 1 and root not in told:
                    yield PhrasingWarning(entry=entry.id, phrasing=phrasing, doubt=Doubt.RARE, about=noun)


def _find_won(knowledge: Knowledge, entries: Sequence[Offer | Faq]) -> Iterator[PhrasingWarning]:
    """Yield phrasings that an entry on another subject wins if they are left out."""
    pages, subjects = [make_page(entry) for entry in entries], {entry.id: find_subject(entry) for entry in entries}
    synonyms = [group.words for group in knowledge.synonyms]
    for fold_ in range(FOLDS):
        kept, asked = leave_out(pages, fold_)
        index = Index(kept, synonyms)
        for phrasing, page in asked:
            hits = index.rank(split_words(phrasing), limit=1).hits
            if hits and subjects[hits[0].id] != subjects[page.id]:
                yield PhrasingWarning(entry=page.id, phrasing=phrasing, doubt=Doubt.WON, about=hits[0].id)


def _list_stems(*texts: str) -> set[str]:
    return {stem(word) for text in texts for word in extract_content_words(text)}
