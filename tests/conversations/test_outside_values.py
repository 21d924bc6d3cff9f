"""Names, titles, file names and addresses from outside, shown wherever Lotse shows such.

None of them turns, hides or breaks a line, and none is harmed that belongs to a script or to an emoji.
"""

import re
import unicodedata
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field, fields, replace
from html import unescape

import pytest

from bot import rendering
from bot.platforms.telegram.outgoing import build_keyboard
from bot.rendering import terminal
from handlers.announcements.model.policy import AnnouncementPolicy, FeedPolicy
from handlers.core.events import Attachment, Event, EventId, FeedFailed, PlatformName, RemovedFromRoom, Sender
from handlers.core.messages import DeliveryId, Edit, Message, Outgoing
from tests.conversations.channels import open_channels
from tests.conversations.conftest import EDITOR, Talk
from tests.conversations.office import NOW, OTTO, Office
from tests.conversations.test_exchange import FORUM, MATRIX, Colleagues, ask, posted
from tests.conversations.test_feeds import READER, WHERE, calendar, event, feed_read, rss

_TURNING = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u206a\u206f"
_UNSEEN = "\u200b\u2060\ufeff\u00ad\u115f\u3164\U000e0041"
# What stands there is to open no line.
_OPENER = "ZEILE"
_NAME = "Muster"

EVIL = {
    "override": f"{_NAME} \u202e(nlöK IK)\u202c",
    "isolate": f"\u2067{_NAME}\u2069 KI \u2066Köln",
    "line": f"{_NAME}\n{_OPENER} zu #A1: ja",
    "paragraph": f"{_NAME}\n\n# {_OPENER}\n- {_OPENER}\n1. {_OPENER}",
    "separators": f"{_NAME}\u2028{_OPENER}\u2029{_OPENER}\x85{_OPENER}\r{_OPENER}\v{_OPENER}\f{_OPENER}",
    "zalgo": "".join(letter + "\u0336\u0337\u0338\u0321\u0322" * 4 for letter in _NAME),
    "unseen": "\u200b".join(_NAME) + "".join(_UNSEEN),
    "terminal": f"{_NAME}\x1b[2K\x1b]0;x\x07{_OPENER}",
}
GOOD = {
    "Arabic": "مُحَمَّد علي",
    "Hebrew": "שָׁלוֹם כהן",
    "Persian": "می\u200cخواهم",
    "emoji": "Mo 👩\u200d👩\u200d👧\u200d👦 🏳\ufe0f\u200d🌈 🇺🇦 👍🏽",
    "Vietnamese": unicodedata.normalize("NFD", "Nguyễn Thị Hồng"),
}


@dataclass
class Watched(Talk):
    """A talk that keeps all that is said in it."""

    said: list[Outgoing] = field(default_factory=list)

    async def happens(self, event: Event) -> list[Outgoing]:
        said = await super().happens(event)
        self.said += said
        return said

    def messages(self) -> Iterator[Message]:
        for each in self.said:
            if isinstance(each, Message):
                yield each
            elif isinstance(each, Edit):
                yield each.message

    def shown(self) -> list[str]:
        """Return all that was said, as each platform shows it."""
        return [shown for message in self.messages() for shown in _shown(message)]


def _shown(message: Message) -> Iterator[str]:
    markdown = rendering.append_choices(message)
    yield rendering.render_plain(markdown)
    yield terminal.render_terminal(markdown).plain
    for text in (rendering.render_html(markdown), rendering.render_telegram(message.text)):
        yield unescape(re.sub(r"<[^>]*>", "", re.sub(r"<(?:br|/p|/li)>", "\n", text)))
    buttons = build_keyboard(message.choices, DeliveryId("d"))
    yield from (button.text for row in buttons.inline_keyboard for button in row) if buttons else ()


def is_neutral(shown: str) -> bool:
    """Return whether nothing in a text turns it, hides in it, covers it or opens a line that is not its own."""
    opens = any(line.strip(" *_#>-0123456789.").startswith(_OPENER) for line in shown.splitlines())
    covers = re.search(r"[\u0300-\u036f]{3}", shown)
    odd = set(shown) & {*_TURNING, *_UNSEEN, *"\x1b\x07\x85\u2028\u2029\v\f\r"}
    return not (opens or covers or odd)


@pytest.fixture
def watched(talk: Talk) -> Watched:
    talk.now = NOW
    return Watched(**{each.name: getattr(talk, each.name) for each in fields(talk)})


async def _walk_through_a_question(talk: Watched, name: str) -> None:
    """Ask, answer, solve, keep as knowledge, and look at all of it, everybody under this name."""
    await open_channels(talk, sprachmittlung=[MATRIX, FORUM])
    colleagues = Colleagues(talk)
    anna, edith = replace(talk, sender=replace(talk.sender, name=name)), replace(talk, sender=EDITOR, room="edith")
    bea = Sender(platform=PlatformName.MATRIX, id="@bea:example.org", name=name)
    file = Attachment(platform=PlatformName.MATRIX, name=name, media_type="text/plain", size=3, source={"url": "x"})
    await edith.say("Hallo")
    await anna.say("/zentrum Bochum")
    _, *posts = await ask(anna, "name")
    (answer,) = (post for post in posts if post.address == MATRIX)
    received = replace(colleagues.received("Ja, seit 2019.", MATRIX, posted(answer), bea), attachment=file)
    for message in await talk.to(received):
        await talk.sent(message)
    for words in ("/fragen", "/ansehen 1", f"/thema {name}", f"/{name}", f"/zentrum {name}", f"/abonnieren {name}"):
        await anna.say(words)
    await anna.say("/geloest 1")
    for message in await anna.say("1"):
        await anna.sent(message)
    await colleagues.addressed("1", MATRIX, bea)
    for words in ("/entwuerfe", f"/entwurf 1 {name.replace(chr(10), ' ')}\nMit dem Nachbarkreis."):
        await edith.say(words)
    await edith.say("/entwuerfe")
    await edith.say("/freigeben 1")
    await anna.say("/ansehen 1")
    await anna.say("/unbeantwortet")


async def _walk_through_the_rest(talk: Watched, name: str) -> None:
    """Leave a room, join accounts, look up, and see one's data."""
    anna = replace(talk, sender=replace(talk.sender, name=name), platform=PlatformName.CONSOLE)
    phone = Sender(platform=PlatformName.TELEGRAM, id="7", name=name)
    (issued,) = await anna.say("/verbinden")
    code = re.search(r"\w{4}-\w{4}", issued.text.replace("\\", ""))
    assert code
    await replace(talk, sender=phone, room="7", platform=PlatformName.TELEGRAM).say(code[0])
    await anna.say("1")
    await anna.say("/meinedaten")
    for platform in (PlatformName.MATRIX, PlatformName.TELEGRAM):
        gone = RemovedFromRoom(
            id=EventId(f"gone {platform}"),
            at=NOW,
            address=replace(talk.address, platform=platform),
            sender=Sender(platform=platform, id="x", name=name),
            banned=True,
            room_name=name,
        )
        await talk.happens(gone)


async def _walk_through_announcements(talk: Watched, name: str) -> None:
    """Write, send back, approve, send and answer, with a file and a template, everybody under this name."""
    office = Office(talk, AnnouncementPolicy(feeds={"lasi": FeedPolicy(name=name)}))
    edith = replace(office.edith, sender=replace(EDITOR, name=name))
    otto = replace(office.otto, sender=replace(OTTO, name=name))
    reader = Sender(platform=PlatformName.MATRIX, id="@bea:example.org", name=name)
    bea = replace(talk, sender=reader, room="!bea:example.org", platform=PlatformName.MATRIX)
    for person, words in ((edith, "Hallo"), (otto, "Hallo"), (bea, "/zentrum Herne"), (bea, "/abo laki")):
        await person.say(words)
    file = Attachment(platform=PlatformName.CONSOLE, name=name, media_type="text/plain", size=3, source={"url": "x"})
    await edith.say("/ankuendigung neu")
    await edith.to(replace(edith.received("Hallo {vorname|alle}"), attachment=file))
    for words in (f"thema:{name}", f"zentrum:{name}", "alle", name, "jetzt", "/ankuendigung 1 senden"):
        await edith.say(words)
    for person, words in ((otto, "zurueckgeben"), (edith, "senden"), (otto, "freigeben")):
        await person.say(f"/ankuendigung 1 {words}")
    for words in (f"/vorlagen treffen\nAm {{{{{name}}}}}", "/ankuendigung vorlage treffen", f"/vorlagen {name}"):
        await edith.say(words)
    await edith.say(f"/ankuendigung vorlage {name}")
    sent = await office.until(NOW)
    (copy,) = (each for each in sent if isinstance(each, Message) and each.announcement and each.text)
    await bea.to(replace(bea.received("Danke!"), reply_to=await bea.sent(copy)))
    for words in ("/ankuendigung", "/ankuendigung 1", "/kalender", "/ankuendigung 1 bericht"):
        await edith.say(words)


async def _walk_through_feeds(talk: Watched, name: str) -> None:
    """Read articles and appointments that bear this name, in every field."""
    office = Office(talk, AnnouncementPolicy(four_eyes=False, feeds={"lasi": FeedPolicy(name=name)}))
    await office.edith.say("Hallo")
    xml = "".join(f"&#{ord(each)};" if each in "\r\n\t" or each > "\x7e" else each for each in name if each >= "\t")
    xml = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", "", xml)
    link = f"https://x.example/{xml}"
    written = "\\n".join(name.splitlines())
    contents = (
        rss(f"<item><title>{xml}</title><link>{link}</link><description>Neu</description></item>"),
        rss(f"<item><title>B</title><description>&lt;a href='{link}'&gt;{xml}&lt;/a&gt;</description></item>"),
        calendar(event("1", "20261203T140000", f"URL:{link}", title=written, place=written)),
        calendar(event("1", "20261203T140000", title=f"Verschoben auf den 10.12. {written}", place="x")),
        calendar(event("2", "", title=written)),
    )
    for number, content in enumerate(contents):
        await talk.happens(feed_read(content, talk.now))
        await office.edith.say(f"/ankuendigung {number or 1}")
    failed = FeedFailed(id=EventId("f"), at=NOW, address=WHERE, sender=READER, feed="lasi", since=NOW)
    await talk.happens(failed)


Walk = Callable[[Watched, str], Awaitable[None]]
WALKS: tuple[Walk, ...] = (
    _walk_through_a_question,
    _walk_through_the_rest,
    _walk_through_announcements,
    _walk_through_feeds,
)


@pytest.mark.parametrize("walk", WALKS, ids=lambda walk: walk.__name__.removeprefix("_walk_through_"))
@pytest.mark.parametrize("kind", EVIL)
async def test_what_is_called_so_turns_and_opens_nothing(watched: Watched, kind: str, walk: Walk) -> None:
    await walk(watched, EVIL[kind])
    shown = watched.shown()
    assert [each for each in shown if not is_neutral(each)] == []
    assert len([each for each in shown if _NAME in each]) > 2, "it is shown"


@pytest.mark.parametrize("walk", WALKS, ids=lambda walk: walk.__name__.removeprefix("_walk_through_"))
@pytest.mark.parametrize("script", GOOD)
async def test_what_belongs_to_a_script_is_shown_whole(watched: Watched, script: str, walk: Walk) -> None:
    await walk(watched, GOOD[script])
    assert len([each for each in watched.shown() if GOOD[script] in each]) > 2
