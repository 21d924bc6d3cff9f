"""The texts of the desk's pages on links, feeds, topics and the directory in English."""

from collections.abc import Mapping

LINKS: Mapping[str, str] = {
    # Why something on the web can't be fetched
    "keine gültige Adresse": "no valid address",
    "liegt im internen Netz": "inside a private network",
    "den Server gibt es nicht": "there is no such server",
    "Server nicht erreichbar": "server can’t be reached",
    "Zertifikat ungültig": "certificate not valid",
    "antwortet nicht rechtzeitig": "does not answer in time",
    "nicht gefunden (404)": "not found (404)",
    "lässt Lotse nicht hinein": "keeps Lotse out",
    "Server meldet einen Fehler": "server reports an error",
    "leitet im Kreis weiter": "redirects in a circle",
    "leitet auf einen anderen Server weiter": "redirects to another server",
    "Lotse ist daran gescheitert; das Log sagt, woran": "Lotse failed at it; the log tells why",
    "erlaubt Programmen keinen Zugriff (robots.txt)": "keeps programs out (robots.txt)",
    "zu groß": "too large",
    "nicht lesbar": "can’t be read",
    # Links
    "Adressen in Einträgen, die nicht mehr stimmen.": "Addresses in entries that are no longer right.",
    "Zuletzt geprüft:": "Last checked:",
    "Geprüft: Der Link führt zu seiner Seite.": "Checked: the link leads to its page.",
    "Geprüft: Die Seite ist umgezogen.": "Checked: the page has moved.",
    "Neue Adresse ansehen": "See the new address",
    "Geprüft:": "Checked:",
    "Führt ins Leere": "Leads nowhere",
    "Umgezogen": "Moved",
    "Nicht prüfbar": "Can’t be checked",
    "Adresse": "Address",
    "Neue Adresse": "New address",
    "Erneut prüfen": "Check again",
    "%(num)s Adresse": "%(num)s address",
    "%(num)s Adressen": "%(num)s addresses",
    "Noch nicht geprüft. Lotse probiert die Adressen eine Stunde nach dem Start aus.": (
        "Not checked yet. Lotse tries the addresses an hour after its start."
    ),
    "Lotse prüft keine Links, denn so ist es eingestellt. „lotse knowledge check --links“ prüft sie einmal.": (
        "Lotse checks no links, as it is set so. “lotse knowledge check --links” checks them once."
    ),
    "%(num)s Link führt ins Leere:": "%(num)s link leads nowhere:",
    "%(num)s Links führen ins Leere:": "%(num)s links lead nowhere:",
    "Alle Links ansehen": "See all links",
    "Links ansehen": "See links",
    "Verzeichnis zum Drucken:": "directory to print:",
    # Topics and synonyms
    "Themen und Synonyme": "Topics and synonyms",
    "Worüber Kolleg*innen sich austauschen, und welche Wörter beim Suchen dasselbe meinen.": (
        "What colleagues exchange about, and which words mean the same in a search."
    ),
    "Bearbeiten": "Edit",
    "Neues Thema": "New topic",
    "Worum es geht": "What it is about",
    "Noch kein Thema.": "No topic yet.",
    "Neue Gruppe": "New group",
    "Wörter": "Words",
    "Noch keine Synonyme.": "No synonyms yet.",
    "Daran erkennt Lotse, welche Frage zu diesem Thema gehört.": (
        "By it Lotse tells which question belongs to this topic."
    ),
    "Eines je Zeile. Wer nach einem davon fragt, findet auch die anderen.": (
        "One a line. Whoever asks for one of them finds the others too."
    ),
    "Thema bearbeiten": "Edit topic",
    "Synonyme bearbeiten": "Edit synonyms",
    "Neue Gruppe von Synonymen": "New group of synonyms",
    "Gespeichert. In wenigen Sekunden sucht Lotse so.": "Saved. In a few seconds Lotse searches like this.",
    "Es braucht mindestens zwei verschiedene Wörter.": "It takes at least two different words.",
    "So heißt schon ein anderes Thema.": "Another topic has this title.",
    "Das ist zu lang.": "That is too long.",
    "Hier fehlt ein Text.": "There is no text here.",
    "hat ein Thema oder Synonyme angelegt": "created a topic or synonyms",
    "%(num)s Abo ruht. Wer es hat, hört nichts Neues.": (
        "%(num)s subscription rests. Whoever has it hears nothing new."
    ),
    "%(num)s Abos ruhen. Wer sie hat, hört nichts Neues.": (
        "%(num)s subscriptions rest. Whoever has them hears nothing new."
    ),
    "%(num)s Kanal ruht. Neue Fragen kommen dort nicht an.": (
        "%(num)s channel rests. New questions do not arrive there."
    ),
    "%(num)s Kanäle ruhen. Neue Fragen kommen dort nicht an.": (
        "%(num)s channels rest. New questions do not arrive there."
    ),
    "%(num)s offene Frage bleibt, wo sie steht.": "%(num)s open question stays where it is.",
    "%(num)s offene Fragen bleiben, wo sie stehen.": "%(num)s open questions stay where they are.",
    "Antworten gehen weiter an alle, und unter „Austausch“ kannst du sie verschieben oder schließen.": (
        "Answers still go to everybody, and under “Exchange” you can move or close it."
    ),
    "Archiviert": "Archived",
    "Archiviert:": "Archived:",
    "Begriff": "Term",
    "Das ging nicht: Inzwischen hat sich etwas geändert. Sieh noch einmal hin.": (
        "That did not work: something has changed meanwhile. Look once more."
    ),
    "Eine Reihe von Ankündigungen geht an dieses Thema. Ändere zuerst, wer sie bekommt, oder brich sie ab:": (
        "A series of announcements goes to this topic. First change who gets it, or cancel it:"
    ),
    "Einträge mit diesem Thema bleiben, und Lotse antwortet weiter mit ihnen.": (
        "Entries of this topic stay, and Lotse goes on answering with them."
    ),
    "Fragen dazu stellt niemand mehr: Lotse bietet das Thema nicht an, auch nicht bei /frage und /abo.": (
        "Nobody asks about it any more: Lotse does not offer the topic, nor do /ask and /subscribe."
    ),
    "Gelöscht wird nichts. Stellst du es wieder her, gilt das alles wieder wie vorher.": (
        "Nothing is deleted. Once you restore it, all of that holds again as before."
    ),
    "Lotse sucht dann nicht mehr so. Du findest die Gruppe im Archiv und kannst sie wiederherstellen.": (
        "Lotse then no longer searches that way. You find the group in the archive and can restore it."
    ),
    "Nichts ist archiviert. Archivieren kannst du ein Thema auf seiner Seite.": (
        "Nothing is archived. You archive a topic on its page."
    ),
    "Solange das Thema im Archiv ist:": "As long as the topic is in the archive:",
    "Was hier steht, lässt sich wiederherstellen.": "What is here can be restored.",
    "hat ein Thema oder Synonyme archiviert": "archived a topic or synonyms",
    "hat ein Thema oder Synonyme wiederhergestellt": "restored a topic or synonyms",
    "hat ein Thema oder Synonyme geändert": "changed a topic or synonyms",
    # Questions marked at Probe
    "So nicht": "Not like this",
    "Antworten, die jemand im Chat (Daumen runter) oder in der Probe markiert hat.": (
        "Answers that somebody marked in a chat (thumbs down) or when trying."
    ),
    "%(num)s-mal „so nicht“": "%(num)s × “not like this”",
    "so nicht": "not like this",
    "Geantwortet hatte:": "Answered by:",
    "falsche Antwort": "wrong answer",
    "bleibt jetzt ohne Antwort": "stays without an answer by now",
    "Mitglieder bekommen die Antwort": "members get the answer",
    "Erledigt …": "Done …",
    "Die Lücke geht von der Liste, bis es wieder jemand vergeblich fragt. Wer auf eine neue Antwort wartet, hört "
    "davon. Das lässt sich nicht rückgängig machen.": (
        "The gap leaves the list until somebody asks again in vain. Whoever waits for a new answer hears of it. "
        "This can't be undone."
    ),
    "In dieser Zeit hat niemand etwas markiert.": "Nobody marked anything in this time.",
    "In dieser Woche hat das niemand gefragt.": "Nobody asked this in this week.",
    "In %(num)s Wochen hat das niemand gefragt.": "Nobody asked this in %(num)s weeks.",
    "Alle ausprobieren": "Try all",
    "%(num)s Frage ausprobiert": "%(num)s question tried",
    "%(num)s Fragen ausprobiert": "%(num)s questions tried",
    "%(num)s wird falsch beantwortet": "%(num)s is answered wrongly",
    "%(num)s werden falsch beantwortet": "%(num)s are answered wrongly",
    "alle werden richtig beantwortet.": "all are answered rightly.",
    "hat einen Link geprüft": "checked a link",
}
