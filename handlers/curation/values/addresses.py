"""Postal addresses: the postal code against the place, and the place against the centre's area."""

import re
from collections.abc import Iterator, Sequence

from handlers.curation.values.findings import CheckedValue, Doubt, ValueRefused
from handlers.i18n.editing import ValueDoubt, ValueFault
from knowledge.entries import Centre, Knowledge, Municipality
from knowledge.text import fold

_ADDRESS = re.compile(r"(?P<street>[^\d,;\n@:][^,;\n@:]*?)[\s,;]+(?P<code>\d{5})\s+(?P<city>[^\W\d][^\d,;@:/<>]{1,60})")
LOOKS = _ADDRESS
_HOUSE = re.compile(r"\d")
_MAX_LENGTH = 200


def check_address(text: str, centre: Centre | None, knowledge: Knowledge) -> CheckedValue:
    """Return an address such as „Rathausplatz 1, 44787 Bochum“. Raises ValueRefused."""
    found = _ADDRESS.fullmatch(" ".join(text.split())) if len(text) <= _MAX_LENGTH else None
    if found is None or not _HOUSE.search(found["street"]):
        raise ValueRefused(ValueFault.NO_ADDRESS)
    street, code, city = found["street"].strip(), found["code"], found["city"].strip()
    places = [each for each in knowledge.municipalities if code in each.postal_codes]
    _refuse_other_place(code, city, places, knowledge)
    doubts = tuple(_find_doubts(code, places, centre))
    return CheckedValue(value=f"{street}, {code} {city}", doubts=doubts)


def _refuse_other_place(code: str, city: str, places: Sequence[Municipality], knowledge: Knowledge) -> None:
    """Raise ValueRefused if the postal code is one of other municipalities; names of quarters pass."""
    named = [each for each in knowledge.municipalities if fold(each.name) == fold(city)]
    if places and named and not any(each in places for each in named):
        raise ValueRefused(ValueFault.OTHER_PLACE, code=code, place=places[0].name, city=named[0].name)


def _find_doubts(code: str, places: Sequence[Municipality], centre: Centre | None) -> Iterator[Doubt]:
    """Yield doubts; large authorities have postal codes of their own, and a few centres an office elsewhere."""
    if not places:
        yield Doubt(kind=ValueDoubt.UNKNOWN_POSTAL_CODE, code=code)
    elif centre is not None and not any(each.district == centre.ags for each in places):
        yield Doubt(kind=ValueDoubt.OUTSIDE_AREA, place=places[0].name)
