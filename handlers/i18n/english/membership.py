"""Every sentence on centres and who looks after their entries in English."""

from handlers.i18n.catalogue.membership import MembershipTexts

ENGLISH = MembershipTexts(
    no_membership=(
        "You don’t belong to a centre here yet. Ask colleagues or {office} for a code and send it to me, "
        "such as “ABCD-EF23”."
    ),
    memberships="You belong to: {centres}. </pflege> shows what is to do there.",
    invite="Invite a colleague",
    who_belongs="Who belongs to it?",
    invitation=(
        "The code for **{centre}**: **{code}**\n\nWhoever sends it to me in a direct chat belongs to it and may change "
        "your entries. It is valid for {days} days, {uses}. Give it to colleagues only."
    ),
    for_one="for one person",
    for_several="for {number} people",
    joined="You now belong to **{centre}**. </pflege> shows what is to do, </mitglieder> who else belongs to it.",
    belongs_already="You already belong to **{centre}**.",
    joined_with_your_code="{name} now belongs to **{centre}**, with your code.",
    take_out_again="Remove again",
    granted="{name} now belongs to **{centre}**. Let them know: </pflege> is where it starts.",
    they_belong_already="{name} already belongs to **{centre}**.",
    no_account=(
        "That is no account. On Matrix it looks like @anna:example.org, on Telegram it is a number: 4711. "
        "A code is easier: write “/mitglied einladen”."
    ),
    is_group="That is a group. Take the account of a person: on Telegram a number without minus.",
    not_yours="That works only for a centre that you belong to.",
    which_centre="Which centre is it about?",
    leave_sure="Do you want to leave **{centre}**? You can come back only with a new code.",
    leave="Leave",
    has_left="You no longer belong to **{centre}**.",
    remove_sure="Shall {name} no longer belong to **{centre}**?",
    remove="Remove",
    removed="{name} no longer belongs to **{centre}**.",
    was_removed="You no longer belong to **{centre}**. If that is a mistake, ask there or {office}.",
    no_member="{name} does not belong to **{centre}**.",
    members="To **{centre}** belong:\n\n{members}",
    no_members="Nobody belongs to **{centre}** yet.",
    deputy_until="deputy until {day}",
)
