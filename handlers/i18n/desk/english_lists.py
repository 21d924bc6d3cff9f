"""What the desk's lists share: searches, orders and what they leave out, in English."""

from collections.abc import Mapping

LISTS: Mapping[str, str] = {
    "Alle Nachrichten": "All messages",
    "Angabe": "Value",
    "Anmeldungen durchsuchen": "Search sign-ins",
    "Archiv durchsuchen": "Search the archive",
    "Eintrag oder Adresse": "Entry or address",
    "Eintrag oder Angabe": "Entry or value",
    "Entwürfe durchsuchen": "Search drafts",
    "Frage oder Eintrag": "Question or entry",
    "Hinweise": "Notices",
    "Konto oder Zentrum": "Account or centre",
    "Links durchsuchen": "Search links",
    "Nachrichten an andere": "Messages to others",
    "Stillgelegtes durchsuchen": "Search what is silenced",
    "Testfragen durchsuchen": "Search test questions",
    "Vertretungen und Übergaben durchsuchen": "Search deputies and handovers",
    "Vorgeschlagen": "Proposed",
    "Vorlagen durchsuchen": "Search templates",
    "Vorschläge durchsuchen": "Search proposals",
    "Zustellungen filtern": "Filter deliveries",
}
