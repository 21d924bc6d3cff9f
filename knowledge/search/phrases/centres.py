"""Phrases that ask for a centre and its details, in German and English."""

from knowledge.finding import Aspect
from knowledge.text import split_words


def _words(text: str) -> frozenset[str]:
    return frozenset(split_words(text))


ASPECTS = {
    Aspect.PHONE: _words(
        """
        Telefon Telefonnummer Telefonnummern Tel Telnr Fon Nummer Nummern Rufnummer Durchwahl Handynummer Hotline
        anrufen telefonisch telefonieren Festnetz Telefonkontakt Nr Anruf Fax Faxnummer phone telephone number call
        """
    ),
    Aspect.EMAIL: _words("Mail Mails Email Emailadresse Mailadresse anschreiben mailen"),
    Aspect.ADDRESS: _words(
        """
        Adresse Anschrift Straße Hausnummer Sitz sitzt sitzen Standort Ort Postanschrift Büro Anfahrt liegt
        address located location
        """
    ),
    Aspect.WEBSITE: _words(
        """
        Webseite Website Homepage Internetseite Internet Internetauftritt Seite Link URL online Web webpage site www
        """
    ),
    Aspect.AREA: _words("Kommunen Gemeinden Städte Zuständigkeitsbereich Einzugsgebiet Zuständigkeitsgebiet area"),
}

# Words that ask for a centre as such: they neither add to nor take away from a place.
CENTRE_WORDS = _words(
    """
    KI KIs KIZ Kommunales Kommunale Kommunalen Integrationszentrum Integrationszentren Integrationszentrums Zentrum
    Zentren Zentrums Kreisintegrationszentrum Integration Integrationsstelle Integrationsbüro Einrichtung Stelle
    Anlaufstelle centre center centres centers municipal office
    """
)
ASKING_WORDS = _words(
    """
    zuständig zuständige zuständiges zuständigen zuständiger Zuständigkeit verantwortlich betreut betreuen Kontakt
    Kontakte Kontaktdaten Kontaktinfos Kontaktmöglichkeit Ansprechpartner Ansprechpartnerin Ansprechpartnerinnen
    Ansprechperson Ansprechpersonen Kollegen Kolleginnen Kollegin Kollege Team Leute Mitarbeiter Mitarbeitende erreiche
    erreichen erreicht erreichbar wende wenden melden melde meldet finde finden such suche suchen sucht brauche brauch
    brauchen gebraucht benötige Info Infos Information Informationen Daten Auskunft macht machen tun hilft helfen Hilfe
    kümmert arbeitet arbeiten gehört gehören zugehörig Kreis Kreises Stadt Gemeinde Kommune Region Gebiet Raum Bereich
    PLZ Postleitzahl NRW nenn nenne sag sagen zeig zeige schick gib geben kennst weißt weiß wissen wohn wohne wohnen
    wohnt wohnhaft komme kommt nächste nächstes nächsten nähe deren dessen dort Öffnungszeiten geöffnet offen
    Sprechzeiten eigenes eigene überhaupt schnell dringend grad gleich vielleicht mitteilen Hausanschrift Bescheid Frage
    Fragen hätte wäre würde möchte möcht wollte laut genau neue neues neuen aktuelle aktuellen anderes richtig richtige
    richtiges passende passendes Stadtteil Stadtteils Ortsteil Ortsteils Stadtbezirk Stadtbezirks Viertel Quartier
    Stadtviertel Veedel Kiez Wohnort
    Bezirk Nord Süd Ost West Mitte Innenstadt Altstadt Stadtmitte Umland
    Liste Listen Auflistung Übersicht Verzeichnis sämtliche sämtlicher
    weiter weiterhelfen weiterhilft weiterhelft hilfst helft berät beraten unterstützt unterstützen begleitet wendet
    jemand jemanden irgendwer irgendjemand irgendwen eben halt einfach momentan zurzeit derzeit wirklich wohl evtl
    eventuell sofort direkt zuerst erstmal bloß grundsätzlich weitere weiteren sonstige beste besten vorort gar
    rufe ruf rufen schreibe schreib spreche sprechen kontaktiere kontaktieren auflisten aufzählen zähle zeigst nennst
    ansprechen angesprochen zuordnung zugeordnet zählt fällt Landkreis
    responsible charge contact details information need looking find reach serves covers live living near town city
    district whats what's give tell me
    """
)
