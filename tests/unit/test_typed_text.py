"""What a person types arrives as typed: numbers keep their value, and characters inside words are no markup."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from bot import rendering
from bot.rendering.from_html import convert_html
from bot.rendering.terminal import render_terminal

_COMMONMARK = MarkdownIt("commonmark", {"html": False})


class _Shown(HTMLParser):
    """Read HTML as a chat client shows it: a line for each block, list items behind their numbers."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self.tags: list[str] = []
        self._next: list[int | None] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag in ("ol", "ul"):
            self._next.append(int(dict(attrs).get("start") or 1) if tag == "ol" else None)
        begins_item = tag == "p" and self.text.endswith((". ", "- "))
        if tag in ("p", "br", "li", "ol", "ul", "pre") and not begins_item:
            self.text += "\n"
        if tag == "li":
            number = self._next[-1]
            self.text += "- " if number is None else f"{number}. "
            self._next[-1] = None if number is None else number + 1

    def handle_endtag(self, tag: str) -> None:
        if tag in ("ol", "ul"):
            self._next.pop()

    def handle_data(self, data: str) -> None:
        self.text += data


def _shown(html: str) -> _Shown:
    reader = _Shown()
    reader.feed(html)
    reader.close()
    return reader


def _everywhere(source: str) -> dict[str, str]:
    """Return the text as each kind of client shows it."""
    return {
        "matrix": _shown(rendering.render_html(source)).text,
        "telegram": rendering.visible_text(rendering.render_telegram(source)),
        "plain": rendering.render_plain(source),
        "console": render_terminal(source).plain,
    }


def _lines(text: str) -> list[str]:
    """Return the lines without bullets, indentation and empty lines."""
    stripped = (re.sub(r"^[\s•◦-]+", "", line).strip() for line in text.split("\n"))
    return [line for line in stripped if line]


def _emphasis(source: str) -> set[str]:
    """Return the tags and styles that a text shows, except those of paragraphs and lists."""
    tags = {*_shown(rendering.render_html(source)).tags, *re.findall(r"<(\w[\w-]*)", rendering.render_telegram(source))}
    styles = {str(span.style) for span in render_terminal(source).spans}
    bold = {"terminal"} if any(re.search(r"(?<!not )(bold|italic|strike)", style) for style in styles) else set()
    return (tags | bold) - {"p", "br", "ol", "ul", "li"}


@pytest.mark.parametrize(
    "typed",
    [
        "15. Dezember: Fachtag in Bochum\n20. Dezember: Netzwerktreffen",
        "3. Januar\n2. Februar\n1. März",
        "01. Dezember\n02. Dezember",
        "1) Anmelden\n2) Kommen",
        "4) Anmelden\n9) Kommen",
        "a. Anmelden\nb. Kommen",
        "1. eins\n1. noch eins",
        "7. Klasse",
        "0. Vorwort\n1. Beginn",
        "2026. Ein Jahr\n1999. Noch eins",
        "+ 49 203 1234\n+ 49 234 1234",
    ],
)
def test_every_number_is_shown_as_typed(typed: str) -> None:
    for place, shown in _everywhere(typed).items():
        assert _lines(shown) == typed.split("\n"), place


def test_numbers_in_nested_lists_are_shown_as_typed() -> None:
    typed = "5. Mai\n   - 7. Juni\n   - 9. Juli\n12. August\n    3. Absatz\n    7. Absatz"
    for place, shown in _everywhere(typed).items():
        assert [line.lstrip("• -") for line in _lines(shown)] == [
            "5. Mai",
            "7. Juni",
            "9. Juli",
            "12. August",
            "3. Absatz",
            "7. Absatz",
        ], place


def test_a_nested_list_is_set_apart_on_telegram() -> None:
    assert rendering.render_telegram("- a\n  1. b\n  2. c\n- d") == "• a\n  1. b\n  2. c\n• d"


def test_a_list_that_counts_on_is_a_list_on_matrix() -> None:
    assert rendering.render_html("1. a\n2. b") == "<ol><li>a</li><li>b</li></ol>"
    assert rendering.render_html("15. a\n20. b") == "<p>15. a<br>20. b</p>"
    assert rendering.render_html("15. a\n\n    b\n20. c") == "<p>15. a</p><p>b</p><p>20. c</p>"


_NUMBERS = st.lists(
    st.tuples(
        st.one_of(st.integers(0, 40), st.integers(1900, 2100), st.sampled_from(["01", "007"])).map(str),
        st.sampled_from([".", ")"]),
        st.sampled_from(["Dezember", "Termin in Köln", "Lehrer*innen", "x"]),
    ),
    min_size=1,
    max_size=6,
)


@settings(deadline=None)
@given(_NUMBERS, st.sampled_from(["\n", "\n\n"]), st.sampled_from(["", "Termine:\n\n"]))
def test_typed_numbers_are_shown_numbers(typed: list[tuple[str, str, str]], between: str, before: str) -> None:
    lines = [f"{number}{mark} {text}" for number, mark, text in typed]
    for place, shown in _everywhere(before + between.join(lines)).items():
        assert _lines(shown) == [*before.split(), *lines], place


@settings(deadline=None)
@given(_NUMBERS)
def test_numbers_typed_in_an_html_client_are_shown_numbers(typed: list[tuple[str, str, str]]) -> None:
    """Such a client makes a list of what was typed, of which only the first number is left."""
    lines = [f"{number}{mark} {text}" for number, mark, text in typed]
    items = "".join(f"<li>{text}</li>" for _, _, text in typed)
    html = f'<ol start="{int(typed[0][0])}">{items}</ol>'
    for place, shown in _everywhere(convert_html(html, "\n".join(lines))).items():
        assert _lines(shown) == lines, place


@settings(deadline=None)
@given(_NUMBERS)
def test_numbers_of_html_are_shown_numbers(typed: list[tuple[str, str, str]]) -> None:
    items = "".join(f'<li value="{number}">{text}</li>' for number, _, text in typed)
    lines = [f"{int(number)}. {text}" for number, _, text in typed]
    for place, shown in _everywhere(convert_html(f"<ol>{items}</ol>")).items():
        assert _lines(shown) == lines, place


@pytest.mark.parametrize(
    ("html", "typed", "seen"),
    [
        (
            '<p>Unsere Termine:</p>\n<ol start="15">\n<li>Dezember: Einführung</li>\n<li>Dezember: Aufbau</li>\n</ol>',
            "Unsere Termine:\n\n15. Dezember: Einführung\n20. Dezember: Aufbau",
            "Unsere Termine:\n\n15. Dezember: Einführung\n20. Dezember: Aufbau",
        ),
        (
            '<ol start="15">\n<li>\n<p><strong>Dezember</strong></p>\n</li>\n<li>\n<p>Dezember</p>\n</li>\n</ol>',
            "15. **Dezember**\n\n20. Dezember",
            "15. Dezember\n20. Dezember",
        ),
        ('<ol start="15"><li>a</li><li>b</li></ol>', "", "15. a\n16. b"),
        ('<ol><li>a</li><li value="7">b</li><li>c</li></ol>', "", "1. a\n7. b\n8. c"),
        ('<ol type="a"><li>a</li><li>b</li></ol>', "", "a. a\nb. b"),
        ('<ol type="I" start="4"><li>a</li><li>b</li></ol>', "", "IV. a\nV. b"),
        ('<ol reversed start="2"><li>a</li><li>b</li></ol>', "", "2. a\n1. b"),
        ('<ol start="x"><li value="-3">a</li><li>b</li></ol>', "", "-3. a\n-2. b"),
        ("<ol><li>a<ul><li>b</li><li>c<ol start=9><li>d</li></ol></li></ul></li><li>e</li></ol>", "",
         "1. a\n   - b\n   - c\n     9. d\n2. e"),
        ("<ul><li>15. a</li><li>20. b</li></ul>", "", "- 15. a\n- 20. b"),
        ("<ol><li>Anmelden</li><li>Kommen</li></ol>", "1) Anmelden\n2) Kommen", "1) Anmelden\n2) Kommen"),
        ("<p>15. a<br>20. b</p>", "15. a\n20. b", "15. a\n20. b"),
        ("<li>a</li><li>b</li>", "", "- a\n- b"),
        ("<ol><li>a</li></ol><ol><li>b</li></ol>", "", "1. a\n1. b"),
        ("<ol><li><p>a</p><p>b</p></li><li>c</li></ol>", "", "1. a\n   b\n2. c"),
    ],
)  # fmt: skip
def test_lists_of_html_keep_their_numbers(html: str, typed: str, seen: str) -> None:
    assert rendering.render_plain(convert_html(html, typed)) == seen


_PLAIN = [
    "Liebe Kolleg*innen und Lehrer*innen, der*die Leiter*in lädt ein.",
    "Kolleg_innen und Lehrer_innen, Kolleg:innen und Lehrer:innen",
    "Schüler*innen* und *Eltern*vertreter*innen",
    "ein*e gute*r Freund*in",
    "die Lehrer/-*innen und Schüler/-*innen",
    "2*3*4 = 24 und 2 * 3 * 4 = 24",
    "snake_case und andere_variable_hier und __init__.py und _privat_.txt",
    "Entwurf_v2_final.docx, Plan*neu*alt.pdf, alt~~neu~~.pdf",
    "https://example.org/a_b_c/*x*/_next_/~~y~~?q=*z*&r=_s_ und www.example.org/_a_/*b*",
    "/srv/_daten_/x_y und a_b@example.org und _a_@example.org",
    "** ohne Partner",
    "**Achtung: morgen",
    "Das Hotel hat 5** oder 4*** und *",
    "~5 Euro ~ 10 Euro, ~~ ohne Partner",
    "a||b und c || d",
    "Pflichtfelder (*) bitte ausfüllen, (*) auch dieses",
    "Preis *) mit Frühstück *) ohne",
    "Ein * und noch *, dann *.",
    "Name:____, Ort:____, Datum: ___",
    "Preis* gilt bis Mai, siehe Fußnote*",
    "Lehrer**innen und Schüler**innen, Lehrer**innen/Schüler**innen",
    "2**3**4, a**2**b und 3**x**2",
    "5** in Köln, 4** in Bonn",
    "https://example.org/a**b**c",
]


@pytest.mark.parametrize("typed", _PLAIN)
def test_characters_inside_words_are_no_markup(typed: str) -> None:
    assert _emphasis(typed) == set()
    for place, shown in _everywhere(typed).items():
        assert shown.strip() == typed, place


_WORD = st.text(st.sampled_from("abcäöüßAB12"), min_size=1, max_size=4)
_INNER = st.lists(st.tuples(_WORD, st.sampled_from(["*", "_", "~", "~~", "__", "||", ":", ""])), max_size=4)
_DOUBLE = st.tuples(_WORD, st.just("**"))
# Two stars have no partner in their word.
_INNER = st.one_of(_INNER, st.builds(lambda parts, double: [*parts, double], _INNER, _DOUBLE))
_GENDERED = st.builds(lambda parts, end: "".join(map("".join, parts)) + end, _INNER, _WORD)
_SENTENCES = st.lists(_GENDERED, min_size=1, max_size=5).map(" ".join)


@settings(deadline=None)
@given(_SENTENCES)
def test_no_markup_inside_words(typed: str) -> None:
    assert _emphasis(typed) == set()
    for place, shown in _everywhere(typed).items():
        assert shown.strip() == typed, place


@settings(deadline=None)
@given(_SENTENCES)
def test_no_markup_inside_words_that_are_bold(typed: str) -> None:
    assume(typed.count("**") < 2)
    assert _emphasis(f"Bitte **{typed}** und ~~{typed}~~") == {"strong", "b", "del", "s", "terminal"}
    assert rendering.visible_text(rendering.render_telegram(f"Bitte **{typed}**")) == f"Bitte {typed}"


@settings(deadline=None)
@given(_SENTENCES)
def test_no_markup_inside_words_from_an_html_client(typed: str) -> None:
    """Such a client takes stars within words for emphasis, as CommonMark does."""
    html = _COMMONMARK.render(typed)
    source = convert_html(html, typed)
    for place, shown in _everywhere(source).items():
        assert shown.strip() == typed, place


@pytest.mark.parametrize("marks", ["*", "**", "***"])
def test_markup_around_words_stays(marks: str) -> None:
    for typed in ("Wort", "zwei Wörter", "Lehrer*innen", "_x"):
        shown = rendering.render_plain(
            f"Ein {marks}{typed}{marks}, ({marks}{typed}{marks}) und „{marks}{typed}{marks}“."
        )
        assert shown == f"Ein {typed}, ({typed}) und „{typed}“."
    assert rendering.render_plain("_kursiv_, __fett__ und ~~alt~~") == "kursiv, fett und ~~alt~~"
    assert (
        rendering.render_plain("**.NET**, (**„Wort“**) und **Achtung!**, *(so)*.")
        == ".NET, („Wort“) und Achtung!, (so)."
    )


_PARTLY_BOLD = [
    ("**Sprach**mittlung", "<strong>Sprach</strong>mittlung"),
    ("Ver**trag**en und Mittler**sprach**!", "Ver<strong>trag</strong>en und Mittler<strong>sprach</strong>!"),
    (
        "**Sprach**mittlung und Bera**tung**, **wichtig**",
        "<strong>Sprach</strong>mittlung und Bera<strong>tung</strong>, <strong>wichtig</strong>",
    ),
    ("**Achtung: Ver**trag**en", "**Achtung: Ver<strong>trag</strong>en"),
    (
        "**Sprach**mittler*innen, **Lehrer*in**nen",
        "<strong>Sprach</strong>mittler*innen, <strong>Lehrer*in</strong>nen",
    ),
    ("**alle Lehrer**innen jetzt**", "<strong>alle Lehrer**innen jetzt</strong>"),
    ("[**Sprach**kurs](https://a.de)", '<a href="https://a.de"><strong>Sprach</strong>kurs</a>'),
    ("||**Sprach**kurs||", "<span data-mx-spoiler><strong>Sprach</strong>kurs</span>"),
    ("`a**b**c` *so **Sprach**kurs*", "<code>a**b**c</code> <em>so <strong>Sprach</strong>kurs</em>"),
    (r"\**Sprach\**kurs, \*\*Sprach**kurs", "**Sprach**kurs, **Sprach**kurs"),
    ("a****b****c ***so***m", "a****b****c ***so***m"),
]


@pytest.mark.parametrize(("typed", "html"), _PARTLY_BOLD)
def test_a_part_of_a_word_may_be_bold(typed: str, html: str) -> None:
    assert rendering.render_html(typed) == f"<p>{html}</p>"
    telegram = rendering.render_telegram(typed).replace("b>", "strong>").replace("i>", "em>")
    assert telegram.replace("tg-spoiler>", "span>") == html.replace(" data-mx-spoiler", "")


@pytest.mark.parametrize(
    ("html", "shown"),
    [
        ("<b>Sprach</b>mittlung", "<strong>Sprach</strong>mittlung"),
        ("Ver<b>trag</b>en", "Ver<strong>trag</strong>en"),
        ("die <b>ganze neue Sprach</b>mittlung", "die <strong>ganze neue</strong> <strong>Sprach</strong>mittlung"),
        ("Schul<b>sozial arbeit</b>en", "Schul<strong>sozial</strong> <strong>arbeit</strong>en"),
        ("<b>Sprach</b>mitt<b>lung</b>", "<strong>Sprach</strong>mitt<strong>lung</strong>"),
        ("x*<b>Sprach</b>mittlung", "x*<strong>Sprach</strong>mittlung"),
        ("2<b>3</b>4 und <i>Sprach</i>mittlung", "234 und Sprachmittlung"),
    ],
)
def test_a_part_of_a_word_stays_bold_between_platforms(html: str, shown: str) -> None:
    assert rendering.render_html(convert_html(html)) == f"<p>{shown}</p>"


def test_a_part_of_a_word_typed_in_an_html_client_stays_bold() -> None:
    for typed in ("**Sprach**mittlung", "Ver**trag**en", "2**3**4, Lehrer**innen und Schüler**innen"):
        assert rendering.render_html(convert_html(_COMMONMARK.render(typed), typed)) == rendering.render_html(typed)
