"""How questions that nobody worked on are answered: `python -m tests.bench.left_out [--foreign FILE] [TABLE …]`.

The questions are the entries' own: a fifth of the phrasings is left out and asked, until each was asked once. FILE has
questions that no entry covers, one a line; each TABLE is one of tests.bench.domain. `--ablation` measures without one
part at a time, with a fifth of the phrasings only.
"""

from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from knowledge.entries import AnyEntry, Faq, Knowledge, Offer
from knowledge.finding import Finding, FindingKind
from knowledge.loader import SHIPPED, load_bundle
from knowledge.search import Search
from knowledge.search.entry_ranking import Thresholds, find_subject, select_searchable
from knowledge.search.fitting import FOLDS
from tests.bench.domain import ask, is_covered, read_table
from tests.bench.tables import show

_Change: TypeAlias = Callable[[Offer | Faq], Offer | Faq]
_NEVER = 2.0  # a confidence, or a share of the best score, that none reaches


@dataclass(frozen=True, kw_only=True, slots=True)
class Variant:
    """A search with other content or other thresholds."""

    name: str
    change: _Change = lambda entry: entry
    thresholds: Thresholds = field(default_factory=Thresholds)

    def build(self, knowledge: Knowledge) -> Search:
        entries = [self.change(entry) for entry in select_searchable(knowledge)]
        others = (record for record in knowledge if not isinstance(record, Offer | Faq))
        return Search(Knowledge.from_records([*others, *entries]), self.thresholds)


def _drop_phrasings(entry: Offer | Faq) -> Offer | Faq:
    return entry.model_copy(update={"phrasings": ()})


def _keep_some(entry: Offer | Faq) -> Offer | Faq:
    return entry.model_copy(update={"phrasings": entry.phrasings[::4]})


def _make_names(entry: Offer | Faq) -> Offer | Faq:
    return entry.model_copy(update={"phrasings": (), "synonyms": (*entry.synonyms, *entry.phrasings)})


VARIANTS = (
    Variant(name="everything"),
    Variant(name="without phrasings", change=_drop_phrasings),
    Variant(name="a quarter of the phrasings", change=_keep_some),
    Variant(name="phrasings among the names", change=_make_names),
    Variant(name="without the lead rule", thresholds=Thresholds(lead=0)),
    Variant(name="without choices", thresholds=Thresholds(possible=_NEVER)),
    Variant(name="details only if 1.15 times better", thresholds=Thresholds(detail=1.15)),
    Variant(name="without the value first", thresholds=Thresholds(value=_NEVER)),
)


def main() -> None:
    parser = ArgumentParser(prog="python -m tests.bench.left_out", description=__doc__)
    parser.add_argument("tables", type=Path, nargs="*")
    parser.add_argument("--foreign", type=Path)
    parser.add_argument("--ablation", action="store_true")
    arguments = parser.parse_args()
    knowledge = load_bundle(SHIPPED)
    variants, folds = (VARIANTS, range(1)) if arguments.ablation else (VARIANTS[:1], range(FOLDS))
    rows = [_measure(variant, knowledge, folds, arguments) for variant in variants]
    columns = ("", "left out", "right", "very entry", "a tap", "wrong", "foreign", "tables: right", "a tap", "wrong")
    show("Left-out phrasings, foreign questions, tables", columns, rows)


def _measure(variant: Variant, knowledge: Knowledge, folds: Iterable[int], arguments: Namespace) -> Sequence[str]:
    asked = [outcome for fold in folds for outcome in _ask_left_out(variant, knowledge, fold)]
    search = variant.build(knowledge)
    foreign = arguments.foreign.read_text(encoding="utf-8").splitlines() if arguments.foreign else []
    answered = [search.find(question).kind is FindingKind.ANSWER for question in foreign if question.strip()]
    outcomes = [ask(line, search) for table in arguments.tables for line in read_table(table) if is_covered(line)]
    return (
        variant.name,
        str(len(asked)),
        _share([right for right, *_ in asked]),
        _share([very for _, very, *_ in asked]),
        _share([tap for _, _, tap, _ in asked]),
        _share([wrong for *_, wrong in asked]),
        _share(answered),
        _share([outcome.is_right for outcome in outcomes]),
        _share([outcome.is_within_a_tap for outcome in outcomes]),
        _share([outcome.is_wrong for outcome in outcomes]),
    )


def _ask_left_out(variant: Variant, knowledge: Knowledge, fold: int) -> Iterable[tuple[bool, bool, bool, bool]]:
    """Yield for each phrasing whether its subject, its very entry, one of three choices, or another was the answer."""

    def leave_out(entry: Offer | Faq) -> Offer | Faq:
        kept = tuple(text for at, text in enumerate(entry.phrasings) if at % FOLDS != fold)
        return entry.model_copy(update={"phrasings": kept})

    records = [leave_out(record) if isinstance(record, Offer | Faq) else record for record in knowledge]
    search = variant.build(Knowledge.from_records(records))
    for entry in select_searchable(knowledge):
        for phrasing in entry.phrasings[fold::FOLDS]:
            finding = search.find(phrasing)
            shown = _find_shown(finding)
            right = shown is not None and find_subject(shown) == find_subject(entry)
            tap = finding.kind is not FindingKind.ANSWER and entry.id in [m.entry.id for m in finding.matches[:3]]
            yield right, shown is not None and shown.id == entry.id, right or tap, shown is not None and not right


def _find_shown(finding: Finding) -> AnyEntry | None:
    if finding.kind is not FindingKind.ANSWER or not finding.matches:
        return None
    return finding.detail.entry if finding.detail else finding.matches[0].entry


def _share(hits: Sequence[bool]) -> str:
    return f"{sum(hits) / len(hits):.1%}" if hits else "–"


if __name__ == "__main__":
    main()
