"""The texts of the desk on rounds, what is due, and deputies in English."""

from collections.abc import Mapping

CARE: Mapping[str, str] = {
    "Pflege": "Care",
    "Runde": "Round",
    "Was ansteht": "What is due",
    "Vertretungen und Übergaben": "Deputies and handovers",
    "Eintrag oder Zentrum": "Entry or centre",
    "Hier passt nichts zu dieser Suche.": "Nothing here fits this search.",
    "Die Redaktion an Runden erinnern": "Remind the editors of rounds",
    # Rounds
    "Einmal im Quartal werden die Kontaktdaten aller Zentren geprüft.": (
        "Once a quarter the contact details of all centres are checked."
    ),
    "Runde %(quarter)s/%(year)s": "Round %(quarter)s/%(year)s",
    "Lotse fragt von selbst niemanden, denn so ist es eingestellt (knowledge.ask_fields).": (
        "Lotse asks nobody by itself, as it is set so (knowledge.ask_fields)."
    ),
    "geprüft": "checked",
    "kurz vorher geprüft": "checked shortly before",
    "fehlen noch": "still missing",
    "Es fehlt etwas": "Something is missing",
    "Fertig": "Done",
    "Niemand pflegt es": "Nobody looks after it",
    "Zentren durchsuchen": "Search centres",
    "Fehlt noch": "Still missing",
    "nicht bekannt:": "not known:",
    "Zuletzt geprüft": "Checked last",
    "Mitglieder": "Members",
    "%(checked)s von %(total)s": "%(checked)s of %(total)s",
    "Alle Zentren als CSV": "All centres as CSV",
    "Es fehlt nichts mehr: Alle Kontaktdaten sind geprüft.": "Nothing is missing: all contact details are checked.",
    "Noch ist kein Zentrum fertig. „Geprüft“ heißt: Jemand hat die Angabe in dieser Runde bestätigt oder geändert.": (
        "No centre is done yet. “Checked” means: somebody has confirmed or changed the value in this round."
    ),
    "Zu jedem Zentrum gehört jemand.": "Somebody belongs to each centre.",
    "Noch gibt es keine Zentren.": "There are no centres yet.",
    "Leg das erste an.": "Make the first one.",
    "Runden sind ausgeschaltet (knowledge.contact_rounds). Einschalten kann sie, wer Lotse betreibt.": (
        "Rounds are turned off (knowledge.contact_rounds). Whoever runs Lotse can turn them on."
    ),
    # What is due
    "Was jemand ansehen sollte, in allen Zentren und bei euch.": (
        "What somebody should look at, in all centres and at the office."
    ),
    "gefragt, noch keine Antwort": "asked, no answer yet",
    "auf später verschoben": "put off",
    "wusste das Zentrum nicht": "the centre did not know",
    "lange nicht bestätigt": "not confirmed for long",
    "Prüfdatum ist vorbei": "review date has passed",
    "gilt nicht mehr": "no longer valid",
    "Alle haben den Chat mit Lotse verlassen": "Everybody has left the chat with Lotse",
    "Seit vier Wochen antwortet niemand": "Nobody has answered for four weeks",
    "Zum Zentrum gehört niemand": "Nobody belongs to the centre",
    "Das Zentrum gibt es nicht mehr": "The centre no longer exists",
    "das Zentrum selbst": "the centre itself",
    "Aufgeschoben": "Put off",
    "Niemand antwortet": "Nobody answers",
    "Gefragt am": "Asked on",
    "Was ansteht, durchsuchen": "Search what is due",
    "Mach einen Code und schick ihn ins Zentrum, oder gib den Eintrag im Formular jemand anderem.": (
        "Make a code and send it to the centre, or give the entry to somebody else in its form."
    ),
    "Frag dort nach, wer übernimmt, und schick den Code.": "Ask there who takes over, and send the code.",
    "Nichts ist fällig: Alles ist bestätigt, oder Lotse hat schon gefragt.": (
        "Nothing is due: everything is confirmed, or Lotse has already asked."
    ),
    "Niemand hat etwas aufgeschoben.": "Nobody has put anything off.",
    "In jedem Zentrum, zu dem jemand gehört, ist jemand zu erreichen.": (
        "In each centre to which somebody belongs, somebody can be reached."
    ),
    "Zeigen, was fällig ist": "Show what is due",
    "Keine Frage ist offen. Werktags ab 9 Uhr fragt Lotse, wer pflegt, was fällig ist.": (
        "No question is open. On working days from 9 o’clock on, Lotse asks those who look after what is due."
    ),
    # Deputies and handovers
    "Wer gerade für jemanden pflegt, und was noch niemand übernommen hat.": (
        "Who stands in for somebody right now, and what nobody has taken over yet."
    ),
    "Vertretungen": "Deputies",
    "Abgegeben von": "Handed over by",
    "Es vertritt": "Deputy",
    "Bis": "Until",
    "Gerade vertritt niemand jemanden. Wer eine Zeit lang nicht da ist, schreibt Lotse „Vertretung bis 15.8.“.": (
        "Nobody stands in for anybody right now. Whoever is away for a while writes “deputy until 15 August” to Lotse."
    ),
    "Offene Übergaben": "Open handovers",
    "Vertretung bis": "deputy until",
    "geht und gibt alles ab": "leaves and hands everything over",
    "wer den Code hat": "whoever has the code",
    "Keine Übergabe wartet. Wer geht, schreibt Lotse „Ich gehe“; bis jemand zusagt, bleibt alles, wie es ist.": (
        "No handover waits. Whoever leaves writes “I am leaving” to Lotse; until somebody agrees, all stays as it is."
    ),
}
