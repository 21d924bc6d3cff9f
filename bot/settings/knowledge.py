"""[knowledge]: what can be set about the care of the knowledge base."""

from pydantic import BaseModel, ConfigDict, Field

from handlers.curation.model.rounds import CareRules


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
    ask_fields: bool = Field(
        default=True,
        description="Whether Lotse asks those who look after an entry if its values still hold (“Stimmt das noch?”), "
        "on working days and once a week at most; `/pflege` lists what is due all the same",
    )
    contact_rounds: bool = Field(
        default=True,
        description="Whether Lotse goes through the contact details of all centres once a quarter: it also asks about "
        "those that nobody has checked for three months, and `/runde` shows editors the progress",
    )

    def rules(self) -> CareRules:
        """Return the rules that handlers and jobs work with."""
        return CareRules(asks_fields=self.ask_fields, has_rounds=self.contact_rounds)
