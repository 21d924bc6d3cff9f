"""Cards for address books."""

from bot.platforms.telegram.outgoing import format_vcard
from handlers.core.messages import ContactCard


def test_no_value_breaks_out_of_its_line() -> None:
    card = ContactCard(
        name="KI;\u202e Amt\r\nEND:VCARD", phone="+49203", address="Weg 1, 47051 Ort", website="https://ki.de/a;b"
    )
    assert format_vcard(card).split("\r\n") == [
        "BEGIN:VCARD",
        "VERSION:3.0",
        "N:KI\\; Amt END:VCARD;;;;",
        "FN:KI\\; Amt END:VCARD",
        "ORG:KI\\; Amt END:VCARD",
        "TEL;TYPE=WORK:+49203",
        "URL:https://ki.de/a\\;b",
        "LABEL;TYPE=WORK:Weg 1\\, 47051 Ort",
        "END:VCARD",
    ]
