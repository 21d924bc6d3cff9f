"""The progress of a round as a CSV file."""

from collections.abc import Iterator, Sequence
from datetime import date

from handlers.curation.model.rounds import Round
from handlers.curation.rounds.progress import CentreProgress, name_fields
from handlers.i18n.editing import EDITING
from handlers.i18n.membership import MEMBERSHIP
from knowledge.search import Language
from knowledge.spreadsheets.csv_files import write_table

MEDIA_TYPE = "text/csv"


def name_file(round_: Round) -> str:
    return f"runde-{round_.year}-{round_.quarter}.csv"


def write_progress(progress: Sequence[CentreProgress], language: Language) -> bytes:
    """Return a file with a row for each centre."""
    return write_table([MEMBERSHIP[language].round_columns, *_list_rows(progress, language)])


def _list_rows(progress: Sequence[CentreProgress], language: Language) -> Iterator[Sequence[str | int | date | None]]:
    for each in progress:
        fields = [name_fields(names, EDITING[language]) for names in (each.missing, each.unknown)]
        numbers = (each.total, each.checked, each.recent, len(each.missing))
        yield (each.title, each.id, *numbers, *fields, each.last_check, each.members)
