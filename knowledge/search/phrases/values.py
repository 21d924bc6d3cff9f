"""Phrases that ask for a kind of value, and the form that such a value has in a text; German and English.

Of the kinds whose phrases a question holds, the first one counts.
"""

import re
from collections.abc import Iterable, Mapping

from knowledge.finding import ValueKind
from knowledge.text import fold

_MONEY = r"(geld|gelder|euro|foerdergelder?|foerdermittel|mittel|foerderung|zuschuss|budget|honorar|money|funding)"
_PAYING = r"(gibts?|kostet|kosten|zahlt|zahlen|bezahl\w+|krieg\w+|bekomm\w+|foerdert|laesst|steht|muss)"
_FOUNDED = r"(gegruendet|eroeffnet|aufgemacht|gestartet|startete|begann|begonnen|angefangen|entstand\w*|eingefuehrt)"
_DECIDED = r"(beschlossen|verabschiedet|aufgeloest|beendet|abgeschafft|veroeffentlicht|umgezogen|umbenannt|losgegangen)"
_FILED = r"(antrag|antraege|beantragt|beantragen|eingereicht|einreichen|abgegeben|abgeben|anmelden|angemeldet|bewerben)"

_QUESTIONS: Mapping[ValueKind, tuple[str, ...]] = {
    ValueKind.HOURS: (
        r"\b(oeffnungs|sprech|buero|service|geschaefts|telefon)(zeit|zeiten)\b",
        r"\b(geoeffnet|opening hours|opening times|office hours)\b|(?<!in der )\bsprechstunden?\b",
        r"\bwann\b.*\b(erreich\w*|jemand( \w+)? (da|dort|vor ort|im buero)|besetzt|anwesend|vorbeikommen|anrufen)\b",
        r"\b(bis wann|wann|wie lange) (hat|habt|haben|ist|seid)\b.*\b(offen|auf|zu|geschlossen|erreichbar|da)$",
        r"(?<!since )\bwhen (are|is|can)\b.*\b(open|reach\w*|available|somebody|anybody)\b",
    ),
    ValueKind.DEADLINE: (
        r"\b(bis wann|bis zu welchem (tag|datum|termin|zeitpunkt)|bis zum wievielten|spaetestens|by when|until when)\b",
        r"\b\w*(frist|fristen|deadline|deadlines|stichtag|stichtage)\b",
        r"\b(abgabe|anmelde|einsende|bewerbungs|antrags)(schluss|termin)\b",
        rf"\bwann (muss|muessen|musste|mussten|soll|sollen|sollte)\b.*\b{_FILED}\b",
        r"\bwhen\b.*\b(due|apply|submitted|hand in)\b",
    ),
    ValueKind.DATE: (
        r"\b(seit wann|since when|gruendungsjahr|in welchem jahr|welches jahr|what year|which year)\b",
        r"\bwie lange\b.*\b(gibts?|laeuft|besteht|existiert|laufen|bestehen)\b.*\bschon\b",
        rf"\bwann\b.*\b({_FOUNDED}|{_DECIDED})\b",
        r"\bwann (wurde|wurden|war|waren|trat|fand)\b",
        r"\bwhen (was|were|did)\b",
    ),
    ValueKind.DURATION: (
        r"\b(wie lang|wie lange|wielange|how long)\b",
        r"\b(dauer|dauert|laufzeit|zeitraum|stundenumfang|duration)\b",
        r"\b(wie ?viele?|how many) (\w*stunden|zeit|tage|wochen|monate|jahre|hours|days|weeks|months|years)\b",
    ),
    ValueKind.AMOUNT: (
        rf"\b(wie ?viele?|was fuer|welche|how much)( \w+)? {_MONEY}\b",
        rf"\bwie ?viel {_PAYING}\b",
        r"\bwie (hoch|teuer)\b(?!.*\b(anteil|quote|zahl)\b)",
        r"\b(was|wie ?viel)\b.*\b(kostet|kosten)\b",
        r"\b(kostet|kosten)\b.*\b(was|etwas|geld|gebuehr)\b",
        r"\b(kostenlos|kostenfrei|umsonst|gratis|kostenpflichtig|gebuehrenfrei)\b",
        r"\b(welche|hohe der|wie hohe) kosten\b",
        r"\b(preis|betrag|betraege|foerderhoehe|foerdersumme|stundensatz|teilnahmegebuehr|teilnahmebeitrag|eigenanteil)\b",
        r"\b(how much|cost|costs|price|fee|fees|for free|free of charge)\b",
    ),
    ValueKind.EMAIL: (r"\b(e ?)?(mail|mails|mailadresse\w*|mailanschrift)\b",),
    ValueKind.PHONE: (
        r"\b(telefon|telefonnr|telefonnumm?er\w*|rufnumm?er\w*|durchwahl|tel|telnr|fax|faxnummer|hotline|telephone)\b",
        r"\b(phone|fax) ?(number)?\b",
    ),
    ValueKind.ADDRESS: (r"\b(adresse|anschrift|postanschrift|hausanschrift|postadresse|strasse|hausnummer|address)\b",),
    ValueKind.LEADER: (
        r"\b(wer|who) (leitet|leads|heads)\b",
        r"\b(wer|wie heiss\w+|namen?|who)\b.*\b(leiter\w*|leitung|chef\w*|vorgesetzte\w*|head|director)\b",
        r"\b(leiter|leiterin|leitung|chef|chefin)$",
    ),
    ValueKind.NUMBER: (
        r"\b(wie ?viele?n?|wievielen|how many)\b",
        r"\b(anzahl|wie hoch)\b",
        r"\b(welchem alter|wie alt|what age|how old)\b",
    ),
    ValueKind.STATUS: (
        r"\b(gibt|gibts|laeuft|existiert|besteht|gilt|geht)\b.*\bnoch\b",
        r"\bnoch (aktuell|gueltig|aktiv)\b",
        r"\b(eingestellt|abgeschafft|ausgelaufen|still (running|exist\w*|valid))\b",
    ),
    ValueKind.TARGET_GROUP: (
        r"\b(fuer wen|zielgruppe|for whom|who is it for)\b",
        r"\bwer (kann|darf) (da )?(mitmachen|teilnehmen)\b",
    ),
    ValueKind.OFFERED_BY: (r"\b(wer|who) (bietet|offers)\b", r"\banbieter\b"),
    ValueKind.FOCUS: (
        r"\b(schwerpunkt\w*|fokus|focus|womit beschaeftig\w+|worum kuemmer\w+|woran arbeit\w+)\b",
        r"\bwas mach(t|en) (die|das|ihr|euer)\b",
    ),
    ValueKind.DISTRICT: (r"\bregierungsbezirk\b",),
    ValueKind.OBLIGATION: (
        r"^((und|aber|auch|denn|also|hallo) )*(muss|muessen|must|braucht|brauchen)\b",
        r"\b(ist|sind|is)\b.*\b(pflicht|verpflichtend|verbindlich|freiwillig|vorgeschrieben|mandatory)\b",
    ),
    ValueKind.PERMISSION: (
        r"^((und|aber|auch|denn|also|hallo) )*(kann|koennen|darf|duerfen|duerfte|koennte|can|may)\b",
        r"\b(wer|who) (kann|darf|may|can)\b",
        r"\bantragsberechtigt\b",
    ),
}

# Who is asked for is no amount: "Wer übernimmt die Kosten?".
_WHO = re.compile(r"\b(wer|wem|wen|who|whom)\b")

_MONTH = r"(Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember)"
_YEAR = r"\b(18|19|20)\d\d\b"
_DAY = rf"\b\d{{1,2}}\.\s?({_MONTH}|\d{{1,2}}\.)"
_NUMERAL = (
    r"(zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf|zwanzig|hundert|halbe[ns]?|eine? (einzige|halbe))"
)
_COUNT = r"(\b\d+([.,]\d+)*|\b(eine?[nmr]?|mehrere[nr]?|wenige[nr]?|anderthalb|" + _NUMERAL + r"))"
_SPAN = (
    r"((Unterrichts|Zeit|Schul)?stunden?|Minuten?|(Werk|Schul|Kurs)?tage?n?|(Schul|Ferien)?wochen?|Monate?n?|"
    r"(Schul|Kindergarten|Förder)?jahre?n?|(Schul)?halbjahre?n?|Semester)"
)
_ROADS = r"(straße|str\.|allee|weg|platz|ring|gasse|damm|ufer|wall|markt| Straße| Allee| Platz| Weg)"

_FORMS: Mapping[ValueKind, tuple[str, ...]] = {
    ValueKind.AMOUNT: (
        r"\d\s*(€|%|(Euro|EUR|Cent|Prozent|Mio|Millionen|Mrd|Milliarden)\b)",
        r"(?i:\b(kostenlos|kostenfrei|gebührenfrei|unentgeltlich|kostet nichts|Kostenbeitrag|keine? (Eigenant|Kost)))",
    ),
    ValueKind.NUMBER: (
        # Neither years, dates, sums of money nor the numbers of paragraphs.
        rf"(?<![§\d./])(?<!Nr\. )(?<!Abs\. )(?<!§ )\b(?!{_YEAR})\d+(\.\d{{3}})*\b(?!\.\s?({_MONTH}|\d)|\s?(€|Euro))",
        rf"(?i:\b{_NUMERAL}\b)",
    ),
    ValueKind.DEADLINE: (
        rf"{_DAY}|({_MONTH}|Anfang|Mitte|Ende|bis) {_YEAR}",
        r"(?i:\b(bis|zum) (Ende|Anfang|Mitte)\b|\bjederzeit\b|\blaufend\b|\bkeine (feste )?Frist\b|\binnerhalb\b)",
        r"\b(Wochen?|Monate?|Tage) (vor|nach)\b",
    ),
    ValueKind.DURATION: (
        rf"(?i:{_COUNT}( bis {_COUNT})? (\w+ )?{_SPAN}\b)",
        r"(?i:\w(jährig|monatig|wöchig|tägig|stündig)\w*\b|\b(un)?befristet|\bdauerhaft|\bbis (Ende|Anfang|Mitte)\b)",
        rf"\bbis (zum )?({_DAY} |{_MONTH} )?{_YEAR}",
    ),
    ValueKind.DATE: (_YEAR,),
    ValueKind.HOURS: (
        r"\d\s?Uhr\b|\b(Montag|Dienstag|Mittwoch|Donnerstag|Freitag)s?\b",
        r"(?i:\b(Sprech|Öffnungs)(zeit|stunde)|\bnach Vereinbarung\b)",
    ),
    ValueKind.LEADER: (r"(?i:\b(ge)?leite(n|t)\b|\bleitung\b|\bleiter(in)?\b|\bvorsitz|geschäftsführ|federführ)",),
    ValueKind.PHONE: (r"(?<![\d./-])(\+49|0\d{2,5})[\s/()-]*\d[\d\s/-]{3,}",),
    ValueKind.EMAIL: (r"[\w.+-]+\s?(@|\(at\)|\[at\])\s?[\w-]+(\.[\w-]+)+",),
    ValueKind.ADDRESS: (rf"[A-ZÄÖÜ][\wäöüß.-]*{_ROADS}\s\d+|\b\d{{5}} [A-ZÄÖÜ]",),
    ValueKind.STATUS: (
        r"(?i:\b(ausgelaufen|eingestellt|beendet|aufgelöst|abgeschafft|endete|fortgeführt|verlängert)\b)",
        r"(?i:\b(gibt es nicht mehr|(lief|läuft|gilt|galt) (noch )?bis|bis Ende)\b)",
    ),
    ValueKind.OBLIGATION: (
        r"(?i:\b(Voraussetzung|muss|müssen|verpflicht|verbindlich|freiwillig|vorgeschrieben|erforderlich|nötig)|pflicht)",
    ),
    ValueKind.PERMISSION: (
        r"(?i:\b(nur|darf|dürfen|kann|können|ausschließlich|richtet sich|möglich|beantragen)\b|berechtigt)",
    ),
}
FORMS = {kind: re.compile("|".join(forms)) for kind, forms in _FORMS.items()}

_CUES = tuple((kind, re.compile("|".join(map(fold, cues)))) for kind, cues in _QUESTIONS.items())


def find_kind(words: Iterable[str]) -> ValueKind | None:
    """Return the kind of value that a question asks for, given its folded words; None if it asks for none."""
    question = " ".join(words)
    for kind, cues in _CUES:
        if cues.search(question) and not (kind is ValueKind.AMOUNT and _WHO.search(question)):
            return kind
    return None
