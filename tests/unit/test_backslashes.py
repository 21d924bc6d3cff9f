"""Backslashes in what people type: those of paths and names stay, those that keep marks visible go."""

import json
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from bot import rendering
from bot.rendering.from_html import convert_html
from bot.rendering.terminal import render_terminal
from handlers.core.messages import escape, strip_markdown
from handlers.rendering.backslashes import drop_needless_escapes, unescape_typed

_KEPT = [
    r"alt\_neu",
    r"C:\_x",
    r"C:\Daten\_x\*.txt und D:\*.doc",
    r"\\server\_freigabe\[alt]",
    r"¯\_(ツ)_/¯",
    "am Ende\\\nder Zeile\\",
    r"\d+\.\w* und \(x\) und \"x\" und \{x\}",
    r"https://example.org/a\_b",
    r"Ein \ allein, \\ zu zweit",
    r"a\||b\||c und a\`b und a\~~b",
    r"Preis \* und \_ allein",
]


def _everywhere(source: str) -> set[str]:
    return {
        rendering.visible_text(rendering.render_telegram(source)),
        rendering.visible_text(rendering.render_html(source).replace("<br>", "\n")),
        rendering.render_plain(source),
        render_terminal(source).plain,
    }


@pytest.mark.parametrize("typed", _KEPT)
def test_a_backslash_is_a_character(typed: str) -> None:
    assert _everywhere(unescape_typed(typed)) == {typed}


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        (r"\*kein Stern\*", "*kein Stern*"),
        (r"\*kein Stern*", "*kein Stern*"),
        (r"(\_\_so\_\_), \~~so\~~ und \`so\`.", "(__so__), ~~so~~ und `so`."),
        (r"\**fett**", "**fett**"),
        (r"\[kein Link](https://ki.example)", "[kein Link](https://ki.example)"),
        (r"\# kein Titel", "# kein Titel"),
        (r"5\. Mai", "5. Mai"),
        (r"\</abo>", "</abo>"),
    ],
)
def test_a_backslash_that_keeps_marks_visible_is_none(typed: str, read: str) -> None:
    assert _everywhere(unescape_typed(typed)) == {read}
    assert not {"strong", "em", "code", "del", "a "} & {*rendering.render_html(unescape_typed(typed)).split("<")}


@pytest.mark.parametrize(
    ("typed", "html"),
    [
        (r"`a\_b` \_x", r"<p><code>a\_b</code> \_x</p>"),
        (r"`C:\` und `D:\`", r"<p><code>C:\</code> und <code>D:\</code></p>"),
        ("```\na\\_b\n```\nc\\_d", "<pre><code>a\\_b\n</code></pre>\n<p>c\\_d</p>"),
        (r"**alt\_neu** und *C:\_x*", r"<p><strong>alt\_neu</strong> und <em>C:\_x</em></p>"),
        (r"[a\_b](https://ki.example)", r'<p><a href="https://ki.example">a\_b</a></p>'),
        (r"<https://ki.example/a\_b>", r'<p><a href="https://ki.example/a%5C_b">https://ki.example/a\_b</a></p>'),
    ],
)
def test_markup_and_backslashes_stand_side_by_side(typed: str, html: str) -> None:
    assert rendering.render_html(unescape_typed(typed)) == html


@settings(deadline=None)
@given(st.text(st.sampled_from("ab\\ _*/.:\n")))
def test_what_has_no_backslash_before_a_mark_stays_as_it_is(typed: str) -> None:
    plain = "".join(sign for sign in typed if sign not in "_*./:")
    assert [line.split() for line in rendering.render_plain(unescape_typed(plain)).split("\n") if line.strip()] == [
        line.split() for line in plain.split("\n") if line.strip()
    ]


_HTML = [*_KEPT[:5], r"**alt\_neu**, alt_neu und alt\_neu!", r"Ein Pfad: C:\_x \_y", r"\*x\*"]


@pytest.mark.parametrize("typed", _HTML)
def test_a_client_that_takes_them_for_escapes_changes_nothing(typed: str) -> None:
    html = MarkdownIt("commonmark", {"html": False}).render(typed)
    assert rendering.render_plain(convert_html(html, typed)) == rendering.render_plain(unescape_typed(typed))


def test_words_of_a_list_have_neither_escapes_nor_marks() -> None:
    assert strip_markdown(r"**Liebe** Kolleg\*innen, Lehrer*innen: `C:\\\_x` ||kommt||, *alle*") == (
        r"Liebe Kolleg*innen, Lehrer*innen: C:\_x kommt, alle"
    )


_PARTS = ["\\", "\\*", "\\*a ", "\\`a", "`\\", "`" * 3 + "\n\\_", "<https:\\", "\\[a", "\\_a\\_ "]


@pytest.mark.parametrize("part", _PARTS)
def test_the_work_grows_with_the_length_of_the_text(part: str) -> None:
    def took(characters: int) -> float:
        text = part * (characters // len(part))
        started = process_time()
        unescape_typed(text)
        return process_time() - started

    # Eight times as much text; work that grows with its square takes 64 times as long.
    assert took(400_000) < 24 * max(took(50_000), 0.01), json.dumps(part)


@pytest.mark.parametrize(
    ("escaped", "short"),
    [
        (r"Elternbegleiterinnen\.", "Elternbegleiterinnen."),
        (r"Kolleg\*innen \(in Hagen\)\: a\-b\@c\.de\/x\_y", "Kolleg*innen (in Hagen): a-b@c.de/x_y"),
        (r"\*fett\* \_kursiv\_ \[x\]\(https\://e\.org)", r"\*fett\* \_kursiv\_ \[x\]\(https://e.org)"),
        ("1\\. a\n\\- b\n\\# c", "1\\. a\n\\- b\n\\# c"),
        (r"\<https\:\/\/e\.org\>", "\\<https://e.org\\>"),
        (r"<https\:\/\/e\.org\>", r"<https\:\/\/e\.org\>"),
        (r"`a\.b` C:\\x\{vorname\}", r"`a\.b` C:\\x\{vorname\}"),
        (escape("a*b *c* [d](https://e.org) 1. - # ~~f~~"), None),
    ],
)
def test_escapes_that_change_nothing_are_dropped(escaped: str, short: str | None) -> None:
    found = drop_needless_escapes(escaped)
    assert short in (None, found)
    assert rendering.render_html(found) == rendering.render_html(escaped)
