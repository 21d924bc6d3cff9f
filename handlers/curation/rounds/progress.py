"""The progress of a round by centre, from the days on which contact details were checked."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from handlers.context.context import Context
from handlers.curation.model.fields import CONTACT, FIELDS, FieldName
from handlers.curation.model.freshness import find_check
from handlers.curation.model.rounds import CheckState, get_check_state, list_contacts
from handlers.i18n.editing import EditingTexts
from knowledge.entries import Centre
from knowledge.text import fold

_WAYS = CONTACT - {FieldName.PERSONS}


@dataclass(frozen=True, kw_only=True, slots=True)
class CentreProgress:
    """The progress of a centre in a round, in contact details, and the number of its members.

    `missing` are those that nobody has checked in the round, nor shortly before it; `unknown` the ways to reach it
    without a value, which nobody is asked for. A centre need not name persons.
    """

    id: str
    title: str
    total: int
    checked: int
    recent: int
    missing: tuple[FieldName, ...]
    unknown: tuple[FieldName, ...]
    last_check: date | None
    members: int


async def list_progress(centres: Iterable[Centre], context: Context) -> Sequence[CentreProgress]:
    """Return the progress of centres, those of which most is missing first."""
    members = Counter(each.centre for each in await context.stores.centre_members.list_staffed())
    found = [measure_progress(centre, context.today, members=members[centre.id]) for centre in centres]
    return sorted(found, key=lambda each: (-len(each.missing), fold(each.title), each.id))


def measure_progress(centre: Centre, today: date, *, members: int = 0) -> CentreProgress:
    """Return the progress of a centre in the round of today."""
    fields = list_contacts(centre)
    states = [get_check_state(centre, field, today) for field in fields]
    days = [day for field in fields if (day := find_check(centre, field.name)) is not None]
    return CentreProgress(
        id=centre.id,
        title=centre.title,
        total=len(fields),
        checked=states.count(CheckState.CHECKED),
        recent=states.count(CheckState.RECENT),
        missing=tuple(field.name for field, state in zip(fields, states, strict=True) if state is CheckState.MISSING),
        unknown=tuple(name for name in FIELDS if name in _WAYS and FIELDS[name] not in fields),
        last_check=max(days, default=None),
        members=members,
    )


def name_fields(fields: Sequence[FieldName], texts: EditingTexts) -> str:
    """Return the names of fields, such as "Telefon, Adresse"."""
    return ", ".join(texts.fields[name] for name in fields)
