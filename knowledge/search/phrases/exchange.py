"""Phrases that ask colleagues, in German and English."""

import re

from knowledge.text import fold, split_words

_CENTRES = r"(kis|zentren|kommunen|kreisen?|staedten?|standorten?|integrationszentren|kollegen|kolleginnen)"
_CENTRE = r"(ki|zentrum|kommune|kreis|stadt)"
_DOING = r"(machen|haben|nutzen|bieten|arbeiten|setzen|planen|kennen|fuehren|betreiben|organisieren|foerdern)"
_ANYBODY = r"(jemand|jemanden|jemandem|jmd|wer|irgendwer|irgendjemand)"
_HOW = r"(wie|was|womit|wodurch|wozu|warum|wo|wer|wann|mit wem|ob|welche\w*|worauf|wofuer)"
_MATERIAL = (
    r"(austausch|mitstreiter\w*|tipps?|beispiele?|best|vorlagen?|muster\w*|konzepte?|leitfaden|checklisten?|material\w*"
    r"|referent\w*|trainer\w*|partner\w*|kooperation\w*|ideen|anregungen|kolleg\w*|erfahrung\w*)"
)
_GIVING = (
    r"(schicken|senden|teilen|zeigen|weitergeben|weiterleiten|zuschicken|zusenden|zukommen|ueberlassen|empfehlen"
    r"|berichten|erzaehlen|verraten)"
)
# What somebody did once and for all, so that it is a fact who it was.
_ONCE = r"(entwickelt|erfunden|gegruendet|beschlossen|verabschiedet|gewonnen)"


def _compile(*cues: str) -> re.Pattern[str]:
    return re.compile("|".join(fold(cue) for cue in cues))


# Such a question is for colleagues, whatever the knowledge has on its subject: it asks for experience, calls for
# anybody who has done something, or asks "you", in the plural, how you do it.
COLLEAGUES = _compile(
    r"\berfahrung(en|swerte|swerten|sberichte)? (mit|zu|zum|zur|bei|beim|im|in|gemacht|gesammelt|damit|aus|von)\b",
    r"\b(erfahrung(en|swerte|sberichte)?|tipps|ideen|austausch|beispiele|vorschlaege)$",
    r"\b(gute|schlechte|eigene|praktische|welche|schon|irgendwelche) erfahrung(en)?\b",
    r"\b(eure|euren|eurer) (erfahrung\w*|tipps|ideen|meinung\w*|einschaetzung\w*|loesung\w*|strategie\w*)\b",
    r"\baustausch(en|partner\w*|treffen)? (zu|ueber|zum|zur|mit|gesucht)\b",
    rf"\b(suche|suchen|braeuchte|braeuchten|wuensche)\b( \w+)*? {_MATERIAL}\b",
    rf"\b{_MATERIAL}( \w+)* gesucht\b",
    r"\bbest ?practice",
    r"\b(good|gute) practice",
    r"\bpraxis(tipps?|beispiele?|erfahrung\w*)\b",
    r"\b(empfehlungen|tipps|anregungen|ideen) (fuer|zu|zum|zur|wie|gesucht|bei|beim)\b",
    r"\b(frage|frag|fragen) (mal )?(in|an) (die|alle|euch) ?(runde|kollegen|kolleginnen)?\b",
    r"\bin die runde\b",
    rf"\b(hat|hatte|haette|habe|kennt|macht|nutzt|plant|setzt|sucht|moechte|mag|will|war|arbeitet|braucht|kooperiert"
    rf"|organisiert|bietet|fuehrt|verwendet|interessiert|faehrt|nimmt|wuerde|koennte|teilt|betreibt|loest|beteiligt"
    rf"|foerdert|hats|kennts) (es |sich |ihr |euch |mir |uns |von euch |schon "
    rf"|noch |hier |auch |bereits |denn |da |eigentlich |zufaellig |vielleicht |dort |bei |mal )*{_ANYBODY}",
    r"\bjemand (schon|bereits|von euch|erfahrung\w*|tipps|lust|interesse|ideen|mit erfahrung\w*)\b",
    r"\bgibt es (bei )?jemand(en|em)? (von euch|mit erfahrung\w*|im verbund)\b",
    r"\bwer (von|unter|bei) euch\b",
    r"\bwer hat\b( \w+)? (schon|bereits|noch|mal|erfahrung\w*|kontakte?|lust|interesse|gute\w*|ideen|tipps|material\w*"
    r"|vorlagen?|beispiele?|konzepte?|zeit)\b",
    r"\bwer (hat|haette) (ein|eine|einen)\b(?! (recht|anrecht|anspruch|ki|kim)\b)",
    r"\bwer (kennt|nutzt|plant|moechte|mag|haette|setzt|macht mit|kann (mir|uns|da|was))\b",
    r"\bwer (macht|bietet|betreibt|organisiert|fuehrt|arbeitet)\b.* "
    r"(sein|seinem|ihrem|eigene\w*|berichten|erzaehlen|teilen|schon|bereits)\b",
    rf"\b(kann|koennte|mag|moechte|will|wuerde)\b( \w+)* {_GIVING}$",
    rf"\b(koennt|koenntet|wuerdet|moegt|moechtet) ihr\b.* {_GIVING}\b",
    rf"\b{_HOW}\b( \w+)* (?!seid\b|habt\b|koennt\b|bietet\b|sitzt\b|ist\b|hat\b|mit\b|seit\b|nicht\b)\w+[td] ihr\b",
    r"\b(wie|was|womit|warum|welche\w*( \w+)?|mit wem|wo|wann) (habt|koennt) ihr\b",
    r"^(und )?(?!seid\b|koennt\b|bietet\b|sitzt\b|ist\b|hat\b|mit\b|seit\b|nicht\b|sucht\b)\w+[td] ihr\b",
    r"\b(unser\w*|uns|wir|hier|die|der|das)\b.* (macht|habt|kennt|loest|geht|wuerdet|handhabt|regelt) ihr\b",
    r"\b(wie|was|wo|ob|dass|wenn|womit|welche\w*( \w+)?) ihr\b",
    r"\bwie \w+t (euer|eure|euren)\b",
    r"\b(geht|ging|gings|gehts|ergeht|erging|laeuft) (es |das )?(euch|bei euch)\b",
    r"\b(auch bei euch|bei euch auch|euch auch)\b",
    r"\b(wie|was|welche\w*)\b.* (laeuft|laufen|klappt|funktionier\w*|ist|sind|sieht|macht|wird|werden|lange|warten"
    r"|gelten|gilt)\b.* (bei|von|an|unter) euch\b",
    r"\b(wie|was|welche\w*)\b.* bei euch\b.* "
    r"(laeuft|laufen|klappt|funktionier\w*|gelten|gilt|gemacht|geloest|geregelt|organisiert|gehandhabt|aus)\b",
    r"\bwas (hat|haben|hilft|half) euch\b",
    r"\bwer (?!ist\b|sind\b|leitet\b)\w+t( sich)? bei euch\b",
    rf"\bgibt es( \w+)* ({_CENTRE}|{_CENTRES}) (die|das|der|wo) ",
    rf"\bwelche\w* {_CENTRE} (macht|hat schon|hat bereits|nutzt|plant|arbeitet)\b",
    r"\bhat( \w+)* (schon|mal|hier|bereits) (wer|jemand)\b",
    r"^(kollegiale beratung|erfahrungsaustausch)\b",
    r"\bwie viele \w+ \w+ bei euch\b",
    r"\bhat bei euch\b|\bhabt ihr bei euch\b|\b(wer|wie \w+) (sitzt|tagt|warten?)\b.* bei euch\b|\btagt bei euch\b",
    rf"\b(andere|anderen|anderer) {_CENTRES}\b",
    rf"\bwelche\w* {_CENTRES}( \w+)*? {_DOING}\b",
    r"\bwie (loest|machen|loesen|handhaben|regeln|gehen)( \w+)? (andere|die anderen|kollegen|wir alle|die kollegen)\b",
    r"\b(anyone|anybody|somebody|someone|your experiences?|any experiences?)\b",
    r"\bhow (do|did|are) (you|others|other|colleagues)\b",
    r"\bdo you (have|use|know|offer|recommend)\b",
)

# Such a question may be for colleagues as well as for Lotse: a sure answer of the knowledge comes first.
ANYBODY = _compile(
    r"\b(jemand|jemanden|jemandem|jmd|irgendwer|irgendjemand|irgendjemanden)\b",
    r"\bwer hat (ein\w*|schon|bereits|mal|so)\b",
    rf"\bwer hat\b(?!.*\b{_ONCE}$)",
    r"\b(bei|von|an|fuer|mit|unter|ausser) euch\b",
    r"\beuch\b",
    r"\b(eure|euren|eurem|eurer|euer)\b",
    r"\b(seid|habt|bietet|sitzt|sucht|koennt) ihr\b",
    r"\b(weiss|kann|darf|muss|soll|koennte) (jemand|wer)\b",
)

# Such a question wants to reach, visit or join a centre, whoever it seems to address.
REACHING = _compile(
    r"\b(erreiche|erreichen|finde|finden|kontaktiere|kontaktieren|treffe|treffen) (ich|wir|man) (euch|jemand\w*|wen)\b",
    r"\b(wann|ist|sind|wo|ob|heute|morgen)\b.* jemand\w*( \w+)? (da|erreichbar|ansprechbar|im buero|zu sprechen)\b",
    r"\b(ist|sind|wann|wo)( \w+)* da jemand\b",
    r"\bwo (seid|sitzt|findet) (ihr|man|ich)\b",
    r"\bseid ihr\b( \w+)* (zustaendig|erreichbar|da|offen|geoeffnet|auf)\b",
    r"\b(wann|bis wann|ab wann) (habt|seid|macht) ihr\b",
    r"\bhabt ihr( \w+)* (geoeffnet|offen|auf|zu|geschlossen|sprechzeiten?|oeffnungszeiten|stellen|stelle|jobs?|zeit)\b",
    r"\b(bewerben|bewerbung|praktikum|praktikumsplatz|ausbildungsplatz|fsj|bufdi)\b.* (bei|an) euch\b",
    r"\b(bei|an) euch\b.* (bewerben|bewerbung|praktikum|arbeiten|anfangen|mitarbeiten|anrufen|vorbeikommen|melden)\b",
    r"\beuch( \w+)? (besuchen|anrufen|erreichen|treffen|kontaktieren|schreiben)\b",
    r"\b(koennt|koenntet) ihr (mir|uns)( bitte)? (sagen|helfen|erklaeren|nennen|weiterhelfen)\b",
)

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
        jemand jemanden jemandem jmd irgendwer irgendjemand Erfahrung Erfahrungen erfahrungswerte kennt kennen hat habt
        haben wer ihr euch euer eure euren eurem eurer macht machen geht gehen läuft läufts klappt nutzt
        nutzen sucht suche suchen Austausch austauschen empfehlen Empfehlung Empfehlungen Tipp Tipps Idee
        Ideen gut gute gutes guten schon berichten erzählen weiterhelfen Kollegen Kolleginnen Kommunen Kreise
        Städte andere anderen anderer KI KIs Zentren Zentrum könnt könntet gibt Frage Fragen Runde mal eigenen
        eigene eigener eigenes aufgebaut umgesetzt eingeführt gestartet organisiert plant setzt besetzt bietet
        betreut anyone anybody experience experiences know use how with colleagues schicken senden teilen zeigen
        weitergeben weiterleiten würde würdet hätte möchte mag gesucht Lust Interesse gemacht gesammelt vorgegangen
        bereits zufrieden hinbekommen löst handhabt regelt reagieren
        """
    )
)

# What "you" and "your" mean where a question addresses the centres.
ADDRESSED = _compile(
    r"\b(seid|fuer|foerdert|bezahlt|finanziert|gibt es) (ihr|euch)\b", r"\b(eure|euren|eurem|eurer|euer)\b"
)
CENTRES = ("kommunale", "integrationszentren")
