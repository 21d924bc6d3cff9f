"""Names and texts that cannot change how the text around them reads, in every script."""

import unicodedata
from html import unescape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import rendering
from bot.platforms.base.sanitising import sanitise_name
from bot.platforms.telegram.outgoing import build_keyboard
from bot.rendering.from_html import convert_html
from bot.rendering.terminal import render_terminal
from handlers.core.events import Address, PlatformName, RoomId
from handlers.core.messages import Choice, DeliveryId, Message, escape, label
from handlers.core.sanitising import neutralise, to_one_line

_OVERRIDES = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u206a\u206f"
_UNSEEN = "\u200b\u2060\u2061\u2064\ufeff\u00ad\u034f\u115f\u1160\u17b4\u180e\u3164\uffa0\ufff9\U000e0041\U000e0100"
_SHAPED = "aä\u0301\u0336\u200d\u200c👩🏽ه"
_LINES = "\n\r\t\v\f\x85\u2028\u2029\x1c\x00\x1b"

_DOUBTFUL = _OVERRIDES + _UNSEEN + _LINES + _SHAPED


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Anna \u202e(mulhcoB IK)", "Anna (mulhcoB IK)"),
        ("Anna\u2067 KI Köln\u2069", "Anna KI Köln"),
        ("Anna\nzu #A1: ja", "Anna zu #A1: ja"),
        ("Anna\u2028\u2029\x85zu", "Anna zu"),
        ("An\u200bna\u2060\ufeff", "Anna"),
        ("\u3164\u2800\u200b", ""),
        ("Anna\u200e\u200f", "Anna"),
        ("Auf\u200clage und Da\u200dtei", "Auflage und Datei"),
        ("A" + "\u0336\u0337\u0338\u0321\u0322" * 5 + "nna", "Anna"),
        ("\u0300\u0301\u0302\u0303Anna", "Anna"),
        ("Anna\ufe0f\ufe0f\ufe0f", "Anna"),
        ("Anna\U000e0020\U000e0041", "Anna"),
    ],
)
def test_what_hides_or_turns_is_taken_out_of_names(name: str, shown: str) -> None:
    assert to_one_line(name) == shown
    assert sanitise_name(name) == shown
    assert label(name) == escape(shown)


@pytest.mark.parametrize(
    "name",
    [
        "Zoë Müller-Łukasiewicz",
        "Nguyễn Thị Hồng",
        unicodedata.normalize("NFD", "Nguyễn Thị Hồng Zoë Müller"),
        "محمد علي",
        "مُحَمَّدٌ",
        "می\u200cخواهم",  # Persian: a break between joined letters
        "نیم\u200cفاصله",
        "ه\u200d",
        "שָׁלוֹם עֲלֵיכֶם",
        "क्\u200dष और क्\u200cष",
        "ශ්\u200dරී ලංකා",
        "สวัสดี ที่นี่",
        "བོད་ཡིག བསྒྲུབས",
        "👩\u200d👩\u200d👧\u200d👦 👩🏽\u200d🚒 🏳\ufe0f\u200d🌈 ❤\ufe0f 1\ufe0f\u20e3 👁\ufe0f\u200d🗨\ufe0f",
        "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",
        "♥\ufe0e ☎\ufe0f ©\ufe0f",
        "葛\U000e0100城",
        "𐴀\u200d𐴁 ꦏ\u200dꦥ",  # Hanifi Rohingya, Javanese
    ],
)
def test_scripts_and_emoji_stay_whole(name: str) -> None:
    assert to_one_line(name) == name
    assert neutralise(name) == name
    assert rendering.render_plain(escape(name)) == name


def test_a_text_keeps_its_lines_and_marks_of_direction() -> None:
    assert neutralise("a\nb\n\nc\u2028d") == "a\nb\n\nc\nd"
    assert neutralise("שלום\u200f!") == "שלום\u200f!"
    assert neutralise("a\u202eb\u2066c") == "abc"


@settings(deadline=None)
@given(st.text(st.one_of(st.sampled_from(_DOUBTFUL), st.characters())))
def test_nothing_turns_or_breaks_the_line_of_a_name(name: str) -> None:
    shown = to_one_line(name)
    assert not set(shown) & set(_OVERRIDES + _LINES)
    assert shown == " ".join(shown.split())
    assert to_one_line(shown) == shown


@settings(deadline=None)
@given(st.text(st.one_of(st.sampled_from(_OVERRIDES + "ab \n"), st.characters(codec="utf-8"))))
def test_no_platform_shows_what_turns_the_text(text: str) -> None:
    for shown in (
        rendering.render_html(text),
        rendering.render_telegram(text),
        rendering.render_plain(text),
        render_terminal(text).plain,
    ):
        assert not set(shown) & set(_OVERRIDES)


def test_a_long_text_is_looked_through_once() -> None:
    text = "Grüße an alle, \u202eund weiter. " * 20_000
    assert len(neutralise(text)) == len(text) - 20_000


@pytest.mark.parametrize(
    "source",
    [
        "<https://evil.example/%E2%80%AEed.dnub//:sptth>",
        "[x](https://evil.example/%E2%80%AEed.dnub)",
        "[\u202eed.dnub](https://evil.example)",
        convert_html('<a href="https://evil.example/\u202eed.dnub">x</a>'),
        convert_html('<a href="https://evil.example/\n\n**x**">\u2067bund.de\u2069</a>'),
    ],
)
def test_an_address_reads_in_the_direction_in_which_it_leads(source: str) -> None:
    for shown in (rendering.render_html(source), rendering.render_telegram(source), rendering.render_plain(source)):
        assert not set(unescape(shown)) & set(_OVERRIDES)
        assert "evil.example" in shown
        assert "\n" not in shown


def test_an_address_is_shown_as_typed() -> None:
    assert rendering.render_plain("<https://ki.example/K%C3%B6ln>") == "https://ki.example/K%C3%B6ln"
    assert rendering.render_plain("<https://xn--kln-sna.example>") == "https://xn--kln-sna.example"


def test_what_a_button_shows_stays_on_it() -> None:
    choice = Choice(label="KI\u202e nloK\n2. x", says="/x")
    message = Message(address=Address(platform=PlatformName.MATRIX, room=RoomId("!r")), text="", choices=(choice,))
    assert rendering.render_plain(rendering.append_choices(message)) == "1. KI nloK 2. x"
    markup = build_keyboard((choice,), DeliveryId("d"))
    assert markup is not None
    assert markup.inline_keyboard[0][0].text == "KI nloK 2. x"
