"""Commands in German: names, descriptions and the parts of the help."""

from collections.abc import Mapping

from handlers.core.sections import Section
from handlers.i18n.catalogue import CommandTexts

SECTIONS: Mapping[Section, str] = {
    Section.KNOWLEDGE: "Auskunft",
    Section.EXCHANGE: "Fragen an Kolleg\\*innen",
    Section.NEWS: "Ankündigungen",
    Section.PERSON: "Du und deine Daten",
    Section.MODERATION: "Moderation",
    Section.EDITING: "Redaktion",
}

COMMANDS: Mapping[str, CommandTexts] = {
    "hilfe": CommandTexts(name="hilfe", does="Was Lotse kann", phrases=("befehle",), words=("alle",)),
    "abbrechen": CommandTexts(name="abbrechen", does="Beendet, was Lotse gerade fragt"),
    "start": CommandTexts(name="start", does="Begrüßung, auch nach „stopp“"),
    "sprache": CommandTexts(name="sprache", does="Deutsch oder Englisch", example="en"),
    "aendern": CommandTexts(name="aendern", does="Einen Eintrag berichtigen", example="KI Bochum"),
    "rueckgaengig": CommandTexts(name="rueckgaengig", does="Deine letzte Änderung zurücknehmen"),
    "frage": CommandTexts(name="frage", does="Eine Frage an Kolleg\\*innen", example="Hat jemand Erfahrung mit …?"),
    "themen": CommandTexts(name="themen", does="Themen des Austauschs"),
    "thema": CommandTexts(name="thema", does="Was es zu einem Thema gibt", example="Sprachmittlung"),
    "offen": CommandTexts(name="offen", does="Offene Fragen, zu denen du etwas weißt", phrases=("offene fragen",)),
    "meine": CommandTexts(name="meine", does="Deine Fragen", phrases=("meine fragen",)),
    "ansehen": CommandTexts(name="ansehen", does="Eine Frage, um sie zu beantworten", example="12"),
    "geloest": CommandTexts(name="geloest", does="Eine Frage ist gelöst", example="12"),
    "anonym": CommandTexts(name="anonym", does="Deinen Namen von einer Frage nehmen", example="12"),
    "mitlesen": CommandTexts(name="mitlesen", does="Die Antworten auf eine Frage mitlesen", example="12"),
    "abonnieren": CommandTexts(name="abonnieren", does="Neue Fragen eines Themas bekommen", example="Sprachmittlung"),
    "abbestellen": CommandTexts(name="abbestellen", does="Sie nicht mehr bekommen", example="Sprachmittlung"),
    "abo": CommandTexts(
        name="abo", does="Welche Ankündigungen du bekommst", phrases=("abos", "meine abos"), words=("hier",)
    ),
    "stopp": CommandTexts(name="stopp", does="Keine Nachrichten mehr"),
    "zentrum": CommandTexts(
        name="zentrum", does="Das Zentrum, in dem du arbeitest", example="Bochum", phrases=("mein zentrum",)
    ),
    "mitglied": CommandTexts(name="mitglied", does="Zu einem Zentrum gehören, mit dem Code von dort"),
    "mitglieder": CommandTexts(name="mitglieder", does="Wer zu deinem Zentrum gehört"),
    "pflege": CommandTexts(name="pflege", does="Was in deinen Einträgen ansteht"),
    "uebergabe": CommandTexts(name="uebergabe", does="Du gehst: gib weiter, was du pflegst", phrases=("ich gehe",)),
    "vertretung": CommandTexts(name="vertretung", does="Wer für dich pflegt, bis du zurück bist", example="bis 15.8."),
    "verbinden": CommandTexts(name="verbinden", does="Deine Konten verbinden"),
    "trennen": CommandTexts(name="trennen", does="Verbundene Konten trennen"),
    "datenschutz": CommandTexts(name="datenschutz", does="Was Lotse über dich speichert"),
    "meinedaten": CommandTexts(
        name="meinedaten", does="Alles, was über dich gespeichert ist", phrases=("meine daten",)
    ),
    "loeschen": CommandTexts(name="loeschen", does="Alles über dich löschen", phrases=("meine daten löschen",)),
    "verschieben": CommandTexts(name="verschieben", does="Eine Frage in ein anderes Thema", example="#A12 Sport"),
    "zusammenlegen": CommandTexts(name="zusammenlegen", does="Zwei Fragen zu einer", example="#A12 #A9"),
    "verbergen": CommandTexts(name="verbergen", does="Eine Frage aus den Kanälen nehmen", example="#A12"),
    "ankuendigung": CommandTexts(name="ankuendigung", does="Eine Ankündigung schreiben"),
    "kalender": CommandTexts(name="kalender", does="Geplante Ankündigungen"),
    "vorlagen": CommandTexts(name="vorlagen", does="Vorlagen für Ankündigungen"),
    "entwuerfe": CommandTexts(name="entwuerfe", does="Entwürfe für die Wissensbasis"),
    "entwurf": CommandTexts(name="entwurf", does="Einen davon ansehen oder ändern", example="3"),
    "freigeben": CommandTexts(name="freigeben", does="Ihn in die Wissensbasis übernehmen", example="3"),
    "streichen": CommandTexts(name="streichen", does="Ihn streichen", example="3"),
    "pruefen": CommandTexts(name="pruefen", does="Einträge, die überprüft werden müssen"),
    "runde": CommandTexts(name="runde", does="Wie weit die Kontaktdaten der Zentren geprüft sind"),
    "redaktion": CommandTexts(name="redaktion", does="Dich an der Redaktion im Browser anmelden"),
    "abmelden": CommandTexts(name="abmelden", does="Dich an der Redaktion abmelden, überall"),
    "unbeantwortet": CommandTexts(name="unbeantwortet", does="Fragen, auf die es keine gute Antwort gibt"),
    "formulierungen": CommandTexts(name="formulierungen", does="Fragen, die zu einem Eintrag führen sollen"),
    "kanal": CommandTexts(
        name="kanal", does="Fragen zu einem Thema hierher; „aus“ beendet es", example="Sport", words=("aus",)
    ),
}
