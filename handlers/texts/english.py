"""Every sentence in English."""

from handlers.texts.catalogue import Texts

ENGLISH = Texts(
    phone="Phone",
    email="E-mail",
    address="Address",
    website="Web",
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
    note="Note",
    successor="Today",
    stale="⚠ These contact details may be outdated, please check them before use.",
    expired="⚠ This was valid until {date}.",
    overdue="⚠ This should have been reviewed by {date}.",
    not_on_file="{detail} is not on file for {title}.",
    nothing_on_file="No contact details are on file for {title}.",
    german_only="(The entry itself is in German.)",
    a_phone="A phone number",
    a_email="An e-mail address",
    a_address="A postal address",
    a_website="A website",
    choose="Which of these do you mean?",
    contact="Contact",
    offers="Offers",
    colleagues="Ask colleagues",
    more="More: {title}",
    back="← back",
    outdated="These choices are outdated. Please ask me again.",
    in_charge_here="In charge of this place:",
    several_here="Several centres may be in charge of this place:",
    outside="This place is not in North Rhine-Westphalia. I only know the municipal integration centres there.",
    outside_near="This place is not in North Rhine-Westphalia. The nearest area is that of:",
    pin="(pin: middle of the postal code area)",
    greeting=(
        "Hello! I am **Lotse**, the assistant of the municipal integration centres (KI) in North Rhine-Westphalia. "
        "Ask me about a centre, an offer or a term, for example:"
    ),
    try_centre="Which KI is responsible for Lüdenscheid?",
    try_offer="What is Griffbereit?",
    try_fact="Phone number of KI Bochum",
    only_text="I only understand text and shared locations. Write me your question, and I will look for the answer.",
    about=(
        "Lotse is the assistant of the municipal integration centres in North Rhine-Westphalia: it knows the 54 "
        "centres, their offers and their network, and gives source and date with every answer."
    ),
    about_short="Information on the municipal integration centres in NRW",
    start_command="What you can ask",
    help_command="What Lotse does for you",
    language_command="German or English",
    privacy_command="What Lotse keeps of you",
    privacy=(
        "**What Lotse keeps**\n\n"
        "Lotse works for {office}. It keeps what it needs to answer, and only as long:\n\n"
        "- **Your messages**: until they are answered. After that, for {events} and without text, whom I answered "
        "and what about, so that follow-ups and changes arrive. A question that I can't answer is kept for the editors "
        "for {unanswered}, and nobody sees who asked it.\n"
        "- **What you have chosen** (language, centre, subscriptions, connected accounts): until you change it.\n"
        "- **Questions to colleagues** and what was said about them: {exchanges}. They are read in the topic's "
        "channels, under the name that you chose.\n"
        "- **Announcements** that you got, answered or acknowledged: {announcements}. Editors read replies; “read” "
        "counts by centre.\n\n"
        "Otherwise only whoever runs Lotse sees this. No other service learns what you ask. `/mydata` sends you "
        "all that is kept of you; `/erase` erases it."
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
    keep="Erase nothing",
    erased=(
        "All of it is erased. This is my last message; if you write or invite me again, we begin anew. "
        "Our chat is yours: you can delete it in your app."
    ),
    connect_command="Connect accounts on Matrix and Telegram",
    disconnect_command="Disconnect connected accounts",
    thanks="You are welcome! Just ask if there is anything else.",
    farewell="See you soon!",
    help=(
        "**What I can do for you:**\n\n"
        "- **Find centres**: a town, a district or a postal code is enough, such as “KI Herne” or “44787”\n"
        "- **Explain offers and terms**: “What is KOMM-AN?”, “Rucksack in primary schools”\n"
        "- **Answer questions about the network**: “How many teachers does the state fund per centre?”\n"
        "- **Pass questions on to colleagues**: “Does anyone have experience with …?” or `/ask …`\n\n"
        "Every answer gives its source and date. What I don't know, I say. "
        "I also understand follow-ups such as “and in Herne?” or “and the phone number?”.\n\n"
        "Commands: `/help`, `/language de` or `/language en`. "
        "In groups I answer only when you mention me, reply to me or begin with `!lotse`."
    ),
    none=(
        "I have nothing on that. I know the municipal integration centres in North Rhine-Westphalia, their offers and "
        "their network. Shall I pass the question on to colleagues?"
    ),
    none_about="The closest I have may be:",
    empty="There was nothing to read. Please write a question in words, such as “Which KI is responsible for Unna?”",
    which_centre="Of which centre? Give me a town, a district or a postal code.",
    exchange="This is a question for the colleagues in the network.",
    exchange_topic="Matching topic: **{topic}**",
    exchange_other_topics="or: {topics}",
    exchange_known="What I know about it already:",
    exchange_how="Write me your question like this: `/ask Has anybody tried …?`",
    ask_anyway="Ask anyway",
    other_topic="Another topic",
    which_topic="Which topic does your question belong to?",
    all_topics="The topics of exchange:",
    unknown_topic="I do not know this topic. `/topics` shows all of them.",
    with_name="With name and centre",
    with_centre="With centre only",
    without_name="Anonymously",
    which_signature="What shall colleagues read of you?",
    which_own_centre="Which centre do you work for? Write `/centre` and the place, then choose again.",
    own_centre="Your centre: **{centre}**",
    preview="This is what colleagues will read:",
    what_is_kept=(
        "I keep your question, your account and the answers for two years, so that they find each other. "
        "Whoever answers sees no more of you than stands above."
    ),
    send_it="Send",
    drop_it="Drop",
    dropped="The question is dropped. Nothing was sent.",
    no_channel="There is no channel for this topic yet; nothing was sent. Please turn to {office}.",
    anonymous="anonymous",
    question="Question",
    how_to_answer="Reply to this message, and I will bring your answer back.",
    asked=(
        "Your question **#A{number}** now goes to your colleagues (channels: {channels}). I bring you the "
        "answers; just reply to them to ask further."
    ),
    solved="Solved",
    closed="**#A{number}** is solved. Thank you!",
    closed_already="**#A{number}** is closed already.",
    closing="✅ The question **#A{number}** is solved. Thanks to everybody!",
    not_yours="This takes a question of your own, as in `/solved #A12`.",
    copied="**{author}** on **#A{number}**:\n\n{text}",
    is_channel="From now on questions on **{topic}** stand here.",
    file_too_large=(
        "The file does not arrive at **#A{number}**: I can't carry more than 20 MB. Your text is on its way."
    ),
    file_tells_too_much=(
        "The file does not go with **#A{number}**, as it may tell whose it is. Your text is on its way."
    ),
    maybe_repeated="*You may have received this message before.*",
    asked_before="This was asked before:",
    asked_already="Nearly the same was just asked, **#A{number}**:\n\n{question}",
    join_it="I would like to know, too",
    joined="You now read the answers to **#A{number}**. If you reply to them, colleagues read: {signed}.",
    topic_with_open="{topic} ({number} open)",
    withdraw_name="Withdraw my name",
    name_withdrawn="**#A{number}** is anonymous now. Whoever has read it may still know.",
    which_helped="Did one of the answers help most?",
    answer_of="Answer of {author}",
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
    how_to_change="To change it: `/draft {number} New title`, and the new text in the lines below.",
    approve="Approve",
    dismiss="Dismiss",
    lessons="Drafts for the knowledge base: {number}",
    no_lessons="No draft is waiting.",
    no_lesson="This draft is not there any more. `/drafts` shows all of them.",
    lesson_approved="Approved: from now on I answer with it.",
    lesson_dismissed="Dismissed.",
    lesson_source="Exchange between colleagues, question #A{number}",
    none_of_yours="You have not asked anything yet. This is how: `/ask Has anybody tried …?`",
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
    which_pace="When shall I bring you new questions on **{topic}**? Also: `/subscribe {slug} fri 14`",
    at_once="At once",
    every_day="Every day at 8",
    every_monday="Mondays at 8",
    subscribed="Subscribed: **{topic}**, {when}. To end it: `/unsubscribe {slug}`",
    unsubscribed="Subscription ended.",
    not_subscribed="You had not subscribed to that.",
    when_now="at once",
    when_daily="every day at {hour}:00",
    when_weekly="{weekday} at {hour}:00",
    weekdays="Mondays Tuesdays Wednesdays Thursdays Fridays Saturdays Sundays",
    digest="New questions on **{topic}**: {number}. To end this: `/unsubscribe {slug}`",
    not_moderated="This takes a question on a topic that you moderate, as in `/move #A12 kim`.",
    no_channel_there="There is no channel for that topic yet; the question stays where it is.",
    moved="**#A{number}** now stands under **{topic}**.",
    merged="**#A{number}** now belongs to **#A{into}**.",
    merged_into="**#A{number}** was merged with **#A{into}**, where the answers stand.",
    hidden="**#A{number}** is hidden.",
    hidden_of_yours="A moderator has taken your question **#A{number}** out of the channels.",
    channel_empty=(
        "Nobody is in the room on **{topic}** right now. I will put your question **#A{number}** there as soon as "
        "somebody is."
    ),
    channel_not_reached="**#A{number}** could not be shown in one of the channels; the others read it.",
    asker_not_reached="I could not bring your answer to **#A{number}**: whoever asked can no longer be reached.",
    remark_not_carried="I could not bring your message on **#A{number}** to all channels.",
    topics_command="Topics of exchange, to subscribe to",
    open_command="Open questions that you may know about",
    mine_command="Your questions",
    lessons_command="Drafts for the knowledge base",
    ask_command="A question to colleagues",
    centre_command="The centre that you work for",
    offers_at=("What a centre offers locally is found on its website{website}. Common offers that I can explain:"),
    unknown_entry="That entry is no longer there. Just ask me again.",
    connect_code=(
        "Your code: `{code}`\n\nSend it to me within ten minutes in a direct chat on the other platform, "
        "and I will know that both of you are one."
    ),
    connect_directly="This works in a direct chat only, so that nobody else reads the code. Write me `/connect` there.",
    connect_unknown="There is no such code any more. Get a new one with `/connect`; it works once, for ten minutes.",
    connect_same="This code is your own. Send it to me on the other platform.",
    connected="Connected: I know you on both platforms now. `/disconnect` undoes it.",
    disconnected="Disconnected: this account stands for itself again.",
    not_connected="This account is not connected to any other. `/connect` does that.",
    language_chosen="All right, I will answer in English.",
    language_unknown="I speak German and English: `/language de` or `/language en`.",
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
    due_command="Entries that need a review",
    unanswered_command="Questions that nothing answers",
    unanswered="**Questions that I can't answer:**",
    all_answered="There are no unanswered questions at the moment.",
    channel_command="Questions on a topic go here",
    nothing_due="No entry needs a review.",
    removed=(
        "I am no longer in the room {room}: {sender} removed me. What I still had to say there is not sent. "
        "If somebody invites me again, I answer there as before."
    ),
    banned=(
        "I am no longer in the room {room}: {sender} banned me. What I still had to say there is not sent. "
        "I can only come back when the ban is lifted and somebody invites me."
    ),
)
