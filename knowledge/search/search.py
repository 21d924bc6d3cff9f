"""The search over one state of the knowledge: places first, then entries by their words."""

import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property

from knowledge.entries import AnyEntry, AnyRecord, Centre, Knowledge, Offer, Topic, Visibility
from knowledge.finding import AskedValue, Finding, FindingKind, Match, PossibleQuarter, Previous, Smalltalk
from knowledge.languages import GuestQuestion, has_unknown_script
from knowledge.places.gazetteer import Gazetteer, PlaceMention
from knowledge.places.regions import RegionFinder, RegionMention
from knowledge.search import courtesy, intent
from knowledge.search.asked_value import choose_holder, detect_asked_value, is_missing
from knowledge.search.beginnings import Beginnings
from knowledge.search.earlier_questions import EarlierQuestions
from knowledge.search.entry_ranking import EntryRanker, Thresholds
from knowledge.search.examples import ExampleForms, choose_examples
from knowledge.search.follow_ups import FollowUps
from knowledge.search.guests import GuestReader, greet, offer_found
from knowledge.search.intent import Addressee
from knowledge.search.outside import decline
from knowledge.search.parts import SearchParts, make_parts
from knowledge.search.phrases.exchange import ADDRESSED, CENTRES, EXCHANGE_WORDS
from knowledge.search.phrases.follow_ups import LOOSE, POINTING
from knowledge.search.questions import ASKING, ParsedQuestion, QuestionParser, split_question
from knowledge.search.small_talk import SmallTalk
from knowledge.search.spelling import SpellingCorrector
from knowledge.search.topic_ranking import TopicRanker, find_offers_on
from knowledge.search.turns import asks_to_pass_on, parse_turn
from knowledge.text import split_words

_MAX_CHOICES = 4
_MAX_CARDS = 3
# Offers for a question in another language of which only some words are known; less than this score comes from likeness
# of letters alone.
_MAX_NEAR, _LEAST_NEAR = 3, 3.0
_ASKING_WHO = frozenset({"wer", "wen", "wem", "wo", "wohin", "who", "whom", "where"})

# Words that leave a question with a place about the centre there.
_WITHOUT_MATTER = EXCHANGE_WORDS | POINTING | LOOSE
_KNOWN = ASKING | EXCHANGE_WORDS
_PHRASES = SpellingCorrector(_KNOWN)


class Search:
    """The search over one state of the knowledge; what takes long to make is made at the first question."""

    def __init__(
        self, knowledge: Knowledge, thresholds: Thresholds | None = None, similar: "Search | None" = None
    ) -> None:
        self.knowledge = knowledge
        self._thresholds = thresholds or Thresholds()
        self._similar = similar
        self._entries = knowledge.by_id
        self._guests = GuestReader(knowledge, self.is_place)
        self._examples: dict[ExampleForms, tuple[str, ...]] = {}
        self._views: dict[Visibility, Search] = {}

    def prepare(self) -> "Search":
        """Make now what the first question would wait for, and return the search."""
        _ = self._parser, self._follow_ups, self._small_talk
        return self

    @cached_property
    def parts(self) -> SearchParts:
        similar, self._similar = self._similar, None
        return similar.parts.update(self.knowledge) if similar else make_parts(self.knowledge, self._thresholds)

    @cached_property
    def _parser(self) -> QuestionParser:
        return QuestionParser(self._gazetteer, RegionFinder(self.knowledge.centres), self._is_word, _PHRASES)

    @cached_property
    def _follow_ups(self) -> FollowUps:
        return FollowUps(self.knowledge, self._ranker)

    @cached_property
    def _small_talk(self) -> SmallTalk:
        return SmallTalk(self._ranker.profiles)

    @property
    def _gazetteer(self) -> Gazetteer:
        return self.parts.gazetteer

    @property
    def _ranker(self) -> EntryRanker:
        return self.parts.ranker

    @property
    def _topics(self) -> TopicRanker:
        return self.parts.topics

    def update(self, knowledge: Knowledge) -> "Search":
        """Return the search over other knowledge, which finds the same as a new one; this one stays as it is.

        Entries that are here as the same objects are not read again.
        """
        return Search(knowledge, self._thresholds, self)

    def with_record(self, record: AnyRecord) -> "Search":
        """Return the search as it would be with a record added, or in the place of the one with its id."""
        return self.update(self.knowledge.with_records([record]))

    def visible_to(self, reader: Visibility) -> "Search":
        """Return the search over what a reader may read, made when it is first needed; itself if that is everything.

        What is hidden leaves no trace in it: neither in what is found, nor in weights, choices and suggestions.
        """
        if reader not in self._views:
            visible = self.knowledge.visible_to(reader)
            self._views[reader] = self if visible is self.knowledge else self.update(visible)
        return self._views[reader]

    def list_examples(self, forms: ExampleForms) -> tuple[str, ...]:
        """Return questions that are surely answered; chosen once for each language."""
        if forms not in self._examples:
            self._examples[forms] = choose_examples(self.knowledge, self.find, forms)
        return self._examples[forms]

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

    def list_shared_questions(self) -> Sequence[tuple[str, tuple[str, ...]]]:
        """Return the words of titles, names and phrasings that several entries have, with the ids of these."""
        return self._ranker.list_shared_questions()

    def get_topic(self, topic_id: str) -> Topic | None:
        return self._topics.get(topic_id)

    def rank_topics(self, text: str, earlier: EarlierQuestions) -> tuple[Topic, ...]:
        """Return the topics that a question may belong to, best first, three at most."""
        return self._topics.rank_with_earlier(text, earlier)

    def find_offers_on(self, topic: Topic) -> tuple[Offer, ...]:
        """Return the offers that belong to a topic."""
        return find_offers_on(topic, self.knowledge)

    def suggest(self, text: str) -> tuple[AnyEntry, ...]:
        """Return entries for what was typed so far: a sure answer, names that begin so, near matches."""
        typed = split_question(text)
        if not typed:
            return ()
        finding = self.find(text)
        near = [match.entry for match in finding.matches]
        sure = near[: finding.shown] if finding.kind is FindingKind.ANSWER else []
        begun = [self._entries[id_] for id_ in self._beginnings.find(typed)]
        return tuple({entry.id: entry for entry in (*sure, *begun, *near)}.values())

    @cached_property
    def _beginnings(self) -> Beginnings:
        return Beginnings(self.parts.names)

    def asks_to_pass_on(self, text: str) -> bool:
        """Return whether a message asks to pass the question before on to colleagues."""
        return asks_to_pass_on(split_question(text))

    def find(self, text: str, previous: Previous | None = None) -> Finding:
        """Return the finding of a question, given the subject before."""
        text = unicodedata.normalize("NFC", text)
        guest = self._guests.read(text)
        if guest is None or self._is_german_courtesy(guest, split_question(text)):
            return self._find_in_german(text, previous)
        return self._find_for_guest(guest, previous)

    def _is_german_courtesy(self, guest: GuestQuestion, asked: Sequence[str]) -> bool:
        """Return whether what looks like another language is German with a word on loan from it: "merci vielmals"."""
        return greet(guest) is None and (
            courtesy.detect_smalltalk(asked) is not None or self._small_talk.is_clear(asked)
        )

    def _find_for_guest(self, guest: GuestQuestion, previous: Previous | None) -> Finding:
        """Return what comes near a question in a language in which Lotse does not answer in full."""
        if pleasantry := greet(guest):
            return pleasantry
        german = self._guests.gloss(guest)
        question = self._parse(split_question(german), german, previous)
        found = self._find(question, previous or Previous())
        is_lost = found.kind is FindingKind.NONE and not found.outside and found.elsewhere is None
        near = self._find_near(question.words) if is_lost else ()
        return offer_found(replace(found, matches=found.matches or near), guest)

    def _find_near(self, words: Sequence[str]) -> tuple[Match, ...]:
        """Return the offers that meet a telling word of a question in another language."""
        return tuple(match for match in self._ranker.find_offers(words, _MAX_NEAR) if match.score >= _LEAST_NEAR)

    def _find_in_german(self, text: str, previous: Previous | None) -> Finding:
        """Return the finding of a question in German, or in English, whose phrasings are part of the knowledge."""
        asked = split_question(text)
        language = intent.detect_language(asked)
        in_language = self._follow_ups.find_in_language(asked, previous) if previous else None
        if in_language:
            return in_language
        pleasantry = courtesy.detect_sign(text) or courtesy.detect_smalltalk(asked)
        if pleasantry and not (previous and self._follow_ups.is_about_subject(pleasantry, asked, previous)):
            return Finding(kind=FindingKind.SMALLTALK, language=language, smalltalk=pleasantry)
        if not text.isascii() and has_unknown_script(text):
            return Finding(kind=FindingKind.NONE, unknown_script=True)
        question = self._parse(courtesy.strip_courtesies(asked), text, previous)
        finding = self._find(question, previous or Previous())
        if finding.kind is FindingKind.NONE and finding.elsewhere is None and courtesy.addresses_lotse(asked):
            return Finding(kind=FindingKind.SMALLTALK, language=language, smalltalk=Smalltalk.ORIGIN)
        pleasantry = self._small_talk.hear(text, asked, finding)
        if pleasantry:
            return Finding(kind=FindingKind.SMALLTALK, language=language, smalltalk=pleasantry)
        return self._lead_with_value(replace(finding, language=language), finding.asked or detect_asked_value(asked))

    def _lead_with_value(self, finding: Finding, asked: AskedValue | None) -> Finding:
        """Return the finding with the value asked for; without it where the entry tells that in other words."""
        if not finding.is_met:
            return self._put_value_first(replace(finding, asked=asked))
        shown = finding.detail or finding.matches[0]
        return replace(finding, asked=None if asked and is_missing(shown.entry, asked) else asked)

    def _put_value_first(self, finding: Finding) -> Finding:
        """Return the finding led by an entry that holds the value asked for, if one comes near the first."""
        if finding.asked is None or not finding.matches:
            return finding
        shown = finding.detail or finding.matches[0]
        holder = choose_holder(finding.matches, shown, finding.asked, self._thresholds.value)
        if holder is shown or any(isinstance(match.entry, Centre) for match in finding.matches[: finding.shown]):
            return finding
        others = tuple(match for match in finding.matches if match is not holder)
        return replace(finding, matches=(holder, *others), detail=None)

    def _parse(self, asked: Sequence[str], text: str, previous: Previous | None) -> ParsedQuestion:
        """Return a question parsed; where there was one before, without the words that only link it to that."""
        if previous is None:
            return self._parser.parse(asked, text)
        turn = parse_turn(asked)
        question = self._parser.parse(turn.words, text)
        return replace(question, goes_on=turn.goes_on, corrects=turn.corrects)

    def _is_word(self, word: str) -> bool:
        return word in _KNOWN or word in self._ranker or word in self._topics

    def _find(self, question: ParsedQuestion, previous: Previous) -> Finding:
        if not question.words:
            return Finding(kind=FindingKind.NONE, empty=True)
        no_matter = all(word in _WITHOUT_MATTER for word in question.matter)
        if no_matter and (question.aspect or not intent.asks_experience(question.words)):
            located = self._answer_by_place(question, previous)
            if located:
                return located
        addressee = intent.detect_addressee(question.words)
        named = self._follow_ups.name_subject(question, previous)
        exchange = self._exchange(named) if addressee is Addressee.COLLEAGUES else None
        if exchange and exchange.topics:
            return exchange
        fact = self._find_fact(question, previous)
        found = decline(question, fact, rank=self._ranker.rank, is_subject=self._topics.__contains__)
        if found.kind is FindingKind.NONE and addressee is Addressee.ANYBODY:
            exchange = self._exchange(named)
        return exchange if exchange and exchange.topics else found

    def _find_fact(self, question: ParsedQuestion, previous: Previous) -> Finding:
        """Return the finding of a question about a fact or a place."""
        if question.places:
            return self._local(question, previous)
        found = self._follow_ups.find(question, previous) or self._rank(question)
        if found.kind is FindingKind.ANSWER:
            return found
        located = self._answer_by_place(question, previous) if question.names_centre else None
        perhaps = self._perhaps(question)
        unknown = replace(found, kind=FindingKind.NONE, matches=(), perhaps=perhaps)
        return located or (unknown if perhaps else found)

    def _rank(self, question: ParsedQuestion) -> Finding:
        """Return the finding of the words; where they say nothing else, "you" are the centres."""
        found = self._ranker.rank(question.words, question.aspect)
        if found.kind is FindingKind.NONE and ADDRESSED.search(" ".join(question.words)):
            spelt_out = self._ranker.rank((*question.words, *CENTRES), question.aspect)
            return spelt_out if spelt_out.kind is not FindingKind.NONE else found
        return found

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
        places = _drop_taken_back(question.places, previous) if question.corrects else question.places
        centres = list(dict.fromkeys(centre for place in places for centre in place.centres))
        clear = all(len(place.centres) == 1 for place in places) and len(centres) <= _MAX_CARDS
        return Finding(
            kind=FindingKind.ANSWER if clear else FindingKind.CHOICES,
            matches=tuple(_make_certain_match(self._entries[centre]) for centre in centres[:_MAX_CHOICES]),
            shown=len(centres),
            aspect=question.aspect or (previous.aspect if question.goes_on or question.corrects else None),
            reasons=tuple(f"place {place.name!r}: {', '.join(place.centres)}" for place in places),
        )

    def _local(self, question: ParsedQuestion, previous: Previous) -> Finding:
        """Return the finding of a place together with a matter: the centre, and entries on the matter."""
        ranked = self._ranker.rank(question.matter, question.aspect)
        ranked = self._put_value_first(replace(ranked, asked=detect_asked_value(question.words)))
        centres = self._centres(question, previous)
        if ranked.kind is FindingKind.NONE:
            return centres if question.names_centre else ranked
        if centres.kind is FindingKind.CHOICES:
            return centres
        asks_who = question.names_centre or question.aspect or not _ASKING_WHO.isdisjoint(question.words)
        asks_for_centre = asks_who and not _has_seat_in(ranked.matches[0].entry, question.places)
        first, second = (centres, ranked) if asks_for_centre else (ranked, centres)
        if ranked.kind is FindingKind.CHOICES:
            return centres if question.names_centre or question.aspect else _add_centres(ranked, centres)
        return Finding(
            kind=FindingKind.ANSWER,
            matches=(*first.matches[: first.shown], *second.matches[: second.shown])[:_MAX_CHOICES],
            shown=first.shown + second.shown,
            detail=ranked.detail,
            aspect=question.aspect,
            reasons=(*centres.reasons, *ranked.reasons),
            explanation=ranked.explanation,
        )

    def _exchange(self, question: ParsedQuestion) -> Finding:
        subject = tuple(word for word in question.words if word not in EXCHANGE_WORDS)
        ranking = self._topics.rank(question.words)
        known = self._ranker.rank(subject, None)
        return Finding(
            kind=FindingKind.EXCHANGE,
            topics=tuple(topic for hit in ranking.hits if (topic := self._topics.get(hit.id))),
            matches=known.matches if known.kind is not FindingKind.NONE else (),
            reasons=tuple(f"topic {hit.id} {hit.score:.2f}" for hit in ranking.hits),
        )

    def find_offers_near(self, centre: Centre) -> tuple[Match, ...]:
        """Return offers that come near the focus of a centre."""
        focus = split_words(" ".join(centre.focus) or centre.title)
        return self._ranker.find_offers(focus, _MAX_CHOICES)


def _make_certain_match(entry: AnyEntry) -> Match:
    return Match(entry=entry, score=1.0)


def _drop_taken_back(places: Sequence[PlaceMention], previous: Previous) -> Sequence[PlaceMention]:
    """Return the places that a correction sets: all but those spoken about before, else all but the first."""
    new = [place for place in places if previous.entries[:1] != place.centres[:1]]
    return new if len(new) < len(places) else places[-1:]


def _has_seat_in(entry: AnyEntry, places: Sequence[PlaceMention]) -> bool:
    """Return whether an entry is known by one of the places: "die Koordinierungsstelle in Dortmund"."""
    known = set(split_words(" ".join((entry.title, *entry.synonyms, *entry.keywords))))
    return any(known.issuperset(place.name.split()) for place in places)


def _add_centres(choices: Finding, centres: Finding) -> Finding:
    """Return choices with the centres of the places that were named behind the best of them."""
    first, *others = choices.matches
    matches = (first, *centres.matches, *others)[:_MAX_CHOICES]
    return replace(choices, matches=matches, reasons=(*centres.reasons, *choices.reasons))


def _find_elsewhere(place: PlaceMention) -> Finding:
    return Finding(kind=FindingKind.NONE, elsewhere=place.label, reasons=(f"elsewhere: {place.name!r}",))
