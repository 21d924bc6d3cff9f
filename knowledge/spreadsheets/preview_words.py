"""The words of a preview, in German and in English."""

from collections.abc import Mapping
from dataclasses import dataclass

from knowledge.finding import Language
from knowledge.spreadsheets.comparison import RowState


@dataclass(frozen=True, kw_only=True, slots=True)
class PreviewWords:
    """The words of the preview and the import in one language."""

    heads: tuple[str, ...]
    states: dict[RowState, str]
    more: str
    ask: str
    written: str
    nothing: str
    errors: str
    nothing_written: str
    left_alone: str


_GERMAN = PreviewWords(
    heads=("Zeile", "Eintrag", "Was", "Spalte", "Bisher", "Neu"),
    states={
        RowState.NEW: "neu",
        RowState.CHANGED: "geändert",
        RowState.UNCHANGED: "unverändert",
        RowState.CONFLICT: "Konflikt",
        RowState.ERROR: "Fehler",
    },
    more="… und {count} weitere Zeilen.",
    ask="Neue und geänderte Zeilen schreiben ({count})?",
    written="Geschrieben: {count}.",
    nothing="Nichts zu ändern.",
    errors="Zeilen mit Fehlern werden nicht geschrieben.",
    nothing_written="Nichts geschrieben: Behebe die Fehler, oder nimm mit --good-rows nur die Zeilen ohne Fehler.",
    left_alone="Nicht geschrieben, weil es eine neuere Fassung gibt: {ids}. Exportiere neu und ändere dort.",
)
_ENGLISH = PreviewWords(
    heads=("Row", "Entry", "What", "Column", "Old", "New"),
    states={
        RowState.NEW: "new",
        RowState.CHANGED: "changed",
        RowState.UNCHANGED: "unchanged",
        RowState.CONFLICT: "conflict",
        RowState.ERROR: "error",
    },
    more="… and {count} more lines.",
    ask="Write the new and the changed rows ({count})?",
    written="Written: {count}.",
    nothing="Nothing to change.",
    errors="Rows with errors are not written.",
    nothing_written="Nothing was written: correct the errors, or take only the other rows with --good-rows.",
    left_alone="Not written, as there is a newer revision: {ids}. Export again and make your change there.",
)

PREVIEW_WORDS: Mapping[Language, PreviewWords] = {"de": _GERMAN, "en": _ENGLISH}
