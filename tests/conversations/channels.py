"""Channels in which colleagues read and answer questions."""

from collections.abc import Sequence

from handlers.core.events import Address
from tests.conversations.conftest import Talk


async def open_channels(talk: Talk, **addresses: Sequence[Address]) -> None:
    """Give each of these topics its channels, in this order."""
    async with talk.database.begin() as unit:
        for topic, places in addresses.items():
            for place in places:
                await unit.channels.put(place, topic, talk.now)
