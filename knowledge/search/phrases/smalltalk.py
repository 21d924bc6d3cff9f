"""Phrases of small talk, in German and English."""

from knowledge.finding import Smalltalk
from knowledge.text import split_words


def _phrases(text: str) -> tuple[tuple[str, ...], ...]:
    """Return one phrase a line, longest first, so that it is matched before its parts."""
    return tuple(sorted((tuple(split_words(line)) for line in text.strip().splitlines()), key=len, reverse=True))


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

PARTING_THANKS = _phrases(
    """
    danke
    dankeschön
    danke schön
    danke dir
    vielen dank
    besten dank
    lieben dank
    merci
    thx
    thanks
    thank you
    """
)

FILLERS = frozenset(
    split_words("na ja du dir mir sie noch denn mal so alles eigentlich bitte und auch sehr dich euch ihr da")
)
