"""Invented people and rooms of the demo."""

from dataclasses import dataclass
from random import Random

from handlers.core.events import Address, PlatformName, RoomId, Sender

_FIRST_NAMES = [
    "Ada",
    "Bruno",
    "Carla",
    "Deniz",
    "Elif",
    "Florin",
    "Gesa",
    "Hamid",
    "Ilka",
    "Jaro",
    "Kalinka",
    "Levent",
    "Mirja",
    "Nuri",
    "Olga",
    "Pavel",
    "Quirin",
    "Rosa",
    "Selma",
    "Tarik",
    "Ulla",
    "Viktor",
    "Wanda",
    "Xenia",
    "Yasin",
    "Zora",
    "Aylin",
    "Bahar",
    "Cosima",
    "Dilan",
    "Enno",
    "Fatma",
    "Gregor",
    "Hala",
    "Ivo",
    "Jette",
    "Kasimir",
    "Leyla",
]
_LETTERS = "ABDEFGHKLMNPRSTW"
# A homeserver of the demo has this name as well, so that a person who logs in there is Lena.
SERVER = "ki.example"


@dataclass(frozen=True, kw_only=True)
class Person:
    """An account and its direct chat with Lotse."""

    sender: Sender
    address: Address


def make_person(number: int, chance: Random) -> Person:
    """Return the person of a number; every third one is on Telegram."""
    first = _FIRST_NAMES[number % len(_FIRST_NAMES)]
    name = f"{first} {chance.choice(_LETTERS)}."
    if number % 3 == 2:
        id_ = str(7_000_001 + number)
        return _at(PlatformName.TELEGRAM, id_, name, id_)
    return _on_matrix(f"{first.lower()}{number}", name)


def _on_matrix(local: str, name: str) -> Person:
    return _at(PlatformName.MATRIX, f"@{local}:{SERVER}", name, f"!{local}:{SERVER}")


def _at(platform: PlatformName, id_: str, name: str, room: str) -> Person:
    sender = Sender(platform=platform, id=id_, name=name)
    return Person(sender=sender, address=Address(platform=platform, room=RoomId(room)))


# The one whom the link signs in, and a second one of the office.
LENA = _on_matrix("lena", "Lena Beispiel")
MALTE = _on_matrix("malte", "Malte Beispiel")


def channel_of(topic: str) -> Address:
    """Return the address of a topic's room."""
    return Address(platform=PlatformName.MATRIX, room=RoomId(f"!thema-{topic}:{SERVER}"))
