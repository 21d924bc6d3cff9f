"""The data of a desk that has been used for years: entries, questions, exchanges, announcements and deliveries."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from random import Random
from typing import Any, TypeAlias

from sqlalchemy import Connection, Table, create_engine, insert, text
from sqlalchemy.pool import NullPool

from bot.storage.engine import tables
from bot.storage.engine.words import digest_words
from knowledge.entries import Faq, Knowledge, Source
from knowledge.loader import SHIPPED, load_bundle
from tests.bench.corpora import corpus, questions
from tests.rows import whole

Row: TypeAlias = dict[str, Any]

NOW = datetime(2026, 11, 26, 13, 20, tzinfo=UTC)
ENTRIES = 10_000
_SEED, _AT_ONCE = 22, 20_000
_QUESTION_DAYS, _YEARS = 90, 730
_STATES = ("failed", "uncertain", "held", "pending", "paused")
_PLATFORMS = ("matrix", "matrix", "telegram")
_ANSWERS_TO_A_MARK = 250
_UNANSWERED: Row = {"entry": None, "gap": None, "chosen": None, "from_desk": None}
# As often as each state occurs; those that are over are the rest.
_SHARE_OF_STATES = 0.002


@dataclass(frozen=True, kw_only=True, slots=True)
class Sizes:
    """Numbers of rows to generate.

    `questions` counts the unanswered ones, as many answered ones are added; `wordings` is the number of their distinct
    texts, `desk_marks` that of marks in Probe, and `recipients` the number for each announcement.
    """

    questions: int = 100_000
    desk_marks: int = 40
    wordings: int = 8_000
    exchanges: int = 20_000
    lessons: int = 2_000
    deliveries: int = 1_000_000
    announcements: int = 300
    recipients: int = 2_000
    readers: int = 4_000
    rooms: int = 3_000
    actions: int = 20_000


YEARS_OF_USE = Sizes()


def make_knowledge() -> Knowledge:
    """Return the shipped entries and as many made of their texts as are missing."""
    shipped = load_bundle(SHIPPED)
    pages = corpus(shipped, ENTRIES - len(shipped.entries), phrasings=6)
    slugs, random = [topic.slug for topic in shipped.topics], Random(_SEED)  # noqa: S311
    made = [
        Faq(
            id=f"faq/{page.id.replace('/', '-')}",
            title=page.title,
            text=page.text,
            phrasings=page.phrasings,
            keywords=page.keywords,
            topics=(random.choice(slugs),),
            source=Source(name="Handreichung", url="https://example.org/"),
            as_of="2026",
            review_by=(NOW + timedelta(days=random.randrange(-60, 700))).date(),
        )
        for page in pages
    ]
    return Knowledge.from_records([*shipped, *made])


def fill(url: str, knowledge: Knowledge, sizes: Sizes = YEARS_OF_USE) -> None:
    """Write everything but the knowledge itself into an empty database."""
    engine = create_engine(url, poolclass=NullPool)
    try:
        with engine.begin() as connection:
            for table, rows in _list_rows(knowledge, sizes):
                _insert(connection, table, rows)
        if engine.dialect.name == "postgresql":
            # As the server does by itself after some minutes.
            with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.execute(text("VACUUM ANALYZE"))
    finally:
        engine.dispose()


def _insert(connection: Connection, table: Table, rows: Iterable[Row]) -> None:
    remaining = iter(rows)
    while some := [*islice(remaining, _AT_ONCE)]:
        rest = whole(table, some[0], 0)
        if table.autoincrement_column is not None:
            rest.pop(table.autoincrement_column.name, None)
        connection.execute(insert(table), [{**rest, **row} for row in some])


def _list_rows(knowledge: Knowledge, sizes: Sizes) -> Iterator[tuple[Table, Iterable[Row]]]:
    random = Random(_SEED)  # noqa: S311
    topics = [topic.slug for topic in knowledge.topics]
    yield tables.questions, _questions(knowledge, random, sizes)
    yield tables.exchanges, _exchanges(topics, random, sizes)
    yield tables.remarks, _remarks(random, sizes)
    yield tables.lessons, _lessons(topics, sizes)
    yield tables.announcements, _announcements(sizes)
    yield tables.recipients, _recipients(sizes)
    yield tables.deliveries, _deliveries(random, sizes)
    for table, number, make in _small_tables(knowledge, topics, sizes):
        yield table, (make(each) for each in range(1, number + 1))


def _questions(knowledge: Knowledge, random: Random, sizes: Sizes) -> Iterator[Row]:
    """Yield as many questions without an answer as are wanted, a few of them far more often, and as many with one.

    Of three with choices, one was taken by nobody. Of 250 that were answered, one was marked "so nicht", and editors
    have marked some themselves.
    """
    pages = corpus(knowledge, sizes.wordings)
    gaps = [(text, digest_words(text)) for text in questions(pages, sizes.wordings)]
    asked = [(phrasing, faq.id) for faq in knowledge.faqs for phrasing in faq.phrasings]
    for number in range(2 * sizes.questions):
        at = NOW - timedelta(days=_QUESTION_DAYS) * (1 - number / 2 / sizes.questions)
        row = {**_UNANSWERED, "asked_at": at, "platform": random.choice(_PLATFORMS)}
        row["unhelpful"] = number % (2 * _ANSWERS_TO_A_MARK) == 1
        if number % 2:
            phrasing, entry = asked[_often_the_first(len(asked), random)]
            kind = random.choice(("answer", "answer", "choices"))
            chosen = True if kind == "choices" and number % 3 else None
            gap = digest_words(phrasing) if row["unhelpful"] else None
            yield {**row, "text": phrasing, "entry": entry, "kind": kind, "chosen": chosen, "gap": gap}
        else:
            wording, gap = gaps[_often_the_first(len(gaps), random)]
            yield {**row, "text": wording, "kind": "none", "gap": gap}
    marked = {digest_words(phrasing): (phrasing, entry) for phrasing, entry in asked[: sizes.desk_marks]}
    for gap, (phrasing, entry) in marked.items():
        of_desk = {**_UNANSWERED, "asked_at": NOW, "platform": "", "kind": "answer", "unhelpful": True}
        yield {**of_desk, "from_desk": True, "text": phrasing, "entry": entry, "gap": gap}


def _often_the_first(count: int, random: Random) -> int:
    return int(count ** random.random()) - 1


def _exchanges(topics: list[str], random: Random, sizes: Sizes) -> Iterator[Row]:
    """Yield questions to colleagues; of each hundred one is open without an answer, one with, and two are hidden."""
    for number in range(1, sizes.exchanges + 1):
        at, of_hundred = NOW - timedelta(days=_YEARS) * (1 - number / sizes.exchanges), number % 100
        yield {
            "platform": _PLATFORMS[number % 3],
            "sender": _sender(number % sizes.readers),
            "room": f"!chat-{number % sizes.readers}",
            "topic": random.choice(topics),
            "text": f"Hat jemand Erfahrung mit Vorhaben {number}, und wie habt ihr das vor Ort gelöst?",
            "signature": ("name", "centre", "none")[number % 3],
            "signed": "Ada L., KI Kreis Unna",
            "asked_at": at,
            "answered_at": at + timedelta(hours=number % 90) if of_hundred != 1 else None,
            "closed_at": at + timedelta(days=4) if of_hundred > 2 else None,
            "hidden_at": at if of_hundred > 97 else None,
            "reminders": of_hundred % 3,
        }


def _remarks(random: Random, sizes: Sizes) -> Iterator[Row]:
    for number in range(1, 2 * sizes.exchanges + 1):
        exchange = (number + 1) // 2
        yield {
            "number": number,
            "exchange": exchange,
            "platform": "matrix",
            "sender": _sender(random.randrange(sizes.readers)),
            "room": "!topic",
            "message": f"$remark-{number}",
            "name": "Nuri T.",
            "text": "Wir haben das zusammen mit dem Jugendamt gemacht. " * 4,
            "by_asker": number % 4 == 0,
            "said_at": NOW - timedelta(days=_YEARS) * (1 - exchange / sizes.exchanges),
            "direct": False,
        }


def _lessons(topics: list[str], sizes: Sizes) -> Iterator[Row]:
    for number in range(1, sizes.lessons + 1):
        yield {
            "number": number,
            "exchange": number,
            "title": f"Was hilft bei Vorhaben {number}?",
            "text": "Sprecht zuerst mit dem Jugendamt.",
            "topic": topics[number % len(topics)],
            "proposed_at": NOW - timedelta(days=number % 100),
            "state": "waiting" if number > sizes.lessons - 100 else "approved",
        }


def _announcements(sizes: Sizes) -> Iterator[Row]:
    """Yield announcements, of which the last but one is on its way; drafts and planned ones follow."""
    for number in range(1, sizes.announcements + 101):
        at = NOW - timedelta(days=_YEARS) * (1 - number / sizes.announcements)
        has_begun = number <= sizes.announcements
        begun_state = "finished" if number < sizes.announcements else "running"
        state = begun_state if has_begun else ("draft", "scheduled")[number % 2]
        yield {
            "number": number,
            "state": state,
            "task": "send",
            "text": f"**Rundbrief {number}**: Hallo {{vorname|zusammen}}, das Protokoll ist da. " + "Danke! " * 20,
            "english": "",
            "audience": "alle",
            "source": "office",
            "author": "matrix:@anna:example.org",
            "visibility": "public",
            "is_urgent": False,
            "wants_receipt": number % 3 == 0,
            "at": at,
            "created_at": at,
            "started_at": at if has_begun else None,
            "finished_at": at + timedelta(hours=1) if number < sizes.announcements else None,
            "due_at": None,
            "revision": 1,
            "told": 0,
            "step": 0,
        }


def _recipients(sizes: Sizes) -> Iterator[Row]:
    for number in range(1, sizes.announcements + 1):
        for position in range(1, sizes.recipients + 1):
            yield {
                "announcement": number,
                "position": position,
                "platform": _PLATFORMS[position % 3],
                "room": f"!chat-{position}",
                "sender": _sender(position),
                "name": "Ada Lovelace",
                "centre": None,
                "delivery": f"{number}-{position}",
                "revision": 1,
                "skipped": False,
            }


def _deliveries(random: Random, sizes: Sizes) -> Iterator[Row]:
    """Yield the copies of announcements, then replies of the last month."""
    for number in range(1, sizes.deliveries + 1):
        announcement, position = divmod(number - 1, sizes.recipients)
        is_copy = announcement < sizes.announcements
        state = random.choice(_STATES) if random.random() < _SHARE_OF_STATES else "sent"
        at = NOW - (timedelta(days=_YEARS) if is_copy else timedelta(days=30)) * (1 - number / sizes.deliveries)
        yield {
            "id": f"{announcement + 1}-{position + 1}" if is_copy else f"reply-{number}",
            "platform": _PLATFORMS[position % 3],
            "room": f"!chat-{position % sizes.rooms}",
            "kind": "announcement" if is_copy else "reply",
            "action": "message",
            "state": state,
            "attempts": 1,
            "due_at": at,
            "created_at": at,
            "sent_at": at if state == "sent" else None,
            "message_id": f"$m-{number}" if state == "sent" else None,
            "error": None if state == "sent" else "the room is gone",
            "announcement": announcement + 1 if is_copy else None,
        }


def _small_tables(
    knowledge: Knowledge, topics: list[str], sizes: Sizes
) -> Iterator[tuple[Table, int, Callable[[int], Row]]]:
    """Yield tables with the number of their rows, and how the row of a number is made."""
    centres, faqs = [centre.id for centre in knowledge.centres], knowledge.faqs

    def person(number: int) -> Row:
        return {"platform": _PLATFORMS[number % 3], "sender": _sender(number), "room": f"!chat-{number}"}

    yield tables.profiles, sizes.readers, lambda number: {**person(number), "centre": centres[number % len(centres)]}
    yield tables.directs, sizes.readers, person
    yield (
        tables.readers,
        sizes.readers,
        lambda number: {**person(number), "thread": "", "name": "Ada", "chosen_at": NOW},
    )
    yield tables.reader_tags, sizes.readers, lambda number: {**person(number), "thread": "", "tag": "source/office"}
    yield (
        tables.subscriptions,
        sizes.readers,
        lambda number: {
            **person(number),
            "topic": topics[number % len(topics)],
            "pace": ("daily", "weekly")[number % 2],
            "hour": 9,
            "weekday": 0,
            "since": NOW,
        },
    )
    yield tables.invitations, 1_000, lambda number: {**person(number), "room": f"!group-{number}", "at": NOW}
    yield (
        tables.channels,
        200,
        lambda number: {**person(number), "room": f"!group-{number}", "thread": "", "topic": topics[number % 24]},
    )
    yield (
        tables.audit_log,
        sizes.actions,
        lambda number: {
            "at": NOW - timedelta(minutes=30) * (sizes.actions - number),
            "platform": "matrix",
            "sender": "@anna:example.org",
            "action": "entry_changed",
            "object": f"faq/entry-{number % 5_000}",
        },
    )
    yield (
        tables.test_questions,
        500,
        lambda number: {
            "text": f"{faqs[number % len(faqs)].title} ({number})",
            "entry": faqs[number % len(faqs)].id,
            "author": "matrix:@anna:example.org",
            "at": NOW,
        },
    )
    yield (
        tables.link_checks,
        3_000,
        lambda number: {
            "url": f"https://example.org/{number}",
            "status": "not found" if number < 100 else "ok",
            "checked_at": NOW,
            "failing_since": NOW - timedelta(days=number) if number < 100 else None,
        },
    )


def _sender(number: int) -> str:
    return f"@person-{number}:example.org"
