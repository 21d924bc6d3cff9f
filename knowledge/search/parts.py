"""The parts of a search over one state of the knowledge, of which the next state takes over what is the same."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from knowledge.entries import AnyEntry, Centre, Knowledge, list_changes
from knowledge.places.gazetteer import Gazetteer
from knowledge.search.entry_ranking import EntryRanker, Thresholds
from knowledge.search.topic_ranking import TopicRanker
from knowledge.text import split_words


@dataclass(frozen=True, kw_only=True, slots=True)
class SearchParts:
    """The parts that take long to make; `names`: the words of the names of each entry by its id."""

    knowledge: Knowledge
    names: Mapping[str, Sequence[str]]
    gazetteer: Gazetteer
    ranker: EntryRanker
    topics: TopicRanker

    def update(self, knowledge: Knowledge) -> "SearchParts":
        """Return the parts of a search over other knowledge, equal to new ones.

        Entries that are the same objects as here are not read again.
        """
        gone, new = list_changes(self.knowledge, knowledge)
        names = dict(self.names)
        names.update((entry.id, _split_names(entry)) for entry in new)
        has_same_places = _list_places(self.knowledge) == _list_places(knowledge)
        return SearchParts(
            knowledge=knowledge,
            names={id_: names[id_] for id_ in knowledge.by_id},
            gazetteer=self.gazetteer if has_same_places else Gazetteer(knowledge),
            ranker=self.ranker.update(knowledge, gone, new),
            topics=self.topics.update(knowledge),
        )


def make_parts(knowledge: Knowledge, thresholds: Thresholds | None) -> SearchParts:
    """Return the parts of a search."""
    return SearchParts(
        knowledge=knowledge,
        names={entry.id: _split_names(entry) for entry in knowledge.entries},
        gazetteer=Gazetteer(knowledge),
        ranker=EntryRanker(knowledge, thresholds),
        topics=TopicRanker(knowledge),
    )


def _split_names(entry: AnyEntry) -> Sequence[str]:
    """Return the words of the names of an entry, and of a centre those of its places."""
    places = (entry.area, entry.seat, *entry.municipalities) if isinstance(entry, Centre) else ()
    return split_words(" ".join((entry.title, *entry.synonyms, *places)))


def _list_places(knowledge: Knowledge) -> tuple[object, ...]:
    """Return what a gazetteer is made of."""
    areas = ((centre.id, centre.area, centre.ags, centre.synonyms) for centre in knowledge.centres)
    return (*areas, *knowledge.municipalities)
