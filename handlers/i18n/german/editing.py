"""Changes to entries in German."""

from handlers.i18n.catalogue.editing import EditingTexts, ValueDoubt, ValueFault

GERMAN = EditingTexts(
    fields={
        "contact.phone": "Telefon",
        "contact.email": "E-Mail",
        "contact.address": "Adresse",
        "contact.website": "Website",
        "text": "Text",
        "valid_until": "Gilt bis",
    },
    kinds={
        "contact.phone": "eine Telefonnummer",
        "contact.email": "eine E-Mail-Adresse",
        "contact.address": "eine Adresse",
        "contact.website": "eine Internetadresse",
        "valid_until": "ein Datum",
    },
    examples={
        "contact.phone": "0234 910-1234",
        "contact.email": "ki@bochum.de",
        "contact.address": "Rathausplatz 1, 44787 Bochum",
        "contact.website": "https://www.bochum.de/ki",
        "text": "Das Programm läuft weiter.",
        "valid_until": "31.12.2027",
    },
    faults={
        ValueFault.EMPTY: "Da steht noch nichts. Schreib den neuen Wert einfach hin.",
        ValueFault.TOO_LONG: "Das ist zu lang: Höchstens {limit} Zeichen passen hinein.",
        ValueFault.WRONG_FIELD: "Das sieht aus wie {kind}. Hier geht es um: {field}.",
        ValueFault.NO_PHONE: "Das ist keine Telefonnummer. Schreib sie mit Vorwahl, zum Beispiel 0234 910-1234.",
        ValueFault.NOT_GERMAN: "Das ist keine deutsche Telefonnummer. Sie beginnt mit 0 oder +49.",
        ValueFault.COSTS_EXTRA: "Das ist eine Notruf- oder Sondernummer. Ich nehme nur Festnetz und Handy.",
        ValueFault.NO_EMAIL: "Das ist keine E-Mail-Adresse. Sie sieht so aus: ki@bochum.de",
        ValueFault.NO_WEBSITE: "Das ist keine Internetadresse. Sie sieht so aus: https://www.bochum.de/ki",
        ValueFault.HIDES_TARGET: "Diese Internetadresse verbirgt, wohin sie führt. Schreib sie ohne Umweg.",
        ValueFault.NO_ADDRESS: "Ich brauche Straße, Postleitzahl und Ort, zum Beispiel: Rathausplatz 1, 44787 Bochum",
        ValueFault.OTHER_PLACE: "Die Postleitzahl {code} gehört zu {place}, nicht zu {city}.",
        ValueFault.NO_DATE: "Das ist kein Datum. Schreib es so: 31.12.2027",
        ValueFault.PAST_DATE: "Dieser Tag ist schon vorbei.",
        ValueFault.PRETENDED_LINK: "Ein Link darin gibt ein anderes Ziel vor, als er hat. Schreib die Adresse aus.",
        ValueFault.MARKUP: "Bitte ohne HTML, Bilder und versteckten Text, nur Absätze, Listen, Links und Fettes.",
    },
    doubts={
        ValueDoubt.FOREIGN_AREA_CODE: "⚠️ Die Vorwahl {code} gehört sonst zu {place}.",
        ValueDoubt.UNKNOWN_POSTAL_CODE: "⚠️ Die Postleitzahl {code} kenne ich nicht.",
        ValueDoubt.OUTSIDE_AREA: "⚠️ {place} liegt nicht im Gebiet dieses Zentrums.",
    },
)
