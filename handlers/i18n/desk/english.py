"""The texts of the desk in English."""

from collections.abc import Mapping

from handlers.i18n.desk.catalogue import DeskLanguage
from handlers.i18n.desk.english_operations import OPERATIONS, PEOPLE

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
    "Nie gefragt": "Never asked",
    "Gefragt, 30 Tage": "Asked, 30 days",
    # One entry
    "%(num)s-mal gefragt in 30 Tagen": "asked %(num)s times in 30 days",
    "%(num)s-mal": "%(num)s×",
    "So wurde sonst gefragt": "How else people asked",
    "Eintrag bearbeiten": "Edit entry",
    "Fett mit **…**, Listen mit -, Links mit [Wort](Adresse).": (
        "Bold with **…**, lists with -, links with [word](address)."
    ),
    "So heißt der Eintrag in englischen Antworten.": "What the entry is called in answers in English.",
    "Andere Namen, einer je Zeile.": "Other names, one a line.",
    "Eines je Zeile.": "One a line.",
    "Eine je Zeile.": "One a line.",
    "Einer je Zeile.": "One a line.",
    "Das Datum der Quelle, zum Beispiel 2026-03.": "The date of the source, such as 2026-03.",
    "Eine je Zeile: Name <Adresse>.": "One a line: name <address>.",
    "Danach ist der Eintrag fällig.": "After that the entry is due for review.",
    "Danach gilt er nicht mehr.": "After that it no longer holds.",
    "Titel oder ID des Eintrags, der an seine Stelle tritt.": "Title or ID of the entry that takes its place.",
    "Titel oder ID des Eintrags, zu dem diese Frage gehört.": "Title or ID of the entry that this question belongs to.",
    "Steht in der Antwort.": "Part of the answer.",
    "Nur für die Redaktion: Herkunft, Zweifel.": "For editors only: origin, doubts.",
    "Eine Stelle je Zeile: Name | Telefon: … | E-Mail: …": "One office a line: name | Telefon: … | E-Mail: …",
    "In einer Zeile: Name | Telefon: … | Ort: …": "In one line: name | Telefon: … | Ort: …",
    "In der Probe fragen": "Try it",
    "Verlauf": "History",
    "Archivieren …": "Archive …",
    "Titel, Antwort, Quelle: Mehr braucht es nicht.": "Title, answer, source: no more is needed.",
    "Gespeichert. In wenigen Sekunden antwortet Lotse so.": "Saved. Lotse answers like this in a few seconds.",
    "Dieser Eintrag ist archiviert. Lotse antwortet nicht mehr damit.": (
        "This entry is archived. Lotse no longer answers with it."
    ),
    "Wiederherstellen": "Restore",
    "Noch nicht gespeichert:": "Not saved yet:",
    "Jemand anderes hat inzwischen gespeichert": "Somebody else has saved meanwhile",
    "Nichts ist überschrieben. Vergleiche beide Fassungen, ändere deine unten und speichere sie, oder lass die andere "
    "stehen.": (
        "Nothing is overwritten. Compare both versions, change yours below and save it, or leave the other as it is."
    ),
    "Andere Fassung": "Other version",
    "Deine Fassung": "Your version",
    "Andere Fassung stehen lassen": "Leave the other version",
    "Vorschau": "Preview",
    "Speichern": "Save",
    "Kontakt": "Contact",
    "So wird gefragt": "How people ask",
    "Fragen, die hierher führen sollen, in jeder Sprache.": "Questions that should lead here, in any language.",
    "Formulierung": "Phrasing",
    "Formulierung entfernen": "Remove phrasing",
    "Weitere Formulierungen, eine je Zeile": "Further phrasings, one a line",
    "Weitere Namen und Stichwörter": "Further names and keywords",
    "Geltung, weitere Quellen und Notizen": "Validity, further sources and notes",
    "Die ID bildet Lotse aus dem Titel.": "Lotse forms the ID from the title.",
    "Deine Fassung wird die neue, die andere bleibt im Verlauf.": (
        "Your version becomes the new one, the other stays in the history."
    ),
    "Speichern und wiederherstellen": "Save and restore",
    "Die Vorschau kommt, sobald die markierten Angaben stimmen.": (
        "The preview appears as soon as the marked values are right."
    ),
    "Archivieren?": "Archive?",
    "Archivieren": "Archive",
    "Der Eintrag wurde inzwischen geändert. Sieh ihn dir noch einmal an.": (
        "The entry was changed meanwhile. Look at it again."
    ),
    "Lotse antwortet dann nicht mehr mit diesem Eintrag. Du findest ihn im Archiv und kannst ihn wiederherstellen.": (
        "Lotse will no longer answer with this entry. You find it in the archive and can restore it."
    ),
    "Diese Einträge verweisen auf ihn:": "These entries refer to it:",
    "Zurück": "Back",
    "angelegt": "created",
    "geändert": "changed",
    "wiederhergestellt": "restored",
    "Alle Fassungen, die neueste zuerst. Weg ist durchgestrichen, neu unterstrichen.": (
        "All versions, newest first. What went is struck through, what is new is underlined."
    ),
    "Der Eintrag wurde inzwischen geändert. Sieh dir den Verlauf noch einmal an.": (
        "The entry was changed meanwhile. Look at its history again."
    ),
    "Diese Fassung wiederherstellen": "Restore this version",
    "gilt jetzt": "in force now",
    "Erste Füllung": "Initial content",
    # Tables
    "Tabelle einspielen": "Import a table",
    "ausgeben als": "export as",
    "oder": "or",
    "neu": "new",
    "unverändert": "unchanged",
    "neuere Fassung": "newer version",
    "Fehler": "error",
    "Gib Einträge als Tabelle aus, ändere sie und spiel sie hier ein. Du siehst erst, was sich ändert.": (
        "Export entries as a table, change them and import them here. You first see what changes."
    ),
    "Geschrieben:": "Written:",
    "Nicht geschrieben, weil inzwischen jemand anderes gespeichert hat:": (
        "Not written, as somebody else has saved meanwhile:"
    ),
    "Datei": "File",
    "XLSX oder CSV, höchstens 8 MB. Die Spalte „ID“ sagt, welcher Eintrag gemeint ist; mit einer neuen ID entsteht ein "
    "neuer.": ("XLSX or CSV, at most 8 MB. The column “ID” tells which entry is meant; a new ID makes a new one."),
    "Ansehen, was sich ändert": "See what changes",
    "Alle Einträge ausgeben:": "Export all entries:",
    "Noch nichts geschrieben: Seit der Vorschau hat sich etwas geändert, oder Zeilen haben Fehler. Sieh sie dir noch "
    "einmal an.": (
        "Nothing is written yet: something has changed since the preview, or rows have errors. Look at them again."
    ),
    "Zeile": "Row",
    "Änderung": "Change",
    "… und %(num)s weitere Zeile.": "… and %(num)s more row.",
    "… und %(num)s weitere Zeilen.": "… and %(num)s more rows.",
    "In dieser Datei steht, was Lotse schon weiß. Es gibt nichts zu schreiben.": (
        "This file says what Lotse already knows. There is nothing to write."
    ),
    "Zeilen mit Fehlern und solche mit neuerer Fassung bleiben, wie sie sind.": (
        "Rows with errors and those with a newer version stay as they are."
    ),
    "Andere Datei": "Another file",
    "Nur %(num)s Zeile ohne Fehler schreiben": "Write only the %(num)s row without errors",
    "Nur %(num)s Zeilen ohne Fehler schreiben": "Write only the %(num)s rows without errors",
    "%(num)s Zeile schreiben": "Write %(num)s row",
    "%(num)s Zeilen schreiben": "Write %(num)s rows",
    # Effect before saving
    "Wirkung vor dem Speichern": "Effect before saving",
    "Wirkung prüfen": "Check effect",
    "Wirkung": "Effect",
    "dieser Eintrag": "this entry",
    "Noch nicht geprüft. Lotse stellt die häufigsten Fragen und alle Testfragen einmal mit und einmal ohne deine "
    "Änderung.": (
        "Not checked yet. Lotse asks the most frequent questions and all test questions with and without your change."
    ),
    "%(num)s Frage wird anders beantwortet.": "%(num)s question is answered otherwise.",
    "%(num)s Fragen werden anders beantwortet.": "%(num)s questions are answered otherwise.",
    "Keine Frage wird anders beantwortet.": "No question is answered otherwise.",
    "%(num)s davon solltest du ansehen.": "%(num)s of them should be looked at.",
    "%(num)s Testfrage wird falsch.": "%(num)s test question goes wrong.",
    "%(num)s Testfragen werden falsch.": "%(num)s test questions go wrong.",
    "Alle Testfragen bleiben richtig.": "All test questions stay right.",
    "Bisher": "Before",
    "Danach": "After",
    "Gefragt": "Asked",
    "ansehen": "look",
    "Diese Formulierungen führen noch nicht hierher:": "These phrasings do not lead here yet:",
    "Geprüft: %(asked)s häufige Fragen, %(kept)s Testfragen, Titel und Formulierungen.": (
        "Checked: %(asked)s frequent questions, %(kept)s test questions, title and phrasings."
    ),
    # Trying questions
    "Namen": "Names",
    "Antwort": "Answer",
    "Auswahl aus %(num)s": "choice of %(num)s",
    "Frage an Kolleg*innen": "question to colleagues",
    "Plauderei": "small talk",
    "keine Antwort": "no answer",
    "Frag wie die Kolleg*innen. Hier wird nichts gezählt und nichts gesendet.": (
        "Ask as colleagues do. Nothing is counted or sent here."
    ),
    "Testfragen": "Test questions",
    "Fragen": "Ask",
    "Warum diese Antwort": "Why this answer",
    "Lotse ist sich zu %(percent)s %% sicher. Der erste Eintrag passt %(lead)s-mal so gut wie der nächste zu etwas "
    "anderem.": (
        "Lotse is %(percent)s %% sure. The first entry fits %(lead)s times as well as the next on another subject."
    ),
    "Gesuchte Wörter:": "Words searched for:",
    "Gefunden in": "Found in",
    "Punkte": "Score",
    "Alle Gründe im Wortlaut der Suche (englisch)": "All reasons as the search tells them",
    "So nicht?": "Not like this?",
    "Merk dir die Frage mit dem Eintrag, der antworten soll. Vor jedem Speichern prüft Lotse, ob sie noch richtig "
    "beantwortet wird.": (
        "Keep the question with the entry that should answer it. Before every save Lotse checks that it still does."
    ),
    "Antworten soll (Titel oder ID)": "Should answer (title or ID)",
    "Diesen Eintrag gibt es nicht. Nimm den Titel oder die ID aus der Liste unter Wissen.": (
        "There is no such entry. Take the title or the ID from the list of the knowledge."
    ),
    "Als Testfrage merken": "Keep as test question",
    "Darauf soll Lotse gar nicht antworten": "Lotse should not answer this at all",
    "Neuen Eintrag zu dieser Frage schreiben": "Write a new entry for this question",
    "Schreib eine Frage, zum Beispiel: Wer kann Sprachmittler anfordern?": (
        "Write a question, such as: Wer kann Sprachmittler anfordern?"
    ),
    "Fragen, die richtig beantwortet bleiben sollen. Vor jedem Speichern prüft Lotse sie.": (
        "Questions that should stay answered rightly. Lotse checks them before every save."
    ),
    "Gemerkt.": "Kept.",
    "Mehr Testfragen kann Lotse nicht prüfen. Streich erst eine.": (
        "Lotse can’t check more test questions. Delete one first."
    ),
    "Antworten soll": "Should answer",
    "Jetzt": "Now",
    "nichts": "nothing",
    "richtig": "right",
    "falsch": "wrong",
    "Streichen": "Delete",
    "%(num)s Testfrage": "%(num)s test question",
    "%(num)s Testfragen": "%(num)s test questions",
    "Noch keine Testfragen.": "No test questions yet.",
    "Frag in der Probe und merk dir, was Lotse falsch beantwortet.": (
        "Ask something, and keep what Lotse answers wrongly."
    ),
    # Fields of entries, by the headers of their columns in tables
    "Titel": "Title",
    "Text": "Text",
    "Titel (englisch)": "Title (English)",
    "Synonyme": "Synonyms",
    "Formulierungen": "Phrasings",
    "Stichwörter": "Keywords",
    "Themen": "Topics",
    "Stand": "As of",
    "Quelle": "Source",
    "Quelle: Adresse": "Source: address",
    "Weitere Quellen": "Further sources",
    "Gültig bis": "Valid until",
    "Nachfolger": "Successor",
    "Hinweis": "Note",
    "Notiz der Redaktion": "Editors’ note",
    "Straße": "Street",
    "Postleitzahl": "Postal code",
    "Ort": "City",
    "Telefon": "Phone",
    "E-Mail": "Email",
    "Website": "Website",
    "Kontakt veraltet": "Contact out of date",
    "Hinweis zum Kontakt": "Note on the contact",
    "Weitere Stellen": "Further offices",
    "Verwaltung": "Administration",
    "Gebiet": "Area",
    "Art des Gebiets": "Kind of area",
    "AGS": "AGS",
    "Sitz": "Seat",
    "Gemeinden": "Municipalities",
    "Eröffnet": "Opened",
    "Schwerpunkte": "Focus",
    "Zielgruppe": "Target group",
    "Handlungsfeld": "Field of action",
    "Angeboten von": "Offered by",
    "Status": "Status",
    "Einzelheit von": "Detail of",
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
    # Gaps
    "Offen": "Open",
    "Stillgelegt": "Silenced",
    "wird jetzt beantwortet": "answered by now",
    "Mit:": "With:",
    "Am nächsten:": "Nearest:",
    "in dieser Woche": "this week",
    "in %(num)s Wochen": "in %(num)s weeks",
    "Fragen je Woche, diese zuletzt:": "Questions by week, this one last:",
    "Gehört nicht hierher …": "Does not belong here …",
    "Wer das wieder so fragt, bekommt wie bisher keine Antwort, und hier steht es nicht mehr.": (
        "Whoever asks this again gets no answer, as before, and it no longer stands here."
    ),
    "Stilllegen": "Silence",
    "Worauf Lotse keine gute Antwort hatte, nach Ähnlichkeit geordnet.": (
        "What Lotse had no good answer to, grouped by likeness."
    ),
    "Zeitraum": "Period",
    "%(num)s Woche": "%(num)s week",
    "%(num)s Wochen": "%(num)s weeks",
    "Die Frage steht jetzt bei:": "The question is now part of:",
    "Erledigt. Fragt es wieder jemand vergeblich, steht es wieder hier.": (
        "Done. If somebody asks it in vain again, it is back here."
    ),
    "Stillgelegt.": "Silenced.",
    "Rückgängig machen": "Undo",
    "Darum hat sich schon jemand gekümmert.": "Somebody has dealt with this already.",
    "Auch:": "Also:",
    "und %(num)s weitere": "and %(num)s more",
    "Antwort schreiben": "Write an answer",
    "Zu einem Eintrag …": "To an entry …",
    "von": "of",
    "%(num)s Gruppe": "%(num)s group",
    "%(num)s Gruppen": "%(num)s groups",
    "die häufigsten zuerst": "the most frequent first",
    "aus den 300 häufigsten Wortlauten": "from the 300 most frequent wordings",
    "Hier ist nichts mehr.": "Nothing further here.",
    "Keine Lücken in dieser Zeit: Was gefragt wurde, hat Lotse beantwortet.": (
        "No gaps in this time: Lotse answered what was asked."
    ),
    "Probier selbst eine Frage aus.": "Try a question yourself.",
    "Was nicht hierher gehört. Nach einer Weile wird der Wortlaut gelöscht; stillgelegt bleibt er.": (
        "What does not belong here. After a while the words are deleted; they stay silenced."
    ),
    "Wieder beachten": "Heed again",
    "Nichts ist stillgelegt.": "Nothing is silenced.",
    "Zu den offenen Lücken": "To the open gaps",
    "Diese Lücke gibt es nicht mehr": "This gap is gone",
    "Jemand hat sich darum gekümmert, oder die Fragen sind so alt, dass Lotse sie gelöscht hat.": (
        "Somebody has dealt with it, or the questions are so old that Lotse deleted them."
    ),
    "Ausprobieren": "Try it",
    "Zu einem Eintrag": "To an entry",
    "Einträge suchen": "Search entries",
    "Welcher Eintrag beantwortet das?": "Which entry answers this?",
    "Als Frage dazuschreiben": "Add as a question",
    "Dazuschreiben": "Add",
    "Kein Eintrag hat diese Wörter.": "No entry has these words.",
    "Nichts kommt der Frage nahe. Such einen Eintrag oder schreib einen neuen.": (
        "Nothing comes near the question. Search for an entry or write a new one."
    ),
    "Was gefragt wurde": "What was asked",
    "Wo": "Where",
    "Ohne Absender; gelöscht nach": "Without senders; deleted after",
    "%(num)s Tag": "%(num)s day",
    "%(num)s Tagen": "%(num)s days",
    "Wähle einen Eintrag und lass die Frage nicht leer.": "Choose an entry and don’t leave the question empty.",
    "Den Eintrag hat inzwischen jemand geändert. Sieh ihn dir an und versuch es noch einmal.": (
        "Somebody has changed the entry meanwhile. Have a look at it and try again."
    ),
    "hat eine Frage zu einem Eintrag geschrieben": "added a question to an entry",
    "hat eine Lücke erledigt": "settled a gap",
    "hat eine Lücke stillgelegt": "silenced a gap",
    "beachtet eine Lücke wieder": "heeds a gap again",
    "freigegeben von": "approved by",
    "Erinnerung an": "reminder of",
    "Termin der Reihe": "date of the series",
    "Jetzt absenden": "Send now",
    "Absenden": "Send",
    "Pause": "Pause",
    "Zentren ohne „Gelesen“ erinnern": "Remind centres that have not read it",
    "Zurückrufen …": "Recall …",
    "Lotse löscht sie überall, wo die Plattform das erlaubt. Das lässt sich nicht rückgängig machen.": (
        "Lotse deletes it wherever the platform allows that. This can’t be undone."
    ),
    "Zurückrufen": "Recall",
    "Änderung verwerfen …": "Drop the change …",
    "Änderung verwerfen": "Drop the change",
    "Abbrechen …": "Cancel …",
    "Abbrechen": "Cancel",
    "Was schon angekommen ist, bleibt. Mehr geht nicht hinaus.": "What has arrived stays. Nothing more goes out.",
    "Was hinausgeht": "What goes out",
    "Was hinausging": "What went out",
    "Geht hinaus": "Goes out",
    "Begonnen": "Begun",
    "sofort nach dem Absenden": "as soon as it is sent",
    "Nächste Termine": "Next dates",
    "keine mehr": "none any more",
    "Ruhezeit": "Quiet hours",
    "wartet bis": "waits until",
    "An": "To",
    "Das sind": "That is",
    "zurzeit niemand": "nobody at present",
    "Wer das ist": "Who that is",
    "Anhang": "Attachment",
    "Gelesen": "Read",
    "wird erbeten, gezählt nach Zentren": "is asked for, counted by centre",
    "Dringend": "Urgent",
    "geht auch in der Ruhezeit hinaus": "goes out in quiet hours too",
    "Erinnert": "Reminds",
    "Zur selben Zeit": "At the same time",
    "%(num)s Mensch bekommt beide": "%(num)s person gets both",
    "%(num)s Menschen bekommen beide": "%(num)s people get both",
    "Was sich ändert": "What changes",
    "So steht sie jetzt bei den Empfänger*innen:": "This is what recipients have at present:",
    "Deine Entscheidung": "Your decision",
    "Du gibst genau diesen Text für genau diese Empfänger*innen frei. Jede Änderung danach macht wieder einen Entwurf "
    "daraus.": (
        "You approve exactly this text for exactly these recipients. Any change after that makes it a draft again."
    ),
    "Was soll anders werden? Nur beim Zurückgeben.": "What should change? Only if you return it.",
    "Freigeben": "Approve",
    "Zurückgeben": "Return",
    "Sie wartet auf die Freigabe durch eine zweite Person.": "It awaits approval by a second person.",
    "So kommt sie an": "How it arrives",
    "bei": "for",
    "ohne Namen zeigen": "show without a name",
    "Auf Englisch": "In English",
    "angekommen": "arrived",
    "wartet": "waiting",
    "ausgelassen oder ungewiss": "skipped or uncertain",
    "fehlgeschlagen": "failed",
    "Fortschritt": "Progress",
    "%(sent)s von %(total)s angekommen": "%(sent)s of %(total)s arrived",
    "Bericht": "Report",
    "Wie viele": "How many",
    "Bericht als CSV": "Report as CSV",
    "Noch nicht gelesen": "Not read yet",
    "Diese Liste steht fest.": "This list is final.",
    "Wer jetzt dazugehört. Beim Absenden steht die Liste fest.": (
        "Who belongs to it now. The list is final once it is sent."
    ),
    "Empfänger*in": "Recipient",
    "Plattform": "Platform",
    "Raum": "Room",
    "insgesamt": "in all",
    "Zurzeit niemand. Ändere, an wen sie geht.": "Nobody at present. Change whom it goes to.",
    "Zur Ankündigung": "To the announcement",
    "hat eine Ankündigung abgesendet": "sent an announcement",
    "hat eine Ankündigung freigegeben": "approved an announcement",
    "hat eine Ankündigung zurückgegeben": "returned an announcement",
    "hat eine Ankündigung angehalten": "paused an announcement",
    "hat eine Ankündigung weitergeschickt": "resumed an announcement",
    "hat eine Ankündigung abgebrochen": "cancelled an announcement",
    "hat eine Ankündigung zurückgerufen": "recalled an announcement",
    "hat an eine Ankündigung erinnert": "reminded people of an announcement",
    **PEOPLE,
    **OPERATIONS,
    # Log
    "Was an der Redaktion geändert wurde, das Neueste zuerst.": "What was changed at the desk, newest first.",
    "Wann": "When",
    "Wer": "Who",
    "Was": "What",
    "Ältere": "Older",
    "Noch nichts: Hier steht bald, wer was geändert hat.": "Nothing yet: this will tell who changed what.",
    "hat sich angemeldet": "signed in",
    "hat eine Anmeldung beendet": "ended a session",
    # What editors did with entries
    "hat einen Eintrag angelegt": "created an entry",
    "hat einen Eintrag geändert": "changed an entry",
    "hat einen Eintrag archiviert": "archived an entry",
    "hat einen Eintrag wiederhergestellt": "restored an entry",
    "hat eine Tabelle eingespielt": "imported a table",
    "hat eine Testfrage gemerkt": "kept a test question",
    "hat eine Testfrage gestrichen": "deleted a test question",
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
