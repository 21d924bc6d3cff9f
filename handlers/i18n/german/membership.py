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
)
