"""What the desk's lists share: searches, orders and what they leave out, in English."""

from collections.abc import Mapping

LISTS: Mapping[str, str] = {
    "%(num)s weitere Frage steht hier nicht.": "%(num)s more question is not shown.",
    "%(num)s weitere Fragen stehen hier nicht.": "%(num)s more questions are not shown.",
    "Alle Nachrichten": "All messages",
    "Alle zeigen, auch nach Plattform und Zentrum": "Show all, also by platform and centre",
    "Angabe": "Value",
    "An diesem Tag geht nichts hinaus.": "Nothing goes out on this day.",
    "Anmeldungen durchsuchen": "Search sign-ins",
    "Archiv durchsuchen": "Search the archive",
    "Eintrag oder Adresse": "Entry or address",
    "Eintrag oder Angabe": "Entry or value",
    "Empfänger*innen filtern": "Filter recipients",
    "Entwürfe durchsuchen": "Search drafts",
    "Frage oder Eintrag": "Question or entry",
    "Hinweise": "Notices",
    "Konto oder Zentrum": "Account or centre",
    "Links durchsuchen": "Search links",
    "Nach Plattform und Zentrum filtern": "Filter by platform and centre",
    "Nachrichten an andere": "Messages to others",
    "Nichts ist fehlgeschlagen.": "Nothing has failed.",
    "Oben stehen die, die du ansehen solltest, dann die häufigsten.": (
        "Those to look at come first, then the most asked."
    ),
    "Stillgelegtes durchsuchen": "Search what is silenced",
    "Testfragen durchsuchen": "Search test questions",
    "Vertretungen und Übergaben durchsuchen": "Search deputies and handovers",
    "Vorgeschlagen": "Proposed",
    "Vorlagen durchsuchen": "Search templates",
    "Vorschläge durchsuchen": "Search proposals",
    "Zustellungen filtern": "Filter deliveries",
}
