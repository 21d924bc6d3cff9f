"""[exchange]: what can be set about questions to colleagues."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from bot.settings.fields import Unset
from bot.settings.formats import ACCOUNTS, Accounts, parse_senders
from handlers.exchange.model.rules import ExchangeRules, ReminderTimes

_AS_ABOVE = Unset("as in `[exchange]`")


class TopicSettings(BaseModel):
    """Settings that differ for one topic; the section is named by the slug of the topic."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    remind_after: Annotated[int | None, _AS_ABOVE] = Field(
        default=None, ge=1, le=365, examples=[2], description="After how many working days the channels are reminded"
    )
    tell_moderators_after: Annotated[int | None, _AS_ABOVE] = Field(
        default=None, ge=1, le=365, examples=[4], description="After how many working days the moderators are told"
    )
    ask_asker_after: Annotated[int | None, _AS_ABOVE] = Field(
        default=None, ge=1, le=365, examples=[10], description="After how many working days the asker is asked"
    )
    moderators: Accounts = Field(default=(), examples=ACCOUNTS, description="Accounts that moderate this topic as well")


class ExchangeSettings(BaseModel):
    """Questions to colleagues.

    Working days are Monday to Friday without the public holidays of North Rhine-Westphalia.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    remind_after: int = Field(
        default=2, ge=1, le=365, description="After how many working days the channels are reminded of a question"
    )
    tell_moderators_after: int = Field(
        default=4, ge=1, le=365, description="After how many working days the moderators of a question are told"
    )
    ask_asker_after: int = Field(
        default=10, ge=1, le=365, description="After how many working days the asker is asked if it is still open"
    )
    moderators: Accounts = Field(
        default=(),
        examples=ACCOUNTS,
        description="Accounts that moderate the questions of all topics, besides the editors",
    )
    topics: dict[str, TopicSettings] = Field(
        default={}, title="a section with the slug of a topic as its name", examples=["kim"]
    )

    def rules(self) -> ExchangeRules:
        """Return the rules that the handlers work with."""
        return ExchangeRules(
            times={"": _merge_times(self, TopicSettings())}
            | {slug: _merge_times(self, topic) for slug, topic in self.topics.items()},
            moderators={"": parse_senders(self.moderators)}
            | {slug: parse_senders(topic.moderators) for slug, topic in self.topics.items()},
        )


def _merge_times(general: ExchangeSettings, topic: TopicSettings) -> ReminderTimes:
    return ReminderTimes(
        remind_after=topic.remind_after or general.remind_after,
        tell_moderators_after=topic.tell_moderators_after or general.tell_moderators_after,
        ask_asker_after=topic.ask_asker_after or general.ask_asker_after,
    )
