"""Updates of any shape: what is taken from them, and what of them may stand in a log."""

import json
from typing import Any

import pytest

from bot.platforms.telegram.validation import describe_types, has_known_types, parse_json, update_id

MESSAGE = {"message_id": 5, "date": 1_780_000_000, "chat": {"id": 7, "type": "private"}, "text": "Grüße"}


def test_json_is_read_as_it_is() -> None:
    update = {"update_id": 1, "message": {**MESSAGE, "text": 'a "]}" \\ {[ \ud83d \0'}}
    assert parse_json(json.dumps([update] * 3)) == [update] * 3


@pytest.mark.parametrize("depth", [100, 900, 100_000])
def test_what_is_nested_too_deeply_costs_nothing_beside_it(depth: int) -> None:
    deep = '{"x": ' * depth + '"]}"' + "}" * depth
    parsed = parse_json(f'[{{"update_id": 1, "deep": {deep}, "after": [2]}}, {{"update_id": 2}}]')
    assert [update["update_id"] for update in parsed] == [1, 2]
    assert parsed[0]["after"] == [2]
    assert len(json.dumps(parsed)) < 1000


@pytest.mark.parametrize("number", ["9" * 5000, "NaN", "-Infinity", "1e999", str(2**64)])
def test_numbers_that_no_database_takes_are_none(number: str) -> None:
    assert parse_json(f'{{"update_id": 3, "number": {number}}}') == {"update_id": 3, "number": None}


@pytest.mark.parametrize("broken", ["", "no JSON", '{"update_id": 1', '{"a": "}', "[" * 200_000])
def test_what_is_no_json_is_refused(broken: str) -> None:
    with pytest.raises(ValueError, match=r"line|delimiter|value"):
        parse_json(broken)


@pytest.mark.parametrize(
    "update", [None, 5, "x", [], {}, {"update_id": "5"}, {"update_id": True}, {"update_id": -1}, {"update_id": 2**63}]
)
def test_an_update_without_a_usable_id_has_none(update: Any) -> None:
    assert update_id(update) is None


def test_an_id_is_any_that_telegram_may_count() -> None:
    assert update_id({"update_id": 0}) == 0
    assert update_id({"update_id": 2**53}) == 2**53


@pytest.mark.parametrize(
    "change",
    [
        {"chat": {"id": "7", "type": "private"}},
        {"chat": {"id": None, "type": "private"}},
        {"chat": []},
        {"text": {"rich": 1}},
        {"message_id": True},
        {"from": {"id": 1.5}},
        {"entities": [{"type": "bold", "offset": "0", "length": 1}]},
        {"photo": [{"file_id": 5}]},
        {"reply_to_message": {"message_id": "x"}},
        {"location": {"latitude": "51", "longitude": 7}},
        {"sender_chat": {"id": "@x", "type": "channel"}},
    ],
)
def test_fields_of_other_types_do_not_fit(change: dict[str, Any]) -> None:
    assert has_known_types({"update_id": 1, "message": MESSAGE})
    assert not has_known_types({"update_id": 1, "message": {**MESSAGE, **change}})
    assert not has_known_types({"update_id": 1, "edited_message": {**MESSAGE, **change}})


def test_fields_that_are_not_read_may_be_anything() -> None:
    assert has_known_types({"update_id": 1, "message": {**MESSAGE, "brand_new": [{"id": "x"}]}, "other": 5})


def test_an_outline_holds_names_of_fields_only() -> None:
    update = {"update_id": 99, "message": {"text": "Geheim", "Anna Muster": 1, "options": [{"text": "Ja"}]}}
    assert describe_types(update) == "{update_id: int, message: {text: str, ?: int, options: [{text: str}]}}"
    assert describe_types({f"field_{letter}": {"x": 1} for letter in map(chr, range(97, 123))} | {"a" * 500: 1})
    assert len(describe_types([{"a" * 40: {"b" * 40: {"c" * 40: [{"d" * 40: 1}] * 9}}}] * 9)) < 700
