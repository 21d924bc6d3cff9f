"""Sentences of a text in Markdown, and which of them comes first."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

# A full stop behind these ends no sentence.
_ABBREVIATION = re.compile(
    r"(?:\b(?:[A-Za-z]|Nr|Abs|Art|Dr|Prof|bzw|ca|ggf|inkl|vgl|St|Str|Mio|Mrd|Tel|evtl|max|min|mind|Ziff|lit|sog|Dez|Jan|Feb|"
    r"Aug|Sept?|Okt|Nov|rd|jew|insb|einschl|gem|i\.d\.R)|\b\d{1,2})\.$"
)
_BORDER = re.compile(r"(?<=[.!?…])[“”»)*]*\s+(?=[*„“»(\[]*[A-ZÄÖÜ\d§])")
_LIST_ITEM = re.compile(r"[ \t]*(?:[-*+]|\d{1,3}[.)])[ \t]+")
_EMPTY_LINES = re.compile(r"\n[ \t]*\n")


@dataclass(frozen=True, kw_only=True, slots=True)
class Led:
    """A text led by one of its sentences: `lead` without marks of emphasis, and the `rest` in Markdown."""

    lead: str
    rest: str


def iterate_sentences(text: str) -> Iterator[str]:
    """Yield the sentences and the items of lists of a text, in order."""
    for block in _split_blocks(text):
        yield from _list_items(block) if _is_list(block) else split_sentences(block)


def split_sentences(paragraph: str) -> list[str]:
    """Return the sentences of a paragraph; emphasis, brackets and abbreviations are not torn apart."""
    line = " ".join(paragraph.split())
    sentences: list[str] = []
    begun = 0
    for border in _BORDER.finditer(line):
        sentence = line[begun : border.end()].rstrip()
        if _is_complete(sentence):
            sentences.append(sentence)
            begun = border.end()
    return [*sentences, line[begun:]] if line[begun:] else sentences


def lead_with(text: str, sentence: str) -> Led:
    """Return the text with a sentence of it in front, followed by what follows it there, then by what precedes it.

    So what refers back to the sentence still stands behind it. An item of a list is repeated, as lists stay whole.
    """
    blocks = _split_blocks(text)
    for at, block in enumerate(blocks):
        sentences = [] if _is_list(block) else split_sentences(block)
        if sentence in sentences:
            place = sentences.index(sentence)
            after, before = " ".join(sentences[place + 1 :]), " ".join(sentences[:place])
            rest = "\n\n".join(part for part in (after, *blocks[:at], before, *blocks[at + 1 :]) if part)
            return Led(lead=_begin_line(sentence), rest=rest)
    return Led(lead=_begin_line(sentence), rest=text)


def _begin_line(sentence: str) -> str:
    plain = strip_emphasis(sentence)
    return plain[:1].upper() + plain[1:]


def strip_emphasis(sentence: str) -> str:
    return sentence.replace("**", "")


def _split_blocks(text: str) -> list[str]:
    return [block.strip("\n") for block in _EMPTY_LINES.split(text) if block.strip()]


def _is_list(block: str) -> bool:
    return _LIST_ITEM.match(block) is not None


def _list_items(block: str) -> Iterator[str]:
    return (_LIST_ITEM.sub("", line, count=1).strip() for line in block.split("\n"))


def _is_complete(sentence: str) -> bool:
    plain = sentence.rstrip("*“”»)")
    return (
        sentence.count("**") % 2 == 0
        and sentence.count("(") <= sentence.count(")")
        and sentence.count("„") <= sentence.count("“")
        and _ABBREVIATION.search(plain) is None
    )
