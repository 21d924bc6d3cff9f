"""The texts of the desk on operations and data protection in English."""

from collections.abc import Mapping

OPERATIONS: Mapping[str, str] = {
    "Datenschutz": "Data protection",
    "fehlgeschlagen": "failed",
    "ungewiss": "uncertain",
    "zurückgehalten": "held",
    "wartet": "waiting",
    "wird gesendet": "being sent",
    "Antwort, wiederholt": "Reply, repeated",
    "Entschuldigung": "Apology",
    "Nachricht an andere": "Message to others",
    "Nachricht an andere, wiederholt": "Message to others, repeated",
    "Ankündigung, wiederholt": "Announcement, repeated",
    "Löschung": "deletion",
    "Verlassen eines Raums": "leaving a room",
    "Geht noch einmal hinaus. Was scheitert, steht bald wieder hier.": (
        "It goes out again. What fails will be listed here again soon."
    ),
    "Verworfen. Diese Nachricht geht nicht mehr hinaus.": "Dropped. This message will not go out.",
    "Hier war nichts mehr zu tun: Sie ist unterwegs, erledigt, oder ihr Text ist nicht mehr da.": (
        "There was nothing left to do: it is on its way or over, or its text is no longer kept."
    ),
    "Nachrichten, die noch nicht angekommen sind. Räume stehen hier unter Decknamen, Texte gar nicht.": (
        "Messages that have not arrived. Rooms stand here under pseudonyms, texts not at all."
    ),
    "Zu klären": "To look at",
    "Nachricht": "Message",
    "Warum": "Why",
    "%(num)s Raum": "%(num)s room",
    "%(num)s Räume": "%(num)s rooms",
    "%(num)s Versuch": "%(num)s try",
    "%(num)s Versuche": "%(num)s tries",
    "Noch einmal": "Send again",
    "Verwerfen …": "Drop …",
    "Sie geht dann nie mehr hinaus.": "It will never go out then.",
    "Verwerfen": "Drop",
    "Alle fehlgeschlagenen noch einmal …": "Send all failed ones again …",
    "Sie gehen jetzt hinaus, auch wenn sie alt sind.": "They go out now, even if they are old.",
    "Alle noch einmal senden": "Send all again",
    "Zeigen, was zu klären ist": "Show what needs a look",
    "Alles ist angekommen. Hier steht, was scheitert oder länger als zehn Minuten wartet.": (
        "Everything has arrived. What fails or waits for more than ten minutes is listed here."
    ),
    "hat eine Zustellung noch einmal gesendet": "sent a delivery again",
    "hat eine Zustellung verworfen": "dropped a delivery",
    "hat alle fehlgeschlagenen Zustellungen noch einmal gesendet": "sent all failed deliveries again",
    # State
    "gar nicht": "not at all",
    "%(num)s Jahr": "%(num)s year",
    "%(num)s Jahre": "%(num)s years",
    "%(num)s Tage": "%(num)s days",
    "Texte von Nachrichten und Antworten": "Texts of messages and replies",
    "bis sie beantwortet und zugestellt sind; Reste höchstens": "until answered and delivered; remains at most",
    "Wem Lotse wann worauf geantwortet hat, ohne Text": "Whom Lotse answered when and what about, without text",
    "Laufende Gespräche und angefangene Fragen": "Conversations under way and unfinished questions",
    "bis zu einer halben Stunde nach der letzten Nachricht, Entwürfe wenige Tage": (
        "up to half an hour after the last message, drafts a few days"
    ),
    "Fragen ohne gute Antwort, ohne Absender*in": "Questions without a good answer, without who asked",
    "Fragen an Kolleg*innen und was dazu gesagt wurde": "Questions to colleagues and what was said about them",
    "Vorschläge zu Einträgen, und wen Lotse nach ihnen gefragt hat": (
        "Proposals about entries, and whom Lotse asked about them"
    ),
    "Ankündigungen, wer sie bekam und was zurückkam": "Announcements, who got them and what came back",
    "Welche Nachricht im Raum zu welcher Frage gehört, ohne Text": (
        "Which message in a room belongs to which question, without text"
    ),
    "Dass Lotse eine Nachricht zu anderen gebracht hat, ohne Text und Absender*in": (
        "That Lotse carried a message to others, without its text and sender"
    ),
    "Hinweise, die ein Mensch nur einmal braucht": "Notices that a person needs only once",
    "Anmeldungen an der Redaktion": "Sessions at the editors’ desk",
    "bis sie enden": "until they end",
    "Protokoll der Redaktion": "Log of the editors’ desk",
    "Sprache, Zentrum, Abos, verbundene Konten, Rollen": "Language, centre, subscriptions, linked accounts, roles",
    "bis die Person sie ändert oder ihre Löschung verlangt": "until the person changes them or has them erased",
    "Wie lange": "How long",
    "Gelöscht": "Deleted",
    "Alles über Menschen, die es verlangt haben (/loeschen)": "Everything about people who asked for it (/erase)",
    "sofort; was gerade unterwegs ist, danach": "at once; what is on its way, after that",
    "Nachrichten senden": "Send messages",
    "Auf Störungen achten": "Watch for trouble",
    "Wissen neu laden": "Reload the knowledge",
    "Fälliges anstoßen": "Start what is due",
    "Feeds lesen": "Read feeds",
    "Aufräumen nach Fristen": "Delete what is over",
    "Verlangte Löschungen abschließen": "Finish erasures",
    "Links prüfen": "Check links",
    "Zeitzone": "Time zone",
    "Ordner der Daten": "Data directory",
    "Datenbank": "Database",
    "Fristen": "Periods",
    "unter einer Sekunde": "less than a second",
    "%(num)s Sekunde": "%(num)s second",
    "%(num)s Sekunden": "%(num)s seconds",
    "%(num)s Minute": "%(num)s minute",
    "%(num)s Minuten": "%(num)s minutes",
    "%(num)s Stunde": "%(num)s hour",
    "%(num)s Stunden": "%(num)s hours",
    "Lotse": "Lotse",
    "freier Speicher": "free disk",
    "Die Datenbank ist nicht zu gebrauchen:": "The database can’t be used:",
    "Gerade übernimmt ein anderer Prozess. Einen Moment lang antwortet niemand.": (
        "Another process is taking over. For a moment nobody answers."
    ),
    "Lotse antwortet.": "Lotse answers.",
    "Nicht alles läuft: Sieh dir an, was unten rot ist.": "Not everything works: look at what is red below.",
    "Plattformen": "Platforms",
    "Zuletzt gehört": "Last heard from",
    "verbunden": "connected",
    "still": "silent",
    "meldet sich selbst (Webhook), oder ein anderer Prozess hört zu": (
        "tells by itself (webhook), or another process listens"
    ),
    "vor %(span)s": "%(span)s ago",
    "Keine ist eingerichtet.": "None is configured.",
    "Postausgang": "Outbox",
    "Nachrichten": "Messages",
    "Die älteste seit": "The oldest since",
    "Wartezeiten": "Rate limits",
    "alles wartet bis": "everything waits until",
    "längstens bis": "at the longest until",
    "Keine Plattform bittet gerade um Geduld.": "No platform asks for patience at the moment.",
    "Sicherung": "Backup",
    "Die letzte:": "The last one:",
    "Das ist länger als zwei Tage her.": "That is more than two days ago.",
    "Von keiner ist etwas bekannt. „lotse backup“ legt eine an; dann steht hier, wann.": (
        "None is known. “lotse backup” makes one; then this tells when."
    ),
    "Aufgaben": "Jobs",
    "Aufgabe": "Job",
    "Takt": "Every",
    "Zuletzt": "Last run",
    "Zuletzt gescheitert": "Last failure",
    "noch nicht": "not yet",
    "In diesem Prozess läuft keine.": "None runs in this process.",
    "Prüfungen": "Checks",
    "Die von „lotse doctor“, soweit sie niemanden sonst fragen.": "Those of “lotse doctor” that ask nobody else.",
    "Alle laufen lassen, auch Konten, Schlüssel und Feeds": "Run all, also for accounts, keys and feeds",
    "Alles, was „lotse doctor“ prüft, auch bei anderen Diensten. Es ändert nichts.": (
        "Everything that “lotse doctor” checks, also at other services. It changes nothing."
    ),
    "Die Prüfungen kamen zu keinem Ende. Führe auf dem Rechner „lotse doctor“ aus.": (
        "The checks came to no end. Run “lotse doctor” on the machine."
    ),
    "Noch einmal prüfen": "Check again",
    "Konfiguration": "Configuration",
    "Schlüssel": "Keys",
    "Spaces der Mitglieder": "Members’ spaces",
    "Ergebnis": "Result",
    "Im Einzelnen": "Details",
    "kaputt": "broken",
    "Aufbewahrung": "Retention",
    "Gelöscht in 30 Tagen": "Deleted in 30 days",
    # Data protection
    "Matrix-Server": "Matrix homeserver",
    "Nachrichten von und an Menschen auf Matrix; in verschlüsselten Räumen kann der Server sie nicht lesen": (
        "Messages from and to people on Matrix; in encrypted rooms the server can’t read them"
    ),
    "Telegram": "Telegram",
    "Nachrichten von und an Menschen auf Telegram; Telegram kann sie lesen und verarbeitet sie auch außerhalb der EU": (
        "Messages from and to people on Telegram, which can read them and processes them outside the EU as well"
    ),
    "Datenbank auf demselben Rechner": "Database on the same machine",
    "alles, was unter 5 steht": "everything listed under 5",
    "Datenbankserver": "Database server",
    "Redaktion im Browser": "Editors’ desk",
    "was die Redaktion sieht und schreibt; kein Inhalt von fremden Servern": (
        "what editors see and write; no content from other servers"
    ),
    "Lotse ruft den Feed ab und schickt keine personenbezogenen Daten hin": (
        "Lotse reads the source and sends no personal data to it"
    ),
    "Verzeichnis der Verarbeitungstätigkeit": "Record of processing activities",
    "Nach Art. 30 DSGVO, erstellt aus der laufenden Konfiguration.": (
        "Under Art. 30 GDPR, generated from the running configuration."
    ),
    "Zum Drucken gemacht: Drucke die Seite oder speichere sie als PDF. Was Lotse nicht wissen kann, ist zum Ausfüllen "
    "frei. Zugangsdaten und Texte von Menschen stehen nicht darin.": (
        "Made for paper: print the page or save it as PDF. What Lotse can’t know is left blank. It holds no "
        "credentials and no texts of people."
    ),
    "Wer verantwortlich ist": "Controller",
    "Stelle": "Office",
    "Anschrift, Kontakt": "Address, contact",
    "Datenschutzbeauftragte*r": "Data protection officer",
    "Auftragsverarbeiter (Hosting)": "Processor (hosting)",
    "Rechtsgrundlage": "Legal basis",
    "Wozu": "Purposes",
    "Fragen von Mitarbeitenden der Kommunalen Integrationszentren aus der Wissensbasis beantworten": (
        "Answer questions of staff of the Kommunale Integrationszentren from the knowledge base"
    ),
    "Fragen an Kolleg*innen weitergeben und deren Antworten zurückbringen": (
        "Pass questions on to colleagues and bring their answers back"
    ),
    "Ankündigungen an die senden, die sie abonniert haben": "Send announcements to those who subscribed to them",
    "Wissensbasis, Austausch und Ankündigungen in der Redaktion pflegen": (
        "Curate knowledge, exchange and announcements at the desk"
    ),
    "Wessen Daten und welche": "Data subjects and data",
    "Welche Daten": "Which data",
    "Menschen, die Lotse schreiben": "People who write to Lotse",
    "Konto und Anzeigename auf der Plattform, Nachrichten, gewählte Sprache, Zentrum, Abos, verbundene Konten, Fragen "
    "an Kolleg*innen, Antworten auf Ankündigungen": (
        "Account and display name on the platform, messages, chosen language, centre, subscriptions, linked accounts, "
        "questions to colleagues, replies to announcements"
    ),
    "Redaktion, Moderation, Betrieb": "Editors, moderators, admins",
    "außerdem Rolle, Anmeldungen mit Browser und Zeit, Protokoll der Änderungen": (
        "also role, sessions with browser and time, log of changes"
    ),
    "Ansprechpersonen in der Wissensbasis": "Contacts in the knowledge base",
    "dienstliche Kontaktdaten, die die Redaktion einträgt": "business contact details that editors enter",
    "Besondere Kategorien (Art. 9 DSGVO) erhebt Lotse nicht. Wer sie in eine Frage schreibt, findet sie in den Fristen "
    "unter 5 wieder gelöscht.": (
        "Lotse collects no special categories (Art. 9 GDPR). Those that somebody writes into a question are deleted "
        "within the periods under 5."
    ),
    "Wohin die Daten fließen": "Recipients and data flows",
    "Empfänger": "Recipient",
    "Server": "Server",
    "Kolleg*innen in den Kanälen eines Themas lesen dort gestellte Fragen, mit dem Namen, den die fragende Person "
    "gewählt hat. Andere Empfänger gibt es nicht: keine Analyse, keine Werbung, kein Sprachmodell eines fremden "
    "Dienstes.": (
        "Colleagues in the channels of a topic read questions asked there, with the name that the asker chose. There "
        "are no other recipients: no analytics, no advertising, no language model of another service."
    ),
    "Zugriff haben:": "Access:",
    "%(num)s Konto der Redaktion": "%(num)s editor’s account",
    "%(num)s Konten der Redaktion": "%(num)s editors’ accounts",
    "%(num)s Konto der Moderation": "%(num)s moderator’s account",
    "%(num)s Konten der Moderation": "%(num)s moderators’ accounts",
    "%(num)s Konto des Betriebs": "%(num)s admin’s account",
    "%(num)s Konten des Betriebs": "%(num)s admins’ accounts",
    "Wie lange, und was gelöscht wurde": "Retention and deletion log",
    "Gelöscht in 12 Monaten": "Deleted in 12 months",
    "Gelöscht wird stündlich, ohne Zutun. Gezählt wird, wie viel, nicht was.": (
        "Deletion runs every hour by itself. What is counted is how much, not what."
    ),
    "Zuletzt am": "Last on",
    "Löschprotokoll nach Monaten": "Deletion log by month",
    "Nach Fristen": "By retention period",
    "Menschen auf Verlangen": "People on request",
    "Rechte der Menschen": "Rights of data subjects",
    "/datenschutz sagt, was gespeichert wird und wie lange (Art. 13).": (
        "/privacy tells what is stored and for how long (Art. 13)."
    ),
    "/meinedaten schickt alles, was über die Person gespeichert ist, als Datei (Art. 15, 20).": (
        "/mydata sends everything that is stored about the person as a file (Art. 15, 20)."
    ),
    "/loeschen löscht es sofort, auch dort, wo andere es lesen (Art. 17).": (
        "/erase erases it at once, also where others read it (Art. 17)."
    ),
    "/abo beendet jedes Abo (Art. 21).": "/subscriptions ends any subscription (Art. 21).",
    "Schutz (Art. 32)": "Security (Art. 32)",
    "Der Ordner der Daten gehört allein dem Dienst; Zugangsdaten liegen in Dateien oder Variablen, nie im Log.": (
        "The data directory belongs to the service alone; credentials are in files or variables, never in the log."
    ),
    "Auf Matrix wird Ende zu Ende verschlüsselt, wo der Raum es ist.": (
        "On Matrix, encrypted rooms are end-to-end encrypted."
    ),
    "Auf Telegram wird zu den Servern von Telegram verschlüsselt; Ende zu Ende können Telegram-Bots nicht.": (
        "On Telegram, messages are encrypted up to Telegram’s servers; bots can’t encrypt them end to end."
    ),
    "Seiten, auf die Einträge verweisen": "Pages that entries link to",
    "Lotse fragt regelmäßig, ob es sie noch gibt, und schickt keine personenbezogenen Daten hin": (
        "Lotse regularly asks whether they still exist, and sends no personal data there"
    ),
    "Ablage der Sicherungen": "Where backups are kept",
    "alles, was unter 5 steht, mit einer Passphrase verschlüsselt": (
        "everything listed under 5, encrypted with a passphrase"
    ),
    "Meldungen aus Feeds weitergeben": "Passing on items of feeds",
    "Zuständige fragen, ob Angaben in der Wissensbasis noch stimmen": (
        "Asking those in charge whether details in the knowledge base still hold"
    ),
    "Das Log nennt keine Texte und ersetzt Konten und Räume durch Decknamen.": (
        "The log holds no texts, and replaces accounts and rooms with pseudonyms."
    ),
    "Sicherungen sind mit einer Passphrase verschlüsselt.": "Backups are encrypted with a passphrase.",
    "An der Redaktion meldet nur ein Link aus dem eigenen Direktchat an; Anmeldungen enden nach": (
        "Only a link from one’s own direct chat signs in at the desk; sessions end after"
    ),
    "Jede Änderung steht im Protokoll.": "Every change is in the log.",
    # Texts of a session that has ended
    "Er kam aus einer Anmeldung, die zu Ende ist. Gespeichert ist noch nichts: Sieh ihn an und sende ihn noch "
    "einmal.": ("It came from a session that has ended. Nothing is stored yet: look at it and send it again."),
    "Noch einmal senden": "Send again",
    # Log
    "Protokoll durchsuchen": "Search the log",
    "Alles": "Everything",
    "Alles zeigen": "Show everything",
    "Nichts passt zu diesen Filtern.": "Nothing matches these filters.",
}
