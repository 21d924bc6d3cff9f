"""Every sentence on centres and who looks after their entries in English."""

from handlers.i18n.catalogue.membership import MembershipTexts

ENGLISH = MembershipTexts(
    no_membership=(
        "You don’t belong to a centre here yet. Ask colleagues or {office} for a code and send it to me, "
        "such as “ABCD-EF23”."
    ),
    memberships="You belong to: {centres}. </care> shows what is to do there.",
    invite="Invite a colleague",
    who_belongs="Who belongs to it?",
    invitation=(
        "The code for **{centre}**: **{code}**\n\nWhoever sends it to me in a direct chat belongs to it and may change "
        "your entries. It is valid for {days} days, {uses}. Give it to colleagues only."
    ),
    for_one="for one person",
    for_several="for {number} people",
    joined="You now belong to **{centre}**. </care> shows what is to do, </members> who else belongs to it.",
    belongs_already="You already belong to **{centre}**.",
    joined_with_your_code="{name} now belongs to **{centre}**, with your code.",
    take_out_again="Remove again",
    granted="{name} now belongs to **{centre}**. Let them know: </care> is where it starts.",
    they_belong_already="{name} already belongs to **{centre}**.",
    no_account=(
        "That is no account. On Matrix it looks like @anna:example.org, on Telegram it is a number: 4711. "
        "A code is easier: write “/member invite”."
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
    goes_or_away="Are you leaving for good, or away for a while?",
    i_go="I am leaving",
    i_am_away="I need a deputy",
    nothing_to_hand_over="You have nothing to pass on: no centre, no open question, no subscription.",
    no_centre_to_deputise="A deputy can stand in for you at your centre; you don’t belong to one here.",
    away_until_when="Until when? Write the last day, such as “15 August”.",
    no_past_day="That day is over, or more than a year ahead. Until when are you away?",
    who_takes_over=(
        "**You pass on:**\n\n{duties}\n\nWho takes over? I ask them first; until they agree, everything stays with you."
    ),
    who_stands_in=(
        "**Until {day} somebody stands in for you:**\n\n{duties}\n\nWho? I ask them first. After that day it ends "
        "by itself."
    ),
    somebody_else="Somebody else, with a code",
    offered="I have asked {name}. Until they answer, everything stays with you.",
    offered_by_code=(
        "The code for your handover: **{code}**\n\nWhoever sends it to me in a direct chat sees what it is about and "
        "can agree. It works once, for {days} days. Until then everything stays with you."
    ),
    withdraw="Withdraw",
    has_withdrawn="Withdrawn. Everything stays with you.",
    asks_you_for_good="**{name} is leaving** and would like to pass this on to you:\n\n{duties}\n\nDo you take over?",
    asks_you_until="**{name} is away until {day}.** Will you stand in?\n\n{duties}",
    take_over="Take over",
    decline="Decline",
    taken_over="Thank you, from now on this is yours:\n\n{duties}\n\n</care> shows what is to do.",
    stands_in="Thank you! You stand in until {day}; </care> shows what is to do. After that it ends by itself.",
    was_taken_over="{name} has agreed. This is now theirs:\n\n{duties}",
    has_declined="All right, you take over nothing.",
    was_declined="{name} does not take over. Everything stays with you; </handover> asks somebody else.",
    no_handover="This handover no longer exists.",
    duty_centres="{centres}",
    duty_questions="open questions to colleagues: {number}",
    duty_subscriptions="subscriptions: {number}",
    duty_role="the role of an editor",
    role_stays="*Your role of an editor is part of the configuration. Whoever runs Lotse changes it.*",
    role_passed_on="The role of an editor has passed from {giver} to {taker}; both have agreed.",
    i_am_back="I am back",
    is_back="Welcome back! From now on I ask you again. Nobody stands in for you any more.",
    deputy_over="You stand in at **{centre}** no longer; it ended earlier than agreed. Thank you for helping out!",
    to_do="**This is to do:**",
    nothing_to_do="There is nothing to do right now. Thank you for looking after it!",
    nothing_more_to_do="There is nothing more to do. Thank you!",
    more_to_do="More",
    to_be_reviewed="Somebody should have looked at **{entry}** by {day}. Is everything still right?",
    has_ended="**{entry}** has not been valid since {day}.",
    still_holds="Still right",
    change_it="Change",
    look_at_it="Look at it",
    confirmed="Thank you! **{entry}** is confirmed as of today.",
    not_to_confirm="You can’t confirm that here. </care> shows what is yours to do.",
    changed_meanwhile="**{entry}** has been changed meanwhile. </care> shows what is left to do.",
    round_progress="**Round {quarter}/{year}**, since {day}: {checked} of {total} contact details checked",
    round_missing="Something is missing at {number} of {centres} centres:",
    round_line="- {centre}: {fields}",
    round_nobody="(nobody looks after it)",
    round_more="- and {number} more; all are in the file of </round>",
    round_complete="Nothing is missing any more. Thanks to all!",
    round_own_missing=(
        "**Round {quarter}**, {centre}: {checked} of {total} contact details checked. Still missing: {fields}."
    ),
    round_own_complete=(
        "**Round {quarter}**, {centre}: {checked} of {total} contact details checked. That is all it takes."
    ),
    round_off="Rounds are turned off. Whoever runs Lotse can turn them on.",
    round_begins="**A new round begins.** Until {day} it is about phone, email, address and website of all centres.",
    round_asks=(
        "I ask those who look after them whether they still hold: once a week at most, and not about what somebody has "
        "checked in the last three months."
    ),
    round_asks_nobody="I ask nobody by myself, as it is set so. </care> shows each centre what is missing.",
    round_without_members="Centres that nobody looks after: {number}. I can ask nobody there.",
    round_ends="**The round ends on {day}.**",
    show_round="Show progress",
    round_columns=(
        "Centre",
        "ID",
        "Contact details",
        "checked",
        "checked shortly before",
        "missing",
        "what is missing",
        "not known",
        "checked last",
        "Members",
    ),
    nobody_reached=(
        "**Nobody looks after these right now:**\n\n{centres}\n\nAsk there who takes over, and send them a code."
    ),
    all_have_left="{centre}: nobody belongs to it any more; whoever did last has left.",
    all_are_gone="{centre}: everybody who belongs to it has left the chat with me or blocked me.",
    nobody_answers="{centre}: nobody has answered my questions for four weeks.",
    invite_to="Code for {centre}",
)
