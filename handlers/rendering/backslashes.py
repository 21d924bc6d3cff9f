"""Backslashes in typed Markdown: those of paths and names are kept, those that escape marks are dropped."""

import re
from collections import defaultdict
from collections.abc import Iterator

from handlers.core.commands import looks_like_command
from handlers.core.events import MessageReceived
from handlers.core.messages import escape

_FENCE = re.compile(r"^[ \t]*(`{3,}|~{3,})([^`\n]*)$", re.MULTILINE)
# Addresses and commands in angle brackets are read as they stand, like code.
_VERBATIM = re.compile(r"(`+)|<(?:(?:https?|mailto|tel):[^<>\s]{0,2000}|/\w[^<>\n]{0,200})>", re.IGNORECASE)
_EMPTY_LINES = re.compile(r"\n[ \t]*\n")
_RUN = r"\\?([*_~|`])(?:\\?\1)*"
_MARKS = re.compile(_RUN)
_LINE = re.compile(r"^[ \t]*(?:(\\)(?:[-+*]|#{1,6})|\d{1,9}(\\)[.)])(?=[ \t])", re.MULTILINE)
_LINK = re.compile(r"(\\)?\[[^\[\]\n]{1,1000}?(\\)?\]\(|(\\)<(?=https?:|mailto:|tel:|/\w)", re.IGNORECASE)
_BEFORE, _AFTER = re.compile(r"[\s(\[{\"'„“‚‘»«*_~|]?"), re.compile(r"[\s)\]}\"'“”‘’«».,;:!?…*_~|\\]?")
_PUNCTUATION = r"!-/:-@\[-`{-~"
_BACKSLASH = re.compile(rf"{_RUN}|\\(?:(?=\\|\n|\Z)|[{_PUNCTUATION}])")
_ESCAPED = re.compile(rf"\\([{_PUNCTUATION}])")
# Signs that form a text wherever they stand; the others do so only where a line or an item of a list begins.
_FORMING = "[]<>\\`~{}|"
_BEGINNING = re.compile(r"[-+*\d.)\s\\]*")
_AROUND = re.compile(r"^[*_~|]+|(?<!\\)[*_~|]+[.,;:!?…)\]\"'“”‘’]*$")


def unescape_typed(text: str) -> str:
    """Return a typed text as Markdown in which its backslashes have the meaning that was intended.

    A backslash that keeps emphasis, code, a link, a list or a heading from being one is an escape, as in Markdown; any
    other is a character, and so is the mark behind it.
    """
    if "\\" not in text:
        return text
    masked = _mask_code(text)
    escapes = {*_find_escaped_pairs(masked), *_find_escaped_signs(masked)}
    written: list[str] = []
    done = 0
    for found in _BACKSLASH.finditer(masked):
        if "\\" in found[0]:
            is_escape = found.start() in escapes
            shown = found[0].replace("\\", "") if is_escape else found[0]
            written += (text[done : found.start()], escape(shown))
            done = found.end()
    return "".join((*written, text[done:]))


def drop_needless_escapes(text: str) -> str:
    """Return Markdown that looks the same, without the backslashes that change nothing."""
    masked, written, done = _mask_code(text), list[str](), 0
    for found in _ESCAPED.finditer(masked):
        if not _is_needed(found, masked):
            written.append(text[done : found.start()])
            done = found.start() + 1
    return "".join((*written, text[done:]))


def _is_needed(escape: re.Match[str], text: str) -> bool:
    line = text[text.rfind("\n", 0, escape.start()) + 1 : escape.start()]
    after, unescaped = text[escape.end() : escape.end() + 1], _ESCAPED.sub("", text)
    if escape[1] in _FORMING or _BEGINNING.fullmatch(line):
        return True
    if escape[1] in "*_":
        return not (line[-1:].isalnum() and after.isalnum()) or "`" in unescaped
    if escape[1] in "()":
        return "](" in text or line.endswith("]")
    return escape[1] in ":/@." and "<" in unescaped


def extract_markdown(event: MessageReceived) -> str:
    """Return a message that is a command, with its argument as Markdown.

    A step of a dialogue, or a choice, gives its text a form; what is typed behind a command has none.
    """
    return event.formatted if looks_like_command(event.formatted) else unescape_typed(event.text)


def pair_words_with_backslashes(typed: str) -> Iterator[tuple[str, str]]:
    """Yield each word as a client shows it that takes all backslashes for escapes, and as it was meant."""
    if "\\" in typed:
        for word, source in zip(typed.split(), unescape_typed(typed).split(), strict=True):
            yield _unescape(word), _unescape(source)


def _unescape(word: str) -> str:
    return _ESCAPED.sub(r"\1", _AROUND.sub("", word))


def _find_escaped_pairs(text: str) -> Iterator[int]:
    """Yield where marks begin that would be read as markup, did no backslash stand before them or their partners."""
    for start, end in _paragraphs(text, 0, len(text)):
        opened: dict[str, re.Match[str]] = {}
        for found in _MARKS.finditer(text, start, end):
            before, after = text[found.start() - 1 : found.start()], text[found.end() : found.end() + 1]
            marks = found[0].replace("\\", "")
            if marks in opened and before not in ("\\", "") and not before.isspace() and _AFTER.fullmatch(after):
                opening = opened.pop(marks)
                # A path in bold may end with one.
                yield from (opening.start(), found.start()) if "\\" in opening[0] else ()
            elif _BEFORE.fullmatch(before) and after and not after.isspace():
                opened[marks] = found


def _find_escaped_signs(text: str) -> Iterator[int]:
    """Yield the backslashes that keep lists, headings and links from being such."""
    for found in (*_LINE.finditer(text), *_LINK.finditer(text)):
        yield from (found.start(group) for group, sign in enumerate(found.groups(), 1) if sign)


def _mask_code(text: str) -> str:
    """Return the text with letters in the place of code, and of what else is read as it stands."""
    parts: list[str] = []
    done = 0
    for start, end in _verbatim(text):
        parts += (text[done:start], "x" * (end - start))
        done = end
    return "".join((*parts, text[done:]))


def _verbatim(text: str) -> Iterator[tuple[int, int]]:
    done = 0
    for start, end in _fences(text):
        yield from _inline_code(text, done, start)
        yield start, end
        done = end
    yield from _inline_code(text, done, len(text))


def _fences(text: str) -> Iterator[tuple[int, int]]:
    opening: re.Match[str] | None = None
    for line in _FENCE.finditer(text):
        if opening is None:
            opening = line
        elif line[1].startswith(opening[1]) and not line[2].strip():
            yield opening.start(), line.end()
            opening = None
    if opening is not None:
        yield opening.start(), len(text)


def _inline_code(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for begin, stop in _paragraphs(text, start, end):
        found = [*_VERBATIM.finditer(text, begin, stop)]
        ends: defaultdict[str, list[int]] = defaultdict(list)
        for each in reversed(found):
            ends[each[1] or ""].append(each.end())
        done = begin
        for each in found:
            later = ends[each[1] or ""]
            while later and later[-1] < each.end() + len(each[1] or ""):
                later.pop()
            if later and each.start() >= done and text[each.start() - 1 : each.start()] != "\\":
                done = later[-1] if each[1] else each.end()
                yield each.start(), done


def _paragraphs(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for empty in _EMPTY_LINES.finditer(text, start, end):
        yield start, empty.start()
        start = empty.end()
    yield start, end
