"""Words and phrases of questions that go on with the subject before, in German and English."""

import re
from enum import StrEnum

from knowledge.finding import Aspect, ValueKind
from knowledge.text import fold, split_words


def _words(text: str) -> frozenset[str]:
    return frozenset(split_words(text))


def _compile(*cues: str) -> re.Pattern[str]:
    return re.compile("|".join(rf"\b(?:{fold(cue)})\b" for cue in cues))


# Words at the beginning that link a question to what was said before.
LINKS = _words(
    """
    und and oder aber ah aha ach achso achja ok okay gut super prima toll klasse perfekt cool sehr great
    danke dankeschön merci thanks
    vielen dank besten lieben alles klar ja also hm hmm mh äh ähm na naja bitte sag sagt
    mist schade blöd doof oje oh puh wow krass aha verstehe interessant soso mensch hoppla uff tja
    """
)
# Words at the beginning that take back what was said before.
CORRECTIONS = _words(
    "nee ne nein nö no nicht falsch quatsch moment stopp halt sorry entschuldigung pardon sondern stimmt"
)
# Words that say what is meant instead, of which a correction may consist but for the new subject.
MEANT = _words(
    "ich wir meine meinte meinten mein doch eher natürlich sondern eigentlich i mean meant i'm das den die es geht um"
)

# Words at the beginning of a follow-up question.
FOLLOW_UP = LINKS | _words("dort da deren dessen davon dazu dafür ihre die the beides auch noch denn")

# Words that stand for the subject wherever they occur.
POINTING = _words(
    """
    da dort dorthin dahin dahinter darin dabei dafür daran darauf daraus darüber darum davon dazu damit danach davor
    dagegen deren dessen denen denn diese dieser dieses diesem diesen ihn ihm ihnen sowas solche
    they them their it its there that
    this those
    """
)
# Words that stand for the subject unless a noun follows.
ARTICLES = _words("das die der den dem es sie er")

# Words that address Lotse itself.
ADDRESSES = _words("du dich dir dein deine deinen deiner hier Lotse Bot you your")

# Words around what is asked for, without a bearing on it.
LOOSE = _words(
    """
    mal bitte eigentlich überhaupt genau denn jetzt heute nun schon noch auch so wohl etwa ungefähr alles alle mehr dazu
    s machen macht mache mach tun tut muss müssen müsste soll sollen kann können könnten dürfen darf will wollen
    genauer konkret sonst weiter weitere andere anderes sagen weißt kennst geht gehen ging gingen läuft laufen
    lief los her immer da drin bei beim ne nen nem n uns unsere unser unserem mir mich ich wir man jemand einer eine
    ganze ganzen
    gut passt passen klappt zählt früh spät trotzdem inzwischen mittlerweile wirklich erst bereits selbst gar nur
    aktuell aktuelle aktuellen derzeit gerade pro je per via gilt stimmt sieht siehts aus
    worauf worin wovon worüber woraus wogegen wodurch worum
    Sache Ding Thema
    """
)

# Nouns that call a subject by its kind: "das Programm".
KINDS_OF_SUBJECTS = _words(
    """
    Programm Projekt Modellprojekt Landesprogramm Bundesprogramm Förderprogramm Angebot Initiative Maßnahme Stelle
    Einrichtung Behörde Gesetz Gruppe Gruppen Kurs Kurse Förderung programme project
    """
)

# Words of a case that somebody has in mind, without a bearing on the subject: "mein Sohn ist vierzehn".
CASES = _words(
    """
    Sohn Tochter Mann Frau Kind Mutter Vater Bruder Schwester Freund Freundin Nachbar Nachbarin Bekannter Bekannte
    Klient Klientin Klienten Mandant Mandantin Schützling Kollegin Kollege Person Leute
    null eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn
    achtzehn neunzehn zwanzig dreißig vierzig fünfzig hundert tausend
    ersten zweiten dritten vierten fünften sechsten siebten achten neunten zehnten
    """
)


class Sought(StrEnum):
    """A value that a bare question seeks about its subject."""

    BEGINNING = "beginning"
    END = "end"
    DEADLINE = "deadline"
    COST = "cost"
    AMOUNT = "amount"
    NUMBER = "number"
    DURATION = "duration"
    APPLICATION = "application"
    PERSON = "person"
    HELP = "help"
    AUDIENCE = "audience"
    PLACE = "place"
    NAME = "name"
    LAW = "law"
    SUCCESSOR = "successor"
    PREDECESSOR = "predecessor"
    TASK = "task"
    CONDITION = "condition"
    CONTACT = "contact"
    PHONE = "phone"
    MAIL = "mail"
    LIMIT = "limit"
    DATE = "date"


SOUGHT = {
    Sought.BEGINNING: _compile(
        "seit wann",
        r"ab wann (?:gibt|gab|gibts|gabs)",
        "schon lange?",
        r"wie lange(?=.*\bschon\b)",
        r"(?:wie|schon) lange (?:gibt|gab|gibts|gabs|schon|besteht|existiert)(?!.*\bnoch\b)",
        r"wann (?=.*\b(?:eingeführt|gegründet|gestartet|begonnen|angefangen|eröffnet|eingerichtet|entstanden|los)\b)",
        r"wann (?:begann|startete|entstand|fing)",
        "gegründet|gründung|eingeführt|einführung|entstanden|entstand|eröffnet|gestartet|start|since when|how long has",
    ),
    Sought.END: _compile(
        r"(?:läuft|laufen|gibt|gibts|gilt|existiert|besteht|aktuell|aktiv|gültig)(?=.*\bnoch\b)",
        r"(?:bis wann|wie lange)(?!.*\bschon\b)"
        r"(?= (?:noch |das |es |die |der )*(?:läuft|lief|laufen|geht|ging|gilt|noch)\b)",
        r"bis wann$",
        r"noch(?= (?:aktuell|aktiv|gültig|zu haben|am laufen|da)\b)",
        r"wann(?=.*\b(?:endet|endete|ende|aus|vorbei|aufgelöst|auflösung|abgeschafft|beendet)\b)",
        "vorbei|ausgelaufen|beendet|eingestellt|abgeschafft|aufgelöst|aufgehört|endet|endete|ende|schluss|laufzeit|status",
        r"still (?:running|there|available)",
    ),
    Sought.DEADLINE: _compile(r"bis wann", r"frist\w*|antragsfrist\w*|stichtag\w*|abgabe\w*|deadline|termine?"),
    Sought.COST: _compile(
        r"kostet|kosten\w*|umsonst|gratis|gebühr\w*|teuer|\w*zahlen|eigenanteil|kostenbeitrag|unentgeltlich"
        "|costs?|free|pay"
    ),
    Sought.AMOUNT: _compile(
        r"wie ?viel (?=(?:geld|euro|förderung|zuschuss|mittel)\b)",
        r"wie hoch",
        r"wie ?viel(?= (?:gibt|gibts|bekommt|bekommen|kriegt|kriegen|zahlt|trägt|ist)\b)",
        r"(?:was|wie ?viel) zahlt",
        r"^(?:was|wie ?viel) (?:bekommt|bekommen|kriegt|kriegen)",
        r"\w*betrag|\w*beträge|\w*summen?|höhe|förderhöhe|how much",
    ),
    Sought.NUMBER: _compile(
        "wie ?viele|wie ?vielen|viele$|anzahl|wie groß|how many",
        r"wie ?viel(?! (?:geld|euro|förderung|zuschuss|mittel|gibt|gibts|bekommt|kriegt|zahlt|trägt)\b)",
    ),
    Sought.DURATION: _compile(r"wie lange?|dauer\w*|dauert|how long"),
    Sought.APPLICATION: _compile(
        r"\w*beantrag\w*|anträge?|antragstell\w*|antragsberechtigt|bewerb\w*|bewirbt|anmeld\w*|melde\w* .*an|apply",
        r"einreichen|einzureichen|abgeben|abzugeben|gestellt|stellt|stellen",
        r"(?:komm\w*|bekomm\w*|krieg\w*)(?=.*\b(?:geld|mittel|förderung|zuschuss|dran|ran|rein)\b)",
        r"(?:kann|können|könnte\w*)(?=.*\b(?:bekommen|kriegen|mitmachen|teilnehmen)\b)",
        r"wie (?:komm\w*|bekomm\w*|krieg\w*)(?= (?:wir|ich|man|unser\w*|der|ein\w*|die|das|verein\w*|eine)\b)",
    ),
    Sought.PERSON: _compile(r"wer|wem|wen|ansprech\w*|zuständig\w*|träger|verantwortlich\w*|who|whom"),
    Sought.HELP: _compile(
        r"hilft|helfen|hilfe|unterstütz\w*|berät|beraten|beratung|begleit\w*|wende\w*|support|helps?"
    ),
    Sought.AUDIENCE: _compile(
        r"für wen|wer (?:darf|kann|bekommt|kriegt|hat anspruch)|zielgruppe\w*|alter|altersgruppe|wie alt|welches alter",
        r"ab (?:wie viel|wieviel|welchem)(?= \w*\s?(?:jahren|alter|klasse)\b)|für welche|who can|for whom|how old",
    ),
    Sought.PLACE: _compile(r"wo|wohin|woher|adresse|anschrift|standort|sitz\w*|ort|where|address"),
    Sought.NAME: _compile(
        r"heißt|heißen|hieß|lautet|lauten|name\w*|abkürzung|nennt|nennen|bedeutet|ausgeschrieben|steht für|wofür steht"
    ),
    Sought.LAW: _compile(
        r"geregelt|gesetz\w*|rechtsgrundlage\w*|paragraf\w*|richtlinie\w*|\w*erlass|wo steht|vorschrift\w*|legal"
    ),
    Sought.SUCCESSOR: _compile(
        r"nachfolg\w*|stattdessen|danach|ersatz|ersetzt|abgelöst|(?:macht|übernimmt)(?=.*\b(?:jetzt|heute|nun)\b)|successor"
    ),
    Sought.PREDECESSOR: _compile(r"vorher|davor|vorgänger\w*|vorläufer\w*|früher\w*|before"),
    Sought.TASK: _compile(r"aufgaben?|was (?:macht|machen|tut|tun)|wofür (?:ist|sind)|zweck|ziele?"),
    Sought.CONDITION: _compile(
        r"voraussetzung\w*|bedingung\w*|auflagen?|vorgaben?|kriteri\w*|pflicht|verlangt|requirements?",
        r"was (?:muss|müssen|braucht|brauchen|brauch)",
    ),
    Sought.CONTACT: _compile(r"erreich\w*|kontakt\w*|schreiben|contact|reach"),
    Sought.PHONE: _compile(r"telefon\w*|anruf\w*|tel|rufnummer|nummer|durchwahl|phone"),
    Sought.DATE: _compile(r"wann|when"),
    Sought.LIMIT: _compile(
        r"mindest\w*|minimum|maximal\w*|maximum|höchst\w*|ab wie ?vielen?|reichen|reicht|genug|genügt|zu wenige?"
    ),
    Sought.MAIL: _compile(r"e mails?|e?mail\w*"),
}

# What a sentence of an entry tells, by the values in it.
VALUES = {
    kind: re.compile(fold(values))
    for kind, values in {
        Sought.BEGINNING: r"\b(?:seit|ab|gegründet|eröffnet|eingeführt|gestartet|eingerichtet)\b.*\b(?:19|20)\d\d",
        Sought.END: r"\b(?:bis|ende|endete|beendet|ausgelaufen|aufgelöst|läuft|lief)\b.*\b(?:19|20)\d\d",
        Sought.DEADLINE: r"\b(?:bis|frist\w*|stichtag\w*)\b.*\d\. ?(?:\d|j[au]|f|m|a|s|o|n|d)",
        Sought.COST: r"\b(?:kostenlose?|kostenfrei|unentgeltlich|eigenanteil|kostenbeitrag|gebühr\w*)\b",
        Sought.AMOUNT: r"\d.*\beuro\b",
        Sought.NUMBER: r"\d",
        Sought.DURATION: r"(?:\d|zwei|drei|ein)\w* (?:jahre?|monate?|wochen?|tage?|stunden)\b",
        Sought.APPLICATION: r"\b(?:\w*beantrag\w*|antrag|anträge|antragsberechtigt)\b",
        Sought.HELP: r"\b(?:berät|beraten|begleite\w*|unterstütz\w*|helfen|wenden)\b",
        Sought.PLACE: r"\b(?:sitz|standort|anschrift|\w*straße \d|\d{5})\b",
        Sought.CONTACT: r"@|\b(?:telefon|e-mail)\b|\b0\d{2,5}[ /-]\d{3}",
        Sought.PHONE: r"\b0\d{2,5}[ /-]\d{3}",
        Sought.MAIL: r"@",
        Sought.DATE: r"\b(?:19|20)\d\d\b",
        Sought.LIMIT: r"\b(?:mindestens|höchstens|maximal|bis zu|ab) \d",
        Sought.PERSON: r"\b(?:zuständig|bewilligt|träger|an ihr)\b",
        Sought.LAW: r"§|\b(?:bass|\w*erlass|richtlinie\w*|gesetz\w*)\b",
        Sought.CONDITION: r"\b(?:voraussetzung\w*|verlangt|braucht|bedingung\w*)\b",
        Sought.SUCCESSOR: r"\b(?:nachfolge\w*|seit 20\d\d an\w* stelle|heute teilen)\b",
    }.items()
}

# What is asked about a centre that was spoken about: a detail, or else the value that its card is to begin with.
ASKED_OF_CENTRES: tuple[tuple[re.Pattern[str], Aspect | ValueKind], ...] = (
    (
        _compile(r"\w*angebote?n?|bieten|bietet|anbieten|anzubieten|angeboten|projekte|programme|offers?|programmes?"),
        Aspect.OFFERS,
    ),
    (
        _compile(
            r"\w*schwerpunkte?|schwerpunktthemen|themen|fokus|arbeitsfelder|handlungsfelder|ausrichtung|spezialisiert",
            r"beschäftigen|beschäftigt|kümmern|kümmert|focus|priorities|was (?:macht|machen|tut|tun)",
        ),
        ValueKind.FOCUS,
    ),
    (
        _compile(
            r"zuständigkeit\w*|gebiete?|städte?n?|orte?n?|gemeinden?|kommunen?|which towns",
        ),
        Aspect.AREA,
    ),
    (SOUGHT[Sought.BEGINNING], ValueKind.DATE),
    (_compile(r"leite\w*|leitung|chef\w*|director"), ValueKind.LEADER),
    (
        _compile(r"öffnungszeiten|geöffnet|sprechzeiten|sprechstunde\w*|wann(?=.* (?:auf|offen|da)$)|auf$|hours"),
        ValueKind.HOURS,
    ),
    (
        _compile(r"\w*hinkommen|hin|hinfahren|hingehen|anfahrt|weg|wo|vorbeikommen|vorbeigehen|where|sitzen|sitzt"),
        Aspect.ADDRESS,
    ),
)

# Words of a request to pass the question before on to colleagues: who passes it on, to whom, and what stands around.
PASS_ON = _words(
    """
    frag frage fragt fragen fragst nachfragen leite leiten leitest schick schicke schicken schickst gib geben gebt gibst
    stell stelle stellen stellst reich reiche reichen poste posten bring weiterleiten weitergeben weiterreichen
    weiterschicken rumfragen rumschicken reinstellen reingeben ask forward pass share post
    """
)
ON_ITS_OWN = _words("weiterleiten weitergeben weiterreichen weiterschicken rumfragen rumschicken weiter forward")
COLLEAGUES = _words(
    """
    Kollegen Kolleginnen Kollegium Kollege Kollegin anderen andere Zentren KIs KI Runde Netzwerk Verbund Team
    Fachkräfte Fachkollegen Leute alle allen rum colleagues others everyone network
    """
)
AROUND = _words(
    """
    das die es den dem der ihn sie mal bitte doch dann einfach auch lieber kannst kann könntest könntet könnt würdest
    du ihr ich wir man will würde möchte gern gerne an in bei so direkt mir uns für frage meine diese dieses dies ja ok
    okay gut und eben noch schnell dort da hier euch deine deinen eure euren rein nach zu nen ne in der die it this that
    question please can could you to the my our on for us then just lotse kommunalen integrationszentren
    """
)
