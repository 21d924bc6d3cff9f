"""The texts of the desk in English."""

from collections.abc import Mapping

from handlers.i18n.desk.catalogue import DeskLanguage
from handlers.i18n.desk.english_care import CARE
from handlers.i18n.desk.english_links import LINKS
from handlers.i18n.desk.english_lists import LISTS
from handlers.i18n.desk.english_operations import OPERATIONS
from handlers.i18n.desk.english_people import PEOPLE
from handlers.i18n.desk.english_reasons import REASONS
from handlers.i18n.desk.english_sending import SENDING

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
    # A session that ends while somebody writes
    "Dein Text ist noch da": "Your text is still here",
    "Deine Datei ist nicht mehr dabei. Wähl sie im Formular noch einmal aus.": (
        "Your file is no longer included. Choose it again in the form."
    ),
    "Deine Anmeldung ist zu Ende, gespeichert ist noch nichts. Lass dieses Fenster offen, schreib Lotse im Direktchat "
    "/redaktion und öffne den Link in einem neuen. Dann mach hier weiter.": (
        "Your session has ended, nothing is saved yet. Leave this window open, write /desk to Lotse in a direct chat "
        "and open the link in a new one. Then go on here."
    ),
    "Weiterschreiben": "Go on writing",
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
    "Sortieren": "Sort",
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
    "Wer dort Mitglied ist, darf den Eintrag pflegen.": "Its members may look after the entry.",
    "Netzwerk: bestätigte Mitglieder, nur im Direktchat. Intern: nur sie, und nur auf Matrix.": (
        "Network: verified members, in direct chats only. Internal: only they, and only on Matrix."
    ),
    "alle": "everybody",
    "Netzwerk": "the network",
    "intern": "internal",
    "Das Datum der Quelle, zum Beispiel 2026-03.": "The date of the source, such as 2026-03.",
    "Eine je Zeile: Name, dann die Adresse in spitzen Klammern.": "One a line: name, then address in angle brackets.",
    "Danach ist der Eintrag fällig.": "After that the entry is due for review.",
    "Danach gilt er nicht mehr.": "After that it no longer holds.",
    "Titel oder ID des Eintrags, der an seine Stelle tritt.": "Title or ID of the entry that takes its place.",
    "Titel oder ID des Eintrags, zu dem diese Frage gehört.": "Title or ID of the entry that this question belongs to.",
    "Steht in der Antwort.": "Part of the answer.",
    "Nur für die Redaktion: Herkunft, Zweifel.": "For editors only: origin, doubts.",
    "Namen und Aufgaben, nur mit dem Einverständnis der Genannten: Erika Muster (Leitung)": (
        "Names and tasks, only with the consent of those named: Erika Muster (head)"
    ),
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
    "Die Vorschau kommt, sobald Titel oder Text dastehen und die übrigen Angaben stimmen.": (
        "The preview comes once there is a title or a text, and the rest is right."
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
    "%(num)s Antwort der letzten 30 Tage wird berichtigt.": "%(num)s answer of the last 30 days will be corrected.",
    "%(num)s Antworten der letzten 30 Tage werden berichtigt.": (
        "%(num)s answers of the last 30 days will be corrected."
    ),
    "%(num)s Testfrage wird falsch.": "%(num)s test question goes wrong.",
    "%(num)s Testfragen werden falsch.": "%(num)s test questions go wrong.",
    "Alle Testfragen bleiben richtig.": "All test questions stay right.",
    "Bisher": "Before",
    "Danach": "After",
    "Gefragt": "Asked",
    "ansehen": "look at it",
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
    "Wer fragt?": "Who asks?",
    "Irgendjemand": "Anybody",
    "Mitglied (Netzwerk)": "A member (network)",
    "Mitglied auf Matrix (intern)": "A member on Matrix (internal)",
    "Auf Telegram lesen Mitglieder nur, was das ganze Netzwerk lesen darf.": (
        "On Telegram, members read only what the whole network may read."
    ),
    "Mitglieder bekommen im Direktchat etwas anderes:": "In a direct chat, members are answered otherwise:",
    "Mitglieder bekommen im Direktchat auf Matrix etwas anderes:": (
        "In a direct chat on Matrix, members are answered otherwise:"
    ),
    "So fragen": "Ask like that",
    "von Mitgliedern gefragt": "asked by members",
    "Gefragt wie ein Mitglied, denn andere lesen den Eintrag nicht.": (
        "Asked as a member does, for others do not read the entry."
    ),
    "Gesuchte Wörter:": "Words searched for:",
    "Gefunden in": "Found in",
    "Punkte": "Score",
    "So nicht?": "Not like this?",
    "Merk dir die Frage mit dem Eintrag, der antworten soll.": (
        "Keep the question with the entry that should answer it."
    ),
    "Bis er antwortet, steht sie bei den Lücken.": "Until it does, the question stands among the gaps.",
    "Vor jedem Speichern prüft Lotse, ob sie noch richtig beantwortet wird.": (
        "Before every save Lotse checks that it still is answered rightly."
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
    "Was Lotse falsch beantwortet, steht auch bei den Lücken.": "What it answers wrongly stands among the gaps, too.",
    "Alle Testfragen, die falschen zuerst.": "All test questions, the wrong ones first.",
    "%(num)s von %(total)s Testfragen, die falschen zuerst.": (
        "%(num)s of %(total)s test questions, the wrong ones first."
    ),
    "Zurück zur Liste": "Back to the list",
    "Mehr Testfragen kann Lotse nicht prüfen. Streich erst eine.": (
        "Lotse can’t check more test questions. Delete one first."
    ),
    "Antworten soll": "Should answer",
    "Jetzt": "Now",
    "nichts": "nothing",
    "richtig": "right",
    "falsch": "wrong",
    "Streichen": "Delete",
    "Streichen …": "Delete …",
    "Lotse prüft diese Frage dann vor keinem Speichern mehr. Willst du sie wieder, merkst du sie in der Probe neu.": (
        "Lotse no longer checks this question before a save. If you want it back, keep it in the trial again."
    ),
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
    "Gepflegt von": "Looked after by",
    "Sichtbar für": "Visible for",
    "Geprüft": "Checked",
    "Notiz der Redaktion": "Editors’ note",
    "Straße": "Street",
    "Postleitzahl": "Postal code",
    "Ort": "City",
    "Telefon": "Phone",
    "E-Mail": "Email",
    "Website": "Website",
    "Ansprechpersonen": "Contact persons",
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
    "Was Lotse ankündigt, das Neueste zuerst.": "What Lotse announces, newest first.",
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
    # Overview
    "Was jetzt zu tun ist": "What to do now",
    "Freigaben": "approvals",
    "Zustellungen": "Deliveries",
    "Prüfdaten": "review dates",
    "Widersprüche": "conflicts",
    "Widerspruch im Wissen": "conflict in the knowledge",
    "Widersprüche im Wissen": "conflicts in the knowledge",
    "Vorgeschlagen sind verschiedene Werte:": "Different values are proposed:",
    "Dieselbe Formulierung in mehreren Einträgen, deshalb führt sie zu keinem:": (
        "The same phrasing in several entries, so that it leads to none:"
    ),
    "Eintrag ansehen": "See the entry",
    "Links": "links",
    "Ankündigung wartet auf deine Freigabe": "announcement waits for your approval",
    "Ankündigungen warten auf deine Freigabe": "announcements wait for your approval",
    "Ankündigung ansehen": "See announcement",
    "soll hinausgehen:": "is to go out:",
    "soll gleich nach der Freigabe hinausgehen.": "is to go out as soon as it is approved.",
    "Entwurf aus dem Austausch wartet auf Freigabe": "draft from the exchange waits for approval",
    "Entwürfe aus dem Austausch warten auf Freigabe": "drafts from the exchange wait for approval",
    "Entwurf ansehen": "See draft",
    # Proposals
    "Vorschläge": "Proposals",
    "Vorschlag zu einem Eintrag wartet": "proposal for an entry waits",
    "Vorschläge zu Einträgen warten": "proposals for entries wait",
    "Vorschläge ansehen": "See proposals",
    "%(num)s Vorschlag": "%(num)s proposal",
    "%(num)s Vorschläge": "%(num)s proposals",
    "Was Menschen an Einträgen berichtigen möchten. Mitglieder eines Zentrums entscheiden über dessen Kontakt auch im "
    "Chat.": (
        "What people would like to correct in entries. Members of a centre also decide on its contact in the chat."
    ),
    "Übernommen. Wer es vorgeschlagen hat, hört davon.": "Accepted. Whoever proposed it is told.",
    "Das stand schon so da. Wer es vorgeschlagen hat, hört davon.": (
        "That is what it said already. Whoever proposed it is told."
    ),
    "Abgelehnt. Wer es vorgeschlagen hat, hört davon.": "Declined. Whoever proposed it is told.",
    "Der Eintrag hat sich inzwischen geändert. Sieh dir den Vorschlag noch einmal an.": (
        "The entry has changed meanwhile. Look at the proposal again."
    ),
    "Darüber hat schon jemand entschieden.": "Somebody has decided on that already.",
    "Diesen Eintrag gibt es nicht mehr.": "This entry no longer exists.",
    "Dieser Eintrag gilt nicht mehr.": "This entry is no longer in force.",
    "vorgeschlagen": "proposed",
    "Damals": "Then",
    "Seit dem Vorschlag hat sich dieser Wert geändert.": "This value has changed since the proposal.",
    "Trotzdem übernehmen": "Accept anyway",
    "Übernehmen": "Accept",
    "Ablehnen": "Decline",
    "Ablehnen …": "Decline …",
    "Wer es vorgeschlagen hat, hört davon. Das lässt sich nicht rückgängig machen.": (
        "Whoever proposed it is told. This can’t be undone."
    ),
    "Kein Vorschlag wartet. Unter einer Antwort führt „Stimmt nicht?“ hierher.": (
        "No proposal waits. “Not right?” below an answer leads here."
    ),
    "hat einen Vorschlag übernommen": "accepted a proposal",
    "hat einen Vorschlag abgelehnt": "declined a proposal",
    "Am längsten:": "The longest:",
    "seit": "since",
    "Im Chat:": "In the chat:",
    "Frage ohne gute Antwort": "question without a good answer",
    "Fragen ohne gute Antwort": "questions without a good answer",
    "Frage ansehen": "See question",
    "Am häufigsten in dieser Woche": "Most often this week",
    "Am häufigsten": "Most often",
    "mal": "times",
    "Frage an Kolleg*innen wartet zu lange": "question to colleagues has waited too long",
    "Fragen an Kolleg*innen warten zu lange": "questions to colleagues have waited too long",
    "Zur Frage": "To the question",
    "Zustellung ist fehlgeschlagen": "delivery failed",
    "Zustellungen sind fehlgeschlagen": "deliveries failed",
    "Zustellungen ansehen": "See deliveries",
    "Die meisten bei Ankündigung": "Most of them of announcement",
    "Es sind Antworten auf Fragen; wer Lotse betreibt, kann sie noch einmal senden.": (
        "They are answers to questions; whoever runs Lotse can send them again."
    ),
    "Eintrag ist über seinem Prüfdatum": "entry is past its review date",
    "Einträge sind über ihrem Prüfdatum": "entries are past their review date",
    "Einträge prüfen": "Review entries",
    "Am meisten gefragt in 30 Tagen": "Most asked for in 30 days",
    "fällig seit": "due since",
    "Link führt ins Leere": "link leads nowhere",
    "Links führen ins Leere": "links lead nowhere",
    "Feed lässt sich nicht lesen": "feed can’t be read",
    "Feeds lassen sich nicht lesen": "feeds can’t be read",
    "Feeds ansehen": "See feeds",
    "Nichts zu tun:": "Nothing to do:",
    "Nichts zu tun. Gute Gelegenheit, unter Probe ein paar Fragen zu stellen.": (
        "Nothing to do. A good moment to ask a few questions under “Try it”."
    ),
    "Zur Probe": "Try it",
    "Wie es läuft": "How it goes",
    "Woche": "Week",
    "Monat": "Month",
    "Jahr": "Year",
    "Fragen pro Woche": "Questions a week",
    "Fragen pro Tag": "Questions a day",
    "an %(num)s Tag": "on %(num)s day",
    "in %(num)s Tagen": "in %(num)s days",
    "mehr als davor": "more than before",
    "weniger als davor": "fewer than before",
    "ältere sind gelöscht": "older ones are deleted",
    "andere": "others",
    "Fragen, nach Plattform gestapelt": "Questions, stacked by platform",
    "Ab": "From",
    "Tag": "Day",
    "Daten als Tabelle": "Data as a table",
    "Noch keine Fragen.": "No questions yet.",
    "Fragen werden nicht aufgehoben.": "Questions are not kept.",
    "Anteil sofort beantwortet": "Share answered at once",
    "der Fragen, weitere %(percent)s %% nach einer Auswahl": "of the questions, another %(percent)s %% after a choice",
    "nach einer Auswahl": "after a choice",
    "gezählt sind die %(num)s neuesten": "the newest %(num)s are counted",
    "Woche ab": "Week from",
    "Anzahl": "Number",
    "nicht": "not",
    "Wie Fragen ausgingen, in Prozent": "How questions ended, in percent",
    "Antwort von Kolleg*innen nach …": "Answer of colleagues after …",
    "von %(num)s Frage in höchstens 2 Werktagen": "of %(num)s question within 2 working days",
    "von %(num)s Fragen in höchstens 2 Werktagen": "of %(num)s questions within 2 working days",
    "im Ziel": "in time",
    "später": "later",
    "offen": "open",
    "bis 1 Stunde": "1 hour",
    "bis 4 Stunden": "4 hours",
    "bis 24 Stunden": "24 hours",
    "bis 2 Werktage": "2 working days",
    "länger": "longer",
    "noch offen": "still open",
    "Fragen an Kolleg*innen nach der Zeit bis zur ersten Antwort": (
        "Questions to colleagues by the time to the first answer"
    ),
    "Zeit": "Time",
    "In dieser Zeit hat niemand Kolleg*innen gefragt.": "Nobody asked colleagues in this time.",
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
    "aus den 500 zuletzt markierten Antworten": "from the 500 answers marked last",
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
    **REASONS,
    **LINKS,
    **PEOPLE,
    **CARE,
    **LISTS,
    **OPERATIONS,
    **SENDING,
    # Log
    "Was an der Redaktion geändert wurde.": "What was changed at the desk.",
    "Wann": "When",
    "Wer": "Who",
    "Was": "What",
    "Ältere": "Older",
    "Neuere": "Newer",
    "Noch nichts: Hier steht bald, wer was geändert hat.": "Nothing yet: this will tell who changed what.",
    "hat sich angemeldet": "signed in",
    "hat die Sprache gewechselt": "changed the language",
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
    name="English",
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
