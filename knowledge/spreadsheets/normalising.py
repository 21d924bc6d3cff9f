"""Text as a cell can hold it."""

import re

# XML can't hold the others, and spreadsheet programs drop or show them as rubbish.
_NOT_IN_CELLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_LINE_END = re.compile("\r\n?")


def normalise(text: str) -> str:
    """Return a text as a cell can hold it: line feeds as ends of lines, no control characters, trimmed."""
    if text.isprintable() and text.isascii():
        return text.strip()
    return _NOT_IN_CELLS.sub("", _LINE_END.sub("\n", text)).strip()
