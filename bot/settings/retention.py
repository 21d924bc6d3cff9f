"""[retention]: how long what people do is kept."""

from datetime import timedelta

from pydantic import BaseModel, ConfigDict, Field

from handlers.core.retention import Retention


class RetentionSettings(BaseModel):
    """In days. Updates are known again for a while, so that none is answered twice."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    events_days: int = Field(
        default=30, ge=2, le=36_500, description="Whom Lotse answered and what about, without texts"
    )
    unanswered_days: int = Field(
        default=90, ge=0, le=36_500, description="Questions that nothing answers, without who asked"
    )
    exchanges_days: int = Field(
        default=730, ge=1, le=36_500, description="Questions to colleagues and what was said about them"
    )
    announcements_days: int = Field(
        default=730, ge=1, le=36_500, description="Announcements, who got them, what came back"
    )

    def kept(self) -> Retention:
        """As handlers and the cleaning take it."""
        return Retention(
            events=timedelta(days=self.events_days),
            unanswered=timedelta(days=self.unanswered_days),
            exchanges=timedelta(days=self.exchanges_days),
            announcements=timedelta(days=self.announcements_days),
        )
