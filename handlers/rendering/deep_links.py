"""Links that lead into a chat with Lotse, at an entry or a topic."""

import re

# What a link may carry.
MAX_PAYLOAD_LENGTH = 64
_PAYLOAD = re.compile(r"^(?:entry_(?P<kind>[a-z]+)|(?P<topic>topic))_(?P<slug>[a-z0-9-]+)$")


def make_payload(id_: str) -> str | None:
    """`entry_offer_griffbereit` for `offer/griffbereit`, `topic_kim` for `topic/kim`; None if it can't be a link."""
    kind, _, slug = id_.partition("/")
    payload = f"topic_{slug}" if kind == "topic" else f"entry_{kind}_{slug}"
    return payload if len(payload) <= MAX_PAYLOAD_LENGTH and parse_payload(payload) == id_ else None


def parse_payload(payload: str) -> str | None:
    """The id that a link leads to."""
    found = _PAYLOAD.match(payload)
    return f"{found['kind'] or found['topic']}/{found['slug']}" if found else None
