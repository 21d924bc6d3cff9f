"""What is used of libraries beside their public interfaces: a new version that changes it shows here."""

from inspect import Parameter, signature
from typing import Any

import pytest
from aiohttp import TCPConnector
from aiohttp.client_proto import ResponseHandler
from aiohttp.connector import Connection
from nio.crypto import Olm
from telegram import Bot


@pytest.mark.parametrize(
    ("function", "parameters"),
    [
        (Olm._mark_device_for_unwedging, ["self", "sender", "sender_key"]),
        (Olm._mark_to_device_message_as_sent, ["self", "message"]),
        (Olm._should_accept_forward, ["self", "sender", "sender_key", "event"]),
        (Olm.check_if_wedged, ["self", "event"]),
        (Olm.handle_key_verification, ["self", "event"]),
        (Olm.share_keys, ["self"]),
        (Bot._post, ["self", "endpoint", "data"]),
        (TCPConnector.connect, ["self", "req", "traces", "timeout"]),
    ],
)
def test_a_function_takes_what_it_is_given(function: Any, parameters: list[str]) -> None:
    taken = signature(function).parameters.values()
    assert [each.name for each in taken if each.kind is not Parameter.KEYWORD_ONLY] == parameters


@pytest.mark.parametrize(
    ("owner", "name"), [(Connection, "protocol"), (Connection, "transport"), (ResponseHandler, "should_close")]
)
def test_a_connection_tells_whether_it_is_of_use(owner: type, name: str) -> None:
    assert isinstance(getattr(owner, name), property)
