"""What is read of feeds: articles and appointments as they stand in the wild."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import process_time
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from bot.jobs.feeds.contents import UnreadableFeed
from bot.jobs.feeds.excerpts import MAX_CHARACTERS, clean_link
from bot.jobs.feeds.parsing import parse_feed
from handlers.core.feed_items import FeedItem, Postponement

BERLIN = ZoneInfo("Europe/Berlin")
FEEDS = Path(__file__).parents[1] / "feeds"
TIMES = "Mo | 9 Uhr\nDi | 10 Uhr"
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


def read(content: str | bytes, address: str = "", charset: str = "") -> list[FeedItem]:
    told = content if isinstance(content, bytes) else content.encode()
    return [*parse_feed(told, NOW, BERLIN, timedelta(hours=24), address=address, charset=charset).items]


def faults(content: bytes) -> list[str]:
    found = parse_feed(content, NOW, BERLIN, None).faults
    return [f"{fault.title} {fault.part} {fault.flaw}" for fault in found]


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
    assert not {trace.value for trace in first.fingerprints} & {trace.value for trace in second.fingerprints}


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
    assert [item.has_shared_id for item in items] == [False, True, True]
    (item,) = read(rss("<guid isPermaLink='false'>N/A</guid><title>T</title>"))
    assert item.has_shared_id


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
        (
            "<p>Ein Satz,\n   der auf zwei <b>Zeilen\r\n  steht</b>.<br>\n  Neue Zeile</p>",
            "Ein Satz, der auf zwei **Zeilen steht**.\nNeue Zeile",
        ),
        ("<pre>a\n  b</pre><p>c\nd</p>", "```\na\n  b\n```\n\nc d"),
        ("<p>Er\n<em>kommt</em>\nnicht</p>", "Er *kommt* nicht"),
        ("Eins\nzwei, <b>drei</b>", "Eins\nzwei, **drei**"),
        ("Eins\nzwei,<br>\ndrei", "Eins zwei,\ndrei"),
        ("Eins\n\nZwei\n<ul><li>a\nb</li></ul>", "Eins\n\nZwei\n\n- a b"),
        ("<table>\n<tr>\n<td>Mo\n</td>\n<td>9\nUhr</td></tr>\n<tr><td>Di</td><td>10 Uhr</td></tr></table>", TIMES),
        ("<ul>\n <li>Eins\n eins</li>\n <li>Zwei</li>\n</ul>", "- Eins eins\n- Zwei"),
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
    """A link holds no word of what may be secret in the feed's address."""
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
    with pytest.raises(UnreadableFeed):
        read(content)


def test_what_is_long_is_cut_at_a_paragraph() -> None:
    html = "".join(f"<p>{letter * 500}</p>" for letter in "abcd")
    (item,) = read(rss(f"<guid>1</guid><title>T</title><description><![CDATA[{html}]]></description>"))
    assert item.text == "\n\n".join(("a" * 500, "b" * 500))


def test_a_paragraph_that_is_too_long_ends_in_the_middle() -> None:
    (item,) = read(rss(f"<guid>1</guid><title>T</title><description>{'Wort ' * 1000}</description>"))
    assert item.text.endswith("Wort…")
    assert len(item.text) <= MAX_CHARACTERS


@pytest.mark.parametrize(
    "content",
    ["", "<html><body>Anmelden</body></html>", "{}", "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n", b"\xff\xfe\x00\x01"],
)
def test_what_is_no_feed_is_no_empty_feed(content: str | bytes) -> None:
    with pytest.raises(UnreadableFeed):
        read(content)


def test_entities_do_not_swell() -> None:
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    bomb = f"<!DOCTYPE rss [<!ENTITY e0 'lol'>{levels}]>{rss('<guid>1</guid><title>&e9;</title>')}"
    try:
        assert all(len(item.title) < 1000 for item in read(bomb))
    except UnreadableFeed:
        return


def test_a_time_zone_of_any_length_is_no_error_of_ours() -> None:
    endless = event("UID:1", "SUMMARY:Seltsam", f"DTSTART;TZID={'x' * 5_000}:20261201T090000")
    assert read(calendar(endless)) == []
    assert faults(calendar(endless)) == ["Seltsam DTSTART wrong"]


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
    assert clean_link(link) == shown


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
    except UnreadableFeed:
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


FINE = event("UID:gut", "SUMMARY:Gut", "DTSTART:20261204T090000Z")
START = "DTSTART;TZID=Europe/Berlin:20261203T140000"


@pytest.mark.parametrize(
    ("lines", "fault"),
    [
        ((), "x DTSTART missing"),
        ((START, "BEGIN:VALARM", "ACTION:DISPLAY", "TRIGGER:-15M", "END:VALARM"), "x TRIGGER wrong"),
        ((START, "RRULE:FREQ=WEEKLY;BYDAY=DI"), "x RRULE wrong"),
        ((START, "RRULE:wöchentlich"), "x RRULE wrong"),
        ((START, "DTSTAMP:gestern"), "x DTSTAMP wrong"),
        ((START, "DTSTART:20261205T090000Z"), "x DTSTART repeated"),
        (("DTSTART:03.12.2026 14:00",), "x DTSTART wrong"),
        (("DTSTART:00010101T000000Z", "RRULE:FREQ=DAILY"), "x DTSTART wrong"),
        (("DTSTART;TZID=Europe/Berlin:140000",), "x DTSTART wrong"),
        (("DTSTART:PT1H",), "x DTSTART wrong"),
        (("DTSTART;VALUE=PERIOD:20261203T140000Z/PT1H",), "x DTSTART wrong"),
        ((START, "DTEND:bald"), "x DTEND wrong"),
        ((START, "DTEND:150000"), "x DTEND wrong"),
        ((START, "DURATION:150000"), "x DURATION wrong"),
        ((START, "RECURRENCE-ID:140000"), "x RECURRENCE-ID wrong"),
        ((START, "DURATION:90"), "x DURATION wrong"),
        ((START, "EXDATE:nie"), "x EXDATE wrong"),
        ((START, "RECURRENCE-ID:x"), "x RECURRENCE-ID wrong"),
    ],
)
def test_a_broken_event_is_passed_over_and_told(lines: tuple[str, ...], fault: str) -> None:
    """It may stand anywhere among others."""
    broken = event("UID:x", "SUMMARY:x", *lines).replace("DTSTAMP:20261101T000000Z\r\n", "", "DTSTAMP:gestern" in lines)
    for content in (calendar(broken, FINE), calendar(FINE, broken)):
        assert [item.title for item in read(content)] == ["Gut"]
        assert faults(content) == [fault]


@pytest.mark.parametrize(
    "flaw", [("DTSTART:bald",), (START, START), (START, "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30")]
)
@pytest.mark.parametrize(
    ("url", "link"),
    [("https://example.org/fest?a=1", "https://example.org/fest?a=1"), ("javascript:alert(1)", ""), ("", "")],
)
def test_a_fault_has_the_web_address_of_its_event(flaw: tuple[str, ...], url: str, link: str) -> None:
    content = calendar(event("UID:x", "SUMMARY:x", f"URL:{url}", *flaw), FINE)
    assert [fault.link for fault in parse_feed(content, NOW, BERLIN, None).faults] == [link]


@pytest.mark.parametrize(
    "line",
    [
        "ATTENDEE:x",
        "ORGANIZER",
        "GEO:hier",
        "PRIORITY:hoch",
        "X-APPLE:1",
        "CREATED:nie",
        "SEQUENCE:eins",
        "Unsinn",
        ":",
    ],
)
def test_what_is_not_read_may_be_broken(line: str) -> None:
    content = calendar(event("UID:1", "SUMMARY:Gut", START, line))
    assert [item.title for item in read(content)] == ["Gut"]
    assert faults(content) == []


@pytest.mark.parametrize("name", ["ics-bad-trigger.ics", "ics-no-dtstart.ics"])
def test_broken_events_as_they_were_found(name: str) -> None:
    assert [item.title for item in read((FEEDS / name).read_bytes())] == ["Gut"]


def test_a_broken_exception_spoils_its_series_no_more_than_itself() -> None:
    weekly = event("UID:1", "SUMMARY:Runde", "DTSTART;TZID=Europe/Berlin:20261006T090000", "RRULE:FREQ=WEEKLY")
    broken = event("UID:1", "SUMMARY:Ausnahme", "RECURRENCE-ID;TZID=Europe/Berlin:20261124T090000", "DTSTART:bald")
    content = calendar(weekly, broken)
    assert starts(read(content)) == ["24.11. 09:00"]
    assert faults(content) == ["Ausnahme DTSTART wrong"]
    assert parse_feed(content, NOW, BERLIN, None).series == {}, "what is missing of it may stand in what is broken"


def test_of_several_calendars_in_a_file_all_count() -> None:
    one, other = (calendar(event(f"UID:{n}", f"SUMMARY:{n}", f"DTSTART:2026120{n}T090000Z")) for n in (1, 2))
    assert [item.title for item in read(other + one)] == ["1", "2"]
    assert [item.title for item in read(other + b"\r\nUnsinn\r\n" + one)] == ["1", "2"]


def test_a_calendar_that_breaks_off_tells_what_is_whole() -> None:
    whole = calendar(FINE, event("UID:2", "SUMMARY:Halb", START))
    content = whole[: whole.index(b"Halb") + 4]
    assert [item.title for item in read(content)] == ["Gut"]
    assert faults(content) == ["Halb END missing"]


def test_two_events_with_one_id_both_count() -> None:
    first, second = event("UID:1", "SUMMARY:A", START), event("UID:1", "SUMMARY:B", "DTSTART:20261204T090000Z")
    assert [item.title for item in read(calendar(first, second))] == ["A", "B"]
    series = event("UID:1", "SUMMARY:Runde", "DTSTART;TZID=Europe/Berlin:20261006T090000", "RRULE:FREQ=WEEKLY")
    assert {item.title for item in read(calendar(series, second))} == {"Runde", "B"}
    nameless = [event(f"SUMMARY:{title}", START) for title in "AB"]
    assert [item.title for item in read(calendar(*nameless))] == ["A", "B"]


@pytest.mark.parametrize("kept", ["PRIVATE", "CONFIDENTIAL", "private", " Confidential", "X-INTERN"])
def test_what_is_not_for_everybody_is_not_told(kept: str) -> None:
    private = event("UID:1", "SUMMARY:Personalgespräch", START, f"CLASS:{kept}", "LOCATION:Geheim")
    open_ = event("UID:2", "SUMMARY:Offen", START, "CLASS:PUBLIC")
    content = calendar(private, open_)
    assert [item.title for item in read(content)] == ["Offen"]
    found = parse_feed(content, NOW, BERLIN, None)
    assert not any(secret in repr(found) for secret in ("Personalgespräch", "Geheim"))
    assert faults(calendar(private.replace(START, "DTSTART:bald"))) == []


def test_what_is_private_in_a_series_is_passed_over() -> None:
    weekly = event("UID:1", "SUMMARY:Runde", "DTSTART;TZID=Europe/Berlin:20261006T090000", "RRULE:FREQ=WEEKLY")
    hidden = event(
        *("UID:1", "SUMMARY:Runde intern", "CLASS:PRIVATE", "RECURRENCE-ID;TZID=Europe/Berlin:20261124T090000"),
        "DTSTART;TZID=Europe/Berlin:20261124T090000",
    )
    assert starts(read(calendar(weekly, hidden))) == ["01.12. 09:00"]


def test_texts_in_two_languages_are_read_in_german() -> None:
    lines = ("SUMMARY;LANGUAGE=en:Meeting", "SUMMARY;LANGUAGE=de-DE:Treffen", "LOCATION:Bochum", "LOCATION:Herne")
    (item,) = read(calendar(event("UID:1", START, *lines, "DESCRIPTION;LANGUAGE=en:Hi", "DESCRIPTION:Hallo")))
    assert (item.title, item.text) == ("Treffen", "Hallo")
    assert item.appointment is not None
    assert item.appointment.place == "Bochum"
    assert "[" not in repr((item.title, item.text, item.appointment.place))


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("DESCRIPTION:<p>Mit <b>Anmeldung</b></p><ul><li>Eins</li></ul>", "Mit **Anmeldung**\n\n- Eins"),
        ("DESCRIPTION:Caf&eacute; &amp\\; mehr", "Café & mehr"),
        ("DESCRIPTION:Zeile\\nZeile\\, 5 < 6", "Zeile\nZeile, 5 < 6"),
        ("X-ALT-DESC;FMTTYPE=text/html:<html><body>Nur <i>hier</i></body></html>", "Nur *hier*"),
    ],
)
def test_descriptions_of_appointments_keep_their_form(line: str, text: str) -> None:
    (item,) = read(calendar(event("UID:1", "SUMMARY:T", START, line)))
    assert re.sub(r"\\(?=\W)", "", item.text) == text
    assert item.appointment is not None
    assert b"<b>" not in item.appointment.file


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_calendars_in_other_encodings(encoding: str) -> None:
    content = calendar(event("UID:1", "SUMMARY:Gespräch – für 5 €", "LOCATION:Köln", START)).decode().encode(encoding)
    (item,) = read(content)
    assert item.title == "Gespräch – für 5 €"


@pytest.mark.parametrize(
    ("title", "named"),
    [
        ("Abgesagt: Fachtag", "Fachtag"),
        ("ABGESAGT Fachtag", "Fachtag"),
        ("[abgesagt] Fachtag", "Fachtag"),
        ("Entfällt! Fachtag", "Fachtag"),
        ("Fällt aus: Fachtag", "Fachtag"),
        ("Absage: Fachtag", "Fachtag"),
        ("Fachtag (abgesagt)", "Fachtag"),
        ("Fachtag fällt leider aus", "Fachtag"),
        ("Fachtag – entfällt", "Fachtag"),
        ("Canceled: Fachtag", "Fachtag"),
        ("Fachtag ist abgesagt", "Fachtag"),
        ("Fachtag muss leider entfallen", "Fachtag"),
        ("Fachtag fällt heute wegen Krankheit aus", "Fachtag"),
        ("Fachtag findet nicht statt", "Fachtag"),
        ("Fachtag (fällt aus wegen Krankheit)", "Fachtag"),
        ("Abgesagt wegen Krankheit: Fachtag", "Fachtag"),
        ("AUSFALL Fachtag", "Fachtag"),
        ("Ausfall: Fachtag", "Fachtag"),
        ("Fachtag has been cancelled", "Fachtag"),
        ("Fachtag called off", "Fachtag"),
        ("Abgesagt", ""),
        ("*** ENTFÄLLT ***", ""),
        ("Was tun wenn die Förderung entfällt", None),
        ("Fachtag nicht abgesagt", None),
        ("Fachtag fällt nicht aus", None),
        ("Abgesagte Feste nachholen", None),
        ("Absage an den Hass", None),
        ("Wenn das Essen ausgefallen ist, was dann?", None),
    ],
)
def test_titles_that_call_off(title: str, named: str | None) -> None:
    (item,) = read(calendar(event("UID:1", f"SUMMARY:{title.replace(',', '')}", START)))
    assert item.appointment is not None
    assert item.appointment.is_cancelled is (named is not None)
    assert item.appointment.postponed is Postponement.NO
    assert item.title == (title.replace(",", "") if named is None else named)


@pytest.mark.parametrize(
    ("title", "postponed_to"),
    [
        ("Verschoben: Fachtag", ""),
        ("VERSCHOBEN Fachtag", ""),
        ("[verschoben] Fachtag", ""),
        ("Wird verschoben: Fachtag", ""),
        ("Verschoben! Fachtag", ""),
        ("Fachtag (verschoben)", ""),
        ("Fachtag – verschoben", ""),
        ("Fachtag wird verschoben", ""),
        ("Fachtag wurde leider verschoben", ""),
        ("Fachtag muss verschoben werden", ""),
        ("Fachtag auf unbestimmte Zeit verschoben", ""),
        ("Fachtag vertagt", ""),
        ("Postponed: Fachtag", ""),
        ("Fachtag has been postponed", ""),
        ("Verschoben auf den 10.12.: Fachtag", "auf den 10.12."),
        ("Verschoben auf den 3. APRİL: Fachtag", "auf den 3. APRİL"),
        ("Verschoben auf 10.12. 15:00 Uhr: Fachtag", "auf 10.12. 15:00 Uhr"),
        ("Fachtag (verschoben auf Frühjahr 2027)", "auf Frühjahr 2027"),
        ("Fachtag wird auf den 10. Dezember verschoben", "auf den 10. Dezember"),
    ],
)
def test_titles_that_postpone(title: str, postponed_to: str) -> None:
    (item,) = read(calendar(event("UID:1", f"SUMMARY:{title}", START)))
    assert item.appointment is not None
    assert (item.title, item.appointment.postponed) == ("Fachtag", Postponement.OPEN)
    assert item.appointment.postponed_to == postponed_to
    assert (item.appointment.is_cancelled, item.appointment.file) == (False, b"")


@pytest.mark.parametrize(
    ("title", "postponed"),
    [
        ("Verschoben auf den 3.12.: Fachtag", Postponement.SETTLED),
        ("Fachtag (verschoben auf den 3. Dezember)", Postponement.SETTLED),
        ("Fachtag (verschoben auf 14 Uhr)", Postponement.SETTLED),
        ("Wie Grenzen verschoben werden", Postponement.NO),
        ("Verschobene Maßstäbe", Postponement.NO),
        ("Fachtag nicht verschoben", Postponement.NO),
    ],
)
def test_titles_that_leave_no_date_open(title: str, postponed: Postponement) -> None:
    (item,) = read(calendar(event("UID:1", f"SUMMARY:{title}", START)))
    assert item.appointment is not None
    assert item.appointment.postponed is postponed
    assert item.appointment.file


@pytest.mark.parametrize(
    ("description", "expected"),
    [
        ("Der Termin fällt leider aus.", "off"),
        ("Wir treffen uns im Rathaus.\\nDie Veranstaltung ist abgesagt!", "off"),
        ("Leider fällt der Termin wegen Krankheit aus. Wir melden uns.", "off"),
        ("Aufgrund von Krankheit muss die Veranstaltung abgesagt werden.", "off"),
        ("Leider müssen wir den Termin absagen.", "off"),
        ("Entfällt", "off"),
        ("ABGESAGT wegen Krankheit", "off"),
        ("Fällt aus! Neuer Termin folgt.", "off"),
        ("<p><b>Achtung:</b> Der Fachtag entfällt.</p><p>Mehr im Rathaus.</p>", "off"),
        ("Der Termin am 3.12. entfällt.", "off"),
        ("Die Sitzung findet nicht statt.", "off"),
        ("This event has been cancelled.", "off"),
        ("The event will not take place.", "off"),
        ("Der Termin wird verschoben.", "postponed"),
        ("Die Veranstaltung wurde auf unbestimmte Zeit verschoben.", "postponed"),
        ("Der Fachtag wird bis auf Weiteres verschoben. Der neue Termin steht noch nicht fest.", "postponed"),
        ("Leider müssen wir den Termin verschieben.", "postponed"),
        ("Verschoben!", "postponed"),
        ("Der Termin verschiebt sich.", "postponed"),
        ("The meeting is postponed until further notice.", "postponed"),
        ("Der Termin wird auf den 10.12. verschoben.", "auf den 10.12."),
        ("Der Termin wurde auf den 3.12. verschoben.", "settled"),
        ("Der Termin am 24.12. fällt aus.", ""),
        ("Der Termin vom 24.12. wird verschoben.", ""),
        ("Bei Regen fällt der Termin aus.", ""),
        ("Falls die Veranstaltung abgesagt wird, melden wir uns.", ""),
        ("Die Veranstaltung kann kurzfristig abgesagt werden.", ""),
        ("Wer den Termin absagen muss, ruft bitte an.", ""),
        ("Müssen Sie den Termin absagen? Rufen Sie an.", ""),
        ("Termine müssen 24 Stunden vorher abgesagt werden.", ""),
        ("Der Termin ist nicht abgesagt.", ""),
        ("Die Gebühr entfällt.", ""),
        ("Die Kinderbetreuung bei der Veranstaltung fällt aus.", ""),
        ("Die letzte Veranstaltung ist ausgefallen, nun holen wir sie nach.", ""),
        ("Ersatz für den abgesagten Termin im Oktober.", ""),
        ("Es geht darum, wie sich Grenzen verschoben haben.", ""),
    ],
)
def test_descriptions_that_call_off_or_postpone(description: str, expected: str) -> None:
    (item,) = read(calendar(event("UID:1", "SUMMARY:Fachtag Sprache", f"DESCRIPTION:{description}", START)))
    told = item.appointment
    assert told is not None
    said = {Postponement.OPEN: told.postponed_to or "postponed", Postponement.SETTLED: "settled", Postponement.NO: ""}
    assert ("off" if told.is_cancelled else said[told.postponed]) == expected
    assert item.title == "Fachtag Sprache"


def test_what_is_said_at_the_end_of_a_long_description_counts() -> None:
    much = "\\n\\n".join(f"Absatz {n} über die Arbeit in den Schulen und anderswo." for n in range(60))
    content = calendar(event("UID:1", "SUMMARY:Fachtag", f"DESCRIPTION:{much}\\n\\nDer Termin entfällt.", START))
    (item,) = read(content)
    assert item.appointment is not None
    assert item.appointment.is_cancelled


def test_a_postponed_time_that_its_calendar_takes_out_is_postponed() -> None:
    (item,) = read(calendar(event("UID:1", "SUMMARY:Verschoben: Fachtag", "STATUS:CANCELLED", START)))
    assert item.appointment is not None
    assert (item.appointment.is_cancelled, item.appointment.postponed) == (False, Postponement.OPEN)


def test_words_without_end_are_read_in_time() -> None:
    many = [
        event(f"UID:{n}", f"SUMMARY:{'Fachtag fällt ' * 20}", f"DESCRIPTION:{word * 400}", START)
        for n, word in enumerate(("Der Termin fällt ", "verschoben auf ", "findet ", "a.\\n", "Leider wird ") * 20)
    ]
    assert len(read(calendar(*many))) == len(many)


def test_a_second_calendar_calls_off_what_stands_in_the_first() -> None:
    told = calendar(event("UID:1", "SUMMARY:Fachtag", START), event("UID:2", "SUMMARY:Anderes", START))
    cancels = calendar("METHOD:CANCEL", event("UID:1", START))
    for content in (told + cancels, cancels + told):
        found = {item.title: item.appointment.is_cancelled for item in read(content) if item.appointment}
        assert found == {"Fachtag": True, "Anderes": False}


@pytest.mark.parametrize(
    ("lines", "ends"),
    [
        (("DTSTART;VALUE=DATE:20261203", "DTEND;VALUE=DATE:20261206"), "06.12. 00:00"),
        (("DTSTART;VALUE=DATE:20261203", "DURATION:P3D"), "06.12. 00:00"),
        ((START, "DURATION:PT90M"), "03.12. 15:30"),
        ((START, "DTEND;TZID=Europe/Berlin:20261204T120000"), "04.12. 12:00"),
        ((START, "DTEND:20261201T000000Z"), None),
        ((START, START.replace("DTSTART", "DTEND")), None),
    ],
)
def test_ends(lines: tuple[str, ...], ends: str | None) -> None:
    (item,) = read(calendar(event("UID:1", "SUMMARY:T", *lines)))
    assert item.appointment is not None
    found = item.appointment.ends_at
    assert (f"{found.astimezone(BERLIN):%d.%m. %H:%M}" if found else None) == ends


def test_a_calendar_of_its_own_time_zone() -> None:
    zone = (
        *("BEGIN:VTIMEZONE", "TZID:Eigene", "BEGIN:STANDARD", "DTSTART:19701025T030000", "TZOFFSETFROM:+0200"),
        *("TZOFFSETTO:+0500", "END:STANDARD", "END:VTIMEZONE"),
    )
    late = calendar(event("UID:1", "SUMMARY:T", "DTSTART;TZID=Eigene:20261203T140000"), *zone)
    assert starts(read(late)) == ["03.12. 10:00"]
    unknown = calendar(event("UID:1", "SUMMARY:T", "DTSTART;TZID=Nirgendwo:20261203T140000"))
    assert starts(read(unknown)) == ["03.12. 14:00"]


def test_thousands_of_events_are_read_in_time() -> None:
    many = [
        event(f"UID:{n}", f"SUMMARY:{n}", f"DTSTART:202{n % 10}0901T090000Z", "RRULE:FREQ=DAILY") for n in range(50)
    ]
    more = [event(f"UID:s{n}", "SUMMARY:S", "DTSTART:20261204T090000Z") for n in range(1_000)]
    assert len(read(calendar(*many, *more))) > 100


def test_a_second_calendar_calls_off_one_time_of_a_series() -> None:
    weekly = event("UID:1", "SUMMARY:Runde", "DTSTART;TZID=Europe/Berlin:20261006T090000", "RRULE:FREQ=WEEKLY")
    off = event("UID:1", "SUMMARY:Runde", "RECURRENCE-ID:20261124T080000Z", "DTSTART:20261124T080000Z")
    items = read(calendar(weekly) + calendar("METHOD:CANCEL", off))
    found = [item.appointment.is_cancelled for item in items if item.appointment]
    assert (starts(items), found) == (["24.11. 09:00", "01.12. 09:00"], [True, False])


def test_events_that_differ_in_nothing_but_their_places_both_count() -> None:
    same = event("UID:1", "SUMMARY:Sprechstunde", START, "LOCATION:Bochum")
    items = read(calendar(same, same.replace("Bochum", "Herne")))
    assert len({item.key for item in items}) == len({item.content_digest for item in items}) == 2


def test_a_broken_title_is_told_as_it_is_meant() -> None:
    content = calendar(event("UID:1", "SUMMARY;LANGUAGE=de:Treffen\\, Planung\\nTeil 2", "DTSTART:bald"))
    assert faults(content) == ["Treffen, Planung Teil 2 DTSTART wrong"]


def test_feeds_as_they_were_found() -> None:
    (words,) = read((FEEDS / "feed-html.xml").read_bytes())
    assert words.title == "Sprachécafé & Beratung"
    (linked,) = read((FEEDS / "feed-relative-link.xml").read_bytes())
    assert linked.link == "https://ki.example.org/aktuelles/1"
    shared = read((FEEDS / "feed-same-guid.xml").read_bytes())
    assert [item.title for item in shared] == ["Nachricht 1", "Nachricht 2", "Nachricht 3"]
    assert read((FEEDS / "feed-oldest-first.xml").read_bytes())[-1].title == "Die neue Nachricht"


def test_lines_end_where_they_end_in_calendars_only() -> None:
    (item,) = read(calendar(event("UID:1", "SUMMARY:Eins\u2028Zwei\u0085Drei", START, "LOCATION:Bo", " chum")))
    assert item.title == "Eins Zwei Drei"
    assert item.appointment is not None
    assert item.appointment.place == "Bochum"


def version(*lines: str, place: str = "", title: str = "Fachtag", day: int = 3) -> str:
    """One of several states of the same event."""
    stamps = "".join(lines)
    own = [] if "DTSTAMP" in stamps else ["DTSTAMP:20261101T000000Z"]
    told = ("UID:1", f"SUMMARY:{title}", f"DTSTART;TZID=Europe/Berlin:202612{day:02}T140000", f"LOCATION:{place}")
    return "\r\n".join(("BEGIN:VEVENT", *own, *told, *lines, "END:VEVENT"))


@pytest.mark.parametrize(
    ("older", "newer"),
    [
        (version("SEQUENCE:1", place="alt"), version("SEQUENCE:2", place="neu")),
        (version(place="alt"), version("SEQUENCE:1", place="neu")),
        (version("SEQUENCE:9", place="alt"), version("SEQUENCE:10", place="neu")),
        (version("SEQUENCE:1", place="alt", day=2), version("SEQUENCE:2", place="neu")),
        (version("SEQUENCE:1", place="alt", day=2, title="Tag"), version("SEQUENCE:2", place="neu")),
        (
            version("SEQUENCE:1", "LAST-MODIFIED:20261120T000000Z", place="alt"),
            version("SEQUENCE:2", "LAST-MODIFIED:20261110T000000Z", place="neu"),
        ),
        (
            version("LAST-MODIFIED:20261110T000000Z", place="alt"),
            version("LAST-MODIFIED:20261120T000000Z", place="neu"),
        ),
        (
            version("SEQUENCE:1", "DTSTAMP:20261110T000000Z", place="alt", day=2),
            version("SEQUENCE:1", "DTSTAMP:20261120T000000Z", place="neu"),
        ),
        (version("SEQUENCE:x", place="alt"), version("SEQUENCE:1", place="neu")),
    ],
)
def test_of_two_versions_of_an_event_the_newer_counts(older: str, newer: str) -> None:
    for content in (calendar(older, newer), calendar(newer, older), calendar(older) + calendar(newer)):
        (item,) = read(content)
        assert item.appointment is not None
        assert (item.appointment.place, starts([item])) == ("neu", ["03.12. 14:00"])


def test_other_events_under_the_same_id_are_no_versions() -> None:
    first = version("LAST-MODIFIED:20261110T000000Z", title="Werkstatt", day=2)
    second = version("LAST-MODIFIED:20261120T000000Z")
    assert [item.title for item in read(calendar(second, first))] == ["Werkstatt", "Fachtag"]


def test_an_older_cancellation_does_not_count() -> None:
    cancels = calendar("METHOD:CANCEL", version("SEQUENCE:1"))
    (again,) = read(cancels + calendar(version("SEQUENCE:2")))
    (off,) = read(cancels + calendar(version("SEQUENCE:1")))
    (later,) = read(cancels + calendar(version("LAST-MODIFIED:20261120T000000Z")))
    assert [each.appointment and each.appointment.is_cancelled for each in (again, off, later)] == [False, True, True]


def test_of_two_versions_of_one_time_of_a_series_the_newer_counts() -> None:
    weekly = version("RRULE:FREQ=WEEKLY;COUNT=1", "SEQUENCE:5", place="Bochum")
    this = "RECURRENCE-ID;TZID=Europe/Berlin:20261203T140000"
    older, newer = version(this, "SEQUENCE:1", place="alt"), version(this, "SEQUENCE:2", place="neu")
    for content in (calendar(weekly, older, newer), calendar(newer, older, weekly)):
        (item,) = read(content)
        assert item.appointment is not None
        assert item.appointment.place == "neu"


@pytest.mark.parametrize(
    ("rule", "flaw"),
    [
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "never"),
        ("FREQ=DAILY;INTERVAL=1;BYMONTHDAY=31;BYMONTH=2", "never"),
        ("FREQ=DAILY;BYMONTHDAY=31;BYMONTH=2;COUNT=3", "never"),
        ("FREQ=DAILY;BYSETPOS=4", "never"),
        ("FREQ=DAILY;INTERVAL=7;BYDAY=TU", "never"),
        ("FREQ=WEEKLY;BYDAY=MO;BYSETPOS=3", "never"),
        ("FREQ=MONTHLY;BYDAY=MO;BYSETPOS=9", "never"),
        ("FREQ=MONTHLY;BYDAY=6MO", "never"),
        ("FREQ=YEARLY;BYWEEKNO=53;BYMONTH=6", "never"),
        ("FREQ=DAILY;BYMONTHDAY=32", "wrong"),
        ("FREQ=YEARLY;BYYEARDAY=400", "wrong"),
        ("FREQ=DAILY;INTERVAL=0", "wrong"),
        ("FREQ=YEARLY;BYDAY=60MO", "wrong"),
    ],
)
def test_a_rule_that_never_comes_is_told_and_takes_no_time(rule: str, flaw: str) -> None:
    odd = event("UID:1", "SUMMARY:Seltsam", "DTSTART:20200101T090000Z", f"RRULE:{rule}")
    content = calendar(odd, event("UID:2", "SUMMARY:Gut", START))
    began = process_time()
    assert [item.title for item in read(content)] == ["Gut"]
    assert faults(content) == [f"Seltsam RRULE {flaw}"]
    assert process_time() - began < 1


def test_what_comes_very_often_each_day_is_no_appointment() -> None:
    minutes = ",".join(map(str, range(60)))
    rule = f"RRULE:FREQ=DAILY;BYHOUR=9,10,11;BYMINUTE={minutes};BYSECOND={minutes}"
    content = calendar(event("UID:1", "SUMMARY:Oft", "DTSTART:20261101T090000Z", rule))
    began = process_time()
    assert read(content) == []
    assert process_time() - began < 1
