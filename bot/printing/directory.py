"""The directory as one HTML file: centres by Regierungsbezirk, offers, and an index of places."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import groupby
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from bot.rendering.matrix_html import render_html
from handlers.core.messages import label
from handlers.i18n import DEFAULT_LANGUAGE, TEXTS, Texts
from handlers.rendering.entries import render_entry
from knowledge.entries import AnyEntry, Centre, Knowledge, Offer
from knowledge.search import Search
from knowledge.text import fold

_FOLDER = Path(__file__).parent
# What is printed is for colleagues in NRW, whatever the service speaks.
_TEXTS: Texts = TEXTS[DEFAULT_LANGUAGE]


@dataclass(frozen=True, kw_only=True, slots=True)
class DirectoryEntry:
    """An entry as it is printed; `anchor` is what the index refers to, `body` is HTML."""

    anchor: str
    title: str
    body: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Chapter:
    """A chapter with its entries in the order of their titles."""

    anchor: str
    title: str
    entries: Sequence[DirectoryEntry]


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """A place of the index with the entry of the centre in charge."""

    name: str
    anchor: str


def render_directory(search: Search, office: str, today: date) -> str:
    """Return the directory of what a search may find."""
    knowledge = search.knowledge
    return _template().render(
        office=office,
        day=f"{today:%d.%m.%Y}",
        number=len(knowledge.centres),
        chapters=[*_list_districts(search, today), _list_offers(search, today)],
        letters=_list_places(knowledge),
        css=(_FOLDER / "directory.css").read_text(encoding="utf-8"),
    )


@cache
def _template() -> Template:
    made = Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return made.get_template("directory.html")


def _list_districts(search: Search, today: date) -> Iterable[Chapter]:
    by_district: defaultdict[str, list[Centre]] = defaultdict(list)
    for centre in search.knowledge.centres:
        by_district[centre.regierungsbezirk].append(centre)
    for name, centres in sorted(by_district.items()):
        in_order = sorted(centres, key=lambda centre: fold(centre.area))
        entries = [_render(centre, search, today) for centre in in_order]
        yield Chapter(anchor=f"bezirk-{fold(name)}", title=f"Zentren im Regierungsbezirk {name}", entries=entries)


def _list_offers(search: Search, today: date) -> Chapter:
    in_order: Sequence[Offer] = sorted(search.knowledge.offers, key=lambda offer: fold(offer.title))
    entries = [_render(offer, search, today) for offer in in_order]
    return Chapter(anchor="angebote", title="Programme und Angebote", entries=entries)


def _list_places(knowledge: Knowledge) -> Mapping[str, Sequence[Place]]:
    """Return all places of NRW with a centre, by their first letter."""
    centres = {centre.ags: _make_anchor(centre) for centre in knowledge.centres}
    places = [
        Place(name=each.name, anchor=centres[each.district])
        for each in knowledge.municipalities
        if each.district in centres
    ]
    in_order = sorted(places, key=lambda place: fold(place.name))
    return {letter: list(some) for letter, some in groupby(in_order, key=lambda place: fold(place.name)[:1].upper())}


def _render(entry: AnyEntry, search: Search, today: date) -> DirectoryEntry:
    """Return an entry as in chats, in full; its title is a heading instead of its first line."""
    text = render_entry(entry, texts=_TEXTS, today=today, search=search, in_full=True)
    text = text.removeprefix(f"**{label(entry.title)}**").lstrip()
    return DirectoryEntry(anchor=_make_anchor(entry), title=entry.title, body=render_html(text))


def _make_anchor(entry: AnyEntry) -> str:
    return entry.id.replace("/", "-")
