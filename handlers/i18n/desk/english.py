"""The texts of the desk in English."""

from collections.abc import Mapping

from handlers.i18n.desk.catalogue import DeskLanguage

_TRANSLATIONS: Mapping[str, str] = {
    # All pages
    "Redaktion": "Editors’ desk",
    "Bereiche": "Areas",
    "Übersicht": "Overview",
    "Probe": "Try it",
    "Wissen": "Knowledge",
    "Lücken": "Gaps",
    "Austausch": "Exchange",
    "Ankündigungen": "Announcements",
    "Menschen und Räume": "People and rooms",
    "Betrieb": "Operations",
    "Protokoll": "Log",
    "zu tun": "to do",
    "Zum Inhalt": "Skip to content",
    "Menü": "Menu",
    "Aktion": "Action",
    # Errors
    "Das ging nicht": "That did not work",
    "Das darf von hier aus nicht geändert werden. Lade die Seite neu und versuch es noch einmal.": (
        "This can’t be changed from here. Reload the page and try again."
    ),
    "Diese Seite gibt es nicht.": "There is no such page.",
    "Das ist zu groß.": "That is too large.",
    "Das waren sehr viele Aufrufe auf einmal. Warte kurz.": "That was a lot at once. Wait a moment.",
    "Lotse hat einen Fehler gemacht.": "Lotse made a mistake.",
    "Nummer für die Technik:": "Number for the technicians:",
    "Zur Übersicht": "To the overview",
    # Signing in
    "Anmelden": "Sign in",
    "Anmelden?": "Sign in?",
    "Abmelden": "Sign out",
    "Abgemeldet": "Signed out",
    "Du meldest dich an der Redaktion an als": "You are signing in at the editors’ desk as",
    "Dieser Link gilt nicht mehr": "This link no longer works",
    "Er wurde schon benutzt oder ist älter als 10 Minuten. Schreib Lotse im Direktchat /redaktion, dann bekommst du "
    "einen neuen.": (
        "It has been used or is older than 10 minutes. Write /desk to Lotse in a direct chat to get another."
    ),
    "Du bist nicht angemeldet": "You are not signed in",
    "Schreib Lotse im Direktchat /redaktion. Der Link in der Antwort meldet dich an.": (
        "Write /desk to Lotse in a direct chat. The link in its answer signs you in."
    ),
    "Meine Anmeldungen": "Where I am signed in",
    "Wo du gerade an der Redaktion angemeldet bist. Alle auf einmal beendest du im Chat mit /abmelden.": (
        "Where you are signed in at the editors’ desk. End all of them at once with /signout in the chat."
    ),
    "Browser": "Browser",
    "Seit": "Since",
    "Zuletzt benutzt": "Last used",
    "Endet": "Ends",
    "Unbekannter Browser": "Unknown browser",
    "diese hier": "this one",
    "Beenden": "End",
    # Knowledge
    "Frage": "Question",
    "Angebot": "Offer",
    "Zentrum": "Centre",
    "fällig": "due",
    "veraltet": "out of date",
    "archiviert": "archived",
    "aktuell": "up to date",
    "Was Lotse weiß: Fragen, Angebote und Zentren.": "What Lotse knows: questions, offers and centres.",
    "Neuer Eintrag": "New entry",
    "Alle": "All",
    "Fällig": "Due",
    "Veraltet": "Out of date",
    "Archiv": "Archive",
    "Wissen durchsuchen": "Search the knowledge",
    "Suchen": "Search",
    "Art": "Kind",
    "Alle Arten": "All kinds",
    "Thema": "Topic",
    "Alle Themen": "All topics",
    "Alle Zentren": "All centres",
    "Filtern": "Filter",
    "Eintrag": "Entry",
    "Zustand": "State",
    "Quelle vom": "Source of",
    "Prüfen bis": "Review by",
    "Geändert": "Changed",
    "Regierungsbezirk": "Regierungsbezirk",
    "%(num)s Eintrag": "%(num)s entry",
    "%(num)s Einträge": "%(num)s entries",
    "Anfang der Liste": "Top of the list",
    "Weiter": "Next",
    "Kein Eintrag passt zu diesen Filtern.": "No entry matches these filters.",
    "Alle Einträge zeigen": "Show all entries",
    "Das Archiv ist leer. Was du archivierst, steht hier und lässt sich wiederherstellen.": (
        "The archive is empty. What you archive is found here and can be restored."
    ),
    "Hier ist nichts zu tun.": "Nothing to do here.",
    "Lotse weiß noch nichts.": "Lotse knows nothing yet.",
    "Schreib den ersten Eintrag.": "Write the first entry.",
    # Announcements
    "Was Lotse auf Matrix und Telegram ankündigt, das Neueste zuerst.": (
        "What Lotse announces on Matrix and Telegram, newest first."
    ),
    "Entwurf": "Draft",
    "wartet auf Freigabe": "awaits approval",
    "geplant": "scheduled",
    "verpasst": "missed",
    "unterwegs": "on its way",
    "angehalten": "paused",
    "fertig": "finished",
    "abgebrochen": "cancelled",
    "zurückgerufen": "recalled",
    "Liste": "List",
    "Kalender": "Calendar",
    "Vorlagen": "Templates",
    "Feeds": "Feeds",
    "Entwürfe": "Drafts",
    "Zur Freigabe": "To approve",
    "Geplant": "Scheduled",
    "Unterwegs": "On their way",
    "Erledigt": "Done",
    "Ankündigungen durchsuchen": "Search the announcements",
    "Quelle": "Source",
    "Alle Quellen": "All sources",
    "Ankündigung": "Announcement",
    "Empfänger*innen": "Recipients",
    "Von": "By",
    "Ohne Text": "Without text",
    "an": "to",
    "erinnert noch": "will remind",
    "sofort": "at once",
    "Keine Ankündigung passt zu diesen Filtern.": "No announcement matches these filters.",
    "Alle Ankündigungen zeigen": "Show all announcements",
    "Hier ist gerade nichts.": "Nothing here at present.",
    "Noch keine Ankündigung. Schreib Lotse im Direktchat /ankuendigung.": (
        "No announcement yet. Write /announce to Lotse in a direct chat."
    ),
    # Log
    "Was an der Redaktion geändert wurde, das Neueste zuerst.": "What was changed at the desk, newest first.",
    "Wann": "When",
    "Wer": "Who",
    "Was": "What",
    "Ältere": "Older",
    "Noch nichts: Hier steht bald, wer was geändert hat.": "Nothing yet: this will tell who changed what.",
    "hat sich angemeldet": "signed in",
    "hat eine Anmeldung beendet": "ended a session",
}

ENGLISH = DeskLanguage(
    translations=_TRANSLATIONS,
    weekdays=("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    long_weekdays=("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    months=(
        *("January", "February", "March", "April", "May", "June", "July"),
        *("August", "September", "October", "November", "December"),
    ),
    day="{weekday} {number} {month_name} {year}",
    long_day="{weekday}, {number} {month_name} {year}",
    moment="{day}, {hour}:{minute:02}",
)
