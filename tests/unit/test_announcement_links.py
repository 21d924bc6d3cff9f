"""No link of an announcement leads elsewhere than it says, however it was written."""

import re
from html import unescape
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rendering import render_html
from handlers.announcements.model.text import show_link_targets
from handlers.core.messages import escape

ADDRESS = "https://example.org/a_(b)?c=1"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (f"Mehr [hier]({ADDRESS}).", f"Mehr hier (<{ADDRESS}>)."),
        (f"[{ADDRESS}]({ADDRESS})", f"[{ADDRESS}]({ADDRESS})"),
        (f"[{escape(ADDRESS)}]({ADDRESS})", f"[{escape(ADDRESS)}]({ADDRESS})"),
        (f'[Amt]( <{ADDRESS}> "Titel" )', f"Amt (<{ADDRESS}>)"),
        ("[https://bank.example](https://evil.example)", "https://bank.example (<https://evil.example>)"),
        (f"<{ADDRESS}>", f"<{ADDRESS}>"),
        (f"Siehe [dort][1].\n\n[1]: {ADDRESS}", f"Siehe [dort\\][1].\n\n[1\\]: {ADDRESS}"),
        ("Ein [Wort] und (noch eins)", "Ein [Wort] und (noch eins)"),
    ],
)
def test_the_address_is_in_sight(written: str, read: str) -> None:
    assert show_link_targets(written) == read
    assert show_link_targets(read) == read


_PIECES = st.sampled_from(
    ["[", "]", "(", ")", "<", ">", "\\", '"', "hier", " ", "\n", "[1]", ": ", "https://evil.example/x", "**", "!", "`"]
)


@given(st.lists(_PIECES, max_size=14).map("".join))
def test_whatever_is_written(text: str) -> None:
    for address, label in re.findall(r'<a href="([^"]*)">(.*?)</a>', render_html(show_link_targets(text)), re.DOTALL):
        assert unquote(unescape(re.sub(r"<[^>]*>", "", label))) == unquote(unescape(address))
