"""Selection of fields and the people to ask about them: each person once a week at most, each field of one person."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from handlers.core.events import Sender
from handlers.curation.membership import find_owner
from handlers.curation.model.field_questions import FieldQuestion, QuestionState
from handlers.curation.model.fields import EDITABLE, FieldName, find_fields
from handlers.curation.model.freshness import find_check
from handlers.curation.model.rounds import CareRules, list_wanted
from knowledge.entries import AnyEntry, Visibility

ASKED_EVERY = timedelta(days=7)
# Then the question goes to the office, which is asked again as often as it does not know.
ANSWERED_WITHIN = timedelta(days=28)
MAX_ASKED = 5


@dataclass(frozen=True, kw_only=True, slots=True)
class DueField:
    """A field of an entry, given by its id, whose value somebody has to look at."""

    entry: str
    field: FieldName
    visibility: Visibility = Visibility.PUBLIC


def group_due_by_owner(
    entries: Iterable[AnyEntry], asked: Sequence[FieldQuestion], today: date, now: datetime, rules: CareRules
) -> Mapping[str | None, Sequence[DueField]]:
    """Return the fields about which to ask somebody now, by the centre that looks after them; None is the office.

    What somebody has put off is among them although it holds for long. What nobody of a centre answered for four weeks,
    or knew, goes to the office.
    """
    questions = {(each.entry, each.field): each for each in asked}
    due: dict[str | None, list[DueField]] = defaultdict(list)
    for entry in entries:
        wanted = [field.name for field in list_wanted(entry, today, rules)]
        for field in find_fields(entry):
            asked_before = questions.get((entry.id, field.name))
            question = asked_before if asked_before and is_unanswered(asked_before, entry) else None
            if _is_waiting(question, now) if question else field.name not in wanted:
                continue
            is_left = question is not None and question.state is not QuestionState.LATER
            owner = None if is_left else find_owner(entry)
            due[owner].append(DueField(entry=entry.id, field=field.name, visibility=entry.visibility))
    return due


def is_unanswered(question: FieldQuestion, entry: AnyEntry) -> bool:
    """Return whether the value is known and nobody has confirmed or changed it since the question was put."""
    checked = find_check(entry, question.field)
    is_checked_since = checked is not None and checked >= question.asked_at.date()
    return EDITABLE[question.field].read(entry) is not None and not is_checked_since


def choose_person(
    people: Sequence[Sequence[Sender]], asked: Sequence[FieldQuestion], now: datetime
) -> Sequence[Sender] | None:
    """Return the accounts of the person who was not asked for the longest time; None if all were asked this week."""
    rested = [(_find_last_time(accounts, asked), accounts) for accounts in people]
    free = [(at, accounts) for at, accounts in rested if at is None or at <= now - ASKED_EVERY]
    return min(free, key=lambda each: (each[0] is not None, each[0] or now))[1] if free else None


def _find_last_time(accounts: Sequence[Sender], asked: Sequence[FieldQuestion]) -> datetime | None:
    """Return when a person was asked last; None if never."""
    theirs = (each.asked_at for each in asked if any(each.person.is_same(own) for own in accounts))
    return max(theirs, default=None)


def _is_waiting(question: FieldQuestion, now: datetime) -> bool:
    match question.state:
        case QuestionState.OPEN:
            return question.asked_at > now - ANSWERED_WITHIN
        case QuestionState.LATER | QuestionState.UNKNOWN:
            return question.remind_at is not None and question.remind_at > now
