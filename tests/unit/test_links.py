"""The addresses that entries hold."""

from knowledge.entries import Centre, Contact, ContactPoint, Faq, Source
from knowledge.links import list_links


def test_addresses_in_texts_end_where_readers_see_them_end() -> None:
    text = (
        "Siehe https://example.org/a, [Antrag](https://example.org/b_(c).pdf) und <https://example.org/d?e=1>.\n"
        "**https://example.org/f** (https://example.org/g). Nicht: ftp://example.org, example.org"
    )
    faq = Faq(id="faq/x", title="x", text=text, note="https://example.org/a!", source=Source(name="x"), as_of="2026")
    assert list_links(faq) == tuple(f"https://example.org/{path}" for path in ("a", "b_(c).pdf", "d?e=1", "f", "g"))


def test_sources_and_contacts_have_addresses() -> None:
    centre = Centre(
        id="centre/x",
        title="x",
        text="x",
        area="x",
        area_kind="x",
        ags="05111",
        regierungsbezirk="x",
        seat="x",
        source=Source(name="x", url="https://example.org/1"),
        further_sources=(Source(name="y", url="https://example.org/2"), Source(name="z")),
        contact=Contact(
            website="https://example.org/3",
            parts=(ContactPoint(name="x", website="https://example.org/4"),),
            administration=ContactPoint(name="x", website="https://example.org/1"),
        ),
        as_of="2026",
    )
    assert list_links(centre) == tuple(f"https://example.org/{number}" for number in range(1, 5))
