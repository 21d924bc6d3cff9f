"""Shared places: the centre in charge there."""

from handlers.context.context import Context
from handlers.core.events import LocationReceived
from handlers.core.messages import Message
from handlers.core.replies import reply_to
from handlers.faq.answers import offered, shown
from handlers.i18n import TEXTS
from knowledge.entries import Centre
from knowledge.geography import whereabouts


def centre_at(event: LocationReceived, context: Context) -> Centre | None:
    """Return the one centre in charge of a place; None if there is none, or more than one."""
    place = whereabouts(event.latitude, event.longitude)
    centres = context.search.in_charge(place.area) if place.area and place.inside else ()
    found = centres[0] if len(centres) == 1 else None
    return found if isinstance(found, Centre) else None


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
