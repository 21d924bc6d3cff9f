"""The shape of the catalogue: every sentence that a person reads. Placeholders stand in braces."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Texts:
    """The sentences of one language; Markdown."""

    # The parts of an answer
    phone: str
    email: str
    address: str
    website: str
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
    note: str
    successor: str
    stale: str
    expired: str
    overdue: str
    not_on_file: str
    nothing_on_file: str
    german_only: str

    # The names of details, as they stand in a sentence
    a_phone: str
    a_email: str
    a_address: str
    a_website: str

    # Choices
    choose: str
    contact: str
    offers: str
    colleagues: str
    more: str
    back: str
    outdated: str

    # Places
    in_charge_here: str
    several_here: str
    outside: str
    outside_near: str
    pin: str

    # Conversation
    greeting: str
    try_centre: str
    try_offer: str
    try_fact: str
    only_text: str
    about: str
    about_short: str
    start_command: str
    help_command: str
    language_command: str
    connect_command: str
    disconnect_command: str
    thanks: str
    farewell: str
    help: str
    none: str
    none_about: str
    empty: str
    which_centre: str
    exchange: str
    exchange_topic: str
    exchange_other_topics: str
    exchange_known: str
    exchange_how: str
    ask_anyway: str
    other_topic: str
    which_topic: str
    all_topics: str
    unknown_topic: str
    with_name: str
    with_centre: str
    without_name: str
    which_signature: str
    which_own_centre: str
    own_centre: str
    preview: str
    what_is_kept: str
    send_it: str
    drop_it: str
    dropped: str
    no_channel: str
    anonymous: str
    question: str
    how_to_answer: str
    asked: str
    solved: str
    closed: str
    closed_already: str
    closing: str
    not_yours: str
    copied: str
    is_channel: str
    ask_command: str
    centre_command: str
    offers_at: str
    unknown_entry: str
    language_chosen: str
    connect_code: str
    connect_directly: str
    connect_unknown: str
    connect_same: str
    connected: str
    disconnected: str
    not_connected: str
    language_unknown: str
    apology: str
    late: str
    unreadable: str
    slow_down: str

    # To editors
    editors_only: str
    due: str
    due_command: str
    channel_command: str
    nothing_due: str

    # To admins
    removed: str
    banned: str
