"""Changes to entries in English."""

from handlers.i18n.catalogue.editing import EditingTexts, ValueDoubt, ValueFault

ENGLISH = EditingTexts(
    fields={
        "contact.phone": "Phone",
        "contact.email": "E-mail",
        "contact.address": "Address",
        "contact.website": "Website",
        "text": "Text",
        "valid_until": "Valid until",
    },
    kinds={
        "contact.phone": "a phone number",
        "contact.email": "an e-mail address",
        "contact.address": "a postal address",
        "contact.website": "a web address",
        "valid_until": "a date",
    },
    examples={
        "contact.phone": "0234 910-1234",
        "contact.email": "ki@bochum.de",
        "contact.address": "Rathausplatz 1, 44787 Bochum",
        "contact.website": "https://www.bochum.de/ki",
        "text": "The programme goes on.",
        "valid_until": "31.12.2027",
    },
    faults={
        ValueFault.EMPTY: "There is nothing yet. Just write the new value.",
        ValueFault.TOO_LONG: "That is too long: it takes {limit} characters at most.",
        ValueFault.WRONG_FIELD: "That looks like {kind}. This field is: {field}.",
        ValueFault.NO_PHONE: "That is no phone number. Write it with its area code, such as 0234 910-1234.",
        ValueFault.NOT_GERMAN: "That is no German phone number. They begin with 0 or +49.",
        ValueFault.COSTS_EXTRA: "That is an emergency or special-rate number. I only take landlines and mobiles.",
        ValueFault.NO_EMAIL: "That is no e-mail address. One looks like this: ki@bochum.de",
        ValueFault.NO_WEBSITE: "That is no web address. One looks like this: https://www.bochum.de/ki",
        ValueFault.HIDES_TARGET: "This web address hides where it leads. Write it without a login or detour.",
        ValueFault.NO_ADDRESS: "I need street, postal code and town, such as: Rathausplatz 1, 44787 Bochum",
        ValueFault.OTHER_PLACE: "The postal code {code} belongs to {place}, not to {city}.",
        ValueFault.NO_DATE: "That is no date. Write it like this: 31.12.2027",
        ValueFault.PAST_DATE: "That day is over.",
        ValueFault.PRETENDED_LINK: "A link in it pretends to lead elsewhere. Write its address in plain sight.",
        ValueFault.MARKUP: "No HTML, images or hidden text please, only paragraphs, lists, links and bold.",
    },
    doubts={
        ValueDoubt.FOREIGN_AREA_CODE: "⚠️ The area code {code} otherwise belongs to {place}.",
        ValueDoubt.UNKNOWN_POSTAL_CODE: "⚠️ I don’t know the postal code {code}.",
        ValueDoubt.OUTSIDE_AREA: "⚠️ {place} is outside this centre’s area.",
    },
)
