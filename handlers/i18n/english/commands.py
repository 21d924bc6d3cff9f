"""Commands in English: names, descriptions and the parts of the help."""

from collections.abc import Mapping

from handlers.core.sections import Section
from handlers.i18n.catalogue import CommandTexts

SECTIONS: Mapping[Section, str] = {
    Section.KNOWLEDGE: "Information",
    Section.EXCHANGE: "Questions to colleagues",
    Section.NEWS: "Announcements",
    Section.PERSON: "You and your data",
    Section.MODERATION: "Moderation",
    Section.EDITING: "Editors",
}

COMMANDS: Mapping[str, CommandTexts] = {
    "hilfe": CommandTexts(name="help", does="What Lotse can do", phrases=("commands",), words=("all",)),
    "abbrechen": CommandTexts(name="cancel", does="Ends what Lotse is asking"),
    "start": CommandTexts(name="start", does="Greeting, also after “stop”"),
    "sprache": CommandTexts(name="language", does="German or English", example="de"),
    "eintrag": CommandTexts(name="entry"),
    "mehr": CommandTexts(name="more"),
    "auswahl": CommandTexts(name="choice"),
    "angebote": CommandTexts(name="offers"),
    "aendern": CommandTexts(name="correct", does="Correct an entry", example="KI Bochum"),
    "rueckgaengig": CommandTexts(name="undo", does="Take your last change back"),
    "frage": CommandTexts(name="ask", does="A question to colleagues", example="Has anybody tried …?"),
    "themen": CommandTexts(name="topics", does="Topics of exchange"),
    "thema": CommandTexts(name="topic", does="What there is on a topic", example="Sprachmittlung"),
    "offen": CommandTexts(name="open", does="Open questions that you may know about", phrases=("open questions",)),
    "meine": CommandTexts(name="mine", does="Your questions", phrases=("my questions",)),
    "ansehen": CommandTexts(name="look", does="A question, to answer it", example="12"),
    "geloest": CommandTexts(name="solved", does="A question is solved", example="12"),
    "anonym": CommandTexts(name="anonymous", does="Take your name off a question", example="12"),
    "mitlesen": CommandTexts(name="join", does="Read the answers to a question", example="12"),
    "abonnieren": CommandTexts(name="subscribe", does="Get new questions of a topic", example="Sprachmittlung"),
    "abbestellen": CommandTexts(name="unsubscribe", does="Get them no more", example="Sprachmittlung"),
    "antworten": CommandTexts(name="reply"),
    "kollegen": CommandTexts(name="colleagues"),
    "zeichnen": CommandTexts(name="sign"),
    "absenden": CommandTexts(name="send"),
    "verwerfen": CommandTexts(name="drop"),
    "vorschau": CommandTexts(name="preview"),
    "gehoert": CommandTexts(name="belongs"),
    "abo": CommandTexts(
        name="subscriptions", does="Which announcements you get", phrases=("my subscriptions",), words=("here",)
    ),
    "stopp": CommandTexts(name="stop", does="No more messages"),
    "zentrum": CommandTexts(
        name="centre", does="The centre that you work for", example="Bochum", phrases=("my centre",)
    ),
    "mitglied": CommandTexts(name="member", does="Belong to a centre, with a code from there"),
    "mitglieder": CommandTexts(name="members", does="Who belongs to your centre"),
    "pflege": CommandTexts(name="care", does="What is to do in your entries"),
    "uebergabe": CommandTexts(
        name="handover", does="You leave: pass on what you look after", phrases=("i am leaving",)
    ),
    "vertretung": CommandTexts(name="deputy", does="Who stands in until you are back", example="until 15 August"),
    "verbinden": CommandTexts(name="connect", does="Connect your accounts"),
    "trennen": CommandTexts(name="disconnect", does="Disconnect connected accounts"),
    "datenschutz": CommandTexts(name="privacy", does="What Lotse keeps of you"),
    "meinedaten": CommandTexts(name="mydata", does="All that is kept of you", phrases=("my data",)),
    "loeschen": CommandTexts(name="erase", does="Erase all that is kept of you", phrases=("erase my data",)),
    "verschieben": CommandTexts(name="move", does="A question to another topic", example="#A12 Sport"),
    "zusammenlegen": CommandTexts(name="merge", does="Two questions into one", example="#A12 #A9"),
    "verbergen": CommandTexts(name="hide", does="Take a question out of the channels", example="#A12"),
    "ankuendigung": CommandTexts(name="announce", does="Write an announcement"),
    "kalender": CommandTexts(name="calendar", does="Planned announcements"),
    "vorlagen": CommandTexts(name="templates", does="Templates for announcements"),
    "entwuerfe": CommandTexts(name="drafts", does="Drafts for the knowledge base"),
    "entwurf": CommandTexts(name="draft", does="Look at one of them, or change it", example="3"),
    "freigeben": CommandTexts(name="approve", does="Put it into the knowledge base", example="3"),
    "streichen": CommandTexts(name="dismiss", does="Drop it", example="3"),
    "pruefen": CommandTexts(name="review", does="Entries that need a review"),
    "runde": CommandTexts(name="round", does="How far the contacts of centres are checked"),
    "redaktion": CommandTexts(name="desk", does="Sign in at the editors’ desk in the browser"),
    "abmelden": CommandTexts(name="signout", does="Sign out of the editors’ desk, everywhere"),
    "unbeantwortet": CommandTexts(name="unanswered", does="Questions without a good answer"),
    "formulierungen": CommandTexts(name="phrasings", does="Questions that should lead to an entry"),
    "kanal": CommandTexts(
        name="channel", does="Questions on a topic go here; “off” ends it", example="Sport", words=("off",)
    ),
}
