"""What the servers have, beside what should have happened."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from handlers.i18n import TEXTS
from tests.chaos.day import EXCHANGES, NEWS, Day
from tests.integration.news import MARK
from tests.integration.person import answers as answers_to


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """Of one kind of message: how many there should be, are lacking, stand twice; and of these what was marked."""

    what: str
    expected: int
    lost: int
    doubled: int
    lost_marked: int = 0
    doubled_marked: int = 0

    @property
    def is_good(self) -> bool:
        return self.lost == self.lost_marked and self.doubled == self.doubled_marked

    def row(self) -> tuple[str, ...]:
        return (
            self.what,
            str(self.expected),
            str(self.lost),
            str(self.lost_marked),
            str(self.doubled),
            str(self.doubled_marked),
        )


async def verdicts(day: Day) -> Sequence[Verdict]:
    """Message by message."""
    return [
        await _questions_on_matrix(day),
        _questions_on_telegram(day),
        _answers_of_colleagues(day),
        await _news_on_matrix(day),
        _news_on_telegram(day),
    ]


def _uncertain(day: Day, kind: str) -> int:
    """How many deliveries to Telegram are marked so: they were cut off twice, and nobody knows whether they arrived."""
    query = f"SELECT count(*) FROM deliveries WHERE state = 'uncertain' AND platform = 'telegram' AND kind = '{kind}'"  # noqa: S608
    ((number,),) = day.lotse.stored(query)
    return int(number)


async def _questions_on_matrix(day: Day) -> Verdict:
    histories = {room: await day.anna.history(room) for room, _ in day.asked}
    answers = Counter(
        answers_to(event)
        for history in histories.values()
        for event in history
        if event["sender"] == day.lotse.user_id and _is_answer(event.get("content", {}))
    )
    return _counted("questions on Matrix", [answers[event] for _, event in day.asked])


def _is_answer(content: Mapping[str, Any]) -> bool:
    """And not the word to who asks faster than is answered."""
    is_said = content.get("msgtype") in ("m.text", "m.notice")
    return is_said and TEXTS["de"].slow_down not in content.get("body", "")


def _questions_on_telegram(day: Day) -> Verdict:
    wanted = Counter((human.user.id, name) for human, name in day.wanted)
    people = {human.user.id: human for human, _ in day.wanted}
    found = [
        (times, [text for text in _texts(people[id_].room.by_bot) if name in text])
        for (id_, name), times in wanted.items()
    ]
    lost = sum(max(0, times - len(texts)) for times, texts in found)
    more = [(max(0, len(texts) - times), sum(MARK in text for text in texts)) for times, texts in found]
    return Verdict(
        what="questions on Telegram",
        expected=wanted.total(),
        lost=lost,
        lost_marked=min(lost, _uncertain(day, "reply-again")),
        doubled=sum(doubled for doubled, _ in more),
        doubled_marked=sum(min(doubled, marked) for doubled, marked in more),
    )


def _answers_of_colleagues(day: Day) -> Verdict:
    found = [
        [text for text in _texts(day.people[number].room.by_bot) if f"Antwort {number}." in text]
        for number in range(EXCHANGES)
    ]
    return _marked("answers of colleagues", found, _uncertain(day, "repeat"))


async def _news_on_matrix(day: Day) -> Verdict:
    counts = []
    for room in day.readers:
        told = [
            event["content"].get("body", "")
            for event in await day.anna.history(room)
            if event["sender"] == day.lotse.user_id and event["type"] == "m.room.message"
        ]
        counts += [sum(f"Neuigkeit {number}." in text for text in told) for number in range(NEWS)]
    return _counted("announcements on Matrix", counts)


def _news_on_telegram(day: Day) -> Verdict:
    found = [
        [text for text in _texts(human.room.by_bot) if f"Neuigkeit {number}." in text]
        for human in day.people[: len(day.readers)]
        for number in range(NEWS)
    ]
    return _marked("announcements on Telegram", found, _uncertain(day, "announcement-again"))


def _marked(what: str, found: Sequence[Sequence[str]], uncertain: int) -> Verdict:
    lost = sum(not texts for texts in found)
    return Verdict(
        what=what,
        expected=len(found),
        lost=lost,
        lost_marked=min(lost, uncertain),
        doubled=sum(max(0, len(texts) - 1) for texts in found),
        doubled_marked=sum(min(len(texts) - 1, sum(MARK in text for text in texts)) for texts in found if texts),
    )


def _counted(what: str, counts: Sequence[int]) -> Verdict:
    lost, doubled = sum(not count for count in counts), sum(max(0, count - 1) for count in counts)
    return Verdict(what=what, expected=len(counts), lost=lost, doubled=doubled)


def _texts(shown: Iterable[object]) -> list[str]:
    return [str(getattr(each, "text", "")) for each in shown]
