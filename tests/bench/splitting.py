"""How long a long text takes to be cut into messages, and how that grows with its length."""

from collections.abc import Iterator
from time import process_time

from bot.platforms.matrix.sending import message_content as matrix
from bot.platforms.telegram import outgoing as telegram
from handlers.core.events import Address, PlatformName, RoomId
from handlers.core.messages import Message, escape
from tests.bench.tables import show

_CHARACTERS = 1_000_000
_SENTENCE = "Am 15. Mai treffen sich die **Kolleg*innen** in [Köln](https://ki.example/a_b) oder online, wie immer. "
_TEXTS = {
    "paragraphs": f"{_SENTENCE * 5}\n\n",
    "one line": _SENTENCE,
    "as relayed": escape(_SENTENCE),
    "one word": "x",
    "a list": "- Punkt mit **etwas** Text\n",
    "code": "a = 1  # Zeile\n",
    "unpaired marks": "**a ",
    "brackets": "[",
    "list marks": "- ",
}
_PARTS = {PlatformName.TELEGRAM: telegram.split_message, PlatformName.MATRIX: matrix.split_message}


def splitting() -> None:
    """Show the seconds of the processor for 1 MB, and how many times those of half of it; 2 is linear."""
    columns = ("", "platform", "messages", "seconds", "× of half")
    show(f"Splitting: {_CHARACTERS:,} characters", columns, _rows())


def _rows() -> Iterator[tuple[str, ...]]:
    for name, part in _TEXTS.items():
        for platform in _PARTS:
            half, _ = _took(platform, _text(part, _CHARACTERS // 2))
            whole, messages = _took(platform, _text(part, _CHARACTERS))
            yield name, platform.value, str(messages), f"{whole:.2f}", f"{whole / half:.1f}"


def _text(part: str, characters: int) -> str:
    text = (part * (characters // len(part) + 1))[:characters]
    return f"```\n{text}\n```" if part.startswith("a =") else text


def _took(platform: PlatformName, text: str) -> tuple[float, int]:
    message = Message(address=Address(platform=platform, room=RoomId("1")), text=text)
    started = process_time()
    messages = len(_PARTS[platform](message))
    return max(process_time() - started, 1e-3), messages
