"""The topics of exchange that a question may belong to."""

from collections.abc import Iterable, Sequence

from knowledge.entries import Knowledge, Offer, Topic
from knowledge.search.earlier_questions import EarlierQuestions
from knowledge.search.index import Index, Page, Ranking
from knowledge.search.phrases.exchange import EXCHANGE_WORDS
from knowledge.search.questions import split_question

_MAX_TOPICS = 3
_NO_INDEX = Index(())
_FILED = 1.5  # weight of the topic of an equal earlier question


class TopicRanker:
    """A ranking of topics by their words, and by the topics of similar earlier questions."""

    def __init__(self, knowledge: Knowledge, known: Index = _NO_INDEX) -> None:
        self._topics = {topic.id: topic for topic in knowledge.topics}
        before = {page.id: page for page in known.pages}
        pages = [_choose_equal(before.get(page.id), page) for page in _make_pages(knowledge)]
        self._index = known.update(pages, [group.words for group in knowledge.synonyms])

    def update(self, knowledge: Knowledge) -> "TopicRanker":
        """Return the ranking of the topics of other knowledge, equal to a new one."""
        return TopicRanker(knowledge, self._index)

    def __contains__(self, word: str) -> bool:
        return word in self._index

    def get(self, topic_id: str) -> Topic | None:
        return self._topics.get(topic_id)

    def rank_with_earlier(self, text: str, earlier: EarlierQuestions) -> tuple[Topic, ...]:
        """Return the topics that a question may belong to, best first, three at most."""
        hits = self.rank(split_question(text), limit=len(self._topics)).hits
        score = {hit.id: hit.score / hits[0].score for hit in hits}
        for slug, nearness in earlier.weigh_topics(text).items():
            if (id_ := f"topic/{slug}") in self._topics:
                score[id_] = score.get(id_, 0.0) + _FILED * nearness
        best = sorted(score, key=lambda id_: -score[id_])
        return tuple(self._topics[id_] for id_ in best[:_MAX_TOPICS])

    def rank(self, asked: Sequence[str], limit: int = _MAX_TOPICS) -> Ranking:
        """Return the ranking of topics by their words alone."""
        subject = tuple(word for word in asked if word not in EXCHANGE_WORDS)
        return self._index.rank(subject, limit=limit)


def find_offers_on(topic: Topic, knowledge: Knowledge) -> tuple[Offer, ...]:
    """Return the offers that belong to a topic."""
    return tuple(offer for offer in knowledge.offers if topic.slug in offer.topics)


def _choose_equal(old: Page | None, new: Page) -> Page:
    return old if old == new else new


def _make_pages(knowledge: Knowledge) -> Iterable[Page]:
    for topic in knowledge.topics:
        yield Page(
            id=topic.id,
            title=topic.title,
            names=topic.keywords,
            keywords=tuple(
                name for offer in find_offers_on(topic, knowledge) for name in (offer.title, *offer.synonyms)
            ),
            text=topic.description,
        )
