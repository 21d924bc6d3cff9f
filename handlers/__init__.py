"""What Lotse does: the table of all routes, in order, the last one the fallback."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from handlers import answers, exchange, help  # noqa: A004
from handlers.choices import resolved
from handlers.context import Context
from handlers.events import MessageReceived
from handlers.messages import Message
from handlers.texts import TEXTS
from knowledge.search import Language

Handler = Callable[[MessageReceived, Context], Awaitable[list[Message]]]


@dataclass(frozen=True, slots=True)
class Route:
    """A command, in all its names, or everything else; and what answers it."""

    names: tuple[str, ...]
    handler: Handler

    def leads(self, text: str) -> bool:
        command = text.split(maxsplit=1)[0].casefold() if text.strip() else ""
        return not self.names or (command[:1] in ("/", "!") and command[1:].partition("@")[0] in self.names)


ROUTES = (
    Route(("start",), help.welcome),
    Route(("hilfe", "help"), help.explain),
    Route(("sprache", "language"), help.choose_language),
    Route(("eintrag", "entry"), answers.show),
    Route(("angebote", "offers"), answers.offers),
    Route(("kollegen", "colleagues"), exchange.ask_colleagues),
    Route((), answers.answer),
)


async def respond(event: MessageReceived, context: Context) -> list[Message]:
    """What Lotse says to an event; nothing to what people say among themselves."""
    if not event.addressed:
        return []
    meant = await resolved(event, context)
    route = next(route for route in ROUTES if route.leads(meant.text))
    return await route.handler(meant, context)


def apology(event: MessageReceived, language: Language, reference: str) -> Message:
    """What a person reads when Lotse has failed them."""
    return answers.reply_to(event, TEXTS[language].apology.format(reference=reference))
