"""Every sentence in German."""

from handlers.i18n.catalogue import Texts

GERMAN = Texts(
    phone="Telefon",
    email="E-Mail",
    address="Adresse",
    website="Web",
    persons="Ansprechpersonen",
    area="Zuständig für",
    district="Regierungsbezirk",
    focus="Schwerpunkte",
    opened="Eröffnet",
    target_group="Für wen",
    offered_by="Wer es anbietet",
    status="Status",
    source="Quelle",
    as_of="Stand",
    undated="ohne Datum",
    day="{day}. {month} {year}",
    month="{month} {year}",
    months="Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    before="vor {date}",
    after="nach {date}",
    since="ab {date}",
    note="Hinweis",
    successor="Heute",
    check="bitte prüfen",
    expired="⚠ Diese Angabe galt bis {date}.",
    overdue="⚠ Diese Angabe sollte bis {date} überprüft werden.",
    corrected_on="*korrigiert am {date}*",
    corrected="Ich habe diese Antwort berichtigt. {changes}.",
    withdrawn="Diese Antwort gilt nicht mehr.",
    no_longer_valid="„{title}“ gilt nicht mehr",
    unknown_now="ist nicht mehr bekannt",
    changed_text="Neu ist der Text zu „{title}“",
    not_on_file="{detail} ist für {title} nicht hinterlegt.",
    nothing_on_file="Kontaktdaten sind für {title} nicht hinterlegt.",
    missing="Nicht hinterlegt: {details}.",
    ask_website="Frag über die Webseite nach.",
    ask_office="Weiterverbinden kann: {office}.",
    german_only="",
    a_phone="Eine Telefonnummer",
    a_email="Eine E-Mail-Adresse",
    a_address="Eine Anschrift",
    a_website="Eine Webseite",
    no_amount="Einen Betrag kenne ich nicht.",
    no_number="Eine Zahl kenne ich nicht.",
    no_deadline="Eine Frist kenne ich nicht.",
    no_duration="Wie lange es dauert, weiß ich nicht.",
    no_date="Ein Datum kenne ich nicht.",
    no_hours="Wann dort jemand erreichbar ist, weiß ich nicht.",
    no_leader="Wer es leitet, weiß ich nicht.",
    no_phone="Eine Telefonnummer habe ich nicht.",
    no_email="Eine E-Mail-Adresse habe ich nicht.",
    no_address="Eine Adresse habe ich nicht.",
    choose="Was davon meinst du?",
    meant="Meinst du …?",
    contact="Kontakt",
    offers="Angebote",
    colleagues="Kolleg*innen fragen",
    details="Mehr",
    back="← zurück",
    counted_already="Das habe ich schon übernommen. Schreib es mir bitte neu, wenn du etwas anderes meinst.",
    superseded="Das ändert nichts mehr: Inzwischen gilt, was du danach geschrieben hast.",
    outdated="Diese Auswahl ist veraltet. Stell mir die Frage bitte noch einmal.",
    in_charge_here="Für diesen Ort ist zuständig:",
    several_here="Für diesen Ort kommen mehrere Zentren in Frage:",
    outside="Dieser Ort liegt nicht in Nordrhein-Westfalen. Ich kenne nur die Kommunalen Integrationszentren dort.",
    outside_near="Dieser Ort liegt nicht in Nordrhein-Westfalen. Am nächsten liegt das Gebiet von:",
    elsewhere="{place} liegt nicht in NRW. Kommunale Integrationszentren gibt es nur in Nordrhein-Westfalen.",
    this_place="Dieser Ort",
    in_region="Im Regierungsbezirk **{region}** gibt es {number} Kommunale Integrationszentren: {centres}."
    "\n\nSchreib mir einen der Namen, dann bekommst du den Kontakt.",
    pin="(Nadel: Mitte des Postleitzahlgebiets)",
    greeting=(
        "Hallo! Ich bin **Lotse**, der Assistent der Kommunalen Integrationszentren in NRW. "
        "Frag mich nach einem Zentrum, einem Angebot oder einem Begriff, zum Beispiel:"
    ),
    try_centre="Telefon {name}",
    try_offer="Infos zu {name}",
    only_text="Ich verstehe nur Text und geteilte Standorte. Schreib mir deine Frage, dann suche ich die Antwort.",
    about=(
        "Lotse ist der Assistent der Kommunalen Integrationszentren in NRW: Er kennt die 54 Zentren, ihre Angebote und "
        "ihren Verbund, und nennt zu jeder Antwort Quelle und Stand."
    ),
    about_short="Auskunft über die Kommunalen Integrationszentren in NRW",
    privacy=(
        "**Was Lotse speichert**\n\n"
        "Lotse arbeitet für {office}. Gespeichert wird, was es zum Antworten braucht, und nur so lange:\n\n"
        "- **Deine Nachrichten**: bis sie beantwortet sind; eine Frage eine halbe Stunde, damit du sie an "
        "Kolleg\\*innen weitergeben kannst. Danach bleibt {events} lang ohne Text, wem ich worauf "
        "geantwortet habe, damit Rückfragen und Änderungen ankommen. Damit die Redaktion sieht, was gefragt wird und "
        "was mir fehlt, bleibt der Text einer Frage {unanswered} lang stehen, ohne dass jemand sieht, von wem sie "
        "ist.\n"
        "- **Was du gewählt hast** (Sprache, Zentrum, Abos, verbundene Konten): bis du es änderst.\n"
        "- **Fragen an Kolleg\\*innen**, was dazu gesagt wurde und wem ich es geschickt habe: {exchanges}. Gelesen "
        "wird es in den Kanälen des Themas, mit dem Namen, den du gewählt hast.\n"
        "- **Vorschläge zu Einträgen**, die du gemacht hast: {exchanges}. Wer darüber entscheidet, sieht nicht, von "
        "wem sie sind.\n"
        "- **Ankündigungen**, die du bekommen, beantwortet oder bestätigt hast: {announcements}. Antworten liest die "
        "Redaktion; „Gelesen“ zählt nach Zentren.\n"
        "- **Hinweise**, die du nur einmal brauchst und schon bekommen hast: {notices}. Welche Nachrichten ich "
        "weitergegeben habe, weiß ich {carried} lang, ohne Text und ohne von wem sie sind.\n\n"
        "Sonst sieht das nur, wer Lotse betreibt. Kein fremder Dienst erfährt, was du fragst. </meinedaten> "
        "schickt dir alles, was über dich gespeichert ist; </loeschen> löscht es."
    ),
    only_directly="Das geht nur im Direktchat, hier lesen andere mit.",
    only_privately=(
        "Ich habe etwas für dich, das nur dich angeht. Hier lesen andere mit: Schreib mir bitte in einem Direktchat."
    ),
    days="{number} Tage",
    years="{number} Jahre",
    my_data="Hier ist alles, was über dich gespeichert ist.",
    erase_sure=(
        "**Soll ich alles über dich löschen?**\n\n"
        "Deine Fragen an Kolleg\\*innen und was du dazu gesagt hast, verschwinden auch dort, wo andere es lesen; "
        "Abos, verbundene Konten und alles, was du gewählt hast, ebenso. Das lässt sich nicht rückgängig machen. "
        "Was Telegram nicht mehr löschen lässt, weil es älter als zwei Tage ist, bleibt dort stehen."
    ),
    erase="Alles löschen",
    erased=(
        "Alles ist gelöscht. Dies ist meine letzte Nachricht; wenn du mir wieder schreibst oder mich neu einlädst, "
        "fangen wir von vorn an. "
        "Unser Chat gehört dir: Löschen kannst du ihn in deiner App."
    ),
    thanks="Gern geschehen! Wenn noch etwas ist, frag einfach.",
    farewell="Bis bald!",
    wellbeing="Danke, mir geht es gut: Ich bin ein Programm und immer wach. Was möchtest du wissen?",
    origin=(
        "Ich bin **Lotse**, ein Programm, kein Mensch. Ich suche in dem, was die Redaktion der Kommunalen "
        "Integrationszentren in NRW zusammengetragen hat, und denke mir nichts aus. Entwickelt wurde ich für ihren "
        "Verbund. Mit Menschen kannst du auch reden: Deine Frage gebe ich gern an Kolleg*innen weiter."
    ),
    complaint=(
        "Schade, dass ich dir nicht helfen konnte. Versuch es mit anderen Worten oder nur mit einem Stichwort; was ich "
        "nicht weiß, wissen vielleicht Kolleg*innen. Zum Beispiel:"
    ),
    praise="Danke, das freut mich! Wenn noch etwas ist, frag einfach.",
    laughter="Schön, wenn es was zu lachen gibt! Womit kann ich dir helfen?",
    apology_accepted="Kein Problem! Schreib einfach noch einmal, was du wissen möchtest.",
    test="Ja, ich bin da und kann dich lesen. Frag mich zum Beispiel:",
    assent="Gut! Wenn noch etwas ist, frag einfach.",
    chatter="Plaudern liegt mir nicht, und einen guten Witz kenne ich auch nicht. Frag mich lieber zum Beispiel:",
    puzzled=(
        "Da war etwas unklar? Frag mich nach einem Zentrum, einem Angebot oder einem Begriff, ein Stichwort genügt. "
        "Zum Beispiel:"
    ),
    help=(
        "**Das kann ich für dich tun:**\n\n"
        "- **Zentren finden**: Ort, Kreis oder Postleitzahl genügt, etwa „KI Herne“ oder „44787“\n"
        "- **Angebote, Begriffe und Fragen zum Verbund**: „Was ist KOMM-AN?“, „Telefon vom KI Herne“\n"
        "- **Fragen an Kolleg*innen weitergeben**: „Hat jemand Erfahrung mit …?“\n\n"
        "Nachfragen wie „und in Herne?“ verstehe ich auch. Was ich nicht weiß, sage ich."
    ),
    more_help="</hilfe> zeigt auch die Befehle.",
    all_commands="Alle Befehle",
    commands_here="Befehle: {commands}",
    commands_of_moderators="Moderation: {commands}",
    commands_of_editors="Redaktion: {commands}",
    only_in_direct_chats="Nur im Direktchat mit mir: {commands}",
    in_this_group="Hier antworte ich, wenn ihr mich erwähnt, mir antwortet oder einen Befehl schickt.",
    in_this_matrix_room="Hier antworte ich, wenn ihr mich erwähnt, mir antwortet oder mit `!lotse` beginnt.",
    unknown_command="„{word}“ kenne ich nicht. </hilfe> zeigt, was ich kann.",
    did_you_mean="„{word}“ kenne ich nicht. Meinst du {command}?",
    is_it_this="Meinst du {command}?",
    welcome="Schön, dass du da bist! </hilfe> zeigt, was ich kann, </datenschutz>, was ich speichere.",
    joined_group=(
        "Hallo! Ich bin **Lotse** und beantworte Fragen zu den Kommunalen Integrationszentren in NRW. Erwähnt mich, "
        "antwortet auf eine Nachricht von mir oder schickt einen Befehl; </hilfe> zeigt alle. Was nicht an "
        "mich geht, beantworte und behalte ich nicht: </datenschutz>"
    ),
    joined_matrix_room=(
        "Hallo! Ich bin **Lotse** und beantworte Fragen zu den Kommunalen Integrationszentren in NRW. Erwähnt mich, "
        "antwortet auf eine Nachricht von mir oder beginnt mit `!lotse`; </hilfe> zeigt alle Befehle. Was nicht an "
        "mich geht, beantworte und behalte ich nicht: </datenschutz>"
    ),
    none=(
        "Dazu habe ich nichts. Ich kenne die Kommunalen Integrationszentren in NRW, ihre Angebote und ihren Verbund. "
        "Soll ich die Frage an Kolleg*innen weitergeben?"
    ),
    none_about="Am nächsten kommt vielleicht:",
    perhaps="Meinst du {names}?",
    either="oder",
    empty="Da war nichts zu lesen. Schreib mir eine Frage in Worten, zum Beispiel „Welches KI ist für Unna zuständig?“",
    unknown_script="Diese Schrift kann ich nicht lesen. Schreib auf Deutsch oder Englisch, zum Beispiel „KI Essen“.",
    outside_office=(
        "Dazu habe ich nichts: Öffnungszeiten, Termine und Kontakte anderer Ämter stehen auf deren Webseiten. Ich "
        "kenne die Kommunalen Integrationszentren in NRW, ihre Angebote und ihren Verbund."
    ),
    outside_residence=(
        "Dazu habe ich nichts: Im Aufenthaltsrecht kommt es auf den Einzelfall an. Darüber entscheidet die "
        "Ausländerbehörde; eine Migrationsberatung hilft kostenlos weiter."
    ),
    outside_benefits=(
        "Dazu habe ich nichts: Geld vom Staat beantragst du bei dem Amt, das es zahlt, etwa Jobcenter, Sozialamt oder "
        "Familienkasse. Wer zugewandert ist, bekommt bei einer Migrationsberatung kostenlos Hilfe."
    ),
    outside_machine=(
        "Dazu habe ich nichts: KI heißt bei mir Kommunales Integrationszentrum. Zu künstlicher Intelligenz können dir "
        "vielleicht Kolleg*innen etwas sagen."
    ),
    outside_private=(
        "Dazu habe ich nichts. Dafür bin ich nicht da: Ich kenne die Kommunalen Integrationszentren in NRW, ihre "
        "Angebote und ihren Verbund. Geht es um eure Arbeit, gebe ich die Frage gern an Kolleg*innen weiter."
    ),
    which_centre="Von welchem Zentrum? Nenn mir einen Ort, einen Kreis oder eine Postleitzahl.",
    exchange="Das ist eine Frage an die Kolleg*innen im Verbund.",
    exchange_topic="Passendes Thema: **{topic}**",
    exchange_other_topics="oder: {topics}",
    exchange_known="Was ich dazu schon weiß:",
    ask_anyway="Trotzdem fragen",
    other_topic="Anderes Thema",
    passed_on="An Kolleg\\*innen geht deine Frage: „{question}“",
    which_topic="Zu welchem Thema gehört deine Frage?",
    all_topics="Die Themen des Austauschs:",
    unknown_topic="Dieses Thema kenne ich nicht. </themen> zeigt alle.",
    which_topic_meant="Dieses Thema kenne ich nicht genau. Meinst du eins von diesen?",
    with_name="Mit Name und Zentrum",
    with_centre="Nur mit Zentrum",
    without_name="Anonym",
    which_signature="Was sollen die Kolleg*innen von dir lesen?",
    which_own_centre="In welchem Zentrum arbeitest du? Schreib mir den Ort, zum Beispiel „Herne“.",
    own_centre="Dein Zentrum: **{centre}**",
    centre_stays="Dein Zentrum bleibt **{centre}**. Mit </zentrum> änderst du es.",
    preview="So lesen es die Kolleg*innen:",
    what_is_kept=(
        "Ich speichere deine Frage, dein Konto und die Antworten {exchanges} lang, damit sie einander finden. Wer "
        "antwortet, sieht von dir nur, was oben steht."
    ),
    send_it="Absenden",
    dropped="Die Frage ist verworfen. Es wurde nichts gesendet.",
    no_channel="Zu diesem Thema gibt es noch keinen Kanal, es wurde nichts gesendet. Wende dich bitte an {office}.",
    anonymous="anonym",
    anonymous_other="Anonyme*r Kolleg*in {number}",
    same_signature="{name} ({number})",
    question="Frage",
    how_to_answer="Antworte auf diese Nachricht, dann bringe ich deine Antwort zurück.",
    asked=(
        "Deine Frage **#A{number}** geht jetzt an die Kolleg*innen (Kanäle: {channels}). Antworten bringe "
        "ich dir; antworte einfach darauf, wenn du nachfragen willst."
    ),
    solved_by_sign="Ist sie gelöst, genügt {sign} unter einer Antwort.",
    solved="Gelöst",
    closed="**#A{number}** ist gelöst. Danke!",
    closed_already="**#A{number}** ist schon abgeschlossen.",
    closing="✅ Die Frage **#A{number}** ist gelöst. Danke an alle!",
    not_yours="Das geht nur mit einer eigenen Frage, etwa </geloest #A12>.",
    copied="**{author}** zu **#A{number}**{merged}:\n\n{text}",
    merged_with=" (zusammengelegt mit **#A{number}**)",
    answer_it="Antworten",
    which_answer="Schreib jetzt deine Antwort zu **#A{number}**, gern mit einer Datei.",
    answer_sent="Deine Antwort zu **#A{number}** ist unterwegs.",
    is_channel="Hier stehen ab jetzt Fragen zum Thema **{topic}**.",
    channel_of="Hier stehen Fragen zum Thema **{topic}**. </kanal aus> beendet das, ein anderes Thema ändert es.",
    no_channel_here="Hier stehen keine Fragen an Kolleg*innen. So ändert sich das: </kanal Sport>",
    channel_ended="Hier stehen ab jetzt keine Fragen zum Thema **{topic}** mehr. Rückgängig: </kanal {slug}>",
    sure_channel=(
        "Das ist ein Direktchat: Neue Fragen zu **{topic}** würde hier nur eine Person lesen. "
        "Soll er trotzdem ein Kanal werden?"
    ),
    make_it_channel="Ja, zum Kanal machen",
    make_it_no_channel="Nein",
    channel_not_made="In Ordnung, dieser Chat wird kein Kanal. Mit </abonnieren {slug}> kommen neue Fragen zu dir.",
    file_too_large=(
        "Die Datei kommt bei **#A{number}** nicht an: Mehr als 20 MB kann ich nicht mitnehmen. "
        "Deinen Text habe ich überbracht."
    ),
    shortened="*Gekürzt: Die ganze Nachricht ({characters} Zeichen) steht in der Datei.*",
    question_shortened="*Gekürzt: Die Frage hat {characters} Zeichen, das ist ihr Anfang; alles steht in der Datei.*",
    thousands=".",
    question_file_too_large="Die Datei geht nicht mit: Mehr als 20 MB kann ich nicht mitnehmen.",
    question_file_tells_too_much="Die Datei geht nicht mit, denn in ihr kann stehen, von wem sie ist.",
    file_tells_too_much=(
        "Die Datei kommt bei **#A{number}** nicht mit, denn in ihr kann "
        "stehen, von wem sie ist. Deinen Text habe ich überbracht."
    ),
    item_tells_too_much=(
        "Das gebe ich bei **#A{number}** nicht weiter, denn es kann verraten, von wem es ist. "
        "Wenn andere es lesen dürfen, schreib es als Text."
    ),
    maybe_repeated="*Vielleicht hast du diese Nachricht schon bekommen.*",
    asked_before="Das wurde schon einmal gefragt:",
    asked_already="Fast dasselbe wurde gerade gefragt, **#A{number}**:\n\n{question}",
    join_it="Mich interessiert das auch",
    joined=(
        "Du liest jetzt die Antworten auf **#A{number}** mit. Antwortest du darauf, lesen die Kolleg*innen: {signed}."
    ),
    topic_with_open="{topic} ({number} offen)",
    withdraw_name="Namen zurückziehen",
    name_withdrawn="Bei **#A{number}** steht jetzt „anonym“: Ich lösche die Frage überall und stelle sie neu, mit den "
    "Antworten darunter. Nicht zurückholen kann ich, was jemand schon gelesen hat, Benachrichtigungen auf Handys und "
    "was andere zitiert oder kopiert haben.",
    name_withdrawn_merged="Bei **#A{number}** steht jetzt „anonym“: Ich lösche deine Frage in den Kanälen, weil sie "
    "mit **#A{into}** zusammengelegt ist, und schreibe deine Beiträge dort neu. Nicht zurückholen kann ich, was jemand "
    "schon gelesen hat, Benachrichtigungen auf Handys und was andere zitiert oder kopiert haben.",
    anonymous_already="Bei **#A{number}** steht schon „anonym“.",
    which_helped="Hat eine Antwort besonders geholfen?",
    answer_of="{author}: „{beginning}“",
    helped="Danke! Ich frage, ob die Antwort für alle aufbewahrt werden darf.",
    helped_already="Diese Antwort ist schon vermerkt.",
    ask_consent=(
        "Deine Antwort zu **#A{number}** hat geholfen! Darf sie mit deinem Namen bei der Frage stehen und, "
        "ohne Namen, in die Wissensbasis?"
    ),
    consent="Ja, gern",
    no_consent="Lieber nicht",
    consented="Danke! Die Redaktion sieht sie sich an.",
    refused="In Ordnung, sie bleibt, wo sie ist.",
    not_asked="Das ist schon entschieden, oder du warst nicht gefragt.",
    lesson="Entwurf für die Wissensbasis, aus Frage **#A{number}**:",
    how_to_change="Ändern: </entwurf {number} Neuer Titel>, und der neue Text in den Zeilen darunter.",
    approve="Freigeben",
    dismiss="Streichen",
    lessons="Entwürfe für die Wissensbasis: {number}",
    no_lessons="Es wartet kein Entwurf.",
    no_lesson="Diesen Entwurf gibt es nicht mehr. </entwuerfe> zeigt alle.",
    lesson_approved="Freigegeben: Ab jetzt antworte ich damit.",
    lesson_dismissed="Gestrichen.",
    lesson_source="Austausch der Kolleg*innen, Frage #A{number}",
    none_of_yours="Du hast noch nichts gefragt. So geht es: </frage Hat jemand Erfahrung mit …?>",
    your_questions="Deine Fragen, die neuesten zuerst:",
    nothing_open="Gerade ist keine Frage offen.",
    open_questions="Offene Fragen ({number}), zuerst die, zu denen du vielleicht etwas weißt:",
    unknown_question="Diese Frage gibt es nicht, oder nicht mehr.",
    look="ansehen",
    still_open="Offen",
    is_closed="Gelöst",
    what_came_of_it="{state} · Antworten: {answers} · Dank: {thanks}",
    still_unanswered=(
        "Zu **#A{number}** hat noch niemand etwas geschrieben. Weiß jemand etwas, oder wen man fragen kann?"
    ),
    moderators_told="**#A{number}** ({topic}) ist seit Tagen ohne Antwort:\n\n{question}",
    is_it_open="Zu deiner Frage **#A{number}** kam nichts. Ist sie noch offen?\n\n{question}",
    still_wanted="Ja, noch offen",
    kept_open="**#A{number}** bleibt offen, ich erinnere die Kolleg*innen noch einmal.",
    subscribe="Abonnieren",
    subscribe_directly="Das geht nur im Direktchat mit mir.",
    which_pace="Wann soll ich dir neue Fragen zum Thema **{topic}** bringen? Auch so: </abonnieren {slug} fr 14>",
    no_such_hour=(
        "Diese Uhrzeit verstehe ich nicht; es geht zu jeder vollen Stunde, etwa </abonnieren {slug} täglich 8>. "
        "Wähle oder schreib es noch einmal."
    ),
    at_once="Sofort",
    every_day="Täglich um 8 Uhr",
    every_monday="Montags um 8 Uhr",
    subscribed="Abonniert: **{topic}**, {when}. Abbestellen: </abbestellen {slug}>",
    unsubscribed="Abbestellt.",
    not_subscribed="Das hattest du nicht abonniert.",
    when_now="sofort",
    when_daily="täglich um {hour} Uhr",
    when_weekly="{weekday} um {hour} Uhr",
    weekdays="montags dienstags mittwochs donnerstags freitags samstags sonntags",
    digest="Neue Fragen zum Thema **{topic}**: {number}. Abbestellen: </abbestellen {slug}>",
    not_moderated="Das geht nur mit einer Frage, deren Thema du moderierst, etwa </verschieben #A12 kim>.",
    nothing_to_moderate="Gerade ist keine Frage offen, deren Thema du moderierst.",
    which_to_moderate="Welche Frage?",
    which_to_merge_into="In welche Frage soll **#A{number}** aufgehen?",
    which_topic_for="In welches Thema soll **#A{number}**?",
    no_channel_there="Zu diesem Thema gibt es noch keinen Kanal; die Frage bleibt, wo sie ist.",
    moved="**#A{number}** steht jetzt im Thema **{topic}**.",
    stands_now="Die Frage **#A{number}** steht jetzt in „{topic}“; was hier geschrieben wird, kommt trotzdem an.",
    merged="**#A{number}** gehört jetzt zu **#A{into}**.",
    merged_into="**#A{number}** wurde mit **#A{into}** zusammengelegt, die Antworten stehen dort.",
    merged_take="**#A{number}** wurde mit **#A{into}** zusammengelegt. Nimm dafür **#A{into}**.",
    solved_for_you="**#A{number}** ist für dich gelöst, ich bringe dir dazu nichts mehr.",
    stays_open="**#A{into}**, mit der sie zusammengelegt wurde, bleibt offen.",
    read_on="Doch weiter mitlesen",
    reads_on="**#A{number}** wurde mit **#A{into}** zusammengelegt, ich bringe dir die Antworten auf beide.",
    hidden="**#A{number}** ist verborgen.",
    hidden_of_yours="Die Moderation hat deine Frage **#A{number}** aus den Kanälen genommen.",
    shown_again_of_yours="Deine Frage **#A{number}** ist wieder zu lesen.",
    not_hidden="**#A{number}** ist nicht verborgen.",
    channel_empty=(
        "Im Raum zu **{topic}** ist gerade niemand. Ich stelle deine Frage **#A{number}** dort, sobald jemand da ist."
    ),
    channel_not_reached="**#A{number}** konnte in einem der Kanäle nicht erscheinen; die anderen lesen sie.",
    channel_missed="**#A{number}** konnte in einem der Kanäle nicht erscheinen.",
    asker_not_reached=(
        "Deine Antwort zu **#A{number}** konnte ich nicht überbringen: Wer gefragt hat, ist nicht mehr erreichbar."
    ),
    does_it_belong="Gehört das zu **#A{number}**?",
    belongs="Ja, zu #A{number}",
    belongs_not="Nein, eine neue Frage",
    carried="An **#A{number}** weitergegeben.",
    decided_already="Das ist schon entschieden. Schreib es bitte noch einmal.",
    empty_not_carried=(
        "Das kann ich zu **#A{number}** nicht weitergeben. Schreib bitte in Worten, was du sagen willst."
    ),
    remark_not_carried="Deine Nachricht zu **#A{number}** konnte ich nicht in alle Kanäle bringen.",
    offers_at=(
        "Welche Angebote ein Zentrum vor Ort macht, steht auf seiner Webseite{website}. "
        "Verbreitete Angebote, die ich erklären kann:"
    ),
    unknown_entry="Diesen Eintrag gibt es nicht mehr. Stell mir die Frage einfach neu.",
    connect_code=(
        "Dein Code: `{code}`\n\nSchick ihn mir innerhalb von zehn Minuten im Direktchat deines anderen Kontos. Danach "
        "frage ich dich hier, ob ich beide verbinden soll. Hast du dort schon einen Code bekommen, schick ihn mir hier."
    ),
    connect_waiting=(
        "Dein Code von oben gilt noch bis {until} Uhr. Schick ihn mir im Direktchat deines anderen Kontos, oder schick "
        "mir hier den Code, den du dort bekommen hast."
    ),
    connect_called_off="In Ordnung, der Code gilt nicht mehr.",
    connect_directly="Das geht nur im Direktchat, damit niemand sonst den Code liest. Schreib mir dort </verbinden>.",
    connect_unknown=(
        "Diesen Code gibt es nicht mehr. Mit </verbinden> bekommst du einen neuen; er gilt einmal, zehn Minuten lang."
    ),
    connect_too_many="Das waren zu viele falsche Codes. In einer Stunde geht es wieder.",
    connect_same="Dieser Code ist von dir. Schick ihn mir mit deinem anderen Konto.",
    connect_asked=(
        "Ich frage jetzt das Konto, von dem der Code ist. Verbunden wird erst, wenn es dort bestätigt wird, innerhalb "
        "von zehn Minuten."
    ),
    connect_sure=(
        "**{name}** auf {platform} hat deinen Code eingegeben und möchte sich mit diesem Konto verbinden. "
        "Bist du das?\n\nVerbundene Konten sind für mich eine Person: mit denselben Fragen, Abos und Rechten."
    ),
    connect_same_platform="Achtung: Beide Konten sind auf {platform}.",
    connect_yes="Verbinden",
    connect_no="Ablehnen",
    connect_expired="Diese Anfrage gibt es nicht mehr. Mit </verbinden> geht es von vorn.",
    connect_refused="Das andere Konto hat abgelehnt, es ist nichts verbunden.",
    connect_refused_here="Abgelehnt, es ist nichts verbunden.",
    connect_withdrawn="In Ordnung, ich frage dort nicht weiter; es ist nichts verbunden.",
    connect_withdrawn_there="**{name}** auf {platform} hat die Anfrage zurückgezogen, es ist nichts verbunden.",
    connect_over=(
        "Diese Anfrage ist schon entschieden oder abgelaufen. </trennen> trennt verbundene Konten, </verbinden> "
        "beginnt von vorn."
    ),
    connected="Verbunden mit **{name}** auf {platform}: Ich kenne euch jetzt als eine Person. </trennen> hebt das auf.",
    disconnected="Getrennt: Dieses Konto steht wieder für sich.",
    disconnected_other="**{name}** auf {platform} hat sich getrennt und ist nicht mehr mit diesem Konto verbunden.",
    erased_other=(
        "**{name}** auf {platform}, mit diesem Konto verbunden, hat alles löschen lassen, auch was zu diesem Konto "
        "gespeichert war. Wenn du mir wieder schreibst, fangen wir von vorn an."
    ),
    not_connected="Dieses Konto ist mit keinem anderen verbunden. Mit </verbinden> geht das.",
    language_chosen="Gut, ich antworte dir auf Deutsch.",
    language_unknown="Ich spreche Deutsch und Englisch: </sprache de> oder </sprache en>.",
    apology=(
        "Da ist bei mir etwas schiefgegangen, entschuldige bitte. Versuch es gleich noch einmal. (Kennung: {reference})"
    ),
    crowded="Gerade fragen sehr viele auf einmal, deshalb hat es etwas gedauert. Danke fürs Warten!",
    late="Entschuldige, die Antwort auf deine Frage vom {asked_at} Uhr kommt verspätet.",
    unreadable=(
        "Diese Nachricht kann ich nicht entschlüsseln, deine App hat mir den Schlüssel nicht gegeben. Meist liegt es "
        "daran, dass sie ihn nur an verifizierte Geräte schickt. Schalte „Nie verschlüsselte Nachrichten an nicht "
        "verifizierte Sitzungen senden“ für diesen Raum aus oder verifiziere mich. Schick sie danach noch einmal."
    ),
    slow_down="Das waren viele Fragen auf einmal. Ich beantworte sie alle, der Reihe nach; es dauert nur einen Moment.",
    editors_only="Das ist der Redaktion vorbehalten.",
    due="Zu überprüfende Einträge: {number}",
    alert_platform=(
        "⚠️ **{detail} ist seit fünf Minuten nicht erreichbar.** Antworten dort warten; Lotse versucht es weiter. "
        "Was los ist, steht im Protokoll und in `lotse doctor`."
    ),
    alert_outbox=(
        "⚠️ **Eine Antwort wartet seit {detail} Minuten darauf, gesendet zu werden.** Lotse versucht es weiter."
    ),
    alert_knowledge=(
        "⚠️ **Geändertes Wissen lässt sich nicht laden.** Lotse antwortet mit dem Stand von vorher. "
        "`lotse doctor` sagt, woran es liegt."
    ),
    alert_disk=("⚠️ **Auf der Festplatte sind nur noch {detail} frei.** Ist sie voll, kann Lotse nichts mehr annehmen."),
    alert_refused=(
        "⚠️ **{detail} lässt Lotse nicht mehr hinein**, und Lotse hat sich beendet. Prüfe Zugang und Token mit "
        "`lotse doctor`."
    ),
    unanswered="**Fragen ohne gute Antwort:**",
    all_answered="Zurzeit gibt es keine unbeantworteten Fragen.",
    nothing_due="Kein Eintrag muss überprüft werden.",
    removed=(
        "Ich bin nicht mehr im Raum {room}: {sender} hat mich dort entfernt. Was ich dort noch sagen wollte, sende ich "
        "nicht mehr. Wenn mich jemand wieder einlädt, antworte ich dort wie zuvor."
    ),
    banned=(
        "Ich bin nicht mehr im Raum {room}: {sender} hat mich dort gesperrt. Was ich dort noch sagen wollte, sende ich "
        "nicht mehr. Zurück kann ich erst, wenn die Sperre aufgehoben ist und mich jemand einlädt."
    ),
    ways_in_words="*„zurück“ führt einen Schritt zurück, „abbrechen“ hört auf.*",
    way_out_in_words="*„abbrechen“ hört auf.*",
    step_back="Zurück",
    cancel="Abbrechen",
    left="In Ordnung, abgebrochen.",
    go_on="Weitermachen",
    still_waiting="*Davor waren wir noch nicht fertig.*",
    no_such_choice="Eine {number} gibt es hier gerade nicht. Zur Wahl stehen:",
    no_list="Hier steht gerade keine Auswahl, zu der die {number} gehört. Stell mir deine Frage einfach neu.",
    not_your_choice="Diese Auswahl gehört jemand anderem.",
    outdated_choice="Diese Auswahl gilt nicht mehr. Es gilt, was jetzt dort steht.",
    which_question="Was möchtest du die Kolleg*innen fragen? Zum Beispiel: „Hat jemand Erfahrung mit …?“",
    draft_changed="Die Frage hat sich inzwischen geändert. Sieh sie dir bitte noch einmal an.",
    draft_changed_since="Der Entwurf wurde inzwischen anders geändert. </entwuerfe> zeigt ihn.",
    asked_once="Diese Frage hast du schon gestellt, als **#A{number}**.",
    no_draft="Diese Frage habe ich nicht mehr.",
    misfit_text="Hier brauche ich einen Text.",
    misfit_file="Hier brauche ich eine Datei, zum Beispiel ein Bild oder ein PDF.",
    misfit_place="Diesen Ort kenne ich nicht. Schreib zum Beispiel „Herne“, „Kreis Unna“ oder „44787“.",
    misfit_time="Diese Zeit verstehe ich nicht. Schreib zum Beispiel „morgen 9 Uhr“ oder „Mo 8:30“.",
    misfit_day="Diesen Tag verstehe ich nicht. Schreib zum Beispiel „15.8.“ oder „15. August“.",
    misfit_audience="So kann ich nicht erkennen, wen du meinst. Schreib zum Beispiel „alle“ oder „zentrum:bochum“.",
    misfit_topic="Dieses Thema kenne ich nicht. Wähle eins, oder schreib seinen Namen, zum Beispiel „Sprachmittlung“.",
    misfit_code="Das ist kein Code. Ein Code sieht so aus: „ABCD-EF23“.",
    misfit_choice="Das passt hier nicht. Wähle eine der Antworten, mit ihrer Nummer oder ihren Worten.",
    no_channel_reached="**#A{number}** konnte in keinem Kanal erscheinen. Wende dich bitte an die Redaktion.",
    change="Ändern",
    not_right="Stimmt nicht?",
    which_lesson_text=(
        "Wie soll der Entwurf lauten? Der Titel steht in der ersten Zeile, der Text darunter. "
        "Eine Zeile allein ist der neue Text."
    ),
    desk_link=(
        "Hier geht es zur Redaktion: <{url}>\n\nDer Link gilt einmal und {minutes} Minuten. Gib ihn niemandem weiter."
    ),
    desk_off="Die Redaktion im Browser ist hier nicht eingerichtet.",
    desk_directly="Das geht nur im Direktchat, damit niemand sonst den Link liest. Schreib mir dort </redaktion>.",
    desk_signed_out="Du bist an der Redaktion abgemeldet, auf allen Geräten.",
    desk_not_signed_in="Du warst nirgends an der Redaktion angemeldet.",
)
