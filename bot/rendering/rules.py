"""Rules of the subset that differ from CommonMark: characters inside words and addresses are not markup."""

import re
from bisect import bisect_right
from collections.abc import Callable, Mapping
from typing import TypeAlias

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline, emphasis, strikethrough

from bot.rendering.words import ADDRESS, find_bold_parts, is_word

Rule: TypeAlias = Callable[[StateInline, bool], bool]
_Addresses: TypeAlias = tuple[str, tuple[list[int], list[int]]]

_MENTION = re.compile(r"</(\w[^<>\n]*)>")
# Bounded, so that marks without partners are looked through once only.
_SPOILER = re.compile(r"\|\|(?![\s|])((?:\\.|[^\\]){1,2000}?)(?<!\s)\|\|(?![\w|])", re.DOTALL)
# Characters beside an underscore inside the name of a file, a path or an account.
_NAMED_BEFORE, _NAMED_AFTER = re.compile(r"[\w/\\.@=-]"), re.compile(r"[^\w\s][\w*_~]|\w")
_NOTHING_BEFORE, _NOTHING_AFTER = re.compile(r"[\s(\[{„‚«]?"), re.compile(r"[)\]}”’»…]|[.,;:!?](?:[\s)]|$)|\s|$")
# A run of at least this many marks is a blank to fill in or a divider.
_BLANK = {"*": 4, "_": 3, "~": 4}
_CACHED, _CACHED_PARTS = "addresses", "bold_parts"


def install(parser: MarkdownIt) -> None:
    """Make the rules those of `parser`."""
    parser.enable("strikethrough")
    parser.inline.ruler.before("strikethrough", "bold_part", _bold_part)
    parser.inline.ruler.at("emphasis", _outside_words(emphasis.tokenize))
    parser.inline.ruler.at("strikethrough", _outside_words(strikethrough.tokenize))
    parser.inline.ruler.before("autolink", "command", _mention)
    parser.inline.ruler.before("autolink", "spoiler", _spoiler)
    parser.inline.add_terminator_char("|")


def _outside_words(tokenize: Rule) -> Rule:
    """Return the rule restricted to marks outside of words and addresses; inside them they are text."""

    def rule(state: StateInline, silent: bool) -> bool:
        marker = state.src[state.pos]
        if silent or marker not in "*_~":
            return False
        run = next((at for at in range(state.pos, state.posMax) if state.src[at] != marker), state.posMax)
        if not _is_text(state, run):
            return tokenize(state, silent)
        state.pending += state.src[state.pos : run]
        state.pos = run
        return True

    return rule


def _is_text(state: StateInline, end: int) -> bool:
    """Return whether the characters up to `end` stand inside a word, an address or a name."""
    before, after = state.src[state.pos - 1 : state.pos], state.src[end : end + 1]
    if is_word(before) and is_word(after):
        return True
    if end - state.pos >= _BLANK[state.src[state.pos]] or _stands_alone(before, state.src[end : end + 2]):
        return True
    if state.src[state.pos] == "_" and is_in_name(before, state.src[end : end + 2]):
        return True
    return _is_in_address(state)


def _stands_alone(before: str, after: str) -> bool:
    """Return whether a mark is a sign by itself, such as that of a note or of a field: “(*)”, “*) ”."""
    return bool(_NOTHING_BEFORE.fullmatch(before) and _NOTHING_AFTER.match(after))


def is_in_name(before: str, after: str) -> bool:
    """Return whether an underscore between these characters belongs to the name of a file or an account."""
    return bool(before and _NAMED_BEFORE.match(before) and after and _NAMED_AFTER.match(after))


def _is_in_address(state: StateInline) -> bool:
    starts, ends = _addresses(state)
    place = bisect_right(starts, state.pos) - 1
    return place >= 0 and state.pos < ends[place]


def _addresses(state: StateInline) -> tuple[list[int], list[int]]:
    """Return where addresses of the web begin and end, found once for a text."""
    cached: _Addresses | None = state.env.get(_CACHED)
    if cached is None or cached[0] is not state.src:
        found = [each.span() for each in ADDRESS.finditer(state.src)]
        cached = state.src, ([start for start, _ in found], [end for _, end in found])
        state.env[_CACHED] = cached
    return cached[1]


def _bold_part(state: StateInline, silent: bool) -> bool:
    """Read a part of a word between two pairs of stars."""
    if state.src[state.pos] != "*":
        return False
    cached: tuple[str, Mapping[int, int]] | None = state.env.get(_CACHED_PARTS)
    if cached is None or cached[0] is not state.src:
        cached = state.env[_CACHED_PARTS] = state.src, find_bold_parts(state.src)
    partner = cached[1].get(state.pos)
    if partner is None or partner >= state.posMax:
        return False
    if not silent:
        end = state.posMax
        state.push("strong_open", "strong", 1).markup = "**"
        state.pos, state.posMax = state.pos + 2, partner
        state.md.inline.tokenize(state)
        state.posMax = end
        state.push("strong_close", "strong", -1).markup = "**"
    state.pos = partner + 2
    return True


def _mention(state: StateInline, silent: bool) -> bool:
    """Read the mention of a command; any other word in such brackets is text."""
    found = _MENTION.match(state.src, state.pos)
    if found is None:
        return False
    # Imported here, as few texts mention a command, and the commands bring all handlers with them.
    from handlers.commands import COMMANDS  # noqa: PLC0415

    if not COMMANDS.is_command(f"/{found.group(1)}"):
        return False
    if not silent:
        state.push("command", "", 0).content = found.group(1)
    state.pos = found.end()
    return True


def _spoiler(state: StateInline, silent: bool) -> bool:
    """Read what stands between two pairs of bars; inside words and tables they are text."""
    found = _SPOILER.match(state.src, state.pos, state.posMax)
    if found is None or is_word(state.src[state.pos - 1 : state.pos]):
        return False
    if not silent:
        end = state.posMax
        state.push("spoiler_open", "span", 1)
        state.pos, state.posMax = found.span(1)
        state.md.inline.tokenize(state)
        state.posMax = end
        state.push("spoiler_close", "span", -1)
    state.pos = found.end()
    return True
