"""`lotse ask`: answers without a platform."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any, BinaryIO

import click

from bot import rendering
from bot.cli.environment.installation import load_knowledge_quickly
from bot.cli.environment.options import config_option
from bot.settings.loading import Settings, read
from bot.system.collector import keep_objects
from handlers.core.events import Address, PlatformName, RoomId
from handlers.core.messages import Message
from handlers.faq.rendering import RenderedAnswer
from handlers.faq.rendering import compose_answer as answer_to
from knowledge.entries import Visibility
from knowledge.search import Finding, FindingKind, Language, Match, Search

if TYPE_CHECKING:
    from bot.runtime.trial import Turn

_HERE = Address(platform=PlatformName.CONSOLE, room=RoomId("ask"))
_MOST_ENTRIES = 10


@dataclass(frozen=True, kw_only=True, slots=True)
class _Answered:
    question: str
    answer: RenderedAnswer
    took_ms: float

    @property
    def messages(self) -> Sequence[Message]:
        return (Message(address=_HERE, text=self.answer.reply, choices=self.answer.choices),)


@click.command()
@click.argument("text", nargs=-1)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option("--explain", is_flag=True, help="Explain how the answer was found.")
@click.option("--batch", type=click.File("rb"), help="A file with one question a line; - for stdin. Needs --json.")
@click.option(
    "--conversation",
    is_flag=True,
    help="The file has conversations divided by empty lines; a line such as 2 takes a choice. Needs --batch.",
)
@config_option
def ask(
    text: tuple[str, ...],
    *,
    as_json: bool,
    explain: bool,
    batch: BinaryIO | None,
    conversation: bool,
    config: Path | None,
) -> None:
    """Answer one question, TEXT, or those of a file."""
    if bool(text) == (batch is not None):
        raise click.UsageError("Give either a question or --batch with a file.")
    if batch is not None and not as_json:
        raise click.UsageError("--batch prints one JSON object a line: add --json.")
    if conversation:
        if batch is None:
            raise click.UsageError("--conversation plays the lines of a file: add --batch.")
        _play(_lines(batch), read(config))
        return
    questions = _lines(batch) if batch is not None else [_decode(" ".join(text).encode(errors="surrogateescape"))]
    for asked in _answer(questions, read(config)):
        if as_json:
            click.echo(json.dumps(_document(asked), ensure_ascii=False).encode())
        else:
            _show(asked)
        if explain:
            click.echo("\n".join(_reasons(asked)), err=as_json)


def _show(asked: _Answered) -> None:
    from rich.console import Console  # noqa: PLC0415

    from bot.rendering.terminal import render_terminal  # noqa: PLC0415

    Console(highlight=False).print(render_terminal(_join(asked.messages)))


def _answer(questions: Iterable[str], settings: Settings) -> Iterator[_Answered]:
    search = _build_search(settings)
    for question in questions:
        today = datetime.now(settings.time_zone).date()
        started = perf_counter()
        answer = answer_to(question, search=search, today=today, language=settings.language)
        yield _Answered(question=question, answer=answer, took_ms=(perf_counter() - started) * 1000)


def _build_search(settings: Settings) -> Search:
    with keep_objects():
        return Search(load_knowledge_quickly(settings).visible_to(Visibility.PUBLIC)).prepare()


def _lines(file: BinaryIO) -> Iterator[str]:
    return (_decode(line.rstrip(b"\r\n")) for line in file)


def _decode(line: bytes) -> str:
    return line.decode("utf-8", "replace")


def _play(lines: Iterable[str], settings: Settings) -> None:
    """Print what Lotse says to each line of each conversation, one object a line."""
    import asyncio  # noqa: PLC0415

    from bot.runtime.trial import open_trial  # noqa: PLC0415

    search = _build_search(settings)

    async def play() -> None:
        async with open_trial(search, settings) as trial:
            person = trial
            for line in lines:
                if not line.strip():
                    person = trial.begin_anew()
                    continue
                started = perf_counter()
                turn = await person.say(line)
                took_ms = (perf_counter() - started) * 1000
                click.echo(
                    json.dumps(
                        _turn_document(line, turn, search, settings.language, took_ms), ensure_ascii=False
                    ).encode()
                )

    asyncio.run(play())


def _document(asked: _Answered) -> dict[str, Any]:
    return _finding_document(asked.question, asked.answer.finding, asked.answer.asked_in, asked.messages, asked.took_ms)


def _turn_document(line: str, turn: "Turn", search: Search, language: Language, took_ms: float) -> dict[str, Any]:
    finding = turn.finding or _find_subject(turn.messages, search)
    return _finding_document(line, finding, finding.language or language, turn.messages, took_ms)


def _find_subject(messages: Sequence[Message], search: Search) -> Finding:
    """Return what messages present that needed no search: an entry that was chosen, a question to colleagues, words."""
    subject = next((message.subject for message in messages if message.subject), None)
    entries = [entry for id_ in (subject.entries if subject else ()) if (entry := search.get_entry(id_))]
    matches = tuple(Match(entry=entry, score=1.0) for entry in entries)
    if any(choice.draft is not None for message in messages for choice in message.choices) and not matches:
        return Finding(kind=FindingKind.EXCHANGE)
    kinds = {0: FindingKind.SMALLTALK, 1: FindingKind.ANSWER}
    return Finding(kind=kinds.get(len(matches), FindingKind.CHOICES), matches=matches)


def _join(messages: Sequence[Message]) -> str:
    """Return messages as one Markdown text, with their choices."""
    return "\n\n".join(rendering.append_choices(message) for message in messages)


def _finding_document(
    text: str, finding: Finding, language: Language | None, messages: Sequence[Message], took_ms: float
) -> dict[str, Any]:
    return {
        "text": text,
        "kind": finding.kind.value,
        "entries": [
            {"id": match.entry.id, "title": match.entry.title, "score": round(match.score, 4)}
            for match in finding.matches[:_MOST_ENTRIES]
        ],
        "topic": finding.topics[0].slug if finding.topics else None,
        "language": language,
        "reply": rendering.render_plain(_join(messages)),
        "choices": [choice.label for message in messages for choice in message.choices],
        "took_ms": round(took_ms, 3),
    }


def _reasons(asked: _Answered) -> Iterator[str]:
    finding = asked.answer.finding
    yield f"kind: {finding.kind.value}"
    yield from finding.reasons
    for match in finding.matches[:_MOST_ENTRIES]:
        yield f"{match.score:.3f}  {match.entry.id}"
