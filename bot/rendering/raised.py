"""Raised and lowered characters, where there are only letters of one height."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from bot.rendering.runs import Run

_RAISED = dict(zip("0123456789+-−=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿ", strict=True))
_LOWERED = dict(zip("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎", strict=True))


def raised(runs: Sequence[Run]) -> Iterator[Run]:
    """Yield the characters that are raised themselves, or else the text behind "^"."""
    return _moved(runs, _RAISED, "^")


def lowered(runs: Sequence[Run]) -> Iterator[Run]:
    """Yield the characters that are lowered themselves, or else the text behind "_"."""
    return _moved(runs, _LOWERED, "_")


def _moved(runs: Sequence[Run], characters: Mapping[str, str], sign: str) -> Iterator[Run]:
    text = "".join(run.text for run in runs)
    if all(character in characters for character in text):
        yield from (replace(run, text="".join(characters[each] for each in run.text)) for run in runs)
    elif any(map(str.isalnum, text)) and not text.startswith(("[", "(")):
        yield from (replace(runs[0], text=f"{sign}("), *runs, replace(runs[-1], text=")"))
    else:
        # A mark of a note, or one that says by itself what it is.
        yield from runs
