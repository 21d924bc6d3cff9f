"""Corpora of any size, made of the shipped texts; the same ones every time."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from random import Random

from knowledge.entries import Faq, Knowledge, Offer
from knowledge.search.index import Page

_SENTENCE = re.compile(r"(?<=[.!?])\s+")
_NOUN = re.compile(r"\b[A-ZÄÖÜ][a-zäöüß]{3,}\b")
_LENGTHS = (2, 3, 3, 4, 5)  # sentences of a text
_EXCHANGED = 0.25  # the share of nouns for which another word stands
_HEAPS, _GROWTH, _WORDS_OF_PAGE = 30, 0.55, 60  # a vocabulary grows with the text by a power (Heaps' law)
_LINKS = ("", "s")
_ASKING = ("Was ist {}?", "Gibt es etwas zu {}?", "{}", "Wer hilft bei {}?", "Wir suchen {}")
_SEED = 20261123


def corpus(knowledge: Knowledge, size: int, phrasings: int = 0) -> list[Page]:
    """Pages of shuffled sentences, in part with compounds made of shipped nouns, the more the larger the corpus.

    Each page has as many shipped phrasings, changed likewise.
    """
    random = Random(_SEED)  # noqa: S311
    entries: list[Offer | Faq] = [*knowledge.offers, *knowledge.faqs]
    compounds = _compounds(entries, int(_HEAPS * (size * _WORDS_OF_PAGE) ** _GROWTH), random)
    pages = [_page(f"entry/{number}", entries, compounds, random) for number in range(size)]
    asked = [phrasing for entry in entries for phrasing in entry.phrasings]
    return [replace(page, phrasings=_change(random.choices(asked, k=phrasings), compounds, random)) for page in pages]


def questions(pages: Sequence[Page], count: int) -> Iterator[str]:
    """Questions for the titles of some pages; in every second one a word is mistyped."""
    random = Random(_SEED)  # noqa: S311
    for number in range(count):
        asked = random.choice(_ASKING).format(random.choice(pages).title)
        yield mistyped(asked, random) if number % 2 else asked


def mistyped(text: str, random: Random) -> str:
    """One of the longer words with two letters exchanged, or one left out or doubled."""
    long = [match.span() for match in re.finditer(r"\w{5,}", text)]
    if not long:
        return text
    start, end = random.choice(long)
    at = random.randrange(start + 1, end - 1)
    slip = random.choice((text[at + 1] + text[at], text[at], text[at] + text[at : at + 2]))
    return text[:at] + slip + text[at + 2 :]


def _compounds(entries: Sequence[Offer | Faq], count: int, random: Random) -> list[str]:
    nouns = sorted({noun for entry in entries for noun in _NOUN.findall(f"{entry.title} {entry.text}")})
    return [random.choice(nouns) + random.choice(_LINKS) + random.choice(nouns).lower() for _ in range(count)]


def _change(texts: Sequence[str], compounds: Sequence[str], random: Random) -> tuple[str, ...]:
    """The texts with compounds for some nouns, of which some are frequent and most are rare."""

    def exchanged(noun: re.Match[str]) -> str:
        return compounds[int(len(compounds) ** random.random()) - 1] if random.random() < _EXCHANGED else noun[0]

    return tuple(_NOUN.sub(exchanged, text) for text in texts)


def _page(page_id: str, entries: Sequence[Offer | Faq], compounds: Sequence[str], random: Random) -> Page:
    named, worded = random.choice(entries), random.choices(entries, k=random.choice(_LENGTHS))
    title, *sentences = _change(
        [named.title, *(random.choice(_SENTENCE.split(entry.text)) for entry in worded)], compounds, random
    )
    return Page(
        id=page_id,
        title=title,
        names=named.synonyms[:2],
        keywords=named.keywords,
        text=" ".join(sentences),
    )
