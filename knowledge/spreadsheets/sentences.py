"""A sentence for each fault and notice, in German and in English."""

from collections.abc import Mapping

from knowledge.finding import Language
from knowledge.spreadsheets.faults import Fault, FaultKind, Notice, NoticeKind

_MAX_QUOTED = 40
_DE: Mapping[FaultKind, str] = {
    FaultKind.EMPTY_FILE: "Die Datei ist leer.",
    FaultKind.UNKNOWN_FORMAT: "„{value}“ ist keine Tabelle, die Lotse liest: Speichere sie als .xlsx oder .csv.",
    FaultKind.NOT_XLSX: "Das ist keine XLSX-Datei: Öffne sie in der Tabellenkalkulation und speichere sie als .xlsx.",
    FaultKind.OLD_XLS: "Das ist eine alte Excel-Datei (.xls): Speichere sie als .xlsx.",
    FaultKind.PASSWORD: "Die Datei ist mit einem Passwort geschützt: Speichere sie ohne Passwort.",
    FaultKind.DAMAGED: "Die Datei ist beschädigt: Öffne sie in der Tabellenkalkulation und speichere sie neu.",
    FaultKind.FILE_TOO_LARGE: "Die Datei ist zu groß: Lotse liest höchstens {limit} MB.",
    FaultKind.UNPACKED_TOO_LARGE: "Die Datei ist ausgepackt zu groß: Teile sie in kleinere auf.",
    FaultKind.TOO_MANY_ROWS: "Die Datei hat zu viele Zeilen: Lotse liest höchstens {limit} auf einmal.",
    FaultKind.TOO_MANY_COLUMNS: "Die Tabelle hat zu viele Spalten: Lotse liest höchstens {limit}.",
    FaultKind.UNKNOWN_ENCODING: "Die Umlaute der Datei lassen sich nicht sicher lesen: Speichere sie als „CSV UTF-8“.",
    FaultKind.BROKEN_CSV: "Die Datei ist kein lesbares CSV: Vielleicht fehlt ein schließendes Anführungszeichen.",
    FaultKind.NO_HEADER: "Die Zeile mit den Spaltennamen fehlt: Eine Spalte muss „ID“ heißen.",
    FaultKind.REPEATED_COLUMN: "Die Spalte „{value}“ gibt es zweimal: Lösche eine davon.",
    FaultKind.MISSING: "{column} fehlt.",
    FaultKind.MISSING_COLUMN: "{column} fehlt: Ein neuer Eintrag braucht diese Spalte.",
    FaultKind.MISSING_ID: "{column} fehlt: Schreib zum Beispiel „faq/kurzer-name“.",
    FaultKind.TOO_LONG: "{column} ist zu lang: Höchstens {limit} Zeichen sind möglich.",
    FaultKind.CELL_TOO_LONG: "{column} ist zu lang für eine Zelle.",
    FaultKind.FORMULA_WITHOUT_VALUE: "{column} ist eine Formel ohne Ergebnis: Ersetze sie durch ihren Wert.",
    FaultKind.ERROR_VALUE: "{column} zeigt den Fehler „{value}“: Trag den richtigen Wert ein.",
    FaultKind.MERGED: "{column} liegt in verbundenen Zellen: Heb die Verbindung auf und füll jede Zelle.",
    FaultKind.COLUMN_OF_OTHER_KIND: "{column} gibt es bei „{value}“ nicht: Leere die Zelle.",
    FaultKind.BAD_ID: "„{value}“ ist keine ID: Sie beginnt mit centre/, offer/ oder faq/ und hat danach nur "
    "Kleinbuchstaben, Ziffern und Bindestriche.",
    FaultKind.REPEATED_ID: "Die ID „{value}“ steht mehrmals in der Datei.",
    FaultKind.UNKNOWN_ID: "Den Eintrag „{value}“ gibt es nicht: Für einen neuen Eintrag lass die Fassung leer.",
    FaultKind.BAD_REVISION: "{column} ist keine Nummer: Lass sie, wie der Export sie geschrieben hat.",
    FaultKind.BAD_DATE: "{column} ist kein Datum: Schreib „{value}“ wie 31.03.2027 oder 2027-03-31.",
    FaultKind.BAD_VISIBILITY: "{column} kann nur „alle“, „Netzwerk“ oder „intern“ sein, nicht „{value}“.",
    FaultKind.BAD_FLAG: "{column} kann nur „ja“ sein oder leer, nicht „{value}“.",
    FaultKind.BAD_URL: "{column} ist keine Adresse: „{value}“ muss mit http:// oder https:// beginnen.",
    FaultKind.BAD_POSTAL_CODE: "{column} braucht fünf Ziffern, nicht „{value}“.",
    FaultKind.BAD_AGS: "{column} braucht fünf bis acht Ziffern, nicht „{value}“.",
    FaultKind.BAD_POINT: "{column}: Schreib je Zeile eine Stelle wie „Sprachenpool | Telefon: 0228 1234 | Ort: Bonn“.",
    FaultKind.BAD_PHONE: "{column} ist keine Nummer: „{value}“.",
    FaultKind.BAD_EMAIL: "{column} ist keine E-Mail-Adresse: „{value}“.",
    FaultKind.BAD_PERSONS: "{column} sind nur Namen und Aufgaben, nicht „{value}“.",
    FaultKind.PRETENDED_LINK: "{column}: Ein Link darin gibt ein anderes Ziel vor: Schreib die Adresse aus.",
    FaultKind.HIDES_TARGET: "{column} verbirgt, wohin sie führt: Schreib „{value}“ ohne Umweg.",
    FaultKind.UNKNOWN_TOPIC: "{column}: Das Thema „{value}“ gibt es nicht.",
    FaultKind.UNKNOWN_ENTRY: "{column}: Den Eintrag „{value}“ gibt es nicht.",
    FaultKind.INVALID: "{column} passt nicht: „{value}“.",
    FaultKind.NEWER_EDIT: "„{value}“ wurde nach dem Export geändert.",
    FaultKind.ALREADY_THERE: "„{value}“ gibt es schon, und die Fassung fehlt.",
    FaultKind.ARCHIVED: "„{value}“ wurde nach dem Export archiviert.",
}
_EN: Mapping[FaultKind, str] = {
    FaultKind.EMPTY_FILE: "The file is empty.",
    FaultKind.UNKNOWN_FORMAT: "“{value}” is not a table that Lotse reads: save it as .xlsx or .csv.",
    FaultKind.NOT_XLSX: "This is not an XLSX file: open it in the spreadsheet program and save it as .xlsx.",
    FaultKind.OLD_XLS: "This is an old Excel file (.xls): save it as .xlsx.",
    FaultKind.PASSWORD: "The file is protected by a password: save it without one.",
    FaultKind.DAMAGED: "The file is damaged: open it in the spreadsheet program and save it anew.",
    FaultKind.FILE_TOO_LARGE: "The file is too large: Lotse reads at most {limit} MB.",
    FaultKind.UNPACKED_TOO_LARGE: "The file is too large when unpacked: divide it into smaller ones.",
    FaultKind.TOO_MANY_ROWS: "The file has too many rows: Lotse reads at most {limit} at once.",
    FaultKind.TOO_MANY_COLUMNS: "The table has too many columns: Lotse reads at most {limit}.",
    FaultKind.UNKNOWN_ENCODING: "The umlauts of the file can't be read reliably: save it as “CSV UTF-8”.",
    FaultKind.BROKEN_CSV: "The file is not readable CSV: a closing quotation mark may be missing somewhere.",
    FaultKind.NO_HEADER: "The row with the names of the columns is missing: one column must be called “ID”.",
    FaultKind.REPEATED_COLUMN: "There are two columns “{value}”: delete one of them.",
    FaultKind.MISSING: "{column} is missing.",
    FaultKind.MISSING_COLUMN: "{column} is missing: a new entry needs this column.",
    FaultKind.MISSING_ID: "{column} is missing: write “faq/short-name”, for example.",
    FaultKind.TOO_LONG: "{column} is too long: at most {limit} characters are possible.",
    FaultKind.CELL_TOO_LONG: "{column} is too long for a cell.",
    FaultKind.FORMULA_WITHOUT_VALUE: "{column} is a formula without a result: replace it with its value.",
    FaultKind.ERROR_VALUE: "{column} shows the error “{value}”: enter the right value.",
    FaultKind.MERGED: "{column} is in merged cells: unmerge them and fill in each cell.",
    FaultKind.COLUMN_OF_OTHER_KIND: "“{value}” has no {column}: empty the cell.",
    FaultKind.BAD_ID: "“{value}” is not an ID: it begins with centre/, offer/ or faq/, followed by lower-case letters, "
    "digits and hyphens only.",
    FaultKind.REPEATED_ID: "The ID “{value}” is in the file more than once.",
    FaultKind.UNKNOWN_ID: "There is no entry “{value}”: for a new one leave the column Fassung empty.",
    FaultKind.BAD_REVISION: "{column} is not a number: leave it as the export has written it.",
    FaultKind.BAD_DATE: "{column} is not a date: write “{value}” like 31.03.2027 or 2027-03-31.",
    FaultKind.BAD_VISIBILITY: "{column} can only be “alle”, “Netzwerk” or “intern”, not “{value}”.",
    FaultKind.BAD_FLAG: "{column} can only be “ja” or empty, not “{value}”.",
    FaultKind.BAD_URL: "{column} is not an address: “{value}” must begin with http:// or https://.",
    FaultKind.BAD_POSTAL_CODE: "{column} needs five digits, not “{value}”.",
    FaultKind.BAD_AGS: "{column} needs five to eight digits, not “{value}”.",
    FaultKind.BAD_POINT: "{column}: write an office in one line, like “Sprachenpool | Telefon: 0228 1234 | Ort: Bonn”.",
    FaultKind.BAD_PHONE: "{column} is not a number: “{value}”.",
    FaultKind.BAD_EMAIL: "{column} is not an e-mail address: “{value}”.",
    FaultKind.BAD_PERSONS: "{column} takes names and tasks only, not “{value}”.",
    FaultKind.PRETENDED_LINK: "{column}: a link in it pretends to lead elsewhere: write its address in plain sight.",
    FaultKind.HIDES_TARGET: "{column} hides where it leads: write “{value}” without a login or detour.",
    FaultKind.UNKNOWN_TOPIC: "{column}: there is no topic “{value}”.",
    FaultKind.UNKNOWN_ENTRY: "{column}: there is no entry “{value}”.",
    FaultKind.INVALID: "{column} is not valid: “{value}”.",
    FaultKind.NEWER_EDIT: "“{value}” was changed after the export.",
    FaultKind.ALREADY_THERE: "“{value}” exists already, and its Fassung is missing.",
    FaultKind.ARCHIVED: "“{value}” was archived after the export.",
}
_FAULTS: Mapping[Language, Mapping[FaultKind, str]] = {"de": _DE, "en": _EN}
_HINTS: Mapping[Language, str] = {"de": " Meinst du „{hint}“?", "en": " Did you mean “{hint}”?"}
_NOTICES: Mapping[Language, Mapping[NoticeKind, str]] = {
    "de": {
        NoticeKind.UNKNOWN_COLUMN: "Die Spalte {value} kennt Lotse nicht: Sie wird übergangen.",
        NoticeKind.IGNORED_SHEET: "Das Blatt „{value}“ hat keine Spalte „ID“: Es wird übergangen.",
        NoticeKind.NO_REVISIONS: "Die Spalte „Fassung“ fehlt: Lotse sieht nicht, ob seit dem Export jemand etwas "
        "geändert hat. Prüf die alten Werte.",
        NoticeKind.READ_AS_WINDOWS_1252: "Die Datei ist nicht in UTF-8 und wurde als Windows-1252 gelesen: Prüf die "
        "Umlaute.",
    },
    "en": {
        NoticeKind.UNKNOWN_COLUMN: "Lotse does not know the column {value}: it is passed over.",
        NoticeKind.IGNORED_SHEET: "The sheet “{value}” has no column “ID”: it is passed over.",
        NoticeKind.NO_REVISIONS: "The column “Fassung” is missing: Lotse can't see whether somebody has changed "
        "something since the export. Check the old values.",
        NoticeKind.READ_AS_WINDOWS_1252: "The file is not in UTF-8 and was read as Windows-1252: check the umlauts.",
    },
}


def describe_fault(fault: Fault, language: Language = "de") -> str:
    """Return a fault as one sentence, behind the name of its cell if it has one; in English for an unknown language."""
    language = _select_language(language)
    place = " ".join(part for part in (fault.sheet, fault.cell) if part)
    sentence = _FAULTS[language][fault.kind].format(
        column=fault.column or place, value=_quote(fault.value), limit=_group(fault.limit, language)
    )
    hint = _HINTS[language].format(hint=fault.hint) if fault.hint else ""
    return (f"{place}: " if place else "") + sentence + hint


def describe_notice(notice: Notice, language: Language = "de") -> str:
    """Return a notice as one sentence."""
    return _NOTICES[_select_language(language)][notice.kind].format(value=_quote(notice.value))


def _select_language(language: Language) -> Language:
    return language if language in _FAULTS else "en"


def _quote(value: str) -> str:
    line = " ".join(value.split())
    return line if len(line) <= _MAX_QUOTED else f"{line[: _MAX_QUOTED - 1]}…"


def _group(number: int, language: Language) -> str:
    return f"{number:,}".replace(",", "." if language == "de" else ",")
