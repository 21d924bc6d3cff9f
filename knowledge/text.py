"""German text as people type it: folded to one spelling, split into words, stems and character n-grams."""

import re
import unicodedata
from functools import lru_cache
from itertools import pairwise

from Stemmer import Stemmer

_SPELT_OUT_AE_OE = re.compile(r"(?<=[ao])e+")
_SPELT_OUT_UE = re.compile(r"(?<![aeq])(?:ue+)+")
_WORD = re.compile(r"[a-z0-9]+")
# Anchored at the beginning of a word; otherwise a long one would be tried at every letter.
_HYPHENATED = re.compile(r"(?<!\w)\w++(?:-\w++)+")
_WRITTEN_AS_ONE = re.compile(r"(?<![a-z0-9])[a-z0-9]++(?:[-‐‑–/][a-z0-9]++)+")
# Two words with only spaces between them; the second is capitalised.
_BESIDE = re.compile(r"(?<![^\W\d_])([^\W\d_]++)[ \u00a0]++(?=([^\W\d_]++))")
_HAS_GENDER_MARK = re.compile("[*:_]")
_GENDER_MARK = re.compile(r"(?<=[^\W_])[*:_]+(?=in(nen)?\b)")

_STOP_WORDS = """
aber ab alle allem allen aller alles als also am an andere anderem anderen anderer anderes auch auf aus bei beim bin
bis bist bitte da dabei damit dann das dass dein deine deinem deinen deiner dem den denn der des dessen dich die dies
diese diesem diesen dieser dieses dir doch dort du durch eigentlich ein eine einem einen einer eines einige er es etwas
euch euer eure fur gegen gerade gern gerne gibt gibts habe haben habt hab hat hatte hast hier hin ich ihm ihn ihnen ihr
ihre ihrem ihren ihrer im in ins irgendwer irgendwie irgendwo ist ja jede jedem jeden jeder jedes jemand jemandem
jemanden jetzt kann kannst kein keine
konnen konnt konnte man mal manche mehr mein meine meinem meinen meiner mich mir mit mochte muss mussen nach nicht
nichts noch nochmal nun nur ob oder ohne schon sehr sein seine seinem seinen seiner seit seid sich sie sind so soll
sollen sollte sollten solche sondern sonst uber um und uns unser unsere unter vom von vor war waren was weg weil welche
welchem welchen welcher welches wem wen wenn wer werd werde werden weshalb wessen wie wieder wieso
will wir
wird wirst wo wofur woher wohin womit woran worum wollen wurde wurden wahrend wozu zu zum zur zwar zwischen
ans aufs furs raus rein ubers ums unters wodurch woraus worauf worin woruber wovon
a about an and any are at be by can do does for from have how i in is it me my of on or our please tell that the their
there they this to us was we what when where which who whom whose why with you your
"""

# Words that tell little about the subject of a question.
_GENERIC_WORDS = """
geben bekommen bekomme erhalten erhält erhalte kriegen bieten bietet anbieten angeboten brauchen brauche benötigen
benötigt tun machen macht passiert geschieht geschehen bedeutet bedeuten versteht verstehen heißt wissen beachten
möglich möglichkeit möglichkeiten art arten form formen deutschland personen person menschen leute angebot angebote
information informationen informieren unterstützung unterstützen hilfe helfen voraussetzung voraussetzungen gelten
gilt verschiedene bestimmte speziell wichtig wichtige nutzen nutzt stellen stelle richtet richten wenden verfügung
stehen nähe lange lang oft hoch dauert nötig notwendig erforderlich zuständig verfügbar gedacht geeignet stattfinden
statt liegt gehören gehört beinhaltet umfasst enthält bezeichnet handelt dient dienen übernehmen übernimmt erfahren
suchen sucht zusätzlich meist meistens normalerweise üblicherweise ungefähr mindestens besonders besondere themen
thema bereich bereiche leistungen leistung dienstleistung aufgaben aufgabe zielgruppe personengruppe personengruppen
altersgruppe teilnehmen teilnahme besuchen besuch erfüllen erfüllt melden kontaktieren beantragen laut genau konkret
insgesamt derzeit aktuell grundsätzlich gleichzeitig hauptsächlich häufig verwenden verfolgen ermöglichen bestehen
besteht führen durchführen durchgeführt kommen kommt gehen geht lassen lässt sehen sagen fragen frage treten bereit
zugang fall grund gründe rolle weise typ sorte beispiele bedarf ort orte läuft steht stellt dürfen darf wollen
allgemein hilfreich innerhalb außerhalb sowie entstehen bekommt braucht heißen funktioniert funktionieren erklär
erkläre erklären definition begriff abkürzung kurz laufen darauf dafür daran nrw nordrhein westfalen info infos vs
versus anzahl explain mean means work works offer offers zweck sache dinge gesucht suche gesuchte nenn nenne
nennen sag sage gib gebt zeig zeige zeigen schick weiß weißt
"""

# Without a cache of its own, as `stem` has one.
_STEMMER = Stemmer("german", 0)


def fold(text: str) -> str:
    """Return lower case without accents; ä, ae and a become one letter, as do ö, oe, o and ü, ue, u; ß becomes ss."""
    text = text.lower() if text.isascii() else _without_accents(text)
    if _HAS_GENDER_MARK.search(text):
        text = _GENDER_MARK.sub("", text)
    if "ae" in text or "oe" in text:
        text = _SPELT_OUT_AE_OE.sub("", text)
    return _SPELT_OUT_UE.sub(lambda spelt: spelt[0].replace("e", ""), text) if "ue" in text else text


def _without_accents(text: str) -> str:
    plain = text.lower().replace("ä", "a").replace("ö", "o").replace("ü", "u").replace("ß", "ss")
    if plain.isascii():
        return plain
    decomposed = unicodedata.normalize("NFKD", text).lower()
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter)).replace("ß", "ss")


def split_words(text: str) -> list[str]:
    """Return all words, folded, in order; "wieviel" is two."""
    return _WORD.findall(fold(text).replace("wieviel", "wie viel"))


STOP_WORDS = frozenset(split_words(_STOP_WORDS))

GENERIC_WORDS = frozenset(split_words(_GENERIC_WORDS))


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """Return the stem of a folded word (Snowball's German stemmer)."""
    root = str(_STEMMER.stemWord(word))
    # One object for both takes less memory.
    return word if root == word else root


def extract_content_words(text: str) -> list[str]:
    """Return the words that carry meaning."""
    return [word for word in split_words(text) if word not in STOP_WORDS]


def join_hyphenated(text: str) -> list[str]:
    """Return hyphenated words as one: "KOMM-AN" is also "komman"."""
    return ["".join(split_words(compound)) for compound in _HYPHENATED.findall(text)] if "-" in text else []


def find_hyphenated_pairs(text: str) -> frozenset[tuple[str, str]]:
    """Return the folded neighbours that a hyphen or stroke joins: "Duisburg-Marxloh"."""
    return frozenset(
        pair for compound in _WRITTEN_AS_ONE.findall(fold(text)) for pair in pairwise(split_words(compound))
    )


def find_capitalised_pairs(text: str) -> frozenset[tuple[str, str]]:
    """Return the folded neighbours of which the second begins with a capital: "Kamen Heeren"."""
    return frozenset((fold(one), fold(other)) for one, other in _BESIDE.findall(text) if other[0].isupper())
