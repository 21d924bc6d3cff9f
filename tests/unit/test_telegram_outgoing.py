"""What Telegram's parser makes of Lotse's text is what was meant."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot import rendering
from bot.platforms.telegram.outgoing import MOST_UNITS, build_keyboard, count_units, split_message
from handlers.core.events import Address, Attachment, PlatformName, RoomId
from handlers.core.messages import Choice, DeliveryId, Message, escape, keyboard_id
from handlers.core.sanitising import neutralise
from tests.integration.bot_api.entities import parsed
from tests.integration.bot_api.entities import units as counted

HERE = Address(platform=PlatformName.TELEGRAM, room=RoomId("1"))
PIECES = st.sampled_from(
    [
        *(
            "a",
            "Köln ",
            "<b>",
            "&amp;",
            "&#39;",
            "</",
            "\n\n",
            "\n",
            "**",
            "_",
            "`",
            "😀",
            "\u0301",
            '"',
            "'",
            ">",
            "#",
        ),
        *("[x](https://example.org/?a=1&b=<2>)", "[y](javascript:1)", "- ", "1. ", "```\ncode <i>\n```\n", "**fett**"),
    ]
)
MARKDOWN = st.lists(PIECES, max_size=40).map("".join)

FIRST = DeliveryId("first")


def _message(text: str, choices: tuple[Choice, ...] = ()) -> Message:
    return Message(address=HERE, text=text, choices=choices)


@given(MARKDOWN)
def test_whatever_is_written_can_be_parsed_and_counts_as_it_is_seen(text: str) -> None:
    html = rendering.render_telegram(text)
    seen, entities = parsed(html)
    assert seen == rendering.visible_text(html)
    assert count_units(text) == counted(seen)
    assert all(entity.offset + entity.length <= counted(seen) for entity in entities)


@given(st.text(st.characters(exclude_categories=("Cc", "Cs"))))
def test_what_people_wrote_is_shown_as_they_wrote_it(text: str) -> None:
    seen, entities = parsed(rendering.render_telegram(f"x {escape(text)} x"))
    assert seen.split() == neutralise(f"x {text} x").split()
    assert not entities


def test_the_subset_becomes_entities() -> None:
    text = "**fett** *kursiv* `code` [Seite](https://example.org/?a=1&b=2)\n\n- eins\n- zwei\n\n3. drei\n4. vier"
    seen, entities = parsed(rendering.render_telegram(text))
    assert seen == "fett kursiv code Seite\n\n• eins\n• zwei\n\n3. drei\n4. vier"
    assert [(entity.type, entity.url) for entity in entities] == [
        ("bold", None),
        ("italic", None),
        ("code", None),
        ("text_link", "https://example.org/?a=1&b=2"),
    ]


INLINE = st.sampled_from(
    [f"{'wort' * 20} ", f"**{'fett ' * 15}fett** ", "😀" * 40, "[x](https://example.org) ", "&amp; ", "\n", "\n\n"]
)


@settings(max_examples=10, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(st.lists(INLINE, min_size=120, max_size=150).map("".join))
def test_a_long_text_comes_in_parts_that_fit_and_loses_nothing(text: str) -> None:
    made = split_message(_message(text, (Choice(label="eins", says="1"),)))
    assert all(count_units(part.text) <= MOST_UNITS for part in made)
    assert [len(part.choices) for part in made] == [*([0] * (len(made) - 1)), 1]
    seen = "".join(rendering.visible_text(rendering.render_telegram(part.text)) for part in made)
    assert "".join(seen.split()) == "".join(rendering.visible_text(rendering.render_telegram(text)).split())


def test_a_text_of_one_unit_too_many_is_split_at_its_paragraph() -> None:
    first, second = "a" * 2000, "😀" * 1048
    assert [part.text for part in split_message(_message(f"{first}\n\n{second}"))] == [first, second]
    assert len(split_message(_message(f"{first}\n\n{second[:-1]}"))) == 1


def test_choices_become_buttons_that_tell_whose_they_are_and_their_number() -> None:
    markup = build_keyboard([Choice(label="Angebote", says="/angebote x"), Choice(label="ä" * 80, says="y")], FIRST)
    assert markup is not None
    assert [[(button.callback_data, len(button.text)) for button in row] for row in markup.inline_keyboard] == [
        [(f"{keyboard_id(FIRST)}:1", 8)],
        [(f"{keyboard_id(FIRST)}:2", 60)],
    ]
    assert build_keyboard([], FIRST) is None


PLAN = Attachment(platform=PlatformName.MATRIX, name="plan.pdf", media_type="application/pdf", size=9, source={})


def test_a_short_text_is_the_caption_of_its_file() -> None:
    message = Message(address=HERE, text="**Bea**: " + "ü" * 1_000, attachment=PLAN)
    assert split_message(message) == [message]


def test_a_text_too_long_for_a_caption_begins_there_and_goes_on() -> None:
    choices = (Choice(label="eins", says="1"),)
    first, second = "ü" * 1_000, "ä" * 1_000
    made = split_message(Message(address=HERE, text=f"{first}\n\n{second}", attachment=PLAN, choices=choices))
    assert [(each.text, each.attachment, each.choices) for each in made] == [(first, PLAN, ()), (second, None, choices)]
