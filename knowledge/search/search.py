"""The search over one state of the knowledge: places first, then entries by their words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from knowledge.entries import AnyEntry, Centre, Faq, Knowledge, Offer, Topic
from knowledge.finding import Aspect, Finding, FindingKind, Match, PossibleQuarter, Previous
from knowledge.places.gazetteer import Gazetteer, PlaceMention, WrittenQuestion
from knowledge.places.regions import RegionFinder, RegionMention
from knowledge.search import intent
from knowledge.search.earlier_questions import EarlierQuestions
from knowledge.search.index import Index, Page, Ranking
from knowledge.search.phrases.centres import ASKING_WORDS, ASPECTS, CENTRE_WORDS, FOLLOW_UP
from knowledge.search.phrases.exchange import EXCHANGE_WORDS
from knowledge.text import STOP_WORDS, find_hyphenated_pairs, split_words

_MAX_TEXT_LENGTH, _MAX_WORDS, _MAX_WORD_LENGTH = 4000, 60, 40  # limits of a question; anything beyond is ignored
_MAX_CHOICES = 4
_MAX_CARDS = 3
_MAX_TOPICS = 3
_FILED = 1.5  # weight of the topic of an equal earlier question
_SURE = 0.5  # the confidence from which on an answer is given
_NEAR = 0.3  # and from which on entries are named
_CLEARLY = 1.15  # how much better a detail must be than its subject

_ASKING = STOP_WORDS | CENTRE_WORDS | ASKING_WORDS | frozenset().union(*ASPECTS.values())
_KNOWN = _ASKING | EXCHANGE_WORDS


@dataclass(frozen=True, kw_only=True, slots=True)
class ParsedQuestion:
    """A parsed question: its places, the words about its matter, and those that ask for a centre.

    `elsewhere` is a place outside North Rhine-Westphalia.
    """

    words: tuple[str, ...]
    places: tuple[PlaceMention, ...]
    elsewhere: PlaceMention | None
    region: RegionMention | None
    matter: tuple[str, ...]
    aspect: Aspect | None
    names_centre: bool


class Search:
    """The search over one state of the knowledge."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self._entries: dict[str, AnyEntry] = {entry.id: entry for entry in knowledge.entries}
        self._names = {entry.id: frozenset(split_words(" ".join(_list_names(entry)))) for entry in knowledge.entries}
        self._gazetteer = Gazetteer(knowledge)
        self._regions = RegionFinder(knowledge.centres)
        self._phrasings = _index_phrasings(entry for entry in knowledge.entries if not isinstance(entry, Centre))
        synonyms = [group.words for group in knowledge.synonyms]
        self._index = Index(
            [_make_page(entry) for entry in knowledge.entries if not isinstance(entry, Centre)], synonyms
        )
        self._topics = {topic.id: topic for topic in knowledge.topics}
        self._topic_index = Index(list(_make_topic_pages(knowledge)), synonyms)

    def get_entry(self, entry_id: str) -> AnyEntry | None:
        return self._entries.get(entry_id)

    def find_centres_in_charge(self, area: str) -> tuple[AnyEntry, ...]:
        """Return the centres of a postal code or of a municipality's AGS."""
        return tuple(self._entries[centre] for centre in self._gazetteer.find_centres_in_charge(area))

    def is_place(self, name: str) -> bool:
        """Return whether a name is that of a municipality or of the area of a centre, as a whole."""
        spelt = split_words(name)
        places = self._gazetteer.find(spelt, lambda _: True)
        return any(place.start == 0 and place.end == len(spelt) for place in places)

    def get_topic(self, topic_id: str) -> Topic | None:
        return self._topics.get(topic_id)

    def rank_topics(self, text: str, earlier: EarlierQuestions) -> tuple[Topic, ...]:
        """Return the topics that a question may belong to, best first, three at most.

        They are ranked by their words, and by the topics of similar earlier questions.
        """
        asked = [word[:_MAX_WORD_LENGTH] for word in split_words(text[:_MAX_TEXT_LENGTH])[:_MAX_WORDS]]
        hits = self._rank_topics(asked, limit=len(self._topics)).hits
        score = {hit.id: hit.score / hits[0].score for hit in hits}
        for slug, nearness in earlier.weigh_topics(text).items():
            if (id_ := f"topic/{slug}") in self._topics:
                score[id_] = score.get(id_, 0.0) + _FILED * nearness
        best = sorted(score, key=lambda id_: -score[id_])
        return tuple(self._topics[id_] for id_ in best[:_MAX_TOPICS])

    def _rank_topics(self, asked: Sequence[str], limit: int = _MAX_TOPICS) -> Ranking:
        subject = tuple(word for word in asked if word not in EXCHANGE_WORDS)
        return self._topic_index.rank(subject, limit=limit)

    def find_offers_on(self, topic: Topic) -> tuple[Offer, ...]:
        """Return the offers that belong to a topic."""
        return _find_offers_on(topic, self.knowledge)

    def suggest(self, text: str) -> tuple[AnyEntry, ...]:
        """Return entries for what was typed so far: a sure answer, names that begin so, near matches."""
        typed = split_words(text[:_MAX_TEXT_LENGTH])[:_MAX_WORDS]
        if not typed:
            return ()
        finding = self.find(text)
        near = [match.entry for match in finding.matches]
        sure = near[: finding.shown] if finding.kind is FindingKind.ANSWER else []
        begun = [self._entries[id_] for id_, names in self._names.items() if _is_beginning_of(typed, names)]
        return tuple({entry.id: entry for entry in (*sure, *begun, *near)}.values())

    def find(self, text: str, previous: Previous | None = None) -> Finding:
        """Return the finding of a question, given the subject before."""
        asked = [word[:_MAX_WORD_LENGTH] for word in split_words(text[:_MAX_TEXT_LENGTH])[:_MAX_WORDS]]
        language = intent.detect_language(asked)
        pleasantry = intent.detect_smalltalk(asked)
        if pleasantry:
            return Finding(kind=FindingKind.SMALLTALK, language=language, smalltalk=pleasantry)
        written = WrittenQuestion(text=text[:_MAX_TEXT_LENGTH], as_one=find_hyphenated_pairs(text[:_MAX_TEXT_LENGTH]))
        question = self._take_apart(intent.strip_courtesies(asked), written)
        finding = self._find(question, previous or Previous())
        return replace(finding, language=language)

    def _take_apart(self, asked: Sequence[str], written: WrittenQuestion) -> ParsedQuestion:
        region = self._regions.find(asked)
        found = self._gazetteer.find(asked, self._is_word, written)
        named = [place for place in found if not region or not _is_overlapping(place, region)]
        taken = {at for part in (*named, region) if part for at in range(part.start, part.end)}
        rest = [word for at, word in enumerate(asked) if at not in taken]
        return ParsedQuestion(
            words=tuple(asked),
            places=tuple(place for place in named if place.centres),
            elsewhere=next((place for place in named if not place.centres), None),
            region=region,
            matter=tuple(word for word in rest if word not in _ASKING and not _is_postal_code(word)),
            aspect=intent.detect_aspect(rest),
            names_centre=any(word in CENTRE_WORDS for word in rest),
        )

    def _is_word(self, word: str) -> bool:
        return word in _KNOWN or word in self._index or word in self._topic_index

    def _find(self, question: ParsedQuestion, previous: Previous) -> Finding:
        if not question.words:
            return Finding(kind=FindingKind.NONE, empty=True)
        to_colleagues = intent.asks_colleagues(question.words)
        no_matter = all(word in EXCHANGE_WORDS for word in question.matter)
        if no_matter and (question.aspect or not intent.asks_experience(question.words)):
            located = self._answer_by_place(question, previous)
            if located:
                return located
        exchange = self._exchange(question) if to_colleagues else None
        if exchange and exchange.topics:
            return exchange
        if question.places:
            return self._local(question, previous)
        found = self._follow_up(question, previous) or self._rank(question.words, question.aspect)
        if found.kind is not FindingKind.NONE:
            return found
        located = self._answer_by_place(question, previous) if question.names_centre else None
        return located or replace(found, perhaps=self._perhaps(question))

    def _perhaps(self, question: ParsedQuestion) -> tuple[PossibleQuarter, ...]:
        """Return the quarters that may be meant by a message that is a name alone; none if there are many."""
        found = self._gazetteer.find_quarters(question.words).items()
        meant = tuple(PossibleQuarter(name=name, centre=self._entries[centre]) for name, centre in sorted(found))
        return meant if len(meant) < _MAX_CHOICES else ()

    def _answer_by_place(self, question: ParsedQuestion, previous: Previous) -> Finding | None:
        """Return what is known of the places alone: their centres, those of a region, or that they lie elsewhere."""
        if question.places:
            return self._centres(question, previous)
        if question.region:
            return self._in_region(question.region)
        if question.elsewhere:
            return _find_elsewhere(question.elsewhere)
        return None

    def _in_region(self, region: RegionMention) -> Finding:
        return Finding(
            kind=FindingKind.ANSWER,
            region=region.name,
            matches=tuple(_make_certain_match(self._entries[centre]) for centre in region.centres),
            shown=0,
            reasons=(f"Regierungsbezirk {region.name}",),
        )

    def _centres(self, question: ParsedQuestion, previous: Previous) -> Finding:
        """Return one centre, those of several places, or the choices that an ambiguous name leaves."""
        centres = list(dict.fromkeys(centre for place in question.places for centre in place.centres))
        clear = all(len(place.centres) == 1 for place in question.places) and len(centres) <= _MAX_CARDS
        goes_on = bool(question.words) and question.words[0] in FOLLOW_UP
        return Finding(
            kind=FindingKind.ANSWER if clear else FindingKind.CHOICES,
            matches=tuple(_make_certain_match(self._entries[centre]) for centre in centres[:_MAX_CHOICES]),
            shown=len(centres),
            aspect=question.aspect or (previous.aspect if goes_on else None),
            reasons=tuple(f"place {place.name!r}: {', '.join(place.centres)}" for place in question.places),
        )

    def _local(self, question: ParsedQuestion, previous: Previous) -> Finding:
        """Return the finding of a place together with a matter: the centre, and entries on the matter."""
        ranked = self._rank(question.matter, question.aspect)
        centres = self._centres(question, previous)
        if ranked.kind is FindingKind.NONE:
            return centres if question.names_centre else ranked
        if centres.kind is FindingKind.CHOICES:
            return centres
        first, second = (centres, ranked) if question.names_centre or question.aspect else (ranked, centres)
        return Finding(
            kind=FindingKind.ANSWER,
            matches=(*first.matches[: first.shown], *second.matches[: second.shown])[:_MAX_CHOICES],
            shown=first.shown + second.shown,
            detail=ranked.detail,
            aspect=question.aspect,
            reasons=(*centres.reasons, *ranked.reasons),
        )

    def _follow_up(self, question: ParsedQuestion, previous: Previous) -> Finding | None:
        """Return the finding of a question that only makes sense after the previous one; None for any other."""
        if not question.matter and question.aspect:
            return self._detail(question.aspect, previous)
        spoken_of = self._entries.get(previous.entries[0]) if previous.entries else None
        if spoken_of is None or question.words[0] not in FOLLOW_UP:
            return None
        if not question.matter:
            return Finding(kind=FindingKind.ANSWER, matches=(_make_certain_match(spoken_of),), reasons=("follow-up",))
        afresh = self._rank(question.words, question.aspect)
        return (
            afresh
            if afresh.kind is not FindingKind.NONE
            else self._rank((*split_words(spoken_of.title), *question.matter), None)
        )

    def _detail(self, aspect: Aspect, previous: Previous) -> Finding:
        known = [self._entries[entry_id] for entry_id in previous.entries if entry_id in self._entries]
        centres = [entry for entry in known if isinstance(entry, Centre)]
        kinds = {0: FindingKind.NONE, 1: FindingKind.ANSWER}
        return Finding(
            kind=kinds.get(len(centres), FindingKind.CHOICES),
            matches=tuple(map(_make_certain_match, centres)),
            aspect=aspect,
            reasons=(f"follow-up: {aspect}",),
        )

    def _exchange(self, question: ParsedQuestion) -> Finding:
        subject = tuple(word for word in question.words if word not in EXCHANGE_WORDS)
        ranking = self._rank_topics(question.words)
        known = self._rank(subject, None)
        return Finding(
            kind=FindingKind.EXCHANGE,
            topics=tuple(self._topics[hit.id] for hit in ranking.hits),
            matches=known.matches if known.kind is not FindingKind.NONE else (),
            reasons=tuple(f"topic {hit.id} {hit.score:.2f}" for hit in ranking.hits),
        )

    def _rank(self, asked: Sequence[str], aspect: Aspect | None) -> Finding:
        named = self._phrasings.get(tuple(asked))
        if named:
            return self._with_subject(
                Finding(
                    kind=FindingKind.ANSWER,
                    matches=(_make_certain_match(self._entries[named]),),
                    aspect=aspect,
                    reasons=(f"asked word for word: {named}",),
                )
            )
        ranking = self._index.rank(asked)
        kind = FindingKind.ANSWER if ranking.confidence >= _SURE else FindingKind.NONE
        hits = ranking.hits if ranking.confidence >= _NEAR else ()
        matches = tuple(Match(entry=self._entries[hit.id], score=hit.score) for hit in hits)
        return self._with_subject(Finding(kind=kind, matches=matches, aspect=aspect, reasons=_explain(ranking)))

    def _with_subject(self, finding: Finding) -> Finding:
        """Return the finding with the entry that a detail is about; the detail is shown only if clearly better."""
        first = finding.matches[0] if finding.matches else None
        subject = (
            self._entries.get(first.entry.about)
            if first and isinstance(first.entry, Faq) and first.entry.about
            else None
        )
        if first is None or subject is None:
            return finding
        others = tuple(match for match in finding.matches if match.entry is not subject)
        general = next((match.score for match in finding.matches if match.entry is subject), 0.0)
        detail = first if first.score >= _CLEARLY * general else None
        return replace(finding, matches=(Match(entry=subject, score=first.score), *others), detail=detail)

    def find_offers_near(self, centre: Centre) -> tuple[Match, ...]:
        """Return offers that come near the focus of a centre."""
        focus = split_words(" ".join(centre.focus) or centre.title)
        hits = self._index.rank(focus, limit=30).hits
        near = [Match(entry=self._entries[hit.id], score=hit.score) for hit in hits if hit.id.startswith("offer/")]
        return tuple(near[:_MAX_CHOICES])


def _make_certain_match(entry: AnyEntry) -> Match:
    return Match(entry=entry, score=1.0)


def _find_elsewhere(place: PlaceMention) -> Finding:
    return Finding(kind=FindingKind.NONE, elsewhere=place.label, reasons=(f"elsewhere: {place.name!r}",))


def _is_overlapping(place: PlaceMention, region: RegionMention) -> bool:
    return place.start < region.end and region.start < place.end


def _list_names(entry: AnyEntry) -> tuple[str, ...]:
    places = (entry.area, entry.seat, *entry.municipalities) if isinstance(entry, Centre) else ()
    return (entry.title, *entry.synonyms, *places)


def _is_beginning_of(typed: Sequence[str], names: frozenset[str]) -> bool:
    """Return whether each of these words begins a name."""
    return all(any(name.startswith(word) for name in names) for word in typed)


def _is_postal_code(word: str) -> bool:
    return len(word) == 5 and word.isdigit()


def _index_phrasings(entries: Iterable[AnyEntry]) -> dict[tuple[str, ...], str]:
    """Return titles and synonyms that are questions, or names of one entry alone, word for word."""
    found: dict[tuple[str, ...], set[str]] = {}
    for entry in entries:
        for phrasing in (entry.title, *entry.synonyms):
            found.setdefault(tuple(split_words(phrasing)), set()).add(entry.id)
    return {phrasing: next(iter(ids)) for phrasing, ids in found.items() if len(ids) == 1 and len(phrasing) > 1}


def _explain(ranking: Ranking) -> tuple[str, ...]:
    words = ", ".join(f"{word} ({weight})" for word, weight in ranking.terms)
    return (
        f"words: {words}",
        f"confidence {ranking.confidence:.2f}, answered from {_SURE} on",
        *(f"{hit.id}: {hit.score:.2f}, in {', '.join(hit.fields)}" for hit in ranking.hits[:5]),
    )


def _make_page(entry: Offer | Faq) -> Page:
    return Page(id=entry.id, title=entry.title, names=entry.synonyms, keywords=entry.keywords, text=entry.text)


def _make_topic_pages(knowledge: Knowledge) -> Iterable[Page]:
    for topic in knowledge.topics:
        yield Page(
            id=topic.id,
            title=topic.title,
            names=topic.keywords,
            keywords=tuple(
                name for offer in _find_offers_on(topic, knowledge) for name in (offer.title, *offer.synonyms)
            ),
            text=topic.description,
        )


def _find_offers_on(topic: Topic, knowledge: Knowledge) -> tuple[Offer, ...]:
    return tuple(offer for offer in knowledge.offers if topic.slug in offer.topics)
