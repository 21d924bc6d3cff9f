"""`lotse ask`: answers without a platform."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from time import perf_counter
from typing import Any, BinaryIO

import click

from bot import rendering
from bot.cli.environment.installation import load_knowledge_quickly
from bot.cli.environment.options import config_option
from bot.settings.loading import Settings, read
from handlers.core.events import Address, PlatformName, RoomId
from handlers.core.messages import Message
from handlers.faq.rendering import RenderedAnswer
from handlers.faq.rendering import compose_answer as answer_to
from knowledge.search import Search

_HERE = Address(platform=PlatformName.CONSOLE, room=RoomId("ask"))
_MOST_ENTRIES = 10


@dataclass(frozen=True, kw_only=True, slots=True)
class _Answered:
    question: str
    answer: RenderedAnswer
    took_ms: float

    @property
    def reply(self) -> str:
        """The answer as Markdown, with its choices."""
        return rendering.append_choices(Message(address=_HERE, text=self.answer.reply, choices=self.answer.choices))


@click.command()
@click.argument("text", nargs=-1)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option("--explain", is_flag=True, help="Explain how the answer was found.")
@click.option("--batch", type=click.File("rb"), help="A file with one question a line; - for stdin. Needs --json.")
@config_option
def ask(text: tuple[str, ...], *, as_json: bool, explain: bool, batch: BinaryIO | None, config: Path | None) -> None:
    """Answer one question, TEXT, or those of a file."""
    if bool(text) == (batch is not None):
        raise click.UsageError("Give either a question or --batch with a file.")
    if batch is not None and not as_json:
        raise click.UsageError("--batch prints one JSON object a line: add --json.")
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

    Console(highlight=False).print(render_terminal(asked.reply))


def _answer(questions: Iterable[str], settings: Settings) -> Iterator[_Answered]:
    search = Search(load_knowledge_quickly(settings))
    for question in questions:
        today = datetime.now(settings.time_zone).date()
        started = perf_counter()
        answer = answer_to(question, search=search, today=today, language=settings.language)
        yield _Answered(question=question, answer=answer, took_ms=(perf_counter() - started) * 1000)


def _lines(file: BinaryIO) -> Iterator[str]:
    return (_decode(line.rstrip(b"\r\n")) for line in file)


def _decode(line: bytes) -> str:
    return line.decode("utf-8", "replace")


def _document(asked: _Answered) -> dict[str, Any]:
    finding = asked.answer.finding
    return {
        "text": asked.question,
        "kind": finding.kind.value,
        "entries": [
            {"id": match.entry.id, "title": match.entry.title, "score": round(match.score, 4)}
            for match in finding.matches[:_MOST_ENTRIES]
        ],
        "topic": finding.topics[0].slug if finding.topics else None,
        "language": asked.answer.language,
        "reply": rendering.render_plain(asked.reply),
        "took_ms": round(asked.took_ms, 3),
    }


def _reasons(asked: _Answered) -> Iterator[str]:
    finding = asked.answer.finding
    yield f"kind: {finding.kind.value}"
    yield from finding.reasons
    for match in finding.matches[:_MOST_ENTRIES]:
        yield f"{match.score:.3f}  {match.entry.id}"
