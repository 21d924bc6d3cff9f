"""Rounds: once a quarter the contact details of all centres are gone through."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from handlers.core.working_days import is_working_day
from handlers.curation.model.fields import CONTACT, Field, find_fields
from handlers.curation.model.freshness import find_check, list_due
from knowledge.entries import AnyEntry, Centre

# A value that was checked within this time is not asked for in a round.
RECENT = timedelta(days=90)
_FORTNIGHT = timedelta(days=14)
_DAY = timedelta(days=1)
_MONTHS = 3


@dataclass(frozen=True, kw_only=True, slots=True)
class CareRules:
    """Switches of the care for values: `asks_fields` whether old ones still hold, `has_rounds` over all contacts."""

    asks_fields: bool = True
    has_rounds: bool = True


class RoundPhase(StrEnum):
    """The first fortnight of a round, its last one, or the time between."""

    BEGINNING = "beginning"
    RUNNING = "running"
    ENDING = "ending"


@dataclass(frozen=True, kw_only=True, slots=True)
class Round:
    """The round of a quarter, from the first working day to the day before the next round, `ends`."""

    year: int
    quarter: int
    begins: date
    ends: date

    def get_phase(self, day: date) -> RoundPhase:
        if day < self.begins + _FORTNIGHT:
            return RoundPhase.BEGINNING
        return RoundPhase.ENDING if day > self.ends - _FORTNIGHT else RoundPhase.RUNNING


class CheckState(StrEnum):
    """The state of a contact detail in a round: checked in it, shortly before, or not yet."""

    CHECKED = "checked"
    RECENT = "recent"
    MISSING = "missing"


def find_round(day: date) -> Round:
    """Return the round that a day belongs to: before the first working day of a quarter that is the one before."""
    number = _number_quarter(day)
    if day < _find_first_working_day(number):
        number -= 1
    year, quarter = divmod(number, 4)
    ends = _find_first_working_day(number + 1) - _DAY
    return Round(year=year, quarter=quarter + 1, begins=_find_first_working_day(number), ends=ends)


def get_check_state(entry: AnyEntry, field: Field, today: date) -> CheckState:
    """Return the state of a contact detail in the round of today."""
    checked = find_check(entry, field.name)
    if checked is not None and checked >= find_round(today).begins:
        return CheckState.CHECKED
    return CheckState.RECENT if checked is not None and checked >= today - RECENT else CheckState.MISSING


def list_contacts(centre: Centre) -> tuple[Field, ...]:
    """Return the contact details of a centre that are known."""
    return tuple(field for field in find_fields(centre) if field.name in CONTACT and field.read(centre) is not None)


def list_wanted(entry: AnyEntry, today: date, rules: CareRules) -> Sequence[Field]:
    """Return the fields that somebody should look at: those that are due, then those that the round asks for."""
    due = list_due(entry, today)
    if not rules.has_rounds or not isinstance(entry, Centre):
        return due
    others = (field for field in list_contacts(entry) if field not in due)
    return [*due, *(field for field in others if get_check_state(entry, field, today) is CheckState.MISSING)]


def _number_quarter(day: date) -> int:
    """Return the number of a quarter in the order of time."""
    return day.year * 4 + (day.month - 1) // _MONTHS


def _find_first_working_day(number: int) -> date:
    year, quarter = divmod(number, 4)
    day = date(year, quarter * _MONTHS + 1, 1)
    while not is_working_day(day):
        day += _DAY
    return day
