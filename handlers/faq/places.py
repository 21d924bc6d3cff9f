"""Shared places in words."""

from dataclasses import replace

from handlers.core.events import LocationReceived, MessageReceived
from handlers.core.messages import label

_MAP = "https://www.openstreetmap.org/?mlat={latitude:.5f}&mlon={longitude:.5f}"


def describe_place(event: LocationReceived) -> str:
    """The place as Markdown: its name, if it was told, and its coordinates with a link to a map."""
    coordinates = f"{event.latitude:.5f}, {event.longitude:.5f}"
    url = _MAP.format(latitude=event.latitude, longitude=event.longitude)
    name = f"{label(event.text.strip())}\n" if event.text.strip() else ""
    return f"📍 {name}[{label(coordinates)}]({url})"


def with_place_in_words(event: MessageReceived) -> MessageReceived:
    """The event with a shared place as its text; any other event as it is."""
    if not isinstance(event, LocationReceived):
        return event
    described = describe_place(event)
    return replace(event, text=described, formatted=described)
