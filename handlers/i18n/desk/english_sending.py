"""The texts of the desk on announcements and on questions to colleagues, in English."""

from collections.abc import Mapping

SENDING: Mapping[str, str] = {
    # Exchange
    "unbeantwortet": "unanswered",
    "beantwortet": "answered",
    "gelöst": "solved",
    "verborgen": "hidden",
    "zusammengelegt": "merged",
    "Fragen an Kolleg*innen.": "Questions to colleagues.",
    "Entwürfe aus Antworten": "Drafts from answers",
    "Kanäle": "Channels",
    "Unbeantwortet": "Unanswered",
    "Gelöst": "Solved",
    "Verborgen und zusammengelegt": "Hidden and merged",
    "Fragen filtern": "Filter the questions",
    "Alter": "Age",
    "Jedes Alter": "Any age",
    "älter als 2 Tage": "older than 2 days",
    "älter als 7 Tage": "older than 7 days",
    "älter als 30 Tage": "older than 30 days",
    "Gestellt": "Asked",
    "Antworten": "Answers",
    "%(num)s-mal erinnert": "reminded %(num)s times",
    "Keine Frage passt zu diesen Filtern.": "No question matches these filters.",
    "Alle offenen Fragen zeigen": "Show all open questions",
    "Hier ist gerade nichts zu tun. Was Kolleg*innen im Chat fragen, steht hier.": (
        "Nothing to do here at present. This is where questions asked in chats are found."
    ),
    "geschlossen": "closed",
    "Sie wurde zusammengelegt mit": "It was merged with",
    "Hierher zusammengelegt:": "Merged into this one:",
    "(hat gefragt)": "(asked the question)",
    "%(num)s Dank": "thanked once",
    "%(num)s-mal Dank": "thanked %(num)s times",
    "Noch keine Antwort. Vielleicht passt ein anderes Thema besser?": (
        "No answer yet. Perhaps another topic suits it better?"
    ),
    "Als gelöst schließen …": "Close as solved …",
    "Sie ist beantwortet? Lotse schreibt das in die Kanäle und an die Person, die gefragt hat. Das lässt sich nicht "
    "rückgängig machen.": (
        "Has it been answered? Lotse says so in the channels and to whoever asked. This can’t be undone."
    ),
    "Wieder zeigen": "Show again",
    "Lotse schreibt sie mit ihren Antworten neu in die Kanäle, und die Suche findet sie wieder. Wer gefragt hat, "
    "erfährt das.": (
        "Lotse posts it in the channels again with its answers, and the search finds it. Whoever asked is told."
    ),
    "hat eine Frage wieder gezeigt": "showed a question again",
    "Aus dieser Antwort wird kein Eintrag. Was du im Formular geschrieben hast, ist dann weg. Das lässt sich nicht "
    "rückgängig machen.": (
        "No entry is made of this answer. What you wrote in the form is gone then. This can’t be undone."
    ),
    "Als gelöst schließen": "Close as solved",
    "In ein anderes Thema": "To another topic",
    "Verschieben": "Move",
    "Zusammenlegen …": "Merge …",
    "Zusammenlegen": "Merge",
    "Mit welcher Frage? Ihre Nummer, etwa A12": "With which question? Its number, such as A12",
    "Diese hier geht in der anderen auf; alle lesen dann beide Antworten. Das lässt sich nicht rückgängig machen.": (
        "This one becomes part of the other; everybody then reads the answers to both. This can’t be undone."
    ),
    "Verbergen …": "Hide …",
    "Verbergen": "Hide",
    "Lotse löscht sie in den Kanälen und zeigt sie in keiner Suche mehr. Wer gefragt hat, erfährt das. Du kannst sie "
    "hier wieder zeigen.": (
        "Lotse deletes it in the channels and shows it in no search any more. Whoever asked is told. You can show it "
        "again here."
    ),
    "Antworten, die geholfen haben. Wer sie schrieb, ist einverstanden.": (
        "Answers that helped. Their authors have agreed."
    ),
    "Kein Entwurf wartet. Sagt jemand im Chat, welche Antwort geholfen hat, entsteht hier einer.": (
        "No draft is waiting. One is made when somebody says in a chat which answer helped."
    ),
    "Aus": "From",
    "Jemand hat den Entwurf inzwischen geändert. Rechts steht, wie er jetzt lautet; im Formular steht, was du "
    "geschrieben hast.": (
        "Somebody has changed the draft meanwhile. On the right is how it reads now; the form has what you wrote."
    ),
    "Freigegeben steht er sofort im Wissen.": "Once approved it is part of the knowledge at once.",
    "Gespeichert ist": "What is saved",
    "Lotse kommt nicht mehr hinein": "Lotse can’t get in any more",
    "erreichbar": "can be reached",
    "Ohne Kanal": "Without a channel",
    "Kanäle durchsuchen": "Search the channels",
    "Wo Fragen zu einem Thema stehen. Mit /kanal wird ein Raum im Chat zum Kanal.": (
        "Where questions on a topic are posted. /channel makes a room a channel."
    ),
    "Offene Fragen": "Open questions",
    "Ohne Kanal liest diese Fragen nur, wer das Thema abonniert hat.": (
        "Without a channel only subscribers of the topic read these questions."
    ),
    "Diese Nummer gibt es nicht.": "There is no such number.",
    "hat eine Frage verschoben": "moved a question",
    "hat Fragen zusammengelegt": "merged questions",
    "hat eine Frage verborgen": "hid a question",
    "hat eine Frage geschlossen": "closed a question",
    "hat einen Entwurf geändert": "changed a draft",
    "hat einen Entwurf freigegeben": "approved a draft",
    "hat einen Entwurf gestrichen": "struck a draft",
    # Announcements
    "freigegeben von": "approved by",
    "Erinnerung an": "reminder of",
    "Termin der Reihe": "date of the series",
    "Absenden": "Send",
    "Pause": "Pause",
    "Zentren ohne „Gelesen“ erinnern …": "Remind centres that have not read it …",
    "Lotse schickt sie sofort noch einmal an alle Zentren, aus denen noch niemand „Gelesen“ gemeldet hat.": (
        "Lotse sends it again at once to all centres from which nobody has said “Read” yet."
    ),
    "Erinnern": "Remind",
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
    "Absenden …": "Send …",
    "Jetzt absenden …": "Send now …",
    "Sie geht an %(whom)s, %(when)s.": "It goes to %(whom)s, %(when)s.",
    "%(num)s Empfänger*in": "%(num)s recipient",
    "%(num)s Empfänger*innen": "%(num)s recipients",
    "Bis dahin kannst du sie abbrechen.": "Until then you can cancel it.",
    "Was angekommen ist, lässt sich nicht sicher zurückholen.": "What has arrived can’t be taken back for certain.",
    "Was hinausgeht": "What goes out",
    "Was hinausging": "What went out",
    "Geht hinaus": "Goes out",
    "Begonnen": "Begun",
    "sofort nach dem Absenden": "as soon as it is sent",
    "Nächste Termine": "Next dates",
    "keine mehr": "none any more",
    "statt": "instead of",
    "fällt aus": "is left out",
    "Ruhezeit": "Quiet hours",
    "wartet bis": "waits until",
    "An": "To",
    "Das sind": "That is",
    "zurzeit niemand": "nobody at present",
    "Wer das ist": "Who that is",
    "Empfänger*innen durchsuchen": "Search the recipients",
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
    "Alle anderen in der Redaktion": "All other editors",
    "Antworten und Freigabe": "Answers and approval",
    "Das liegt in der Ruhezeit: Lotse wartet bis": "That lies in quiet hours: Lotse waits until",
    "Datei:": "File:",
    "Dateien": "Files",
    "Die Datei ist noch nicht angehängt. Wähl sie bitte noch einmal aus.": (
        "The file is not attached yet. Please choose it once more."
    ),
    "Die nächsten Termine": "The next dates",
    "Eine zweite Person gibt genau das frei, was in der Vorschau steht. Jede Änderung danach macht wieder "
    "einen Entwurf daraus.": (
        "A second person approves exactly what the preview shows. Any change after that makes it a draft again."
    ),
    "Einmal oder wiederkehrend": "Once or repeatedly",
    "Englische Fassung": "English version",
    "nein": "no",
    "Was im Formular steht, ist gleich. Geändert sind die Dateien oder die Zeit: Unten steht, wie sie jetzt sind.": (
        "What the form says is the same. The files or the time have changed: below is how they are now."
    ),
    "Ihr habt dasselbe geschrieben.": "You have written the same.",
    "Englische Fassung gestalten": "Format the English version",
    "Etwa: morgen 9 Uhr; 1.12. 9 Uhr; jeden Montag 9 Uhr; werktags 8 Uhr.": (
        "Such as: tomorrow 9am; 1 December 9am; every Monday 9am; on working days 8am."
    ),
    "Freigabe": "Approval",
    "Gespeichert. Die Probe kommt gleich in deinem Direktchat an.": (
        "Saved. The sample is about to arrive in your direct chat."
    ),
    "Kein Termin liegt in der Zukunft.": "No date lies in the future.",
    "Links im Text": "Links in the text",
    "Lotse schreibt nur denen, die du hier wählst. Freigeben kann sie jede andere Person der Redaktion.": (
        "Lotse writes only to whom you choose here. Any other editor may approve it."
    ),
    "Nach der Freigabe": "After approval",
    "Sie geht hinaus:": "It goes out:",
    "Sofort nach dem Absenden": "As soon as it is sent",
    "Text gestalten": "Format the text",
    "Fett": "Bold",
    "Link": "Link",
    "Speichern und anhängen": "Save and attach",
    "Speichern, dann absenden": "Save, then send",
    "Um dieselbe Zeit geht hinaus:": "At the same time goes out:",
    "Wer soll gefragt werden?": "Who is to be asked?",
    "Zu einer anderen Zeit": "At another time",
    "am": "on",
    "antwortet": "answers",
    "Noch kein Link im Text.": "No link in the text yet.",
    "Speichern und mir zur Probe senden": "Save and send me a sample",
    "noch nicht geprüft": "not tried yet",
    "zuerst": "first",
    "PDF, Bilder, Office-Dateien, jede bis 7 MB. Größere hängst du im Chat an. Jedes Speichern nimmt sie mit.": (
        "PDF, images, office files, up to 7 MB each. Attach larger ones in a chat. Saving takes them along."
    ),
    "angekommen": "arrived",
    "ausgelassen oder ungewiss": "skipped or uncertain",
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
    "bekommen sie": "get it",
    "%(num)s Raum": "%(num)s room",
    "%(num)s Räume": "%(num)s rooms",
    "%(num)s weitere darf sie nicht lesen": "%(num)s more may not read it",
    "%(num)s weitere dürfen sie nicht lesen": "%(num)s more may not read it",
    "Netzwerk: bestätigte Mitglieder im Direktchat, Räume auf Matrix. Intern: nur Mitglieder auf Matrix.": (
        "Network: verified members in their direct chats, rooms on Matrix. Internal: only members on Matrix."
    ),
    "%(num)s Mensch": "%(num)s person",
    "%(num)s Menschen": "%(num)s people",
    "hat Lotse blockiert": "has blocked Lotse",
    "das Konto gibt es nicht mehr": "the account is gone",
    "Lotse ist nicht mehr im Raum": "Lotse is no longer in the room",
    "den Raum gibt es nicht mehr": "the room is gone",
    "die Datei oder der Text ist zu groß": "the file or the text is too large",
    "die Datei ist nicht mehr da": "the file is gone",
    "Lotse darf das dort nicht": "Lotse may not do that there",
    "der Server hat nicht geantwortet": "the server did not answer",
    "diese Plattform ist abgeschaltet": "this platform is switched off",
    "die Plattform hat sie nicht angenommen": "the platform did not accept it",
    "Angekommen je Minute": "Arrived per minute",
    "Angekommen je %(num)s Minuten": "Arrived per %(num)s minutes",
    "Angekommen je Stunde": "Arrived per hour",
    "Angekommen je %(num)s Stunden": "Arrived per %(num)s hours",
    "Wann Nachrichten angekommen sind": "When messages arrived",
    "Gelesen in %(read)s von %(all)s Zentren": "Read in %(read)s of %(all)s centres",
    "gelesen": "read",
    "Zentren, die sie gelesen haben, in Prozent": "Centres that have read it, in percent",
    "Was nicht ankam": "What did not arrive",
    "Wo es nicht ging": "Where it did not work",
    "Alle noch einmal versuchen": "Try all again",
    "Letzter Versuch": "Last try",
    "Eine Person": "A person",
    "hat noch einmal gesendet, was von einer Ankündigung nicht ankam": (
        "sent again what had not arrived of an announcement"
    ),
    "Entfernen": "Remove",
    "Ankündigungen pro Woche": "Announcements per week",
    "Ankündigungen pro Tag": "Announcements per day",
    "Nachricht ist angekommen": "message arrived",
    "Nachrichten sind angekommen": "messages arrived",
    "Angekommene Nachrichten von Ankündigungen, nach Plattform gestapelt": (
        "Messages of announcements that arrived, stacked by platform"
    ),
    "In dieser Zeit ist keine Ankündigung angekommen.": "No announcement arrived in this time.",
    "Vorlage ausfüllen": "Fill in the template",
    "Vorlage": "Template",
    "Texte, mit denen eine Ankündigung beginnt, hier und im Chat.": (
        "Texts with which an announcement begins, here and in chats."
    ),
    "Felder zum Ausfüllen": "Fields to fill in",
    "Ankündigung damit beginnen": "Begin an announcement with it",
    "Noch keine Vorlage. Auf der Seite einer Ankündigung machst du eine aus ihrem Text.": (
        "No template yet. The page of an announcement makes one of its text."
    ),
    "Zu den Ankündigungen": "To the announcements",
    "Löschen …": "Delete …",
    "Löschen": "Delete",
    "Ankündigungen, die damit begonnen wurden, bleiben. Das lässt sich nicht rückgängig machen.": (
        "Announcements that were begun with it stay. This can’t be undone."
    ),
    "Name": "Name",
    "Ein Wort. Unter ihm findest du sie auch im Chat.": "One word, by which it is found in chats as well.",
    "Was jedes Mal anders ist, steht in doppelten Klammern: {{datum}}. Lotse fragt danach.": (
        "What differs each time stands in double braces: {{datum}}. Lotse asks for it."
    ),
    "Als Vorlage speichern": "Save as a template",
    "Der Text bleibt hier, wie er ist, und steht dann auch unter „Vorlagen“.": (
        "The text stays here as it is, and is then found under “Templates” as well."
    ),
    "hat eine Vorlage gespeichert": "saved a template",
    "hat eine Vorlage geändert": "changed a template",
    "hat eine Vorlage gelöscht": "deleted a template",
    "Text ändern": "Change the text",
    "Text ändern …": "Change the text …",
    "Neuer Text": "New text",
    "Du hast am Text noch nichts geändert.": "You have not changed the text yet.",
    "Sie ist schon hinausgegangen. Lotse ändert jede Nachricht dort, wo sie steht.": (
        "It has gone out already. Lotse changes every message where it is."
    ),
    "So kommt sie an. Stimmt alles, dann drück noch einmal.": (
        "This is how it arrives. If all is right, press once more."
    ),
    "So steht sie jetzt bei den Empfänger*innen": "What recipients read now",
    "Was das auf den Plattformen heißt": "What that means on the platforms",
    "Die Nachricht ändert sich an ihrer Stelle und ist als „bearbeitet“ markiert. Ältere Fassungen kann man "
    "nachlesen.": "The message changes in its place and is marked as edited. Earlier versions can be read there.",
    "Die Nachricht ändert sich an ihrer Stelle und ist als „bearbeitet“ markiert. Die alte Fassung ist weg. Unter "
    "einer Datei ist weniger Platz: Langer Text wird dort gekürzt.": (
        "The message changes in its place and is marked as edited. The old version is gone. There is less room below "
        "a file: a long text is cut there."
    ),
    "Überall": "Everywhere",
    "Niemand bekommt einen neuen Hinweis. Was noch nicht draußen ist, wartet auf die neue Fassung. Erinnerungen "
    "ändern sich mit.": (
        "Nobody is notified again. What is not out yet waits for the new version. Reminders change as well."
    ),
    "Eine zweite Person gibt genau das frei, was in der Vorschau steht.": (
        "A second person approves exactly what the preview shows."
    ),
    "Es gilt sofort.": "It takes effect at once.",
    "Zur Freigabe geben": "Ask for approval",
    "Überall ändern": "Change everywhere",
    "hat den Text einer Ankündigung geändert": "changed the text of an announcement that is out",
    "Speichern und zeigen, wer das ist": "Save and show who that is",
    "Kanal zum Thema": "Channel of the topic",
    "Rolle": "Role",
    "Sprache": "Language",
    "Redakteur*innen": "Editors",
    "Moderator*innen": "Moderators",
    "Wer Lotse betreibt": "Admins",
    "Bedingungen auswählen": "Choose conditions",
    "Jede Zeile gilt für alles, was darüber steht.": "Each row applies to all that is above it.",
    "Alle, die solche Ankündigungen bekommen wollen.": "Everybody who wants to get such announcements.",
    "Bedingung": "Condition",
    "Verknüpfung": "Joined by",
    "alle mit": "all with",
    "alle außer": "all except",
    "und": "and",
    "außer": "except",
    "Bitte wählen": "Please choose",
    "Bedingung entfernen": "Remove the condition",
    "Bedingung hinzufügen": "Add a condition",
    "Als Ausdruck schreiben": "Write as an expression",
    "Ankündigung ändern": "Change the announcement",
    "Neue Ankündigung": "New announcement",
    "Aus einer Vorlage:": "From a template:",
    "Markdown: # Überschrift, **fett**, - Liste. {vorname|alle} und {zentrum} füllt Lotse aus.": (
        "Markdown: # heading, **bold**, - list. Lotse fills in {vorname|all} (first name) and {zentrum} (centre)."
    ),
    "Für alle, die Englisch gewählt haben": "For everybody who has chosen English",
    "Etwa: alle; thema:kim; regierungsbezirk:Arnsberg und nicht thema:kim.": (
        "Such as: alle; thema:kim; regierungsbezirk:Arnsberg und nicht thema:kim."
    ),
    "Um „Gelesen“ bitten": "Ask for “Read”",
    "Dringend: geht auch in der Ruhezeit hinaus": "Urgent: goes out in quiet hours too",
    "Entwurf speichern": "Save the draft",
    "Ändern": "Change",
    "Mir zur Probe senden": "Send me a sample",
    "Noch keine Ankündigung.": "No announcement yet.",
    "Schreib die erste.": "Write the first one.",
    "hat eine Ankündigung geschrieben": "wrote an announcement",
    "hat sich eine Ankündigung zur Probe geschickt": "had a sample of an announcement sent",
    "Von %(begins)s bis %(until)s Uhr und an grauen Tagen geht nur hinaus, was dringend ist.": (
        "From %(begins)s:00 to %(until)s:00 and on grey days only what is urgent goes out."
    ),
    "Monat davor": "Month before",
    "Monat danach": "Month after",
    "In diesem Monat geht nichts hinaus.": "Nothing goes out this month.",
    "Woraus Lotse Ankündigungen macht.": "What Lotse makes announcements of.",
    "Feed": "Feed",
    "Zuletzt gelesen": "Read last",
    "Nächstes Mal": "Next time",
    "noch nie": "never yet",
    "geht nicht seit": "failing since",
    "noch nicht gelesen": "not read yet",
    "%(num)s Termin ist fehlerhaft": "%(num)s appointment is faulty",
    "%(num)s Termine sind fehlerhaft": "%(num)s appointments are faulty",
    "Was daran fehlt, hat Lotse der Redaktion im Chat geschrieben.": (
        "Lotse has told the editors in chats what is wrong with them."
    ),
    "sendet ohne Freigabe": "sends without approval",
    "macht Entwürfe": "makes drafts",
    "Feeds durchsuchen": "Search the feeds",
    "Mit Fehlern": "With faults",
    "Alle Feeds sind in Ordnung.": "All feeds are fine.",
    "Kein Feed eingerichtet. Feeds stehen in der Konfiguration unter [announcements].": (
        "No feed is set up. Feeds are configured under [announcements]."
    ),
    # A preview for one recipient
    "Bei wem? (Name)": "For whom? (name)",
    "Zeigen": "Show",
    "Bei:": "For:",
    "Auch andere passen; schreib mehr vom Namen.": "Others fit as well; write more of the name.",
    "Niemand davon bekommt sie. So sieht sie irgendjemand:": "Nobody of these gets it. Anybody sees it like this:",
    "So sieht sie irgendjemand, ohne Namen und Zentrum:": "Anybody sees it like this, without a name and centre:",
}
