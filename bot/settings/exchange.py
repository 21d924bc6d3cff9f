"""[exchange]: what may be set about questions to colleagues."""

from pydantic import BaseModel, ConfigDict, Field

from bot.settings.accounts import Account, senders
from handlers.exchange.model.exchange import ExchangeRules, ReminderTimes


class TopicSettings(BaseModel):
    """[exchange.topics.SLUG]: what is otherwise for one topic."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    remind_after: int | None = Field(default=None, ge=1, le=365, description="As in [exchange], for this topic")
    tell_moderators_after: int | None = Field(
        default=None, ge=1, le=365, description="As in [exchange], for this topic"
    )
    ask_asker_after: int | None = Field(default=None, ge=1, le=365, description="As in [exchange], for this topic")
    moderators: tuple[Account, ...] = Field(default=(), description="Who else moderates this topic")


class ExchangeSettings(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    remind_after: int = Field(default=2, ge=1, le=365, description="Working days until the channels are reminded")
    tell_moderators_after: int = Field(
        default=4, ge=1, le=365, description="Working days until the moderators are told"
    )
    ask_asker_after: int = Field(default=10, ge=1, le=365, description="Working days until the asker is asked")
    moderators: tuple[Account, ...] = Field(default=(), description="Who moderates all topics, besides the editors")
    topics: dict[str, TopicSettings] = Field(default={}, description="Sections for single topics")

    def rules(self) -> ExchangeRules:
        """As the handlers take them."""
        return ExchangeRules(
            times={"": _times(self, TopicSettings())}
            | {slug: _times(self, topic) for slug, topic in self.topics.items()},
            moderators={"": senders(self.moderators)}
            | {slug: senders(topic.moderators) for slug, topic in self.topics.items()},
        )


def _times(general: ExchangeSettings, topic: TopicSettings) -> ReminderTimes:
    return ReminderTimes(
        remind_after=topic.remind_after or general.remind_after,
        tell_moderators_after=topic.tell_moderators_after or general.tell_moderators_after,
        ask_asker_after=topic.ask_asker_after or general.ask_asker_after,
    )
