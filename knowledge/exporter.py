"""Export of a bundle to the files that the loader reads, in a stable order and easy to edit."""

import csv
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import yaml

from knowledge.entries import AnyRecord, Confidence, Knowledge
from knowledge.loader import MUNICIPALITIES, POSTAL_CODES

_WIDTH = 110
_ODD_BREAKS = re.compile("[\x85\u2028\u2029]")  # YAML would fold these like ends of lines


def write_bundle(knowledge: Knowledge, folder: Path) -> None:
    """Write all files of a bundle into a folder, which is created if need be."""
    folder.mkdir(parents=True, exist_ok=True)
    _write_yaml(folder / "centres.yaml", knowledge.centres)
    _write_yaml(folder / "offers.yaml", knowledge.offers)
    _write_yaml(folder / "faqs.yaml", knowledge.faqs)
    _write_yaml(folder / "topics.yaml", knowledge.topics)
    _write_yaml(folder / "synonyms.yaml", knowledge.synonyms)
    _write_yaml(folder / "uncovered.yaml", knowledge.uncovered)
    _write_yaml(folder / "confidence.yaml", knowledge.confidence)
    towns = [(town, town.id.removeprefix("municipality/")) for town in knowledge.municipalities]
    _write_csv(folder / MUNICIPALITIES, ("ags", "name", "district"), ((a, t.name, t.district) for t, a in towns))
    codes = sorted((code, ags) for town, ags in towns for code in town.postal_codes)
    _write_csv(folder / POSTAL_CODES, ("postal_code", "ags"), codes)


def write_confidence(fitted: Confidence, folder: Path) -> None:
    """Write the weights of the confidence into a bundle."""
    _write_yaml(folder / "confidence.yaml", [fitted])


def _write_yaml(path: Path, records: Sequence[AnyRecord]) -> None:
    documents = [record.model_dump(mode="json", exclude_defaults=True) for record in records]
    blocks = [_dump([document]) for document in documents]
    path.write_text("\n".join(blocks), encoding="utf-8", newline="\n")


def _dump(document: list[dict[str, Any]]) -> str:
    return yaml.dump(document, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=_WIDTH)


class _Dumper(yaml.SafeDumper):
    """A dumper that writes long texts as blocks."""


def _string(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = '"' if _ODD_BREAKS.search(text) else "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _string)


def _write_csv(path: Path, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)
