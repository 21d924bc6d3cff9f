"""Every sentence in English."""

from handlers.i18n.catalogue import Texts

ENGLISH = Texts(
    phone="Phone",
    email="E-mail",
    address="Address",
    website="Web",
    persons="Contact persons",
    area="In charge of",
    district="Administrative district",
    focus="Focus",
    opened="Opened",
    target_group="For whom",
    offered_by="Offered by",
    status="Status",
    source="Source",
    as_of="as of",
    undated="undated",
    day="{day} {month} {year}",
    month="{month} {year}",
    months="January February March April May June July August September October November December",
    before="before {date}",
    after="after {date}",
    since="{date} or later",
    note="Note",
    successor="Today",
    check="please check",
    expired="⚠ This was valid until {date}.",
    overdue="⚠ This should have been reviewed by {date}.",
    corrected_on="*corrected on {date}*",
    corrected="I have corrected this answer. {changes}.",
    withdrawn="This answer is no longer valid.",
    no_longer_valid="“{title}” is no longer valid",
    unknown_now="is no longer known",
    changed_text="The text on “{title}” is new",
    not_on_file="{detail} is not on file for {title}.",
    nothing_on_file="No contact details are on file for {title}.",
    missing="Not on file: {details}.",
    ask_website="Please ask through the website.",
    ask_office="To be put through: {office}.",
    german_only="(The entry itself is in German.)",
    a_phone="A phone number",
    a_email="An e-mail address",
    a_address="A postal address",
    a_website="A website",
    no_amount="I don't know an amount.",
    no_number="I don't know a number.",
    no_deadline="I don't know a deadline.",
    no_duration="I don't know how long it takes.",
    no_date="I don't know a date.",
    no_hours="I don't know when somebody can be reached there.",
    no_leader="I don't know who leads it.",
    no_phone="I don't have a phone number.",
    no_email="I don't have an e-mail address.",
    no_address="I don't have an address.",
    choose="Which of these do you mean?",
    meant="Do you mean …?",
    contact="Contact",
    offers="Offers",
    colleagues="Ask colleagues",
    details="More",
    back="← back",
    counted_already="I have taken that up already. Please write it anew if you mean something else.",
    superseded="That changes nothing any more: what you wrote afterwards counts.",
    outdated="These choices are outdated. Please ask me again.",
    in_charge_here="In charge of this place:",
    several_here="Several centres may be in charge of this place:",
    outside="This place is not in North Rhine-Westphalia. I only know the municipal integration centres there.",
    outside_near="This place is not in North Rhine-Westphalia. The nearest area is that of:",
    elsewhere="{place} is not in NRW. There are municipal integration centres in North Rhine-Westphalia only.",
    this_place="This place",
    in_region="In the Regierungsbezirk **{region}** there are {number} municipal integration centres: {centres}."
    "\n\nWrite one of the names to get its contact details.",
    pin="(pin: middle of the postal code area)",
    greeting=(
        "Hello! I am **Lotse**, the assistant of the municipal integration centres (KI) in North Rhine-Westphalia. "
        "Ask me about a centre, an offer or a term, for example:"
    ),
    try_centre="Phone number of {name}",
    try_offer="Tell me about {name}",
    only_text="I only understand text and shared locations. Write me your question, and I will look for the answer.",
    about=(
        "Lotse is the assistant of the municipal integration centres in North Rhine-Westphalia: it knows the 54 "
        "centres, their offers and their network, and gives source and date with every answer."
    ),
    about_short="Information on the municipal integration centres in NRW",
    privacy=(
        "**What Lotse keeps**\n\n"
        "Lotse works for {office}. It keeps what it needs to answer, and only as long:\n\n"
        "- **Your messages**: until they are answered; a question for half an hour, so that you can pass it on to "
        "colleagues. After that, for {events} and without text, whom I answered "
        "and what about, so that follow-ups and changes arrive. The text of a question is kept for {unanswered}, so "
        "that the editors see what is asked and what I lack; nobody sees who asked it.\n"
        "- **What you have chosen** (language, centre, subscriptions, connected accounts): until you change it.\n"
        "- **Questions to colleagues**, what was said about them and whom I sent it to: {exchanges}. They are read in "
        "the topic's channels, under the name that you chose.\n"
        "- **Proposals for entries** that you made: {exchanges}. Who decides on them does not see whose they are.\n"
        "- **Announcements** that you got, answered or acknowledged: {announcements}. Editors read replies; “read” "
        "counts by centre.\n"
        "- **Notices** that you need only once and have got: {notices}. Which messages I carried on I know for "
        "{carried}, without their texts and without who wrote them.\n\n"
        "Otherwise only whoever runs Lotse sees this. No other service learns what you ask. </mydata> sends you "
        "all that is kept of you; </erase> erases it."
    ),
    only_directly="That works in a direct chat only, others read here.",
    only_privately=("I have something that is for you alone. Others read here: please write to me in a direct chat."),
    days="{number} days",
    years="{number} years",
    my_data="Here is all that is kept of you.",
    erase_sure=(
        "**Shall I erase all that is kept of you?**\n\n"
        "Your questions to colleagues, and what you said about others', go where others read them too; so do "
        "subscriptions, connected accounts and whatever you have chosen. This can't be undone. "
        "What Telegram does not let me delete any more, as it is older than two days, stays there."
    ),
    erase="Erase all of it",
    erased=(
        "All of it is erased. This is my last message; if you write or invite me again, we begin anew. "
        "Our chat is yours: you can delete it in your app."
    ),
    thanks="You are welcome! Just ask if there is anything else.",
    farewell="See you soon!",
    wellbeing="I’m fine, thank you: I’m a program and always awake. What would you like to know?",
    origin=(
        "I’m **Lotse**, a program and not a human being. I search what the editors of the Kommunale "
        "Integrationszentren in North Rhine-Westphalia have put together, and make nothing up. I was developed for "
        "their network. You can talk to people as well: I’ll gladly pass your question on to colleagues."
    ),
    complaint=(
        "I’m sorry that I couldn’t help. Try other words or a single keyword; what I don’t know, colleagues may. "
        "For example:"
    ),
    praise="Thank you, that’s good to hear! If there is anything else, just ask.",
    laughter="Nice to have a laugh! How can I help?",
    apology_accepted="No problem! Just write again what you would like to know.",
    test="Yes, I’m here and can read you. Try for example:",
    assent="Good! If there is anything else, just ask.",
    chatter="Small talk is not my strength, and I know no good jokes either. Better ask me, for example:",
    puzzled="Was something unclear? Ask me about a centre, an offer or a term; a keyword is enough. For example:",
    help=(
        "**What I can do for you:**\n\n"
        "- **Find centres**: a town, a district or a postal code is enough, such as “KI Herne” or “44787”\n"
        "- **Explain offers, terms and the network**: “What is KOMM-AN?”, “Phone number of KI Herne”\n"
        "- **Pass questions on to colleagues**: “Does anyone have experience with …?”\n\n"
        "I also understand follow-ups such as “and in Herne?”. What I don't know, I say."
    ),
    more_help="</help> shows the commands, too.",
    all_commands="All commands",
    commands_here="Commands: {commands}",
    commands_of_moderators="Moderation: {commands}",
    commands_of_editors="Editors: {commands}",
    only_in_direct_chats="In a direct chat with me only: {commands}",
    in_this_group="Here I answer when you mention me, reply to me or send a command.",
    in_this_matrix_room="Here I answer when you mention me, reply to me or begin with `!lotse`.",
    unknown_command="I don't know “{word}”. </help> shows what I can do.",
    did_you_mean="I don't know “{word}”. Do you mean {command}?",
    is_it_this="Do you mean {command}?",
    welcome="Good to have you here! </help> shows what I can do, </privacy> what I keep.",
    joined_group=(
        "Hello! I am **Lotse** and answer questions about the municipal integration centres in NRW. Mention me, reply "
        "to a message of mine or send a command; </help> shows all of them. What is not meant for me I "
        "neither answer nor keep: </privacy>"
    ),
    joined_matrix_room=(
        "Hello! I am **Lotse** and answer questions about the municipal integration centres in NRW. Mention me, reply "
        "to a message of mine or begin with `!lotse`; </help> shows all commands. What is not meant for me I "
        "neither answer nor keep: </privacy>"
    ),
    none=(
        "I have nothing on that. I know the municipal integration centres in North Rhine-Westphalia, their offers and "
        "their network. Shall I pass the question on to colleagues?"
    ),
    none_about="The closest I have may be:",
    perhaps="Do you mean {names}?",
    either="or",
    empty="There was nothing to read. Please write a question in words, such as “Which KI is responsible for Unna?”",
    unknown_script="I can’t read this script. Please write in German or English, for example “KI Essen”.",
    outside_office=(
        "I have nothing on that: opening hours, appointments and contacts of other offices are on their websites. I "
        "know the Kommunale Integrationszentren in NRW, their offers and their network."
    ),
    outside_residence=(
        "I have nothing on that: the law of residence depends on the single case. The Ausländerbehörde decides; a "
        "Migrationsberatung helps free of charge."
    ),
    outside_benefits=(
        "I have nothing on that: benefits are applied for at the office that pays them, such as the Jobcenter, "
        "Sozialamt or Familienkasse. A Migrationsberatung helps immigrants free of charge."
    ),
    outside_machine=(
        "I have nothing on that: to me KI means Kommunales Integrationszentrum. Colleagues may know more about "
        "artificial intelligence."
    ),
    outside_private=(
        "I have nothing on that; it is not what I am for. I know the Kommunale Integrationszentren in NRW, their "
        "offers and their network. If it is about your work, I can pass the question on to colleagues."
    ),
    which_centre="Of which centre? Give me a town, a district or a postal code.",
    exchange="This is a question for the colleagues in the network.",
    exchange_topic="Matching topic: **{topic}**",
    exchange_other_topics="or: {topics}",
    exchange_known="What I know about it already:",
    ask_anyway="Ask anyway",
    other_topic="Another topic",
    passed_on="Your question to colleagues: “{question}”",
    which_topic="Which topic does your question belong to?",
    all_topics="The topics of exchange:",
    unknown_topic="I do not know this topic. </topics> shows all of them.",
    which_topic_meant="I do not know exactly this topic. Do you mean one of these?",
    with_name="With name and centre",
    with_centre="With centre only",
    without_name="Anonymously",
    which_signature="What shall colleagues read of you?",
    which_own_centre="Which centre do you work for? Write its place, such as “Herne”.",
    own_centre="Your centre: **{centre}**",
    centre_stays="Your centre stays **{centre}**. </centre> changes it.",
    preview="This is what colleagues will read:",
    what_is_kept=(
        "I keep your question, your account and the answers for {exchanges}, so that they find each other. "
        "Whoever answers sees no more of you than stands above."
    ),
    send_it="Send",
    dropped="The question is dropped. Nothing was sent.",
    no_channel="There is no channel for this topic yet; nothing was sent. Please turn to {office}.",
    anonymous="anonymous",
    anonymous_other="Anonymous colleague {number}",
    same_signature="{name} ({number})",
    question="Question",
    how_to_answer="Reply to this message, and I will bring your answer back.",
    asked=(
        "Your question **#A{number}** now goes to your colleagues (channels: {channels}). I bring you the "
        "answers; just reply to them to ask further."
    ),
    solved_by_sign="When it is solved, {sign} under an answer is enough.",
    solved="Solved",
    closed="**#A{number}** is solved. Thank you!",
    closed_already="**#A{number}** is closed already.",
    closing="✅ The question **#A{number}** is solved. Thanks to everybody!",
    not_yours="This takes a question of your own, as in </solved #A12>.",
    copied="**{author}** on **#A{number}**{merged}:\n\n{text}",
    merged_with=" (merged with **#A{number}**)",
    answer_it="Reply",
    which_answer="Write your answer to **#A{number}** now, with a file if you like.",
    answer_sent="Your answer to **#A{number}** is on its way.",
    is_channel="From now on questions on **{topic}** stand here.",
    channel_of="Questions on **{topic}** stand here. </channel off> ends that, another topic changes it.",
    no_channel_here="No questions to colleagues stand here. This changes it: </channel Sport>",
    channel_ended="From now on no questions on **{topic}** stand here. To undo it: </channel {slug}>",
    sure_channel="This is a direct chat: one person would read new questions on **{topic}** here. Make it a channel?",
    make_it_channel="Yes, make it a channel",
    make_it_no_channel="No",
    channel_not_made="All right, this chat is no channel. </subscribe {slug}> brings new questions to you.",
    file_too_large=(
        "The file does not arrive at **#A{number}**: I can't carry more than 20 MB. Your text is on its way."
    ),
    shortened="*Shortened: the whole message ({characters} characters) is in the file.*",
    question_shortened="*Shortened: the beginning of {characters} characters; the whole question is in the file.*",
    thousands=",",
    question_file_too_large="The file stays behind: I can't carry more than 20 MB.",
    question_file_tells_too_much="The file stays behind, as it may tell from whom it is.",
    file_tells_too_much=(
        "The file does not go with **#A{number}**, as it may tell whose it is. Your text is on its way."
    ),
    item_tells_too_much=(
        "I do not pass this on with **#A{number}**, as it may tell whose it is. Write it as text if others may read it."
    ),
    maybe_repeated="*You may have received this message before.*",
    asked_before="This was asked before:",
    asked_already="Nearly the same was just asked, **#A{number}**:\n\n{question}",
    join_it="I would like to know, too",
    joined="You now read the answers to **#A{number}**. If you reply to them, colleagues read: {signed}.",
    topic_with_open="{topic} ({number} open)",
    withdraw_name="Withdraw my name",
    name_withdrawn="**#A{number}** is anonymous now: I delete the question everywhere and post it anew, with the "
    "answers below. I can't take back what somebody has already read, notifications on phones, and what others have "
    "quoted or copied.",
    name_withdrawn_merged="**#A{number}** is anonymous now: I delete your question in the channels, as it was "
    "merged into **#A{into}**, and post anew what you said there. I can't take back what somebody has already read, "
    "notifications on phones, and what others have quoted or copied.",
    anonymous_already="**#A{number}** is anonymous already.",
    which_helped="Did one of the answers help most?",
    answer_of="{author}: “{beginning}”",
    helped="Thank you! I ask whether the answer may be kept for everybody.",
    helped_already="This answer is noted already.",
    ask_consent=(
        "Your answer to **#A{number}** helped! May it stand with your name beside the question and, without "
        "it, in the knowledge base?"
    ),
    consent="Yes, please",
    no_consent="Rather not",
    consented="Thank you! The editors will look at it.",
    refused="All right, it stays where it is.",
    not_asked="That is decided already, or you were not asked.",
    lesson="Draft for the knowledge base, from question **#A{number}**:",
    how_to_change="To change it: </draft {number} New title>, and the new text in the lines below.",
    approve="Approve",
    dismiss="Dismiss",
    lessons="Drafts for the knowledge base: {number}",
    no_lessons="No draft is waiting.",
    no_lesson="This draft is not there any more. </drafts> shows all of them.",
    lesson_approved="Approved: from now on I answer with it.",
    lesson_dismissed="Dismissed.",
    lesson_source="Exchange between colleagues, question #A{number}",
    none_of_yours="You have not asked anything yet. This is how: </ask Has anybody tried …?>",
    your_questions="Your questions, the newest first:",
    nothing_open="No question is open right now.",
    open_questions="Open questions ({number}), first those that you may know something about:",
    unknown_question="There is no such question, or no longer.",
    look="look",
    still_open="Open",
    is_closed="Solved",
    what_came_of_it="{state} · answers: {answers} · thanks: {thanks}",
    still_unanswered="Nobody has written anything on **#A{number}** yet. Does anybody know, or know whom to ask?",
    moderators_told="**#A{number}** ({topic}) has had no answer for days:\n\n{question}",
    is_it_open="Nothing came on your question **#A{number}**. Is it still open?\n\n{question}",
    still_wanted="Yes, still open",
    kept_open="**#A{number}** stays open; I remind the colleagues once more.",
    subscribe="Subscribe",
    subscribe_directly="This works only in a direct chat with me.",
    which_pace="When shall I bring you new questions on **{topic}**? Also: </subscribe {slug} fri 14>",
    no_such_hour=(
        "I don't understand this hour; every full hour is possible, such as </subscribe {slug} daily 8>. Choose, or "
        "write it again."
    ),
    at_once="At once",
    every_day="Every day at 8",
    every_monday="Mondays at 8",
    subscribed="Subscribed: **{topic}**, {when}. To end it: </unsubscribe {slug}>",
    unsubscribed="Subscription ended.",
    not_subscribed="You had not subscribed to that.",
    when_now="at once",
    when_daily="every day at {hour}:00",
    when_weekly="{weekday} at {hour}:00",
    weekdays="Mondays Tuesdays Wednesdays Thursdays Fridays Saturdays Sundays",
    digest="New questions on **{topic}**: {number}. To end this: </unsubscribe {slug}>",
    not_moderated="This takes a question on a topic that you moderate, as in </move #A12 kim>.",
    nothing_to_moderate="No question is open whose topic you moderate.",
    which_to_moderate="Which question?",
    which_to_merge_into="Which question shall **#A{number}** become part of?",
    which_topic_for="To which topic shall **#A{number}** move?",
    no_channel_there="There is no channel for that topic yet; the question stays where it is.",
    moved="**#A{number}** now stands under **{topic}**.",
    stands_now="Question **#A{number}** now stands in “{topic}”; what is written here arrives all the same.",
    merged="**#A{number}** now belongs to **#A{into}**.",
    merged_into="**#A{number}** was merged with **#A{into}**, where the answers stand.",
    merged_take="**#A{number}** was merged into **#A{into}**. Please take **#A{into}**.",
    solved_for_you="**#A{number}** is solved for you, I'll bring you no more about it.",
    stays_open="**#A{into}**, into which it was merged, stays open.",
    read_on="Read on after all",
    reads_on="**#A{number}** was merged into **#A{into}**, I'll bring you the answers to both.",
    hidden="**#A{number}** is hidden.",
    hidden_of_yours="A moderator has taken your question **#A{number}** out of the channels.",
    shown_again_of_yours="Your question **#A{number}** can be read again.",
    not_hidden="**#A{number}** is not hidden.",
    channel_empty=(
        "Nobody is in the room on **{topic}** right now. I will put your question **#A{number}** there as soon as "
        "somebody is."
    ),
    channel_not_reached="**#A{number}** could not be shown in one of the channels; the others read it.",
    channel_missed="**#A{number}** could not appear in one of the channels.",
    asker_not_reached="I could not bring your answer to **#A{number}**: whoever asked can no longer be reached.",
    does_it_belong="Does this belong to **#A{number}**?",
    belongs="Yes, to #A{number}",
    belongs_not="No, a new question",
    carried="Passed on to **#A{number}**.",
    decided_already="That is decided already. Please write it again.",
    empty_not_carried="I can't pass that on to **#A{number}**. Please say in words what you mean.",
    remark_not_carried="I could not bring your message on **#A{number}** to all channels.",
    offers_at=("What a centre offers locally is found on its website{website}. Common offers that I can explain:"),
    unknown_entry="That entry is no longer there. Just ask me again.",
    connect_code=(
        "Your code: `{code}`\n\nSend it to me within ten minutes in the direct chat of your other account. Then I ask "
        "you here whether to connect the two. If you got a code there already, send it to me here."
    ),
    connect_waiting=(
        "Your code from above holds until {until}. Send it to me in the direct chat of your other account, or send me "
        "the code here that you got there."
    ),
    connect_called_off="All right, the code does not hold any more.",
    connect_directly="This works in a direct chat only, so that nobody else reads the code. Write me </connect> there.",
    connect_unknown="There is no such code any more. Get a new one with </connect>; it works once, for ten minutes.",
    connect_too_many="Those were too many wrong codes. Try again in an hour.",
    connect_same="This code is your own. Send it to me with your other account.",
    connect_asked=(
        "I am asking the account that the code came from. Nothing is connected until it is confirmed there, within ten "
        "minutes."
    ),
    connect_sure=(
        "**{name}** on {platform} entered your code and wants to be connected to this account. Is that you?\n\n"
        "To me, connected accounts are one person: with the same questions, subscriptions and rights."
    ),
    connect_same_platform="Mind: both accounts are on {platform}.",
    connect_yes="Connect",
    connect_no="Decline",
    connect_expired="There is no such request any more. </connect> starts over.",
    connect_refused="The other account declined; nothing is connected.",
    connect_refused_here="Declined; nothing is connected.",
    connect_withdrawn="All right, I stop asking there; nothing is connected.",
    connect_withdrawn_there="**{name}** on {platform} took the request back; nothing is connected.",
    connect_over=(
        "This request is decided already, or has expired. </disconnect> disconnects accounts, </connect> starts over."
    ),
    connected="Connected to **{name}** on {platform}: I know you as one person now. </disconnect> undoes it.",
    disconnected="Disconnected: this account stands for itself again.",
    disconnected_other="**{name}** on {platform} has disconnected and is not connected to this account any more.",
    erased_other=(
        "**{name}** on {platform}, connected to this account, had everything erased, what was kept of this account "
        "too. If you write to me again, we start over."
    ),
    not_connected="This account is not connected to any other. </connect> does that.",
    language_chosen="All right, I will answer in English.",
    language_unknown="I speak German and English: </language de> or </language en>.",
    apology="Something went wrong on my side, I am sorry. Please try again in a moment. (Reference: {reference})",
    crowded="Very many people are asking just now, so this took a while. Thank you for waiting!",
    late="Sorry, the answer to your question of {asked_at} comes late.",
    unreadable=(
        "I can't decrypt this message, your app did not give me the key. Most often that is because it gives keys to "
        "verified devices only. Switch off “Never send encrypted messages to unverified sessions” for this room, or "
        "verify me. Then send it once more."
    ),
    slow_down="That was a lot of questions at once. I will answer them all, one after the other; it takes a moment.",
    editors_only="That is for editors only.",
    due="Entries to be reviewed: {number}",
    alert_platform=(
        "⚠️ **{detail} has been out of reach for five minutes.** Answers there wait; Lotse goes on trying. The log "
        "and `lotse doctor` tell what is wrong."
    ),
    alert_outbox="⚠️ **An answer has been waiting for {detail} minutes to be sent.** Lotse goes on trying.",
    alert_knowledge=(
        "⚠️ **Changed knowledge can't be loaded.** Lotse answers from what it had before. `lotse doctor` tells why."
    ),
    alert_disk="⚠️ **Only {detail} of the disk is free.** Once it is full, Lotse can't take anything in.",
    alert_refused=(
        "⚠️ **{detail} does not let Lotse in any more**, and Lotse has ended. Check login and token with `lotse doctor`."
    ),
    unanswered="**Questions without a good answer:**",
    all_answered="There are no unanswered questions at the moment.",
    nothing_due="No entry needs a review.",
    removed=(
        "I am no longer in the room {room}: {sender} removed me. What I still had to say there is not sent. "
        "If somebody invites me again, I answer there as before."
    ),
    banned=(
        "I am no longer in the room {room}: {sender} banned me. What I still had to say there is not sent. "
        "I can only come back when the ban is lifted and somebody invites me."
    ),
    ways_in_words="*“back” goes one step back, “cancel” stops.*",
    way_out_in_words="*“cancel” stops.*",
    step_back="Back",
    cancel="Cancel",
    left="All right, cancelled.",
    go_on="Go on",
    still_waiting="*We were not finished with what came before.*",
    no_such_choice="There is no {number} here right now. You can choose from:",
    no_list="There is no list here right now that {number} belongs to. Just ask me again.",
    not_your_choice="This choice is somebody else's.",
    outdated_choice="This choice is no longer valid. What stands there now is.",
    which_question="What would you like to ask your colleagues? For example: “Has anybody worked with …?”",
    draft_changed="The question has changed in the meantime. Please have another look at it.",
    draft_changed_since="The draft has been changed otherwise meanwhile. </drafts> shows it.",
    asked_once="You have asked this question already, as **#A{number}**.",
    no_draft="I no longer have this question.",
    misfit_text="I need a text here.",
    misfit_file="I need a file here, such as a picture or a PDF.",
    misfit_place="I don't know this place. Write, for example, “Herne”, “Kreis Unna” or “44787”.",
    misfit_time="I don't understand this time. Write, for example, “tomorrow 9:00” or “Mo 8:30”.",
    misfit_day="I don't understand this day. Write, for example, “15 August” or “2027-08-15”.",
    misfit_audience="I can't tell whom you mean. Write, for example, “all” or “zentrum:bochum”.",
    misfit_topic="I don't know this topic. Choose one, or write its name, such as “Sprachmittlung”.",
    misfit_code="That is no code. A code looks like this: “ABCD-EF23”.",
    misfit_choice="That does not fit here. Choose one of the answers, by its number or its words.",
    no_channel_reached="**#A{number}** could not appear in any channel. Please contact the editors.",
    change="Change",
    not_right="Not right?",
    which_lesson_text=(
        "How shall the draft read? Its title stands in the first line, its text below. A single line is the new text."
    ),
    desk_link=(
        "This way to the editors’ desk: <{url}>\n\nThe link works once, for {minutes} minutes. Don’t pass it on."
    ),
    desk_off="There is no editors’ desk in the browser here.",
    desk_directly="This works in a direct chat only, so that nobody else reads the link. Write me </desk> there.",
    desk_signed_out="You are signed out of the editors’ desk, on all devices.",
    desk_not_signed_in="You were not signed in at the editors’ desk anywhere.",
)
