"""Draws the pictures of docs/announcements.md out of what is really sent, with Chromium: `python -m tests.pictures`."""

import asyncio
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory

from bot import rendering
from bot.platforms.matrix.sending import message_content as matrix
from bot.platforms.telegram import outgoing as telegram
from bot.runtime.contexts import Contexts
from handlers.announcements.model.announcement import Announcement, AnnouncementState, Counts, Recipient
from handlers.announcements.rendering.copies import render_messages
from handlers.announcements.rendering.reports import render_progress, render_report
from handlers.context.context import Context
from handlers.core.events import Address, Attachment, PlatformName, RoomId, Sender
from handlers.core.messages import DeliveryId, Message
from handlers.i18n.announcements import ANNOUNCING
from knowledge.loader import SHIPPED, load_bundle
from knowledge.search import Search
from tests.prepared import open_in_memory

FOLDER = Path(__file__).parents[1] / "docs" / "pictures"
_NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
_WIDTH, _HEIGHTS = 608, {"matrix": 500, "telegram": 520, "report": 400}
_TEXT = """Hallo {vorname|zusammen},

**am Dienstag, 1. Dezember, ist Fachtag** für alle, die mit Sprachmittlung zu tun haben:

- 9 Uhr: Ankommen
- 9:30 Uhr: Was sich 2027 ändert
- 13 Uhr: Austausch in Gruppen

{zentrum|Euer Zentrum} hat zwei Plätze. Bitte meldet euch [auf der Seite](https://www.example.org/fachtag) an."""
_FILE = Attachment(platform=None, name="Programm.pdf", media_type="application/pdf", size=184_000, source={})
_NEWS = Announcement(
    number=12, state=AnnouncementState.RUNNING, text=_TEXT, attachments=(_FILE,), wants_receipt=True, started_at=_NOW
)
_STYLE = """
body { margin: 0; padding: 24px; width: 560px; color: #17191c }
body { font: 15px/1.45 "DejaVu Sans", "Noto Color Emoji", sans-serif }
p, ul { margin: 0 0 8px } ul { padding-left: 22px } a { color: #0b6bcb }
.who { font-weight: bold; color: #0d7f6e; margin-bottom: 4px }
.said { border-radius: 10px; padding: 10px 14px; margin-bottom: 8px; width: fit-content; max-width: 520px }
.file { font-weight: bold } .below { display: flex; gap: 8px; margin-bottom: 12px }
.matrix { background: #fff } .matrix .said { background: #f0f2f5 }
.matrix .below span { border: 1px solid #c5cbd3; border-radius: 12px; padding: 2px 10px; background: #fff }
.telegram { background: #d5e3cc } .telegram .said { background: #fff; white-space: pre-wrap }
.telegram .below span { flex: 1; text-align: center; background: #7d9b76; color: #fff }
.telegram .below span { border-radius: 8px; padding: 8px }
"""


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    for name, page in asyncio.run(_pages()).items():
        draw(page, (_WIDTH, _HEIGHTS[name]), FOLDER / f"announcement-{name}.png")


async def _pages() -> dict[str, str]:
    search = Search(load_bundle(SHIPPED))
    async with open_in_memory() as database, database.begin() as unit:
        context = Contexts(search=lambda: search, clock=lambda: _NOW, office="LaKI", language="de").on(unit)
    return {
        "matrix": _page("matrix", render_on_matrix(_received(PlatformName.MATRIX, context))),
        "telegram": _page("telegram", render_on_telegram(_received(PlatformName.TELEGRAM, context))),
        "report": _page("matrix", render_on_matrix(_for_editors())),
    }


def _received(platform: PlatformName, context: Context) -> list[Message]:
    """What Bea reads, who works in Bochum."""
    bea = Sender(platform=platform, id="bea", name="Bea Beispiel")
    address = Address(platform=platform, room=RoomId("bea"))
    recipient = Recipient(announcement=12, position=1, address=address, sender=bea, centre="centre/bochum")
    return [replace(each, mention=None) for each in render_messages(_NEWS, recipient, DeliveryId("d"), context)]


def _for_editors() -> list[Message]:
    """Progress and report."""
    texts, address = ANNOUNCING["de"], Address(platform=PlatformName.MATRIX, room=RoomId("edith"))
    half = Counts(total=54, states={"sent": 31, "pending": 23})
    states = {"sent": 52, "failed": 1, "skipped": 1}
    whole = Counts(total=54, states=states, reasons={("failed", "M_FORBIDDEN"): 1, ("skipped", "stopped"): 1})
    over = replace(_NEWS, state=AnnouncementState.FINISHED)
    said = (
        render_progress(_NEWS, half, texts),
        render_report(over, whole, {"receipt": 38, "reply": 4, "ending": 1}, texts),
    )
    return [Message(address=address, text=text) for text in said]


def render_on_matrix(said: Iterable[Message]) -> Iterator[str]:
    yield '<div class="who">Lotse</div>'
    for message in said:
        content = matrix.build_content(message)
        text = content.get("formatted_body", escape(str(content["body"])))
        yield f'<div class="said">{_file(message.attachment)}{text}</div>'
        if message.choices:
            reactions = "".join(f"<span>{number}\ufe0f\u20e3 1</span>" for number, _ in enumerate(message.choices, 1))
            yield f'<div class="below">{reactions}</div>'


def render_on_telegram(said: Iterable[Message]) -> Iterator[str]:
    for message in said:
        yield from (
            f'<div class="said">{_file(part.attachment)}{rendering.render_telegram(part.text)}</div>'
            for part in telegram.split_message(message)
        )
        if message.choices:
            keys = "".join(f"<span>{escape(choice.label)}</span>" for choice in message.choices)
            yield f'<div class="below">{keys}</div>'


def _file(file: Attachment | None) -> str:
    return f'<p><span class="file">📄 {escape(file.name)}</span><br>{file.size // 1000} kB</p>' if file else ""


def _page(platform: str, parts: Iterable[str]) -> str:
    return f'<meta charset="utf-8"><style>{_STYLE}</style><body class="{platform}">{"".join(parts)}</body>'


def draw(page: str, size: tuple[int, int], picture: Path) -> None:
    """Draw a page of HTML of this width and height in pixels."""
    chromium = shutil.which("chromium")
    if chromium is None:
        raise SystemExit("It takes Chromium (the package chromium of Debian).")
    width, height = size
    with TemporaryDirectory() as folder:
        file = Path(folder) / "page.html"
        file.write_text(page, encoding="utf-8")
        options = ("--headless", "--no-sandbox", "--hide-scrollbars", f"--user-data-dir={folder}/profile")
        subprocess.run(  # noqa: S603
            [chromium, *options, f"--window-size={width},{height}", f"--screenshot={picture}", file.as_uri()],
            check=True,
            capture_output=True,
        )


if __name__ == "__main__":
    main()
