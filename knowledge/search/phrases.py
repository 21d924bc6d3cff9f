"""The turns of phrase that tell what kind of question it is, in German and English, folded as questions are."""

import re

from knowledge.search.finding import Aspect, Smalltalk
from knowledge.text import fold, words


def _phrases(text: str) -> tuple[tuple[str, ...], ...]:
    """One phrase a line; the longest first, so that it is taken before its parts."""
    return tuple(sorted((tuple(words(line)) for line in text.strip().splitlines()), key=len, reverse=True))


SMALLTALK = {
    Smalltalk.GREETING: _phrases(
        """
        hallo
        hallöchen
        halli hallo
        hi
        hey
        huhu
        servus
        moin
        moin moin
        mahlzeit
        glück auf
        grüß gott
        grüß dich
        guten tag
        guten morgen
        guten abend
        morgen
        tach
        tag
        hello
        hi there
        good morning
        good afternoon
        good evening
        na
        wie gehts
        wie geht es dir
        wie geht es ihnen
        wie läufts
        alles klar
        how are you
        zusammen
        lotse
        liebe lotse
        lieber lotse
        start
        """
    ),
    Smalltalk.THANKS: _phrases(
        """
        danke
        dankeschön
        danke schön
        danke dir
        danke sehr
        vielen dank
        herzlichen dank
        besten dank
        tausend dank
        lieben dank
        dank dir
        merci
        thx
        thanks
        thank you
        thanks a lot
        super
        prima
        perfekt
        klasse
        toll
        cool
        ok
        okay
        alles klar danke
        das hilft
        das hilft mir
        das hat geholfen
        sehr hilfreich
        für die hilfe
        für deine hilfe
        für die auskunft
        für die info
        gut
        sehr gut
        great
        very much
        """
    ),
    Smalltalk.HELP: _phrases(
        """
        hilfe
        help
        hilf mir
        ich brauche hilfe
        help me
        was kannst du
        was kannst du alles
        was kannst du denn
        was kann ich fragen
        was kann ich dich fragen
        was weißt du
        was machst du
        wer bist du
        wer bist du eigentlich
        was bist du
        was ist lotse
        wer ist lotse
        bist du ein bot
        bist du ein mensch
        wie funktionierst du
        wie funktioniert das
        wie funktioniert das hier
        wie geht das
        wie geht das hier
        wobei kannst du helfen
        wobei kannst du mir helfen
        wie kannst du mir helfen
        kannst du mir helfen
        wofür bist du da
        wozu bist du da
        anleitung
        bedienung
        befehle
        kommandos
        menü
        what can you do
        who are you
        what are you
        how does this work
        can you help me
        how can you help
        what can i ask
        commands
        """
    ),
    Smalltalk.FAREWELL: _phrases(
        """
        tschüss
        tschüssi
        tschö
        ciao
        bye
        goodbye
        auf wiedersehen
        bis bald
        bis später
        bis dann
        bis morgen
        schönen tag
        schönen tag noch
        schönen feierabend
        schönes wochenende
        gute nacht
        see you
        have a nice day
        """
    ),
}

FILLERS = frozenset(
    words("na ja du dir mir sie noch denn mal so alles eigentlich bitte und auch sehr dich euch ihr da")
)

# A question to colleagues addresses "you", in the plural, or anybody, or asks for experience.
EXCHANGE = re.compile(
    "|".join(
        fold(cue)
        for cue in (
            r"\b(jemand|jemanden|jemandem|jmd|irgendwer|irgendjemand|irgendjemanden)\b",
            r"\b(hat|hatte|kennt|weiss|macht|nutzt|plant|setzt|sucht|moechte|kann|will|war|arbeitet|haette) wer\b",
            r"\bwer (von euch|hat|hatte|kennt|nutzt|plant|moechte|mag|haette|arbeitet|setzt|macht mit|kann (mir|uns|da|was))\b",
            r"\bwer (macht|bietet|betreibt|organisiert|fuehrt)\b.* (sein|seinem|ihrem|eigene\w*|berichten|erzaehlen)\b",
            r"\berfahrung(en|swerte|swerten|sberichte)?\b",
            r"\b(bei|von|an|fuer|mit|unter|ausser) euch\b",
            r"\b(?!mit\b|hat\b|ist\b|nicht\b|seit\b)\w+[td] (ihr|eure|euren|euer|eurer|eurem|euch)\b",
            r"\b(wie|was|wo|ob|dass|wenn|womit|welche\w*( \w+)?) (ihr|eure|euren|euer|euch)\b",
            r"\b(eure|euren|eurem|eurer|euer)\b",
            r"\b(andere|anderen|anderer) (kis|kommunen|zentren|kreise|kreisen|staedte|staedten|standorte|standorten|"
            r"integrationszentren|kollegen|kolleginnen)\b",
            r"\bwelche\w* (kis|zentren|kommunen|kreise|staedte|kollegen|standorte|integrationszentren)( \w+)*? "
            r"(machen|haben|nutzen|bieten|arbeiten|setzen|planen|kennen|fuehren|betreiben|organisieren|foerdern)\b",
            r"\baustausch(en|partner\w*|treffen)? (zu|ueber|zum|zur|mit)\b",
            r"\b(suche|suchen|braeuchte|wuensche)( \w+)*? (austausch|mitstreiter\w*|tipps?|beispiele|best|vorlagen?|muster)\b",
            r"\bbest ?practice",
            r"\bpraxis(tipps?|beispiele?)\b",
            r"\b(empfehlungen|tipps|anregungen|ideen) (fuer|zu|zum|zur|wie|gesucht)\b",
            r"\b(frage|frag) (mal )?(in|an) die (runde|kollegen|kolleginnen)\b",
            r"\bwie (loest|machen|loesen|handhaben|regeln|gehen)( \w+)? (andere|die anderen|kollegen|wir alle)\b",
            r"\b(anyone|anybody|somebody|someone|your experiences?|any experiences?)\b",
            r"\bhow (do|did|are) (you|others|other|colleagues)\b",
            r"\bdo you (have|use|know|offer|recommend)\b",
        )
    )
)

# Words of a question to colleagues that say nothing about its subject.
EXCHANGE_WORDS = frozenset(
    words(
        """
        jemand jemanden jmd irgendwer irgendjemand Erfahrung Erfahrungen erfahrungswerte kennt kennen hat habt haben wer ihr euch
        euer eure euren eurem eurer macht machen geht gehen läuft läufts klappt nutzt nutzen sucht suche suchen Austausch
        austauschen empfehlen Empfehlung Empfehlungen Tipp Tipps Idee Ideen gut gute gutes guten schon berichten erzählen
        weiterhelfen Kollegen Kolleginnen Kommunen Kreise Städte andere anderen anderer KI KIs Zentren Zentrum könnt könntet
        gibt Frage Fragen Runde mal eigenen eigene eigener eigenes aufgebaut umgesetzt eingeführt gestartet organisiert
        plant setzt besetzt bietet betreut anyone anybody experience experiences know use how with colleagues
        """
    )
)

ASPECTS = {
    Aspect.PHONE: frozenset(
        words(
            "Telefon Telefonnummer Telefonnummern Tel Telnr Fon Nummer Nummern Rufnummer Durchwahl Handynummer Hotline "
            "anrufen telefonisch Festnetz Telefonkontakt Nr anruf Fax Faxnummer phone telephone number call telefonieren"
        )
    ),
    Aspect.EMAIL: frozenset(
        words("Mail Mails E-Mail Email Emailadresse Mailadresse E-Mail-Adresse anschreiben mailen")
    ),
    Aspect.ADDRESS: frozenset(
        words(
            "Adresse Anschrift Straße Hausnummer Sitz sitzt sitzen Standort Ort Postanschrift Büro Anfahrt address located location liegt"
        )
    ),
    Aspect.WEBSITE: frozenset(
        words(
            "Webseite Website Homepage Internetseite Internet Internetauftritt Seite Link URL online Web webpage site www"
        )
    ),
    Aspect.AREA: frozenset(
        words("Kommunen Gemeinden Städte Zuständigkeitsbereich Einzugsgebiet Zuständigkeitsgebiet area")
    ),
}

# Words that ask for a centre as such: they neither add to nor take away from a place.
CENTRE_WORDS = frozenset(
    words(
        """
        KI KIs KIZ Kommunales Kommunale Kommunalen Integrationszentrum Integrationszentren Integrationszentrums Zentrum
        Zentren Zentrums Kreisintegrationszentrum Integration Integrationsstelle Integrationsbüro Einrichtung Stelle Anlaufstelle
        centre center centres centers municipal office
        """
    )
)
ASKING_WORDS = frozenset(
    words(
        """
        zuständig zuständige zuständiges zuständigen zuständiger Zuständigkeit verantwortlich betreut betreuen betreut
        Kontakt Kontakte Kontaktdaten Kontaktinfos Kontaktmöglichkeit Ansprechpartner Ansprechpartnerin Ansprechpartnerinnen
        Ansprechperson Ansprechpersonen Kollegen Kolleginnen Kollegin Kollege Team Leute Mitarbeiter Mitarbeitende
        erreiche erreichen erreicht erreichbar wende wenden melden melde meldet anrufen finde finden such suche suchen sucht
        brauche brauch brauchen gebraucht benötige Info Infos Information Informationen Daten Auskunft macht machen tun
        hilft helfen Hilfe kümmert arbeitet arbeiten gehört gehören zugehörig Kreis Kreises Stadt Gemeinde Kommune Region Ort
        Gebiet Raum Bereich PLZ Postleitzahl NRW nenn nenne sag sagen sag zeig zeige schick gib geben kennst weißt
        weiß wissen wohn wohne wohnen wohnt wohnhaft komme kommt nächste nächstes nächsten nähe deren dessen dort
        Öffnungszeiten geöffnet offen Sprechzeiten eigenes eigene überhaupt schnell dringend grad gleich vielleicht
        mitteilen Hausanschrift Bescheid Frage frage fragen hätte wäre würde möchte möcht wollte laut genau neue neues neuen
        aktuelle aktuellen anderes richtig richtige richtiges passende passendes
        responsible charge contact details information need looking find reach serves covers live living near town city district
        whats what's give tell me
        """
    )
)
FOLLOW_UP = frozenset(words("und and dort da deren dessen davon dazu dafür ihre die the davon beides auch noch denn"))

ENGLISH = frozenset(
    words(
        """
    the is are what which who where when how does do can you for of to and in at with my me please has have any anyone
    number phone address responsible about there their this that i need looking hello thanks thank contact centre center
    """
    )
)
GERMAN = frozenset(
    words(
        """
    der die das ist sind was welche welcher welches wer wo wann wie und fuer in im mit mein meine mir mich bitte hat haben gibt es
    ich nicht ein eine zum zur von vom den dem zu auf bei wen telefon adresse hallo danke
    """
    )
)
