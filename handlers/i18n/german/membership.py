"""Every sentence on centres and who looks after their entries in German."""

from handlers.i18n.catalogue.membership import MembershipTexts

GERMAN = MembershipTexts(
    no_membership=(
        "Du gehörst hier noch zu keinem Zentrum. Bitte Kolleg*innen oder {office} um einen Code und schreib ihn mir, "
        "zum Beispiel „ABCD-EF23“."
    ),
    memberships="Du gehörst zu: {centres}. Was dort ansteht, zeigt </pflege>.",
    invite="Kolleg*in einladen",
    who_belongs="Wer gehört dazu?",
    invitation=(
        "Der Code für **{centre}**: **{code}**\n\nWer ihn mir im Direktchat schreibt, gehört dazu und darf eure "
        "Einträge ändern. Er gilt {days} Tage, {uses}. Gib ihn nur Kolleg*innen."
    ),
    for_one="für eine Person",
    for_several="für {number} Personen",
    joined="Du gehörst jetzt zu **{centre}**. </pflege> zeigt, was ansteht, </mitglieder>, wer noch dabei ist.",
    belongs_already="Du gehörst schon zu **{centre}**.",
    joined_with_your_code="{name} gehört jetzt mit deinem Code zu **{centre}**.",
    take_out_again="Wieder entfernen",
    granted="{name} gehört jetzt zu **{centre}**. Sag Bescheid: Mit </pflege> geht es los.",
    they_belong_already="{name} gehört schon zu **{centre}**.",
    no_account=(
        "Das ist kein Konto. Auf Matrix sieht es so aus: @anna:example.org, auf Telegram ist es eine Zahl: 4711. "
        "Einfacher ist ein Code: Schreib „/mitglied einladen“."
    ),
    is_group="Das ist eine Gruppe. Nimm das Konto eines Menschen: auf Telegram eine Zahl ohne Minus.",
    not_yours="Das geht nur für ein Zentrum, zu dem du gehörst.",
    which_centre="Um welches Zentrum geht es?",
    leave_sure="Willst du **{centre}** verlassen? Zurück kommst du nur mit einem neuen Code.",
    leave="Verlassen",
    has_left="Du gehörst nicht mehr zu **{centre}**.",
    remove_sure="Soll {name} nicht mehr zu **{centre}** gehören?",
    remove="Entfernen",
    removed="{name} gehört nicht mehr zu **{centre}**.",
    was_removed="Du gehörst nicht mehr zu **{centre}**. Wenn das ein Versehen ist, frag dort oder bei {office} nach.",
    no_member="{name} gehört nicht zu **{centre}**.",
    members="Zu **{centre}** gehören:\n\n{members}",
    no_members="Zu **{centre}** gehört noch niemand.",
    deputy_until="Vertretung bis {day}",
    goes_or_away="Gehst du ganz, oder bist du eine Zeit lang nicht da?",
    i_go="Ich gehe",
    i_am_away="Vertretung",
    nothing_to_hand_over="Du hast nichts zu übergeben: kein Zentrum, keine offene Frage, kein Abo.",
    no_centre_to_deputise="Vertreten lassen kannst du dich in deinem Zentrum; hier gehörst du zu keinem.",
    away_until_when="Bis wann? Schreib den letzten Tag, zum Beispiel „15.8.“.",
    no_past_day="Dieser Tag ist vorbei, oder er liegt mehr als ein Jahr vor uns. Bis wann bist du nicht da?",
    who_takes_over=(
        "**Das gibst du ab:**\n\n{duties}\n\nWer übernimmt? Ich frage die Person zuerst; bis sie zusagt, bleibt alles "
        "bei dir."
    ),
    who_stands_in=(
        "**Bis {day} vertritt dich jemand:**\n\n{duties}\n\nWer? Ich frage die Person zuerst. Danach endet es "
        "von selbst."
    ),
    somebody_else="Jemand anderes, mit einem Code",
    offered="Ich habe {name} gefragt. Bis zur Antwort bleibt alles bei dir.",
    offered_by_code=(
        "Der Code für deine Übergabe: **{code}**\n\nWer ihn mir im Direktchat schreibt, sieht, worum es geht, und kann "
        "zusagen. Er gilt einmal, {days} Tage lang. Bis dahin bleibt alles bei dir."
    ),
    withdraw="Zurückziehen",
    has_withdrawn="Zurückgezogen. Alles bleibt bei dir.",
    asks_you_for_good="**{name} geht** und möchte dir das übergeben:\n\n{duties}\n\nÜbernimmst du?",
    asks_you_until="**{name} ist bis {day} nicht da.** Vertrittst du?\n\n{duties}",
    take_over="Übernehmen",
    decline="Ablehnen",
    taken_over="Danke, ab jetzt ist das bei dir:\n\n{duties}\n\n</pflege> zeigt, was ansteht.",
    stands_in="Danke! Bis {day} vertrittst du, </pflege> zeigt, was ansteht. Danach endet es von selbst.",
    was_taken_over="{name} hat zugesagt. Jetzt ist das dort:\n\n{duties}",
    has_declined="In Ordnung, du übernimmst nichts.",
    was_declined="{name} übernimmt nicht. Alles bleibt bei dir; mit </uebergabe> fragst du jemand anderen.",
    no_handover="Diese Übergabe gibt es nicht mehr.",
    duty_centres="{centres}",
    duty_questions="offene Fragen an Kolleg\\*innen: {number}",
    duty_subscriptions="Abos: {number}",
    duty_role="die Rolle in der Redaktion",
    role_stays="*Deine Rolle in der Redaktion steht in der Konfiguration. Die ändert, wer Lotse betreibt.*",
    role_passed_on="Die Rolle in der Redaktion ist von {giver} auf {taker} übergegangen, beide haben zugestimmt.",
    i_am_back="Ich bin wieder da",
    is_back="Willkommen zurück! Ab jetzt frage ich wieder dich. Niemand vertritt dich mehr.",
    deputy_over="Deine Vertretung bei **{centre}** ist früher zu Ende als ausgemacht. Danke fürs Einspringen!",
    to_do="**Das steht an:**",
    nothing_to_do="Gerade ist nichts zu tun. Danke, dass du dich kümmerst!",
    nothing_more_to_do="Mehr ist nicht zu tun. Danke!",
    more_to_do="Mehr",
    to_be_reviewed="**{entry}** sollte bis {day} jemand ansehen. Stimmt alles noch?",
    has_ended="**{entry}** gilt seit dem {day} nicht mehr.",
    still_holds="Stimmt noch",
    change_it="Ändern",
    look_at_it="Ansehen",
    confirmed="Danke! **{entry}** ist mit dem heutigen Tag bestätigt.",
    not_to_confirm="Das kannst du hier nicht bestätigen. </pflege> zeigt, was bei dir ansteht.",
    changed_meanwhile="**{entry}** wurde inzwischen geändert. </pflege> zeigt, was noch ansteht.",
    round_progress="**Runde {quarter}/{year}**, seit {day}: {checked} von {total} Kontaktdaten geprüft",
    round_missing="Bei {number} von {centres} Zentren fehlt noch etwas:",
    round_line="- {centre}: {fields}",
    round_nobody="(niemand pflegt das)",
    round_more="- und {number} weitere; alle stehen in der Datei von </runde>",
    round_complete="Es fehlt nichts mehr. Danke an alle!",
    round_own_missing=(
        "**Runde {quarter}**, {centre}: {checked} von {total} Kontaktdaten geprüft. Es fehlt noch: {fields}."
    ),
    round_own_complete=(
        "**Runde {quarter}**, {centre}: {checked} von {total} Kontaktdaten geprüft. Mehr braucht es nicht."
    ),
    round_off="Runden sind ausgeschaltet. Einschalten kann sie, wer Lotse betreibt.",
    round_begins=(
        "**Eine neue Runde beginnt.** Bis {day} geht es um Telefon, E-Mail, Adresse und Website aller Zentren."
    ),
    round_asks=(
        "Ich frage, wer sie pflegt, ob sie noch stimmen: höchstens einmal in der Woche, und nicht nach dem, was in den "
        "letzten drei Monaten jemand geprüft hat."
    ),
    round_asks_nobody=(
        "Ich frage von selbst niemanden, denn so ist es eingestellt. </pflege> zeigt jedem Zentrum, was fehlt."
    ),
    round_without_members="Zentren, die niemand pflegt: {number}. Dort kann ich niemanden fragen.",
    round_ends="**Die Runde endet am {day}.**",
    show_round="Stand zeigen",
    round_columns=(
        "Zentrum",
        "ID",
        "Kontaktdaten",
        "geprüft",
        "kurz vorher geprüft",
        "fehlt",
        "was fehlt",
        "nicht bekannt",
        "zuletzt geprüft",
        "Mitglieder",
    ),
    nobody_reached=(
        "**Hier pflegt gerade niemand:**\n\n{centres}\n\nFrag dort nach, wer übernimmt, und schick den Code."
    ),
    all_have_left="{centre}: Niemand gehört mehr dazu; wer es zuletzt tat, ist gegangen.",
    all_are_gone="{centre}: Alle, die dazugehören, haben den Chat mit mir verlassen oder mich blockiert.",
    nobody_answers="{centre}: Seit vier Wochen antwortet niemand auf meine Fragen.",
    invite_to="Code für {centre}",
)
