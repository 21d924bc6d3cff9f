"""Copies of an announcement for one recipient: in their language, with placeholders filled in."""

from collections.abc import Iterator, Mapping

from handlers.announcements.model.announcement import Announcement, Recipient
from handlers.announcements.model.policy import OFFICE
from handlers.announcements.model.text import fill_placeholders
from handlers.announcements.model.verbs import Verb, format_command
from handlers.context.context import Context
from handlers.core.first_names import parse_first_name
from handlers.core.messages import Choice, DeliveryId, Message, label
from handlers.core.reactions import find_visible_signs
from handlers.i18n.announcements import ANNOUNCING, AnnouncementTexts


def render_text(announcement: Announcement, recipient: Recipient, context: Context) -> str:
    """Return the text, the sign that acknowledges it if that is asked for, and how to change what one gets."""
    spoken = recipient.language or context.language
    entry = context.everything.get_entry(recipient.centre or "")
    named = parse_first_name(recipient.sender.name, context.search.is_place) if recipient.sender else ""
    text = fill_placeholders(announcement.text_in(spoken), name=named, centre=entry.title if entry else "")
    texts = ANNOUNCING[spoken]
    source = list_sources(context).get(announcement.source) or context.office
    footer = (texts.footer if recipient.sender else texts.footer_in_room).format(source=label(source))
    return "\n\n".join((text, *_explain_reaction(announcement, recipient, texts, context), footer))


def _explain_reaction(
    announcement: Announcement, recipient: Recipient, texts: AnnouncementTexts, context: Context
) -> Iterator[str]:
    signs = find_visible_signs(context.traits(recipient.address.platform), private=recipient.sender is not None)
    if announcement.wants_receipt and signs is not None:
        yield texts.read_by_sign.format(sign=signs.read)


def list_sources(context: Context) -> Mapping[str, str]:
    """Return the names of all sources by slug."""
    return {OFFICE: context.office, **{slug: feed.name for slug, feed in context.announcement_policy.feeds.items()}}


def render_messages(
    announcement: Announcement, recipient: Recipient, delivery: DeliveryId, context: Context
) -> Iterator[Message]:
    """Yield the text under this id, as the caption of the first file if there is one, and then the other files."""
    spoken = recipient.language or context.language
    first, *others = announcement.attachments or (None,)
    receipt = Choice(label=ANNOUNCING[spoken].read, says=format_command(announcement.number, Verb.ACKNOWLEDGE))
    yield Message(
        address=recipient.address,
        text=render_text(announcement, recipient, context),
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
            id=name_file_delivery(delivery, number),
            announcement=announcement.number,
        )


def name_file_delivery(delivery: DeliveryId, number: int) -> DeliveryId:
    return DeliveryId(f"{delivery}-file-{number}")
