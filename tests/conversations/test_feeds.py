"""News from elsewhere: what a feed tells becomes drafts, once each; appointments come with a file and a reminder."""

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import delete, update

from bot.jobs.feeds.parsing import parse_feed
from bot.storage.engine.tables import feed_items, feed_traces
from handlers.announcements.model.announcement import AnnouncementState
from handlers.announcements.model.policy import AnnouncementPolicy, FeedPolicy
from handlers.core.events import Address, Event, EventId, FeedFailed, FeedRead, PlatformName, RoomId, Sender
from handlers.core.hashes import digest
from handlers.core.messages import Message, Outgoing
from knowledge.entries import Visibility
from tests.conversations.conftest import Talk
from tests.conversations.office import NOW, Office, copies, plain
from tests.prepared import prepare_once

BERLIN = ZoneInfo("Europe/Berlin")
FEEDS = Path(__file__).parents[1] / "feeds"
NUMBERS = count()
READER = Sender(platform=PlatformName.CONSOLE, id="feed:lasi")
WHERE = Address(platform=PlatformName.CONSOLE, room=RoomId("feed:lasi"))
REMINDED = timedelta(hours=24)
DATE = "Sun, 22 Nov 2026 08:00:00 +0000"
DRAFTS = AnnouncementPolicy(four_eyes=False, feeds={"lasi": FeedPolicy(name="LaSI", remind_before=REMINDED)})
SENT = AnnouncementPolicy(four_eyes=True, feeds={"lasi": FeedPolicy(name="LaSI", sends=True, remind_before=REMINDED)})


def article(number: int, *, id_: str | None = None, title: str | None = None, day: int = 22, text: str = "") -> str:
    """An item of an RSS feed."""
    return (
        f"<item><title>{title or f'Nachricht {number}'}</title><guid>{id_ or f'id-{number}'}</guid>"
        f"<link>https://lasi.example.org/{number}</link><description>{text or f'Es geht um {number}.'}</description>"
        f"<pubDate>{day} Nov 2026 08:00:00 +0000</pubDate></item>"
    )


def rss(*articles: str) -> bytes:
    return f'<rss version="2.0"><channel><title>LaSI</title>{"".join(articles)}</channel></rss>'.encode()


def event(uid: str, starts: str, *lines: str, title: str = "Fachtag", place: str = "Bochum") -> str:
    """An appointment; `starts` is a local time."""
    told = (f"UID:{uid}", f"SUMMARY:{title}", f"DTSTART;TZID=Europe/Berlin:{starts}", f"LOCATION:{place}", *lines)
    return "\r\n".join(("BEGIN:VEVENT", "DTSTAMP:20261101T000000Z", *told, "END:VEVENT"))


def calendar(*events: str) -> bytes:
    return "\r\n".join(("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//x//y", *events, "END:VCALENDAR", "")).encode()


def feed_read(content: bytes, now: datetime) -> FeedRead:
    """Return the reading of a feed's content at a time."""
    contents = parse_feed(content, now, BERLIN, REMINDED)
    return FeedRead(
        id=EventId(f"feed {next(NUMBERS)}"),
        at=now,
        address=WHERE,
        sender=READER,
        feed="lasi",
        items=contents.items,
        followed=contents.followed,
        faults=contents.faults,
        series=contents.series,
    )


class Newsroom(Office):
    """An office with a feed."""

    async def reads(self, content: bytes) -> list[Outgoing]:
        """All that is said to what the feed tells now."""
        return await self.meets(feed_read(content, self.talk.now))

    async def meets(self, event: Event) -> list[Outgoing]:
        said = await self.talk.happens(event)
        for each in said:
            await self.talk.delivered(each)
        return said


@pytest.fixture
async def room(talk: Talk) -> Newsroom:
    return await _opened(talk, DRAFTS)


@pytest.fixture
async def sending(talk: Talk) -> Newsroom:
    return await _opened(talk, SENT)


async def _opened(talk: Talk, rules: AnnouncementPolicy) -> Newsroom:
    """The editors have written before, one person reads, and the feed was read once."""
    talk.now = NOW
    room = Newsroom(talk, rules)

    async def open_room() -> None:
        await room.edith.say("Hallo")
        await room.reader("bea", "/abo lasi")
        assert await room.reads(rss()) == []

    await prepare_once(talk.database, f"feeds {rules}", open_room)
    return room


def told(said: list[Outgoing]) -> str:
    """The one message about new drafts."""
    (message,) = said
    assert isinstance(message, Message)
    assert message.address.room == "edith"
    return plain("\n".join((message.text, *(f"[{choice.label}]" for choice in message.choices))))


async def test_an_article_becomes_a_draft_that_goes_its_way(room: Newsroom) -> None:
    text = "&lt;p&gt;Mehr &lt;b&gt;Geld&lt;/b&gt; für {vorname} &amp;amp; alle.&lt;/p&gt;&lt;script&gt;x&lt;/script&gt;"
    said = told(await room.reads(rss(article(1, text=text))))
    assert said.startswith("Neu aus **LaSI**, als Entwurf:\n\n- **1** · Nachricht 1")
    preview = plain(await room.edith.hear("Nr. 1 ansehen"))
    assert "**Nachricht 1**" in preview
    assert "Mehr **Geld** für {vorname} & alle." in preview
    assert "Mehr dazu: [https://lasi.example.org/1](https://lasi.example.org/1)" in preview
    assert "script" not in preview
    assert "— LaSI, über Lotse" in preview
    assert "das sind **1 (Matrix 1)**" in preview
    assert "Geplant" in await room.edith.hear("Absenden")
    (copy,) = copies(await room.until(NOW))
    assert "Mehr **Geld**" in plain(copy.text)


async def test_each_item_once(room: Newsroom) -> None:
    assert len(await room.reads(rss(article(1), article(2)))) == 1
    assert await room.reads(rss(article(1), article(2))) == []
    assert await room.reads(rss()) == []
    assert await room.reads(rss(article(2), article(1))) == []
    assert "**3** · Nachricht 3" in told(await room.reads(rss(article(3), article(2))))


async def test_an_item_under_another_id_is_the_same(room: Newsroom) -> None:
    await room.reads(rss(article(1), article(2)))
    assert await room.reads(rss(article(1, id_="neu-1"), article(2, id_="neu-2"))) == []
    assert await room.reads(rss(article(1), article(2))) == []


async def test_an_item_under_another_id_and_in_other_words_is_the_same(room: Newsroom) -> None:
    await room.reads(rss(article(1)))
    assert await room.reads(rss(article(1, id_="neu-1", text="Anders gesagt."))) == []
    assert await room.reads(rss(article(1, id_="neu-2", title="Anders überschrieben", text="Anders gesagt."))) == []


async def test_what_is_much_alike_is_not_lost(room: Newsroom) -> None:
    """A newsletter that says the same each week, while the earlier one still stands there."""
    first = article(1, title="Newsletter erschienen", text="Zum Lesen hier klicken.")
    second = article(2, title="Newsletter erschienen", text="Zum Lesen hier klicken.", day=23)
    await room.reads(rss(first))
    assert "**2** · Newsletter erschienen" in told(await room.reads(rss(second, first)))


def news(number: int, *, id_: str = "", link: str = "", date: str = "", text: str = "") -> str:
    """Return an item that tells of itself only what is given."""
    parts = {"title": f"Nachricht {number}", "guid": id_, "link": link, "pubDate": date, "description": text}
    return f"<item>{''.join(f'<{name}>{value}</{name}>' for name, value in parts.items() if value)}</item>"


@pytest.mark.parametrize("id_", ["N/A", "https://lasi.example.org/", "tag:lasi"])
async def test_items_that_share_an_id_are_news_each(room: Newsroom, id_: str) -> None:
    """The next item with that id is news as well, also where it stands alone then."""
    shared = [news(number, id_=id_, link=f"https://lasi.example.org/{number}", date=DATE) for number in (3, 2, 1)]
    said = told(await room.reads(rss(*shared)))
    assert [said.index(f"Nachricht {number}") for number in (1, 2, 3)] == sorted(
        said.index(f"Nachricht {number}") for number in (1, 2, 3)
    )
    fourth = news(4, id_=id_, link="https://lasi.example.org/4", date=DATE)
    assert "Nachricht 4" in told(await room.reads(rss(fourth, *shared[:2])))
    assert "Nachricht 5" in told(await room.reads(rss(news(5, id_=id_, link="https://lasi.example.org/5", date=DATE))))
    assert await room.reads(rss(fourth)) == []


async def test_an_item_whose_id_stays_is_the_same_however_it_is_corrected(room: Newsroom) -> None:
    link = "https://lasi.example.org/1"
    await room.reads(rss(article(1)))
    assert await room.reads(rss(article(1, title="Andere Überschrift", day=23, text="Anders."))) == []
    moved = article(1, title="Andere Überschrift", day=24).replace(link, f"{link}-neu")
    assert await room.reads(rss(moved)) == []


async def test_the_newest_are_told_wherever_they_stand(room: Newsroom) -> None:
    old = [
        news(number, id_=f"g{number}", date=f"{number % 15 + 1:02} Nov 2026 08:00:00 +0000") for number in range(300)
    ]
    old.sort(key=lambda each: each[each.index("<pubDate>") :])
    await room.reads(rss(*old))
    assert "Nachricht 301" in told(await room.reads(rss(*old, news(301, id_="neu", date=DATE))))


@pytest.mark.parametrize("date", ["", "So, 22. Nov. 2026, 9:00 Uhr"])
async def test_the_first_time_the_newest_of_those_without_a_date_count(talk: Talk, date: str) -> None:
    talk.now = NOW
    room = Newsroom(talk, DRAFTS)
    await room.edith.say("Hallo")
    items = [news(number, id_=f"g{number}", date=date) for number in range(30, 0, -1)]
    said = told(await room.reads(rss(*items)))
    found = [line.rpartition(" ")[2] for line in said.splitlines() if line.startswith("- ")]
    assert found == [str(number) for number in range(21, 31)]


async def test_several_news_without_dates_go_out_in_order_of_time(sending: Newsroom) -> None:
    await sending.reads(rss(*(news(number, id_=f"g{number}") for number in (3, 2, 1))))
    texts = [copy.text.split("**")[1] for copy in copies(await sending.until(NOW))]
    assert texts == ["Nachricht 1", "Nachricht 2", "Nachricht 3"]


async def test_what_changes_all_but_its_title_is_not_sent_at_every_reading(sending: Newsroom) -> None:
    sent: list[Message] = []
    for hour in range(8):
        item = news(1, id_=f"{hour}", link=f"https://lasi.example.org/?s={hour}", text=f"Vor {hour} Stunden.")
        assert await sending.reads(rss(item)) == []
        sent += copies(await sending.until(NOW + timedelta(hours=hour)))
    assert len(sent) == 1


async def test_the_next_issue_at_the_same_address_is_news(room: Newsroom) -> None:
    """Each issue of such a newsletter takes the place of the last, with a new id and date, and the same words."""
    for number in range(3):
        room.talk.now = NOW + timedelta(days=7 * number)
        day = f"{room.talk.now:%a, %d %b %Y} 08:00:00 +0000"
        issue = f"<item><title>Newsletter</title><guid>n{number}</guid><link>https://lasi.example.org/newsletter</link>"
        content = rss(f"{issue}<pubDate>{day}</pubDate></item>")
        assert f"**{number + 1}** · Newsletter" in told(await room.reads(content))
        assert await room.reads(content) == []


async def test_the_first_time_old_articles_are_only_noted(talk: Talk) -> None:
    talk.now = NOW
    room = Newsroom(talk, SENT)
    await room.edith.say("Hallo")
    await room.reader("bea", "/abo lasi")
    said = told(await room.reads(rss(article(1, day=10), article(2, day=22))))
    assert "**1** · Nachricht 2" in said
    assert "Nachricht 1" not in said
    assert await room.reads(rss(article(1, day=10), article(2, day=22))) == []
    assert await room.until(NOW) == []


async def test_where_it_is_so_set_news_go_out_without_an_editor(sending: Newsroom) -> None:
    assert await sending.reads(rss(article(1))) == []
    (copy,) = copies(await sending.until(NOW))
    assert "Nachricht 1" in copy.text
    assert (await sending.kept(1)).state is AnnouncementState.FINISHED


async def test_what_nobody_would_read_stays_a_draft(sending: Newsroom) -> None:
    bea = await sending.reader("bea", "Hallo")
    await bea.say("/stopp")
    assert "(Damit erreicht sie niemanden." in told(await sending.reads(rss(article(1))))


async def test_many_at_once_are_not_sent_unasked(sending: Newsroom) -> None:
    said = told(await sending.reads(rss(*map(article, range(1, 12)))))
    assert said.count("\n- **") == 11
    assert said.count("[Nr. ") == 9
    assert await sending.until(NOW) == []


async def test_the_second_editor_approves_what_the_first_has_taken_up(talk: Talk) -> None:
    room = await _opened(talk, AnnouncementPolicy(feeds=DRAFTS.feeds))
    await room.otto.say("Hallo")
    await room.reads(rss(article(1)))
    await room.edith.hear("/ankuendigung 1")
    offered = await room.edith.say("Absenden")
    assert "zur Freigabe" in plain(offered[0].text)
    assert "Freigeben muss eine zweite Person." in await room.edith.hear("/ankuendigung 1 freigeben")
    approved, *_ = await room.otto.say("/ankuendigung 1 freigeben")
    assert "Geplant" in approved.text


async def test_an_appointment_comes_with_a_file_and_a_reminder(room: Newsroom) -> None:
    bea = await room.reader("bea", "Hallo")
    await room.reads(calendar(event("1@x", "20261203T140000", "DESCRIPTION:Mit Anmeldung")))
    preview = plain((await room.edith.say("Nr. 1 ansehen"))[-1].text)
    assert "**Fachtag**\n\n- Wann: **Do, 03.12.2026, 14:00 Uhr**\n- Wo: Bochum\n\nMit Anmeldung" in preview
    assert "Dateien: 2026-12-03.ics" in preview
    assert "Erinnert noch einmal: Mi, 02.12.2026, 14:00 Uhr" in preview
    await room.edith.say("Absenden")
    (copy,) = copies(await room.until(NOW))
    assert copy.address == bea.address
    assert copy.attachment is not None
    assert copy.attachment.media_type == "text/calendar"
    assert "erinnert noch · Fachtag" in plain(await room.edith.hear("/kalender"))
    before = datetime(2026, 12, 2, 13, 59, tzinfo=BERLIN)
    assert await room.until(before) == []
    again = copies(await room.until(before + timedelta(minutes=1)))
    assert plain(again[0].text).startswith("**Zur Erinnerung**\n\n**Fachtag**")
    assert await room.until(before + timedelta(days=9)) == []


async def test_an_editor_can_do_without_the_reminder(room: Newsroom) -> None:
    await room.reads(calendar(event("1@x", "20261203T140000")))
    await room.edith.say("/ankuendigung 1 senden")
    await room.until(NOW)
    assert "[Nicht erinnern]" in await room.edith.hear("/ankuendigung 1")
    assert "erinnert niemanden mehr" in await room.edith.hear("/ankuendigung 1 abbrechen")
    assert await room.until(NOW + timedelta(days=12)) == []


async def test_a_reminder_does_not_come_after_the_appointment(room: Newsroom) -> None:
    """On a Sunday; on Saturday nobody is disturbed, and Monday is too late."""
    await room.reads(calendar(event("1@x", "20261206T140000")))
    assert "Erinnert noch einmal: Fr, 04.12.2026, 19:00 Uhr" in plain(
        (await room.edith.say("/ankuendigung 1"))[-1].text
    )


async def test_appointments_are_announced_some_weeks_before(room: Newsroom) -> None:
    far = calendar(event("1@x", "20270303T140000"))
    assert await room.reads(far) == []
    room.talk.now = datetime(2027, 2, 10, 10, tzinfo=BERLIN)
    assert "**1** · Fachtag" in told(await room.reads(far))


async def test_a_moved_appointment_is_told_anew(room: Newsroom) -> None:
    await room.reads(calendar(event("1@x", "20261203T140000")))
    await room.edith.say("/ankuendigung 1 senden")
    await room.until(NOW)
    assert "**2** · Neuer Termin: Fachtag (statt Nr. 1)" in told(
        await room.reads(calendar(event("1@x", "20261210T140000")))
    )
    assert await room.reads(calendar(event("1@x", "20261210T140000"))) == []
    assert copies(await room.until(REMINDER)) == [], "nobody is reminded of the old day"


async def test_a_moved_appointment_is_for_those_for_whom_editors_made_it(sending: Newsroom) -> None:
    sending.edith.member_domains = sending.talk.member_domains = ("example.org",)
    await sending.reads(calendar(event("1", "20261201T100000")))
    announced = await sending.kept(1)
    async with sending.talk.database.begin() as unit:
        await unit.announcements.put(replace(announced, visibility=Visibility.NETWORK))
    assert await sending.reads(calendar(event("1", "20261202T100000"))) == []
    assert (await sending.kept(2)).visibility is Visibility.NETWORK
    assert len(copies(await sending.until(NOW))) == 1


async def test_a_moved_appointment_that_nobody_read_of_replaces_its_draft(room: Newsroom) -> None:
    await room.reads(calendar(event("1@x", "20261203T140000")))
    assert "**2** · Fachtag (statt Nr. 1)" in told(await room.reads(calendar(event("1@x", "20261210T140000"))))
    assert (await room.kept(1)).state is AnnouncementState.CANCELLED


async def test_an_appointment_that_is_called_off(room: Newsroom) -> None:
    off = calendar(event("1@x", "20261203T140000", "STATUS:CANCELLED"))
    await room.reads(calendar(event("1@x", "20261203T140000")))
    await room.edith.say("/ankuendigung 1 senden")
    await room.until(NOW)
    assert "**2** · Abgesagt: Fachtag" in told(await room.reads(off))
    assert await room.reads(off) == []
    assert (await room.kept(2)).attachments == ()
    assert copies(await room.until(REMINDER)) == []


async def test_an_appointment_that_is_called_off_before_anybody_read_of_it(room: Newsroom) -> None:
    await room.reads(calendar(event("1@x", "20261203T140000")))
    assert await room.reads(calendar(event("1@x", "20261203T140000", "STATUS:CANCELLED"))) == []
    assert (await room.kept(1)).state is AnnouncementState.CANCELLED


async def test_editors_learn_that_a_feed_has_gone(room: Newsroom) -> None:
    gone = FeedFailed(
        id=EventId("feed lasi fails"), at=NOW, address=WHERE, sender=READER, feed="lasi", since=NOW - timedelta(days=1)
    )
    assert "**LaSI** lässt sich seit So, 22.11.2026, 10:00 Uhr nicht lesen." in told(await room.meets(gone))


class Agenda:
    """A room in which an appointment was announced, and what it tells afterwards."""

    def __init__(self, room: Newsroom) -> None:
        self.room = room

    async def sends(self, content: bytes, number: int = 1) -> None:
        await self.room.reads(content)
        await self.delivers(number)

    async def delivers(self, number: int) -> None:
        await self.room.edith.say(f"/ankuendigung {number} senden")
        await self.room.until(self.room.talk.now)

    async def tells(self, content: bytes) -> str:
        """Return the preview of the one draft that comes of it; nothing more comes when it is read again."""
        said = told(await self.room.reads(content))
        assert await self.room.reads(content) == []
        number = said.split("**")[3]
        return plain((await self.room.edith.say(f"/ankuendigung {number}"))[-1].text)

    async def reminds(self, until: datetime) -> list[str]:
        """Return what goes out by then."""
        return [plain(copy.text) for copy in copies(await self.room.until(until)) if copy.text]


@pytest.fixture
def dates(room: Newsroom) -> Agenda:
    return Agenda(room)


# When people are reminded of what begins a day later.
REMINDER = datetime(2026, 12, 2, 14, tzinfo=BERLIN)
REMINDER_OF_SERIES = datetime(2026, 11, 25, 14, tzinfo=BERLIN)
TOLD = event("1@x", "20261203T140000")


@pytest.mark.parametrize(
    ("content", "heading", "line"),
    [
        (calendar(TOLD.replace("Bochum", "Köln")), "Neuer Ort: Fachtag", "- Wo: Köln (bisher: Bochum)"),
        (calendar(TOLD.replace("LOCATION:Bochum", "X:1")), "Neuer Ort: Fachtag", "- Wo: noch offen (bisher: Bochum)"),
        (
            calendar(event("1@x", "20261203T150000")),
            "Neuer Termin: Fachtag",
            "- Wann: **Do, 03.12.2026, 15:00 Uhr** (bisher: Do, 03.12.2026, 14:00 Uhr)",
        ),
        (
            calendar(event("1@x", "20261204T140000").replace("Bochum", "Köln")),
            "Neuer Termin und Ort: Fachtag",
            "- Wo: Köln (bisher: Bochum)",
        ),
        (
            calendar(event("1@x", "20261203T140000", "DURATION:PT2H")),
            "Neue Dauer: Fachtag",
            "- Wann: **Do, 03.12.2026, 14:00 bis 16:00 Uhr** (bisher: Do, 03.12.2026, 14:00 Uhr)",
        ),
        (
            calendar(event("1@x", "20261203T140000", "STATUS:TENTATIVE")),
            "Unter Vorbehalt: Fachtag",
            "- Wann: **Do, 03.12.2026, 14:00 Uhr** (unter Vorbehalt)",
        ),
        (calendar(event("1@x", "20261203T140000", title="Fachtag online")), "Geändert: Fachtag online", "- Wo: Bochum"),
        (calendar(event("1@x", "20261203T140000", title="Abgesagt: Fachtag")), "Abgesagt: Fachtag", "- Wo: Bochum"),
        (calendar(event("1@x", "20261203T140000", title="Fachtag entfällt")), "Abgesagt: Fachtag", "- Wo: Bochum"),
        (
            calendar(event("1@x", "20261203T140000", title="Verschoben: Fachtag")),
            "Verschoben: Fachtag",
            "- Wann: **neuer Termin noch nicht bekannt** (bisher: Do, 03.12.2026, 14:00 Uhr)",
        ),
        (
            calendar(event("1@x", "20261203T140000", title="Fachtag (verschoben auf den 10.12.)")),
            "Verschoben: Fachtag",
            "- Wann: **verschoben auf den 10.12.** (bisher: Do, 03.12.2026, 14:00 Uhr)",
        ),
        (
            calendar(event("1@x", "20261203T140000", "DESCRIPTION:Der Termin wird verschoben.")),
            "Verschoben: Fachtag",
            "- Wann: **neuer Termin noch nicht bekannt** (bisher: Do, 03.12.2026, 14:00 Uhr)",
        ),
        (
            calendar(event("1@x", "20261203T140000", "DESCRIPTION:Der Termin fällt leider aus.")),
            "Abgesagt: Fachtag",
            "- Wann: **Do, 03.12.2026, 14:00 Uhr**",
        ),
        (
            calendar(event("1@x", "20261210T140000", title="Verschoben: Fachtag")),
            "Neuer Termin: Fachtag",
            "- Wann: **Do, 10.12.2026, 14:00 Uhr** (bisher: Do, 03.12.2026, 14:00 Uhr)",
        ),
        (calendar("METHOD:CANCEL", TOLD), "Abgesagt: Fachtag", "- Wann: **Do, 03.12.2026, 14:00 Uhr**"),
        (calendar(TOLD) + calendar("METHOD:CANCEL", TOLD), "Abgesagt: Fachtag", "- Wo: Bochum"),
    ],
)
async def test_what_readers_must_know_is_told_and_the_old_reminder_stops(
    dates: Agenda, content: bytes, heading: str, line: str
) -> None:
    await dates.sends(calendar(TOLD))
    preview = await dates.tells(content)
    assert f"**{heading}**" in preview
    assert line in preview
    assert await dates.reminds(REMINDER) == []


POSTPONED = event("1@x", "20261203T140000", title="Verschoben: Fachtag")
MOVED = event("1@x", "20261210T140000", title="Verschoben: Fachtag")


async def test_of_what_is_postponed_nobody_is_reminded_until_its_new_date(dates: Agenda) -> None:
    await dates.sends(calendar(TOLD))
    await dates.sends(calendar(POSTPONED), 2)
    assert (await dates.room.kept(2)).attachments == ()
    assert await dates.reminds(REMINDER + timedelta(hours=20)) == []
    preview = await dates.tells(calendar(MOVED))
    assert "**Neuer Termin: Fachtag**" in preview
    assert "- Wann: **Do, 10.12.2026, 14:00 Uhr** (bisher: Do, 03.12.2026, 14:00 Uhr)" in preview
    await dates.delivers(3)
    assert len(await dates.reminds(REMINDER + timedelta(days=7))) == 1


async def test_what_is_postponed_and_takes_place_after_all(dates: Agenda) -> None:
    await dates.sends(calendar(TOLD))
    await dates.sends(calendar(POSTPONED), 2)
    assert "**Findet doch statt: Fachtag**" in await dates.tells(calendar(TOLD))
    await dates.delivers(3)
    assert len(await dates.reminds(REMINDER)) == 1


async def test_what_is_postponed_and_then_called_off(dates: Agenda) -> None:
    await dates.sends(calendar(TOLD))
    await dates.sends(calendar(POSTPONED), 2)
    off = calendar(event("1@x", "20261203T140000", title="Abgesagt: Fachtag"))
    assert "**Abgesagt: Fachtag**" in await dates.tells(off)
    await dates.delivers(3)
    assert await dates.reminds(REMINDER) == []
    assert "**Verschoben: Fachtag**" in await dates.tells(calendar(POSTPONED))


async def test_what_is_postponed_before_anybody_read_of_it(dates: Agenda) -> None:
    await dates.room.reads(calendar(TOLD))
    assert await dates.room.reads(calendar(POSTPONED)) == []
    assert (await dates.room.kept(1)).state is AnnouncementState.CANCELLED
    assert await dates.room.reads(calendar(POSTPONED)) == []
    preview = await dates.tells(calendar(MOVED))
    assert "**Fachtag**\n\n- Wann: **Do, 10.12.2026, 14:00 Uhr**\n" in preview


async def test_editors_decide_whether_the_first_date_told_is_the_new_one(sending: Newsroom) -> None:
    said = told(await sending.reads(calendar(POSTPONED)))
    assert "Verschoben: Fachtag (der Kalender sagt nicht, ob dieser Tag der neue ist)" in said
    assert await sending.reads(calendar(POSTPONED)) == []
    await sending.edith.say("/ankuendigung 1 abbrechen")
    await sending.reads(calendar(MOVED))
    assert any("Do, 10.12.2026" in plain(copy.text) for copy in copies(await sending.until(NOW)))


async def test_one_time_of_a_series_is_postponed(dates: Agenda) -> None:
    dates.room.talk.now = NOW + timedelta(hours=1)
    await dates.sends(calendar(weekly()))
    content = calendar(weekly(), exception().replace("Runde", "Runde (verschoben)"))
    assert "Verschoben: Runde" in told(await dates.room.reads(content))
    assert await dates.room.reads(content) == []
    assert await dates.reminds(REMINDER_OF_SERIES) == []


async def test_a_changed_place_as_it_was_found(dates: Agenda) -> None:
    await dates.sends((FEEDS / "ics-told.ics").read_bytes())
    assert "**Neuer Ort: Fachtag**" in await dates.tells((FEEDS / "ics-other-place.ics").read_bytes())
    assert await dates.reminds(REMINDER) == []


@pytest.mark.parametrize(
    "content",
    [
        calendar(TOLD, event("2@x", "20270603T140000")),
        calendar(event("1@x", "20261203T140000", "DESCRIPTION:Mit Kaffee")),
        calendar(TOLD.replace("LOCATION:Bochum", "LOCATION: bochum ")),
        calendar(event("neu@x", "20261203T140000")),
        calendar(),
    ],
)
async def test_what_nobody_has_to_know_is_not_told_and_the_reminder_comes(dates: Agenda, content: bytes) -> None:
    await dates.sends(calendar(TOLD))
    assert await dates.room.reads(content) == []
    assert len(await dates.reminds(REMINDER)) == 1


def weekly(*lines: str, starts: str = "20261126T140000") -> str:
    return event("2@x", starts, "RRULE:FREQ=WEEKLY", *lines, title="Runde")


def exception(*lines: str, starts: str = "20261126T140000") -> str:
    """Return an exception of the first time of the series."""
    return event("2@x", starts, "RECURRENCE-ID;TZID=Europe/Berlin:20261126T140000", *lines, title="Runde")


@pytest.mark.parametrize(
    ("content", "heading"),
    [
        (calendar(weekly("EXDATE;TZID=Europe/Berlin:20261126T140000")), "Abgesagt: Runde"),
        (calendar(weekly("EXDATE:20261126T130000Z")), "Abgesagt: Runde"),
        (calendar(weekly(), exception("STATUS:CANCELLED")), "Abgesagt: Runde"),
        (calendar(weekly(), exception().replace("Runde", "Abgesagt: Runde")), "Abgesagt: Runde"),
        (calendar(weekly(starts="20261203T140000")), "Abgesagt: Runde"),
        (calendar(weekly(), exception(starts="20261216T100000")), "Neuer Termin: Runde"),
        (calendar(weekly(), exception().replace("Bochum", "Köln")), "Neuer Ort: Runde"),
        (calendar(weekly().replace("Bochum", "Köln")), "Neuer Ort: Runde"),
        (calendar(event("2@x", "20261126T140000", title="Runde").replace("Bochum", "Köln")), "Neuer Ort: Runde"),
        (calendar(weekly("STATUS:CANCELLED")), "Abgesagt: Runde"),
    ],
)
async def test_a_change_of_one_time_of_a_series_is_told(dates: Agenda, content: bytes, heading: str) -> None:
    """The next time is news, too, if that one is not any more."""
    dates.room.talk.now = NOW + timedelta(hours=1)
    await dates.sends(calendar(weekly()))
    drafts = told(await dates.room.reads(content))
    assert heading in drafts
    assert await dates.room.reads(content) == []
    assert await dates.reminds(REMINDER_OF_SERIES) == []


async def test_a_time_that_a_series_leaves_out_as_it_was_found(dates: Agenda) -> None:
    await dates.sends((FEEDS / "ics-series.ics").read_bytes())
    said = told(await dates.room.reads((FEEDS / "ics-series-exdate.ics").read_bytes()))
    assert "Runde\n" in said
    assert "Abgesagt: Runde" in said
    preview = plain((await dates.room.edith.say("/ankuendigung 3"))[-1].text)
    assert "**Abgesagt: Runde**\n\n- Wann: **Do, 26.11.2026, 14:00 Uhr**" in preview
    assert await dates.reminds(REMINDER_OF_SERIES) == []


async def test_of_a_series_that_stays_people_are_reminded(dates: Agenda) -> None:
    await dates.sends(calendar(weekly()))
    assert await dates.room.reads(calendar(weekly("EXDATE;TZID=Europe/Berlin:20261203T140000"))) == []
    assert len(await dates.reminds(REMINDER_OF_SERIES)) == 1


async def test_what_is_left_out_before_anybody_read_of_it_is_only_withdrawn(dates: Agenda) -> None:
    await dates.room.reads(calendar(weekly()))
    said = told(await dates.room.reads(calendar(weekly("EXDATE;TZID=Europe/Berlin:20261126T140000"))))
    assert "Abgesagt" not in said
    assert (await dates.room.kept(1)).state is AnnouncementState.CANCELLED


async def test_what_is_left_out_and_put_back_is_told_both_times(dates: Agenda) -> None:
    await dates.sends(calendar(weekly()))
    out = calendar(weekly("EXDATE;TZID=Europe/Berlin:20261126T140000"))
    await dates.sends(out, 3)
    assert "Findet doch statt: Runde" in told(await dates.room.reads(calendar(weekly())))


async def test_a_second_change_is_told_by_what_people_have_read(dates: Agenda) -> None:
    """The first one was still a draft."""
    await dates.sends(calendar(TOLD))
    await dates.tells(calendar(TOLD.replace("Bochum", "Köln")))
    preview = await dates.tells(calendar(TOLD.replace("Bochum", "Herne")))
    assert "**Neuer Ort: Fachtag**" in preview
    assert "- Wo: Herne (bisher: Bochum)" in preview
    assert (await dates.room.kept(2)).state is AnnouncementState.CANCELLED
    assert "Es bleibt dabei: Fachtag" in await dates.tells(calendar(TOLD))


async def test_what_editors_did_not_want_is_not_offered_again(dates: Agenda) -> None:
    await dates.room.reads(calendar(TOLD))
    await dates.room.edith.say("/ankuendigung 1 abbrechen")
    assert await dates.room.reads(calendar(TOLD.replace("Bochum", "Köln"))) == []


async def test_what_is_over_is_not_changed_any_more(dates: Agenda) -> None:
    await dates.sends(calendar(TOLD))
    dates.room.talk.now = datetime(2026, 12, 4, 9, tzinfo=BERLIN)
    assert await dates.room.reads(calendar(TOLD.replace("Bochum", "Köln"))) == []


async def test_what_becomes_private_is_neither_told_nor_reminded_of(dates: Agenda) -> None:
    await dates.sends(calendar(TOLD))
    assert await dates.room.reads(calendar(event("1@x", "20261203T140000", "CLASS:PRIVATE"))) == []
    assert await dates.reminds(REMINDER) == []


@pytest.mark.parametrize(
    ("lines", "when"),
    [
        (("DTSTART;VALUE=DATE:20261203", "DTEND;VALUE=DATE:20261206"), "Do, 03.12.2026 bis Sa, 05.12.2026"),
        (("DTSTART;VALUE=DATE:20261203", "DTEND;VALUE=DATE:20261204"), "Do, 03.12.2026"),
        (("DTSTART;VALUE=DATE:20261203",), "Do, 03.12.2026"),
        (
            ("DTSTART;TZID=Europe/Berlin:20261203T140000", "DTEND;TZID=Europe/Berlin:20261204T120000"),
            "Do, 03.12.2026, 14:00 Uhr bis Fr, 04.12.2026, 12:00 Uhr",
        ),
        (
            ("DTSTART;TZID=Europe/Berlin:20261203T140000", "DTEND;TZID=Europe/Berlin:20261204T000000"),
            "Do, 03.12.2026, 14:00 bis 24:00 Uhr",
        ),
        (("DTSTART;TZID=Europe/Berlin:20261203T090000", "DURATION:PT8H"), "Do, 03.12.2026, 09:00 bis 17:00 Uhr"),
    ],
)
async def test_both_ends_are_shown(dates: Agenda, lines: tuple[str, ...], when: str) -> None:
    told = "\r\n".join(("BEGIN:VEVENT", "UID:1", "SUMMARY:Fachtag", *lines, "END:VEVENT"))
    assert f"- Wann: **{when}**\n" in await dates.tells(calendar(told)) + "\n"


async def test_two_appointments_with_one_id_are_told_apart(dates: Agenda) -> None:
    first, second = TOLD, event("1@x", "20261204T140000", title="Werkstatt")
    await dates.room.reads(calendar(first))
    assert "Werkstatt" in await dates.tells(calendar(first, second))
    await dates.room.edith.say("/ankuendigung 1 senden")
    await dates.room.until(dates.room.talk.now)
    assert "Neuer Ort: Fachtag" in told(await dates.room.reads(calendar(first.replace("Bochum", "Köln"), second)))


async def test_editors_learn_once_what_is_broken(room: Newsroom) -> None:
    broken = event("x", "20261203T140000", "BEGIN:VALARM", "TRIGGER:-15M", "END:VALARM", title="Kaputt *1*")
    other = event("y", "bald", title="")
    content = calendar(broken, TOLD)
    drafts, fault = await room.reads(content)
    assert isinstance(drafts, Message)
    assert "Fachtag" in drafts.text
    assert isinstance(fault, Message)
    assert plain(fault.text) == (
        "Aus **LaSI** kann ich nicht alles lesen, das Übrige schon:\n\n- „Kaputt *1*“: `TRIGGER` ist fehlerhaft"
    )
    assert fault.address.room == "edith"
    assert await room.reads(content) == []
    assert "- „ohne Titel“: `DTSTART` ist fehlerhaft" in told(await room.reads(calendar(broken, other, TOLD)))
    assert await room.reads(calendar(broken, other, TOLD)) == []


async def test_of_much_that_is_broken_some_is_named(room: Newsroom) -> None:
    broken = [event(f"{n}", "bald", title=f"Termin {n}") for n in range(20)]
    said = told(await room.reads(calendar(*broken)))
    assert said.count("DTSTART") == 9
    assert "- und 11 weitere" in said


async def test_where_it_is_so_set_changes_go_out_without_an_editor(sending: Newsroom) -> None:
    await sending.reads(calendar(TOLD))
    await sending.until(NOW)
    assert await sending.reads(calendar(TOLD.replace("Bochum", "Köln"))) == []
    (text,) = copies(await sending.until(NOW))
    assert text.attachment
    assert "**Neuer Ort: Fachtag**" in text.text
    (again,) = copies(await sending.until(REMINDER))
    assert "- Wo: Köln" in again.text


async def test_what_was_announced_by_an_earlier_version_is_followed_as_well(dates: Agenda) -> None:
    """An earlier version kept nothing but the hour."""
    await dates.sends(calendar(TOLD))
    async with dates.room.talk.database.begin() as unit:
        await unit.connection.execute(update(feed_items).values(id=digest("1@x"), told=None, read=None))
        await unit.connection.execute(delete(feed_traces))
    assert await dates.room.reads(calendar(TOLD)) == []
    assert "**Neuer Ort: Fachtag**" in await dates.tells(calendar(TOLD.replace("Bochum", "Köln")))


async def test_an_appointment_at_another_place_at_the_same_time_is_another_one(dates: Agenda) -> None:
    await dates.sends(calendar(TOLD))
    both = calendar(TOLD, TOLD.replace("Bochum", "Köln"))
    assert "**Fachtag**" in await dates.tells(both)
    assert len(await dates.reminds(REMINDER)) == 1


def version(number: int, place: str, *lines: str) -> bytes:
    """The calendar with the appointment as its `number`-th version tells it."""
    return calendar(event("1@x", "20261203T140000", f"SEQUENCE:{number}", *lines).replace("Bochum", place))


def modified(day: int) -> str:
    return f"LAST-MODIFIED:202611{day:02}T000000Z"


@pytest.mark.parametrize(
    ("told", "newer", "older"),
    [
        (version(1, "Bochum"), version(2, "Köln"), version(1, "Herne")),
        (version(1, "Bochum"), version(2, "Köln"), version(0, "Bochum", "STATUS:CANCELLED")),
        (calendar(TOLD), version(1, "Köln"), calendar(TOLD)),
        (version(1, "Bochum"), version(2, "Köln", modified(2)), version(1, "Herne", modified(1))),
        (version(1, "Bochum"), version(2, "Köln", modified(2)), version(0, "Herne", modified(2))),
        (version(1, "Bochum", modified(1)), version(1, "Köln", modified(9)), version(1, "Herne", modified(8))),
    ],
)
async def test_an_older_version_does_not_replace_what_was_told(
    dates: Agenda, told: bytes, newer: bytes, older: bytes
) -> None:
    await dates.sends(told)
    await dates.sends(newer, 2)
    assert await dates.room.reads(older) == []
    assert await dates.room.reads(newer) == []
    (reminder,) = await dates.reminds(REMINDER)
    assert "Köln" in reminder
    assert await dates.room.reads(older) == []


def stamped(content: bytes, stamp: str) -> bytes:
    return content.replace(b"20261101T000000Z", stamp.encode())


def published(content: bytes) -> bytes:
    """Return a calendar whose stamps (DTSTAMP) are those of its making, not of changes."""
    return content.replace(b"PRODID", b"METHOD:PUBLISH\r\nPRODID", 1)


@pytest.mark.parametrize(
    ("told", "again"),
    [
        (version(5, "Bochum", modified(10)), version(0, "Köln", modified(12))),
        (version(5, "Bochum", modified(10)), calendar(event("1@x", "20261203T140000", modified(12), place="Köln"))),
        (version(5, "Bochum", modified(10)), version(2, "Köln", modified(12))),
        (version(5, "Bochum", modified(10)), published(version(0, "Köln", modified(12)))),
        (version(5, "Bochum"), stamped(version(0, "Köln"), "20261112T000000Z")),
        (published(version(5, "Bochum")), version(0, "Köln", modified(12))),
    ],
)
async def test_a_calendar_that_counts_anew_is_followed_at_once(dates: Agenda, told: bytes, again: bytes) -> None:
    await dates.sends(told)
    assert "**Neuer Ort: Fachtag**" in await dates.tells(again)
    assert await dates.room.reads(told) == [], "that is the older one now"
    assert "**Neuer Ort: Fachtag**" in await dates.tells(version(3, "Herne", modified(14)))
    assert await dates.room.reads(again) == []


async def test_a_series_that_counts_anew_is_followed_at_once(dates: Agenda) -> None:
    out = "EXDATE;TZID=Europe/Berlin:20261126T140000"
    await dates.sends(calendar(weekly("SEQUENCE:5", modified(10))))
    assert "Abgesagt: Runde" in told(await dates.room.reads(calendar(weekly(out, "SEQUENCE:0", modified(12)))))


@pytest.mark.parametrize(
    "again",
    [
        version(0, "Köln"),
        version(0, "Köln", modified(9)),
        published(stamped(version(0, "Köln"), "20261112T000000Z")),
        stamped(version(0, "Köln"), f"{NOW:%Y%m%dT%H%M%SZ}"),
        version(0, "Köln", f"LAST-MODIFIED:{NOW:%Y%m%dT%H%M%SZ}"),
        version(0, "Köln", "LAST-MODIFIED:20270101T000000Z"),
    ],
)
async def test_a_stamp_of_the_reading_makes_no_older_number_newer(dates: Agenda, again: bytes) -> None:
    await dates.sends(version(5, "Bochum", modified(10)))
    assert await dates.room.reads(again) == []


async def test_a_version_counts_that_says_nothing_new(dates: Agenda) -> None:
    await dates.sends(version(1, "Bochum"))
    assert await dates.room.reads(version(3, "Bochum")) == []
    assert await dates.room.reads(version(2, "Köln")) == []
    assert "Neuer Ort: Fachtag" in await dates.tells(version(4, "Köln"))


async def test_an_older_version_of_a_series_leaves_nothing_out(dates: Agenda) -> None:
    out = "EXDATE;TZID=Europe/Berlin:20261126T140000"
    await dates.sends(calendar(weekly("SEQUENCE:2")))
    assert await dates.room.reads(calendar(weekly(out, "SEQUENCE:1"))) == []
    assert "Abgesagt: Runde" in told(await dates.room.reads(calendar(weekly(out, "SEQUENCE:3"))))
