"""Shared locations: the centre in charge there, and the location as text."""

from dataclasses import replace

from handlers.context.context import Context
from handlers.core.events import LocationReceived, MessageReceived
from handlers.core.messages import Message, label
from handlers.core.replies import reply_to
from handlers.faq.answers import offer_entries, reply_with_entry
from handlers.i18n import TEXTS
from knowledge.entries import Centre
from knowledge.places.geography import locate

_MAP = "https://www.openstreetmap.org/?mlat={latitude:.5f}&mlon={longitude:.5f}"


def describe_location(event: LocationReceived) -> str:
    """Return a location as Markdown: its name, if it has one, and its coordinates with a link to a map."""
    coordinates = f"{event.latitude:.5f}, {event.longitude:.5f}"
    url = _MAP.format(latitude=event.latitude, longitude=event.longitude)
    name = f"{label(event.text.strip())}\n" if event.text.strip() else ""
    return f"📍 {name}[{label(coordinates)}]({url})"


def with_location_text(event: MessageReceived) -> MessageReceived:
    """Return the event with a location as its text; any other event as it is."""
    if not isinstance(event, LocationReceived):
        return event
    described = describe_location(event)
    return replace(event, text=described, formatted=described)


def find_centre_at(event: LocationReceived, context: Context) -> Centre | None:
    """Return the one centre in charge of a location; None if there is none, or more than one."""
    place = locate(event.latitude, event.longitude)
    centres = context.search.find_centres_in_charge(place.area) if place.area and place.is_inside else ()
    found = centres[0] if len(centres) == 1 else None
    return found if isinstance(found, Centre) else None


async def answer_location(event: LocationReceived, context: Context) -> list[Message]:
    """Return the centre in charge; outside of North Rhine-Westphalia the nearest one, if there is one near."""
    spoken = context.reply_language
    texts = TEXTS[spoken]
    place = locate(event.latitude, event.longitude)
    centres = context.search.find_centres_in_charge(place.area) if place.area else ()
    if not centres:
        return [reply_to(event, texts.none if place.is_inside else texts.outside)]
    if not place.is_inside:
        return [await offer_entries(event, context, spoken, texts.outside_near, centres)]
    if len(centres) > 1:
        return [await offer_entries(event, context, spoken, texts.several_here, centres)]
    return [await reply_with_entry(event, context, spoken, centres[0], texts.in_charge_here)]
