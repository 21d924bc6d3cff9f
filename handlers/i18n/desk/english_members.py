"""The texts of the desk on members and owners in English."""

from collections.abc import Mapping

MEMBERS: Mapping[str, str] = {
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
