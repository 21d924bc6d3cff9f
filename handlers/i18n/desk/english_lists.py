"""The texts that the desk's lists share, in English: searches, orders and omissions."""

from collections.abc import Mapping

LISTS: Mapping[str, str] = {
    "%(num)s davon fehlt dort: Ihn dürfen nicht alle lesen, und eine Datei geht leicht weiter": (
        "%(num)s of them is left out: not everybody may read it, and a file is easily passed on"
    ),
    "%(num)s davon fehlen dort: Sie dürfen nicht alle lesen, und eine Datei geht leicht weiter": (
        "%(num)s of them are left out: not everybody may read them, and a file is easily passed on"
    ),
    "%(num)s weitere Frage steht hier nicht.": "%(num)s more question is not shown.",
    "%(num)s weitere Fragen stehen hier nicht.": "%(num)s more questions are not shown.",
    "Alle Einträge ausgeben, die jede*r lesen darf:": "Export all entries that everybody may read:",
    "Alle Nachrichten": "All messages",
    "Alle zeigen, auch nach Plattform und Zentrum": "Show all, also by platform and centre",
    "Angabe": "Value",
    "An diesem Tag geht nichts hinaus.": "Nothing goes out on this day.",
    "Anmeldungen durchsuchen": "Search sign-ins",
    "Archiv durchsuchen": "Search the archive",
    "Eintrag oder Adresse": "Entry or address",
    "Eintrag oder Angabe": "Entry or value",
    "Ein Jahr, ein Monat oder ein Tag: 2022, 12.2022 oder 31.12.2022.": (
        "A year, a month or a day: 2022, 12.2022 or 31.12.2022."
    ),
    "Empfänger*innen filtern": "Filter recipients",
    "Entwürfe durchsuchen": "Search drafts",
    "Frage oder Eintrag": "Question or entry",
    "Hinweise": "Notices",
    "Keine Zeile ist so.": "No row is.",
    "Konto oder Zentrum": "Account or centre",
    "Links durchsuchen": "Search links",
    "Nach Daten filtern": "Filter by dates",
    "Nach Plattform und Zentrum filtern": "Filter by platform and centre",
    "Nachrichten an andere": "Messages to others",
    "Nichts ist fehlgeschlagen.": "Nothing has failed.",
    "Oben stehen die, die du ansehen solltest, dann die häufigsten.": (
        "Those to look at come first, then the most asked."
    ),
    "Quelle ab": "Source from",
    "Quelle bis": "Source until",
    "Stillgelegtes durchsuchen": "Search what is silenced",
    "Testfragen durchsuchen": "Search test questions",
    "Vertretungen und Übergaben durchsuchen": "Search deputies and handovers",
    "Vorgeschlagen": "Proposed",
    "Vorlagen durchsuchen": "Search templates",
    "Vorschläge durchsuchen": "Search proposals",
    "Zeigen, was sich ändert": "Show what changes",
    "Zeilen durchsuchen": "Search rows",
    "Zu prüfen ab": "To be reviewed from",
    "Zu prüfen bis": "To be reviewed until",
    "Zustellungen filtern": "Filter deliveries",
}
