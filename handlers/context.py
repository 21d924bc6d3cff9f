"""What a handler works with: the knowledge in force, what is remembered, and the time."""

from dataclasses import dataclass
from datetime import datetime

from handlers.ports import Conversations, Language, Preferences
from knowledge.search import Search


@dataclass(frozen=True, kw_only=True, slots=True)
class Context:
    """All that a handler may use; `language` is the default for people who have not chosen one."""

    now: datetime
    search: Search
    conversations: Conversations
    preferences: Preferences
    office: str
    language: Language
