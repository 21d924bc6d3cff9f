"""References of entries: topics, successors, and the entries of which they are a detail."""

from collections.abc import Iterator

from knowledge.entries import AnyEntry, Faq


def list_references(entry: AnyEntry) -> Iterator[tuple[str, str]]:
    """Yield the name of each field that refers to a record, with the id of that record."""
    for topic in entry.topics:
        yield "topics", f"topic/{topic}"
    if entry.owner:
        yield "owner", entry.owner
    if entry.successor:
        yield "successor", entry.successor
    if isinstance(entry, Faq) and entry.about:
        yield "about", entry.about
