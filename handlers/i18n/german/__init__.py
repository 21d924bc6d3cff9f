"""The German catalogue."""

from handlers.i18n.catalogue import Catalogue
from handlers.i18n.german import announcements, commands, editing, membership, texts

GERMAN = Catalogue(
    label="Deutsch",
    names=frozenset({"de", "deutsch", "german"}),
    texts=texts.GERMAN,
    announcements=announcements.GERMAN,
    editing=editing.GERMAN,
    membership=membership.GERMAN,
    sections=commands.SECTIONS,
    commands=commands.COMMANDS,
    emoji=(
        *("Hund", "Katze", "Löwe", "Pferd", "Einhorn", "Schwein", "Elefant", "Hase"),
        *("Panda", "Hahn", "Pinguin", "Schildkröte", "Fisch", "Oktopus", "Schmetterling", "Blume"),
        *("Baum", "Kaktus", "Pilz", "Globus", "Mond", "Wolke", "Feuer", "Banane"),
        *("Apfel", "Erdbeere", "Mais", "Pizza", "Kuchen", "Herz", "Lächeln", "Roboter"),
        *("Hut", "Brille", "Schraubenschlüssel", "Weihnachtsmann", "Daumen Hoch", "Regenschirm", "Sanduhr", "Uhr"),
        *("Geschenk", "Glühbirne", "Buch", "Bleistift", "Büroklammer", "Schere", "Schloss", "Schlüssel"),
        *("Hammer", "Telefon", "Flagge", "Zug", "Fahrrad", "Flugzeug", "Rakete", "Pokal"),
        *("Ball", "Gitarre", "Trompete", "Glocke", "Anker", "Kopfhörer", "Ordner", "Stecknadel"),
    ),
)
