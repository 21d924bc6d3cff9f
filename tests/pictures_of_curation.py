"""Draws the pictures of docs/pflege.md with Chromium: entries are cared for, `python -m tests.pictures_of_curation`.

The service that holds these conversations is the one that runs, in a time that is moved.
"""

import asyncio
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image

from handlers.core.events import MessageId, PlatformName
from handlers.core.messages import ContactCard, Message
from knowledge.entries import Centre, CheckedField, Contact, Source
from tests.conversations.virtual_service import Person, Shown, World, open_world
from tests.pictures import FOLDER, draw, render_on_matrix, render_on_telegram
from tests.pictures_of_answers import STYLE

_BEGIN = datetime(2027, 1, 11, 9, tzinfo=UTC)
_CENTRE = Centre(
    id="centre/bochum",
    title="KI Bochum",
    text="Das Zentrum der Stadt Bochum.",
    source=Source(name="Stadt Bochum", url="https://www.bochum.de/ki"),
    as_of="2026-01",
    area="Bochum",
    area_kind="kreisfreie Stadt",
    ags="05911",
    regierungsbezirk="Arnsberg",
    seat="Bochum",
    contact=Contact(phone="0234 910-1", email="ki@bochum.de"),
    checked=(CheckedField(field="contact.email", on=date(2025, 2, 28)),),
)
_SIZE, _COLOURS = (1120, 590), 48
_KEYCAP = re.compile("([0-9])\ufe0f\u20e3")
_STYLE = f"""{STYLE}
.phone {{ height: 725px }}
kbd {{ font-size: 12px; background: #3b82c4; color: #fff; border-radius: 4px; padding: 0 5px }}
"""


@dataclass
class Phone:
    """The chat of a person as it stands on the screen: what they said, and what they read."""

    person: Person
    lines: list[str | Shown] = field(default_factory=list)
    known: set[MessageId] = field(default_factory=set)

    async def says(self, text: str) -> None:
        self.lines.append(text)
        await self.person.says(text)
        self.read()

    async def presses(self, label: str) -> None:
        """Press a button, which changes the message in its place, or react with the number of the choice."""
        shown = next(each for each in reversed(self.person.chat.values()) if label in each.labels)
        if self.person.sender.platform is PlatformName.MATRIX:
            self.lines.append(f"{shown.labels.index(label) + 1}\ufe0f\u20e3")
        await self.person.presses(label)
        self.read()

    def read(self) -> None:
        """Read what has come since the last time."""
        new = [each for each in self.person.chat.values() if each.message not in self.known]
        self.lines += new
        self.known |= {each.message for each in new}

    def clear(self) -> None:
        """Begin a picture with what comes next."""
        self.lines.clear()

    def draw(self, caption: str) -> str:
        platform = self.person.sender.platform
        there = [*self.person.chat.values()]
        said = "".join(_draw_line(each, self.person) for each in self.lines if isinstance(each, str) or each in there)
        return f'<div><h2>{caption}</h2><div class="phone {platform}">{said}</div></div>'


def _draw_line(line: str | Shown, person: Person) -> str:
    if isinstance(line, str):
        return f'<div class="asked"><span>{escape(line)}</span></div>'
    cards = "\n\n".join(f"**{card.name}**\n{card.phone}" for card in line.cards if isinstance(card, ContactCard))
    message = Message(address=person.address, text=line.text or cards, choices=tuple(line.choices))
    render = render_on_matrix if person.sender.platform is PlatformName.MATRIX else render_on_telegram
    # The font that has keycaps is not everywhere.
    return _KEYCAP.sub(r"<kbd>\1</kbd>", "".join(render([message])))


async def _hold_conversations(world: World, editor: Person, mia: Phone, sam: Phone) -> Sequence[str]:
    """Return the phones of a picture."""
    code = next(word for word in (await editor.says("/mitglied einladen Bochum")).split("**") if word[4:5] == "-")
    for phone, text in ((mia, code), (sam, "/hilfe")):
        await phone.says(text)
        phone.clear()
    await sam.says("Telefon KI Bochum")
    await mia.says("Telefon KI Bochum")
    await mia.says("Neue Nummer: 0234 910-1234")
    drawn = [mia.draw("Ändern")]
    await mia.presses("Ja, speichern")
    await world.later(timedelta(minutes=6))
    sam.read()
    drawn.append(sam.draw("Wer vorher gefragt hat"))
    mia.read()
    mia.clear()
    for text in ("E-Mail KI Bochum", "Die Mail ist jetzt info@ki-bochum.de", "ja"):
        await sam.says(text)
    mia.read()
    drawn.append(mia.draw("Ein Vorschlag"))
    await mia.presses("Ablehnen")
    mia.clear()
    await world.until(date(2027, 3, 1))
    mia.read()
    return [*drawn, mia.draw("Stimmt das noch?")]


async def _draw_phones(platform: PlatformName) -> Sequence[str]:
    names = ("Edith", "Mia", "Sam")
    on_matrix = [f"@{name.lower()}:example.org" for name in names]
    ids = on_matrix if platform is PlatformName.MATRIX else ["4710", "4711", "4712"]
    with TemporaryDirectory() as folder:
        async with open_world(Path(folder), _BEGIN, [f"{platform}:{ids[0]}"], [_CENTRE], {}) as world:
            editor, mia, sam = (world.enter(name, id_) for name, id_ in zip(names, ids, strict=True))
            return await _hold_conversations(world, editor, Phone(mia), Phone(sam))


def _compose(phones: Sequence[str]) -> Iterator[str]:
    yield f'<meta charset="utf-8"><style>{_STYLE}</style><body><div class="row">'
    yield from phones
    yield "</div></body>"


def main() -> None:
    for platform in (PlatformName.MATRIX, PlatformName.TELEGRAM):
        picture = FOLDER / f"curation-{platform}.png"
        draw("".join(_compose(asyncio.run(_draw_phones(platform)))), _SIZE, picture)
        Image.open(picture).convert("RGB").quantize(_COLOURS).save(picture, optimize=True)


if __name__ == "__main__":
    main()
