"""Days as people write them."""

from datetime import date

import pytest

from handlers.core.days import names_day, parse_day

TODAY = date(2026, 11, 27)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("15.12.", date(2026, 12, 15)),
        ("bis 15.8.", date(2027, 8, 15)),
        ("bis zum 15. August", date(2027, 8, 15)),
        ("27.11.", TODAY),
        ("26.11", date(2027, 11, 26)),
        ("1.3.2027", date(2027, 3, 1)),
        ("1.3.2020", date(2020, 3, 1)),
        ("until 15 August 2027", date(2027, 8, 15)),
        ("2027-02-28", date(2027, 2, 28)),
        ("29.2.", None),
        ("31.4.2027", None),
        ("0.1.", None),
        ("15.13.", None),
        ("morgen", None),
        ("", None),
        ("15.8. oder 16.8.", None),
        ("9" * 400, None),
    ],
)
def test_a_day_without_a_year_is_the_next_one(text: str, day: date | None) -> None:
    assert parse_day(text, TODAY) == day


@pytest.mark.parametrize(("text", "is_one"), [("bis 15.8.", True), ("31.4.", True), ("bis bald", False), ("12", False)])
def test_a_day_is_known_by_its_form(text: str, is_one: bool) -> None:
    assert names_day(text) is is_one
