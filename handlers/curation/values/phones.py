"""Phone numbers: whether one is plausible in Germany, and whose area code it has."""

import re
from collections.abc import Iterator

from handlers.curation.values.findings import CheckedValue, Doubt, ValueRefused
from handlers.i18n.editing import ValueDoubt, ValueFault
from knowledge.entries import Centre, Knowledge

LOOKS = re.compile(r"(?=(?:\D*\d){6})[+(0-9][\d\s()/.\-–]*")
_LABEL = re.compile(r"(?:tel(?:efon)?|phone|nr|nummer)\.?\s*:?\s*", re.IGNORECASE)
_COUNTRY = re.compile(r"(?:\+|00)\s*49\s*(?:\(0\))?\s*")
# 110 and 112, the authorities' 115, and prefixes whose calls cost more or nothing.
_SPECIAL = re.compile(r"11\d|0(?:137|180|190|700|800|900)")
_AREA_CODE = re.compile(r"0\d{2,4}(?=[\s/)\-–])")
# Without the leading 0, area code included.
_SHORTEST, _LONGEST = 6, 13
_MAX_LENGTH = 60


def check_phone(text: str, centre: Centre | None, knowledge: Knowledge) -> CheckedValue:
    """Return a German number as it is written, in the national form. Raises ValueRefused."""
    written = _LABEL.sub("", text, count=1) if _LABEL.match(text) else text
    if not LOOKS.fullmatch(written) or len(written) > _MAX_LENGTH:
        raise ValueRefused(ValueFault.NO_PHONE)
    national = _to_national(written)
    digits = re.sub(r"\D", "", national)
    if _SPECIAL.match(digits):
        raise ValueRefused(ValueFault.COSTS_EXTRA)
    if not digits.startswith("0") or digits.startswith("00"):
        raise ValueRefused(ValueFault.NO_PHONE)
    if not _SHORTEST <= len(digits) - 1 <= _LONGEST:
        raise ValueRefused(ValueFault.NO_PHONE)
    return CheckedValue(value=national, doubts=tuple(_doubt_area_code(digits, centre, knowledge)))


def _to_national(number: str) -> str:
    """Return a number with 0 in place of the country. Raises ValueRefused for other countries."""
    national = _COUNTRY.sub("0", number, count=1) if _COUNTRY.match(number) else number
    if national.startswith(("+", "00")):
        raise ValueRefused(ValueFault.NOT_GERMAN)
    return " ".join(national.split())


def _doubt_area_code(digits: str, centre: Centre | None, knowledge: Knowledge) -> Iterator[Doubt]:
    """Yield a doubt if the area code is known from contacts of other centres only; mobile numbers have none."""
    others = {
        code: each.seat
        for each in knowledge.centres
        if centre is None or each.id != centre.id
        for code in _list_area_codes(each)
    }
    own = set(_list_area_codes(centre)) if centre else set()
    code = next((code for code in others if digits.startswith(code)), None)
    if centre is not None and code is not None and code not in own and others[code] != centre.seat:
        yield Doubt(kind=ValueDoubt.FOREIGN_AREA_CODE, code=code, place=others[code])


def _list_area_codes(centre: Centre) -> Iterator[str]:
    contact = centre.contact
    points = (contact, *contact.parts, *((contact.administration,) if contact.administration else ()))
    codes = (_AREA_CODE.match(point.phone.removeprefix("(")) for point in points if point.phone)
    return (code[0] for code in codes if code is not None)
