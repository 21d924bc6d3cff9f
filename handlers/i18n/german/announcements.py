"""Every sentence of announcements in German."""

from handlers.i18n.catalogue.announcements import AnnouncementTexts, RecurrenceTexts, Refusal
from knowledge.entries import Visibility

GERMAN = AnnouncementTexts(
    read="Gelesen ✅",
    acknowledged="Danke, notiert.",
    read_by_sign="*Für „Gelesen“ genügt auch die Reaktion {sign}.*",
    footer="— {source}, über Lotse · </abo> ändert, was du bekommst, </stopp> beendet alles",
    footer_in_room=("— {source}, über Lotse · </abo> ändert, was hier ankommt, </stopp> beendet es"),
    reminder="**Erinnerung:** Das ist bei dir und in deinem Zentrum noch nicht bestätigt.\n\n{text}",
    reply_brought="Deine Antwort ist bei der Redaktion. Was sie schreibt, bringe ich dir.",
    is_recalled="Diese Ankündigung wurde zurückgerufen.",
    recalled_but_brought=(
        "Diese Ankündigung wurde zurückgerufen. Deine Antwort habe ich der Redaktion trotzdem gebracht."
    ),
    file_stays=(
        "Die Datei kommt nicht mit: Mehr als 20 MB kann ich nicht mitnehmen. Überbracht habe ich nur ihren Namen und "
        "was dabei stand."
    ),
    nobody_reads=("Auf diese Ankündigung kann ich keine Antwort weitergeben. Wende dich bitte direkt an die Absender."),
    answer_came="**{office}** zu deiner Antwort auf Ankündigung {number}:\n\n{text}",
    subscribe_first="Hier kommen noch keine Ankündigungen an. Was soll ich bringen? Wähle, so oft du willst.",
    subscriptions=("Hier kommen an: {chosen}.\n\nWähle, um etwas zu ändern. </stopp> beendet alles auf einmal."),
    has_stopped=(
        "Du hast alles gestoppt, deshalb kommt nichts an. Gemerkt ist: {chosen}.\n\n"
        "</start> bringt das wieder; was du wählst, kommt dazu."
    ),
    nothing="nichts",
    news_of="Ankündigungen von {source}",
    unknown_subscription="Das kenne ich nicht. </abo> zeigt, was es gibt.",
    not_your_room="Das wählt hier, wer mich eingeladen hat, oder die Redaktion.",
    stopped=(
        "In Ordnung, ab jetzt kommt nichts mehr von mir, außer du fragst mich etwas. Mit </start> geht es weiter."
    ),
    stopped_room="In Ordnung, hier kommen keine Ankündigungen mehr an. Mit </start> geht es weiter.",
    resumed="Willkommen zurück! Was du abonniert hattest, kommt wieder. </abo> zeigt es.",
    editors_only="Das ist der Redaktion vorbehalten.",
    directly="Ankündigungen schreiben wir im Direktchat. Schreib mir dort </ankuendigung>.",
    how=("So geht es: </ankuendigung> beginnt eine neue, </ankuendigung 12> zeigt eine, </kalender> alle geplanten."),
    unknown_announcement="Diese Ankündigung gibt es nicht. </kalender> zeigt die geplanten.",
    unfinished="Ankündigung **{number}** ist noch nicht fertig.",
    go_on="Damit weitermachen",
    new="Eine neue beginnen",
    which_text=(
        "Was willst du ankündigen? Schreib den Text, gern mit **fett**, Listen und Links. "
        "`{{vorname|zusammen}}` und `{{zentrum|dein Zentrum}}` setze ich für alle einzeln ein. Eine Datei "
        "kannst du vorher schicken."
    ),
    file_taken="Die Datei ist dabei. Und der Text dazu?",
    which_english=(
        "Wie lautet die englische Fassung? Wer Englisch gewählt hat, liest sie statt der deutschen. `weg` "
        "nimmt sie heraus."
    ),
    which_file="Schick mir die Datei (bis 20 MB). `weg` nimmt alle heraus.",
    which_audience=(
        "An wen? Wähle, oder schreib es genauer, etwa `regierungsbezirk:Arnsberg und thema:kim` oder "
        "`zentrum:bochum oder zentrum:herne`."
    ),
    everyone="Alle",
    which_visibility=(
        "Wer darf Ankündigung **{number}** lesen? Netzwerk: bestätigte Mitglieder im Direktchat, und Räume auf Matrix. "
        "Intern: nur Mitglieder, und nur auf Matrix."
    ),
    which_time=(
        "Wann? Wähle, oder schreib zum Beispiel „morgen 9 Uhr“, „Mo 8:30“, „1.12. 9 Uhr“ oder „jeden ersten "
        "Dienstag 9 Uhr, an Feiertagen am nächsten Werktag“."
    ),
    at_once="sofort",
    tomorrow="morgen 9 Uhr",
    monday="Montag 9 Uhr",
    which_new_text="Wie soll sie jetzt lauten? Eine neue englische Fassung steht unter einer Zeile `---`.",
    which_value="{field}?",
    templates=(
        "Die Vorlagen. Neu oder anders: </vorlagen name>, der Text in den Zeilen darunter; Felder in "
        "doppelten Klammern werden erfragt."
    ),
    no_templates=(
        "Es gibt noch keine Vorlage. So entsteht eine: </vorlagen name>, der Text in den Zeilen darunter; "
        "Felder in doppelten Klammern werden erfragt."
    ),
    template_kept=("Die Vorlage **{name}** ist gespeichert. Mit </ankuendigung vorlage {name}> beginnst du damit."),
    template_dropped="Die Vorlage **{name}** gibt es nicht mehr.",
    head="**Ankündigung {number}** · {state}",
    to_whom="An: {audience}, das sind **{people}**",
    people="{number} ({platforms})",
    nobody="niemand",
    when="Wann: **{when}**",
    next_dates="Die nächsten Termine: {dates}",
    next_date="{rule} (das nächste Mal {when})",
    held="Das liegt in der Ruhezeit; sie geht erst {until} hinaus, außer sie ist dringend",
    held_date="{at} (wegen der Ruhezeit erst {until})",
    moved_date="{at} (statt {planned}, {holiday})",
    dropped_date="{planned} fällt aus ({holiday})",
    near="Kurz davor oder danach geht Ankündigung {number} ({when}) an {people} derselben Empfänger*innen",
    in_messages="Auf {platform} in {number} Nachrichten, weil der Text lang ist",
    files="Dateien: {names}",
    asks_receipt="Bittet um „Gelesen ✅“",
    is_urgent="Dringend: geht auch in der Ruhezeit hinaus",
    for_class="Nur für {readers}; **{left_out}** andere bekommen sie deshalb nicht",
    reads="So liest es sich:",
    reads_english="Und auf Englisch:",
    line="**{number}** · {when} · {state} · {text} → {audience}",
    planned="Unterwegs und in den nächsten Wochen:",
    nothing_planned="Es ist nichts geplant.",
    show="Nr. {number} ansehen",
    recurrence=RecurrenceTexts(
        language="de",
        weekdays=("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"),
        short_weekdays=("Mo", "Di", "Mi", "Do", "Fr", "Sa", "So"),
        ordinals={"1": "ersten", "2": "zweiten", "3": "dritten", "4": "vierten", "5": "fünften", "-1": "letzten"},
        every={
            "HOURLY": "jede Stunde",
            "DAILY": "täglich",
            "WEEKLY": "jeden {on}",
            "MONTHLY": "am {on} jeden Monats",
            "YEARLY": "jedes Jahr am {on}",
        },
        every_few={
            "HOURLY": "alle {number} Stunden",
            "DAILY": "alle {number} Tage",
            "WEEKLY": "alle {number} Wochen am {on}",
            "MONTHLY": "alle {number} Monate am {on}",
            "YEARLY": "alle {number} Jahre am {on}",
        },
        on_working_days="werktags",
        date="{date}.",
        last_day="letzten Tag",
        working_day="{ordinal} Werktag",
        clock="{clocks} Uhr",
        conjunction="und",
        until="bis {day}",
        times="{number}-mal",
        on_holidays={
            "next": "an Feiertagen am nächsten Werktag",
            "previous": "an Feiertagen am vorigen Werktag",
            "skip": "an Feiertagen nicht",
        },
        formal="nach der Regel `{rule}`",
    ),
    send="Absenden",
    other_text="Text ändern",
    other_audience="Empfänger*innen ändern",
    other_time="Zeit ändern",
    other_visibility="Wer sie lesen darf",
    add_english="Englische Fassung",
    add_file="Datei anhängen",
    with_receipt="Um „Gelesen“ bitten",
    without_receipt="Nicht um „Gelesen“ bitten",
    urgent="Dringend",
    not_urgent="Nicht dringend",
    call_off="Absagen",
    approve="Freigeben",
    send_back="Zurückgeben",
    decide_by_sign="*{approve} darunter gibt frei, {send_back} gibt zurück.*",
    send_now="Jetzt senden",
    pause="Pause",
    resume="Weiter",
    change_copies="Nachträglich ändern",
    drop_change="Änderung verwerfen",
    recall="Zurückrufen",
    leave="Lieber nicht",
    remind="Fehlende erinnern",
    scheduled="Geplant: {line}",
    goes_now="Ankündigung **{number}** geht jetzt hinaus.",
    to_be_approved="Ankündigung **{number}** liegt jetzt der übrigen Redaktion zur Freigabe vor.",
    to_be_approved_by_somebody=(
        "Ankündigung **{number}** wartet auf die Freigabe durch eine zweite Person: </ankuendigung {number}>"
    ),
    was_approved="{editor} hat Ankündigung **{number}** freigegeben.",
    was_sent_back="Ankündigung **{number}** kommt zurück, von {editor}",
    sent_back="Ankündigung **{number}** ist zurückgegeben.",
    cancelled="Ankündigung **{number}** ist abgesagt. Es wurde nichts gesendet.",
    called_off="Ankündigung **{number}** konnte nicht hinausgehen: {why}",
    change_dropped="Die Änderung an Ankündigung **{number}** ist verworfen. Die Kopien bleiben, wie sie sind.",
    was_late=("Ankündigung **{number}** sollte {at} hinausgehen, da lief ich nicht. Soll sie jetzt noch gehen?"),
    sure="Soll ich Ankündigung **{number}** überall löschen, wo das noch geht?",
    being_recalled="Ankündigung **{number}** wird zurückgerufen.",
    being_changed="Die Kopien von Ankündigung **{number}** werden geändert.",
    reminded="Ankündigung **{number}** erinnert {people}, die noch fehlen (nach Zentren; ohne Zentrum jede Person).",
    progress="Ankündigung **{number}** {bar} {done} von {total}",
    report="**Ankündigung {number}**: {what}",
    not_everywhere="Wo es nicht ging, steht die Nachricht noch, wie sie war.",
    read_by="Gelesen: {centres}",
    read_by_nobody="Gelesen: noch niemand",
    not_read_by="Es fehlen: {centres}",
    no_centre="ohne Zentrum",
    reply_came="**{author}** antwortet auf Ankündigung **{number}**:\n\n{text}",
    feed_drafts="Neu aus **{source}**, als Entwurf:",
    feed_failed="**{source}** lässt sich seit {since} nicht lesen. Ich versuche es weiter.",
    instead_of="statt Nr. {number}",
    more="Mehr dazu",
    appointment_when="Wann: **{when}**",
    appointment_where="Wo: {where}",
    appointment_until="{begins} bis {ends}",
    appointment_tentative="unter Vorbehalt",
    appointment_nowhere="noch offen",
    appointment_formerly="bisher: {value}",
    appointment_postponed="neuer Termin noch nicht bekannt",
    appointment_postponed_to="verschoben {to}",
    perhaps_postponed_to="der Kalender sagt nicht, ob dieser Tag der neue ist",
    appointment_changes={
        "off": "Abgesagt: {title}",
        "postponed": "Verschoben: {title}",
        "on": "Findet doch statt: {title}",
        "time_and_place": "Neuer Termin und Ort: {title}",
        "time": "Neuer Termin: {title}",
        "place": "Neuer Ort: {title}",
        "end": "Neue Dauer: {title}",
        "tentative": "Unter Vorbehalt: {title}",
        "firm": "Jetzt fest: {title}",
        "title": "Geändert: {title}",
        "none": "Es bleibt dabei: {title}",
    },
    feed_faults="Aus **{source}** kann ich nicht alles lesen, das Übrige schon:",
    feed_fault="„{title}“: {what}",
    feed_fault_untitled="ohne Titel",
    feed_more_faults="und {count} weitere",
    flaws={
        "missing": "`{part}` fehlt",
        "repeated": "`{part}` steht mehrmals da",
        "wrong": "`{part}` ist fehlerhaft",
        "never": "`{part}` trifft auf keinen Tag zu",
    },
    event_reminder="**Zur Erinnerung**\n\n{text}",
    will_remind="erinnert noch",
    reminds="Erinnert noch einmal: {when}",
    without_reminder="Nicht erinnern",
    not_reminded="Ankündigung **{number}** erinnert niemanden mehr.",
    stays="Ankündigung **{number}** ändert sich dadurch nicht mehr, sie ist: {state}. Das geht noch:",
    stays_for_good="Ankündigung **{number}** ändert sich dadurch nicht mehr, sie ist: {state}.",
    change_so="So ändern",
    would_read="So würde sie lauten:",
    withdrawn="Ankündigung **{number}** ist zurückgezogen und wird noch geändert.",
    to_be_approved_again="Ankündigung **{number}** liegt jetzt geändert zur Freigabe vor.",
    states={
        "draft": "Entwurf",
        "waiting": "wartet auf Freigabe",
        "scheduled": "geplant",
        "late": "verpasst",
        "running": "unterwegs",
        "paused": "angehalten",
        "finished": "fertig",
        "cancelled": "abgesagt",
        "recalled": "zurückgerufen",
    },
    visibilities={
        Visibility.PUBLIC: "Alle",
        Visibility.NETWORK: "Netzwerk",
        Visibility.INTERNAL: "Intern",
    },
    classes={
        Visibility.PUBLIC: "alle",
        Visibility.NETWORK: "bestätigte Mitglieder im Direktchat, und Räume auf Matrix",
        Visibility.INTERNAL: "bestätigte Mitglieder im Direktchat auf Matrix",
    },
    tasks={
        "send": "zugestellt",
        "edit": "geändert",
        "recall": "zurückgerufen",
    },
    metrics={
        "recipients": "Empfänger*innen",
        "sent": "Angekommen",
        "failed": "Fehlgeschlagen",
        "skipped": "Ausgelassen",
        "uncertain": "Ungewiss",
        "open": "Noch offen",
        "repeated": "Vorsichtshalber wiederholt",
        "reply": "Antworten",
        "reaction": "Reaktionen",
        "receipt": "Gelesen",
        "ending": "Abbestellt",
    },
    reasons={
        "stopped": "abbestellt",
        "not_entitled": "nicht mehr im Netzwerk",
        "cancelled": "abgesagt",
        "forgotten": "gelöscht",
    },
    refusals={
        Refusal.AUDIENCE_UNKNOWN: "„{name}“ kenne ich nicht. Meinst du „{nearest}“?",
        Refusal.AUDIENCE_UNCLEAR: (
            "Wer sie bekommen soll, verstehe ich bei „{name}“ nicht. So geht es: `regierungsbezirk:Arnsberg "
            "und thema:kim`, oder einfach `alle`."
        ),
        Refusal.AUDIENCE_COMMA: (
            "Ein Komma neben „und“, „oder“, „nicht“ oder Klammern ist mehrdeutig. Schreib bitte überall „und“ oder "
            "„oder“."
        ),
        Refusal.VISIBILITY_UNKNOWN: "„{name}“ kenne ich nicht. Es gibt `alle`, `netzwerk` und `intern`.",
        Refusal.INTERNAL_ELSEWHERE: ("Was intern ist, bleibt auf Matrix. Schreib mir dort, oder nimm </redaktion>."),
        Refusal.MOMENT_UNCLEAR: (
            "Diese Zeit verstehe ich nicht. So geht es: „morgen 9 Uhr“, „Mo 8:30“, „1.12. 9 Uhr“ oder „jeden "
            "Montag 9 Uhr“."
        ),
        Refusal.MOMENT_IMPOSSIBLE: "Diesen Zeitpunkt gibt es nicht.",
        Refusal.MOMENT_OTHER_WEEKDAY: "Der Wochentag passt nicht zum Datum. Meinst du „{first}“ oder „{second}“?",
        Refusal.MOMENT_TWO_WAYS: (
            "Das kann zweierlei heißen. Meinst du „alle zwei Wochen am Montag 9 Uhr“ oder „jeden zweiten Montag im "
            "Monat 9 Uhr“?"
        ),
        Refusal.MOMENT_TOO_OFTEN: "Öfter als einmal in der Stunde geht nicht.",
        Refusal.MOMENT_NEVER: "Nach dieser Regel kommt kein Termin.",
        Refusal.MOMENT_PAST: "Dieser Zeitpunkt ist schon vorbei. Wähle bitte einen anderen.",
        Refusal.NO_TEXT: "Es fehlt noch der Text.",
        Refusal.TEXT_TOO_LONG: "Der Text ist zu lang: höchstens {most} Zeichen.",
        Refusal.UNKNOWN_FIELD: "Das Feld „{field}“ kenne ich nicht, nur `vorname` und `zentrum`.",
        Refusal.FILE_TOO_LARGE: "Die Datei ist zu groß: höchstens 20 MB.",
        Refusal.UPLOAD_TOO_LARGE: "Die Datei ist zu groß: hier höchstens {megabytes} MB. Größere hängst du im Chat an.",
        Refusal.FILE_KIND: "Solche Dateien hängt Lotse nicht an. PDF geht immer.",
        Refusal.NO_OWN_CHAT: "Lotse kennt deinen Direktchat nicht. Schreib Lotse dort zuerst etwas.",
        Refusal.TOO_MANY_FILES: "Mehr als {most} Dateien kann ich nicht anhängen.",
        Refusal.NOBODY: "Damit erreicht sie niemanden. Ändere bitte die Empfänger*innen.",
        Refusal.NOT_ANY_MORE: "Das geht bei dieser Ankündigung nicht mehr.",
        Refusal.NOTHING_TO_APPROVE: "Diese Ankündigung wartet nicht auf eine Freigabe.",
        Refusal.APPROVED_SINCE: "Diese Ankündigung ist schon freigegeben.",
        Refusal.RECALLED_SINCE: "Diese Ankündigung wurde inzwischen zurückgerufen.",
        Refusal.CANCELLED_SINCE: "Diese Ankündigung wurde inzwischen abgesagt.",
        Refusal.CHANGED_SINCE: "Sie wurde inzwischen geändert. Sieh sie dir bitte noch einmal an.",
        Refusal.AUTHOR_LEFT: "Wer das geschrieben hat, gehört nicht mehr zur Redaktion. Schreibt es bitte neu.",
        Refusal.OWN_ANNOUNCEMENT: "Freigeben muss eine zweite Person.",
        Refusal.NOT_RUNNING: "Sie ist gerade nicht unterwegs.",
        Refusal.NOT_PAUSED: "Sie ist gerade nicht angehalten.",
        Refusal.NOTHING_TO_RECALL: "Da ist nichts zurückzurufen.",
        Refusal.NO_RECEIPTS: "Diese Ankündigung bittet nicht um „Gelesen“, oder ist noch nicht hinausgegangen.",
        Refusal.NOBODY_MISSING: "Es fehlt kein Zentrum mehr.",
        Refusal.NOTHING_TO_RETRY: (
            "Hier war nichts mehr zu tun: Sie ist unterwegs, angekommen oder abbestellt, oder ihr Text fehlt."
        ),
        Refusal.TEMPLATE_NAME: "Der Name einer Vorlage ist ein Wort, etwa „treffen“.",
        Refusal.TEMPLATE_UNKNOWN: "Eine Vorlage „{name}“ gibt es nicht.",
        Refusal.TEMPLATE_EXISTS: "Eine Vorlage „{name}“ gibt es schon. Nimm bitte einen anderen Namen.",
    },
)
