"""All commands, in the order in which help and menus show them."""

from collections.abc import Mapping
from typing import Any

from handlers.commands.command import Argument, Command, Place, Role, Section
from knowledge.search import Language

SECTIONS: Mapping[Section, Mapping[Language, str]] = {
    Section.KNOWLEDGE: {"de": "Auskunft", "en": "Information"},
    Section.EXCHANGE: {"de": "Fragen an Kolleg\\*innen", "en": "Questions to colleagues"},
    Section.NEWS: {"de": "Ankündigungen", "en": "Announcements"},
    Section.PERSON: {"de": "Du und deine Daten", "en": "You and your data"},
    Section.MODERATION: {"de": "Moderation", "en": "Moderation"},
    Section.EDITING: {"de": "Redaktion", "en": "Editors"},
}
"""The titles of the parts of the help."""


def _command(names: str, german: str, english: str, section: Section, *, example: str = "", **more: Any) -> Command:
    """`names` and `example` are given in German and English, divided by a bar; one alone holds for both."""
    de, _, en = names.partition("|")
    german_example, _, english_example = example.partition("|")
    return Command(
        names={"de": de, "en": en or de},
        does={"de": german, "en": english},
        section=section,
        example={"de": german_example, "en": english_example or german_example},
        **more,
    )


_KNOWLEDGE = (
    _command(
        "hilfe|help",
        "Was Lotse kann",
        "What Lotse can do",
        Section.KNOWLEDGE,
        words=("alle", "all"),
        phrases=("befehle", "commands"),
    ),
    _command("abbrechen|cancel", "Beendet, was Lotse gerade fragt", "Ends what Lotse is asking", Section.KNOWLEDGE),
    _command("start", "Begrüßung, auch nach „stopp“", "Greeting, also after “stop”", Section.KNOWLEDGE, bare=False),
    _command(
        "sprache|language",
        "Deutsch oder Englisch",
        "German or English",
        Section.KNOWLEDGE,
        argument=Argument.LANGUAGE,
        example="en|de",
    ),
    _command("eintrag|entry", "Ein Eintrag", "One entry", Section.KNOWLEDGE, hidden=True),
    _command("auswahl|choice", "Mehrere Einträge", "Several entries", Section.KNOWLEDGE, hidden=True),
    _command("angebote|offers", "Angebote eines Zentrums", "Offers of a centre", Section.KNOWLEDGE, hidden=True),
)

_EXCHANGE = (
    _command(
        "frage|ask",
        "Eine Frage an Kolleg\\*innen",
        "A question to colleagues",
        Section.EXCHANGE,
        argument=Argument.TEXT,
        example="Hat jemand Erfahrung mit …?|Has anybody tried …?",
        short=True,
    ),
    _command("themen|topics", "Themen des Austauschs", "Topics of exchange", Section.EXCHANGE, short=True),
    _command(
        "thema|topic",
        "Was es zu einem Thema gibt",
        "What there is on a topic",
        Section.EXCHANGE,
        argument=Argument.TEXT,
        example="Sprachmittlung",
        bare=False,
    ),
    _command(
        "offen|open",
        "Offene Fragen, zu denen du etwas weißt",
        "Open questions that you may know about",
        Section.EXCHANGE,
        phrases=("offene fragen", "open questions"),
        short=True,
    ),
    _command(
        "meine|mine",
        "Deine Fragen",
        "Your questions",
        Section.EXCHANGE,
        phrases=("meine fragen", "my questions"),
    ),
    _command(
        "ansehen|look",
        "Eine Frage, um sie zu beantworten",
        "A question, to answer it",
        Section.EXCHANGE,
        argument=Argument.NUMBER,
        example="12",
        bare=False,
    ),
    _command(
        "geloest|solved",
        "Eine Frage ist gelöst",
        "A question is solved",
        Section.EXCHANGE,
        argument=Argument.NUMBER,
        example="12",
    ),
    _command(
        "anonym|anonymous",
        "Deinen Namen von einer Frage nehmen",
        "Take your name off a question",
        Section.EXCHANGE,
        argument=Argument.NUMBER,
        example="12",
        bare=False,
    ),
    _command(
        "mitlesen|join",
        "Die Antworten auf eine Frage mitlesen",
        "Read the answers to a question",
        Section.EXCHANGE,
        place=Place.DIRECT,
        argument=Argument.NUMBER,
        example="12",
        bare=False,
    ),
    _command(
        "abonnieren|subscribe",
        "Neue Fragen eines Themas bekommen",
        "Get new questions of a topic",
        Section.EXCHANGE,
        place=Place.DIRECT,
        argument=Argument.TOPIC,
        example="Sprachmittlung",
    ),
    _command(
        "abbestellen|unsubscribe",
        "Sie nicht mehr bekommen",
        "Get them no more",
        Section.EXCHANGE,
        place=Place.DIRECT,
        argument=Argument.TOPIC,
        example="Sprachmittlung",
    ),
    _command(
        "antworten|reply",
        "Eine Frage beantworten",
        "Answer a question",
        Section.EXCHANGE,
        argument=Argument.NUMBER,
        example="12",
        hidden=True,
    ),
    _command("kollegen|colleagues", "Die Frage weitergeben", "Pass the question on", Section.EXCHANGE, hidden=True),
    _command("themenwahl", "Ein Thema wählen", "Choose a topic", Section.EXCHANGE, hidden=True),
    _command("zeichnen|sign", "Was andere von dir lesen", "What others read of you", Section.EXCHANGE, hidden=True),
    _command("absenden|send", "Die Frage absenden", "Send the question", Section.EXCHANGE, hidden=True),
    _command("verwerfen|drop", "Die Frage verwerfen", "Drop the question", Section.EXCHANGE, hidden=True),
    _command("vorschau|preview", "Die Vorschau", "The preview", Section.EXCHANGE, hidden=True),
    _command("gehoert|belongs", "Gehört zu einer Frage", "Belongs to a question", Section.EXCHANGE, hidden=True),
    _command("nochoffen", "Noch offen", "Still open", Section.EXCHANGE, hidden=True),
    _command("geholfen", "Die beste Antwort", "The best answer", Section.EXCHANGE, hidden=True),
    _command("einverstanden", "Antwort aufbewahren", "Keep the answer", Section.EXCHANGE, hidden=True),
    _command("ablehnen", "Antwort nicht aufbewahren", "Don't keep the answer", Section.EXCHANGE, hidden=True),
)

_NEWS = (
    _command(
        "abo|subscriptions",
        "Welche Ankündigungen du bekommst",
        "Which announcements you get",
        Section.NEWS,
        argument=Argument.TOPIC,
        words=("hier", "here"),
        phrases=("abos", "meine abos", "my subscriptions"),
        short=True,
    ),
    _command("stopp|stop", "Keine Nachrichten mehr", "No more messages", Section.NEWS),
)

_PERSON = (
    _command(
        "zentrum|centre",
        "Das Zentrum, in dem du arbeitest",
        "The centre that you work for",
        Section.PERSON,
        argument=Argument.PLACE,
        example="Bochum",
        phrases=("mein zentrum", "my centre"),
    ),
    _command(
        "verbinden|connect",
        "Konten auf Matrix und Telegram verbinden",
        "Connect accounts on Matrix and Telegram",
        Section.PERSON,
        place=Place.DIRECT,
    ),
    _command("trennen|disconnect", "Verbundene Konten trennen", "Disconnect connected accounts", Section.PERSON),
    _command(
        "datenschutz|privacy",
        "Was Lotse über dich speichert",
        "What Lotse keeps of you",
        Section.PERSON,
        short=True,
    ),
    _command(
        "meinedaten|mydata",
        "Alles, was über dich gespeichert ist",
        "All that is kept of you",
        Section.PERSON,
        place=Place.DIRECT,
        phrases=("meine daten", "my data"),
    ),
    _command(
        "loeschen|erase",
        "Alles über dich löschen",
        "Erase all that is kept of you",
        Section.PERSON,
        place=Place.DIRECT,
        phrases=("meine daten löschen", "erase my data"),
    ),
)

_MODERATION = (
    _command(
        "verschieben|move",
        "Eine Frage in ein anderes Thema",
        "A question to another topic",
        Section.MODERATION,
        role=Role.MODERATOR,
        argument=Argument.NUMBER,
        example="#A12 Sport",
        bare=False,
        short=True,
        asks=True,
    ),
    _command(
        "zusammenlegen|merge",
        "Zwei Fragen zu einer",
        "Two questions into one",
        Section.MODERATION,
        role=Role.MODERATOR,
        argument=Argument.NUMBER,
        example="#A12 #A9",
        bare=False,
        short=True,
        asks=True,
    ),
    _command(
        "verbergen|hide",
        "Eine Frage aus den Kanälen nehmen",
        "Take a question out of the channels",
        Section.MODERATION,
        role=Role.MODERATOR,
        argument=Argument.NUMBER,
        example="#A12",
        bare=False,
        short=True,
        asks=True,
    ),
)

_EDITING = (
    _command(
        "ankuendigung|announce",
        "Eine Ankündigung schreiben",
        "Write an announcement",
        Section.EDITING,
        role=Role.EDITOR,
        place=Place.DIRECT,
        argument=Argument.NUMBER,
        short=True,
    ),
    _command(
        "kalender|calendar",
        "Geplante Ankündigungen",
        "Planned announcements",
        Section.EDITING,
        role=Role.EDITOR,
        short=True,
    ),
    _command(
        "vorlagen|templates",
        "Vorlagen für Ankündigungen",
        "Templates for announcements",
        Section.EDITING,
        role=Role.EDITOR,
    ),
    _command(
        "entwuerfe|drafts",
        "Entwürfe für die Wissensbasis",
        "Drafts for the knowledge base",
        Section.EDITING,
        role=Role.EDITOR,
        short=True,
    ),
    _command(
        "entwurf|draft",
        "Einen davon ansehen oder ändern",
        "Look at one of them, or change it",
        Section.EDITING,
        role=Role.EDITOR,
        argument=Argument.NUMBER,
        example="3",
        bare=False,
    ),
    _command(
        "freigeben|approve",
        "Ihn in die Wissensbasis übernehmen",
        "Put it into the knowledge base",
        Section.EDITING,
        role=Role.EDITOR,
        argument=Argument.NUMBER,
        example="3",
        bare=False,
    ),
    _command(
        "streichen|dismiss",
        "Ihn streichen",
        "Drop it",
        Section.EDITING,
        role=Role.EDITOR,
        argument=Argument.NUMBER,
        example="3",
        bare=False,
    ),
    _command(
        "pruefen|review",
        "Einträge, die überprüft werden müssen",
        "Entries that need a review",
        Section.EDITING,
        role=Role.EDITOR,
    ),
    _command(
        "unbeantwortet|unanswered",
        "Fragen, auf die es keine Antwort gibt",
        "Questions that nothing answers",
        Section.EDITING,
        role=Role.EDITOR,
    ),
    _command(
        "kanal|channel",
        "Fragen zu einem Thema hierher; „aus“ beendet es",
        "Questions on a topic go here; “off” ends it",
        Section.EDITING,
        role=Role.EDITOR,
        argument=Argument.TOPIC,
        example="Sport",
        words=("aus", "off"),
    ),
)

COMMANDS: tuple[Command, ...] = (*_KNOWLEDGE, *_EXCHANGE, *_NEWS, *_PERSON, *_MODERATION, *_EDITING)
