"""Updates of any shape: whatever comes, those beside it are read, and nothing of it gets into a log."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.platforms.telegram.validation import describe_types, has_known_types, parse_json, update_id
from tests.fuzz.mutations import ANYTHING, fuzzed

_SECRET = "Geheim"
_KINDS = st.sampled_from(["message", "edited_message", "callback_query", "inline_query", "my_chat_member", "odd"])
_FIELDS = st.sampled_from(["chat", "from", "text", "date", "entities", "photo", "location", "reply_to_message", "id"])


@fuzzed
@given(
    kind=_KINDS, fields=st.dictionaries(_FIELDS, ANYTHING | st.just(_SECRET), max_size=4), number=st.integers(0, 2**53)
)
def test_an_update_of_any_shape(kind: str, fields: dict[str, Any], number: int) -> None:
    update = {"update_id": number, kind: {**fields, _SECRET: _SECRET}}
    one, other = parse_json(json.dumps([update, {"update_id": 7}]))
    assert (update_id(one), update_id(other)) == (number, 7)
    assert has_known_types(one) in (True, False)
    assert _SECRET not in describe_types(one)


@fuzzed
@given(ANYTHING)
def test_anything_in_place_of_an_update(given: Any) -> None:
    parsed = parse_json(json.dumps(given))
    assert update_id(parsed) is None or isinstance(given, dict)
    assert len(describe_types(parsed)) < 1000
    assert json.loads(json.dumps(parsed, allow_nan=False)) == parsed
