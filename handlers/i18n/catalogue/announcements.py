"""The catalogue of announcements: every sentence that a person reads, with placeholders in braces."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from handlers.core.messages import label
from knowledge.entries import Visibility
from knowledge.search import Language


class Refusal(StrEnum):
    """Reasons to refuse something with an announcement; each has a sentence."""

    AUDIENCE_UNKNOWN = "audience_unknown"
    AUDIENCE_UNCLEAR = "audience_unclear"
    AUDIENCE_COMMA = "audience_comma"
    VISIBILITY_UNKNOWN = "visibility_unknown"
    INTERNAL_ELSEWHERE = "internal_elsewhere"
    MOMENT_UNCLEAR = "moment_unclear"
    MOMENT_IMPOSSIBLE = "moment_impossible"
    MOMENT_OTHER_WEEKDAY = "moment_other_weekday"
    MOMENT_TWO_WAYS = "moment_two_ways"
    MOMENT_TOO_OFTEN = "moment_too_often"
    MOMENT_NEVER = "moment_never"
    MOMENT_PAST = "moment_past"
    NO_TEXT = "no_text"
    TEXT_TOO_LONG = "text_too_long"
    UNKNOWN_FIELD = "unknown_field"
    FILE_TOO_LARGE = "file_too_large"
    UPLOAD_TOO_LARGE = "upload_too_large"
    FILE_KIND = "file_kind"
    NO_OWN_CHAT = "no_own_chat"
    TOO_MANY_FILES = "too_many_files"
    NOBODY = "nobody"
    NOT_ANY_MORE = "not_any_more"
    APPROVED_SINCE = "approved_since"
    RECALLED_SINCE = "recalled_since"
    CANCELLED_SINCE = "cancelled_since"
    NOTHING_TO_APPROVE = "nothing_to_approve"
    CHANGED_SINCE = "changed_since"
    AUTHOR_LEFT = "author_left"
    OWN_ANNOUNCEMENT = "own_announcement"
    NOT_RUNNING = "not_running"
    NOT_PAUSED = "not_paused"
    NOTHING_TO_RECALL = "nothing_to_recall"
    NO_RECEIPTS = "no_receipts"
    NOBODY_MISSING = "nobody_missing"
    NOTHING_TO_RETRY = "nothing_to_retry"
    TEMPLATE_NAME = "template_name"
    TEMPLATE_UNKNOWN = "template_unknown"
    TEMPLATE_EXISTS = "template_exists"


@dataclass(frozen=True, kw_only=True, slots=True)
class RecurrenceTexts:
    """Words for recurrences; `every` and `every_few` by frequency (`WEEKLY`), `ordinals` by number (`-1`: the last).

    `language` is that of the names of holidays.
    """

    language: Language
    weekdays: tuple[str, ...]
    short_weekdays: tuple[str, ...]
    ordinals: Mapping[str, str]
    every: Mapping[str, str]
    every_few: Mapping[str, str]
    on_working_days: str
    date: str
    last_day: str
    working_day: str
    clock: str
    conjunction: str
    until: str
    times: str
    on_holidays: Mapping[str, str]
    formal: str


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class AnnouncementTexts:
    """The sentences of one language; Markdown."""

    # To recipients
    read: str
    acknowledged: str
    read_by_sign: str
    footer: str
    footer_in_room: str
    reminder: str
    reply_brought: str
    is_recalled: str
    recalled_but_brought: str
    file_stays: str
    nobody_reads: str
    answer_came: str

    # Subscriptions
    subscribe_first: str
    subscriptions: str
    has_stopped: str
    nothing: str
    news_of: str
    unknown_subscription: str
    not_your_room: str
    stopped: str
    stopped_room: str
    resumed: str

    # To editors: the steps
    editors_only: str
    directly: str
    how: str
    unknown_announcement: str
    unfinished: str
    go_on: str
    new: str
    which_text: str
    file_taken: str
    which_english: str
    which_file: str
    which_audience: str
    everyone: str
    which_visibility: str
    which_time: str
    at_once: str
    tomorrow: str
    monday: str
    which_new_text: str
    which_value: str
    templates: str
    no_templates: str
    template_kept: str
    template_dropped: str

    # To editors: what is known of one
    head: str
    to_whom: str
    people: str
    nobody: str
    when: str
    next_dates: str
    next_date: str
    held: str
    held_date: str
    moved_date: str
    dropped_date: str
    near: str
    in_messages: str
    files: str
    asks_receipt: str
    is_urgent: str
    for_class: str
    reads: str
    reads_english: str
    line: str
    planned: str
    nothing_planned: str
    show: str

    recurrence: RecurrenceTexts

    # To editors: what can be done
    send: str
    other_text: str
    other_audience: str
    other_time: str
    other_visibility: str
    add_english: str
    add_file: str
    with_receipt: str
    without_receipt: str
    urgent: str
    not_urgent: str
    call_off: str
    approve: str
    send_back: str
    decide_by_sign: str
    send_now: str
    pause: str
    resume: str
    change_copies: str
    drop_change: str
    recall: str
    leave: str
    remind: str

    # To editors: what has happened
    scheduled: str
    goes_now: str
    to_be_approved: str
    to_be_approved_by_somebody: str
    was_approved: str
    was_sent_back: str
    sent_back: str
    cancelled: str
    called_off: str
    change_dropped: str
    was_late: str
    sure: str
    being_recalled: str
    being_changed: str
    reminded: str
    progress: str
    report: str
    not_everywhere: str
    read_by: str
    read_by_nobody: str
    not_read_by: str
    no_centre: str
    reply_came: str

    # By state
    # Feeds
    feed_drafts: str
    feed_failed: str
    instead_of: str
    more: str
    appointment_when: str
    appointment_where: str
    appointment_until: str
    appointment_tentative: str
    appointment_nowhere: str
    appointment_formerly: str
    # What has changed in an appointment, above it
    appointment_postponed: str
    appointment_postponed_to: str
    perhaps_postponed_to: str
    appointment_changes: Mapping[str, str]
    # Appointments that can't be read
    feed_faults: str
    feed_fault: str
    feed_fault_untitled: str
    feed_more_faults: str
    # What is wrong with a part of them
    flaws: Mapping[str, str]
    event_reminder: str
    will_remind: str
    reminds: str
    without_reminder: str
    not_reminded: str
    stays: str
    stays_for_good: str
    change_so: str
    would_read: str
    withdrawn: str
    to_be_approved_again: str
    states: Mapping[str, str]
    # Who may read one: the name of each class, and its readers in words
    visibilities: Mapping[Visibility, str]
    classes: Mapping[Visibility, str]
    # What a report is about
    tasks: Mapping[str, str]
    # The metrics of a report
    metrics: Mapping[str, str]
    # Reasons of Lotse's own
    reasons: Mapping[str, str]
    # What is refused
    refusals: Mapping[Refusal, str]

    def name_class(self, what: str, visibility: Visibility) -> str:
        """Return what is said of an announcement with the class of its readers, unless it is for everybody."""
        return what if visibility is Visibility.PUBLIC else f"{what} · {self.visibilities[visibility]}"

    def explain(self, refusal: Refusal, values: Mapping[str, str | int]) -> str:
        """Return the sentence for a refusal; values are shown as they are."""
        shown = {key: label(value) if isinstance(value, str) else value for key, value in values.items()}
        return self.refusals[refusal].format(**shown)
