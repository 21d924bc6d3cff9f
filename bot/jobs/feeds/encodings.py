"""Decoding of what a site sends, whatever encoding it declares."""

import codecs
import re

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    # Without a mark the first letter of an XML file tells.
    (b"<\0?\0", "utf-16-le"),
    (b"\0<\0?", "utf-16-be"),
)
_DECLARED = re.compile(rb"""\A\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{1,40})["']""")
# Once the text is decoded, its declared encoding no longer applies.
_DECLARATION = re.compile(r"\A\s*<\?xml[^>]{0,300}\?>")
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
# Encodings that are windows-1252 in practice, whatever the name.
_WESTERN = frozenset({"iso8859-1", "ascii", "cp1252"})
_LENIENT = "lotse.western"


def decode(content: bytes, charset: str = "") -> str:
    """Return the text of a feed, without its declaration and what may not stand in XML.

    `charset` is that of the HTTP header. Bytes that are wrong where they stand are read as windows-1252.
    """
    text = _decoded(content, charset)
    return _FORBIDDEN.sub("", _DECLARATION.sub("", text.removeprefix("\ufeff")))


def _decoded(content: bytes, charset: str) -> str:
    for mark, name in _MARKS:
        if content.startswith(mark):
            return content.decode(name, "replace" if name != "utf-8" else _LENIENT)
    found = _DECLARED.match(content)
    declared = _known(found[1].decode("ascii", "replace") if found else "")
    for name in ("utf-8", declared, _known(charset)):
        if name and name not in _WESTERN:
            try:
                return content.decode(name)
            except UnicodeError:
                continue
    if declared in _WESTERN or (not declared and _known(charset) in _WESTERN):
        return content.decode("ascii", _LENIENT)
    return content.decode("utf-8", _LENIENT)


def _known(name: str) -> str:
    """Return Python's name of an encoding of text, or nothing."""
    try:
        info = codecs.lookup(name)
        "".encode(info.name)
    except (LookupError, ValueError):
        return ""
    return info.name


def _western(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    wrong = error.object[error.start : error.end]
    return "".join(bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in wrong), error.end


codecs.register_error(_LENIENT, _western)
