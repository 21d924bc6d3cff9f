"""Entries as people read them on a phone: bold title, facts, warnings, source and date."""

from collections.abc import Iterator
from datetime import date

from handlers.core.messages import label
from handlers.i18n import Texts
from knowledge.entries import AnyEntry, Centre, Contact, ContactPoint, Faq, Offer, Source
from knowledge.search import Aspect, Search

_MAX_SOURCES = 2
_UNDATED = "undatiert"


def render_entry(entry: AnyEntry, *, texts: Texts, today: date, search: Search, aspect: Aspect | None = None) -> str:
    """Return the entry as Markdown; of a centre the detail that was asked for comes first, or alone."""
    body = _describe_centre(entry, texts, aspect) if isinstance(entry, Centre) else _describe(entry, texts)
    parts = (
        f"**{label(entry.title)}**",
        *body,
        *_render_warnings(entry, texts, today, search),
        _render_origin(entry, texts),
    )
    return "\n\n".join(part for part in parts if part)


def _describe(entry: Offer | Faq, texts: Texts) -> Iterator[str]:
    yield entry.text
    if isinstance(entry, Offer):
        yield _render_facts(
            (texts.target_group, entry.target_group), (texts.offered_by, entry.offered_by), (texts.status, entry.status)
        )
    yield texts.german_only


def _describe_centre(centre: Centre, texts: Texts, aspect: Aspect | None) -> Iterator[str]:
    details = _render_contact(centre)
    if aspect is Aspect.AREA:
        yield _render_area(centre, texts)
    elif aspect in details:
        yield f"{_render_label(aspect, texts)}: **{details[aspect]}**"
    elif aspect:
        yield texts.not_on_file.format(detail=_render_detail(aspect, texts), title=label(centre.title))
        yield from _render_overview(centre, texts)
    else:
        yield from _render_overview(centre, texts)
    if centre.contact.stale:
        yield texts.stale
    if centre.contact.note and details:
        yield f"{texts.note}: {centre.contact.note}"


def _render_overview(centre: Centre, texts: Texts) -> Iterator[str]:
    details = _render_contact(centre)
    if not details:
        yield texts.nothing_on_file.format(title=label(centre.title))
    contact = [f"- {_render_label(aspect, texts)}: {value}" for aspect, value in details.items()]
    contact += [f"- {_render_point(point, texts)}" for point in _iterate_points(centre.contact)]
    facts = _render_facts(
        (texts.area, centre.area),
        (texts.district, centre.regierungsbezirk),
        (texts.focus, "; ".join(centre.focus)),
        (texts.opened, centre.opened),
    )
    yield "\n".join((*contact, facts))


def _iterate_points(contact: Contact) -> Iterator[ContactPoint]:
    yield from contact.parts
    if contact.administration:
        yield contact.administration


def _render_point(point: ContactPoint, texts: Texts) -> str:
    """Return the details of an office beside the centre, led by whose they are."""
    values = ", ".join(_render_details(point).values())
    as_of = f" ({texts.as_of} {label(point.as_of)})" if point.as_of else ""
    return f"{label(point.name)}{as_of}: {values}"


def _render_area(centre: Centre, texts: Texts) -> str:
    return f"{texts.area}: {label(', '.join(centre.municipalities) or centre.area)}"


def _render_contact(centre: Centre) -> dict[Aspect, str]:
    """Return the contact details on file as Markdown."""
    return _render_details(centre.contact)


def _render_details(contact: Contact | ContactPoint) -> dict[Aspect, str]:
    town = " ".join(part for part in (contact.postal_code, contact.city) if part)
    address = ", ".join(part for part in (contact.street, town) if part) if contact.street else ""
    details = {
        Aspect.PHONE: label(contact.phone or ""),
        Aspect.EMAIL: f"[{label(contact.email)}](mailto:{contact.email})" if contact.email else "",
        Aspect.ADDRESS: label(address),
        Aspect.WEBSITE: f"<{contact.website}>" if contact.website else "",
    }
    return {aspect: value for aspect, value in details.items() if value}


def _render_label(aspect: Aspect, texts: Texts) -> str:
    return {
        Aspect.PHONE: texts.phone,
        Aspect.EMAIL: texts.email,
        Aspect.ADDRESS: texts.address,
        Aspect.WEBSITE: texts.website,
        Aspect.AREA: texts.area,
    }[aspect]


def _render_detail(aspect: Aspect, texts: Texts) -> str:
    return {
        Aspect.PHONE: texts.a_phone,
        Aspect.EMAIL: texts.a_email,
        Aspect.ADDRESS: texts.a_address,
    }.get(aspect, texts.a_website)


def _render_facts(*facts: tuple[str, str | None]) -> str:
    return "\n".join(f"- {name}: {label(value)}" for name, value in facts if value)


def _render_warnings(entry: AnyEntry, texts: Texts, today: date, search: Search) -> Iterator[str]:
    if entry.valid_until and entry.valid_until < today:
        yield texts.expired.format(date=f"{entry.valid_until:%d.%m.%Y}")
    if entry.review_by and entry.review_by < today:
        yield texts.overdue.format(date=f"{entry.review_by:%d.%m.%Y}")
    if entry.note:
        yield f"{texts.note}: {entry.note}"
    successor = search.get_entry(entry.successor) if entry.successor else None
    if successor:
        yield f"{texts.successor}: {label(successor.title)}"


def _render_origin(entry: AnyEntry, texts: Texts) -> str:
    sources = ", ".join(_render_link(source) for source in (entry.source, *entry.further_sources)[:_MAX_SOURCES])
    as_of = texts.undated if entry.as_of == _UNDATED else entry.as_of
    return f"*{texts.source}: {sources} · {texts.as_of}: {label(as_of)}*"


def _render_link(source: Source) -> str:
    return f"[{label(source.name)}](<{source.url}>)" if source.url else label(source.name)
