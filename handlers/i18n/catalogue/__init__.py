"""The shape of a catalogue: every sentence that a person reads in one language. Placeholders stand in braces."""

from collections.abc import Mapping
from dataclasses import dataclass

from handlers.core.sections import Section
from handlers.i18n.catalogue.announcements import AnnouncementTexts
from handlers.i18n.catalogue.editing import EditingTexts
from handlers.i18n.catalogue.membership import MembershipTexts


@dataclass(frozen=True, kw_only=True, slots=True)
class CommandTexts:
    """A command in one language.

    `name` is in ASCII, as Telegram links no other; when it is read, umlauts and case don't matter. `does` is its
    description in help and menus, `example` an argument as people would type it, `words` are arguments with a
    meaning of their own. `phrases` mean the command without slash or bang.
    """

    name: str
    does: str = ""
    example: str = ""
    words: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()


# Not compared by value: to generate that for hundreds of fields takes memory and time at every start.
@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Texts:
    """The sentences of one language; Markdown."""

    # The parts of an answer
    phone: str
    email: str
    address: str
    website: str
    persons: str
    area: str
    district: str
    focus: str
    opened: str
    target_group: str
    offered_by: str
    status: str
    source: str
    as_of: str
    undated: str
    day: str
    month: str
    months: str
    before: str
    after: str
    since: str
    note: str
    successor: str
    check: str
    expired: str
    overdue: str
    corrected_on: str
    corrected: str
    withdrawn: str
    no_longer_valid: str
    unknown_now: str
    changed_text: str
    not_on_file: str
    nothing_on_file: str
    missing: str
    ask_website: str
    ask_office: str
    german_only: str

    # The names of details, as they stand in a sentence
    a_phone: str
    a_email: str
    a_address: str
    a_website: str

    # What an answer does not hold, though it was asked for
    no_amount: str
    no_number: str
    no_deadline: str
    no_duration: str
    no_date: str
    no_hours: str
    no_leader: str
    no_phone: str
    no_email: str
    no_address: str

    # Choices
    choose: str
    meant: str
    contact: str
    offers: str
    colleagues: str
    details: str
    back: str
    counted_already: str
    superseded: str
    outdated: str

    # Places
    in_charge_here: str
    several_here: str
    outside: str
    outside_near: str
    elsewhere: str
    this_place: str
    in_region: str
    pin: str

    # Conversation
    greeting: str
    try_centre: str
    try_offer: str
    only_text: str
    about: str
    about_short: str
    privacy: str
    only_directly: str
    only_privately: str
    my_data: str
    days: str
    years: str
    erase_sure: str
    erase: str
    erased: str
    thanks: str
    farewell: str
    wellbeing: str
    origin: str
    complaint: str
    praise: str
    laughter: str
    apology_accepted: str
    test: str
    assent: str
    chatter: str
    puzzled: str
    help: str
    more_help: str
    all_commands: str
    commands_here: str
    commands_of_moderators: str
    commands_of_editors: str
    only_in_direct_chats: str
    in_this_group: str
    in_this_matrix_room: str
    unknown_command: str
    did_you_mean: str
    is_it_this: str
    welcome: str
    joined_group: str
    joined_matrix_room: str
    none: str
    none_about: str
    perhaps: str
    either: str
    empty: str
    unknown_script: str
    outside_office: str
    outside_residence: str
    outside_benefits: str
    outside_machine: str
    outside_private: str
    which_centre: str
    exchange: str
    exchange_topic: str
    exchange_other_topics: str
    exchange_known: str
    ask_anyway: str
    other_topic: str
    passed_on: str
    which_topic: str
    all_topics: str
    unknown_topic: str
    which_topic_meant: str
    with_name: str
    with_centre: str
    without_name: str
    which_signature: str
    which_own_centre: str
    own_centre: str
    centre_stays: str
    preview: str
    what_is_kept: str
    send_it: str
    dropped: str
    no_channel: str
    anonymous: str
    anonymous_other: str
    same_signature: str
    question: str
    how_to_answer: str
    asked: str
    solved_by_sign: str
    solved: str
    closed: str
    closed_already: str
    closing: str
    not_yours: str
    copied: str
    merged_with: str
    answer_it: str
    which_answer: str
    answer_sent: str
    is_channel: str
    channel_of: str
    no_channel_here: str
    channel_ended: str
    sure_channel: str
    make_it_channel: str
    make_it_no_channel: str
    channel_not_made: str
    file_too_large: str
    question_file_too_large: str
    question_file_tells_too_much: str
    file_tells_too_much: str
    # What stands under the beginning of a text that goes on in a file
    shortened: str
    question_shortened: str
    thousands: str
    item_tells_too_much: str
    maybe_repeated: str
    asked_before: str
    asked_already: str
    join_it: str
    joined: str
    topic_with_open: str
    withdraw_name: str
    name_withdrawn: str
    name_withdrawn_merged: str
    anonymous_already: str
    which_helped: str
    answer_of: str
    helped: str
    helped_already: str
    ask_consent: str
    consent: str
    no_consent: str
    consented: str
    refused: str
    not_asked: str
    lesson: str
    how_to_change: str
    approve: str
    dismiss: str
    lessons: str
    no_lessons: str
    no_lesson: str
    lesson_approved: str
    lesson_dismissed: str
    lesson_source: str
    none_of_yours: str
    your_questions: str
    nothing_open: str
    open_questions: str
    unknown_question: str
    look: str
    still_open: str
    is_closed: str
    what_came_of_it: str
    still_unanswered: str
    moderators_told: str
    is_it_open: str
    still_wanted: str
    kept_open: str
    subscribe: str
    subscribe_directly: str
    which_pace: str
    no_such_hour: str
    at_once: str
    every_day: str
    every_monday: str
    subscribed: str
    unsubscribed: str
    not_subscribed: str
    when_now: str
    when_daily: str
    when_weekly: str
    weekdays: str
    digest: str
    not_moderated: str
    nothing_to_moderate: str
    which_to_moderate: str
    which_to_merge_into: str
    which_topic_for: str
    no_channel_there: str
    moved: str
    stands_now: str
    merged: str
    merged_into: str
    merged_take: str
    solved_for_you: str
    stays_open: str
    read_on: str
    reads_on: str
    hidden: str
    hidden_of_yours: str
    shown_again_of_yours: str
    not_hidden: str
    channel_not_reached: str
    channel_missed: str
    channel_empty: str
    asker_not_reached: str
    does_it_belong: str
    belongs: str
    belongs_not: str
    carried: str
    decided_already: str
    empty_not_carried: str
    remark_not_carried: str
    offers_at: str
    unknown_entry: str
    language_chosen: str
    connect_code: str
    connect_waiting: str
    connect_called_off: str
    connect_directly: str
    connect_unknown: str
    connect_too_many: str
    connect_same: str
    connect_asked: str
    connect_sure: str
    connect_same_platform: str
    connect_yes: str
    connect_no: str
    connect_expired: str
    connect_refused: str
    connect_refused_here: str
    connect_withdrawn: str
    connect_withdrawn_there: str
    connect_over: str
    connected: str
    disconnected: str
    disconnected_other: str
    erased_other: str
    not_connected: str
    language_unknown: str
    apology: str
    late: str
    crowded: str
    unreadable: str
    slow_down: str

    # To editors
    editors_only: str
    due: str
    alert_platform: str
    alert_outbox: str
    alert_knowledge: str
    alert_disk: str
    alert_refused: str
    unanswered: str
    all_answered: str
    nothing_due: str

    # To admins
    removed: str
    banned: str
    # Dialogues and choices
    ways_in_words: str
    way_out_in_words: str
    step_back: str
    cancel: str
    left: str
    go_on: str
    still_waiting: str
    no_such_choice: str
    no_list: str
    not_your_choice: str
    outdated_choice: str
    which_question: str
    draft_changed: str
    draft_changed_since: str
    asked_once: str
    no_draft: str
    misfit_text: str
    misfit_file: str
    misfit_place: str
    misfit_time: str
    misfit_day: str
    misfit_audience: str
    misfit_topic: str
    misfit_code: str
    misfit_choice: str
    no_channel_reached: str
    change: str
    not_right: str
    which_lesson_text: str
    desk_link: str
    desk_off: str
    desk_directly: str
    desk_signed_out: str
    desk_not_signed_in: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Catalogue:
    """One language.

    `label` stands on the button that chooses it, `names` are its code and what people call it, in lower case.
    `commands` are by the name that identifies each, and `emoji` the names of the emoji of a verification, in the order
    of the specification of Matrix.
    """

    label: str
    names: frozenset[str]
    texts: Texts
    announcements: AnnouncementTexts
    editing: EditingTexts
    membership: MembershipTexts
    sections: Mapping[Section, str]
    commands: Mapping[str, CommandTexts]
    emoji: tuple[str, ...]
