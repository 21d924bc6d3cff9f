"""Whatever is typed gets one sensible, short reply."""

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from knowledge.search import Search

if TYPE_CHECKING:
    from tests.conversations.conftest import Talk

BAD_INPUT = {
    "nothing": "",
    "white space": " \n\t ",
    "64 KB": "Griffbereit " * 5500,
    "64 KB without a space": "x" * 65536,
    "control characters": "\x00\x01\x1b[31mKI\x07",
    "emoji only": "🎉🎉👍",
    "right to left": "\u202eمرحبا كيف الحال",
    "HTML": "<script>alert(1)</script><b>KI</b>",
    "Markdown": "**KI** [x](javascript:alert(1)) `a` # b",
    "2,000 words": "Frage " * 2000,
    "lone surrogate": "KI \ud800 Bochum",
    "slash": "/",
    "unknown command": "/gibtesnicht",
    "punctuation": "?!?...",
}


@pytest.mark.parametrize("text", BAD_INPUT.values(), ids=BAD_INPUT)
async def test_bad_input_gets_a_short_reply(talk: "Talk", text: str) -> None:
    reply = await talk.hear(text)
    assert 0 < len(reply) < 3000
    assert "<script>" not in reply
    assert "javascript:" not in reply


@given(st.text(max_size=300))
@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_is_found_something_or_nothing(search: Search, text: str) -> None:
    finding = search.find(text)
    assert all(match.score >= 0 for match in finding.matches)
