"""The search over one state of the knowledge: places first, then the entries by their words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from knowledge.entries import AnyEntry, Faq, Knowledge, Offer, Topic
from knowledge.places import Gazetteer, Place
from knowledge.search import intent
from knowledge.search.finding import Aspect, Finding, Kind, Language, Match, Previous
from knowledge.search.index import Index, Page, Ranking
from knowledge.search.phrases import ASKING_WORDS, ASPECTS, CENTRE_WORDS, EXCHANGE_WORDS, FOLLOW_UP
from knowledge.text import STOP_WORDS, words

_MOST_WORDS = 60
_MOST_CHOICES = 4
_SURE = 0.5
_CLOSE = 0.93

_ASPECT_WORDS = frozenset().union(*ASPECTS.values())


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """A question taken apart: the places in it, the words about its matter, and those that ask for a centre."""

    words: tuple[str, ...]
    places: tuple[Place, ...]
    matter: tuple[str, ...]
    aspect: Aspect | None
    names_centre: bool
    language: Language | None


class Search:
    """From a question to what is known about it."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self._entries: dict[str, AnyEntry] = {entry.id: entry for entry in knowledge.entries}
        self._gazetteer = Gazetteer(knowledge)
        self._index = Index([_entry_page(entry) for entry in (*knowledge.offers, *knowledge.faqs)])
        self._topics = {topic.id: topic for topic in knowledge.topics}
        self._topic_index = Index(list(_topic_pages(knowledge)))

    def entry(self, entry_id: str) -> AnyEntry | None:
        return self._entries.get(entry_id)

    def find(self, text: str, previous: Previous | None = None) -> Finding:
        """What the knowledge says to a question, given what was spoken about before."""
        asked = words(text)[:_MOST_WORDS]
        language = intent.language(asked)
        pleasantry, matter = intent.smalltalk(asked)
        if pleasantry:
            return Finding(kind=Kind.SMALLTALK, language=language, smalltalk=pleasantry)
        question = self._take_apart(matter, language)
        finding = self._find(question, previous or Previous())
        return replace(finding, language=language)

    def _take_apart(self, asked: Sequence[str], language: Language | None) -> Question:
        places = tuple(self._gazetteer.find(asked, self._is_word))
        taken = {at for place in places for at in range(place.start, place.end)}
        rest = [word for at, word in enumerate(asked) if at not in taken]
        asking = STOP_WORDS | CENTRE_WORDS | ASKING_WORDS | _ASPECT_WORDS
        return Question(
            words=tuple(asked),
            places=places,
            matter=tuple(word for word in rest if word not in asking and not word.isdigit()),
            aspect=intent.aspect(rest),
            names_centre=any(word in CENTRE_WORDS for word in rest),
            language=language,
        )

    def _is_word(self, word: str) -> bool:
        return (
            word in STOP_WORDS or word in ASKING_WORDS or word in EXCHANGE_WORDS or word in _ASPECT_WORDS
            or word in CENTRE_WORDS or word in self._index.vocabulary or word in self._topic_index.vocabulary
        )

    def _find(self, question: Question, previous: Previous) -> Finding:
        complete = question.places and not [w for w in question.matter if w not in EXCHANGE_WORDS]
        if complete and (question.aspect or not intent.asks_colleagues(question.words)):
            return self._centres(question)
        if intent.asks_colleagues(question.words):
            return self._exchange(question)
        if question.places:
            return self._local(question)
        followed = self._follow_up(question, previous)
        return followed or self._ranked(question)

    def _centres(self, question: Question) -> Finding:
        centres = list(dict.fromkeys(centre for place in question.places for centre in place.centres))
        matches = tuple(Match(entry=self._entries[centre], score=1.0) for centre in centres[:_MOST_CHOICES])
        kind = Kind.ANSWER if len(centres) == 1 else Kind.CHOICES
        reasons = tuple(f"place {place.name!r} -> {', '.join(place.centres)}" for place in question.places)
        return Finding(kind=kind, matches=matches, aspect=question.aspect, reasons=reasons)

    def _local(self, question: Question) -> Finding:
        """A place together with a matter: the centre, and what is known of the matter."""
        ranked = self._ranked(replace(question, words=question.matter))
        centres = self._centres(question)
        if ranked.kind in (Kind.NONE,):
            return centres if question.names_centre else ranked
        first, second = (centres, ranked) if question.names_centre or question.aspect else (ranked, centres)
        return replace(first, matches=(*first.matches, *second.matches)[:_MOST_CHOICES], aspect=question.aspect)

    def _follow_up(self, question: Question, previous: Previous) -> Finding | None:
        return None

    def _exchange(self, question: Question) -> Finding:
        subject = [w for w in question.words if w not in EXCHANGE_WORDS and w not in STOP_WORDS]
        ranking = self._topic_index.rank(subject, limit=3)
        known = self._ranked(replace(question, words=tuple(subject)))
        return Finding(
            kind=Kind.EXCHANGE,
            topics=tuple(self._topics[hit.id] for hit in ranking.hits),
            matches=known.matches,
            reasons=tuple(f"topic {hit.id} {hit.score:.2f}" for hit in ranking.hits),
        )

    def _ranked(self, question: Question) -> Finding:
        ranking = self._index.rank([w for w in question.words if w not in STOP_WORDS])
        if ranking.confidence < _SURE:
            return Finding(kind=Kind.NONE, reasons=_reasons(ranking))
        matches = tuple(Match(entry=self._entries[hit.id], score=hit.score) for hit in ranking.hits)
        close = [m for m in matches if m.score > _CLOSE * matches[0].score]
        return Finding(kind=Kind.ANSWER, matches=matches, reasons=_reasons(ranking), aspect=question.aspect)


def _reasons(ranking: Ranking) -> tuple[str, ...]:
    return (f"confidence {ranking.confidence:.2f}", *(f"{hit.id} {hit.score:.2f}" for hit in ranking.hits[:5]))


def _entry_page(entry: Offer | Faq) -> Page:
    return Page(id=entry.id, title=entry.title, names=entry.synonyms, keywords=entry.keywords, text=entry.text)


def _topic_pages(knowledge: Knowledge) -> Iterable[Page]:
    for topic in knowledge.topics:
        offers = [offer for offer in knowledge.offers if topic.slug in offer.topics]
        yield Page(
            id=topic.id,
            title=topic.title,
            names=topic.keywords,
            keywords=tuple(name for offer in offers for name in (offer.title, *offer.synonyms)),
            text=topic.description,
        )
