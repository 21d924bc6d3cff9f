"""What Lotse needs of the answers to its requests, and what it does without."""

import json
from typing import Any

import pytest
from telegram.error import NetworkError
from telegram.request import BaseRequest

from bot.platforms.telegram.client import MessageRequest, RawBot

POLL = {"id": "1", "question": "Wann?", "options": [], "type": "regular"}
SENT = {"message_id": 7, "date": 1_780_000_000, "chat": {"id": 5, "type": "private", "photo": "odd"}}


class Answering(BaseRequest):
    """A server that answers every request with the same."""

    parse_json_payload = staticmethod(MessageRequest.parse_json_payload)

    def __init__(self, result: Any) -> None:
        self._body = json.dumps({"ok": True, "result": result}).encode()

    @property
    def read_timeout(self) -> float | None:
        return None

    async def initialize(self) -> None: ...

    async def shutdown(self) -> None: ...

    async def do_request(self, *_: Any, **__: Any) -> tuple[int, bytes]:
        return 200, self._body


def bot(result: Any) -> RawBot:
    return RawBot("1:x", request=Answering(result), get_updates_request=Answering(result))


async def test_of_a_sent_message_only_its_id_is_read() -> None:
    odd = {**SENT, "reply_to_message": {**SENT, "poll": POLL}, "reply_markup": 5}
    sent = await bot(odd).send_message(5, "Hallo")
    assert (sent.message_id, sent.chat.id) == (7, 5)
    edited = await bot(odd).edit_message_text("Hallo", 5, 7)
    assert not isinstance(edited, bool)
    assert edited.message_id == 7


async def test_other_answers_are_as_they_come() -> None:
    assert await bot(True).delete_message(5, 7)
    assert (await bot({"id": 5, "is_bot": True, "first_name": "Lotse"}).get_me()).first_name == "Lotse"


async def test_updates_come_as_they_were_sent() -> None:
    updates = [{"update_id": 1, "message": {"poll": POLL}}, 5]
    assert await bot(updates).get_raw_updates(offset=None, limit=1, kinds=["message"]) == updates


@pytest.mark.parametrize("answer", [True, {"update_id": 1}, "x", None])
async def test_an_answer_without_updates_is_a_failure(answer: Any) -> None:
    with pytest.raises(NetworkError):
        await bot(answer).get_raw_updates(offset=None, limit=1, kinds=[])
