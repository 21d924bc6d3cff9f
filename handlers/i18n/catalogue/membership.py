"""The catalogue of centres and who looks after their entries; placeholders stand in braces."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class MembershipTexts:
    """The sentences of one language; Markdown."""

    # Membership of a centre
    no_membership: str
    memberships: str
    invite: str
    who_belongs: str
    invitation: str
    for_one: str
    for_several: str
    joined: str
    belongs_already: str
    joined_with_your_code: str
    take_out_again: str
    granted: str
    they_belong_already: str
    no_account: str
    is_group: str
    not_yours: str
    which_centre: str
    leave_sure: str
    leave: str
    has_left: str
    remove_sure: str
    remove: str
    removed: str
    was_removed: str
    no_member: str
    members: str
    no_members: str
    deputy_until: str

    # Handover
    goes_or_away: str
    i_go: str
    i_am_away: str
    nothing_to_hand_over: str
    no_centre_to_deputise: str
    away_until_when: str
    no_past_day: str
    who_takes_over: str
    who_stands_in: str
    somebody_else: str
    offered: str
    offered_by_code: str
    withdraw: str
    has_withdrawn: str
    asks_you_for_good: str
    asks_you_until: str
    take_over: str
    decline: str
    taken_over: str
    stands_in: str
    was_taken_over: str
    has_declined: str
    was_declined: str
    no_handover: str
    duty_centres: str
    duty_questions: str
    duty_subscriptions: str
    duty_role: str
    role_stays: str
    role_passed_on: str
    i_am_back: str
    is_back: str
    deputy_over: str

    # Care
    to_do: str
    nothing_to_do: str
    nothing_more_to_do: str
    more_to_do: str
    to_be_reviewed: str
    has_ended: str
    still_holds: str
    change_it: str
    look_at_it: str
    confirmed: str
    not_to_confirm: str
    changed_meanwhile: str

    # Rounds over the contact details of centres; `round_columns` are the headers of the file.
    round_progress: str
    round_missing: str
    round_line: str
    round_nobody: str
    round_more: str
    round_complete: str
    round_own_missing: str
    round_own_complete: str
    round_off: str
    round_begins: str
    round_asks: str
    round_asks_nobody: str
    round_without_members: str
    round_ends: str
    show_round: str
    round_columns: tuple[str, ...]

    # To the office
    nobody_reached: str
    all_have_left: str
    all_are_gone: str
    nobody_answers: str
    invite_to: str
