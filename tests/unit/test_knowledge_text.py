"""Texts of knowledge as editors type them in YAML: what arrives on each platform, also after an export."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot import rendering
from bot.rendering import terminal
from knowledge.entries import Faq
from knowledge.exporter import write_bundle
from knowledge.loader import load_bundle, load_records
from tests.prepared import bundle

FAQ = """- id: faq/eins
  title: Was ist das?
  text: {}
  source: {{name: Beispiel}}
  as_of: '2025'
"""
BLOCK = "|-\n    {}"


def shown(entry: Faq) -> set[str]:
    """Return a text as each platform shows it."""
    matrix, telegram = rendering.render_html(entry.text), rendering.render_telegram(entry.text)
    return {
        rendering.visible_text(matrix),
        rendering.visible_text(telegram),
        rendering.render_plain(entry.text),
        terminal.render_terminal(entry.text).plain,
    }


def kept(text: str, folder: Path) -> Faq:
    file = folder / "faqs.yaml"
    file.write_text(FAQ.format(text), encoding="utf-8")
    (entry,) = load_records(file)
    assert isinstance(entry, Faq)
    return entry


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("Kolleg*innen, Lehrer:innen, Schüler_innen, der*die Leiter*in", None),
        ("snake_case, ein_anderer_name und a_b", None),
        ("2*3*4 = 24, 2 * 3 * 4 und x*y", None),
        ("Am 15. Dezember, 5 < 6 & mehr, 100 % *", None),
        (r"C:\Temp\neu und \d", None),
        (r"C:\\_x, alt\\_neu und \\\\server", r"C:\_x, alt\_neu und \\server"),
        (r"\*kein Stern\* und alt\_neu", "*kein Stern* und alt_neu"),
        (r"Mit dem Nachbarkreis\. \(Und\: mehr\)", "Mit dem Nachbarkreis. (Und: mehr)"),
        ("`C:\\_x` und `a*b*c`", r"C:\_x und a*b*c"),
    ],
)
def test_what_an_editor_types_arrives(tmp_path: Path, typed: str, read: str | None) -> None:
    assert shown(kept(BLOCK.format(typed), tmp_path)) == {read or typed}


def test_in_quotation_marks_yaml_takes_a_backslash_of_its_own(tmp_path: Path) -> None:
    assert shown(kept(r"'C:\Temp'", tmp_path)) == {r"C:\Temp"}
    assert shown(kept(r'"C:\\Temp"', tmp_path)) == {r"C:\Temp"}


def test_what_was_escaped_in_a_chat_is_read_so_after_an_export(tmp_path: Path) -> None:
    told = r"Frag Schüler\*innen\, C\:\\\_x \(und 2\*3\*4\)\."
    knowledge = bundle()
    first, *others = knowledge.faqs
    changed = replace(knowledge, faqs=(first.model_copy(update={"text": told}), *others))
    write_bundle(changed, tmp_path / "out")
    again = next(faq for faq in load_bundle(tmp_path / "out").faqs if faq.id == first.id)
    assert again.text == told
    assert shown(again) == {r"Frag Schüler*innen, C:\_x (und 2*3*4)."}
