"""Draws the pictures of docs/antworten.md with Chromium: answers on phones, `python -m tests.pictures_of_answers`.

The answers before are kept in `docs/pictures/answers-before.json`, those of now come from the code and the knowledge of
the checkout. Each phone shows what fits on its screen without scrolling.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from html import escape
from typing import Any

from PIL import Image

from handlers.core.events import Address, PlatformName, RoomId
from handlers.core.messages import Choice, Message
from handlers.faq.rendering import compose_answer
from knowledge.loader import SHIPPED, load_bundle
from knowledge.search import Search
from tests.pictures import FOLDER, draw, render_on_matrix, render_on_telegram

BEFORE = FOLDER / "answers-before.json"
_HERE = Address(platform=PlatformName.CONSOLE, room=RoomId("phone"))
_ON_A_PICTURE, _COLOURS = 4, 48
_SIZE = (1120, 1040)
STYLE = """
body { margin: 0; padding: 8px; width: 1480px; zoom: .75; background: #fff; color: #17191c }
body { font: 15px/1.35 "DejaVu Sans", "Noto Color Emoji", sans-serif }
p, ul { margin: 0 0 8px } p:last-child { margin: 0 } ul { padding-left: 20px } a { color: #0b6bcb }
.row { display: flex; gap: 10px } h2 { font-size: 17px; margin: 4px 0 }
.phone { width: 360px; height: 620px; overflow: hidden; border: 1px solid #888; border-radius: 14px; padding: 10px }
.phone { box-sizing: border-box; overflow-wrap: anywhere }
.asked { text-align: right; margin-bottom: 10px } .asked span { border-radius: 10px; padding: 7px 10px }
.asked span { display: inline-block; background: #cfe6ff }
.said { border-radius: 10px; padding: 8px 10px; margin-bottom: 6px }
.who { display: none } .below { display: flex; gap: 6px; margin-bottom: 8px }
.matrix { background: #fff } .matrix .said { background: #f0f2f5 }
.matrix .below span { border: 1px solid #c5cbd3; border-radius: 12px; padding: 1px 8px }
.telegram { background: #d5e3cc } .telegram .said { background: #fff; white-space: pre-wrap }
.telegram .below { flex-direction: column; gap: 3px }
.telegram .below span { text-align: center; background: #7d9b76; color: #fff; border-radius: 8px; padding: 6px }
"""
_PLATFORMS: Mapping[str, Callable[[Iterable[Message]], Iterator[str]]] = {
    "matrix": render_on_matrix,
    "telegram": render_on_telegram,
}


def main() -> None:
    before = json.loads(BEFORE.read_text(encoding="utf-8"))
    now = answer_now([each["question"] for each in before])
    for platform in _PLATFORMS:
        for start in range(0, len(before), _ON_A_PICTURE):
            part = slice(start, start + _ON_A_PICTURE)
            picture = FOLDER / f"answers-{platform}-{start // _ON_A_PICTURE + 1}.png"
            draw(_page(platform, before[part], now[part]), _SIZE, picture)
            Image.open(picture).convert("RGB").quantize(_COLOURS).save(picture, optimize=True)


def answer_now(questions: Iterable[str]) -> list[dict[str, Any]]:
    """Return the questions with their replies in Markdown and the labels of their choices."""
    search, today = Search(load_bundle(SHIPPED)), datetime.now(UTC).date()
    answers = ((each, compose_answer(each, search=search, today=today, language="de")) for each in questions)
    return [
        {"question": question, "reply": answer.reply, "choices": [choice.label for choice in answer.choices]}
        for question, answer in answers
    ]


def _page(platform: str, before: Sequence[dict[str, Any]], now: Sequence[dict[str, Any]]) -> str:
    rows = "".join(
        f'<h2>{title}</h2><div class="row">{"".join(_phone(platform, each) for each in answers)}</div>'
        for title, answers in (("Vorher", before), ("Jetzt", now))
    )
    return f'<meta charset="utf-8"><style>{STYLE}</style><body>{rows}</body>'


def _phone(platform: str, answer: Mapping[str, Any]) -> str:
    choices = tuple(Choice(label=each, says=each) for each in answer["choices"])
    message = Message(address=_HERE, text=answer["reply"], choices=choices)
    said = "".join(_PLATFORMS[platform]([message]))
    asked = f'<div class="asked"><span>{escape(answer["question"])}</span></div>'
    return f'<div class="phone {platform}">{asked}{said}</div>'


if __name__ == "__main__":
    main()
