"""The catalogue of centres and who looks after their entries; placeholders stand in braces."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
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
