"""Phone numbers as a phone dials them."""

_COUNTRY = "+49"


def to_international(phone: str) -> str:
    """Return a number in the international form, such as "+49203283811"; one without a country is German."""
    digits = "".join(character for character in phone if character.isdecimal())
    return f"+{digits}" if phone.startswith("+") else f"{_COUNTRY}{digits.removeprefix('0')}"
