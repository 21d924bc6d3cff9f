"""Deep links into a chat with Lotse, at an entry or a topic."""

import re

# Telegram's limit.
MAX_PAYLOAD_LENGTH = 64
_PAYLOAD = re.compile(r"^(?:entry_(?P<kind>[a-z]+)|(?P<topic>topic))_(?P<slug>[a-z0-9-]+)$")


def make_payload(id_: str) -> str | None:
    """Return the payload for an id: `entry_offer_griffbereit` for `offer/griffbereit`; None if it has none."""
    kind, _, slug = id_.partition("/")
    payload = f"topic_{slug}" if kind == "topic" else f"entry_{kind}_{slug}"
    return payload if len(payload) <= MAX_PAYLOAD_LENGTH and parse_payload(payload) == id_ else None


def parse_payload(payload: str) -> str | None:
    """Return the id that a payload stands for; None if it stands for none."""
    found = _PAYLOAD.match(payload)
    return f"{found['kind'] or found['topic']}/{found['slug']}" if found else None
