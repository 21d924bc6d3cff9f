"""The emoji that both sides compare (Matrix specification, "SAS method: emoji")."""

from collections.abc import Sequence

from nio.crypto import Sas

_GERMAN = (
    *("Hund", "Katze", "Löwe", "Pferd", "Einhorn", "Schwein", "Elefant", "Hase"),
    *("Panda", "Hahn", "Pinguin", "Schildkröte", "Fisch", "Oktopus", "Schmetterling", "Blume"),
    *("Baum", "Kaktus", "Pilz", "Globus", "Mond", "Wolke", "Feuer", "Banane"),
    *("Apfel", "Erdbeere", "Mais", "Pizza", "Kuchen", "Herz", "Lächeln", "Roboter"),
    *("Hut", "Brille", "Schraubenschlüssel", "Weihnachtsmann", "Daumen Hoch", "Regenschirm", "Sanduhr", "Uhr"),
    *("Geschenk", "Glühbirne", "Buch", "Bleistift", "Büroklammer", "Schere", "Schloss", "Schlüssel"),
    *("Hammer", "Telefon", "Flagge", "Zug", "Fahrrad", "Flugzeug", "Rakete", "Pokal"),
    *("Ball", "Gitarre", "Trompete", "Glocke", "Anker", "Kopfhörer", "Ordner", "Stecknadel"),
)


# Where nio's names are not those of the specification.
_ENGLISH = {34: "Spanner", 36: "Thumbs Up", 53: "Aeroplane"}


def emoji_names(indices: Sequence[int]) -> str:
    """Return each emoji with its German and English name."""
    return "  ".join(f"{Sas.emoji[index][0]} {_GERMAN[index]} ({_english(index)})" for index in indices)


def _english(index: int) -> str:
    return _ENGLISH.get(index) or str(Sas.emoji[index][1])
