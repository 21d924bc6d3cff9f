"""One text in several shapes: nothing that a person wrote becomes markup, and nothing gets lost."""

import re
from collections.abc import Callable, Sequence
from html import unescape
from html.parser import HTMLParser
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import rendering
from bot.platforms.matrix.sending import message_content as matrix
from bot.platforms.telegram import outgoing as telegram
from bot.rendering.terminal import render_terminal
from handlers.core.events import Address, PlatformName, RoomId
from handlers.core.messages import Choice, Message, escape
from handlers.core.sanitising import neutralise

_TAGS = {"p", "br", "strong", "em", "del", "span", "a", "ul", "ol", "li", "pre", "code"}
_ATTRIBUTES = {"a": ["href"], "ol": ["start"], "span": ["data-mx-spoiler"], "code": ["class"]}
_MARKUP = st.text(alphabet=st.sampled_from(list("ab1. \n\t*_`[]()<>#+-!|~&;:/@\\=\"'\r\x1b\x00äß€")), max_size=60)
_WRITTEN = st.one_of(st.text(st.characters(codec="utf-8"), max_size=60), _MARKUP)


class _Read(HTMLParser):
    """What a browser would make of it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self.tags: list[tuple[str, list[tuple[str, str | None]]]] = []

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, attrs))


def _parsed(html: str) -> _Read:
    reader = _Read()
    reader.feed(html)
    reader.close()
    return reader


def _letters(text: str) -> str:
    """Return what is seen of a text, without spaces."""
    return re.sub(r"[\s\x00-\x1f\x7f-\x9f]", "", neutralise(text))


@settings(deadline=None)
@given(_WRITTEN)
def test_what_a_person_wrote_is_read_as_it_was(text: str) -> None:
    source = escape(text)
    assert _letters(_parsed(rendering.render_html(source)).text) == _letters(text)
    assert _letters(rendering.render_plain(source)) == _letters(text)
    assert _letters(render_terminal(source).plain) == _letters(text)


@settings(deadline=None)
@given(_WRITTEN)
def test_what_a_person_wrote_brings_no_tag_but_its_paragraphs(text: str) -> None:
    assert {tag for tag, _ in _parsed(rendering.render_html(escape(text))).tags} <= {"p", "br"}


@settings(deadline=None)
@given(_WRITTEN)
def test_no_text_brings_a_tag_outside_the_subset(text: str) -> None:
    for tag, attributes in _parsed(rendering.render_html(text)).tags:
        assert tag in _TAGS
        assert [name for name, _ in attributes] in ([], _ATTRIBUTES.get(tag))


@settings(deadline=None)
@given(_WRITTEN)
def test_a_terminal_gets_nothing_to_obey(text: str) -> None:
    for shape in (rendering.render_plain(text), render_terminal(text).plain):
        assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", shape)


@pytest.mark.parametrize(
    ("source", "html", "plain"),
    [
        ("**a** *b*", "<p><strong>a</strong> <em>b</em></p>", "a b"),
        ("a\nb\n\nc", "<p>a<br>b</p>\n<p>c</p>", "a\nb\n\nc"),
        ("# Titel", "<p><strong>Titel</strong></p>", "Titel"),
        ("- a\n- b", "<ul><li>a</li><li>b</li></ul>", "- a\n- b"),
        ("15. a\n20. b", "<p>15. a<br>20. b</p>", "15. a\n20. b"),
        ("3. a\n4. b", '<ol start="3"><li>a</li><li>b</li></ol>', "3. a\n4. b"),
        ("`a<b`", "<p><code>a&lt;b</code></p>", "a<b"),
        ("```\na\n```", "<pre><code>a\n</code></pre>", "a"),
        ("```python\na\n```", '<pre><code class="language-python">a\n</code></pre>', "python:\na"),
        ("~~a~~ b", "<p><del>a</del> b</p>", "~~a~~ b"),
        ("||a *b*|| c", "<p><span data-mx-spoiler>a <em>b</em></span> c</p>", "||a b|| c"),
        ("[KI](https://ki.de)", '<p><a href="https://ki.de">KI</a></p>', "KI (https://ki.de)"),
        ("<https://ki.de>", '<p><a href="https://ki.de">https://ki.de</a></p>', "https://ki.de"),
        ("[x@ki.de](mailto:x@ki.de)", '<p><a href="mailto:x@ki.de">x@ki.de</a></p>', "x@ki.de"),
        ("[Mail](mailto:x@ki.de)", '<p><a href="mailto:x@ki.de">Mail</a></p>', "Mail (x@ki.de)"),
        ("[x](javascript:y)", "<p>[x](javascript:y)</p>", "[x](javascript:y)"),
        ("<b>x</b>", "<p>&lt;b&gt;x&lt;/b&gt;</p>", "<b>x</b>"),
    ],
)
def test_the_subset(source: str, html: str, plain: str) -> None:
    assert rendering.render_html(source) == html
    assert rendering.render_plain(source) == plain


def test_the_terminal_shows_bold_and_links() -> None:
    text = render_terminal("**a** [b](https://c.de)")
    assert text.plain == "a b (https://c.de)"
    assert [(str(span.style), text.plain[span.start : span.end]) for span in text.spans if str(span.style)] == [
        ("bold not italic", "a"),
        ("not bold not italic", " "),
        ("not bold not italic link https://c.de", "b"),
        ("not bold not italic", " (https://c.de)"),
    ]


def test_choices_stand_beneath_the_text_even_behind_a_list() -> None:
    room = Address(platform=PlatformName.CONSOLE, room=RoomId("r"))
    choices = (Choice(label="KI *Köln*", says="/a"), Choice(label="B", says="/b"))
    source = rendering.append_choices(Message(address=room, text="1. x\n2. y", choices=choices))
    assert rendering.render_plain(source) == "1. x\n2. y\n\n1. KI *Köln*\n2. B"
    assert rendering.append_choices(Message(address=room, text="x")) == "x"


_WORDS = st.sampled_from(["Wort", "länger", r"1\. x", "**fett und breit**", "[ein Link](https://ki.de/a)", "`c d`"])
_LINES = st.lists(_WORDS, min_size=1, max_size=8).map(" ".join)
_PARAGRAPHS = st.one_of(
    _LINES, st.lists(_LINES, max_size=3).map(lambda lines: "\n".join(f"- {line}" for line in lines))
)
_TEXTS = st.lists(_PARAGRAPHS, max_size=6).map("\n\n".join)


@settings(deadline=None)
@given(_TEXTS, st.integers(min_value=32, max_value=200))
def test_pieces_together_read_like_the_whole(text: str, limit: int) -> None:
    pieces = rendering.split_text(text, limit, len)
    assert all(len(piece) <= limit for piece in pieces)
    assert _letters("".join(map(rendering.render_plain, pieces))) == _letters(rendering.render_plain(text))
    for tag in ("strong", "a", "code"):
        assert sum(rendering.render_html(piece).count(f"<{tag}") for piece in pieces) == rendering.render_html(
            text
        ).count(f"<{tag}")


@settings(deadline=None)
@given(_WRITTEN, st.integers(min_value=4, max_value=30))
def test_no_piece_is_too_long_and_no_letter_is_lost(text: str, limit: int) -> None:
    def length(part: str) -> int:
        return len(part.encode())

    pieces = rendering.split_text(text, limit, length)
    assert all(length(piece) <= limit for piece in pieces)
    assert _letters("".join(pieces)) == _letters(text)


def test_a_cut_falls_between_paragraphs_before_it_falls_between_lines_and_words() -> None:
    assert rendering.split_text("a b\nc d\n\ne f", 9, len) == ["a b\nc d", "e f"]
    assert rendering.split_text("aa bb\ncc dd", 9, len) == ["aa bb", "cc dd"]
    assert rendering.split_text("aa bb cc", 6, len) == ["aa bb", "cc"]


SENTENCE = "Am 15. Mai treffen sich die **Kolleg*innen** in [Köln](https://ki.example/a_b) oder `online`, wie immer. "
LONG = {
    "paragraphs": f"{SENTENCE * 5}\n\n",
    "one line": SENTENCE,
    "a word": "x",
    "lines": f"{SENTENCE}\n",
    "a list": "- Punkt mit **etwas** Text\n",
    "numbers": "15. Dezember: Fachtag\n",
    "code": "    a = 1  # Zeile\n",
    "marks": "**a [b `c ||d ",
}


@pytest.mark.parametrize("part", LONG.values(), ids=LONG)
def test_the_work_of_splitting_grows_with_the_length_of_the_text(part: str) -> None:
    """Twice the text may be looked at twice as often, and no text more than a few dozen times."""

    def looked_at(characters: int) -> int:
        seen = 0

        def length(text: str) -> int:
            nonlocal seen
            seen += len(text)
            return len(text)

        text = (part * (characters // len(part) + 1))[:characters]
        text = f"```\n{text}\n```" if part.startswith("    ") else text
        pieces = rendering.split_text(text, 1_000, length)
        assert all(len(piece) <= 1_000 for piece in pieces)
        return seen

    few, many = looked_at(20_000), looked_at(40_000)
    assert many <= 2.5 * few
    assert many <= 40 * 40_000


def test_each_piece_of_long_code_is_code() -> None:
    lines = [f"    zeile_{number} = '**{number}**'" for number in range(60)]
    pieces = rendering.split_text("\n".join(("Vorher\n\n```python", *lines, "```\n\nNachher **fett**")), 400, len)
    assert len(pieces) > 4
    assert all(len(piece) <= 400 for piece in pieces)
    shown = [rendering.render_telegram(piece) for piece in pieces]
    read = "".join(re.findall(r'<pre><code class="language-python">(.*?)</code></pre>', "".join(shown), re.DOTALL))
    assert unescape(read).split("\n") == [*lines, ""]
    assert "Vorher" in shown[0]
    assert "<b>fett</b>" in shown[-1]


def test_a_cut_makes_no_list_of_a_sentence() -> None:
    pieces = rendering.split_text("Wir fangen an am 15. Mai und enden - wie stets # pünktlich " * 20, 32, len)
    for piece in pieces:
        assert rendering.render_html(piece).startswith("<p>")
        assert not re.match(r"[-#+*] ", piece)


def test_what_is_too_long_to_stay_whole_is_cut_more_than_once() -> None:
    """The code has a space near its beginning, and is longer than all pieces together may be."""
    for text in (f"a `{'x ' * 3}{'y' * 60}` b", ']"`&&=<==(\n;+)--(_\'`][/.:ß\r;\x00="*'):
        pieces = rendering.split_text(text, 5, len)
        assert all(len(piece) <= 5 for piece in pieces)
        assert _letters("".join(pieces)) == _letters(text)


def test_a_bold_paragraph_stays_bold_if_it_fits() -> None:
    bold = f"**{'Wort ' * 150}Ende**"
    pieces = rendering.split_text(f"{'Vorher ' * 60}{bold} {'nachher ' * 60}", 1_000, len)
    assert bold in "\n".join(pieces)


MENTIONS = "Mit </abo> oder </geloest #A12>, </foo> und `</abo>`."


def test_a_command_can_be_tapped_on_telegram() -> None:
    seen = "Mit /abo oder /geloest #A12, &lt;/foo&gt; und <code>&lt;/abo&gt;</code>."
    assert rendering.render_telegram(MENTIONS) == seen


def test_elsewhere_a_command_is_spelled_as_it_works_there() -> None:
    assert rendering.render_plain(MENTIONS) == "Mit /abo oder /geloest #A12, </foo> und </abo>."
    assert rendering.render_plain(MENTIONS, "!{}".format).startswith("Mit !abo oder !geloest #A12, </foo>")
    assert rendering.render_html(MENTIONS, "!{}".format).startswith(
        "<p>Mit <code>!abo</code> oder <code>!geloest #A12</code>"
    )


def test_what_people_write_never_mentions_a_command() -> None:
    assert rendering.render_plain(escape("</abo>"), "!{}".format) == "</abo>"


@pytest.mark.parametrize(
    "part", ["**a ", "||a ", "[a ", "[", "`", "**a** ", "- ", "**a\n\n", "<a ", "*a ***b ", "[](a"]
)
def test_marks_without_partners_cost_no_more_than_words(part: str) -> None:
    """Each platform cuts a text of nothing but marks into messages about as fast as one of words."""
    room = Address(platform=PlatformName.MATRIX, room=RoomId("r"))

    def took(part: str, parts: Callable[[Message], Sequence[Message]]) -> float:
        message = Message(address=room, text=part * (300_000 // len(part)))
        times: list[float] = []
        for _ in range(3):
            started = process_time()
            parts(message)
            times.append(process_time() - started)
        return min(times)

    for parts in (matrix.split_message, telegram.split_message):
        assert took(part, parts) < 8 * took("Wort ", parts)


@pytest.mark.parametrize("blank", [" ", "\n", " \n\n\t"])
def test_a_long_text_of_nothing_is_one_empty_piece(blank: str) -> None:
    assert rendering.split_text(blank * 10_000, 1_000, len) == [""]


@pytest.mark.parametrize(
    "whole",
    [
        "**fett und breit**",
        "***beides** und kursiv*",
        "*kursiv mit **fett** darin*",
        "__fett und so__",
        "~~gestrichen und weg~~",
        "||versteckt und *so*||",
        "[ein langer Name](https://ki.example/a_(b))",
        "`Code mit Lücken`",
        "``Code ` mit Lücken``",
        "<https://ki.example/abc>",
        "**alle Kolleg**innen und mehr**",
        r"**mit \*\* und mehr**",
    ],
)
def test_what_belongs_together_is_not_cut(whole: str) -> None:
    for before in range(40):
        text = f"{'x' * before} {whole} {'y ' * 60}"
        assert any(whole in piece for piece in rendering.split_text(text, 60, len)), text
