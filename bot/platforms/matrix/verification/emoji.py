"""The emoji that both sides compare (Matrix specification, "SAS method: emoji")."""

from collections.abc import Sequence

from nio.crypto import Sas

_GERMAN = (
    *("Hund", "Katze", "Löwe", "Pferd", "Einhorn", "Schwein", "Elefant", "Hase"),
    *("Panda", "Hahn", "Pinguin", "Schildkröte", "Fisch", "Oktopus", "Schmetterling", "Blume"),
    *("Baum", "Kaktus", "Pilz", "Globus", "Mond", "Wolke", "Feuer", "Banane"),
    *("Apfel", "Erdbeere", "Mais", "Pizza", "Kuchen", "Herz", "Smiley", "Roboter"),
    *("Hut", "Brille", "Schraubenschlüssel", "Weihnachtsmann", "Daumen hoch", "Regenschirm", "Sanduhr", "Wecker"),
    *("Geschenk", "Glühbirne", "Buch", "Bleistift", "Büroklammer", "Schere", "Schloss", "Schlüssel"),
    *("Hammer", "Telefon", "Flagge", "Zug", "Fahrrad", "Flugzeug", "Rakete", "Pokal"),
    *("Ball", "Gitarre", "Trompete", "Glocke", "Anker", "Kopfhörer", "Ordner", "Stecknadel"),
)


def named(indices: Sequence[int]) -> str:
    """Each with its German and its English name."""
    return "  ".join(f"{Sas.emoji[index][0]} {_GERMAN[index]} ({Sas.emoji[index][1]})" for index in indices)
