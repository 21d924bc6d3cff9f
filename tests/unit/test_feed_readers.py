"""What is read of feeds: articles and appointments as they stand in the wild."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from bot.feeds.contents import contents_of
from bot.feeds.words import MOST_CHARACTERS, NotUnderstood, address
from handlers.announcements.items import FeedItem

BERLIN = ZoneInfo("Europe/Berlin")
TIMES = "Mo | 9 Uhr\nDi | 10 Uhr"
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


def read(content: str | bytes, address: str = "", charset: str = "") -> list[FeedItem]:
    told = content if isinstance(content, bytes) else content.encode()
    return [*contents_of(told, NOW, BERLIN, timedelta(hours=24), address=address, charset=charset).items]


def calendar(*lines: str) -> bytes:
    return "\r\n".join(("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:x", *lines, "END:VCALENDAR", "")).encode()


def event(*lines: str) -> str:
    return "\r\n".join(("BEGIN:VEVENT", "DTSTAMP:20261101T000000Z", *lines, "END:VEVENT"))


def rss(*items: str) -> str:
    return f'<rss version="2.0"><channel>{"".join(f"<item>{item}</item>" for item in items)}</channel></rss>'


def starts(items: list[FeedItem]) -> list[str]:
    found = [item.appointment for item in items if item.appointment is not None]
    return [f"{appointment.starts_at.astimezone(BERLIN):%d.%m. %H:%M}" for appointment in found]


def test_atom() -> None:
    summary = "&lt;p&gt;Ein &lt;a href='https://example.org/b'&gt;Weg&lt;/a&gt;.&lt;/p&gt;"
    (item,) = read(
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>x</title><entry><id>urn:1</id>'
        '<title>Neues &amp; Altes</title><link href="https://example.org/a(1)"/>'
        f'<updated>2026-11-20T10:00:00+01:00</updated><summary type="html">{summary}</summary></entry></feed>'
    )
    assert item.id == "urn:1"
    assert item.title == "Neues & Altes"
    assert item.link == "https://example.org/a%281%29"
    assert item.published_at == datetime(2026, 11, 20, 9, tzinfo=UTC)
    assert item.text.replace("\\", "") == "Ein Weg (https://example.org/b)."


def test_without_ids_items_are_told_apart_by_what_they_say() -> None:
    home = "<link>https://example.org/</link>"
    first, second = read(rss(f"<title>Eins</title>{home}", f"<title>Zwei</title>{home}"))
    assert first.id != second.id
    assert not {trace.mark for trace in first.traces} & {trace.mark for trace in second.traces}


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Di, 01 Dez 2026 09:00:00 +0100", "01.12. 09:00"),
        ("Dienstag, den 1. Dezember 2026, 9 Uhr", "01.12. 09:00"),
        ("01.12.2026 09:00", "01.12. 09:00"),
        ("1. 12. 2026, 9:00 Uhr", "01.12. 09:00"),
        ("01.12.26", "01.12. 00:00"),
        ("Mi, 04. März 2026 10:30 MEZ", "04.03. 10:30"),
        ("Do, 14-Mai-2026 10:30:00 GMT", "14.05. 12:30"),
        ("Tue, 01 Dec 2026 09:00:00 +0100", "01.12. 09:00"),
        ("2026-12-01T09:00:00+01:00", "01.12. 09:00"),
        ("31.11.2026", None),
        ("Thu, 01 Jan 1970 00:00:00 GMT", None),
        ("bald", None),
    ],
)
def test_dates_as_sites_write_them(written: str, meant: str | None) -> None:
    (item,) = read(rss(f"<guid>1</guid><title>T</title><pubDate>{written}</pubDate>"))
    found = item.published_at.astimezone(BERLIN) if item.published_at else None
    assert (f"{found:%d.%m. %H:%M}" if found else None) == meant


def dated(number: int, date: str = "") -> str:
    return f"<guid>{number}</guid><title>{number}</title>" + (f"<pubDate>{date}</pubDate>" if date else "")


def test_items_come_in_order_of_time_wherever_they_stand() -> None:
    days = {number: f"{number} Nov 2026 08:00:00 +0000" for number in range(1, 10)}
    newest_first = rss(*(dated(number, days[number]) for number in (9, 7, 3, 1)))
    oldest_first = rss(*(dated(number, days[number]) for number in (1, 3, 7, 9)))
    mixed = rss(*(dated(number, days[number]) for number in (3, 9, 1, 7)))
    for content in (newest_first, oldest_first, mixed):
        assert [item.title for item in read(content)] == ["1", "3", "7", "9"]


def test_items_without_dates_stand_where_their_neighbours_do() -> None:
    newest_first = rss(dated(4, "20 Nov 2026 08:00 +0000"), dated(3), dated(2, "1 Nov 2026 08:00 +0000"), dated(1))
    oldest_first = rss(dated(1), dated(2, "1 Nov 2026 08:00 +0000"), dated(3), dated(4, "20 Nov 2026 08:00 +0000"))
    for content in (newest_first, oldest_first):
        items = read(content)
        assert [item.title for item in items] == ["1", "2", "3", "4"]
        assert [item.placed_at.day for item in items if item.placed_at] == [1, 1, 1, 20]
        assert [item.published_at is None for item in items] == [True, False, True, False]
    assert [item.title for item in read(rss(dated(2), dated(1)))] == ["1", "2"], "the newest first, as is usual"


@pytest.mark.parametrize("rises", [True, False])
def test_of_many_the_newest_are_kept(rises: bool) -> None:
    many = [dated(number, f"{number % 28 + 1} Sep {2000 + number // 28} 08:00:00 +0000") for number in range(301)]
    items = read(rss(*(many if rises else reversed(many))))
    assert [item.title for item in items] == [str(number) for number in range(101, 301)]


def test_an_id_that_several_have_or_that_is_none_tells_nothing() -> None:
    items = read(rss(*(f"<guid>{id_}</guid><title>{n}</title>" for n, id_ in enumerate("xxy"))))
    assert [item.shares_id for item in items] == [False, True, True]
    (item,) = read(rss("<guid isPermaLink='false'>N/A</guid><title>T</title>"))
    assert item.shares_id


def test_nothing_but_words_comes_along() -> None:
    html = '<img src="https://x/t.gif"><script>weg()</script><p>Gut</p><a href="javascript:x()">hier</a>'
    (item,) = read(
        rss(
            "<guid>1</guid><title>&lt;b&gt;A&lt;/b&gt; *B*</title><link>javascript:x()</link>"
            f"<description><![CDATA[{html}]]></description>"
        )
    )
    assert item.link == ""
    assert item.text == "Gut\n\nhier"


ENCLOSED = "<![CDATA[{}]]>"


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Sprach&amp;eacute;caf&amp;eacute; &amp;amp; &lt;b&gt;Beratung&lt;/b&gt;", "Sprachécafé & Beratung"),
        ("<![CDATA[Caf&eacute; &amp; <strong>mehr</strong>]]>", "Café & mehr"),
        ("Caf&eacute; und &nbsp; mehr", "Café und mehr"),
        ("AT&amp;amp;amp;T", "AT&T"),
        ("&amp;lt;em&amp;gt;Neu&amp;lt;/em&amp;gt;", "Neu"),
        ("Zeile&lt;br/&gt;Zeile", "Zeile Zeile"),
        ("5 &lt; 6, 7 &gt; 3, &lt;3 und KI &lt;-&gt; Stadt, Q&amp;A", "5 < 6, 7 > 3, <3 und KI <-> Stadt, Q&A"),
        ("Kosten &amp; Nutzen &amp;copy; KI", "Kosten & Nutzen © KI"),
        ("Was heißt &lt;vorname&gt;?", "Was heißt <vorname>?"),
    ],
)
def test_titles_are_words(written: str, shown: str) -> None:
    (item,) = read(rss(f"<guid>1</guid><title>{written}</title>"))
    assert item.title == shown


@pytest.mark.parametrize(
    "title",
    [
        '<title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">A <em>b</em></div></title>',
        '<title type="html">A &lt;em&gt;b&lt;/em&gt;</title>',
        "<title>A &lt;em&gt;b&lt;/em&gt;</title>",
    ],
)
def test_titles_of_atom_are_words(title: str) -> None:
    (item,) = read(f'<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>1</id>{title}</entry></feed>')
    assert item.title == "A b"


@pytest.mark.parametrize("empty", ["", "<description/>", "<description> &amp;nbsp; </description>"])
def test_without_a_summary_the_whole_is_told(empty: str) -> None:
    whole = "<content:encoded><![CDATA[<p>Alles <b>hier</b>.</p>]]></content:encoded>"
    feed = rss(f"<guid>1</guid><title>T</title>{empty}{whole}")
    content = feed.replace("<rss ", '<rss xmlns:content="http://purl.org/rss/1.0/modules/content/" ')
    (item,) = read(content)
    assert item.text == "Alles **hier**\\."


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<table><tr><td>Mo</td><td>9 Uhr</td></tr><tr><td>Di</td><td>10 Uhr</td></tr></table>", TIMES),
        ("<table><tr><td>Mo<td>9 Uhr<tr><td>Di<td>10 Uhr</table>", TIMES),
        ("<table><td>Mo</td><td>9 Uhr</td><tr><td>Di</td><td>10 Uhr</td></table>", TIMES),
        ("<td>Mo</td><td>9 Uhr</td><tr><td>Di</td><td>10 Uhr</td>", TIMES),
        ("<dl><dt>Mo</dt><dd>9 Uhr</dd><dt>Di<dd>10 Uhr</dl>", TIMES),
        ("<h2>Zeiten</h2>Mo<hr>Di", "**Zeiten**\n\nMo\n\nDi"),
        ("<p>Eins<p>Zwei", "Eins\n\nZwei"),
        ("<ul><li>Eins<li>Zwei</ul>", "- Eins\n- Zwei"),
        ('<div style="display: none">Vorschau</div><style>p{}</style><p hidden>x</p>Da', "Da"),
        ("5 < 6 &amp; &eacute;", "5 < 6 & é"),
        ("Termin &uuml;ber&shy;morgen", "Termin über\xadmorgen"),
    ],
)
def test_descriptions_keep_their_form(html: str, text: str) -> None:
    (item,) = read(rss(f"<guid>1</guid><title>T</title><description>{ENCLOSED.format(html)}</description>"))
    assert re.sub(r"\\(?=\W)", "", item.text) == text


@pytest.mark.parametrize(
    ("link", "site", "resolved"),
    [
        ("/aktuelles/1", "https://ki.example.org/", "https://ki.example.org/aktuelles/1"),
        ("/aktuelles/1", "", "https://feeds.example.org/aktuelles/1"),
        ("1.html", "", "https://feeds.example.org/ki/1.html"),
        ("//ki.example.org/1", "", "https://ki.example.org/1"),
        ("/1", "/start", "https://feeds.example.org/1"),
        (" https://ki.example.org/1\n", "", "https://ki.example.org/1"),
        ("#eins", "", "https://feeds.example.org/ki/rss.xml#eins"),
        ("javascript:x()", "https://ki.example.org/", ""),
        ("http://[", "https://ki.example.org/", ""),
    ],
)
def test_links_are_resolved(link: str, site: str, resolved: str) -> None:
    """Without a word of what may be secret in the feed's address."""
    feed = rss(f"<guid>1</guid><title>T</title><link>{link}</link>").replace("<item>", f"<link>{site}</link><item>", 1)
    (item,) = read(feed, address="https://anna:geheim@feeds.example.org/ki/rss.xml?token=geheim")
    assert item.link == resolved


def test_links_in_descriptions_are_resolved() -> None:
    text = ENCLOSED.format('Mehr <a href="/x">hier</a>')
    (item,) = read(rss(f"<guid>1</guid><title>T</title><description>{text}</description>"), "https://ki.example.org/a")
    assert item.text.replace("\\", "") == "Mehr hier (https://ki.example.org/x)"


def test_links_of_atom_are_relative_to_the_feed_or_what_it_says() -> None:
    entries = '<entry><id>1</id><title>A</title><link href="1"/></entry>'
    feed = f'<feed xmlns="http://www.w3.org/2005/Atom"><link href="https://other.example.org/"/>{entries}</feed>'
    based = feed.replace("<feed ", '<feed xml:base="https://base.example.org/x/" ')
    (own,), (told,) = (read(content, address="https://ki.example.org/a/feed") for content in (feed, based))
    assert (own.link, told.link) == ("https://ki.example.org/a/1", "https://base.example.org/x/1")


def test_an_id_that_is_no_address_is_no_link() -> None:
    (item,) = read(rss("<guid>g7</guid><title>T</title>"), "https://ki.example.org/a")
    assert item.link == ""


@pytest.mark.parametrize(
    ("declared", "encoding", "charset"),
    [
        ("", "utf-8", ""),
        ("", "utf-8", "iso-8859-1"),
        ("", "cp1252", ""),
        ("utf-8", "cp1252", "utf-8"),
        ("ISO-8859-1", "cp1252", ""),
        ("iso-8859-1", "utf-8", "iso-8859-1"),
        ("windows-1252", "cp1252", ""),
        ("utf-16", "utf-16", ""),
        ("utf-16", "utf-8", ""),
        ("utf-8", "utf-8-sig", ""),
        ("unbekannt", "cp1252", "auch-nicht"),
    ],
)
def test_umlauts_arrive_whatever_the_encoding_is_said_to_be(declared: str, encoding: str, charset: str) -> None:
    declaration = f'<?xml version="1.0" encoding="{declared}"?>' if declared else ""
    content = declaration + rss("<guid>1</guid><title>Käfer für 5 € – „günstig“</title>")
    (item,) = read(content.encode(encoding), charset=charset)
    assert item.title == "Käfer für 5 € – „günstig“"


def test_the_charset_of_the_server_counts_where_nothing_else_tells() -> None:
    (item,) = read(rss("<guid>1</guid><title>Łódź</title>").encode("iso-8859-2"), charset="iso-8859-2")
    assert item.title == "Łódź"


def test_a_few_wrong_bytes_spoil_nothing_else() -> None:
    (item,) = read(rss("<guid>1</guid><title>Grüße\x02 und X</title>").encode().replace(b"X", "für".encode("cp1252")))
    assert item.title == "Grüße und für"


@pytest.mark.parametrize("content", ["/etc/hosts", "http://127.0.0.1:1/feed", "file:///etc/hosts"])
def test_a_feed_that_is_a_path_or_an_address_leads_nowhere(content: str) -> None:
    with pytest.raises(NotUnderstood):
        read(content)


def test_what_is_long_is_cut_at_a_paragraph() -> None:
    html = "".join(f"<p>{letter * 500}</p>" for letter in "abcd")
    (item,) = read(rss(f"<guid>1</guid><title>T</title><description><![CDATA[{html}]]></description>"))
    assert item.text == "\n\n".join(("a" * 500, "b" * 500))


def test_a_paragraph_that_is_too_long_ends_in_the_middle() -> None:
    (item,) = read(rss(f"<guid>1</guid><title>T</title><description>{'Wort ' * 1000}</description>"))
    assert item.text.endswith("Wort…")
    assert len(item.text) <= MOST_CHARACTERS


@pytest.mark.parametrize(
    "content",
    ["", "<html><body>Anmelden</body></html>", "{}", "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n", b"\xff\xfe\x00\x01"],
)
def test_what_is_no_feed_is_no_empty_feed(content: str | bytes) -> None:
    with pytest.raises(NotUnderstood):
        read(content)


def test_entities_do_not_swell() -> None:
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    bomb = f"<!DOCTYPE rss [<!ENTITY e0 'lol'>{levels}]>{rss('<guid>1</guid><title>&e9;</title>')}"
    try:
        assert all(len(item.title) < 1000 for item in read(bomb))
    except NotUnderstood:
        return


def test_a_time_zone_of_any_length_is_no_error_of_ours() -> None:
    endless = event("UID:1", "SUMMARY:Seltsam", f"DTSTART;TZID={'x' * 5_000}:20261201T090000")
    with pytest.raises(NotUnderstood):
        read(calendar(endless))


@pytest.mark.parametrize(
    ("link", "shown"),
    [
        ("HTTPS://example.org/a b", "https://example.org/a%20b"),
        ("https:link>https://example.org/1", ""),
        ("https:///path", ""),
        ("javascript:x()", ""),
    ],
)
def test_links_lead_to_pages(link: str, shown: str) -> None:
    assert address(link) == shown


def test_an_appointment_in_local_time_without_a_zone() -> None:
    items = read(calendar(event("UID:1", "SUMMARY:Treffen", "DTSTART:20261201T090000", "DTEND:20261201T100000")))
    assert starts(items) == ["01.12. 09:00"]


def test_a_whole_day() -> None:
    (item,) = read(calendar(event("UID:1", "SUMMARY:Fachtag", "DTSTART;VALUE=DATE:20261201")))
    assert item.appointment is not None
    assert item.appointment.all_day
    assert b"DTSTART;VALUE=DATE:20261201" in item.appointment.file


def test_what_is_over_is_not_told() -> None:
    assert read(calendar(event("UID:1", "SUMMARY:Vorbei", "DTSTART:20261101T090000Z"))) == []


def test_of_a_series_the_next_time_is_told() -> None:
    weekly = event("UID:1", "SUMMARY:Runde", "DTSTART;TZID=Europe/Berlin:20261006T090000", "RRULE:FREQ=WEEKLY")
    items = read(calendar(weekly))
    assert starts(items) == ["24.11. 09:00"]


def test_of_a_series_what_was_left_out_or_moved() -> None:
    weekly = event(
        "UID:1",
        "SUMMARY:Runde",
        "DTSTART;TZID=Europe/Berlin:20261006T090000",
        "RRULE:FREQ=WEEKLY",
        "EXDATE;TZID=Europe/Berlin:20261124T090000",
    )
    moved = event(
        "UID:1",
        "SUMMARY:Runde",
        "RECURRENCE-ID;TZID=Europe/Berlin:20261201T090000",
        "DTSTART;TZID=Europe/Berlin:20261202T110000",
    )
    (usual,), (other,) = read(calendar(weekly)), read(calendar(weekly, moved))
    assert starts([usual, other]) == ["01.12. 09:00", "02.12. 11:00"]
    assert usual.id == other.id


@pytest.mark.parametrize(
    "rule", ["FREQ=SECONDLY", "FREQ=MINUTELY;INTERVAL=5", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=NEVER", "x"]
)
def test_odd_rules_do_no_harm(rule: str) -> None:
    odd = event("UID:1", "SUMMARY:Seltsam", "DTSTART:20200101T090000Z", f"RRULE:{rule}")
    fine = event("UID:2", "SUMMARY:Gut", "DTSTART:20261201T090000Z")
    try:
        titles = {item.title for item in read(calendar(odd, fine))}
    except NotUnderstood:
        return
    assert titles == {"Gut"}


def test_the_file_tells_the_appointment_and_nothing_else() -> None:
    (item,) = read(
        calendar(
            event(
                "UID:1",
                "SUMMARY:Fachtag",
                "DTSTART;TZID=Europe/Berlin:20261201T090000",
                "DTEND;TZID=Europe/Berlin:20261201T120000",
                "ATTENDEE:mailto:anna@example.org",
                "ATTACH:https://example.org/x.exe",
                "URL:https://example.org/fachtag",
            )
        )
    )
    assert item.appointment is not None
    own: Any = Calendar.from_ical(item.appointment.file).walk("VEVENT")[0]
    assert own["DTSTART"].dt == datetime(2026, 12, 1, 8, tzinfo=UTC)
    assert own["DTEND"].dt == datetime(2026, 12, 1, 11, tzinfo=UTC)
    assert {*own.keys()} == {"UID", "SUMMARY", "URL", "DTSTART", "DTEND", "DTSTAMP"}
    alarm: Any = own.walk("VALARM")[0]
    assert alarm["TRIGGER"].dt == timedelta(hours=-24)
