"""Shared places: the centre in charge there."""

from handlers.answers import offered, reply_to, shown
from handlers.context import Context
from handlers.events import LocationReceived
from handlers.messages import Message
from handlers.texts import TEXTS
from knowledge.geography import whereabouts


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
