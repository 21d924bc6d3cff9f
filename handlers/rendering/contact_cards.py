"""Contact cards of a centre, for the address book and the map of a phone."""

from collections.abc import Iterator

from handlers.core.messages import Card, ContactCard, Venue
from handlers.i18n import Texts
from handlers.rendering.phones import to_international
from knowledge.entries import Centre, Contact
from knowledge.places.geography import find_centroid
from knowledge.search import Aspect


def make_contact_cards(centre: Centre, texts: Texts, aspect: Aspect | None) -> Iterator[Card]:
    """Yield the cards with the detail that was asked for; both if none in particular was."""
    contact, address = centre.contact, _format_address(centre.contact)
    if contact.phone and aspect in (None, Aspect.PHONE):
        yield ContactCard(
            name=centre.title,
            phone=to_international(contact.phone),
            email=contact.email,
            website=contact.website,
            address=address,
        )
    if address and aspect in (None, Aspect.ADDRESS) and (middle := find_centroid(contact.postal_code or "")):
        latitude, longitude = middle
        shown = f"{address} {texts.pin}"
        yield Venue(title=centre.title, address=shown, latitude=latitude, longitude=longitude)


def _format_address(contact: Contact) -> str | None:
    if not (contact.street and contact.city):
        return None
    return f"{contact.street}, {' '.join(filter(None, (contact.postal_code, contact.city)))}"
