"""Centres as people read them on a phone: what was asked for first, then how to reach them."""

from collections.abc import Iterator, Mapping
from datetime import date
from urllib.parse import urlsplit

from handlers.core.messages import label
from handlers.curation.model.fields import FieldName
from handlers.curation.model.freshness import find_holding_date, is_all_due, list_due
from handlers.i18n import Sentence, Texts
from handlers.rendering.first_lines import say_unknown
from handlers.rendering.origins import render_date, spell_dates
from handlers.rendering.phones import to_international
from knowledge.entries import Centre, Contact, ContactPoint
from knowledge.search import AskedValue, Aspect, ValueKind
from knowledge.sentences import iterate_sentences

FACTS_OF_CENTRES: Mapping[ValueKind, Sentence] = {
    ValueKind.DISTRICT: lambda texts: texts.district,
    ValueKind.FOCUS: lambda texts: texts.focus,
    ValueKind.DATE: lambda texts: texts.opened,
}
_DETAILS = frozenset({ValueKind.PHONE, ValueKind.EMAIL, ValueKind.ADDRESS})
_ASPECTS: Mapping[FieldName, Aspect] = {
    FieldName.PHONE: Aspect.PHONE,
    FieldName.EMAIL: Aspect.EMAIL,
    FieldName.ADDRESS: Aspect.ADDRESS,
    FieldName.WEBSITE: Aspect.WEBSITE,
    FieldName.PERSONS: Aspect.PERSONS,
}
_REACHED_BY = (Aspect.PHONE, Aspect.EMAIL, Aspect.ADDRESS, Aspect.WEBSITE)

# What fits on the screen of a small phone beside the contact: offices, and characters of a note.
_MAX_PARTS, _SHORT_NOTE = 2, 90


def describe_centre(
    centre: Centre, texts: Texts, aspect: Aspect | None, asked: AskedValue | None, *, today: date, in_full: bool
) -> Iterator[str]:
    """Yield the paragraphs on a centre: the detail that was asked for alone, or all ways to reach it."""
    details = _render_details(centre.contact)
    if asked and asked.kind is ValueKind.LEADER and Aspect.PERSONS in details:
        aspect, asked = Aspect.PERSONS, None
    doubts = _render_doubts(centre, texts, today)
    fact, unknown = _find_fact(centre, texts, asked), _say_unknown(texts, asked)
    if fact:
        yield f"**{fact}**\n{label(centre.title)}"
    elif aspect is Aspect.AREA and not unknown:
        area = label(", ".join(centre.municipalities) or centre.area)
        yield f"**{texts.area}: {area}**\n{label(centre.title)}"
    elif aspect in details and not unknown:
        doubt = f"\n{doubts[aspect]}" if aspect in doubts else ""
        yield f"**{_render_label(aspect, texts)}: {details[aspect]}**{doubt}\n{label(centre.title)}"
    elif aspect and not unknown:
        missing = texts.not_on_file.format(detail=_render_detail(aspect, texts), title=label(centre.title))
        yield "\n".join((f"**{missing}**", *_list_contact(centre, texts, doubts)))
        yield _advise(centre.contact, texts)
    else:
        yield f"**{unknown}**" if unknown else ""
        yield "\n".join((f"**{label(centre.title)}**", *_list_contact(centre, texts, doubts, in_full=in_full)))
        yield _name_missing(centre, texts)
    if in_full:
        yield _render_profile(centre, texts)
    if centre.contact.note and details:
        yield f"{texts.note}: {_shorten_note(centre.contact.note, in_full=in_full)}"


def _shorten_note(note: str, *, in_full: bool) -> str:
    """Return a note, or the first sentence of a long one: the details hold the rest."""
    return note if in_full or len(note) <= _SHORT_NOTE else next(iterate_sentences(note))


def _render_doubts(centre: Centre, texts: Texts, today: date) -> Mapping[Aspect, str]:
    """Return a remark on each detail that has to be checked; none if all have to be, as the source says so then."""
    if is_all_due(centre, today):
        return {}
    due = {field.name: find_holding_date(centre, field.name) for field in list_due(centre, today)}
    return {
        aspect: f"({render_date(due[name], texts)}, {texts.check})" for name, aspect in _ASPECTS.items() if name in due
    }


def _list_contact(
    centre: Centre, texts: Texts, doubts: Mapping[Aspect, str], *, in_full: bool = False
) -> Iterator[str]:
    """Yield the ways to reach a centre; the first of its parts if it has no phone of its own, all of them in full."""
    for aspect, value in _render_details(centre.contact).items():
        yield " ".join(filter(None, (f"{_render_label(aspect, texts)}: {value}", doubts.get(aspect))))
    if in_full or not centre.contact.phone:
        parts = centre.contact.parts if in_full else centre.contact.parts[:_MAX_PARTS]
        yield from (_render_point(point, texts, in_full=in_full) for point in parts)
    if in_full and centre.contact.administration:
        yield _render_point(centre.contact.administration, texts, in_full=True)


def _name_missing(centre: Centre, texts: Texts) -> str:
    """Return what is not on file, and where to ask for it; empty if nothing is missing."""
    known = _render_details(centre.contact)
    missing = [_render_label(aspect, texts) for aspect in _REACHED_BY if aspect not in known]
    if not missing:
        return ""
    said = texts.missing.format(details=", ".join(missing)) if known else _say_nothing_known(centre, texts)
    return " ".join(filter(None, (said, _advise(centre.contact, texts))))


def _say_nothing_known(centre: Centre, texts: Texts) -> str:
    return texts.nothing_on_file.format(title=label(centre.title))


def _advise(contact: Contact, texts: Texts) -> str:
    """Return where to ask for what is not on file: the switchboard if it is known, else the website."""
    if contact.administration:
        return texts.ask_office.format(office=_render_point(contact.administration, texts))
    return texts.ask_website if contact.website else ""


def _say_unknown(texts: Texts, asked: AskedValue | None) -> str:
    """Return that what was asked for is unknown; empty for details of the contact, which are an aspect as well."""
    return "" if asked and asked.kind in _DETAILS else say_unknown(asked, texts)


def _find_fact(centre: Centre, texts: Texts, asked: AskedValue | None) -> str:
    """Return the fact about a centre that was asked for, behind its name; empty if none was or it is unknown."""
    name = FACTS_OF_CENTRES.get(asked.kind) if asked else None
    facts = _list_facts(centre, texts) if name else ()
    return next((f"{each}: {value}" for each, value in facts if name and each == name(texts)), "")


def _render_profile(centre: Centre, texts: Texts) -> str:
    return "\n".join(f"{name}: {value}" for name, value in _list_facts(centre, texts))


def _list_facts(centre: Centre, texts: Texts) -> Iterator[tuple[str, str]]:
    """Yield what is known of a centre beside its contact, each fact with its name."""
    facts = (
        (texts.area, centre.area),
        (texts.district, centre.regierungsbezirk),
        (texts.focus, "; ".join(centre.focus)),
        (texts.opened, spell_dates(centre.opened or "", texts)),
    )
    return ((name, label(value)) for name, value in facts if value)


def _render_point(point: ContactPoint, texts: Texts, *, in_full: bool = False) -> str:
    """Return the first way to reach an office beside the centre, or all of them, led by whose they are."""
    known = list(_render_details(point).values())
    values = ", ".join(known if in_full else known[:1])
    as_of = f" ({texts.as_of} {label(spell_dates(point.as_of, texts))})" if point.as_of else ""
    return f"{label(point.name)}{as_of}: {values}"


def _render_details(contact: Contact | ContactPoint) -> dict[Aspect, str]:
    """Return the contact details on file as Markdown, in the order in which people use them."""
    town = " ".join(part for part in (contact.postal_code, contact.city) if part)
    address = ", ".join(part for part in (contact.street, town) if part) if contact.street else ""
    details = {
        Aspect.PHONE: _link_phone(contact.phone) if contact.phone else "",
        Aspect.EMAIL: f"[{label(contact.email)}](mailto:{contact.email})" if contact.email else "",
        Aspect.ADDRESS: label(address),
        Aspect.WEBSITE: _link_website(contact.website) if contact.website else "",
        Aspect.PERSONS: label(contact.persons) if isinstance(contact, Contact) and contact.persons else "",
    }
    return {aspect: value for aspect, value in details.items() if value}


def _link_phone(phone: str) -> str:
    return f"[{label(phone)}](tel:{to_international(phone)})"


def _link_website(url: str) -> str:
    """Return a link that shows the host alone, as addresses of pages fill a phone's screen."""
    return f"[{label(urlsplit(url).netloc.removeprefix('www.'))}](<{url}>)"


def _render_label(aspect: Aspect, texts: Texts) -> str:
    return {
        Aspect.PHONE: texts.phone,
        Aspect.EMAIL: texts.email,
        Aspect.ADDRESS: texts.address,
        Aspect.WEBSITE: texts.website,
        Aspect.PERSONS: texts.persons,
        Aspect.AREA: texts.area,
    }[aspect]


def _render_detail(aspect: Aspect, texts: Texts) -> str:
    return {
        Aspect.PHONE: texts.a_phone,
        Aspect.EMAIL: texts.a_email,
        Aspect.ADDRESS: texts.a_address,
    }.get(aspect, texts.a_website)
