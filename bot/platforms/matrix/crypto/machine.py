"""nio's encryption machine with other rules for late keys, lost sessions and verification."""

from collections import defaultdict
from typing import Any

from nio import DummyMessage, KeysQueryResponse, MegolmEvent, ToDeviceMessage
from nio.crypto import Olm
from nio.events.to_device import ForwardedRoomKeyEvent

_MOST_ASKED = 10_000
_MOST_UNKNOWN = 1_000


class Machine(Olm):  # type: ignore[misc]
    """nio's machine that takes late keys also from a message's author, and leaves verification to Lotse.

    A device that encrypts with a session which Lotse has deleted is given a new one, also if the device itself is not
    known any more: https://spec.matrix.org/v1.16/client-server-api/#recovering-from-undecryptable-messages.
    """

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self._asked: dict[str, str] = {}
        self._unknown: dict[str, set[str]] = {}
        self._put_off: defaultdict[str, list[ToDeviceMessage]] = defaultdict(list)

    def ask_for_key(self, event: MegolmEvent) -> bool:
        """Queue a request to all devices of the sender, once; return whether it is new, so that an upkeep is due.

        A device that is to be given a new session is asked after that: its answer would be as unreadable.
        """
        if event.session_id in self._asked:
            return False
        self._asked[event.session_id] = event.sender
        if len(self._asked) > _MOST_ASKED:
            del self._asked[next(iter(self._asked))]
        self._put_off[event.sender].append(event.as_key_request(event.sender, self.device_id))
        self._queue_put_off(event.sender)
        return True

    @property
    def unknown_senders(self) -> frozenset[str]:
        """Return the people from whom something came that can't be read, by a device that is not known."""
        return frozenset(self._unknown)

    def forget(self, user: str) -> None:
        """Drop what is under way with the devices of a person."""
        self._unknown.pop(user, None)
        self._put_off.pop(user, None)
        self.wedged_devices[:] = [device for device in self.wedged_devices if device.user_id != user]

    def handle_response(self, response: Any) -> None:
        super().handle_response(response)
        if isinstance(response, KeysQueryResponse):
            for user in response.device_keys:
                for key in self._unknown.pop(user, ()):
                    super()._mark_device_for_unwedging(user, key)
                self._queue_put_off(user)

    def _mark_device_for_unwedging(self, sender: str, sender_key: str) -> None:
        """Mark a device for a new session, also one that is not known, which nio would skip."""
        if self.device_store.device_from_sender_key(sender, sender_key) is not None:
            super()._mark_device_for_unwedging(sender, sender_key)
            return
        self._unknown.setdefault(sender, set()).add(sender_key)
        if len(self._unknown) > _MOST_UNKNOWN:
            del self._unknown[next(iter(self._unknown))]

    def _mark_to_device_message_as_sent(self, message: ToDeviceMessage) -> None:
        super()._mark_to_device_message_as_sent(message)
        if isinstance(message, DummyMessage):
            self._queue_put_off(message.recipient)

    def _queue_put_off(self, user: str) -> None:
        """Queue the requests to a person unless one of their devices would answer with a session that is lost."""
        if not self._awaits_session(user):
            self.outgoing_to_device_messages.extend(self._put_off.pop(user, ()))

    def _awaits_session(self, user: str) -> bool:
        """Return True if a device of this user is yet to learn of its new session."""
        unsent = (each for each in self.outgoing_to_device_messages if isinstance(each, DummyMessage))
        return (
            user in self._unknown
            or any(device.user_id == user for device in self.wedged_devices)
            or any(each.recipient == user for each in unsent)
        )

    def share_keys(self) -> dict[str, Any]:
        """Save new one-time keys before they are uploaded; nio would save them only afterwards."""
        content: dict[str, Any] = super().share_keys()
        self.save_account()
        return content

    def handle_key_verification(self, event: Any) -> None:
        """Ignore verification, which nio would answer for the device but not for the identity."""

    def check_if_wedged(self, event: MegolmEvent) -> None:
        """Queue a query for the sender's devices if this one is unknown; unlike nio, don't ask for the key here."""
        if event.device_id not in self.device_store[event.sender]:
            self.users_for_key_query.add(event.sender)

    def _should_accept_forward(self, sender: str, sender_key: str, event: ForwardedRoomKeyEvent) -> bool:
        """Accept a forwarded key also from the message's author, who could only forge their own messages."""
        request = self.outgoing_key_requests.get(event.session_id)
        return super()._should_accept_forward(sender, sender_key, event) or (
            request is not None
            and self._asked.get(event.session_id) == sender
            and (event.room_id, event.algorithm) == (request.room_id, request.algorithm)
        )
