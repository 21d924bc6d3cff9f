"""The beginning of a long text keeps the form that it has up to there."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import rendering
from bot.rendering.from_html import convert_html
from handlers.core.messages import escape
from handlers.rendering.truncation import truncate


@pytest.mark.parametrize(
    ("source", "begun"),
    [
        ("**eins zwei** drei", "**eins zwei** drei"),
        ("**eins zwei drei vier** fünf", "**eins zwei drei** …"),
        ("*eins* ~~zwei drei vier fünf~~", "*eins* ~~zwei drei~~ …"),
        ("eins ||zwei drei vier fünf|| sechs", "eins ||zwei drei|| …"),
        ("***eins** zwei drei vier*, fünf", "***eins** zwei drei* …"),
        ("eins zwei **drei** vier fünf", "eins zwei **drei** …"),
        ("eins zwei dr **eivierfünfsechs**", "eins zwei dr …"),
        ("a `b c d` e f g h i j k l m", "a `b c d` e f g h …"),
        ("eins `zwei drei vier fünf` x", "eins `zwei drei` …"),
        ("```\neins\nzwei\ndrei\nvier\nfünf\n```", "```\neins\nzwei\ndrei\n```\n\n…"),
        ("- ```\n  eins\n  zwei\n  drei vier\n  ```", "- ```\n  eins\n  ```\n\n…"),
        ("eins zwei\n\n```python\ndrei\n```", "eins zwei …"),
        ("eins\n\n**drei vier fünf**", "eins\n\n**drei vier** …"),
        (r"a\*b\*c\.d\.e\.f\.g\.h\.i\.", r"a\*b\*c\.d\.e\.f\.g\.h\.…"),
        (r"eins *zwei drei\* vier fünf*", r"eins *zwei drei\** …"),
        (r"eins `` a\\` zwei drei vier ``", r"eins `` a\\` zwei`` …"),
        ("eins zwei `` a` bcdefghijklm ``", "eins zwei `` a` `` …"),
        ("```` a```b c d e f g h ````", "```` a```b c d e f```` …"),
        ("eins zwei ``` a``b c d e f ```", "eins zwei ``` a``b``` …"),
        ("```\na\n```\n\nb c ``` d``e f g h i ```", "```\na\n```\n\nb c ``` d``e``` …"),
        ("```\neins zwei\n```\n\n```\ndreivier\n```", "```\neins zwei\n```\n\n…"),
        ("x" * 30, "x" * 16 + "…"),
    ],
)
def test_the_form_is_kept_up_to_the_end(source: str, begun: str) -> None:
    assert truncate(source, 16) == begun


_RUNS = st.lists(
    st.tuples(
        st.sampled_from(["b", "i", "s", "code", "tg-spoiler", "span", "pre"]),
        st.from_regex(r"[ab](?:[ab *_`|~\\\n.]{0,12}[ab])?", fullmatch=True),
    ),
    min_size=1,
    max_size=12,
)


@settings(deadline=None)
@given(_RUNS)
def test_nothing_but_the_end_is_missing(runs: list[tuple[str, str]]) -> None:
    source = convert_html(" ".join(f"<{tag}>{text}</{tag}>" for tag, text in runs))
    begun = truncate(source, 20)
    whole, seen = _letters(source), _letters(begun)
    assert seen == whole or (seen.endswith("…") and whole.startswith(seen.removesuffix("…")) and len(seen) > 1)


def _letters(source: str) -> str:
    return "".join(rendering.visible_text(rendering.render_html(source)).split())


@settings(deadline=None)
@given(st.text(max_size=80))
def test_plain_text_is_cut_as_it_is_read(text: str) -> None:
    begun = truncate(escape(text), 30)
    if begun != escape(text):
        assert begun.endswith("…")
        assert len(begun) <= 2 * 30 + 2
