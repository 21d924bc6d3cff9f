"""From what chats write to the Markdown subset: the form stays, and nothing that hides."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import rendering
from bot.rendering.from_html import markdown


@pytest.mark.parametrize(
    ("html", "seen"),
    [
        ("Hallo <b>Welt</b>, <em>das</em> <code>x_y</code>", "Hallo Welt, das x_y"),
        ("<p>Eins</p><p>Zwei<br>drei</p><ul><li>a</li><li>b</li></ul>", "Eins\n\nZwei\ndrei\n\n- a\n- b"),
        ("<blockquote>Zitat\nzwei</blockquote>Antwort", "> Zitat\n> zwei\n\nAntwort"),
        ('<a href="https://evil.example">https://good.example</a>', "https://good.example (https://evil.example)"),
        ('<a href="https://a.de/x_y">https://a.de/x_y</a>', "https://a.de/x_y"),
        ('<a href="https://matrix.to/#/@bea:example.org">Bea</a>', "Bea"),
        ('<a href="tg://user?id=1">Otto</a>', "Otto"),
        ('<a href="javascript:alert(1)">hier</a>', "hier"),
        ("<mx-reply><blockquote>alt</blockquote></mx-reply>neu", "neu"),
        ("<pre><code>def f():\n  pass`</code></pre>nach", "def f():\n  pass'\n\nnach"),
        ("1 < 2 &amp; *kein* [l](http://x)", "1 < 2 & *kein* [l](http://x)"),
        ("<script>alert(1)</script><img src=x onerror=1>x", "x"),
        ("<b>offen", "offen"),
        (
            "<table>\n<thead><tr><th>Ort</th><th>Tag</th></tr></thead>\n<tr><td>Herne</td><td><p>Mo</p></td></tr></table>x",
            "Ort | Tag\nHerne | Mo\n\nx",
        ),
        ("<table><tr><td>a</td><td></td><td>b</td></tr></table>", "a |  | b"),
        ("</b>zu", "zu"),
    ],
)
def test_what_people_read(html: str, seen: str) -> None:
    assert rendering.plain(markdown(html)) == seen


def test_the_form_is_kept() -> None:
    html = rendering.html(markdown("<b>fett</b> <i>schräg</i> <code>a*b</code>"))
    assert html == "<p><strong>fett</strong> <em>schräg</em> <code>a*b</code></p>"


@given(st.text(alphabet=st.sampled_from("<>/abipre\"'= &;`*\n[]()#-"), max_size=200))
def test_anything_is_taken_and_no_tag_is_left(html: str) -> None:
    shown = rendering.html(markdown(html))
    assert "<script" not in shown
    assert "href" not in shown


def test_deep_nesting_is_no_trouble() -> None:
    assert rendering.plain(markdown("<b>" * 20_000 + "x")) == "x"
