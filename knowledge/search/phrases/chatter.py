"""Phrases of small talk beyond courtesy: questions about Lotse, praise, insults, tests, in German and English."""

from collections.abc import Mapping

from knowledge.finding import Smalltalk
from knowledge.search.phrases.patterns import Phrase, expand_phrases

_INSULTING = """
doof blöd dumm dämlich bescheuert scheiße scheisse kacke mist müll schlecht mies nutzlos unnütz unnötig unfähig
nervig lahm hohl bekloppt behämmert beschränkt peinlich lächerlich furchtbar schrecklich grottig grottenschlecht
unbrauchbar wertlos inkompetent ahnungslos hässlich langweilig stupid dumb useless annoying terrible awful bad
idiotisch schwachsinnig unmöglich unverschämt
"""
_NAMES = """
idiot depp trottel dummkopf arsch arschloch penner versager spinner blödmann niete pfeife flasche schwachkopf
vollidiot vollpfosten volltrottel honk lappen opfer blödsinn quatsch schwachsinn bullshit unsinn mist müll
saftladen frechheit unverschämtheit
"""
_INSULTING_ADJECTIVES = """
blöder blöde blödes dummer dumme dummes doofer doofe doofes scheiß scheiss dämlicher dämliche dämliches nutzloser
nutzloses bescheuerter bescheuertes unfähiger mieser mieses verdammter verdammtes stupid dumb useless
"""
_PRAISING = """
toll super klasse prima spitze großartig cool lieb nett süß witzig lustig klug schlau hilfreich schnell genial der
hammer fantastisch wunderbar freundlich intelligent gut awesome great nice smart funny clever
"""
_MADE = """
gemacht programmiert gebaut entwickelt erfunden erschaffen geschaffen entworfen erstellt trainiert geschrieben
hergestellt konstruiert ausgedacht
"""
_MACHINE = """
mensch bot chatbot roboter maschine computer automat programm person frau mann ki ai chatgpt gpt llm algorithmus
software assistent human robot machine real alexa siri gemini copilot echt lebendig
"""

_WELLBEING = """
wie geht|gehts|gehz es|s+ dir|euch|ihnen|ihr+
und dir|selbst|du
wie läufts|läuft|stehts|steht es|s+
wie geht|läuft es|s heute+
wie ist das befinden|werte
wie ist deine|die stimmung|laune
wie war dein|der tag|wochenende
wie fühlst du dich
was geht|gehtn|läuft ab|so+
alles klar|gut|ok|okay|fit|paletti|roger|senkrecht bei+ dir|euch
na alles klar|gut+
gehts|geht es|s+ dir|euch gut
gut geschlafen
bist du müde|wach|traurig|glücklich|gut drauf+
was gibts|gibt neues|s+
how are|r you|u
how is it going
how do you do
what s|is up
mir geht es|s+ gut|schlecht|auch|super
ich bin müde|traurig|gestresst|fertig|krank
erzähl|erzähle|sag|sage mir+ was|etwas von+ dir+
mir ist langweilig|kalt|warm
was|wie machst du so|gerade|heute|den+ ganzen+ tag+
"""

_ORIGIN = """
bist du ein|eine+ {machine}
bist|ist du|das|lotse künstliche|künstlich|menschlich|automatisch intelligenz+
sind sie ein|eine+ {machine}
du bist ein|eine+ {machine}
bist du echt|wer|lebendig
ist da|hier jemand|wer|ein mensch+
jemand|wer da|hier
schreibe|rede|spreche|schreib|red|chatte|bin ich|ich+ hier+ mit einem|einer {machine}
schreibt|redet|antwortet|sitzt|arbeitet hier|da|mir ein|eine {machine}
ist das|lotse|hier ein|eine+ {machine}
kann ich mit einem|einer echten+ mensch|menschen|person|mitarbeiter|mitarbeiterin reden|sprechen|schreiben|chatten
gibts|gibt es hier|da|auch einen|ne|nen+ mensch|menschen
steckt dahinter|da ein|eine mensch|ki|chatgpt|gpt
wer|was bist|sind|ist du|sie|lotse
wer|was bist du eigentlich|genau|überhaupt
wer|was ist der|dieser|diese bot|chatbot|lotse
wie heißt|heisst du|ihr
wie ist dein name
hast du einen|nen+ namen|name|gefühle|hunger|freunde|familie|humor|feierabend|urlaub|geburtstag
wie alt bist du
wann bist du geboren
wann hast du geburtstag|feierabend
woher kommst|bist du
wo wohnst|lebst|bist du
wer hat dich|lotse|diesen|den|das bot|chatbot|ding|hier+ {made}
wer hat dich|lotse denn|eigentlich+ {made}
von wem bist|wurdest du {made}
von wem kommst du
wer steckt|steht dahinter|hinter dir|lotse+
wer ist dein|deine chef|chefin|entwickler|entwicklerin|erfinder|vater|mutter|papa|mama|hersteller|betreiber|schöpfer
wem gehörst du
für wen arbeitest du
wer betreibt|bezahlt|steuert|programmiert|kontrolliert dich|den bot|lotse+
wer sind deine entwickler|macher|eltern
bist du von openai|google|microsoft|der|meta
benutzt|nutzt|verwendest du chatgpt|gpt|ki|openai
wie wurdest du {made}
warum heißt du lotse|so
schläfst|träumst|isst|lebst|denkst|lernst|arbeitest du nachts|nie|auch|immer|manchmal|selbst|dazu+
magst|liebst|kennst|vermisst|siehst|hörst du mich|mir|uns|pizza|kaffee
kannst du denken|fühlen|lachen|lernen|sprechen|reden|hören
sprichst|verstehst|kannst du deutsch|englisch|mich
sagst|sprichst|lügst du immer die+ wahrheit+
who are you
what are you
are you a|an+ {machine}
who made|built|created|programmed|designed you
who|what is lotse
what is your name
what s your name
"""

_INSULT = """
{insulting}
{name}
{insulting_adjective}
bist|ist|seid|war {insulting}
das ist|war|taugt keine|kein antwort|hilfe
schlechter|schlechte|schlechtes|furchtbarer|schrecklicher|langweiliger bot|chatbot|antwort|lotse|programm|witz
das taugt|bringt nichts
das hilft|bringt|nützt mir+ nicht|nix|nichts|gar+ weiter+
du hilfst mir+ nicht
hilft nicht
du kannst|weißt|taugst|verstehst gar+ nichts|nix|nicht|mich
du kapierst|checkst|verstehst es|mich|nichts|nix|gar+ nicht|nichts+
du hast keine|null ahnung|plan
keine ahnung hast du
du nervst|stinkst|spinnst|laberst
du gehst mir auf die nerven|den keks|sack
halt die|deine klappe|fresse|schnauze|maul
halts maul
leck mich
fick|fuck dich|you|off
fuck|shit|wtf|damn|verdammt|mann|menno|boah|kacke|scheiße|scheisse
verpiss|schleich|verzieh|hau dich|ab
geh weg|sterben
ich hasse|hass dich|das|lotse
lass mich in ruhe
was für ein|eine {name}
was soll das|der quatsch|mist+
falsch
das ist|war falsch|unsinn|quatsch|nicht richtig+
stimmt nicht
das stimmt gar+ nicht
du lügst
shut up
you suck
you are|re {insulting}
bist du {insulting}
"""

_PRAISE = """
bist|ist|war|seid ein|eine|der+ {praising}
wie {praising}
guter|gute|gutes|braver|toller|tolle|tolles|schlauer bot|chatbot|lotse|job|arbeit|sache|antwort|ding|idee
cooler|netter|bester|lieber bot|chatbot|lotse
gut|super|toll|klasse gemacht
du+ machst das|deine gut|super|toll|arbeit
weiter so
ich mag|liebe|lieb dich
hab dich lieb
das klappt|funktioniert|geht ja+ gut|super|toll|prima
bin begeistert|beeindruckt
beeindruckend|wow|respekt|bravo|chapeau|hammer|geil|nice|stark|genial|großartig|fantastisch|wunderbar|awesome|amazing
well done
good bot|job
du bist der|die|das beste|hammer
"""

_LAUGHTER = """
witzbold|spaßvogel|herrlich|köstlich
haha|lol|rofl|lmao|xd|hihi|höhö|kicher|grins|lach|witzig|lustig|zwinker|ggg|hehe
lach|lache mich tot|weg|kaputt|schlapp
das ist|war witzig|lustig|komisch
sehr witzig|lustig
scherz|spaß|spass
nur spaß|spass
war nur|ein ein+ scherz|witz|spaß
"""

_APOLOGY = """
sorry|entschuldigung|entschuldige|verzeihung|pardon|sry|tschuldigung|tschuldige|schuldigung|ups|oops|hoppla|uups|upps|verzeih
tut|tuts mir+ leid|sehr+ leid
das+ tut mir leid
es tut mir leid
entschuldigen|verzeihen sie
entschuldige|verzeih mir
bitte um entschuldigung|verzeihung
sei mir+ nicht böse
war|wars mein fehler
mein fehler
my bad|fault
falsch geschrieben|getippt|gedrückt
hab|habe mich vertippt|verschrieben|verklickt|geirrt|vertan
vertippt|verschrieben|verklickt|verwählt|versehen
war ein versehen
aus versehen
war nicht für dich
falscher|falsches|falsche chat|fenster|gruppe|kanal
vergiss es|das
vergiß es
egal|schon gut
excuse me
i am|m sorry
"""

_TEST = """
test|testen|testing|probe|testnachricht|testlauf|testtest|ping|echo|asdf|123|tst
test test test+
das+ ist|war nur|ein|eine|ein+ test|testnachricht|probe|versuch
ich teste|probiere dich|das|nur|aus+
wollte|will dich|das|nur|mal|es testen|ausprobieren|probieren
eins zwei drei
test 1|123|eins|2|3 2+ 3+
funktioniert|geht|klappt|läuft das|es|der|dieser bot|lotse|chat|hier
funktionierst du
kommt das|die|meine nachricht+ an
bist du da|noch|online|erreichbar|wach|am|an da+
noch da|wach
hörst|liest|siehst du mich|das|mit
hello world
hallo welt
is this working|on
are you there
"""

_ASSENT = """
ok|okay|oki|okidoki|okey|oke|k|jo|joa|yo|yes|yep|ja|jap|jep|jup|jawohl|jaja|nein|nee|nö|no|nope|gut|gutt|aha|achso|soso|super|prima|perfekt|klasse|toll|cool|spitze|top|fein|gerne|gern|alright|great|fine|perfect|genau|stimmt|richtig|klar|verstanden|verstehe|verstehs|passt|sicher|sure|roger|check|yay|juhu|yeah|oh|ah|hm|hmm|mhm|hmhm|aja|schade|oje|naja|nun|tja|puh|eben
interessant|spannend|krass|logo|jawoll|vielleicht|meinetwegen|wahnsinn|unglaublich
ach so|ja
bitte|bitteschön|mega|nichts|egal|prost|glückwunsch|gratuliere|gesundheit|bingo
bitte schön|sehr
gern|gerne geschehen
kein|keine|null problem|thema|ursache|sorge
nichts zu danken
macht nichts
no problem|worries
you are|re welcome
alles klar|verstanden|gut|ok|okay|roger|prima|super
geht klar
in ordnung
sehr|ganz|auch gut|schön
ist gut|ok|okay|klar
das|dann ist|passt|wars gut|ok|okay|klar|schon
hab|habe ichs|ich|es verstanden|gefunden|notiert
hab|habe verstanden
ich verstehe|versteh
wird gemacht
gute idee
stimmt genau|so+
weiß|weiss ich+ schon|bescheid|nicht
ich weiß|weiss
keine ahnung
mach ich
mal sehen|schauen|gucken
i see
got it
all right
of course
"""

_PUZZLED = """
hä|häh|hae|wat|huh|hääh|eh
wie|was bitte
bitte was
wie meinst du das
was meinst du damit+
was heißt|bedeutet das
ich|das+ verstehe|versteh ich+ nicht|nix
das|es verstehe ich nicht
verstehe|versteh ich|nicht nicht|nur+ bahnhof+
nicht verstanden
ich habe|hab das|dich|nicht+ nicht verstanden
kapier|kapiere ich+ nicht
check|checke ich+ nicht
hast du mich|das verstanden
sag|sagst|schreib das nochmal|anders
nochmal bitte
noch einmal bitte+
wiederhol|wiederhole das
i don t understand|get it+
what do you mean
"""

CHATTER: Mapping[Smalltalk, tuple[Phrase, ...]] = {
    Smalltalk.WELLBEING: expand_phrases(_WELLBEING),
    Smalltalk.ORIGIN: expand_phrases(_ORIGIN, machine=_MACHINE, made=_MADE),
    Smalltalk.COMPLAINT: expand_phrases(
        _INSULT, insulting=_INSULTING, name=_NAMES, insulting_adjective=_INSULTING_ADJECTIVES
    ),
    Smalltalk.PRAISE: expand_phrases(_PRAISE, praising=_PRAISING),
    Smalltalk.LAUGHTER: expand_phrases(_LAUGHTER),
    Smalltalk.APOLOGY: expand_phrases(_APOLOGY),
    Smalltalk.TEST: expand_phrases(_TEST),
    Smalltalk.ASSENT: expand_phrases(_ASSENT),
    Smalltalk.PUZZLED: expand_phrases(_PUZZLED),
}
