"""Messages as they look on Matrix and on Telegram."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from bot import rendering
from handlers.core.events import Address, PlatformName, RoomId
from handlers.core.messages import Choice, Message

_NOWHERE = Address(platform=PlatformName.MATRIX, room=RoomId(""))
_MAX_TELEGRAM = 4096  # characters of one message, https://core.telegram.org/bots/api#sendmessage


@dataclass(frozen=True, kw_only=True, slots=True)
class Bubbles:
    """A message on both platforms; on Telegram a long one is several, with the choices as buttons below the last."""

    matrix: Markup
    telegram: Sequence[Markup]
    choices: Sequence[str]


def render_bubbles(text: str, choices: Sequence[Choice] = ()) -> Bubbles:
    """Return the looks of a Markdown text with its choices; the platforms' own rendering escapes it."""
    message = Message(address=_NOWHERE, text=text, choices=tuple(choices))
    parts = rendering.split_text(text, _MAX_TELEGRAM, _measure)
    return Bubbles(
        matrix=Markup(rendering.render_html(rendering.append_choices(message))),  # noqa: S704
        telegram=[Markup(rendering.render_telegram(part)) for part in parts],  # noqa: S704
        choices=[choice.label for choice in choices],
    )


def _measure(text: str) -> int:
    return len(rendering.visible_text(rendering.render_telegram(text)))
