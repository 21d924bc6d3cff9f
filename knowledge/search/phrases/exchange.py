"""Phrases that ask colleagues, in German and English."""

import re

from knowledge.text import fold, split_words

_CENTRES = r"(kis|zentren|kommunen|kreisen?|staedten?|standorten?|integrationszentren|kollegen|kolleginnen)"
_DOING = r"(machen|haben|nutzen|bieten|arbeiten|setzen|planen|kennen|fuehren|betreiben|organisieren|foerdern)"
_YOUR = r"(ihr|eure|euren|euer|eurer|eurem|euch)"

# A question to colleagues addresses "you", in the plural, or anybody, or asks for experience.
_CUES = (
    r"\b(jemand|jemanden|jemandem|jmd|irgendwer|irgendjemand|irgendjemanden)\b",
    r"\b(hat|hatte|kennt|weiss|macht|nutzt|plant|setzt|sucht|moechte|kann|will|war|arbeitet|haette) wer\b",
    r"\bwer (von euch|hat|hatte|kennt|nutzt|plant|moechte|mag|haette|arbeitet|setzt|macht mit|kann (mir|uns|da|was))\b",
    r"\bwer (macht|bietet|betreibt|organisiert|fuehrt)\b.* (sein|seinem|ihrem|eigene\w*|berichten|erzaehlen)\b",
    r"\berfahrung(en|swerte|swerten|sberichte)? (mit|zu|zum|zur|bei|beim|im|in|gemacht|gesammelt)\b",
    r"\b(erfahrung(en|swerte|sberichte)?|tipps|ideen)$",
    r"\b(bei|von|an|fuer|mit|unter|ausser) euch\b",
    rf"\b(?!mit\b|hat\b|ist\b|nicht\b|seit\b)\w+[td] {_YOUR}\b",
    rf"\b(wie|was|wo|ob|dass|wenn|womit|welche\w*( \w+)?) {_YOUR}\b",
    r"\b(eure|euren|eurem|eurer|euer)\b",
    rf"\b(andere|anderen|anderer) {_CENTRES}\b",
    rf"\bwelche\w* {_CENTRES}( \w+)*? {_DOING}\b",
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
EXCHANGE = re.compile("|".join(map(fold, _CUES)))

# Words for the experience of colleagues.
EXPERIENCE = frozenset(
    split_words(
        """
        Erfahrung Erfahrungen Erfahrungswerte Erfahrungsberichte Austausch austauschen Tipp Tipps Idee Ideen Empfehlung
        Empfehlungen empfehlen berichten erzählen Runde experience experiences recommend
        """
    )
)

# Words of a question to colleagues without a bearing on its subject.
EXCHANGE_WORDS = frozenset(
    split_words(
        """
        jemand jemanden jmd irgendwer irgendjemand Erfahrung Erfahrungen erfahrungswerte kennt kennen hat habt
        haben wer ihr euch euer eure euren eurem eurer macht machen geht gehen läuft läufts klappt nutzt
        nutzen sucht suche suchen Austausch austauschen empfehlen Empfehlung Empfehlungen Tipp Tipps Idee
        Ideen gut gute gutes guten schon berichten erzählen weiterhelfen Kollegen Kolleginnen Kommunen Kreise
        Städte andere anderen anderer KI KIs Zentren Zentrum könnt könntet gibt Frage Fragen Runde mal eigenen
        eigene eigener eigenes aufgebaut umgesetzt eingeführt gestartet organisiert plant setzt besetzt bietet
        betreut anyone anybody experience experiences know use how with colleagues
        """
    )
)
