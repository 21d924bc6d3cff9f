"""Questions, answers and announcements of the demo's invented people."""

from dataclasses import dataclass

# Nothing in the knowledge base answers these; the number is how often each is asked in the month.
GAPS = (
    (
        9,
        (
            "Wer bezahlt die Fahrtkosten zum Sprachkurs?",
            "Fahrtkosten Sprachkurs wer zahlt",
            "Fahrkarte zum Deutschkurs",
        ),
    ),
    (7, ("Wie beantragt eine Familie Wohngeld?", "Wohngeld Antrag Familie", "wohngeld für geflüchtete beantragen")),
    (6, ("Gibt es das Deutschlandticket günstiger?", "Deutschlandticket sozial", "deutschlandticket ermäßigt")),
    (5, ("Wie wird ein Führerschein aus Syrien umgeschrieben?", "Führerschein umschreiben Syrien")),
    (4, ("Welche Bibliothek verleiht Bücher auf Ukrainisch?", "ukrainische Kinderbücher ausleihen")),
    (3, ("Wo finde ich einen Vordruck für die Hallenmiete?", "Hallenmiete Formular")),
    (2, ("Dürfen Vereine den Beamer ausleihen?",)),
    (1, ("Wie lange gilt der Gutschein für die Kita?",)),
)

PLACES = [
    "Brilon",
    "Lüdenscheid",
    "Moers",
    "Soest",
    "Rheine",
    "Kleve",
    "Siegen",
    "Gronau",
    "Wesel",
    "Ahlen",
    "Unna",
    "Gütersloh",
    "Detmold",
    "Bocholt",
    "Velbert",
]

PHRASINGS = (
    "Welches KI ist für {place} zuständig?",
    "wer ist zuständig für {place}",
    "Telefon KI {place}",
    "{place} Ansprechpartner",
)


@dataclass(frozen=True, kw_only=True)
class Exchange:
    """A question to colleagues: who asks it how many days ago, what comes back after so many hours, and how it ends.

    `end` is "open", "solved" by the asker, "kept" as a draft, "approved" as an entry, "hidden" or "moved" by an editor,
    or "merged" with the question whose text is `into`.
    """

    topic: str
    text: str
    days_ago: int
    asker: int
    signature: str = "name"
    answers: tuple[tuple[int, int, str], ...] = ()
    end: str = "open"
    into: str = ""


_SHORT_NOTICE = "Wie rechnet ihr kurzfristig abgesagte Einsätze ab?"
EXCHANGES = (
    Exchange(
        topic="sprachmittlung",
        text="Hat jemand Erfahrung mit einem Sprachmittlerpool für mehrere kleine Kommunen?",
        days_ago=27,
        asker=0,
        answers=(
            (3, 4, "Ja, seit drei Jahren mit vier Nachbarorten. Wichtig ist eine gemeinsame Honorarliste."),
            (26, 7, "Wir auch. Die Einsätze plant bei uns eine Stelle für alle."),
        ),
        end="approved",
    ),
    Exchange(
        topic="elternarbeit",
        text="Wie ladet ihr Eltern ein, die keine Briefe lesen?",
        days_ago=22,
        asker=1,
        signature="centre",
        answers=((5, 3, "Mit kurzen Sprachnachrichten in fünf Sprachen, verschickt von den Elternbegleiterinnen."),),
        end="kept",
    ),
    Exchange(
        topic="sport",
        text="Kennt ihr Vereine, die Schwimmkurse nur für Frauen anbieten?",
        days_ago=18,
        asker=6,
        answers=((50, 9, "Bei uns macht das der Kreissportbund, immer samstags."),),
        end="solved",
    ),
    Exchange(
        topic="ehrenamt-komm-an",
        text="Wer hat eine Vorlage für eine Ehrenamtsvereinbarung?",
        days_ago=15,
        asker=9,
        answers=((2, 0, "Schicke ich dir. Eine Seite reicht, mit Versicherung und Auslagen."),),
        end="kept",
    ),
    Exchange(topic="sprachmittlung", text=_SHORT_NOTICE, days_ago=13, asker=3),
    Exchange(
        topic="sprachmittlung",
        text="Bekommen Sprachmittelnde bei euch ein Ausfallhonorar?",
        days_ago=11,
        asker=14,
        end="merged",
        into=_SHORT_NOTICE,
    ),
    Exchange(
        topic="elternarbeit",
        text="Hat jemand Erfahrung mit Rucksack-Gruppen am Nachmittag?",
        days_ago=9,
        asker=10,
        signature="none",
        answers=((30, 12, "Nachmittags kommen mehr Väter, dafür braucht es Betreuung für die Kleinen."),),
    ),
    Exchange(topic="sport", text="Wer hat Platz für ein Fußballturnier im Juni?", days_ago=7, asker=4, end="hidden"),
    Exchange(topic="sport", text="Wie findet ihr Paten für neue Familien?", days_ago=6, asker=12, end="moved"),
    Exchange(topic="ehrenamt-komm-an", text="Wie dankt ihr euren Ehrenamtlichen im Dezember?", days_ago=4, asker=7),
    Exchange(
        topic="sprachmittlung",
        text="Welche Fortbildung für Sprachmittelnde könnt ihr empfehlen?",
        days_ago=2,
        asker=13,
        answers=((4, 1, "Die Reihe zu Trauma und Gespräch war sehr gut."),),
    ),
    Exchange(topic="elternarbeit", text="Wer übersetzt Elternbriefe ins Dari?", days_ago=1, asker=15),
)


@dataclass(frozen=True, kw_only=True)
class Announcement:
    """Something that Lena writes so many days ago, for whom and when; `end` is what is done with it."""

    text: str
    audience: str
    at: str
    days_ago: int
    end: str = "sent"
    asks_to_confirm: bool = False


# As Lena writes it in a chat, under its name.
TEMPLATE = """/vorlagen treffen
Liebe Kolleg*innen, unser nächstes Treffen ist am **{{tag}}** in {{ort}}.

Bitte gebt bis eine Woche vorher Bescheid, ob ihr kommt."""

ANNOUNCEMENTS = (
    Announcement(
        text="Hallo {vorname|zusammen}, das Protokoll vom **Netzwerktreffen** ist da. Danke für eure Beiträge!",
        audience="alle",
        at="jetzt",
        days_ago=25,
    ),
    Announcement(
        text="**Fachtag Sprachmittlung**: Bitte meldet euch bis Freitag an. Je Zentrum sind zwei Plätze frei.",
        audience="alle",
        at="jetzt",
        days_ago=14,
        asks_to_confirm=True,
    ),
    Announcement(
        text="Der Elternratgeber liegt jetzt auch auf **Tigrinya** vor.",
        audience="regierungsbezirk:Arnsberg",
        at="jetzt",
        days_ago=8,
    ),
    Announcement(
        text="Heute um 15 Uhr fällt die Sprechstunde aus.", audience="alle", at="jetzt", days_ago=5, end="recalled"
    ),
    Announcement(
        text="Guten Morgen {vorname|zusammen}! Alle Termine dieser Woche stehen jetzt im **Kalender**.",
        audience="alle",
        at="jeden Montag 9 Uhr",
        days_ago=20,
    ),
    Announcement(
        text="**Haushaltsjahr**: Denkt an die Verwendungsnachweise.",
        audience="alle",
        at="in 6 Tagen um 9 Uhr",
        days_ago=3,
    ),
    Announcement(
        text="Einladung zum **Austausch Frühe Bildung** im Januar.",
        audience="regierungsbezirk:Arnsberg oder regierungsbezirk:Detmold",
        at="in 12 Tagen um 10 Uhr",
        days_ago=2,
        end="waiting",
    ),
    Announcement(
        text="Neue Plakate könnt ihr ab sofort bestellen.", audience="alle", at="jetzt", days_ago=1, end="draft"
    ),
)

RUNNING = Announcement(
    text="Hallo {vorname|zusammen}, die **Sammelbestellung** der Mappen ist offen, bis nächsten Mittwoch.",
    audience="alle",
    at="jetzt",
    days_ago=0,
)
