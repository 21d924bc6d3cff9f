"""From what chats write to the Markdown subset: the form stays, and nothing that hides."""

from html import escape
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import rendering
from bot.rendering.from_html import convert_html


@pytest.mark.parametrize(
    ("html", "seen"),
    [
        ("Hallo <b>Welt</b>, <em>das</em> <code>x_y</code>", "Hallo Welt, das x_y"),
        ("<p>Eins</p><p>Zwei<br>drei</p><ul><li>a</li><li>b</li></ul>", "Eins\n\nZwei\ndrei\n\n- a\n- b"),
        ("<blockquote>Zitat\nzwei</blockquote>Antwort", "> Zitat\n> zwei\n\nAntwort"),
        ('<a href="https://evil.example">https://good.example</a>', "https://good.example (https://evil.example)"),
        ('<a href="https://a.de/x_y">https://a.de/x_y</a>', "https://a.de/x_y"),
        ('<a href="https://a.de">Zum\n<b>KI<br>Bochum</b>\u2028hier</a>', "Zum KI Bochum hier (https://a.de)"),
        ('<a href="https://matrix.to/#/@bea:example.org">Bea</a>', "Bea"),
        ('<a href="tg://user?id=1">Otto</a>', "Otto"),
        ('<a href="javascript:alert(1)">hier</a>', "hier"),
        ("<mx-reply><blockquote>alt</blockquote></mx-reply>neu", "neu"),
        ("<pre><code>def f():\n  pass`</code></pre>nach", "def f():\n  pass`\n\nnach"),
        ("1 < 2 &amp; *kein* [l](http://x)", "1 < 2 & *kein* [l](http://x)"),
        ("<script>alert(1)</script><img src=x onerror=1>x", "x"),
        ("<b>offen", "offen"),
        (
            "<table>\n<thead><tr><th>Ort</th><th>Tag</th></tr></thead>\n<tr><td>Herne</td><td><p>Mo</p></td></tr></table>x",
            "Ort | Tag\nHerne | Mo\n\nx",
        ),
        ("<table><tr><td>a</td><td></td><td>b</td></tr></table>", "a |  | b"),
        ("</b>zu", "zu"),
        ("<del>10 Uhr</del> 11 Uhr", "~~10 Uhr~~ 11 Uhr"),
        ("<s>10</s> <strike>11</strike> 12", "~~10~~ ~~11~~ 12"),
        ("<table><tr><th>Tag</th><th>Zeit</th></tr><tr><td>Mo</td><td>9</td></tr></table>", "Tag | Zeit\nMo | 9"),
        ("<table><caption>Plan</caption><tr><td>a<br>b<td>c</table>", "Plan\n\na b | c"),
        (
            "<details><summary>Mehr <b>dazu</b></summary>Der Text<p>und mehr</p></details>",
            "Mehr dazu\n\nDer Text\n\nund mehr",
        ),
        ("Lösung: <span data-mx-spoiler>42</span>", "Lösung: ||42||"),
        ('<span data-mx-spoiler="Ende">alle da</span>', "Ende: ||alle da||"),
        ("<tg-spoiler>42</tg-spoiler>", "||42||"),
        ('<span class="tg-spoiler">42</span>', "||42||"),
        ("10 m<sup>2</sup>, 10<sup>-3</sup>, CO<sub>2</sub>", "10 m², 10⁻³, CO₂"),
        ("x<sup>ab</sup>, x<sub>max</sub>, Wort<sup>[1]</sup>, Lotse<sup>®</sup>", "x^(ab), x_(max), Wort[1], Lotse®"),
        ('<pre><code class="language-python">a = 1\n</code></pre>', "python:\na = 1"),
        ("<blockquote>A<blockquote>B</blockquote>C</blockquote>D", "> A\n\n> > B\n\n> C\n\nD"),
        ("<blockquote><ul><li>a</li></ul><pre>b\nc</pre></blockquote>", "> - a\n\n> b\n> c"),
        ("<ul><li><input type=checkbox checked>a</li><li><input type=checkbox>b</li></ul>", "- ☑ a\n- ☐ b"),
        ("<q>so</q>", "„so“"),
        ('<img data-mx-emoticon alt=":hallo:" src="mxc://x/y"> da', ":hallo: da"),
        ("<b>Tag</b>e und <b>un</b><i>mög</i>lich", "Tage und unmöglich"),
        ("<b>eins<br><br>zwei</b>", "eins\n\nzwei"),
        ("<p>a<br>\nb</p>\n\n<p>c</p>", "a\nb\n\nc"),
        ("<dl><dt>Ort</dt><dd>Herne</dd></dl>", "Ort\n\nHerne"),
    ],
)
def test_what_people_read(html: str, seen: str) -> None:
    assert rendering.render_plain(convert_html(html)) == seen


def test_the_form_is_kept() -> None:
    html = rendering.render_html(convert_html("<b>fett</b> <i>schräg</i> <code>a*b</code>"))
    assert html == "<p><strong>fett</strong> <em>schräg</em> <code>a*b</code></p>"


def test_the_form_survives_the_way_from_one_platform_to_the_other() -> None:
    telegram = '<s>10</s> <tg-spoiler>x</tg-spoiler>\n<pre><code class="language-python">a</code></pre>\n<b>b\n\nc</b>'
    source = convert_html(telegram)
    assert rendering.render_html(source) == (
        "<p><del>10</del> <span data-mx-spoiler>x</span></p>\n"
        '<pre><code class="language-python">a\n</code></pre>\n'
        "<p><strong>b</strong></p>\n<p><strong>c</strong></p>"
    )
    assert rendering.render_telegram(convert_html(rendering.render_html(source))) == (
        "<s>10</s> <tg-spoiler>x</tg-spoiler>\n\n"
        '<pre><code class="language-python">a\n</code></pre>\n\n<b>b</b>\n\n<b>c</b>'
    )


@settings(deadline=None)
@given(st.text(alphabet=st.sampled_from("<>/abipre\"'= &;`*\n[]()#-"), max_size=200))
def test_anything_is_taken_and_no_tag_is_left(html: str) -> None:
    shown = rendering.render_html(convert_html(html))
    assert "<script" not in shown
    assert "href" not in shown


def test_deep_nesting_is_no_trouble() -> None:
    assert rendering.render_plain(convert_html("<b>" * 20_000 + "x")) == "x"


class _Text(HTMLParser):
    """What a browser shows, without its form."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""

    def handle_data(self, data: str) -> None:
        self.text += data


def _shown(html: str) -> str:
    reader = _Text()
    reader.feed(html)
    reader.close()
    return "".join(reader.text.split())


_PIECE = st.text(st.sampled_from("ab1ß .,*_~|`\\[]()<>!#-+&;:/@\n"), max_size=5).map(escape)
_STYLE = st.sampled_from(["b", "i", "s", "code", "span", "tg-spoiler", "strong", "em"])
_INLINE = st.recursive(
    _PIECE,
    lambda inner: st.builds(
        lambda tag, inside: f"<{tag}>{''.join(inside)}</{tag}>", _STYLE, st.lists(inner, min_size=1, max_size=3)
    ),
    max_leaves=12,
)
_HTML = st.lists(_INLINE, min_size=1, max_size=6).map("".join)


@settings(deadline=None)
@given(_HTML)
def test_no_character_is_lost_or_added_whatever_stands_beside_the_form(html: str) -> None:
    source = convert_html(html)
    assert _shown(rendering.render_html(source)) == _shown(html), source
    assert _shown(rendering.render_telegram(source)) == _shown(html), source


@settings(deadline=None)
@given(_HTML)
def test_no_character_is_lost_or_added_in_lists_and_cells(html: str) -> None:
    source = convert_html(f"<ul><li>{html}<ul><li>{html}</li></ul></li></ul><table><tr><td>{html}</td></tr></table>")
    assert _shown(rendering.render_html(source)) == 3 * _shown(html), source
