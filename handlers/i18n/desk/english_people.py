"""The texts of the desk on people, roles, rooms, members and owners in English."""

from collections.abc import Mapping

PEOPLE: Mapping[str, str] = {
    "Rollen": "Roles",
    "Abos in Zahlen": "Subscriptions in numbers",
    "Räume und Kanäle": "Rooms and channels",
    "Lotse ist nicht mehr dort": "Lotse is no longer there",
    "umgezogen": "moved",
    "in Ordnung": "fine",
    "Das ist kein Konto. Auf Matrix sieht es so aus: @anna:example.org, auf Telegram ist es eine Zahl: 4711.": (
        "That is not an account. On Matrix it looks like this: @anna:example.org; on Telegram it is a number: 4711."
    ),
    "Das ist eine Gruppe. Die Rolle bekommt ein Mensch: Nimm die Zahl des Kontos, ohne Minus.": (
        "That is a group. The role goes to a person: use the number of their account, without the minus."
    ),
    "Dieses Konto gehört schon zur Redaktion.": "This account is an editor’s already.",
    "Die Rolle gilt ab sofort. Sag der Person, dass sie Lotse im Direktchat /redaktion schreiben kann.": (
        "The role is in force. Tell the person that they can write /desk to Lotse in a direct chat."
    ),
    "Die Rolle ist entzogen, die Anmeldungen der Person sind beendet.": (
        "The role is revoked, and the person is signed out everywhere."
    ),
    "Dieses Konto hatte die Rolle nicht von hier. Es hat sich nichts geändert.": (
        "This account was not granted the role here. Nothing has changed."
    ),
    "Wer welche Rolle hat": "Who has which role",
    "Rollen durchsuchen": "Search the roles",
    "Konto oder Thema": "Account or topic",
    "Diese Rolle hat noch niemand.": "Nobody has this role yet.",
    "Eine Rolle gilt für alle verbundenen Konten eines Menschen.": (
        "A role holds for all linked accounts of a person."
    ),
    "Pflegt das Wissen, schreibt Ankündigungen und moderiert jedes Thema.": (
        "Curate the knowledge, write announcements and moderate every topic."
    ),
    "Konto": "Account",
    "Woher": "From",
    "hier freigeschaltet,": "granted here,",
    "Konfiguration": "Configuration",
    "Entziehen …": "Revoke …",
    "Entziehen": "Revoke",
    "Noch niemand. Trag Konten unter [roles] in der Konfiguration ein.": (
        "Nobody yet. Add accounts under [roles] in the configuration."
    ),
    "Jemanden freischalten": "Grant the role to somebody",
    "Freischalten": "Grant",
    "Auf Matrix die ganze Adresse, auf Telegram die Zahl des Kontos. Sie steht in der Datei, die "
    "/meinedaten "
    "schickt.": (
        "On Matrix the whole address, on Telegram the number of the account. It is in the file that /mydata sends."
    ),
    "Freischalten und entziehen kann, wer Lotse betreibt.": "Those who run Lotse can grant and revoke the role.",
    "Moderation": "Moderation",
    "Wird gerufen, wenn eine Frage an Kolleg*innen liegen bleibt, und darf sie verschieben, zusammenlegen, verbergen "
    "und schließen.": ("Are told when a question to colleagues stays open, and may move, merge, hide and close it."),
    "alle Themen": "all topics",
    "Niemand eigens: Das macht die Redaktion.": "Nobody in particular: the editors do it.",
    "Hält Lotse am Laufen und bekommt Nachricht, wenn etwas klemmt.": "Keep Lotse running and are told of trouble.",
    "Niemand ist eingetragen: Wenn etwas klemmt, erfährt es keiner.": "Nobody is set: nobody is told of trouble.",
    "Rolle entziehen?": "Revoke the role?",
    "Dieser Mensch kann dann sofort kein Wissen mehr ändern und nichts mehr ankündigen, im Chat und hier. Seine "
    "Anmeldungen enden. Was er geschrieben hat, bleibt.": (
        "From then on this person can’t change any knowledge or announce anything, in chats and here. They are signed "
        "out. What they have written stays."
    ),
    "Das bist du selbst. Du wirst abgemeldet und kannst dich nicht wieder freischalten.": (
        "That is you. You will be signed out and can’t grant yourself the role again."
    ),
    "Wie viele mitlesen. Wer was liest, zeigt Lotse niemandem.": ("How many read. Lotse shows nobody who reads what."),
    "Direktchats": "direct chats",
    "Räume und Gruppen": "rooms and groups",
    "haben alles abbestellt": "have stopped everything",
    "ausgewählt von": "chosen by",
    "Themen durchsuchen": "Search the topics",
    "Fragen an Kolleg*innen kommen sofort, täglich oder wöchentlich; Ankündigungen zum Thema, sobald sie "
    "hinausgehen.": (
        "Questions to colleagues come at once, daily or weekly; announcements on the topic as soon as they go out."
    ),
    "Fragen sofort": "Questions at once",
    "täglich": "daily",
    "wöchentlich": "weekly",
    "Noch gibt es keine Themen.": "There are no topics yet.",
    "Wo Lotse mitliest: Räume, Gruppen und Kanäle. Direktchats stehen hier nicht.": (
        "Where Lotse is: rooms, groups and channels. Direct chats are not listed."
    ),
    "Plattform": "Platform",
    "Alle Plattformen": "All platforms",
    "Raum": "Room",
    "Fragen zu": "Questions on",
    "ja": "yes",
    "Räume durchsuchen": "Search the rooms",
    "Raum oder Thema": "Room or topic",
    "Kein Raum passt zu diesen Filtern.": "No room matches these filters.",
    "Alle Räume zeigen": "Show all rooms",
    "Noch ist Lotse in keinem Raum. Lade es ein und schreib dort /kanal, damit Fragen zu einem Thema dort ankommen.": (
        "Lotse is in no room yet. Invite it and write /channel there, so that questions on a topic arrive."
    ),
    "hat jemanden für die Redaktion freigeschaltet": "made somebody an editor",
    "hat jemandem die Rolle entzogen": "revoked somebody’s role",
    "Zentren": "Centres",
    "Wähle ein Zentrum.": "Choose a centre.",
    "Das ist eine Gruppe. Nimm die Zahl des Kontos eines Menschen, ohne Minus.": (
        "That is a group. Use the number of a person’s account, without the minus."
    ),
    "Dieses Konto gehört schon zu dem Zentrum.": "This account already belongs to the centre.",
    "Aufgenommen. Sag der Person, dass sie Lotse im Direktchat /pflege schreiben kann.": (
        "Added. Tell the person that they can write /pflege to Lotse in a direct chat."
    ),
    "Entfernt. Die Person darf die Einträge des Zentrums nicht mehr ändern.": (
        "Removed. The person may no longer change the entries of the centre."
    ),
    "Dieses Konto gehörte nicht zu dem Zentrum. Es hat sich nichts geändert.": (
        "This account did not belong to the centre. Nothing has changed."
    ),
    "Wer zu einem Zentrum gehört, pflegt dessen Einträge.": "Whoever belongs to a centre looks after its entries.",
    "Der Code für %(centre)s:": "The code for %(centre)s:",
    "Er gilt %(days)s Tage für eine Person. Hier steht er nur dieses eine Mal.": (
        "It is valid for %(days)s days, for one person. It is shown here this once only."
    ),
    "Er gilt %(days)s Tage für %(num)s Personen. Hier steht er nur dieses eine Mal.": (
        "It is valid for %(days)s days, for %(num)s people. It is shown here this once only."
    ),
    "Einladen": "Invite",
    "Wer den Code Lotse im Direktchat schreibt, gehört dazu.": (
        "Whoever writes the code to Lotse in a direct chat belongs to it."
    ),
    "Für wie viele": "For how many",
    "Code machen": "Make a code",
    "Aufnehmen": "Add",
    "Wer wo dazugehört": "Who belongs where",
    "vertritt bis": "deputy until",
    "Mitglieder durchsuchen": "Search the members",
    "Zentrum oder Konto": "Centre or account",
    "Entfernen …": "Remove …",
    "Zu %(num)s Zentrum gehört noch niemand.": "Nobody belongs to %(num)s centre yet.",
    "Zu %(num)s Zentren gehört noch niemand.": "Nobody belongs to %(num)s centres yet.",
    "Noch niemand: Mach einen Code und schick ihn ins Zentrum.": "Nobody yet: make a code and send it to the centre.",
    "Aus dem Zentrum entfernen?": "Remove from the centre?",
    "Dieser Mensch darf die Einträge des Zentrums dann sofort nicht mehr ändern, und seine Codes gelten nicht mehr. "
    "Er bekommt Bescheid. Was er geändert hat, bleibt.": (
        "This person may then no longer change the entries of the centre at once, and their codes no longer work. "
        "They are told. What they have changed stays."
    ),
    "hat jemanden in ein Zentrum aufgenommen": "added somebody to a centre",
    "hat jemanden aus einem Zentrum entfernt": "removed somebody from a centre",
    "hat einen Code für ein Zentrum gemacht": "made a code for a centre",
    "Nach Angaben fragen": "Ask about values",
    "Nach verwaisten Zentren sehen": "Look for centres without anybody",
    "Lücken der Woche melden": "Report the gaps of the week",
    "Gewünschte Antworten melden": "Tell people of answers they wished for",
}
