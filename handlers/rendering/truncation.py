"""Truncation of Markdown without breaking its form."""

import re

_TOKEN = re.compile(r"\\.|`+|\*\*|\*|~~|\|\||\[[^\[\]\n]{0,200}\]\([^()\s]{1,2000}\)|.", re.DOTALL)
_IN_CODE = re.compile(r"`+|[^`]")
_MARKS = frozenset({"**", "*", "~~", "||"})
_FENCE = re.compile(r"([ \t]*(?:[-+*]|\d{1,9}[.)])?[ \t]*)(`{3,})[^`\n]*(?:\n|$)")
_ENDED_BLOCK = re.compile(r"(?:^|\n)[ \t]*`{3,}$")


def truncate(source: str, most: int) -> str:
    """Return a text in Markdown up to a border of paragraphs, lines or words, so that about `most` characters are read.

    At least half of what may be read is. What is bold, hidden or code there ends where the text does.
    """
    reader = _Truncator(source, most)
    return source if reader.has_ended else reader.beginning()


class _Truncator:
    """A reader up to a number of visible characters, which records what is open at each possible end."""

    def __init__(self, source: str, most: int) -> None:
        self._source = source
        self._open: list[str] = []
        self._borders: dict[str, tuple[int, tuple[str, ...]]] = {}
        self._at = read = 0
        while self._at < len(source) and read < most:
            is_code = bool(self._open) and self._open[-1].endswith("`")
            found = (_IN_CODE if is_code else _TOKEN).match(source, self._at)
            assert found is not None  # noqa: S101
            if read >= most // 2:
                self._keep_border(found[0])
            read += self._take(found[0], is_code=is_code)
            self._at = found.end()
        self.has_ended = self._at >= len(source)

    def beginning(self) -> str:
        """Return the text up to the best border, with an end to all that is open there."""
        here = self._at, tuple(self._open)
        at, opened = next((self._borders[kind] for kind in ("\n\n", "\n", " ") if kind in self._borders), here)
        text = self._source[:at].rstrip()
        if opened and opened[-1][0] == "\n":
            return _close_code_block(text, opened[-1])
        while opened and _ends_with_mark(text, opened[-1]):
            text, opened = text.removesuffix(opened[-1]).rstrip(), opened[:-1]
        if opened and opened[-1][0] == "`" and text.endswith("`"):
            text += " "  # Otherwise the end of the code would be part of a longer run.
        gap = _gap_behind(text) if at < self._at or self._borders else _gap_behind(text).strip(" ")
        return f"{text}{''.join(reversed(opened))}{gap}…"

    def _keep_border(self, token: str) -> None:
        if token in (" ", "\n"):
            kind = "\n\n" if self._source.startswith("\n\n", self._at) else token
            self._borders[kind] = self._at, tuple(self._open)

    def _take(self, token: str, *, is_code: bool) -> int:
        """Return as how many characters a token is read."""
        if is_code and token == self._open[-1].lstrip():
            self._open.pop()
        elif not is_code and token in self._open:
            self._open.remove(token)
        elif not is_code and (token in _MARKS or token[0] == "`"):
            self._open.append(self._end_of(token))
        else:
            return len(token) if is_code or token[0] == "[" else 1
        return 0

    def _end_of(self, mark: str) -> str:
        """Return what ends a mark that begins here: the mark again, below a block of code in a line of its own.

        Three ticks or more begin a block only at the beginning of a line without further ticks.
        """
        fence = _FENCE.match(self._source, self._source.rfind("\n", 0, self._at) + 1)
        return f"\n{' ' * len(fence[1])}{mark}" if fence and fence.start(2) == self._at else mark


def _ends_with_mark(text: str, mark: str) -> bool:
    """Return whether a text ends with a mark that no backslash escapes; for code, with a run of just these ticks."""
    before = text.removesuffix(mark)
    if mark[0] == "`":
        return text.endswith(mark) and not before.endswith("`")
    return text.endswith(mark) and (len(before) - len(before.rstrip("\\"))) % 2 == 0


def _gap_behind(text: str) -> str:
    """Return what stands between a text and the sign that more follows, which would undo the end of a block of code."""
    return "\n\n" if _ENDED_BLOCK.search(text) else " "


def _close_code_block(text: str, end: str) -> str:
    """Return a text that breaks off in a block of code with an end to it; without the block if that has just begun."""
    opening = text.rfind(end.lstrip())
    line = text.rfind("\n", 0, opening) + 1
    if "\n" not in text[opening:]:
        before = text[:line].rstrip()
        return f"{before}{_gap_behind(before)}…".lstrip()
    return f"{text}{end}\n\n…"
