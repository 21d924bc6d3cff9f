"""Phrases of courtesy and of questions about Lotse itself, in German and English."""

from collections.abc import Mapping

from knowledge.finding import Smalltalk
from knowledge.search.phrases.chatter import CHATTER
from knowledge.search.phrases.patterns import Phrase, expand_phrases
from knowledge.text import split_words

_GREETING = """
hallo|hallochen|hello|hi|hey|hej|huhu|servus|moin|mahlzeit|na|tach|tag|morgen|salut|hola|grüezi|gruezi|aloha|ahoi|moinsen|tachchen|hallöle|angenehm|buongiorno
halli hallo
moin|hallo|hi moin|hallo|hi
glück auf
grüß gott|dich|euch|sie
guten|gute|schönen guten+ tag|morgen|abend|mittag|nachmittag|vormittag
good morning|afternoon|evening|day
hi|hello|hey there|all|everyone|everybody
zusammen
lotse
lieber|liebe|liebes|hallo lotse
liebes|hallo|hi|moin team
liebe|hallo|hi kolleginnen|kollegen|kolleg|alle|leute
liebe kolleginnen und kollegen
hallo|hi in die runde
sehr geehrte damen und herren
schön dass du da bist
frohes neues jahr+
frohe weihnachten|ostern
start
"""

_THANKS = """
danke|dankeschön|dankesehr|dankö|merci|thx|thanks|thank|tnx|gracias|grazie|obrigado|tak|gleichfalls|dankschee|danki
danke schön|sehr|dir|euch|ihnen|vielmals|nochmal|nochmals
ich danke dir|euch|ihnen
vielen|herzlichen|besten|tausend|lieben|schönen|ganz vielen+ lieben+ herzlichen+ dank
1000 dank
dank dir|euch|ihnen
hab|habt|haben sie+ dank|vielen
bin dir|euch|ihnen dankbar
thank you|u
many thanks
thanks a lot
merci|thanks|thank vielmals|beaucoup|bien
very much
so much
appreciate it|that
das+ hilft|half mir+ sehr+ weiter+
das hat mir+ sehr+ geholfen|weitergeholfen
du hast|warst mir+ sehr+ geholfen|weitergeholfen|hilfreich
sie haben mir+ sehr+ geholfen|weitergeholfen
damit ist mir geholfen
sehr hilfreich
für die|deine|eure|ihre schnelle+ hilfe|auskunft|antwort|antworten|mühe|unterstützung
für die|deine|eure|ihre info|infos|information|informationen
for the|your help|info|information|answer
im voraus
war|waren hilfreich|nützlich
lieb|nett von dir|euch|ihnen
mehr wollte|brauche ich+ nicht
das war alles|es
das wars|wärs
das reicht mir+
"""

_HELP = """
hilfe|help|anleitung|bedienung|befehle|kommandos|menü|commands|manual|bedienungsanleitung|gebrauchsanweisung|funktionen
hilf|helfen|helf mir
hilf|helfen|helf mir bitte
kannst|könntest|würdest du mir|uns helfen|weiterhelfen
können|könnten sie mir|uns helfen|weiterhelfen
könnt|könntet ihr mir|uns helfen|weiterhelfen
ich+ wir+ brauche|brauch|brauchen|bräuchte hilfe|unterstützung
kannst|könntest du mir|uns bei|mit etwas|was helfen
kannst|könntest du mir|uns helfen bei|mit etwas|was
ich|wir habe|hab|haben eine|ne|da frage|fragen
kann|darf|dürfte ich dich|euch|sie was|etwas fragen
help me
was kannst|könntest|kann du|ich alles|denn|eigentlich+
was kannst|kann du alles|für mich|uns+ tun+
was kannst du für mich|uns tun
was können sie alles+
was kann der|dieser|das bot|chatbot|lotse|ding|assistent
was kann ich dich|hier|alles+ fragen
was darf|soll ich dich|hier|alles+ fragen
was kann man dich|hier+ fragen|machen
was kann ich hier machen|tun
was weißt du alles+
was kannst du nicht|besser|gut
wozu bist du gut|nütze
was soll|kann|mache ich hier tun+ machen+
was tust|machst|bietest|hast|antwortest du an|hier|eigentlich+
was macht|kann|ist|bietet der|die|dieser|das+ bot|chatbot|lotse|ding
was soll ich dich+ fragen|schreiben|eingeben|tippen
was ist das hier
wo bin ich hier
wie funktionierst|gehst du
wie funktioniert|geht|läuft das|es|der hier|bot|lotse+
wie funktioniert der|dieser bot|lotse|chat
wie bedient|benutzt|benutze|bediene man|ich dich|das|den|lotse hier|bot+
wie kann|soll ich dich benutzen|nutzen|bedienen|fragen
wobei|womit|wie kannst du|man mir+ helfen
wobei|womit|wie können sie mir+ helfen
wofür|wozu|warum|für was bist|gibt du|es da|dich+
wofür|wozu gibt es dich
zeig|zeige mir was du kannst
erklär|erkläre mir wie das|es|du geht|funktioniert
ich+ weiß|weiss nicht weiter|wie
ich komme nicht weiter|klar
worüber|über was kannst du|weißt reden|sprechen|bescheid+
welche fragen kannst|beantwortest du beantworten+
welche themen kennst|kannst du
what can you do
what can you do for me
what do you do|know
what can i ask|do you|here+
how does this|it work
how do you work
can|could you help me
how can you help me+
i need help
how do i use this|you
"""

_FAREWELL = """
tschüss|tschüß|tschüssi|tschö|tschau|ciao|bye|byebye|goodbye|ade|adieu|adios|arrivederci|servus|pfiat|feierabend|uff
bye bye
auf wiedersehen|wiederhören|wiederschauen
bis bald|später|dann|morgen|denne|demnächst|nachher|montag|dienstag|mittwoch|donnerstag|freitag|nächste|gleich
bis zum nächsten mal
bis nächste|naechste woche
schönen|angenehmen|guten|ruhigen|erholsamen tag|abend|nachmittag|feierabend|urlaub|mittag noch+ dir+ euch+
schönes|gutes|langes|ruhiges|erholsames wochenende|we noch+ dir+ euch+
schöne|gute|erholsame|ruhige woche|ferien|feiertage|pause|zeit|weihnachten|nacht noch+
einen|ein|eine schönen|schönes|schöne tag|abend|feierabend|wochenende|woche noch+
mach|machs|machts|lass|lasst gut|es dir+ gut
mach es gut
ich+ bin+ muss|mache dann|jetzt+ los|weg|schluss|feierabend
gute nacht
schlaf|schlafen gut|schön|sie
wir|man sehen|hören|hört|sieht|lesen uns|sich
see you later|soon|tomorrow+
cu|cya
take care
have a nice|good day|weekend|evening
viel erfolg|spaß|glück noch+
alles gute
mfg|lg|vg|gruß|grüße
liebe|viele|beste|schöne|herzliche|freundliche grüße
mit freundlichen|besten|lieben|vielen grüßen
"""

SMALLTALK: Mapping[Smalltalk, tuple[Phrase, ...]] = {
    Smalltalk.GREETING: expand_phrases(_GREETING),
    Smalltalk.THANKS: expand_phrases(_THANKS),
    Smalltalk.HELP: expand_phrases(_HELP),
    Smalltalk.FAREWELL: expand_phrases(_FAREWELL),
    **CHATTER,
}

PARTING_THANKS = expand_phrases(
    """
    danke|dankeschön|merci|thx|thanks
    danke schön|sehr|dir|euch|ihnen im+ voraus+
    danke im voraus
    vielen|besten|lieben|herzlichen|tausend dank im+ voraus+
    thank you
    thanks in advance
    mfg|lg|vg|gruß|grüße
    liebe|viele|beste|schöne|herzliche grüße
    mit freundlichen|besten|lieben|vielen grüßen
    """
)

# How questions about Lotse itself begin.
ABOUT_LOTSE = frozenset(
    expand_phrases(
        """
        bist|warst|wirst|magst|liebst|lebst|schläfst|fühlst|glaubst|spielst|trinkst|isst|wohnst du
        du bist|warst|magst|wirst
        heirate|küss|umarme|blamier|ärgere mich
        are you
        """
    )
)

FILLERS = frozenset(
    split_words(
        """
        na ja du dir mir sie noch denn mal so alles eigentlich bitte und auch sehr dich euch ihr da aber echt total voll
        ganz wirklich heute jetzt dann doch halt einfach schon nur wieder hier s n ne nochmal nochmals erstmal erst ich
        es mein meine lieber liebe liebes allerseits an oh ah ach och hm tja also oder the a for your please dear alter
        ey gerade grad uns ihnen ein eine einen bist ist sind seid war der die das dieser diese dieses bot chatbot ding
        teil programm maschine bloß wohl richtig
        """
    )
)
