"""The addresses on the web that entries hold."""

import re
from collections.abc import Iterator

from knowledge.entries import AnyEntry, Centre, Contact, ContactPoint

# One pair of parentheses may be part of an address, one alone ends a link in Markdown.
_IN_TEXT = re.compile(r"https?://(?:[^\s<>\"'`|\[\]()]|\([^\s<>()]*\))+", re.IGNORECASE)
_AT_END = ".,;:!?*_~"


def list_links(entry: AnyEntry) -> tuple[str, ...]:
    """Return the addresses of an entry's sources, contacts and texts, each once."""
    named = (source.url for source in (entry.source, *entry.further_sources))
    websites = _list_websites(entry.contact) if isinstance(entry, Centre) else ()
    return tuple(dict.fromkeys(url for url in (*named, *websites, *_list_in_texts(entry)) if url))


def find_links(text: str) -> tuple[str, ...]:
    """Return the addresses in a text, each once."""
    return tuple(dict.fromkeys(found.rstrip(_AT_END) for found in _IN_TEXT.findall(text)))


def _list_websites(contact: Contact) -> Iterator[str | None]:
    offices: tuple[Contact | ContactPoint | None, ...] = (contact, *contact.parts, contact.administration)
    return (office.website for office in offices if office is not None)


def _list_in_texts(entry: AnyEntry) -> Iterator[str]:
    texts = (entry.text, entry.note or "", (isinstance(entry, Centre) and entry.contact.note) or "")
    return (url for text in texts for url in find_links(text))
