"""How an announcement reads for one recipient: in their language, with what is put in for them."""

import re
from collections.abc import Iterator, Mapping

from handlers.announcements.model.announcement import OFFICE, Announcement, Recipient
from handlers.context.context import Context
from handlers.core.first_names import parse_first_name
from handlers.core.messages import Choice, DeliveryId, Message, label
from handlers.core.reactions import find_visible_signs
from handlers.i18n.announcements import ANNOUNCING, AnnouncementTexts
from knowledge.search import Language

MOST_CHARACTERS = 20_000
FIRST_NAME, CENTRE = "vorname", "zentrum"
_FIELD = re.compile(r"\{(\w+)(?:\|([^{}]*))?\}")
_NOTHING = re.compile(r" +(?=[,.!?:;])|(?<= ) +")


_LINK = re.compile(r"(?<!\\)\[((?:[^\[\]\\]|\\.)*)\]\(\s*<?((?:[^\s()<>]|\([^\s()<>]*\))+)>?(?:\s+\"[^\"]*\")?\s*\)")
# What could be a link in another way of writing.
_HALF = re.compile(r"(\\*)\](?=[(\[:])")
_ESCAPED = re.compile(r"\\(.)")


def in_sight(text: str) -> str:
    """The same with all addresses in sight: no link leads elsewhere than it says."""
    parts, end = [], 0
    for found in _LINK.finditer(text):
        label, address = found[1], found[2]
        is_in_sight = _ESCAPED.sub(r"\1", label).strip() == address
        shown = found[0] if is_in_sight else f"{_no_link(label)} (<{address}>)".strip()
        parts += [_no_link(text[end : found.start()]), shown]
        end = found.end()
    return "".join((*parts, _no_link(text[end:])))


def _no_link(text: str) -> str:
    return _HALF.sub(lambda found: found[0] if len(found[1]) % 2 else f"{found[1]}\\]", text)


def unknown_fields(text: str) -> list[str]:
    """What stands in braces and can't be put in."""
    return [found[1] for found in _FIELD.finditer(text) if found[1].casefold() not in (FIRST_NAME, CENTRE)]


def filled(text: str, *, name: str, centre: str) -> str:
    """Return the text with `{vorname}` and `{zentrum}` put in, or what stands behind the bar if they are empty."""
    known = {FIRST_NAME: name, CENTRE: centre}

    def value(found: re.Match[str]) -> str:
        known_value = known.get(found[1].casefold())
        return found[0] if known_value is None else label(known_value) or found[2] or ""

    lines = text.split("\n")
    return "\n".join(_NOTHING.sub("", _FIELD.sub(value, line)) if _FIELD.search(line) else line for line in lines)


def worded(announcement: Announcement, recipient: Recipient, context: Context) -> str:
    """Return the text, the sign that acknowledges it if that is asked for, and how to change what one gets."""
    spoken = recipient.language or context.language
    entry = context.search.entry(recipient.centre or "")
    named = parse_first_name(recipient.sender.name, context.search.is_place) if recipient.sender else ""
    text = filled(text_in(announcement, spoken), name=named, centre=entry.title if entry else "")
    texts = ANNOUNCING[spoken]
    footer = (texts.footer if recipient.sender else texts.footer_in_room).format(
        source=label(source_of(announcement, context))
    )
    return "\n\n".join((text, *_by_sign(announcement, recipient, texts), footer))


def _by_sign(announcement: Announcement, recipient: Recipient, texts: AnnouncementTexts) -> Iterator[str]:
    signs = find_visible_signs(recipient.address, private=recipient.sender is not None)
    if announcement.wants_receipt and signs is not None:
        yield texts.read_by_sign.format(sign=signs.read)


def text_in(announcement: Announcement, spoken: Language) -> str:
    return announcement.english if spoken == "en" and announcement.english else announcement.text


def source_of(announcement: Announcement, context: Context) -> str:
    """Who speaks, as people know them."""
    return sources(context).get(announcement.source) or context.office


def sources(context: Context) -> Mapping[str, str]:
    """All who speak, by slug, as people know them."""
    return {OFFICE: context.office, **{slug: feed.name for slug, feed in context.announcing.feeds.items()}}


def messages(
    announcement: Announcement, recipient: Recipient, delivery: DeliveryId, context: Context
) -> Iterator[Message]:
    """Yield the text under this id, as the caption of the first file if there is one, and then the other files."""
    spoken = recipient.language or context.language
    first, *others = announcement.attachments or (None,)
    receipt = Choice(label=ANNOUNCING[spoken].read, says=f"/ankuendigung {announcement.number} gelesen")
    yield Message(
        address=recipient.address,
        text=worded(announcement, recipient, context),
        mention=recipient.sender,
        private_to=recipient.sender,
        choices=(receipt,) if announcement.wants_receipt else (),
        id=delivery,
        attachment=first,
        announcement=announcement.number,
    )
    for number, file in enumerate(others, 2):
        yield Message(
            address=recipient.address,
            text="",
            attachment=file,
            private_to=recipient.sender,
            id=file_id(delivery, number),
            announcement=announcement.number,
        )


def file_id(delivery: DeliveryId, number: int) -> DeliveryId:
    return DeliveryId(f"{delivery}-file-{number}")
