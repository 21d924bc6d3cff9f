"""Entries as linked data for other programs: JSON-LD with the words of schema.org."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from knowledge.entries import AnyEntry, Centre, ContactPoint, Entry, Faq, Offer

_CONTEXT = "https://schema.org"


def write_linked_data(entries: Iterable[AnyEntry]) -> bytes:
    """Return a document of the entries; texts are Markdown, as schema.org leaves their form open.

    Contact details known to be dated are left out, as there is no word that would say so; names of persons always are.
    """
    every = list(entries)
    graph: list[Mapping[str, Any]] = [_describe_centre(entry) for entry in every if isinstance(entry, Centre)]
    graph += [_describe_offer(entry) for entry in every if isinstance(entry, Offer)]
    faqs = [entry for entry in every if isinstance(entry, Faq)]
    graph += [_describe_faqs(faqs)] if faqs else []
    document = {"@context": _CONTEXT, "@graph": graph}
    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode()


def _describe_centre(centre: Centre) -> Mapping[str, Any]:
    contact = centre.contact
    address = {
        "@type": "PostalAddress",
        "streetAddress": contact.street,
        "postalCode": contact.postal_code,
        "addressLocality": contact.city,
        "addressCountry": "DE",
    }
    has_address = contact.street or contact.postal_code or contact.city
    details = {
        "address": _keep(address) if has_address else None,
        "telephone": contact.phone,
        "email": contact.email,
        "contactPoint": [_describe_point(point) for point in contact.parts],
    }
    return _keep(
        {
            "@type": ["Organization", "GovernmentOrganization"],
            **_describe(centre),
            "name": centre.title,
            "url": contact.website,
            **({} if contact.stale else details),
            "foundingDate": centre.opened,
            "knowsAbout": centre.focus,
            "areaServed": {"@type": "AdministrativeArea", "name": centre.area, "identifier": centre.ags},
        }
    )


def _describe_point(point: ContactPoint) -> Mapping[str, Any]:
    return _keep(
        {
            "@type": "ContactPoint",
            "contactType": point.name,
            "telephone": point.phone,
            "email": point.email,
            "url": point.website,
        }
    )


def _describe_offer(offer: Offer) -> Mapping[str, Any]:
    audience = {"@type": "Audience", "audienceType": offer.target_group} if offer.target_group else None
    provider = {"@type": "Organization", "name": offer.offered_by} if offer.offered_by else None
    return _keep(
        {
            "@type": "Service",
            **_describe(offer),
            "name": offer.title,
            "serviceType": offer.field_of_action,
            "audience": audience,
            "provider": provider,
        }
    )


def _describe_faqs(faqs: Sequence[Faq]) -> Mapping[str, Any]:
    return {"@type": "FAQPage", "@id": "#faqs", "inLanguage": "de", "mainEntity": [_describe_faq(faq) for faq in faqs]}


def _describe_faq(faq: Faq) -> Mapping[str, Any]:
    answer = {"@type": "Answer", "text": faq.text, "citation": _cite(faq), **_date(faq)}
    return _keep(
        {
            "@type": "Question",
            "@id": f"#{faq.id}",
            "name": faq.title,
            "alternateName": faq.synonyms,
            "about": {"@id": f"#{faq.about}"} if faq.about else None,
            "acceptedAnswer": _keep(answer),
        }
    )


def _describe(entry: Entry) -> Mapping[str, Any]:
    """Return what centres and offers have in common."""
    return {
        "@id": f"#{entry.id}",
        "alternateName": entry.synonyms,
        "description": entry.text,
        "keywords": entry.keywords,
        "subjectOf": [_keep({**source, **_date(entry)}) for source in _cite(entry)],
    }


def _cite(entry: Entry) -> list[Mapping[str, Any]]:
    sources = (entry.source, *entry.further_sources)
    return [_keep({"@type": "CreativeWork", "name": source.name, "url": source.url}) for source in sources]


def _date(entry: Entry) -> Mapping[str, str | None]:
    """Return the date of the facts, and the last day on which they hold."""
    return {"temporal": entry.as_of, "expires": entry.valid_until.isoformat() if entry.valid_until else None}


def _keep(fields: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the fields that have a value."""
    return {name: value for name, value in fields.items() if value}
