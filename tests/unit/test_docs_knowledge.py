"""The editors' page: its examples are a bundle in order, and it names every field."""

import re
from pathlib import Path

import pytest

from knowledge.entries import (
    Centre,
    Confidence,
    Contact,
    ContactPoint,
    Faq,
    Offer,
    Record,
    Source,
    Synonyms,
    Topic,
    Uncovered,
)
from knowledge.loader import KINDS, MUNICIPALITIES, POSTAL_CODES, load_bundle

_PAGE = (Path(__file__).parents[2] / "docs" / "knowledge.md").read_text(encoding="utf-8")
_EXAMPLES = dict(
    re.findall(r"^### `(\S+)`\n(?:(?!^###).)*?^```(?:yaml|csv)\n(.*?)^```", _PAGE, re.DOTALL | re.MULTILINE)
)


def test_examples_are_a_bundle_in_order(tmp_path: Path) -> None:
    assert set(_EXAMPLES) == {*KINDS, MUNICIPALITIES, POSTAL_CODES}
    for name, text in _EXAMPLES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    knowledge = load_bundle(tmp_path)
    assert len(list(knowledge)) == 8
    assert knowledge.municipalities[0].postal_codes


@pytest.mark.parametrize(
    "model", [Centre, Contact, ContactPoint, Offer, Faq, Topic, Synonyms, Uncovered, Confidence, Source]
)
def test_every_field_is_named(model: type[Record]) -> None:
    assert [name for name in model.model_fields if name != "kind" and f"`{name}`" not in _PAGE] == []
