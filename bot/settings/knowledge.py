"""[knowledge]: what can be set about the care of the knowledge base."""

from pydantic import BaseModel, ConfigDict, Field


class KnowledgeSettings(BaseModel):
    """Care of the knowledge base."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    links_days: int = Field(
        default=30,
        ge=0,
        le=36_500,
        description="After how many days Lotse tries the addresses in entries again, at most one a second and host, as "
        "their robots.txt allows; `0`: never, for a service without access to the web",
    )
