"""nio's encryption, but for late keys and verification."""

from typing import Any

from nio import MegolmEvent
from nio.crypto import Olm
from nio.events.to_device import ForwardedRoomKeyEvent

_MOST_ASKED = 10_000


class Machine(Olm):  # type: ignore[misc]
    """Takes late keys also from the person who wrote the message, and leaves verification to Lotse's own desk."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self._asked: dict[str, str] = {}

    def ask_for_key(self, event: MegolmEvent) -> bool:
        """Asks all devices of the sender, once; the request leaves with the next upkeep, which is due if it is new."""
        if event.session_id in self._asked:
            return False
        self._asked[event.session_id] = event.sender
        if len(self._asked) > _MOST_ASKED:
            del self._asked[next(iter(self._asked))]
        self.outgoing_to_device_messages.append(event.as_key_request(event.sender, self.device_id))
        return True

    def handle_key_verification(self, event: Any) -> None:
        """Nio would answer, and vouch for the device but not for the identity."""

    def _should_accept_forward(self, sender: str, sender_key: str, event: ForwardedRoomKeyEvent) -> bool:
        """Nio asks Lotse's own devices only; but who is asked can only make up what they wrote themselves."""
        request = self.outgoing_key_requests.get(event.session_id)
        return super()._should_accept_forward(sender, sender_key, event) or (
            request is not None
            and self._asked.get(event.session_id) == sender
            and (event.room_id, event.algorithm) == (request.room_id, request.algorithm)
        )
