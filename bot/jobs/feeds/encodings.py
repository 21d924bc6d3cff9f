"""The text of what a site sends, whatever it says about its encoding."""

import codecs
import re

_SIGNATURES = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    # Without a mark the first letter of an XML file tells.
    (b"<\0?\0", "utf-16-le"),
    (b"\0<\0?", "utf-16-be"),
)
_DECLARED_ENCODING = re.compile(rb"""\A\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{1,40})["']""")
# In the text the declaration is not true any more.
_DECLARATION = re.compile(r"\A\s*<\?xml[^>]{0,300}\?>")
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
# What is called by these names is windows-1252 in truth.
_WESTERN = frozenset({"iso8859-1", "ascii", "cp1252"})
_LENIENT = "lotse.western"


def decode(content: bytes, charset: str = "") -> str:
    """Return the text of a feed, without its declaration and what may not stand in XML.

    `charset` is that of the HTTP header. Bytes that are wrong where they stand are read as windows-1252.
    """
    text = _decode(content, charset)
    return _FORBIDDEN.sub("", _DECLARATION.sub("", text.removeprefix("\ufeff")))


def _decode(content: bytes, charset: str) -> str:
    for mark, name in _SIGNATURES:
        if content.startswith(mark):
            return content.decode(name, "replace" if name != "utf-8" else _LENIENT)
    found = _DECLARED_ENCODING.match(content)
    declared = _normalize_encoding(found[1].decode("ascii", "replace") if found else "")
    for name in ("utf-8", declared, _normalize_encoding(charset)):
        if name and name not in _WESTERN:
            try:
                return content.decode(name)
            except UnicodeError:
                continue
    if declared in _WESTERN or (not declared and _normalize_encoding(charset) in _WESTERN):
        return content.decode("ascii", _LENIENT)
    return content.decode("utf-8", _LENIENT)


def _normalize_encoding(name: str) -> str:
    """Return Python's name of an encoding of text, or nothing."""
    try:
        info = codecs.lookup(name)
        "".encode(info.name)
    except (LookupError, ValueError):
        return ""
    return info.name


def _decode_as_western(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    wrong = error.object[error.start : error.end]
    return "".join(bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in wrong), error.end


codecs.register_error(_LENIENT, _decode_as_western)
