"""Conversion of styled text to Markdown that is parsed as meant, whatever stands next to it."""

import re
from collections import defaultdict, deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from bot.rendering.parsing import parse_tokens
from bot.rendering.rules import is_in_name
from bot.rendering.words import ADDRESS, is_word, is_word_part
from handlers.core.messages import escape
from handlers.rendering.backslashes import pair_words_with_backslashes

_PIECES = re.compile(r"[^\S\n]+|\n|\S+")
_WORD = re.compile(r"\S+")
_EMPTY_LINES = re.compile(r"\n(?:[^\S\n]*\n)+")
_MARK = re.compile(r"[*_~|]")
_TICKS = re.compile(r"`+")
# What may have been typed for each style.
_TYPED = {"**": ("**", "__"), "*": ("*", "_"), "~~": ("~~", "~"), "||": ("||",)}


@dataclass(frozen=True, slots=True)
class Run:
    """Text with its styles, the outermost first, each as the mark that stands around it."""

    text: str
    styles: tuple[str, ...] = ()
    code: bool = False


class Typed:
    """The source from which a client has made HTML; empty if it is not known."""

    def __init__(self, source: str = "") -> None:
        self.source = source
        # Each mark with the characters around it, so that no mark is looked for in the whole source.
        self.marks = {
            source[max(found.start() - 1, 0) : found.start() + length + 1]
            for found in _MARK.finditer(source)
            for length in (1, 2)
        }
        self.addresses = "\n".join(found[0] for found in ADDRESS.finditer(source))
        words = [*pair_words_with_backslashes(source)]
        changed = {shown for shown, meant in words if shown != meant}
        self._meant: defaultdict[str, deque[str]] = defaultdict(deque)
        for shown, meant in words:
            if shown in changed:
                self._meant[shown].append(meant)

    def has_in_address(self, text: str) -> bool:
        """Return whether an address has the text between two stars each."""
        return f"**{text}**" in self.addresses

    def as_meant(self, text: str) -> str:
        """Return the next text with the backslashes in words that a client has taken for escapes."""
        return _WORD.sub(self._next, text) if self._meant else text

    def _next(self, word: re.Match[str]) -> str:
        meant = self._meant.get(word[0])
        return meant.popleft() if meant else word[0]


def render_paragraphs(runs: Sequence[Run], typed: Typed) -> list[str]:
    """Return the Markdown of each paragraph; empty lines part them.

    Styles other than bold that end inside a word cannot be written and are left out; what a client took for markup
    inside a word is put back as it was typed.
    """
    runs = [run if run.code else replace(run, text=typed.as_meant(run.text)) for run in runs]
    if not any(run.styles or run.code for run in runs):
        parts = _EMPTY_LINES.split("".join(run.text for run in runs))
        return [escape(part.strip("\n")) for part in parts if part.strip()]
    return [markdown for part in _split_paragraphs(runs) if (markdown := _paragraph(part, typed))]


def _paragraph(runs: Sequence[Run], typed: Typed) -> str:
    """Return the runs with as much of their styles as is read as it is meant."""
    kept = _strip_styled_spaces(runs)
    for depth in range(max((len(run.styles) for run in kept), default=0), 0, -1):
        kept = _clean_depth(kept, depth, typed)
    kept = _strip_adjacent(kept)
    markdown = _write(kept).strip("\n")
    if all(not run.styles and not run.code for run in kept) or _visible(markdown) == _letters(kept):
        return markdown
    # Between signs it can depend on all other marks of a paragraph whether one begins or ends something.
    return _write([Run(run.text) for run in kept]).strip("\n")


def _visible(markdown: str) -> str:
    inline = (child for token in parse_tokens(markdown) for child in token.children or ())
    return "".join("".join(child.content for child in inline).split())


def _letters(runs: Sequence[Run]) -> str:
    return "".join("".join(run.text for run in runs).split())


def _split_paragraphs(runs: Sequence[Run]) -> Iterator[list[Run]]:
    """Split at empty lines."""
    part: list[Run] = []
    ends_line = False
    for run in _pieces(runs):
        if run.text == "\n" and ends_line:
            yield part
            part = []
        elif run.text.strip() or run.text == "\n" or part:
            part.append(run)
        ends_line = run.text == "\n" or (ends_line and not run.text.strip())
    yield part


def _pieces(runs: Sequence[Run]) -> Iterator[Run]:
    """Yield words, spaces and line ends apart from each other, code as a whole."""
    for run in runs:
        if run.code and run.text.strip():
            yield replace(run, text=" ".join(run.text.split("\n")))
        else:
            yield from (replace(run, text=found[0], code=False) for found in _PIECES.finditer(run.text))


def _strip_styled_spaces(runs: Sequence[Run]) -> list[Run]:
    """Return the runs, spaces with no other styles than what stands on both sides has."""
    after: list[tuple[str, ...]] = []
    styles: tuple[str, ...] = ()
    for run in reversed(runs):
        styles = run.styles if run.text.strip() else styles
        after.append(styles)
    kept: list[Run] = []
    before: tuple[str, ...] = ()
    for run, behind in zip(runs, reversed(after), strict=True):
        before = (
            run.styles if run.text.strip() else _find_shared_styles(_find_shared_styles(before, behind), run.styles)
        )
        kept.append(replace(run, styles=before))
    return kept


def _find_shared_styles(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...]:
    same = 0
    while same < min(len(one), len(other)) and one[same] == other[same]:
        same += 1
    return one[:same]


def _clean_depth(runs: list[Run], depth: int, typed: Typed) -> list[Run]:
    """Return the runs without those styles at `depth` that end inside a word, unless bold, or repeat an outer one."""
    kept: list[Run] = []
    groups = deque([*group] for _, group in groupby(runs, lambda run: run.styles[:depth]))
    before = ""
    while groups:
        group = groups.popleft()
        styles, inside = group[0].styles[:depth], "".join(run.text for run in group)
        after = "".join(run.text for run in groups[0][:2])[:2] if groups else ""
        glued = is_word(before), is_word(after[:1])
        is_bold = styles[-1:] == ("**",) and styles.count("**") == 1
        is_part_of_word = is_bold and any(glued) and is_word_part(before, inside, after[:1])
        if len(styles) < depth or (is_part_of_word and not typed.has_in_address(inside)):
            kept += group
        elif mark := _restore_marks(before, inside, after, styles[-1], typed):
            kept += [Run(mark, styles[:-1]), *_strip_style(group, depth), Run(mark, styles[:-1])]
        elif is_bold and any(glued) and len(words := _words(group, depth, glued)) > 1:
            groups.extendleft(reversed(words))
            continue
        else:
            kept += _strip_style(group, depth) if styles[-1] in styles[:-1] or any(glued) else group
        before = group[-1].text[-1:]
    return kept


def _strip_style(group: Sequence[Run], depth: int) -> list[Run]:
    return [replace(run, styles=(*run.styles[: depth - 1], *run.styles[depth:])) for run in group]


def _words(group: Sequence[Run], depth: int, glued: tuple[bool, bool]) -> list[list[Run]]:
    """Return the group without the first and the last of its words where they are glued to what is outside, and those.

    The spaces between them have no style at `depth`.
    """
    spaces = [place for place, run in enumerate(group) if not run.text.strip()]
    words: list[list[Run]] = []
    begin = 0
    for place in sorted({*(spaces[:1] if glued[0] else ()), *(spaces[-1:] if glued[1] else ())}):
        space = replace(group[place], styles=group[place].styles[: depth - 1])
        words += ([*group[begin:place]], [space])
        begin = place + 1
    return [part for part in (*words, [*group[begin:]]) if part]


def _restore_marks(before: str, inside: str, after: str, style: str, typed: Typed) -> str:
    """Return the characters typed around the text if they were not markup; else nothing."""
    return next((mark for mark in _TYPED[style] if _was_text(before, mark, inside, after, typed)), "")


def _was_text(before: str, mark: str, inside: str, after: str, typed: Typed) -> bool:
    begins, ends = f"{before}{mark}{inside[:1]}", f"{inside[-1:]}{mark}{after[:1]}"
    if is_word(after[:1]) and ends in typed.marks:
        return True
    # A mark beside it is a typed one that found no partner.
    if (is_word(before) or (before == mark[0] and not after.strip())) and begins in typed.marks:
        return True
    whole = f"{mark}{inside}{mark}"
    is_named = mark[0] == "_" and is_in_name(inside[-1:], after) and f"{whole}{after}" in typed.source
    return is_named or whole in typed.addresses


def _strip_adjacent(runs: list[Run]) -> list[Run]:
    """Return the runs without styles that begin where others end, as their marks would be read as one."""
    kept: list[Run] = []
    met: tuple[str, ...] = ()
    for run in runs:
        styles = run.styles
        if met and styles[: len(met)] == met:
            styles = met[:-1]
        else:
            met = ()
            shared = len(_find_shared_styles(kept[-1].styles, styles)) if kept else 0
            if kept and shared < min(len(kept[-1].styles), len(styles)):
                met = styles[: shared + 1]
                styles = met[:-1]
        if kept and kept[-1].code and run.code and kept[-1].styles == styles:
            kept[-1] = replace(kept[-1], text=kept[-1].text + run.text)
        else:
            kept.append(replace(run, styles=styles))
    return kept


def _write(runs: Sequence[Run]) -> str:
    parts: list[str] = []
    opened: tuple[str, ...] = ()
    for run in runs:
        shared = len(_find_shared_styles(opened, run.styles))
        parts += [*reversed(opened[shared:]), *run.styles[shared:]]
        # Code right behind code would be one with it.
        meets = bool(parts) and parts[-1].endswith("`")
        parts.append(_code(run.text) if run.code and not meets else escape(run.text))
        opened = run.styles
    return "".join((*parts, *reversed(opened)))


def _code(text: str) -> str:
    longest = max((len(found) for found in _TICKS.findall(text)), default=0)
    ticks = "`" * (longest + 1)
    gap = " " if longest or (text[:1] == text[-1:] == " ") else ""
    return f"{ticks}{gap}{text}{gap}{ticks}"


_RAISED = dict(zip("0123456789+-−=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿ", strict=True))


_LOWERED = dict(zip("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎", strict=True))


def raise_characters(runs: Sequence[Run]) -> Iterator[Run]:
    """Yield the characters that are raised themselves, or else the text behind "^"."""
    return _move_characters(runs, _RAISED, "^")


def lower_characters(runs: Sequence[Run]) -> Iterator[Run]:
    """Yield the characters that are lowered themselves, or else the text behind "_"."""
    return _move_characters(runs, _LOWERED, "_")


def _move_characters(runs: Sequence[Run], characters: Mapping[str, str], sign: str) -> Iterator[Run]:
    text = "".join(run.text for run in runs)
    if all(character in characters for character in text):
        yield from (replace(run, text="".join(characters[each] for each in run.text)) for run in runs)
    elif any(map(str.isalnum, text)) and not text.startswith(("[", "(")):
        yield from (replace(runs[0], text=f"{sign}("), *runs, replace(runs[-1], text=")"))
    else:
        # A mark of a note, or one that says by itself what it is.
        yield from runs
