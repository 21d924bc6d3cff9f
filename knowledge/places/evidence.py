"""Evidence on whether an ambiguous word in a question is meant as the name of a place."""

from collections.abc import Sequence
from enum import IntEnum

from knowledge.text import split_words


class Doubt(IntEnum):
    """The reason why a name may be meant otherwise."""

    NONE = 0
    ORDINARY = 1  # an ordinary word as well: a place as a whole message, or beside a word that goes with a place
    ASIDE = 2  # rather an ordinary word: a place only beside a word that goes with a place
    DERIVED = 3  # an ordinary word that only looks derived, like "Hammer": a place only before "KI" and the like
    QUARTER = 4  # an ordinary word that is a quarter as well, like "Wahn": a place only behind "Stadtteil" and the like


def _words(text: str) -> frozenset[str]:
    return frozenset(split_words(text))


# Names of municipalities that are ordinary words as well, and of these those that are verbs.
VERBS = _words("Essen Senden Wenden Siegen Kamen Recke")
ORDINARY = VERBS | _words(
    """
    Wetter Lage Halle Much Lotte Heiden Alpen Schlangen Datteln Löhne Enger Frechen Bünde Geldern Lippe Hille
    """
)
# Short forms and codes that are rather ordinary words or first names.
ASIDE = _words("Horn Kamp Augustin Vest HAM VIE WES LIP BOR LEV COE WAF")
DERIVED = _words("Lager Lages Haller Halles Horner Horns Wetters Essens Mörser Minder Augustiner Lippes Hiller Hilles")
# Derived forms that stay what they are, although the name is an ordinary word.
NAMES = _words("Essener Siegener Kamener Wendener Frechener Gelderner Dattelner")

_PREPOSITIONS = _words("in aus nach")
_CENTRE = _words("KI KIZ Integrationszentrum Integrationszentrums Kommunales Zentrum")
_QUARTERS = _words(
    "Stadtteil Stadtteils Ortsteil Ortsteils Stadtbezirk Stadtbezirks Stadtviertel Viertel Quartier Veedel Kiez Wohnort"
)
_KINDS = _QUARTERS | _words("Kreis Kreises Stadt Gemeinde Kommune Raum Ort Bezirk")
# Quarters that are verbs and adjectives as well: "im Stadtteil werden Kurse angeboten".
_NO_NAMES = _words("Werden Weiß Eigen Ende")
_ASKED = _words(
    """
    zuständig zuständige zuständiges zuständigen zuständiger Zuständigkeit verantwortlich Telefon Telefonnummer Nummer
    Mail Email Adresse Anschrift Homepage Webseite Kontakt Kontaktdaten Ansprechpartner Ansprechpartnerin
    Ansprechperson Ansprechpersonen responsible charge phone contact
    """
)
_IN_CHARGE = _words("zuständig zuständige zuständiges zuständigen zuständiger Zuständigkeit verantwortlich")
_CHARGE, _FOR = _words("Zuständigkeit"), _words("für")
_WHO = _words("wer welches welche welcher who which")
_WEAK_PREPOSITIONS = _words("für von vom bei im um of for near")
_COLLEAGUES = _words("Kolleginnen Kollegen Team")
_ADJECTIVES = _words("Enger")
_CLOSENESS = _words("Abstimmung Absprache Begleitung Kooperation Partnerschaft Verbindung Verzahnung Zusammenarbeit")
_WITH_INFINITIVE = _words(
    """
    mich dich sich uns euch kann kannst können könnt könnte muss musst müssen soll sollen sollte darf dürfen will wollen
    möchte möchten zu an ans
    """
)


def is_meant_as_place(name: str, doubt: Doubt, start: int, end: int, question: Sequence[str]) -> bool:
    """Return whether the words `start` to `end` of a question, which are this name, are meant as the place."""
    if doubt is Doubt.NONE:
        return True
    before, after = frozenset(question[start - 1 : start]), frozenset(question[end : end + 1])
    if doubt in (Doubt.DERIVED, Doubt.QUARTER):
        is_quarter = bool(_QUARTERS & before) and name not in _NO_NAMES
        return is_quarter if doubt is Doubt.QUARTER else bool((_CENTRE | _COLLEAGUES) & after)
    if start == 0 and end == len(question):
        return doubt is Doubt.ORDINARY
    if _is_infinitive(name, before, after, question) or (name in _ADJECTIVES and _CLOSENESS & after):
        return False
    if (_PREPOSITIONS | _CENTRE | _KINDS) & before or _CENTRE & after:
        return True
    return _is_asked_for(doubt, start, before, after, question)


def _is_asked_for(
    doubt: Doubt, start: int, before: frozenset[str], after: frozenset[str], question: Sequence[str]
) -> bool:
    """Return whether a question asks for a centre or its details, and for those of this name: "Bünde Zuständigkeit".

    What is rather an ordinary word is what somebody is in charge of: "Wer ist für Kalk zuständig?".
    """
    if doubt is Doubt.ASIDE:
        return bool((_FOR & before and _IN_CHARGE.intersection(question)) or _CHARGE & before)
    if _ASKED & (before | after) or (start == 0 and _WHO & after):
        return True
    return bool(_WEAK_PREPOSITIONS & before and (_ASKED | _CENTRE).intersection(question))


def _is_infinitive(name: str, before: frozenset[str], after: frozenset[str], question: Sequence[str]) -> bool:
    """Return whether a name is a verb that ends the sentence: "Wann kann ich mich an das KI wenden?"."""
    turned_to = (_CENTRE | _KINDS | _ASKED) & before
    return name in VERBS and not after and bool(turned_to and _WITH_INFINITIVE.intersection(question))
