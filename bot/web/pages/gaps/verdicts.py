"""The present outcome of the questions of a group, for everybody."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.storage.web.gaps import Gap
from bot.storage.web.marks import Mark
from bot.storage.web.test_questions import ExpectedAnswer
from bot.web.base.catalogue import Catalogue, EntrySummary
from bot.web.base.desk import Desk
from bot.web.base.gap_groups import GapGroup
from bot.web.base.outcomes import Outcome
from bot.web.pages.knowledge.trial import try_questions
from handlers.curation.gaps.reader import GAP_READER
from knowledge.finding import FindingKind

_MOST_NEAREST = 5


@dataclass(frozen=True, kw_only=True, slots=True)
class Verdict:
    """The outcome of the first question that is still answered wrongly, otherwise of the leader.

    `nearest` are the entries that come near, of which the first answers if `is_answered`. `is_right`: nothing is
    left to do about the group. `is_for_members`: the leader has its right answer, which only members may read.
    `wished` are the entries that should answer, None for no answer at all.
    """

    nearest: Sequence[EntrySummary]
    is_answered: bool
    is_right: bool
    is_for_members: bool
    wished: Sequence[str | None]


@dataclass(frozen=True, kw_only=True, slots=True)
class Judge:
    """Tries questions with the knowledge of now; `expected` are kept questions by the digest of their words."""

    desk: Desk
    catalogue: Catalogue
    expected: Mapping[str, ExpectedAnswer]

    def judge(self, group: GapGroup) -> Verdict:
        """Return the verdict on a group; may be called in any thread."""
        kept = [self.expected[gap.digest] for gap in group.gaps if gap.digest in self.expected]
        marked = [gap for gap in group.gaps if gap.marks or gap.digest in self.expected]
        wrong = next((gap for gap in marked if not self._is_right(gap)), None)
        outcome = self.desk.nearest.get(self.desk.search().visible_to(GAP_READER), (wrong or group.leader).text)
        is_answered = outcome.kind is FindingKind.ANSWER
        known = [self.catalogue.entries[id_] for id_ in outcome.entries if id_ in self.catalogue.entries]
        is_right = wrong is None and (is_answered or group.leader in marked)
        return Verdict(
            nearest=known[:_MOST_NEAREST],
            is_answered=is_answered,
            is_right=is_right,
            is_for_members=is_right and self._is_for_members(group.leader),
            wished=list(dict.fromkeys(each.entry for each in kept)),
        )

    def _is_for_members(self, gap: Gap) -> bool:
        expected = self.expected.get(gap.digest)
        return expected is not None and try_questions(self.desk, [expected])[0].reader is not GAP_READER

    def _is_right(self, gap: Gap) -> bool:
        """Return whether the entry answers that should, or else one that was not marked or has changed since."""
        if gap.digest in self.expected:
            (tried,) = try_questions(self.desk, [self.expected[gap.digest]])
            return tried.is_right
        outcome = self.desk.outcomes.get(self.desk.search().visible_to(GAP_READER), gap.text)
        return outcome.kind is FindingKind.ANSWER and not any(self._still_gives(mark, outcome) for mark in gap.marks)

    def _still_gives(self, mark: Mark, outcome: Outcome) -> bool:
        entry = self.catalogue.entries.get(mark.entry or "")
        return entry is not None and entry.id == outcome.first and entry.updated_at <= mark.last_at
