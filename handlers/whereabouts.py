"""Shared places: the centre in charge there."""

from handlers.answers import offered, reply_to, shown
from handlers.context import Context
from handlers.events import LocationReceived, MessageReceived
from handlers.messages import Message, escape
from handlers.texts import TEXTS
from knowledge.geography import whereabouts


def render_location(latitude: float, longitude: float, name: str = "") -> str:
    """Return a place as Markdown, with a link to a map; degrees, and its name if it was told."""
    place = f"{latitude:.5f},{longitude:.5f}"
    url = (
        f"https://www.openstreetmap.org/?mlat={latitude:.5f}&mlon={longitude:.5f}#map=16/{latitude:.5f}/{longitude:.5f}"
    )
    return f"📍 {escape(name)} <{url}>" if name.strip() else f"📍 [{escape(place)}]({url})"


def as_message(event: MessageReceived) -> MessageReceived:
    """Return a place as a message whose text names it and leads to a map; anything else as it is."""
    if not isinstance(event, LocationReceived):
        return event
    rendered = render_location(event.latitude, event.longitude, event.text)
    return MessageReceived(
        id=event.id,
        at=event.at,
        address=event.address,
        sender=event.sender,
        message=event.message,
        text=rendered,
        formatted=rendered,
        direct=event.direct,
        addressed=event.addressed,
        reply_to=event.reply_to,
    )


async def locate(event: LocationReceived, context: Context) -> list[Message]:
    """Beyond the borders of the Land the centre that comes nearest, if one does."""
    spoken = await context.spoken(event)
    texts = TEXTS[spoken]
    place = whereabouts(event.latitude, event.longitude)
    centres = context.search.in_charge(place.area) if place.area else ()
    if not centres:
        return [reply_to(event, texts.none if place.inside else texts.outside)]
    if not place.inside:
        return [await offered(event, context, spoken, texts.outside_near, centres)]
    if len(centres) > 1:
        return [await offered(event, context, spoken, texts.several_here, centres)]
    return [await shown(event, context, spoken, centres[0], texts.in_charge_here)]
