"""The stores of one transaction, each created when it is first used."""

from collections.abc import Callable
from functools import cached_property
from typing import TypeVar

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.announcements.announcement_copies import AnnouncementCopyStore
from bot.storage.announcements.announcement_lists import AnnouncementListStore
from bot.storage.announcements.announcements import AnnouncementStore
from bot.storage.announcements.feed_readings import FeedReadingStore
from bot.storage.announcements.feeds import FeedStore
from bot.storage.announcements.readers import ReaderStore
from bot.storage.announcements.responses import ResponseStore
from bot.storage.announcements.templates import TemplateStore
from bot.storage.curation.centre_members import CentreMemberStore
from bot.storage.curation.field_questions import FieldQuestionStore
from bot.storage.curation.given_answers import GivenAnswerStore
from bot.storage.curation.handovers import HandoverStore
from bot.storage.curation.proposals import ProposalStore
from bot.storage.curation.proposed_phrasings import ProposedPhrasingStore
from bot.storage.curation.use_checks import UseCheckStore
from bot.storage.curation.wishes import WishStore
from bot.storage.exchange.carried_messages import CarriedMessageStore
from bot.storage.exchange.channels import ChannelStore
from bot.storage.exchange.copies import CopyStore
from bot.storage.exchange.drafts import DraftStore
from bot.storage.exchange.exchange_lists import ExchangeListStore
from bot.storage.exchange.exchanges import ExchangeStore
from bot.storage.exchange.lessons import LessonStore
from bot.storage.exchange.remarks import RemarkStore
from bot.storage.exchange.subscriptions import SubscriptionStore
from bot.storage.knowledge.records import RecordStore
from bot.storage.knowledge.unanswered import UnansweredStore
from bot.storage.messaging.albums import AlbumStore
from bot.storage.messaging.backlog import BacklogStore
from bot.storage.messaging.deliveries import DeliveryStore
from bot.storage.messaging.files import FileStore
from bot.storage.messaging.held_messages import HeldMessageStore
from bot.storage.messaging.inbox import InboxStore
from bot.storage.messaging.rate_limit_holds import RateLimitHoldStore
from bot.storage.messaging.repeats import RepeatStore
from bot.storage.messaging.rooms import RoomStore
from bot.storage.messaging.sent_messages import SentMessageStore
from bot.storage.messaging.stuck_deliveries import StuckDeliveryStore
from bot.storage.people.conversations import ConversationStore
from bot.storage.people.deletion_log import DeletionLogStore
from bot.storage.people.erasures import ErasureStore
from bot.storage.people.inputs import InputStore
from bot.storage.people.notices import NoticeStore
from bot.storage.people.people import PersonStore
from bot.storage.people.personal_data import PersonalDataStore
from bot.storage.people.preferences import PreferenceStore
from bot.storage.web.audit_log import AuditLogStore
from bot.storage.web.gaps import GapStore
from bot.storage.web.link_checks import LinkCheckStore
from bot.storage.web.marks import MarkStore
from bot.storage.web.questions import QuestionStore
from bot.storage.web.reach import ReachStore
from bot.storage.web.role_grants import RoleGrantStore
from bot.storage.web.sessions import DeskLinkStore, DeskSessionStore
from bot.storage.web.test_questions import TestQuestionStore
from bot.storage.web.to_do import ToDoStore

S = TypeVar("S")


def _store(build: Callable[[AsyncConnection], S]) -> cached_property[S]:
    def create(unit: "UnitOfWork") -> S:
        return build(unit.connection)

    return cached_property(create)


class UnitOfWork:
    """All stores, on the connection of one transaction. Implements `handlers.context.stores.Stores`."""

    def __init__(self, connection: AsyncConnection) -> None:
        self.connection = connection

    albums = _store(AlbumStore)
    announcement_copies = _store(AnnouncementCopyStore)
    announcement_lists = _store(AnnouncementListStore)
    announcements = _store(AnnouncementStore)
    audit_log = _store(AuditLogStore)
    backlog = _store(BacklogStore)
    carried_messages = _store(CarriedMessageStore)
    centre_members = _store(CentreMemberStore)
    channels = _store(ChannelStore)
    conversations = _store(ConversationStore)
    copies = _store(CopyStore)
    deletion_log = _store(DeletionLogStore)
    deliveries = _store(DeliveryStore)
    desk_links = _store(DeskLinkStore)
    desk_sessions = _store(DeskSessionStore)
    drafts = _store(DraftStore)
    erasures = _store(ErasureStore)
    exchange_lists = _store(ExchangeListStore)
    exchanges = _store(ExchangeStore)
    feed_readings = _store(FeedReadingStore)
    feeds = _store(FeedStore)
    field_questions = _store(FieldQuestionStore)
    files = _store(FileStore)
    gaps = _store(GapStore)
    given_answers = _store(GivenAnswerStore)
    handovers = _store(HandoverStore)
    held_messages = _store(HeldMessageStore)
    inbox = _store(InboxStore)
    inputs = _store(InputStore)
    lessons = _store(LessonStore)
    link_checks = _store(LinkCheckStore)
    marks = _store(MarkStore)
    notices = _store(NoticeStore)
    people = _store(PersonStore)
    personal_data = _store(PersonalDataStore)
    preferences = _store(PreferenceStore)
    proposals = _store(ProposalStore)
    proposed_phrasings = _store(ProposedPhrasingStore)
    questions = _store(QuestionStore)
    rate_limit_holds = _store(RateLimitHoldStore)
    reach = _store(ReachStore)
    readers = _store(ReaderStore)
    records = _store(RecordStore)
    remarks = _store(RemarkStore)
    repeats = _store(RepeatStore)
    responses = _store(ResponseStore)
    role_grants = _store(RoleGrantStore)
    rooms = _store(RoomStore)
    sent_messages = _store(SentMessageStore)
    stuck_deliveries = _store(StuckDeliveryStore)
    subscriptions = _store(SubscriptionStore)
    templates = _store(TemplateStore)
    to_do = _store(ToDoStore)
    test_questions = _store(TestQuestionStore)
    use_checks = _store(UseCheckStore)
    wishes = _store(WishStore)
    unanswered_questions = _store(UnansweredStore)
