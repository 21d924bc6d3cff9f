"""The catalogue of changes to entries: every sentence that a person reads, with placeholders in braces."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum, auto


class ValueFault(StrEnum):
    """Reasons to refuse a value of a field; each has a sentence."""

    EMPTY = auto()
    TOO_LONG = auto()
    WRONG_FIELD = auto()
    NO_PHONE = auto()
    NOT_GERMAN = auto()
    COSTS_EXTRA = auto()
    NO_EMAIL = auto()
    NO_WEBSITE = auto()
    HIDES_TARGET = auto()
    NO_ADDRESS = auto()
    OTHER_PLACE = auto()
    NO_PERSONS = auto()
    NO_DATE = auto()
    PAST_DATE = auto()
    PRETENDED_LINK = auto()
    MARKUP = auto()


class ValueDoubt(StrEnum):
    """Reasons to look at a value again before it is saved; each has a sentence."""

    FOREIGN_AREA_CODE = auto()
    UNKNOWN_POSTAL_CODE = auto()
    OUTSIDE_AREA = auto()


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class EditingTexts:
    """The sentences of one language; Markdown.

    `fields` are the names of fields, `kinds` what their values look like, with its article, and `examples` values; all
    by the name of the field.
    """

    fields: Mapping[str, str]
    kinds: Mapping[str, str]
    examples: Mapping[str, str]
    faults: Mapping[ValueFault, str]
    doubts: Mapping[ValueDoubt, str]

    empty: str
    change: str
    difference: str
    which_entry: str
    which_of_these: str
    unknown_entry: str
    which_field: str
    field_choice: str
    which_value: str
    or_none: str
    same: str
    ask_save: str
    corrects: str
    corrects_one: str
    save: str
    rewrite: str
    saved: str
    undo: str
    overtaken: str
    try_again: str
    not_yours: str
    reason_chat: str
    nothing_to_undo: str
    changed_since: str
    undone: str
    reason_undo: str

    # Proposals; `outcomes` and `closed` are by the outcome of a decision and the state of a proposal.
    ask_propose: str
    propose: str
    proposed: str
    enough_proposed: str
    withdraw: str
    proposal: str
    proposals: str
    no_proposals: str
    no_proposal: str
    take_over: str
    take_over_anyway: str
    refuse: str
    outcomes: Mapping[str, str]
    closed: Mapping[str, str]
    was_taken_over: str
    was_refused: str
    reason_proposal: str

    # Whether values still hold.
    still_true: str
    holds: str
    correct_it: str
    is_gone: str
    do_not_know: str
    later: str
    confirmed: str
    gone: str
    asks_others: str
    asks_later: str
    put_off: str
    all_confirmed: str
    reason_confirmed: str
    reason_gone: str

    # Whether an answer was of use.
    was_of_use: str
    reached: str
    not_reached: str
    ask_no_more: str
    asks_no_more: str
    asks_again: str
    no_such_question: str
    thanks_anyway: str
    thanks_reached: str
    thanks_not_reached: str
    nobody_reached: str
    reason_reached: str
    use_checks: str

    # Questions without a good answer.
    did_not_help: str
    tell_me: str
    will_tell: str
    question_forgotten: str
    there_is_an_answer: str
    gaps_of_week: str
    no_topic: str
    ask_colleagues_about: str
    gaps_at_desk: str
    gaps_in_chat: str

    # Phrasings that people teach by their choices.
    wanted_phrasings: str
    no_phrasings: str
    show_phrasings: str
    add_phrasing: str
    drop_phrasing: str
    no_such_phrasing: str
    phrasing_added: str
    phrasing_dropped: str
    phrasing_is_taken: str
    reason_phrasing: str
