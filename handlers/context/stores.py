"""All stores that handlers may use; each protocol is declared where it is used."""

from typing import Protocol

from handlers.announcements.model.ports import (
    AnnouncementCopies,
    Announcements,
    Feeds,
    Files,
    Readers,
    Responses,
    Templates,
)
from handlers.context.ports import (
    Albums,
    AuditLog,
    Backlog,
    CarriedMessages,
    Conversations,
    DeskLinks,
    DeskSessions,
    Erasures,
    Gaps,
    Inputs,
    Notices,
    People,
    PersonalData,
    Preferences,
    Questions,
    RoleGrants,
    Rooms,
    SentMessages,
)
from handlers.context.records import Records
from handlers.curation.model.field_questions import FieldQuestions
from handlers.curation.model.handovers import Handovers
from handlers.curation.model.ports import CentreMembers, GivenAnswers, UseChecks
from handlers.curation.model.proposals import Proposals
from handlers.curation.model.proposed_phrasings import ProposedPhrasings
from handlers.curation.model.wishes import Wishes
from handlers.exchange.model.ports import (
    Channels,
    Copies,
    Drafts,
    Exchanges,
    HeldMessages,
    Lessons,
    Remarks,
    Subscriptions,
)


class Stores(Protocol):
    """The stores of one transaction; `bot.storage.unit_of_work` implements them."""

    @property
    def albums(self) -> Albums: ...

    @property
    def announcement_copies(self) -> AnnouncementCopies: ...

    @property
    def announcements(self) -> Announcements: ...

    @property
    def audit_log(self) -> AuditLog: ...

    @property
    def backlog(self) -> Backlog: ...

    @property
    def carried_messages(self) -> CarriedMessages: ...

    @property
    def centre_members(self) -> CentreMembers: ...

    @property
    def channels(self) -> Channels: ...

    @property
    def conversations(self) -> Conversations: ...

    @property
    def copies(self) -> Copies: ...

    @property
    def desk_links(self) -> DeskLinks: ...

    @property
    def desk_sessions(self) -> DeskSessions: ...

    @property
    def drafts(self) -> Drafts: ...

    @property
    def erasures(self) -> Erasures: ...

    @property
    def exchanges(self) -> Exchanges: ...

    @property
    def feeds(self) -> Feeds: ...

    @property
    def field_questions(self) -> FieldQuestions: ...

    @property
    def files(self) -> Files: ...

    @property
    def gaps(self) -> Gaps: ...

    @property
    def given_answers(self) -> GivenAnswers: ...

    @property
    def handovers(self) -> Handovers: ...

    @property
    def held_messages(self) -> HeldMessages: ...

    @property
    def inputs(self) -> Inputs: ...

    @property
    def lessons(self) -> Lessons: ...

    @property
    def notices(self) -> Notices: ...

    @property
    def people(self) -> People: ...

    @property
    def personal_data(self) -> PersonalData: ...

    @property
    def preferences(self) -> Preferences: ...

    @property
    def proposals(self) -> Proposals: ...

    @property
    def proposed_phrasings(self) -> ProposedPhrasings: ...

    @property
    def questions(self) -> Questions: ...

    @property
    def readers(self) -> Readers: ...

    @property
    def records(self) -> Records: ...

    @property
    def remarks(self) -> Remarks: ...

    @property
    def responses(self) -> Responses: ...

    @property
    def role_grants(self) -> RoleGrants: ...

    @property
    def rooms(self) -> Rooms: ...

    @property
    def sent_messages(self) -> SentMessages: ...

    @property
    def subscriptions(self) -> Subscriptions: ...

    @property
    def use_checks(self) -> UseChecks: ...

    @property
    def wishes(self) -> Wishes: ...

    @property
    def templates(self) -> Templates: ...
