"""What a handler needs from the running program: declared here, implemented in `bot`."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from handlers.events import Address, Sender
from handlers.messages import Choice
from knowledge.search import Language


@dataclass(frozen=True, kw_only=True, slots=True)
class Conversation:
    """What was just spoken about, so that a follow-up is understood. Holds no message text.

    `entries`: ids of the entries last shown, best first. `aspect`: the detail last asked for (such as "phone").
    """

    entries: tuple[str, ...] = ()
    aspect: str | None = None
    choices: tuple[Choice, ...] = ()
    language: Language | None = None
    expires_at: datetime


class Conversations(Protocol):
    """State by place and person."""

    async def load(self, address: Address, sender: Sender, now: datetime) -> Conversation | None:
        """The state, unless there is none or it has expired."""

    async def save(self, address: Address, sender: Sender, conversation: Conversation) -> None: ...


class Preferences(Protocol):
    """What a person has chosen to keep."""

    async def language(self, sender: Sender) -> Language | None: ...

    async def choose_language(self, sender: Sender, language: Language) -> None: ...
