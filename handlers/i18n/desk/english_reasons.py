"""The texts of the desk on why a question is answered as it is, in English."""

from collections.abc import Mapping

REASONS: Mapping[str, str] = {
    "Antwort auf:": "Answer in:",
    "Du hast eine Auswahl genommen. Sie führt genau dorthin, ohne Suche.": (
        "You took a choice. It leads right there, without a search."
    ),
    "Zurück zur ersten Antwort": "Back to the first answer",
    "Das ist keine Frage, sondern:": "This is no question, but",
    "ein Gruß": "a greeting",
    "ein Dank": "thanks",
    "die Bitte um Hilfe": "a request for help",
    "ein Abschied": "a farewell",
    "die Frage, wie es Lotse geht": "the question how Lotse is",
    "eine Frage nach Lotse selbst": "a question about Lotse itself",
    "eine Beschwerde": "a complaint",
    "ein Lob": "praise",
    "ein Lachen": "laughter",
    "eine Entschuldigung": "an apology",
    "ein Test": "a test",
    "eine Zustimmung": "assent",
    "Ratlosigkeit": "puzzlement",
    "Darauf hat Lotse einen festen Satz.": "Lotse has a fixed sentence for that.",
    "Hier steht kein Wort, nach dem Lotse suchen kann.": "There is no word here that Lotse can search for.",
    "Diese Schrift kann Lotse nicht lesen.": "Lotse can’t read this script.",
    "Dieser Ort liegt nicht in Nordrhein-Westfalen:": "This place is not in North Rhine-Westphalia:",
    "Die Frage nennt einen Ort, der nicht in Nordrhein-Westfalen liegt.": (
        "The question names a place that is not in North Rhine-Westphalia."
    ),
    "Dafür ist Lotse nicht da:": "This is none of Lotse’s matters:",
    "Kontakte und Öffnungszeiten von Ämtern": "contacts and opening hours of public offices",
    "Aufenthaltsrecht im Einzelfall": "single cases of residence law",
    "Geld vom Staat": "money from the state",
    "künstliche Intelligenz": "artificial intelligence",
    "private Aufgaben": "private tasks",
    "Die Frage nennt einen Regierungsbezirk. Das sind seine Zentren:": (
        "The question names a Regierungsbezirk. These are its centres:"
    ),
    "Das kann auch der Name eines Ortsteils sein. Lotse fragt nach.": (
        "This may be the name of a quarter as well. Lotse asks back."
    ),
    "Diese Frage steht Wort für Wort auf der Liste dessen, was Lotse nicht beantwortet.": (
        "This very question is on the list of what Lotse does not answer."
    ),
    "Diese Frage steht Wort für Wort in:": "This very question is one of:",
    "Die Frage richtet sich an Kolleg*innen. Am besten passt:": "The question is for colleagues. The best topic is:",
    "Die Frage nennt einen Ort. Zuständig:": "The question names a place. In charge:",
    "Der Ort kann mehrere Zentren meinen:": "The place may mean several centres:",
    "Die Frage will etwas über ein Zentrum wissen, nennt aber keinen Ort.": (
        "The question asks for a detail of a centre, but names no place."
    ),
    "Für eine Antwort fehlt Sicherheit. Nötig sind:": "It is not sure enough for an answer, which takes",
    "Der erste Eintrag führt nicht deutlich genug. Nötig ist das %(lead)s-Fache, oder so viel Sicherheit:": (
        "The first entry does not lead clearly enough, which takes %(lead)s times, or to be as sure as"
    ),
    "Keines der Wörter führt zu einem Eintrag.": "None of the words leads to an entry.",
    "Lotse spricht diese Sprache nicht und hat nach deutschen Wörtern für ihre gesucht:": (
        "Lotse does not speak this language and searched for German words in the place of its own:"
    ),
    # The effect of an entry on the gap that it is written for
    "So wurde in den Lücken gefragt. Der Eintrag antwortet auf %(met)s von %(all)s:": (
        "So people asked in the gaps. The entry answers %(met)s of %(all)s:"
    ),
    "wird beantwortet": "answered",
    "Aus der Lücke: %(met)s von %(all)s beantwortet.": "Of the gap: %(met)s of %(all)s answered.",
}
